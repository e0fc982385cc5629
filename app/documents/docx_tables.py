"""Tables and record forms as Word tables: thick frame, thin inner rules, repeated header, growing rows."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from app.documents import docx_styles as styles
from app.documents.docx_xml import Element, add, border, paragraph, properties, twips, w
from app.documents.forms import column_widths, evenly, is_wide, label_lines, placed_cells
from app.documents.geometry import FIVE, FORM_INNER, FORM_OUTER, MM, SMALL_FOUR
from app.documents.paper import Align, Cell, Form, Table
from app.documents.ruled import AFTER, PAD_Y

_ROW = 24.0
_FORM_ROW = 30.0
_PAD = 4.0
_WHOLE_LINES = 7  # rows of fewer lines are not broken over pages
_SIDES = ("top", "left", "bottom", "right")


def add_table(table: Table, body: Element, width: float) -> None:
    """A table whose header row returns on each page."""
    usual = SMALL_FOUR if len(table.columns) <= 6 else FIVE
    text, label = styles.cell_styles(table.size_pt or usual)
    widths = column_widths(table.columns, width)
    element = _frame(body, widths, text)
    sizes = [str(twips(item)) for item in widths]
    row = _row(element, _ROW, header=True)
    for column, size, points in zip(table.columns, sizes, widths, strict=True):
        cell = _cell(row, size)
        add(cell[0], "vAlign", val="center")
        paragraph(cell, label.key, "\n".join(label_lines(column.title, points, label.size)))
    aligns = [column.align for column in table.columns]
    for values in table.rows:
        pairs = zip(values, widths, strict=True)
        lines = max(_line_count(value, points - 2 * _PAD, text.size) for value, points in pairs)
        row = _row(element, _ROW, whole=lines < _WHOLE_LINES)
        for value, size, points, align in zip(values, sizes, widths, aligns, strict=True):
            cell = _cell(row, size)
            add(cell[0], "vAlign", val="center")
            _value(cell, evenly(value, points - 2 * _PAD, text.size), text, align)
    _after(body)


def add_form(form: Form, body: Element, width: float) -> None:
    """A record form on its column grid; cells that reach down are merged."""
    weights = form.columns or (1.0,) * form.width()
    widths = [width * weight / sum(weights) for weight in weights]
    element = _frame(body, widths, styles.CELL)
    busy = [0] * len(widths)
    for form_row in form.rows:
        placed = placed_cells(form_row, busy)
        own = [cell.min_height_mm * MM for _, _, cell in placed if cell.rows == 1]
        lines = max((_cell_lines(cell, sum(widths[a : a + b])) for a, b, cell in placed), default=0)
        row = _row(element, max([_FORM_ROW, *own]), whole=lines < _WHOLE_LINES)
        column = 0
        for start, span, cell in placed:
            _continued(row, widths, busy, column, start)
            _form_cell(row, widths, start, span, cell)
            column = start + span
        _continued(row, widths, busy, column, len(widths))
        if any(cell.keep for _, _, cell in placed):
            keep_with_next(row)
        for start, span, cell in placed:
            for index in range(start, start + span):
                busy[index] = max(busy[index], cell.rows)
        busy = [max(0, left - 1) for left in busy]
    _after(body)


def _continued(row: Element, widths: Sequence[float], busy: Sequence[int], start: int, end: int) -> None:
    """The lower parts of cells that began in a row above, one a column."""
    for column in range(start, end):
        if busy[column]:
            cell = _cell(row, str(twips(widths[column])))
            add(cell[0], "vMerge")
            paragraph(cell, styles.CELL.key)


def _form_cell(row: Element, widths: Sequence[float], start: int, span: int, cell: Cell) -> None:
    width = sum(widths[start : start + span])
    element = _cell(row, str(twips(width)), span)
    if cell.rows > 1:
        add(element[0], "vMerge", val="restart")
    if cell.label:
        add(element[0], "vAlign", val="center")
        paragraph(element, styles.LABEL.key, "\n".join(label_lines(cell.text, width, SMALL_FOUR)))
        return
    long = _cell_lines(cell, width) > 2
    if not long and cell.min_height_mm * MM < 3 * styles.CELL.line:
        add(element[0], "vAlign", val="center")
    _value(
        element,
        evenly(cell.text, width - 2 * _PAD, SMALL_FOUR),
        styles.CELL,
        cell.align,
        first=long and cell.align is Align.LEFT and is_wide(width - 2 * _PAD, SMALL_FOUR),
    )


def _cell_lines(cell: Cell, width: float) -> int:
    return _line_count(cell.text, width - 2 * _PAD, SMALL_FOUR)


def _line_count(text: str, width: float, size: float) -> int:
    """About how many lines a text takes; Latin letters and digits count as half a character."""
    return sum(
        max(1, ceil(sum(1.0 if ord(char) >= 0x2000 else 0.5 for char in part) * size / width))
        for part in text.split("\n")
    )


def keep_with_next(root: Element) -> None:
    """Keep every paragraph below `root` on the page of the one after it."""
    for element in root.iter(w("p")):
        if properties(element).find(w("keepNext")) is None:
            add(properties(element), "keepNext")


def _value(cell: Element, text: str, style: styles.WordStyle, align: Align, *, first: bool = False) -> None:
    for part in text.replace("\r\n", "\n").split("\n"):
        element = paragraph(cell, style.key, part)
        if first:
            add(properties(element), "ind", firstLine=twips(2 * style.size), firstLineChars=200)
        if align is not Align.LEFT:
            add(properties(element), "jc", val=align.value)
        elif first:
            add(properties(element), "jc", val="both")


def _frame(body: Element, widths: Sequence[float], text: styles.WordStyle) -> Element:
    """The table with its rules and the room about its text, so that rows are as high as those of the PDF."""
    element = add(body, "tbl")
    settings = add(element, "tblPr")
    add(settings, "tblW", w=twips(sum(widths)), type="dxa")
    add(
        settings, "jc", val="center"
    )  # or Word and LibreOffice put the text of the cells at the margin, not the frame
    borders = add(settings, "tblBorders")
    for side in _SIDES:
        border(borders, side, "single", round(FORM_OUTER * 8), 0)
    for side in ("insideH", "insideV"):
        border(borders, side, "single", round(FORM_INNER * 8), 0)
    add(settings, "tblLayout", type="fixed")
    above = (text.size + 2 * PAD_Y - text.line - FORM_INNER) / 2
    beside = _PAD - FORM_INNER  # LibreOffice takes the rules out of the room for text
    margins = add(settings, "tblCellMar")
    for side, size in zip(_SIDES, (above, beside, above, beside), strict=True):
        add(margins, side, w=twips(size), type="dxa")
    grid = add(element, "tblGrid")
    for width in widths:
        add(grid, "gridCol", w=twips(width))
    return element


def _row(table: Element, least: float, *, header: bool = False, whole: bool = False) -> Element:
    row = add(table, "tr")
    settings = add(row, "trPr")
    if header or whole:
        add(settings, "cantSplit")
    add(settings, "trHeight", val=twips(least), hRule="atLeast")
    if header:
        add(settings, "tblHeader")
    return row


def _cell(row: Element, width: str, span: int = 1) -> Element:
    cell = add(row, "tc")
    settings = add(cell, "tcPr")
    add(settings, "tcW", w=width, type="dxa")
    if span > 1:
        add(settings, "gridSpan", val=span)
    return cell


def _after(body: Element) -> None:
    """Word joins tables that touch; a thin paragraph keeps them apart."""
    element = paragraph(body, styles.CELL.key)
    add(properties(element), "spacing", line=twips(AFTER), lineRule="exact")


def thin_end(body: Element) -> None:
    """Make the paragraph that has to stand after a last table so thin that it takes no page of its own."""
    if len(body) > 1 and body[-2].tag == w("tbl") and not len(body[-1].findall(w("r"))):
        spacing = properties(body[-1]).find(w("spacing"))
        if spacing is not None:
            spacing.set(w("line"), "20")
