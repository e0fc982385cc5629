"""Blocks of a paper as pieces of the flow: faces, indents and grids. It places nothing on pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never

from app.documents.flow import Bookmark, NewPage, Piece, Solid, Text
from app.documents.forms import form_piece, table_piece
from app.documents.geometry import BODY_WIDTH, CELL, MM, PITCH, SLOT_LINE, SLOT_SIDE, TWO, area_of
from app.documents.paper import (
    Align,
    Attachment,
    AttachmentNote,
    Block,
    Bullets,
    Face,
    Form,
    Heading,
    KeyValues,
    Layout,
    PageBreak,
    Paragraph,
    Picture,
    QuestionAnswer,
    Run,
    Signatures,
    SignLine,
    Slot,
    Space,
    Table,
)
from app.documents.pen import Pen, picture_size
from app.documents.titles import break_title
from app.documents.typeset import SMALL, TITLE, Line, Style, Typesetter
from app.documents.wording import attachment_lines

_HEADING_FACE = {1: Face.HEI, 2: Face.KAI, 3: Face.FANG, 4: Face.FANG}


@dataclass(frozen=True)
class Measure:
    """The width of the text and how body text is set on it."""

    width: float
    body: Style
    grid: bool

    @property
    def indent(self) -> float:
        """Two characters."""
        return 2 * self.body.cell


def block_pieces(block: Block, setter: Typesetter, measure: Measure) -> list[Piece | NewPage]:
    """The pieces of one block, in order."""
    match block:
        case Heading(level=level, text=text):
            style = measure.body.in_face(_HEADING_FACE[level])
            lines = setter.lines(text, style, measure.width, first=measure.indent)
            return [Text(lines, style.pitch, keep=True, bookmarks=(Bookmark(level - 1, text),))]
        case Paragraph():
            return [_paragraph(block, setter, measure)]
        case Table(caption=caption):
            return [*_caption(caption, setter, measure), table_piece(block, setter, measure.width)]
        case Form(caption=caption):
            return [*_caption(caption, setter, measure), form_piece(block, setter, measure.width)]
        case Signatures(items=items, dated=dated):
            return [_signatures(items, dated, setter, measure)]
        case QuestionAnswer(question=question, answer=answer):
            return [_spoken("问：", question, setter, measure), _spoken("答：", answer, setter, measure)]
        case PageBreak():
            return [NewPage()]
        case Attachment():
            return _attachment(block, setter, measure)
        case AttachmentNote(items=items):
            return list(attachment_note(items, setter, measure))
        case Bullets(items=items, numbered=numbered):
            marks = [f"{index}." if numbered else "" for index in range(1, len(items) + 1)]
            return [
                _text(mark + item, setter, measure, first=measure.indent)
                for mark, item in zip(marks, items, strict=True)
            ]
        case KeyValues(items=pairs):
            return [_key_value(label, value, setter, measure) for label, value in pairs]
        case Picture():
            return [_picture(block, setter, measure)]
        case Space(lines=count):
            return [Text([Line((), 0.0)] * count, measure.body.pitch)]
        case Slot():
            return _slot(block, setter)
        case _:
            assert_never(block)


def _slot(block: Slot, setter: Typesetter) -> list[Piece | NewPage]:
    """A page with nothing but its line at the upper edge of the sheet."""
    area = area_of(Layout.PLAIN, block.landscape)
    left, right = setter.one_line(block.left, SMALL), setter.one_line(block.right, SMALL)

    def draw(pen: Pen, _left: float, _top: float) -> None:
        pen.line(left, SLOT_SIDE, SLOT_LINE)
        pen.line(right, area.page_width - SLOT_SIDE - right.width, SLOT_LINE)

    marks = (Bookmark(0, block.title),) if block.title else ()
    return [NewPage(block.landscape), Solid(area.height, draw, snaps=False, bookmarks=marks)]


def _text(
    text: str | Sequence[Run], setter: Typesetter, measure: Measure, *, first: float = 0.0, rest: float = 0.0
) -> Text:
    style = measure.body
    return Text(setter.lines(text, style, measure.width, first=first, rest=rest), style.pitch)


def _paragraph(block: Paragraph, setter: Typesetter, measure: Measure) -> Text:
    style = SMALL if block.small else measure.body
    first = 2 * style.cell if block.indent and block.align is Align.LEFT else 0.0
    content: str | Sequence[Run] = block.runs or block.text
    lines = setter.lines(content, style, measure.width, first=first, align=block.align)
    return Text(lines, style.pitch, snaps=not block.small)


def _spoken(lead: str, text: str, setter: Typesetter, measure: Measure) -> Text:
    runs = (Run(lead, Face.HEI), Run(text, Face.FANG))
    return _text(runs, setter, measure, first=measure.indent)


def _key_value(label: str, value: str, setter: Typesetter, measure: Measure) -> Text:
    lead = f"{label}："
    start = measure.indent + setter.width(lead, measure.body.in_face(Face.HEI))
    runs = (Run(lead, Face.HEI), Run(value, Face.FANG))
    return _text(runs, setter, measure, first=measure.indent, rest=start)


def _caption(caption: str, setter: Typesetter, measure: Measure) -> list[Piece]:
    if not caption:
        return []
    lines = setter.lines(caption, SMALL.in_face(Face.HEI), measure.width, align=Align.CENTER)
    return [Text(lines, SMALL.pitch + 3, keep=True, snaps=measure.grid)]


def attachment_note(items: tuple[str, ...], setter: Typesetter, measure: Measure) -> list[Text]:
    """附件说明: one empty line, indent two, later names under the first one's number."""
    style, lead = measure.body, "附件："
    start = measure.indent + setter.width(lead, style)
    found = [Text([Line((), 0.0)], style.pitch, keep=True)]
    for index, item in enumerate(attachment_lines(items)):
        number = item.split(".", 1)[0] + "." if len(items) > 1 else ""
        rest = start + setter.width(number, style)
        text = item if index else lead + item
        first = start if index else measure.indent
        lines = setter.lines(text, style, measure.width, first=first, rest=rest, justify=False)
        found.append(Text(lines, style.pitch, keep=True))
    return found


def _attachment(block: Attachment, setter: Typesetter, measure: Measure) -> list[Piece | NewPage]:
    style = measure.body.in_face(Face.HEI)
    mark = f"附件{block.number}"
    found: list[Piece | NewPage] = [NewPage(block.landscape)]
    bookmark = Bookmark(0, f"{mark} {block.title}".strip())
    found.append(
        Text(setter.lines(mark, style, measure.width), style.pitch, keep=True, bookmarks=(bookmark,))
    )
    if block.title:
        blank = Text([Line((), 0.0)], style.pitch, keep=True)
        found += [blank, title_piece(block.title, setter, measure.width), blank]
    return found


def title_piece(title: str, setter: Typesetter, width: float) -> Text:
    """A centred 2号小标宋 title, broken between words."""
    most = int(min(width, BODY_WIDTH) / TWO) - 1
    lines = [
        line
        for part in break_title(setter.clean(title, Face.SONG), most)
        for line in setter.lines(part, TITLE, width, align=Align.CENTER)
    ]
    return Text(lines, PITCH, keep=True)


def _signatures(items: tuple[SignLine, ...], dated: bool, setter: Typesetter, measure: Measure) -> Solid:
    """Each line: label, a rule to sign on with the name where it is known, and the date."""
    style = measure.body
    above = style.pitch if measure.grid else style.pitch * 1.15 - style.size
    pitch = style.pitch if measure.grid else style.pitch * 1.15
    labels = [setter.one_line(f"{item.label}：", style) for item in items]
    names = [setter.one_line(item.name, style) for item in items]
    dates = [setter.one_line(item.date or ("　　　年　　月　　日" if dated else ""), style) for item in items]
    start = measure.indent
    date_right = measure.width - style.cell
    date_left = date_right - max((line.width for line in dates), default=0.0)

    def draw(pen: Pen, left: float, top: float) -> None:
        for index, (label, name, day) in enumerate(zip(labels, names, dates, strict=True)):
            y = top + above + index * pitch
            blank = left + start + label.width
            end = min(max(blank + name.width + 16, left + start + 16 * style.cell), left + date_left - 10)
            pen.line(label, left + start, y)
            pen.line(name, blank + 6, y)
            pen.rule(blank, y + style.size + 2.5, end, y + style.size + 2.5, 0.5)
            pen.line(day, left + date_right - day.width, y)

    return Solid(above + (len(items) - 1) * pitch + style.size + 4, draw)


def _picture(block: Picture, setter: Typesetter, measure: Measure) -> Solid:
    pixels_wide, pixels_high = picture_size(block.png)
    width = min(block.width_mm * MM, measure.width)
    height = width * pixels_high / max(pixels_wide, 1)
    caption = setter.lines(block.caption, SMALL, measure.width, align=Align.CENTER) if block.caption else []

    def draw(pen: Pen, left: float, top: float) -> None:
        pen.picture(block.png, left + (measure.width - width) / 2, top, width, height)
        pen.lines(caption, left, top + height + 4, SMALL.pitch)

    return Solid(height + len(caption) * SMALL.pitch + 6, draw)


def grid_measure(width: float, body: Style) -> Measure:
    """The measure of the 28-character grid, or a wider one with the same characters."""
    return Measure(width, body, body.cell == CELL)
