"""Blocks of a paper as WordprocessingML, in the order and wording of the PDF. It opens no files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import assert_never

from app.documents import docx_styles as styles
from app.documents.docx_tables import add_form, add_table, keep_with_next
from app.documents.docx_xml import Element, add, paragraph, properties, run, twips, w
from app.documents.forms import form_piece, table_piece
from app.documents.geometry import MM, PITCH
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
from app.documents.ruled import AFTER
from app.documents.titles import break_title
from app.documents.typeset import SMALL, Typesetter
from app.documents.wording import attachment_lines, follows

_JUSTIFICATION = {Align.LEFT: "both", Align.CENTER: "center", Align.RIGHT: "right"}
TITLE_CHARS = 19


@dataclass
class Target:
    """Where blocks are written: the body element, its width, the body style, and what only the package can do."""

    body: Element
    width: float
    style: styles.WordStyle
    place_picture: Callable[[Element, BytesIO, float], None]
    turn_page: Callable[[bool], None]
    """Ends the section; True makes the next one landscape."""
    setter: Typesetter
    landscape: bool = False
    off_grid: float = 0.0
    """Height in points of tables and small notes since the last line that stood on the grid."""
    page_ends: bool = False
    """Whether what comes next begins a page."""

    @property
    def cell(self) -> float:
        """Width of one body character in points."""
        return self.style.size - (0.25 if self.style.tight else 0.0)


def add_block(block: Block, target: Target) -> None:
    """Append one block; one that follows another keeps the end of that one with it."""
    body, style = target.body, target.style
    _count_off_grid(block, target)
    start = len(body)
    if follows(block) and not target.page_ends:
        _tie(body)
    match block:
        case Heading(level=level, text=text):
            paragraph(body, styles.HEADINGS[level - 1].key, text)
        case Paragraph():
            _paragraph(block, target)
        case Table(caption=caption):
            _caption(caption, body)
            add_table(block, body, target.width)
        case Form(caption=caption):
            _caption(caption, body)
            add_form(block, body, target.width)
        case Signatures(items=items, dated=dated):
            if style.tight:
                paragraph(body, styles.FLUSH.key)
            for line in items:
                _sign_line(line, dated, target)
        case QuestionAnswer(question=question, answer=answer):
            _led("问：", question, target)
            _led("答：", answer, target)
        case PageBreak():
            target.page_ends = True
        case Attachment():
            _attachment(block, target)
        case AttachmentNote(items=items):
            attachment_note(items, target)
        case Bullets(items=items, numbered=numbered):
            for index, item in enumerate(items, 1):
                paragraph(body, style.key, f"{index}.{item}" if numbered else item)
        case KeyValues(items=pairs):
            for label, value in pairs:
                element = _led(f"{label}：", value, target)
                hang = (len(label) + 1) * target.cell
                add(
                    properties(element),
                    "ind",
                    left=twips(2 * target.cell + hang),
                    hanging=twips(hang),
                    firstLineChars=0,
                )
        case Picture():
            element = paragraph(body, styles.CELL.key)
            add(properties(element), "spacing", line=240, lineRule="auto")
            add(properties(element), "jc", val="center")
            target.place_picture(element, BytesIO(block.png), block.width_mm * MM)
            if block.caption:
                add(properties(element), "keepNext")
                add(properties(paragraph(body, styles.CELL.key, block.caption)), "jc", val="center")
        case Space(lines=count):
            for _ in range(count):
                paragraph(body, styles.FLUSH.key)
        case Slot(left=left, right=right):
            target.page_ends = True
            paragraph(body, style.key, f"{left}　{right}")
        case _:
            assert_never(block)
    begin_page(target, start)


def _count_off_grid(block: Block, target: Target) -> None:
    """Keep count of what stands between the lines of the grid; the next line on it is moved to where the PDF has it."""
    if not target.style.tight:
        return
    match block:
        case Table():
            piece = table_piece(block, target.setter, target.width)
        case Form():
            piece = form_piece(block, target.setter, target.width)
        case Paragraph(small=True):
            lines = target.setter.lines(block.plain(), SMALL, target.width, first=2 * SMALL.cell)
            target.off_grid += len(lines) * SMALL.pitch
            return
        case _:
            to_grid(target)
            return
    if block.caption:  # it stands on the grid; the frame of a table begins where what is above it ends
        to_grid(target)
        target.off_grid = SMALL.pitch
    target.off_grid += sum(row.height for row in (*piece.head, *piece.rows)) + AFTER


def to_grid(target: Target) -> None:
    """White below the last paragraph so that the next one begins on the grid of 22 lines (LibreOffice does not snap)."""
    gap, target.off_grid = -target.off_grid % PITCH if target.off_grid else 0.0, 0.0
    if gap < 1 or not len(target.body):
        return
    settings = properties(target.body[-1])
    spacing = settings.find(w("spacing"))
    if spacing is None:
        spacing = add(settings, "spacing", line=twips(styles.NOTE.line), lineRule="exact")
    spacing.set(w("after"), str(twips(gap)))


def _tie(body: Element) -> None:
    """Keep the last paragraph, and the last rows of a table before it, with what comes next."""
    for element in body[-3:]:
        if element.tag == w("tbl"):
            for row in element.findall(w("tr"))[-1:]:
                keep_with_next(row)
        elif element.tag == w("p"):
            keep_with_next(element)


def begin_page(target: Target, start: int) -> None:
    """Let what was written since `start` begin a page where one ended.

    Not by a paragraph that ends the page: under a page that is full LibreOffice has no room for it, however low, and makes an
    empty page of it. Only a table, which cannot begin a page itself, has one before it.
    """
    if not target.page_ends or len(target.body) == start:
        return
    target.page_ends = False
    first = target.body[start]
    if first.tag == w("p"):
        add(properties(first), "pageBreakBefore")
        return
    element = paragraph(target.body, styles.FLUSH.key)
    add(properties(element), "snapToGrid", val=0)
    add(properties(element), "spacing", line=14, lineRule="exact")
    add(add(element, "r"), "br", type="page")
    target.body.insert(start, element)


def fresh_page(target: Target) -> None:
    """Begin a page on which nothing stands yet."""
    start = len(target.body)
    add(properties(paragraph(target.body, styles.FLUSH.key)), "spacing", line=20, lineRule="exact")
    target.page_ends = True
    begin_page(target, start)


def indented(element: Element, left: float, first: float, right: float = 0.0) -> None:
    """Give a paragraph its own indents in points; `first` may be negative (hanging)."""
    values: dict[str, object] = {"left": twips(left), "right": twips(right), "firstLineChars": 0}
    values["firstLine" if first >= 0 else "hanging"] = twips(abs(first))
    add(properties(element), "ind", **values)


def attachment_note(items: tuple[str, ...], target: Target) -> None:
    """附件说明 after one empty line, later names under the first one's number."""
    paragraph(target.body, styles.FLUSH.key)
    cell = target.cell
    for index, item in enumerate(attachment_lines(items)):
        number = cell if len(items) > 1 else 0.0
        element = paragraph(target.body, styles.FLUSH.key, item if index else f"附件：{item}")
        left = 5 * cell + number
        indented(element, left, -number if index else 2 * cell - left)


def _paragraph(block: Paragraph, target: Target) -> None:
    style = styles.NOTE if block.small else target.style
    if block.indent and block.align is Align.LEFT and not block.runs and "\n" not in block.text:
        paragraph(target.body, style.key, block.text)
        return
    for part in _split(block.runs or (Run(block.text),)):
        element = paragraph(target.body, style.key)
        if block.align is not Align.LEFT or not block.indent:
            add(properties(element), "ind", firstLine=0, firstLineChars=0)
        if block.align is not Align.LEFT:
            add(properties(element), "jc", val=_JUSTIFICATION[block.align])
        for item in part:
            if item.text:
                run(element, item.text, styles.RUN_STYLES.get(item.face, ""))


def _split(runs: tuple[Run, ...]) -> list[list[Run]]:
    """Runs cut at line feeds, one list a paragraph."""
    found: list[list[Run]] = [[]]
    for item in runs:
        for index, piece in enumerate(item.text.replace("\r\n", "\n").split("\n")):
            if index:
                found.append([])
            found[-1].append(Run(piece, item.face))
    return found


def _led(lead: str, text: str, target: Target) -> Element:
    first, *others = text.replace("\r\n", "\n").split("\n")
    element = paragraph(target.body, target.style.key)
    run(element, lead, styles.RUN_STYLES[Face.HEI])
    run(element, first)
    for other in others:
        paragraph(target.body, target.style.key, other)
    return element


def _caption(caption: str, body: Element) -> None:
    if caption:
        element = paragraph(body, styles.LABEL.key, caption)
        add(properties(element), "keepNext")


def _attachment(block: Attachment, target: Target) -> None:
    if block.landscape != target.landscape:
        target.turn_page(block.landscape)
    else:
        target.page_ends = True
    paragraph(target.body, styles.ATTACHMENT.key, f"附件{block.number}")
    if block.title:
        paragraph(target.body, styles.FLUSH.key)
        title(block.title, target.body, styles.TITLE)
        paragraph(target.body, styles.FLUSH.key)


def title(text: str, body: Element, style: styles.WordStyle, most: int = TITLE_CHARS) -> Element:
    """A title in the very lines of the PDF."""
    return paragraph(body, style.key, "\n".join(break_title(text, most)))


def _sign_line(item: SignLine, dated: bool, target: Target) -> None:
    """label：name____	date, with a ruled place to sign and the date at the right."""
    element = paragraph(target.body, target.style.key)
    tabs = add(properties(element), "tabs")
    add(tabs, "tab", val="left", leader="underscore", pos=twips(16 * target.style.size))
    add(tabs, "tab", val="right", pos=twips(target.width - target.style.size))
    if not target.style.tight:
        add(properties(element), "spacing", line=twips(target.style.line * 1.15), lineRule="exact")
    day = item.date or ("　　　年　　月　　日" if dated else "")
    run(element, f"{item.label}：{item.name}\t\t{day}")
