"""What stands after the body: 附件说明, 署名 and 成文日期, 附注, attendance of 纪要, and the 版记 at the foot.

Numbers after GB/T 9704-2012 (domain.md §5.1).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.documents.blocks import Measure, attachment_note
from app.documents.flow import Part, Piece, Solid, Text
from app.documents.geometry import IMPRINT_INNER, IMPRINT_OUTER
from app.documents.paper import Attendance, Face, Layout, Paper, Run, written_date
from app.documents.pen import Pen
from app.documents.ruled import Ruled
from app.documents.typeset import IMPRINT, Line, Typesetter

_Wide = tuple[str, float]
_EMPTY = Line((), 0.0)
_SEALED_GAP = 2  # empty lines that the upper half of a 42 mm seal takes
_SEAL_ROWS = 5  # a seal and the gap to the next row of seals
_PER_ROW = 3  # sealed signatures of a joint paper side by side


def closing_pieces(paper: Paper, setter: Typesetter, measure: Measure) -> list[Piece]:
    """The pieces after the body, each but the last kept with the next."""
    found: list[Text | Solid] = []
    if paper.attachments:
        found += attachment_note(paper.attachments, setter, measure)
    if paper.layout is not Layout.MINUTES and (paper.signed_by or paper.signed_on):
        found.append(_signature(paper, setter, measure))
    for index, item in enumerate(paper.attendance):
        found += _attendance(item, setter, measure, first=index == 0)
    if paper.note:
        text = paper.note if paper.note.startswith(("（", "(")) else f"（{paper.note}）"
        style = measure.body
        found.append(Text(setter.lines(text, style, measure.width, first=measure.indent), style.pitch))
    kept: list[Piece] = [replace(piece, keep=True) for piece in found[:-1]]
    return kept + [replace(piece, keep=False) for piece in found[-1:]]


def keep_with_tail(pieces: list[Piece], below: float = 0.0) -> list[Piece]:
    """Tie the last two lines or rows to what follows, `below` points high, so that it does not stand on a page alone."""
    if not pieces:
        return pieces
    if isinstance(pieces[-1], Ruled):
        return [*pieces[:-1], replace(pieces[-1], tail=below)]
    if isinstance(pieces[-1], Solid):
        return [*pieces[:-1], replace(pieces[-1], keep=True)]
    if not isinstance(pieces[-1], Text) or not pieces[-1].lines:
        return pieces
    last = pieces[-1]
    cut = len(last.lines) - 2
    if cut <= 1:
        return [*pieces[:-1], replace(last, keep=True)]
    head = replace(last, lines=last.lines[:cut])
    tail = replace(last, lines=last.lines[cut:], keep=True, bookmarks=())
    return [*pieces[:-1], head, tail]


def _attendance(item: Attendance, setter: Typesetter, measure: Measure, *, first: bool) -> list[Text]:
    """One empty line, 出席 in 黑体 with a full-width colon, names returning under the first name."""
    lead = f"{item.role}："
    rest = measure.indent + setter.width(lead, measure.body)
    runs = (Run(lead, Face.HEI), Run(item.names, Face.FANG))
    lines = setter.lines(
        runs, measure.body, measure.width, first=measure.indent, rest=rest, justify=False, names=True
    )
    return [Text([_EMPTY, *lines] if first else lines, measure.body.pitch)]


@dataclass(frozen=True)
class Signed:
    """署名 or 成文日期 in its place: text, distance from the left margin in points, row from 0."""

    text: str
    x: float
    row: int


def signature_places(paper: Paper, setter: Typesetter, measure: Measure) -> tuple[list[Signed], int]:
    """Where 署名 and 成文日期 stand, with room for a seal or without one, and the rows they take in all."""
    style, width, cell = measure.body, measure.width, measure.body.cell
    names = [(name, setter.width(name, style)) for name in paper.signed_by]
    text = written_date(paper.signed_on) if paper.signed_on else ""
    day = (text, setter.width(text, style))
    return _sealed_rows(names, day, width, cell) if paper.sealed else _plain_rows(names, day, width, cell)


def _signature(paper: Paper, setter: Typesetter, measure: Measure) -> Solid:
    style = measure.body
    places, rows = signature_places(paper, setter, measure)
    lines = [(setter.one_line(place.text, style), place) for place in places]

    def draw(pen: Pen, left: float, top: float) -> None:
        for line, place in lines:
            pen.line(line, left + place.x, top + place.row * style.pitch)

    return Solid(rows * style.pitch, draw)


def _plain_rows(names: list[_Wide], day: _Wide, width: float, cell: float) -> tuple[list[Signed], int]:
    """One empty line; name right indent two; the date's first character two right of the name's."""
    placed: list[Signed] = []
    row = 1
    widest = max((name[1] for name in names), default=0.0)
    left = width - 2 * cell - widest
    text, length = day
    if text and names and left + 2 * cell + length > width - 2 * cell:
        left = width - 4 * cell - length  # a date that is longer keeps the two characters, the name moves
    for name, name_width in names:
        placed.append(Signed(name, left + (widest - name_width) / 2 if len(names) > 1 else left, row))
        row += 1
    if text:
        placed.append(Signed(text, left + 2 * cell if names else width - 2 * cell - length, row))
        row += 1
    return placed, row


def _sealed_rows(names: list[_Wide], day: _Wide, width: float, cell: float) -> tuple[list[Signed], int]:
    """Date right indent four, the name centred on it; several names up to three in a row."""
    placed: list[Signed] = []
    row = 1 + _SEALED_GAP
    text, length = day
    if len(names) > 1:
        for start in range(0, len(names), _PER_ROW):
            group = names[start : start + _PER_ROW]
            share = (width - 2 * cell) / len(group)
            for index, (name, name_width) in enumerate(group):
                placed.append(Signed(name, cell + index * share + (share - name_width) / 2, row))
            row += 1 if start + _PER_ROW >= len(names) else _SEAL_ROWS
        placed.append(Signed(text, width - 4 * cell - length, row))
        return placed, row + 2
    centre = width - 4 * cell - length / 2
    for name, name_width in names:
        centre += min(0.0, width - (centre + name_width / 2))
        placed.append(Signed(name, centre - name_width / 2, row))
        row += 1
    if text:
        placed.append(Signed(text, centre - length / 2, row))
        row += 1
    return placed, row + 1  # the lower edge of the seal


def imprint(paper: Paper, setter: Typesetter, measure: Measure) -> Part | None:
    """版记: 抄送 between rules, 印发机关 left and 印发日期 right. A 信函 has neither rules nor the issuing line."""
    style, width = IMPRINT, measure.width
    inner = width - 2 * style.cell
    copies: list[Line] = []
    if paper.copies_to:
        lead = "抄送："
        text = lead + "，".join(name.rstrip("。，") for name in paper.copies_to) + "。"
        copies = setter.lines(text, style, inner, rest=setter.width(lead, style))
    letter = paper.layout is Layout.LETTER
    printed = bool(paper.printed_by or paper.printed_on) and not letter
    if not copies and not printed:
        return None
    left_text = setter.one_line(paper.printed_by, style)
    right_text = setter.one_line(f"{written_date(paper.printed_on)}印发" if paper.printed_on else "", style)
    copies_height = len(copies) * style.pitch
    height = copies_height + (style.pitch if printed else 0.0)
    pad = (style.pitch - style.size) / 2

    def draw(pen: Pen, left: float, top: float) -> None:
        pen.lines(copies, left + style.cell, top + pad, style.pitch)
        if letter:
            return
        half = IMPRINT_OUTER / 2
        pen.rule(left, top + half, left + width, top + half, IMPRINT_OUTER)
        pen.rule(left, top + height - half, left + width, top + height - half, IMPRINT_OUTER)
        if copies and printed:
            pen.rule(left, top + copies_height, left + width, top + copies_height, IMPRINT_INNER)
        if printed:
            y = top + copies_height + pad
            pen.line(left_text, left + style.cell, y)
            pen.line(right_text, left + width - style.cell - right_text.width, y)

    return Part(height, draw)
