"""Sheets out and in: one styled xlsx from rows, and rows with every problem at once from an xlsx.

Text is always written as text, so that no cell can become a formula; formulas are never evaluated.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from app.core.errors import KnownError, Problem
from app.exchange.child import sheets_in
from app.exchange.texts import cell_text, load

Kind = Literal["text", "number", "money", "date"]
Cells = Sequence[Sequence[str]]
Sheets = Sequence[tuple[str, Cells]]
"""(name, rows of cells) of every sheet of a workbook."""
MAX_CELL = 32_767  # characters in one cell, a limit of the format


@dataclass(frozen=True)
class SheetColumn:
    """One column: its title, width in characters, kind, the values a drop-down offers, other titles accepted."""

    title: str
    width: float = 16
    kind: Kind = "text"
    choices: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True)
class Row:
    """One row read: `line` is its number in the sheet, `cells` are by column title."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Table:
    """What a sheet held, and everything that was wrong with it, with the place of each."""

    rows: tuple[Row, ...]
    problems: tuple[Problem, ...] = field(default=())


def write_table(
    path: Path | None,
    title: str,
    columns: Sequence[SheetColumn],
    rows: Iterable[Sequence[object]],
    *,
    note: str = "",
) -> bytes:
    """Return an xlsx with the columns' titles in a frozen first row; also write it to `path` if given.

    `note` is a second sheet's text (填写说明). The cells of a money column are 分 and are shown in 元.
    """
    from app.exchange import memory_workbook  # openpyxl takes a tenth of a second to load

    book = memory_workbook.new_workbook(title)
    sheet = book.create_sheet(_sheet_name(title))
    sheet.freeze_panes = "A2"
    for index, column in enumerate(columns, 1):
        sheet.column_dimensions[_letter(index)].width = column.width
    memory_workbook.begin_rows(sheet)
    try:
        sheet.append([_head(sheet, column.title) for column in columns])
        for row in rows:
            values = list(row)
            if len(values) != len(columns):
                raise ValueError(f"a row has {len(values)} cells for {len(columns)} columns")
            sheet.append([_cell(sheet, column, value) for column, value in zip(columns, values, strict=True)])
        choices = _offer_choices(sheet, columns)
        if note:
            page = book.create_sheet("填写说明")
            page.column_dimensions["A"].width = 90
            memory_workbook.begin_rows(page)
            for line in note.split("\n"):
                page.append([_text(page, line)])
        if choices:
            _write_choices(book, choices)
        content = memory_workbook.packed(book)
    finally:
        memory_workbook.end_rows(book.worksheets)
    if path is not None:
        try:
            path.write_bytes(content)
        except OSError as error:
            raise KnownError(
                f"无法写入文件“{path.name}”", kept="数据都还在", todo="请确认磁盘未满、文件没有被打开"
            ) from error
    return content


def _sheet_name(title: str) -> str:
    return re.sub(r"[\\/*?:\[\]']", "", title).strip()[:31] or "表1"


def _letter(index: int) -> str:
    letters = ""
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


# What XML 1.0 cannot carry; Excel writes such characters as _xHHHH_ and so do we, reading them back the same way.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\r\x0e-\x1f\ufffe\uffff\ud800-\udfff]|_(?=x[0-9A-Fa-f]{4}_)")


def _escape(text: str) -> str:
    return _FORBIDDEN.sub(lambda match: f"_x{ord(match[0]):04X}_", text)


def unescape(text: str) -> str:
    """Return a cell's text with _xHHHH_ put back to the character it stands for."""
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), text)


def _text(sheet: Any, value: str) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment

    cell = WriteOnlyCell(sheet)
    cell.value = ""
    cell._value = _escape(value)[:MAX_CELL]  # the setter would take "=…" for a formula
    cell.data_type = "s"
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    return cell


def _head(sheet: Any, title: str) -> Any:
    from openpyxl.styles import Alignment, Font, PatternFill

    cell = _text(sheet, title)
    cell.font = Font(bold=True)
    cell.fill = PatternFill("solid", fgColor="E8EDF4")
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    return cell


def _cell(sheet: Any, column: SheetColumn, value: object) -> Any:
    from openpyxl.cell import WriteOnlyCell

    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | datetime.date):
        return _text(sheet, "是" if value is True else "否" if value is False else str(value))
    if column.kind == "text":
        return _text(sheet, cell_text(value))
    cell = WriteOnlyCell(
        sheet, value=value / 100 if column.kind == "money" and isinstance(value, int) else value
    )
    match column.kind:
        case "money":
            cell.number_format = "#,##0.00"
        case "date":
            cell.number_format = "yyyy-mm-dd"
        case _:
            cell.number_format = "General"
    return cell


def _offer_choices(sheet: Any, columns: Sequence[SheetColumn]) -> list[tuple[str, ...]]:
    """Give the columns their drop-downs. Long lists or such with commas come from a hidden sheet."""
    from openpyxl.worksheet.datavalidation import DataValidation

    lists: list[tuple[str, ...]] = []
    for index, column in enumerate(columns, 1):
        if not column.choices:
            continue
        inline = ",".join(column.choices)
        if len(inline) <= 250 and not any(re.search('[,"]', choice) for choice in column.choices):
            source = f'"{inline}"'
        else:
            lists.append(column.choices)
            letter = _letter(len(lists))
            source = f"选项!${letter}$1:${letter}${len(column.choices)}"
        validation = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=True)
        validation.error = "请从列表中选择"
        letter = _letter(index)
        validation.add(f"{letter}2:{letter}5000")
        sheet.data_validations.append(validation)
    return lists


def _write_choices(book: Any, lists: list[tuple[str, ...]]) -> None:
    from app.exchange import memory_workbook

    sheet = book.create_sheet("选项")
    sheet.sheet_state = "hidden"
    memory_workbook.begin_rows(sheet)
    for line in range(max(len(choices) for choices in lists)):
        sheet.append([_text(sheet, choices[line]) if line < len(choices) else None for choices in lists])


def plain_title(title: str) -> str:
    """Return a header as it is compared: no spaces, line breaks, marks or bracketed remarks, half-width."""
    from app.core.hanzi import fold

    return re.sub(r"\(.*?\)|[\s*＊:_·、/\-]", "", fold(title).replace("（", "(").replace("）", ")"))


def read_table(source: Path | bytes, columns: Sequence[SheetColumn | str]) -> Table:
    """Return the rows under a header that names the columns, wherever in the first 20 lines it stands.

    The file is decoded in the limited child, for it may come from anybody: seconds, for a worker.
    Headers may differ in spaces and marks, or be an alias. Empty rows are left out. Problems name the
    place as the user sees it (第3行“是否重点关注”…); a missing column is a problem, not an error.
    """
    return table_in(sheets_in(load(source)), columns)


def table_in(sheets: Sheets, columns: Sequence[SheetColumn | str], least: int = 0) -> Table:
    """What `read_table` does, over sheets that were decoded elsewhere.

    A header is a line that names at least `least` of the columns, half of them when 0.
    """
    wanted = [column if isinstance(column, SheetColumn) else SheetColumn(column) for column in columns]
    best: tuple[int, int, str, Cells, dict[str, int]] | None = None
    for name, rows in sheets:
        for line, row in enumerate(rows[:20]):
            places = _places(row, wanted)
            if places and (best is None or len(places) > best[0]):
                best = (len(places), line, name, rows, places)
    if best is None or best[0] < (least or max(1, len(wanted) // 2)):
        titles = "、".join(column.title for column in wanted)
        return Table((), (Problem("", f"没有找到表头，应有的列是：{titles}"),))
    _, head, _, rows, places = best
    problems = [
        Problem(column.title, f"缺少“{column.title}”这一列")
        for column in wanted
        if column.title not in places
    ]
    found: list[Row] = []
    for line, row in enumerate(rows[head + 1 :], head + 2):
        cells = {
            title: unescape(row[place]).strip() if place < len(row) else "" for title, place in places.items()
        }
        if not any(cells.values()):
            continue
        found.append(Row(line, cells))
        problems.extend(_cell_problems(line, cells, wanted, places))
    return Table(tuple(found), tuple(problems))


def _places(row: Sequence[str], wanted: Sequence[SheetColumn]) -> dict[str, int]:
    titles = [plain_title(unescape(cell)) for cell in row]
    places: dict[str, int] = {}
    for column in wanted:
        for accepted in (column.title, *column.aliases):
            plain = plain_title(accepted)
            if plain in titles:
                places[column.title] = titles.index(plain)
                break
    return places


def _cell_problems(
    line: int, cells: Mapping[str, str], wanted: Sequence[SheetColumn], places: Mapping[str, int]
) -> list[Problem]:
    problems: list[Problem] = []
    for column in wanted:
        value = cells.get(column.title)
        if value is None:
            continue
        where = f"{_letter(places[column.title] + 1)}{line}"
        if not value:
            if column.required:
                problems.append(Problem(where, f"第{line}行“{column.title}”没有填写"))
        elif column.choices and value not in column.choices:
            allowed = "或".join(column.choices) if len(column.choices) <= 3 else "列表中的一项"
            problems.append(Problem(where, f"第{line}行“{column.title}”应为{allowed}"))
        elif column.kind in ("number", "money") and not re.fullmatch(r"-?[\d,]+(?:\.\d+)?", value):
            problems.append(Problem(where, f"第{line}行“{column.title}”应为数字"))
        elif column.kind == "date" and as_date(value) is None:
            problems.append(Problem(where, f"第{line}行“{column.title}”应为日期，如 2024-03-15"))
    return problems


def as_date(value: str) -> datetime.date | None:
    """The day that a cell says (2026-03-15, 2026/3/15, 2026年3月15日), None when it says none."""
    match = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", value.strip())
    if match is None:
        return None
    try:
        return datetime.date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None
