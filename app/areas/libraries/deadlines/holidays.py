"""The calendar of a vault: its holidays, the published years that come with the program, and lists read from a file.

A year that the vault holds counts alone; a year that nobody knows has weekends only, and the words beside a date say so.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

import chinese_calendar

from app.areas.libraries.deadlines.model import Holiday
from app.core.errors import InputProblems, Problem
from app.core.workdays import Calendar
from app.exchange.tables import SheetColumn, read_table
from app.exchange.texts import decode

if TYPE_CHECKING:
    from db.session import Session

COLUMNS = (SheetColumn("日期", 14, "date"), SheetColumn("类别", 12), SheetColumn("名称", 20))
_KINDS = {"放假": "off", "休息": "off", "调休上班": "on", "上班": "on", "补班": "on"}
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "抗战胜利纪念日",
}


@cache
def published() -> dict[int, tuple[Holiday, ...]]:
    """Year → its days off and days worked, as they come with the program; ids are the same in every vault."""
    found: dict[int, list[Holiday]] = {}
    held = chinese_calendar.constants
    for kind, days in (("off", held.holidays), ("on", held.workdays)):
        for day, name in days.items():
            found.setdefault(day.year, []).append(_holiday(day, kind, _NAMES.get(str(name), str(name))))
    return {year: tuple(sorted(rows, key=lambda row: row.day or date.min)) for year, rows in found.items()}


def _holiday(day: date, kind: str, name: str) -> Holiday:
    return Holiday(id=f"holiday.{day.isoformat()}", day=day, kind=kind, name=name, year=day.year)


def calendar_of(session: Session) -> Calendar:
    """The calendar by which this vault counts working days."""
    held = session.find(Holiday)
    years = {row.day.year for row in held if row.day}
    rows = [*held, *(row for year, rows in published().items() if year not in years for row in rows)]
    return Calendar(
        off=frozenset(row.day for row in rows if row.day and row.kind == "off"),
        on=frozenset(row.day for row in rows if row.day and row.kind == "on"),
        years=frozenset(years | set(published())),
    )


def load_years(session: Session, years: Iterable[int]) -> int:
    """Put the published days of `years` into the vault, to be edited there; returns how many were added."""
    added = 0
    with session.transaction():
        for year in years:
            for row in published().get(year, ()):
                if not session.exists("holiday", row.id):
                    session.seed(row)
                    added += 1
    return added


def read_holidays(content: bytes) -> tuple[Holiday, ...]:
    """The days of a table (xlsx or csv) with 日期, 类别, 名称. InputProblems names every row that cannot be used."""
    found: list[Holiday] = []
    wrong: list[Problem] = []
    for line, cells in _rows(content):
        day = _day_of(cells.get("日期", ""))
        kind = _KINDS.get(cells.get("类别", "").strip() or "放假")
        if day is None:
            wrong.append(Problem("", f"第{line}行：日期要写成2026-10-01这样"))
        elif kind is None:
            wrong.append(Problem("", f"第{line}行：类别只能是放假或调休上班"))
        else:
            found.append(_holiday(day, kind, cells.get("名称", "").strip()))
    if not found and not wrong:
        wrong.append(Problem("", "表里没有读到日期，首行要有日期、类别、名称三列"))
    if wrong:
        raise InputProblems("节假日表还不能导入", wrong)
    return tuple(found)


def _rows(content: bytes) -> Iterator[tuple[int, Mapping[str, str]]]:
    if content.startswith(b"PK"):
        for row in read_table(content, COLUMNS).rows:
            yield row.line, row.cells
        return
    for line, cells in enumerate(csv.DictReader(io.StringIO(decode(content))), 2):
        if any(cells.values()):
            yield line, {str(key).strip(): str(value or "") for key, value in cells.items()}


def _day_of(text: str) -> date | None:
    match = _DAY.match(text.strip())
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


def import_holidays(session: Session, rows: Iterable[Holiday]) -> tuple[int, int]:
    """Store what was read; returns (added, changed). A day that is held already takes the new kind and name.

    Published days of the same years come along, so that a list which names new days only does not lose the others.
    """
    added = changed = 0
    read = tuple(rows)
    with session.transaction():
        load_years(session, sorted({row.year for row in read if row.year}))
        for row in read:
            held = session.find(Holiday, day=row.day)
            if not held:
                session.create(row)
                added += 1
            elif (held[0].kind, held[0].name) != (row.kind, row.name or held[0].name):
                session.save(replace(held[0], kind=row.kind, name=row.name or held[0].name))
                changed += 1
    return added, changed
