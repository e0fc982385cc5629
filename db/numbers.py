"""Numbers of records, from patterns such as 信访〔{year}〕{serial:03}号; a number once given is never given again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class _Serial:
    """The running number in a pattern; `mark` stands before it on laptops that number beside the leader's."""

    def __init__(self, value: int, mark: str) -> None:
        self._value = value
        self._mark = mark

    def __format__(self, spec: str) -> str:
        return f"{self._mark}{self._value:{spec}}"


class _Any:
    def __format__(self, spec: str) -> str:
        return "#"


class _Open(dict[str, Any]):
    """Keys that a vault has not set yet are shown as 一, the first group and round."""

    def __missing__(self, key: str) -> str:
        return "一"


def next_number(conn: Any, pattern: str, context: Mapping[str, object], mark: str) -> str:
    """The next number of `pattern`. Each year, group and round has its own series. Inside a transaction."""
    key = pattern.format_map(_Open({**context, "serial": _Any()}))
    row = conn.execute(
        """INSERT INTO sequence (key, value) VALUES (?, 1)
           ON CONFLICT (key) DO UPDATE SET value = value + 1 RETURNING value""",
        (key,),
    ).fetchone()
    return pattern.format_map(_Open({**context, "serial": _Serial(int(row[0]), mark)}))
