"""What came and what went out: papers waiting to be dealt with, every numbered letter of the vault, holes in the numbers.

Letters are found by their declared field 文号; what they say is not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from app.areas.secrecy.register.model import OfficeDocument
from app.core.records import Compartment, Record, RecordType
from db.query import Filter, Op, Query
from db.session import Session

MOST = 500
"""Letters of one type that are shown; older ones are found in their own lists."""
OPEN = ("registered", "proposed", "decided")
OF_UNITS = frozenset({"rect_plan", "rect_report"})
"""Numbered papers that the inspected units write; they come in."""
NUMBER = re.compile(r"^(?P<head>.*?)[〔\[（(](?P<year>\d{4})[〕\]）)]第?(?P<serial>\d+)号?$")
_TO = ("other_side", "addressee", "receiver", "addressed_to", "receivers")
_ON = ("moved_on", "sent_on", "delivered_on", "made_on", "held_on")


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
    found = [
        _letter(session, kind, record)
        for kind in session.catalog
        if kind.has("document_number")
        and kind.compartment is Compartment.RECORDS
        and kind.name not in OF_UNITS
        for record in session.some(Query(kind.name, (Filter("document_number", Op.FILLED),)), MOST)
        if getattr(record, "direction", "out") == "out" and kind.name != "archive_item"
    ]
    yield from sorted(found, key=lambda one: (one.on or date.min, one.document_number), reverse=True)


def _letter(session: Session, kind: RecordType, record: Record) -> Letter:
    to = next((str(getattr(record, name)) for name in _TO if kind.has(name) and getattr(record, name)), "")
    on = next((getattr(record, name) for name in _ON if kind.has(name) and getattr(record, name)), None)
    title = next(
        (
            str(getattr(record, n))
            for n in ("title_text", "title", "matter")
            if kind.has(n) and getattr(record, n)
        ),
        "",
    )
    return Letter(
        kind.name,
        record.id,
        kind.label,
        str(getattr(record, "document_number", "")),
        title or record.title,
        to,
        on,
        session.code_label("secrecy", str(getattr(record, "secrecy", ""))) if kind.has("secrecy") else "",
        kind.lifecycle.state(record.state).label,
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
                yield f"重号：{head}〔{year}〕{serial}号用在{'、'.join(one.label for one in same)}"
        missing = [n for n in range(min(numbers), max(numbers)) if n not in numbers]
        if missing:
            said = "、".join(str(n) for n in missing[:8]) + ("等" if len(missing) > 8 else "")
            yield f"跳号：{head}〔{year}〕缺{said}号"


def _year(one: Letter) -> int | None:
    held = NUMBER.match(one.document_number.strip())
    return int(held["year"]) if held else one.on.year if one.on else None
