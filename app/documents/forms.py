"""Tables and record forms as ruled grids: column widths, faces and alignment of their cells."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.documents.geometry import MM
from app.documents.paper import Align, Cell, Column, Face, Form, FormRow, Table
from app.documents.ruled import PAD_X, Box, Row, Ruled, with_heights
from app.documents.titles import break_label
from app.documents.typeset import FINE, SMALL, Line, Style, Typesetter

_NARROW = 8  # characters in a line of a cell below which short texts are broken evenly
_HAN = re.compile(r"[\u4e00-\u9fff（）、]+")
_CONTINUED = "（续）"
_FORM_ROW = 30.0
_TABLE_ROW = 24.0


def table_piece(table: Table, setter: Typesetter, width: float) -> Ruled:
    """A table over the whole width, its header row in 黑体."""
    style = SMALL if (table.size_pt or (12 if len(table.columns) <= 6 else 10.5)) >= 12 else FINE
    if table.size_pt:
        style = Style(style.face, table.size_pt, table.size_pt, table.size_pt * 1.5)
    widths = column_widths(table.columns, width)
    titles = tuple(
        _box(index, 1, 1, _centred(column.title, style.in_face(Face.HEI), widths[index], setter), style)
        for index, column in enumerate(table.columns)
    )
    rows = []
    for row in table.rows:
        boxes = []
        for index, (column, text) in enumerate(zip(table.columns, row, strict=True)):
            room = widths[index] - 2 * PAD_X
            lines = setter.lines(
                evenly(setter.clean(text, style.face), room, style.cell),
                style,
                room,
                align=column.align,
                justify=is_wide(widths[index], style.cell),
            )
            boxes.append(_box(index, 1, 1, lines, style))
        rows.append(Row(tuple(boxes)))
    return Ruled(
        rows=with_heights(rows, _TABLE_ROW),
        widths=widths,
        head=with_heights((Row(titles),), _TABLE_ROW),
        least_row=_TABLE_ROW,
        whole_below=9 * style.pitch,
    )


def form_piece(form: Form, setter: Typesetter, width: float) -> Ruled:
    """A record form on its column grid; a row that is short of cells is filled by its last one."""
    weights = form.columns or (1.0,) * form.width()
    total = sum(weights)
    widths = tuple(width * weight / total for weight in weights)
    busy: list[int] = [0] * len(widths)
    rows: list[Row] = []
    for form_row in form.rows:
        boxes: list[Box] = []
        for column, span, cell in placed_cells(form_row, busy):
            boxes.append(_form_box(cell, column, span, sum(widths[column : column + span]), setter))
        heads = max((cell.heads for cell in form_row), default=0)
        rows.append(Row(tuple(boxes), heads=heads, keep=any(cell.keep for cell in form_row)))
        for box in boxes:
            for column in range(box.column, box.column + box.span):
                busy[column] = max(busy[column], box.rows)
        busy = [max(0, left - 1) for left in busy]
    return Ruled(
        rows=with_heights(rows, _FORM_ROW), widths=widths, least_row=_FORM_ROW, whole_below=7 * SMALL.pitch
    )


def placed_cells(form_row: FormRow, busy: Sequence[int]) -> list[tuple[int, int, Cell]]:
    """Column and span of each cell, beside the columns still taken by cells from above."""
    found: list[tuple[int, int, Cell]] = []
    column, count = 0, len(busy)
    for cell in form_row:
        while column < count and busy[column]:
            column += 1
        if column >= count:
            raise ValueError("a form row has more cells than its column grid")
        free = 1
        while column + free < count and not busy[column + free]:
            free += 1
        span = min(cell.span, free)
        found.append((column, span, cell))
        column += span
    if found:
        last, span, cell = found[-1]
        while last + span < count and not busy[last + span]:
            span += 1
        found[-1] = (last, span, cell)
    return found


def _form_box(cell: Cell, column: int, span: int, width: float, setter: Typesetter) -> Box:
    style = SMALL.in_face(Face.HEI) if cell.label else SMALL
    if cell.label:
        lines: Sequence[Line] = _centred(cell.text, style, width, setter)
        again: Sequence[Line] | None = (
            _centred(cell.text + _CONTINUED, style, width, setter) if cell.text else ()
        )
    else:
        again = None
        lines = _value(cell, style, width - 2 * PAD_X, setter)
    return Box(
        column=column,
        span=span,
        rows=cell.rows,
        lines=lines,
        pitch=style.pitch,
        size=style.size,
        min_height=cell.min_height_mm * MM,
        middle=cell.label or (len(lines) <= 2 and cell.min_height_mm * MM < 3 * style.pitch),
        again=again,
    )


def _value(cell: Cell, style: Style, width: float, setter: Typesetter) -> list[Line]:
    """A short value as it stands, a long one as paragraphs indented by two characters."""
    if not cell.text:
        return []
    text = evenly(setter.clean(cell.text, style.face), width, style.cell)
    lines = setter.lines(text, style, width, align=cell.align, justify=is_wide(width, style.cell))
    if cell.align is Align.LEFT and len(lines) > 2 and is_wide(width, style.cell):
        return setter.lines(cell.text, style, width, first=2 * style.cell)
    return lines


def _centred(text: str, style: Style, width: float, setter: Typesetter) -> list[Line]:
    """Label text, broken between words into lines of nearly equal length."""
    room = width - 2 * PAD_X
    parts = label_lines(setter.clean(text, style.face), width, style.cell)
    return [line for part in parts for line in setter.lines(part, style, room, align=Align.CENTER)]


def evenly(text: str, room: float, cell: float) -> str:
    """A short text of Chinese characters in a narrow cell without a last character alone: 工作／秘密, not 工作秘／密."""
    most = int((room + 0.1) / cell)
    if not 1 < most < _NARROW or len(text) != most + 1 or not _HAN.fullmatch(text):
        return text
    return "\n".join(break_label(text, most))


def label_lines(text: str, width: float, cell: float) -> list[str]:
    """The lines of a label in a cell `width` points wide, set in characters of `cell` points."""
    return break_label(text, int((width - 2 * PAD_X + 0.1) / cell))


def is_wide(width: float, cell: float) -> bool:
    """Whether a cell is wide enough for paragraphs: justified without holes, first lines indented."""
    return width >= 14 * cell


def _box(column: int, span: int, rows: int, lines: Sequence[Line], style: Style) -> Box:
    return Box(column, span, rows, lines, style.pitch, style.size)


def column_widths(columns: Sequence[Column], width: float) -> tuple[float, ...]:
    """Widths in points that fill the width: given millimetres first, the rest by weight."""
    fixed = sum(column.width_mm * MM for column in columns)
    weights = sum(column.weight for column in columns if not column.width_mm)
    left = width - fixed
    if not weights or left < weights * 10:
        raw = [column.width_mm * MM or 20 * MM for column in columns]
        return tuple(width * item / sum(raw) for item in raw)
    return tuple(column.width_mm * MM or left * column.weight / weights for column in columns)
