"""What came and what went out: papers waiting to be dealt with, every numbered letter of the vault, holes in the numbers.

Letters are found by their declared field 文号; what they say is not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from app.areas.secrecy.register.model import OfficeDocument
from app.core.records import Compartment, RecordType
from db.query import Filter, Op, Query
from db.session import Session

MOST = 500
"""Letters of one type that are shown; older ones are found in their own lists."""
MOST_NAMED = 8
"""Letters or numbers named in one hint."""
OPEN = ("registered", "proposed", "decided")
NOT_OURS = frozenset({"rect_plan", "rect_report", "archive_item"})
"""Numbered papers that the inspected units write, and papers that are numbered in the records they are filed from."""
NUMBER = re.compile(r"^(?P<head>.*?)[〔\[（(](?P<year>\d{4})[〕\]）)]第?(?P<serial>\d+)号?$")
_PARTS = {
    "title": ("title_text", "title", "matter"),
    "to": ("other_side", "addressee", "receiver", "addressed_to", "receivers"),
    "on": ("moved_on", "sent_on", "delivered_on", "made_on", "held_on"),
    "grade": ("secrecy",),
}
"""What a letter says, and in which fields, the first that is filled, its record says it."""


@dataclass(frozen=True)
class Letter:
    """One numbered letter of this vault. to: whom it went to, "" where its record does not say."""

    type: str
    id: str
    label: str
    document_number: str
    title: str
    to: str
    on: date | None
    grade: str
    state: str


@dataclass(frozen=True)
class Desk:
    """What the page shows: papers that wait, letters that went out, what is odd about their numbers, the years there are."""

    waiting: tuple[OfficeDocument, ...]
    done: int
    letters: tuple[Letter, ...]
    odd: tuple[str, ...]
    years: tuple[int, ...]


def desk_of(session: Session, *, year: int | None = None) -> Desk:
    """The register of one year, of all years for None; what waits is shown whatever its year."""
    held = session.some(Query("office_document"), MOST)
    papers = [one for one in held if isinstance(one, OfficeDocument)]
    waiting = sorted(
        (one for one in papers if one.direction != "out" and one.state in OPEN),
        key=lambda one: (one.due_on or date.max, one.moved_on or date.max, one.number),
    )
    letters = tuple(letters_of(session))
    shown = tuple(one for one in letters if year is None or _year(one) == year)
    years = {made for one in letters if (made := _year(one))} | {
        one.moved_on.year for one in papers if one.moved_on
    }
    done = sum(
        one.state in ("done", "filed")
        and (year is None or (one.moved_on is not None and one.moved_on.year == year))
        for one in papers
        if one.direction != "out"
    )
    return Desk(tuple(waiting), done, shown, tuple(oddities(shown)), tuple(sorted(years, reverse=True)))


def letters_of(session: Session) -> Iterator[Letter]:
    """Every letter with a number that this vault sent or is about to send, newest day first; no clue's."""
    grades = {code.code: code.label for code in reversed(session.codes("secrecy"))}
    found = [
        letter
        for kind in session.catalog
        if kind.has("document_number")
        and kind.compartment is Compartment.RECORDS
        and kind.name not in NOT_OURS
        for letter in _letters(session, kind, grades)
    ]
    yield from sorted(found, key=lambda one: (one.on or date.min, one.document_number), reverse=True)


def _letters(session: Session, kind: RecordType, grades: Mapping[str, str]) -> Iterator[Letter]:
    """The letters of one type, of the newest MOST that have a number; only what is said here is read of them."""
    numbered = Query(kind.name, (Filter("document_number", Op.FILLED),))
    places = {part: [name for name in names if kind.has(name)] for part, names in _PARTS.items()}
    names = ("id", "document_number", "state", *(name for held in places.values() for name in held))
    names += ("direction",) if kind.has("direction") else ()
    titles: dict[str, str] = {}
    for row in session.values(numbered, *names, limit=MOST):
        said = {name: str(value or "") for name, value in zip(names, row, strict=True)}
        if said.get("direction", "out") != "out":
            continue
        first = {part: next((said[name] for name in held if said[name]), "") for part, held in places.items()}
        if not first["title"] and not titles:
            titles = dict(session.titles(numbered, MOST))
        yield Letter(
            kind.name,
            said["id"],
            kind.label,
            said["document_number"],
            first["title"] or titles[said["id"]],
            first["to"],
            date.fromisoformat(first["on"][:10]) if first["on"] else None,
            grades.get(first["grade"], first["grade"]),
            kind.lifecycle.state(said["state"]).label,
        )


def oddities(letters: Iterable[Letter]) -> Iterator[str]:
    """Numbers given twice, and numbers left out between the first and the last of a series (代字 and year)."""
    series: dict[tuple[str, str], dict[int, list[Letter]]] = {}
    for one in letters:
        if held := NUMBER.match(one.document_number.strip()):
            key = (held["head"].strip(), held["year"])
            series.setdefault(key, {}).setdefault(int(held["serial"]), []).append(one)
    for (head, year), numbers in sorted(series.items()):
        for serial, same in sorted(numbers.items()):
            if len(same) > 1:
                said = "、".join(one.label for one in same[:MOST_NAMED])
                more = f"等{len(same)}件" if len(same) > MOST_NAMED else ""
                yield f"重号：{head}〔{year}〕{serial}号用在{said}{more}"
        missing = [n for n in range(min(numbers), max(numbers)) if n not in numbers]
        if missing:
            said = "、".join(str(n) for n in missing[:MOST_NAMED]) + (
                "等" if len(missing) > MOST_NAMED else ""
            )
            yield f"跳号：{head}〔{year}〕缺{said}号"


def _year(one: Letter) -> int | None:
    held = NUMBER.match(one.document_number.strip())
    return int(held["year"]) if held else one.on.year if one.on else None
