"""What stands above the body on the first page, for each layout: 版头 of 公文, 信函 and 纪要, heads of forms.

Numbers after GB/T 9704-2012 (domain.md §5.1). A head is one unbreakable piece that draws itself.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.documents.blocks import Measure
from app.documents.flow import Draw, Solid
from app.documents.geometry import (
    A4_HEIGHT,
    A4_WIDTH,
    BODY_WIDTH,
    LETTER_FOOT_RULE,
    LETTER_MARK_TOP,
    LETTER_RULE_WIDTH,
    MARK_TOP,
    OFFICIAL_AREA,
    PITCH,
    RED,
    RED_GAP,
    SMALL_FOUR,
    THREE,
    TWO,
)
from app.documents.paper import Align, Face, Layout, Paper, written_date
from app.documents.pen import Pen
from app.documents.titles import break_title
from app.documents.typeset import BODY, SMALL, TITLE, Line, Style, Typesetter

_MARK_SIZE = 46.0  # below the 15 mm that the standard allows
_NARROWEST = 0.62
MARK_STEP = 1.25
"""From line to line of a 发文机关标志, in its size."""
_THICK = 2.0
_THIN = 0.7
_RULE_GAP = 2.2  # between the two lines of a double rule


@dataclass(frozen=True)
class Mark:
    """A red 发文机关标志 as it will be drawn."""

    lines: tuple[Line, ...]
    size: float
    scale: float

    @property
    def height(self) -> float:
        """From the top of the first character to the foot of the last."""
        return mark_height(self.size, len(self.lines))


def mark_height(size: float, lines: int) -> float:
    """From the top of the first character of a 发文机关标志 to the foot of the last."""
    return size * (1 + MARK_STEP * (lines - 1))


def head_piece(paper: Paper, setter: Typesetter, measure: Measure) -> Solid:
    """The head of the first page; kept with what follows."""
    match paper.layout:
        case Layout.OFFICIAL | Layout.MINUTES:
            height, draw = _official(paper, setter)
        case Layout.LETTER:
            height, draw = _letter(paper, setter)
        case Layout.PLAIN:
            height, draw = _plain(paper, setter, measure)
        case Layout.FORM:
            height, draw = _form(paper, setter, measure)
    return Solid(height, draw, keep=True, snaps=False)


def _grades(paper: Paper, setter: Typesetter) -> tuple[Line, Line, Line]:
    """份号, 密级★期限, 紧急程度."""
    black = BODY.in_face(Face.HEI)
    secrecy = paper.secrecy.mark() if paper.secrecy else ""
    return (
        setter.one_line(paper.copy_number, BODY),
        setter.one_line(secrecy, black),
        setter.one_line(paper.urgency, black),
    )


def _mark(paper: Paper, setter: Typesetter) -> Mark:
    """As large as the width allows: first narrower, then smaller characters."""
    lines = [setter.one_line(text, Style(Face.SONG, 1.0, 1.0, 1.0)) for text in paper.issuer_mark.split("\n")]
    widest = max((line.width for line in lines), default=0.0) or 1.0
    room = BODY_WIDTH - 16.0
    size = min(_MARK_SIZE, room / (widest * _NARROWEST))
    scale = min(1.0, room / (widest * size))
    style = Style(Face.SONG, size, size, size)
    return Mark(tuple(setter.one_line(text, style) for text in paper.issuer_mark.split("\n")), size, scale)


def _draw_mark(pen: Pen, mark: Mark, centre: float, top: float) -> None:
    for index, line in enumerate(mark.lines):
        pen.scaled_line(line, centre, top + index * mark.size * MARK_STEP, mark.scale, RED)


def official_rows(paper: Paper, height: float) -> tuple[int, int, int]:
    """Of a 版头 on the grid: the row of 文号 (from 0), the last row with text, and how many rows it fills.

    height: of the 发文机关标志, in points.
    """
    number_row = max(4, -int(-(MARK_TOP + height + 1.85 * PITCH) // PITCH))
    issued = paper.layout is Layout.MINUTES and bool(paper.signed_by or paper.signed_on)
    last_row = number_row + (1 if issued and paper.doc_number else 0)
    return number_row, last_row, round(last_row + (THREE + RED_GAP) / PITCH + 2.3)


def _official(paper: Paper, setter: Typesetter) -> tuple[float, Draw]:
    """版头 of 公文 and 纪要: 标志 at 35 mm, 文号 two lines below it, red rule 4 mm below, two empty lines."""
    copy, secrecy, urgency = _grades(paper, setter)
    mark = _mark(paper, setter)
    number_row, last_row, rows = official_rows(paper, mark.height)
    number = setter.one_line(paper.doc_number, BODY)
    upward = paper.signer and paper.layout is Layout.OFFICIAL
    signer = setter.one_line("签发人：", BODY)
    signer_name = setter.one_line(paper.signer, BODY.in_face(Face.KAI))
    minutes = paper.layout is Layout.MINUTES
    issuer = setter.one_line(paper.signed_by[0] if minutes and paper.signed_by else "", BODY)
    day = setter.one_line(written_date(paper.signed_on) if minutes and paper.signed_on else "", BODY)
    red = last_row * PITCH + THREE + RED_GAP
    cell = BODY.cell

    def draw(pen: Pen, left: float, top: float) -> None:
        right = left + BODY_WIDTH
        pen.line(copy, left, top)
        pen.line(secrecy, left, top + PITCH)
        pen.line(urgency, left, top + (2 if secrecy.width else 1) * PITCH)
        _draw_mark(pen, mark, left + BODY_WIDTH / 2, top + MARK_TOP)
        y = top + number_row * PITCH
        if upward:
            pen.line(number, left + cell, y)
            x = right - cell - signer.width - signer_name.width
            pen.line(signer, x, y)
            pen.line(signer_name, x + signer.width, y)
        else:
            pen.line(number, left + (BODY_WIDTH - number.width) / 2, y)
        pen.line(issuer, left + cell, top + last_row * PITCH)
        pen.line(day, right - cell - day.width, top + last_row * PITCH)
        pen.rule(left + 0.5, top + red, right - 0.5, top + red, 1.5, RED)

    return rows * PITCH, draw


def letter_rows(height: float, count: int) -> tuple[float, float, int]:
    """Of the head of a 信函: the double rule and the first line below the upper edge of the 版心, and how many rows it fills.

    height: of the 发文机关标志; count: lines of 文号 and grades.
    """
    rule = LETTER_MARK_TOP + height + RED_GAP - OFFICIAL_AREA.top
    first = rule + _THICK + _RULE_GAP + _THIN + THREE * 7 / 8
    last = first + (count - 1) * PITCH + THREE if count else rule
    return rule, first, round((last + 2 * PITCH) / PITCH + 0.2)


def _letter(paper: Paper, setter: Typesetter) -> tuple[float, Draw]:
    """信函: 标志 30 mm below the paper's edge, double red rule, 文号 right and the grades left under it."""
    grades = [line for line in _grades(paper, setter) if line.width]
    number = setter.one_line(paper.doc_number, BODY)
    mark = _mark(paper, setter)
    base = OFFICIAL_AREA.top
    count = max(len(grades), 1 if number.width else 0)
    rule, first, rows = letter_rows(mark.height, count)
    side = (A4_WIDTH - LETTER_RULE_WIDTH) / 2

    def draw(pen: Pen, left: float, top: float) -> None:
        _draw_mark(pen, mark, left + BODY_WIDTH / 2, top - base + LETTER_MARK_TOP)
        _double_rule(pen, side, A4_WIDTH - side, top + rule, thick_first=True)
        foot = A4_HEIGHT - LETTER_FOOT_RULE
        _double_rule(pen, side, A4_WIDTH - side, foot, thick_first=False)
        for index, line in enumerate(grades):
            pen.line(line, left, top + first + index * PITCH)
        pen.line(number, left + BODY_WIDTH - number.width, top + first)

    return rows * PITCH, draw


def _double_rule(pen: Pen, left: float, right: float, top: float, *, thick_first: bool) -> None:
    upper, lower = (_THICK, _THIN) if thick_first else (_THIN, _THICK)
    pen.rule(left + 1, top + upper / 2, right - 1, top + upper / 2, upper, RED)
    y = top + upper + _RULE_GAP + lower / 2
    pen.rule(left + 1, y, right - 1, y, lower, RED)


def _plain(paper: Paper, setter: Typesetter, measure: Measure) -> tuple[float, Draw]:
    """A text without 版头: the grades top left, one empty line; number and subtitle stand below the title."""
    copy, secrecy, urgency = _grades(paper, setter)
    shown = [line for line in (copy, secrecy, urgency) if line.width]
    rows = len(shown) + 1

    def draw(pen: Pen, left: float, top: float) -> None:
        for index, line in enumerate(shown):
            pen.line(line, left, top + index * PITCH)

    return rows * PITCH, draw


def _form(paper: Paper, setter: Typesetter, measure: Measure) -> tuple[float, Draw]:
    """Grades left, the title centred, then the subtitle left and the number right above the grid."""
    copy, secrecy, urgency = _grades(paper, setter)
    shown = [line for line in (copy, secrecy, urgency) if line.width]
    top_row = 22.0
    most = int(measure.width / TWO) - 2
    titles = [
        setter.lines(part, TITLE, measure.width, align=Align.CENTER)[0]
        for part in break_title(setter.clean(paper.title, Face.SONG), most)
    ]
    left_text = setter.one_line(paper.subtitle, SMALL)
    right_text = setter.one_line(f"编号：{paper.doc_number}" if paper.doc_number else "", SMALL)
    # On a wide page the grades stand beside the title.
    beside = measure.width > 180 * 72 / 25.4
    title_top = (0.0 if beside else len(shown) * top_row) + (8.0 if shown and not beside else 0.0)
    below = title_top + len(titles) * PITCH + 6.0
    if beside:
        below = max(below, len(shown) * top_row)
    line_height = SMALL_FOUR + 8 if left_text.width or right_text.width else 0.0

    def draw(pen: Pen, left: float, top: float) -> None:
        for index, line in enumerate(shown):
            pen.line(line, left, top + index * top_row)
        pen.lines(titles, left, top + title_top, PITCH)
        pen.line(left_text, left, top + below)
        pen.line(right_text, left + measure.width - right_text.width, top + below)

    return below + line_height, draw
