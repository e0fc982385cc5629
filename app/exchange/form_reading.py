"""A workbook made by form_book, read back: sheets, rows and cells with their places. It judges no value.

What is in the file is decoded in the limited child process; nothing of it reaches the disk.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.core.errors import KnownError
from app.exchange.child import ask_child
from app.exchange.form_book import CHECKS, KEY, MARK, SEAL, column_letter
from app.exchange.tables import plain_title, unescape

MOST_BYTES = 20 << 20
TODO = "请用单位填报的原表（.xlsx），不要另建或转换格式"


@dataclass(frozen=True)
class Cell:
    """One filled cell. place: B3; kind as app.exchange.form_cells says."""

    place: str
    kind: str
    text: str


@dataclass(frozen=True)
class BookRow:
    """One row by column title; a title that the sheet does not have is missing."""

    line: int
    cells: Mapping[str, Cell]

    def text(self, title: str) -> str:
        """The cell's text, "" when it is empty or missing."""
        held = self.cells.get(title)
        return held.text if held else ""


@dataclass(frozen=True)
class BookSheet:
    """One sheet. titles: of its columns as expected and found; merged: ranges of merged cells."""

    name: str
    titles: frozenset[str]
    merged: tuple[str, ...]
    too_large: bool
    rows: tuple[BookRow, ...]


@dataclass(frozen=True)
class Book:
    """A workbook. checks: name → value of the hidden sheet; strange: kinds of parts that no form has."""

    checks: Mapping[str, str]
    strange: tuple[str, ...]
    sheets: Mapping[str, BookSheet]


def read_book(content: bytes, wanted: Mapping[str, tuple[str, ...]]) -> Book:
    """The sheets named in `wanted`, with the columns that stand there; KnownError when it cannot be read."""
    if len(content) > MOST_BYTES:
        raise KnownError("这个表格太大，不是填报表", kept="库内容没有变化", todo=TODO)
    if content[:4] != b"PK\x03\x04":
        raise KnownError("这个文件不是 .xlsx 表格", kept="库内容没有变化", todo=TODO)
    raw = json.loads(ask_child({"name": "form.xlsx", "want": "cells"}, content, kind="cells", todo=TODO))
    found = {str(sheet["name"]).strip(): sheet for sheet in raw["sheets"]}
    checks = {
        str(cells[0][2]): str(cells[1][2])
        for _, cells in found.get(CHECKS, {"rows": []})["rows"]
        if len(cells) > 1
    }
    sheets = {name: _sheet(name, found[name], titles) for name, titles in wanted.items() if name in found}
    return Book(checks, tuple(raw["strange"]), sheets)


def _sheet(name: str, raw: Mapping[str, Any], titles: tuple[str, ...]) -> BookSheet:
    rows: list[tuple[int, dict[int, tuple[str, str]]]] = [
        (int(line), {int(column): (str(kind), _plain(str(text))) for column, kind, text in cells})
        for line, cells in raw["rows"]
    ]
    columns: dict[int, str] = {}
    head = next((line for line, cells in rows[:10] if _names(cells) >= {MARK, KEY}), 0)
    for line, cells in rows:
        if line == head:
            expected = {plain_title(title): title for title in (MARK, *titles, KEY, SEAL)}
            for column, (_, text) in cells.items():
                title = expected.pop(plain_title(text), "")
                if title:
                    columns[column] = title
    return BookSheet(
        name,
        frozenset(columns.values()),
        tuple(str(part) for part in raw["merged"]),
        too_large=not rows and raw["size"][0] > 1,
        rows=tuple(_row(line, cells, columns) for line, cells in rows if line > head) if head else (),
    )


def _names(cells: Mapping[int, tuple[str, str]]) -> set[str]:
    return {plain_title(text) for _, text in cells.values()}


def _row(line: int, cells: Mapping[int, tuple[str, str]], columns: Mapping[int, str]) -> BookRow:
    return BookRow(
        line,
        {
            title: Cell(f"{column_letter(column)}{line}", *cells[column])
            for column, title in columns.items()
            if column in cells and (cells[column][1].strip() or cells[column][0] == "f")
        },
    )


def _plain(text: str) -> str:
    return unescape(text).replace("\r\n", "\n").replace("\r", "\n").strip()
