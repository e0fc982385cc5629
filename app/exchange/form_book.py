"""A workbook that somebody fills in with an office program and sends back: written here, read back by form_reading.

Keys and seals stand in hidden, locked columns; only the cells to be filled in are open. It knows no record.
"""

from __future__ import annotations

import datetime
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Entry = Literal["text", "number", "money", "date", "choice", "choices"]
Said = str | int | float | datetime.date | None
KEY, SEAL, MARK = "键", "封", "行号"
"""Titles of the columns that say which record a row is, that nobody changed it, and what people call the row."""
CHECKS, LISTS, GUIDE = "校验", "选项", "填写说明"
"""Names of the sheets beside those to be filled in."""


@dataclass(frozen=True)
class FormColumn:
    """One column. choices: what a drop-down offers; hint: what the office program says when the cell is entered."""

    title: str
    width: float = 16
    entry: Entry = "text"
    choices: tuple[str, ...] = ()
    hint: str = ""


@dataclass(frozen=True)
class FormRow:
    """One row. mark: what people call it; open: titles of the columns that may be filled in; others are locked."""

    mark: str
    key: str
    seal: str
    cells: tuple[Said, ...]
    open: frozenset[str]


@dataclass(frozen=True)
class FormSheet:
    """One sheet to be filled in."""

    title: str
    columns: tuple[FormColumn, ...]
    rows: tuple[FormRow, ...] = field(default=())


def write_form(
    title: str, sheets: Sequence[FormSheet], guide: Sequence[str], checks: Mapping[str, str]
) -> bytes:
    """The xlsx, packed in memory. guide: lines of the first sheet; checks: name → value on a hidden sheet."""
    from app.exchange import memory_workbook  # openpyxl takes a tenth of a second to load

    book = memory_workbook.new_workbook(title)
    _lock_structure(book)
    lists = _Lists()
    try:
        _write_guide(book, guide)
        for sheet in sheets:
            _write_sheet(book, sheet, lists)
        _write_hidden(book, LISTS, lists.columns())
        _write_hidden(book, CHECKS, [list(checks), list(checks.values())], very=True)
        return memory_workbook.packed(book)
    finally:
        memory_workbook.end_rows(book.worksheets)


class _Lists:
    """The values of all drop-downs, each list once, on one hidden sheet."""

    def __init__(self) -> None:
        self._places: dict[tuple[str, ...], int] = {}

    def source(self, choices: tuple[str, ...]) -> str:
        """Where a list stands, as a formula of the office program."""
        place = self._places.setdefault(choices, len(self._places) + 1)
        letter = column_letter(place)
        return f"{LISTS}!${letter}$1:${letter}${len(choices)}"

    def columns(self) -> list[list[str]]:
        """The lists in their places."""
        return [list(choices) for choices in self._places]


def column_letter(index: int) -> str:
    """A, B, … Z, AA for 1, 2, …"""
    letters = ""
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _lock_structure(book: Any) -> None:
    from openpyxl.workbook.protection import WorkbookProtection

    book.security = WorkbookProtection(lockStructure=True)


def _write_guide(book: Any, guide: Sequence[str]) -> None:
    from app.exchange import memory_workbook

    page = book.create_sheet(GUIDE)
    page.column_dimensions["A"].width = 96
    _protect(page)
    memory_workbook.begin_rows(page)
    for place, line in enumerate(guide):
        page.append([_text(page, line, bold=place == 0)])


def _write_sheet(book: Any, sheet: FormSheet, lists: _Lists) -> None:
    from app.exchange import memory_workbook

    page = book.create_sheet(sheet.title)
    page.freeze_panes = "B2"
    widths = (8.0, *(column.width for column in sheet.columns))
    for index, width in enumerate(widths, 1):
        page.column_dimensions[column_letter(index)].width = width
    for index in (len(widths) + 1, len(widths) + 2):
        page.column_dimensions[column_letter(index)].hidden = True
    _protect(page)
    _offer(page, sheet, lists)
    memory_workbook.begin_rows(page)
    titles = (MARK, *(column.title for column in sheet.columns), KEY, SEAL)
    page.append([_text(page, title, bold=True, fill="E8EDF4") for title in titles])
    for row in sheet.rows:
        page.append(_cells(page, sheet, row))


def _cells(page: Any, sheet: FormSheet, row: FormRow) -> list[Any]:
    made = [_text(page, row.mark, fill="F3F4F6")]
    for column, value in zip(sheet.columns, row.cells, strict=True):
        opened = column.title in row.open
        made.append(_filled(page, column, value, opened))
    return [*made, _text(page, row.key), _text(page, row.seal)]


def _filled(page: Any, column: FormColumn, value: Said, opened: bool) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Protection

    if value in (None, ""):
        cell = _text(page, "", fill="" if opened else "F3F4F6")
        cell.data_type = "n"
        cell._value = None
    elif isinstance(value, str):
        cell = _text(page, value, fill="" if opened else "F3F4F6")
    else:
        cell = WriteOnlyCell(page, value=value)
        _dress(cell, fill="" if opened else "F3F4F6")
    match column.entry:
        case "date":
            cell.number_format = "yyyy-mm-dd"
        case "money":
            cell.number_format = "0.00"
        case "number":
            cell.number_format = "0"
        case _:
            cell.number_format = "@"  # what is typed stays text: no date and no formula is guessed from it
    cell.protection = Protection(locked=not opened)
    return cell


def _offer(page: Any, sheet: FormSheet, lists: _Lists) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    for index, column in enumerate(sheet.columns, 2):
        rule: dict[str, Any]
        match column.entry:
            case "choice" | "choices" if column.choices:
                # Several values are typed by hand, so that the list there only helps.
                rule = {"type": "list", "formula1": lists.source(column.choices), "showErrorMessage": column.entry == "choice"}  # fmt: skip
            case "date":
                rule = {"type": "date", "operator": "between", "formula1": "32874", "formula2": "73050"}
            case "number":
                rule = {"type": "whole", "operator": "greaterThanOrEqual", "formula1": "0"}
            case "money":
                rule = {"type": "decimal", "operator": "greaterThanOrEqual", "formula1": "0"}
            case _:
                continue
        made = DataValidation(allow_blank=True, **{"showErrorMessage": True, **rule})
        made.error, made.errorTitle = column.hint or "请按要求填写", column.title[:30]
        if column.hint:
            made.prompt, made.promptTitle, made.showInputMessage = column.hint[:250], column.title[:30], True
        letter = column_letter(index)
        made.add(f"{letter}2:{letter}{max(2, len(sheet.rows) + 1)}")
        page.data_validations.append(made)


def _write_hidden(book: Any, name: str, columns: Sequence[Sequence[str]], *, very: bool = False) -> None:
    from app.exchange import memory_workbook

    page = book.create_sheet(name)
    page.sheet_state = "veryHidden" if very else "hidden"
    _protect(page)
    memory_workbook.begin_rows(page)
    for line in range(max((len(column) for column in columns), default=0)):
        page.append([_text(page, column[line]) if line < len(column) else None for column in columns])


def _protect(page: Any) -> None:
    page.protection.sheet = True
    page.protection.formatColumns = False  # widths and heights may be changed
    page.protection.formatRows = False
    # Against mishaps, not against people: what notices a change is the seal. So nobody needs to know this.
    page.protection.password = secrets.token_hex(8)


_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\r\x0e-\x1f\ufffe\uffff\ud800-\udfff]|_(?=x[0-9A-Fa-f]{4}_)")
_MOST = 32_767


def as_stored(text: str) -> str:
    """A text as a cell can hold it: XML's forbidden characters as _xHHHH_, and no longer than a cell."""
    return _FORBIDDEN.sub(lambda match: f"_x{ord(match[0]):04X}_", text)[:_MOST]


def _text(page: Any, value: str, *, bold: bool = False, fill: str = "") -> Any:
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(page)
    cell.value = ""
    cell._value = as_stored(value)  # the setter would take "=…" for a formula
    cell.data_type = "s"
    _dress(cell, bold=bold, fill=fill)
    return cell


def _dress(cell: Any, *, bold: bool = False, fill: str = "") -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    cell.alignment = Alignment(vertical="top", wrap_text=True)
    if bold:
        cell.font = Font(bold=True)
    if fill:
        cell.fill = PatternFill("solid", fgColor=fill)
