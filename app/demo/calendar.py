"""Where a day of the demonstration's story lies in the vault that is being filled: every date of app/demo goes through here.

The story is written with the days of 2026; a vault made on another day has it moved by whole weeks, so that weekdays stay. It
must not move what lies before the round: births, rules, earlier rounds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from typing import TypeVar, cast

V = TypeVar("V")
YEAR = 2026
"""The year in which the story is written."""
GROUP_FROM = date(YEAR, 3, 30)
"""A group is in the midst of its stay on this day and on the six that follow."""
OFFICE_FROM = date(YEAR, 9, 12)
"""Some things of the office fall due on this day and the weeks that follow; two units have nearly ended their rectification."""
WEEK = timedelta(weeks=1)
_moved: ContextVar[timedelta] = ContextVar("moved", default=timedelta())
_WORDS = re.compile(
    r"(?P<iso>2026-\d\d-\d\d)(?!\d)"
    r"|(?<!\d)(?P<first>2026年)(?P<a>\d{1,2})月至(?P<b>\d{1,2})月(?!\d)"
    r"|(?<!\d)(?P<year>20\d\d年)?(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})日|(?P<part>上旬|中旬|下旬|底))"
    r"|(?<!\d)2026(?=年度|〕)"
)
_PARTS = {"上旬": 5, "中旬": 15, "下旬": 25, "底": 28}


class Settled(str):
    """A text made from records, whose days lie already where they should."""

    __slots__ = ()


@contextmanager
def told_on(today: date | None, *, office: bool) -> Iterator[None]:
    """Move the story so that `today` falls into its week; None leaves it where it is written."""
    begins = OFFICE_FROM if office else GROUP_FROM
    token = _moved.set(timedelta() if today is None else (today - begins) // WEEK * WEEK)
    try:
        yield
    finally:
        _moved.reset(token)


def is_moved() -> bool:
    """Whether the story is told on other days than it is written with."""
    return bool(_moved.get())


def day(year: int, month: int, of_month: int) -> date:
    """Where that day of the story lies."""
    return date(year, month, of_month) + _moved.get()


def moment(year: int, month: int, of_month: int, hour: int, minute: int = 0) -> datetime:
    """Where that moment of the story lies."""
    return datetime(year, month, of_month, hour, minute) + _moved.get()


def year(written: int = YEAR) -> int:
    """Where that year of the story lies, by the first day of the round."""
    return written + day(YEAR, 3, 2).year - YEAR


def told(value: V) -> V:
    """A day of a table, or the days in the words of a text, where they lie; other values as they are."""
    match value:
        case Settled():
            return cast("V", str(value))
        case str() if is_moved():
            return cast("V", _WORDS.sub(_moved_words, value))
        case date():
            return cast("V", value + _moved.get())
    return value


def _moved_words(found: re.Match[str]) -> str:
    held = found.groupdict()
    try:
        if held["iso"]:
            return day(*map(int, held["iso"].split("-"))).isoformat()
        if held["first"]:
            begun, ended = day(YEAR, int(held["a"]), 9), day(YEAR, int(held["b"]), 9)
            return f"{begun.year}年{begun.month}月至{'' if begun.year == ended.year else f'{ended.year}年'}{ended.month}月"
        if held["month"]:
            return found[0] if held["year"] not in (None, "2026年") else _moved_day(held)
    except ValueError:
        return found[0]
    return str(year())


def _moved_day(held: dict[str, str | None]) -> str:
    on = day(YEAR, int(held["month"] or 0), int(held["day"] or _PARTS[held["part"] or ""]))
    said = f"{on.year}年" if held["year"] else ""
    if held["day"]:
        return f"{said}{on.month}月{on.day}日"
    if held["part"] == "底":
        return f"{said}{on.month}月底" if on.day > 20 else f"{said}{on.month}月中旬"
    return f"{said}{on.month}月{('上旬', '中旬', '下旬')[min((on.day - 1) // 10, 2)]}"
