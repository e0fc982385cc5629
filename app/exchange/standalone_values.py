"""Values of the stand-alone program's tables, taken one by one: what fits is given back, what does not is noted with its place.

Nothing raises here. What is not understood is counted by name, so that a person can be told what was left behind.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.core.errors import Problem
from app.exchange.tables import as_date

MOST_TEXT, MOST_NAME = 20_000, 120
CLUE = "线索"
"""A file about clues is not taken in: clues have a vault of their own."""
GRADES = ("公开", "内部", "秘密", "机密")
OPEN, MOSTLY, DONE = 0, 1, 2
"""未完成, 基本完成, 已完成."""
_STATUS = {"未完成": OPEN, "基本完成": MOSTLY, "已完成": DONE, "0": OPEN, "1": MOSTLY, "2": DONE}
_TRUTH = {"是": True, "1": True, "true": True, "否": False, "0": False, "false": False}


@dataclass(frozen=True)
class Attached:
    """One file that a row names. member: below attachments/, "" when the export does not hold it; grade: 密级 in words."""

    name: str
    member: str = ""
    grade: str = ""
    said: str = ""
    """Version and matter, as the row has them."""


class Notes:
    """What was found on the way through the tables."""

    def __init__(self, files: Mapping[str, Any]) -> None:
        self.problems: list[Problem] = []
        self.notices: list[str] = []
        self.missing: list[str] = []
        self.unknown: Counter[str] = Counter()
        self.used: set[str] = set()
        self.sealed = 0
        self._exact = {unicodedata.normalize("NFC", name): name for name in files}
        self._sizes = {name: held[0] for name, held in files.items()}

    def wrong(self, where: str, text: str) -> None:
        """One bad value."""
        self.problems.append(Problem(where, f"{where}{text}"))

    def keys(self, held: Mapping[str, Any], known: frozenset[str], table: str) -> None:
        """Count the keys of a row that nobody knows."""
        for key, value in held.items():
            if key not in known and value not in (None, "", [], {}):
                self.unknown[f"{table}：“{key[:40]}”"] += 1

    def rows(self, held: Any, where: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
        """The rows of a list, counted from 1."""
        if held in (None, ""):
            return
        if not isinstance(held, list):
            self.wrong(where, "不是一张清单")
            return
        for place, row in enumerate(held, 1):
            if isinstance(row, dict):
                yield place, row
            else:
                self.wrong(f"{where}第{place}行", "不是一条记录")

    def text(self, held: Mapping[str, Any], key: str, where: str, label: str) -> str:
        """A text; "" when it is open."""
        value = held.get(key)
        match value:
            case None:
                return ""
            case str():
                said = value.strip()
            case bool():
                self.wrong(where, f"“{label}”不是文字")
                return ""
            case int() | float():
                said = f"{value:g}" if isinstance(value, float) else str(value)
            case _:
                self.wrong(where, f"“{label}”不是文字")
                return ""
        if len(said) > MOST_TEXT:
            self.wrong(where, f"“{label}”超过 {MOST_TEXT} 字")
            return ""
        return said

    def line(self, held: Mapping[str, Any], key: str, where: str, label: str) -> str:
        """A text in one line."""
        return " ".join(self.text(held, key, where, label).split())

    def truth(self, held: Mapping[str, Any], key: str, where: str, label: str) -> bool | None:
        """是 or 否; None when it is open."""
        value = held.get(key)
        if value is None or value == "":
            return None
        found = _TRUTH.get(str(value).strip().lower()) if isinstance(value, (str, int)) else None
        if found is None:
            self.wrong(where, f"“{label}”填的是“{_shown(value)}”，应为是或否")
        return found

    def day(self, held: Mapping[str, Any], key: str, where: str, label: str) -> date | None:
        """A day; None when it is open."""
        value = held.get(key)
        if value is None or value == "":
            return None
        found = as_date(value.strip()[:10].split("T")[0].split(" ")[0]) if isinstance(value, str) else None
        if found is None or not 1990 <= found.year <= 2100:
            self.wrong(where, f"“{label}”填的是“{_shown(value)}”，不是日期")
            return None
        return found

    def status(self, held: Mapping[str, Any], where: str, label: str) -> int | None:
        """未完成, 基本完成 or 已完成; None when it is open."""
        value = held.get("completeSituation")
        if value is None or value == "":
            return None
        plain = isinstance(value, (str, int)) and not isinstance(value, bool)
        found = _STATUS.get(str(value).strip()) if plain else None
        if found is None:
            self.wrong(where, f"“{label}”填的是“{_shown(value)}”，应为未完成、基本完成或已完成")
        return found

    def count(self, held: Mapping[str, Any], key: str, where: str, label: str) -> float:
        """A figure that is not negative; 0 when it is open."""
        value = held.get(key)
        if value is None or value == "" or value is False:
            return 0.0
        try:
            found = float(value) if isinstance(value, (int, float, str)) else -1.0
        except ValueError:
            found = -1.0
        if not 0 <= found < 1e12:
            self.wrong(where, f"“{label}”填的是“{_shown(value)}”，应为不小于0的数")
            return 0.0
        return found

    def file(self, held: Mapping[str, Any], where: str, said: str = "") -> Attached | None:
        """The file that a row names; None for a row that was never filled."""
        path = self.text(held, "filePath", where, "附件路径")
        name = self.line(held, "fileName", where, "附件名称").replace("\\", "/").rpartition("/")[2]
        if not path and not name:
            return None
        member = self._exact.get(unicodedata.normalize("NFC", path.replace("\\", "/").rpartition("/")[2]), "")
        self.used.add(member)
        if CLUE in name or CLUE in where or CLUE in said:
            self.sealed += 1
            return None
        grade = self.line(held, "mj" if held.get("mj") else "fileType", where, "密级")
        if grade and grade not in GRADES:
            self.wrong(where, f"附件“{name[:40]}”的密级是“{_shown(grade)}”，应为{'、'.join(GRADES)}")
            grade = ""
        name = name[-MOST_NAME:] or member[-MOST_NAME:]
        if member and not self._sizes[member]:
            self.missing.append(f"{where}：“{name}”是空文件")
            member = ""
        elif not member:
            self.missing.append(f"{where}：“{name}”")
        return Attached(name, member, grade, said)


def _shown(value: Any) -> str:
    return str(value)[:20] if isinstance(value, (str, int, float)) else "别的内容"
