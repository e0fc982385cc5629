"""What the papers of the field's 89 rows really do, found out once on the demonstration: the book that the row tests read.

    .venv/bin/python -m tests.documents.rows

writes the golden texts (tests/data/golden/NN.txt) anew. Read the difference before committing it: it is what people
will find on their paper.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from app.areas.libraries.documents.service import ALL_FIELDS, DeclaredPaper, declared
from app.areas.parts import PaperSpec, day_text, money_text, short_day
from app.areas.preparation.model import Round, Task
from app.core.errors import KnownError
from app.core.fields import FieldSpec, Kind
from app.core.records import Record
from app.documents.paper import Paper
from app.documents.wording import texts
from app.hooks import PAPERS
from app.samples import demonstration, fullest
from db.query import Query
from db.session import Session

DATA = Path(__file__).parents[1] / "data"
GOLDEN = DATA / "golden"
SPECS = {f"{spec.record}.{spec.name}": spec for spec in PAPERS if spec.row}
YEAR_NOW, UNTIL_NOW = re.compile(r"〔20\d\d〕"), re.compile(r"截至\d{4}年\d+月\d+日")
SECRET = "secret"
NUMBER = "试编〔2026〕77号"


@dataclass
class Found:
    """What was found out of one paper. lost: fields that were filled and are not on it; fed: types it read.

    unmoved: declared editable fields whose change does not change it; numbered: a number written in its field is on it; marks: 密级 as it is and as its source is 秘密.
    """

    text: str = ""
    lost: set[str] = field(default_factory=set)
    fed: set[str] = field(default_factory=set)
    unmoved: set[str] = field(default_factory=set)
    marks: tuple[str, str] = ("", "")
    numbered: bool = False
    doc_number: str = ""


def key_of(held: DeclaredPaper) -> str:
    return f"{held.type}.{held.name}"


def text_of(paper: Paper) -> str:
    return "\n".join(text for text in texts(paper) if text)


def packed(text: str) -> str:
    return "".join(text.split())


def stable(text: str) -> str:
    """The text without the year in which numbers were given and without the day of printing."""
    return UNTIL_NOW.sub("截至〔今日〕", YEAR_NOW.sub("〔年〕", text))


class Traced:
    """A session that notes which record types a paper reads."""

    def __init__(self, session: Session, fed: set[str]) -> None:
        self._session, self._fed = session, fed

    def get(self, cls: type[Record], id: str) -> Record:
        self._fed.add(cls.TYPE.name)
        return self._session.get(cls, id)

    def find(self, cls: type[Record], **equals: object) -> tuple[Record, ...]:
        found = self._session.find(cls, **equals)
        self._fed.update({cls.TYPE.name} if found else ())
        return found

    def fetch(self, name: str, id: str) -> Record:
        self._fed.add(name)
        return self._session.fetch(name, id)

    def page(self, name: str, rows: Any) -> tuple[Record, ...]:
        self._fed.update({name} if len(rows) else ())
        return self._session.page(name, rows)

    def values(self, query: Query, *names: str) -> Any:
        self._fed.add(query.type)
        return self._session.values(query, *names)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._session, name)


# Filling every field, and looking for it -------------------------------------------------------------------


def filled(session: Session, record: Record) -> Record:
    """A copy of a record in which every open field holds something to be found again."""
    changes: dict[str, Any] = {}
    for place, spec in enumerate(record.TYPE.fields, 1):
        value = getattr(record, spec.name)
        match spec.kind:
            case Kind.TEXT | Kind.LONG_TEXT | Kind.PERSON if not value:
                changes[spec.name] = f"补填{spec.label}之{place}"
            case Kind.DATE if value is None:
                changes[spec.name] = date(2027, place % 12 + 1, place % 27 + 1)
            case Kind.MOMENT if value is None:
                changes[spec.name] = datetime(2028, place % 12 + 1, place % 27 + 1, 9, 30)
            case Kind.NUMBER if value is None:
                changes[spec.name] = 700 + place
            case Kind.MONEY if value is None:
                changes[spec.name] = 900_000 + place
            case Kind.CHOICE if not value and spec.codes:
                changes[spec.name] = next((held.code for held in session.codes(spec.codes)), "")
            case Kind.CHOICES if not value and spec.codes:
                changes[spec.name] = tuple(held.code for held in session.codes(spec.codes)[:1])
            case Kind.FLAG if spec.name == "has_relation":
                changes[spec.name] = True
    return replace(record, id=f"{record.id}.full", **changes)


def lost(session: Session, record: Record, text: str) -> Iterator[str]:
    """Fields whose value is not in the text, in any way in which papers write one."""
    for spec in record.TYPE.fields:
        value = getattr(record, spec.name)
        if spec.is_empty(value) or spec.inner:
            continue
        ways = list(written(session, spec, value))
        if ways and not any(all(packed(part) in text for part in way) for way in ways):
            yield spec.name


def written(session: Session, spec: FieldSpec, value: Any) -> Iterator[list[str]]:
    """The ways in which a value may stand on paper, each as the pieces that must all be there."""
    match spec.kind:
        case Kind.TEXT | Kind.LONG_TEXT | Kind.PERSON:
            yield [line for line in value.splitlines() if line.strip()]
        case Kind.DATE:
            yield from (
                [day_text(value)],
                [short_day(value)],
                [f"{value.month}月{value.day}日"],
                [f"{value:%Y%m%d}"],
            )
        case Kind.MOMENT:
            yield from ([day_text(value.date())], [short_day(value.date())])
        case Kind.NUMBER:
            yield [str(value)]
        case Kind.MONEY:
            yield [money_text(value)]
        case Kind.CHOICE:
            yield [session.code_label(spec.codes, value)]
        case Kind.CHOICES:
            yield [session.code_label(spec.codes, code) for code in value]
        case _:
            return


# Changing what is declared to be editable -------------------------------------------------------------------


class _Undone(Exception):
    """Ends a trial."""


@contextmanager
def trial(session: Session) -> Iterator[None]:
    """What is stored inside is taken back at the end."""
    with suppress(_Undone), session.transaction():
        yield
        raise _Undone


def another(spec: FieldSpec, value: Any) -> Any:
    match spec.kind:
        case Kind.DATE:
            return (value or date(2026, 5, 1)) + timedelta(days=3)
        case Kind.NUMBER:
            return (value or 0) + 3
        case _:
            return f"改后的{value or spec.label}"


def around(session: Session, record: Record) -> dict[str, Record]:
    """Task and round of a record, with itself."""
    found = {record.TYPE.name: record}
    task_id, round_id = (str(getattr(record, name, "")) for name in ("task_id", "round_id"))
    if task_id:
        found["task"] = session.get(Task, task_id)
        round_id = round_id or str(getattr(found["task"], "round_id", ""))
    if round_id:
        found["round"] = session.get(Round, round_id)
    if record.TYPE.name == "round":
        found["task"] = session.find(Task, round_id=record.id)[0]
    return found


def look(session: Session, held: DeclaredPaper, found: Found) -> None:
    """Find out everything of one paper in this vault, unless another said more."""
    spec = SPECS[key_of(held)]
    best = fullest(session, spec)
    if best is None or len(text_of(best[1])) <= len(found.text):
        return
    record, paper = best
    found.text, found.doc_number = text_of(paper), paper.doc_number
    near, unmoved = around(session, record), set[str]()
    for name in (name for name in held.edit if "." in name):
        type_name, _, field_name = name.partition(".")
        part = near[type_name]
        value = another(part.TYPE.field(field_name), getattr(part, field_name))
        with trial(session):
            session.save(changed(part, field_name, value))
            if text_of(spec.build(session, record.id)) == found.text:
                unmoved.add(name)
    found.unmoved = unmoved
    found.marks = (grade_of(paper), _raised(session, held, spec, record, near))
    found.numbered = _numbered(session, held, spec, record)
    if held.edit == (ALL_FIELDS,):
        with trial(session):
            full = session.seed(filled(session, record))
            found.lost = set(lost(session, full, packed(text_of(spec.build(session, full.id)))))


def changed(record: Record, name: str, value: Any) -> Record:
    return replace(record, **{name: value})


def grade_of(paper: Paper) -> str:
    return paper.secrecy.grade if paper.secrecy else ""


def _raised(
    session: Session, held: DeclaredPaper, spec: PaperSpec, record: Record, near: dict[str, Record]
) -> str:
    """密级 of the paper once the record that it takes it from is 秘密; "" for a public paper."""
    if not held.secrecy:
        return ""
    id = record.id
    with trial(session):
        if held.secrecy in ("task", "round") and held.secrecy != record.TYPE.name:
            session.save(changed(near[held.secrecy], "secrecy", SECRET))
        elif held.secrecy == record.TYPE.name:
            id = session.seed(changed(replace(record, id=f"{record.id}.mark"), "secrecy", SECRET)).id
        else:
            id = _copied(session, held.secrecy, record, near, "secrecy", SECRET)
        return grade_of(spec.build(session, id))
    raise AssertionError


def _copied(
    session: Session, type_name: str, record: Record, near: dict[str, Record], name: str, value: Any
) -> str:
    """Copy the task's records of a type with another value; the id of the record that is printed, or of a copy that links there."""
    id = record.id
    links = [spec.name for spec in record.TYPE.fields if spec.to == type_name and spec.kind is Kind.LINK]
    for source in session.find(session.catalog[type_name].cls, task_id=near["task"].id):
        copy = session.seed(changed(replace(source, id=f"{source.id}.copy"), name, value))
        for link in links:
            if getattr(record, link) == source.id:
                id = session.seed(changed(replace(record, id=f"{record.id}.copy"), link, copy.id)).id
    return id


def _numbered(session: Session, held: DeclaredPaper, spec: PaperSpec, record: Record) -> bool:
    """Whether the number that the declared field holds stands on the paper."""
    type_name, _, name = held.number.removeprefix("given:").rpartition(".")
    if not name:
        return False
    with trial(session):
        if type_name:
            id = _copied(session, type_name, record, around(session, record), name, NUMBER)
            return NUMBER in text_of(spec.build(session, id))
        if record.TYPE.name in ("task", "round"):
            session.save(changed(record, name, NUMBER))
            return NUMBER in text_of(spec.build(session, record.id))
        copy = session.seed(changed(replace(record, id=f"{record.id}.number"), name, NUMBER))
        return NUMBER in text_of(spec.build(session, copy.id))
    raise AssertionError


def read_book() -> dict[str, Found]:
    """Every declared paper, from the vault of an office or of a group in which it says most."""
    book = {key_of(paper): Found() for row in declared() for paper in row.papers}
    for kind in ("office", "group"):
        with demonstration(kind) as session:
            for key, spec in SPECS.items():
                _trace(session, spec, book[key].fed)
            for row in declared():
                for paper in row.papers:
                    look(session, paper, book[key_of(paper)])
    return book


def _trace(session: Session, spec: PaperSpec, fed: set[str]) -> None:
    source: Any = Traced(session, fed)
    held = session.page(spec.record, session.rows(Query(spec.record))[:200])
    for record in [record for record in held if spec.fits is None or spec.fits(record)][:8]:
        try:
            spec.build(source, record.id)
        except KnownError:
            continue


def golden_of(row: int, book: dict[str, Found]) -> str:
    """The golden text of a row: its papers one after the other."""
    papers = next(held.papers for held in declared() if held.row == row)
    return "\n".join(f"=== {key_of(held)}\n{stable(book[key_of(held)].text)}\n" for held in papers)


def write_golden() -> None:
    GOLDEN.mkdir(parents=True, exist_ok=True)
    book = read_book()
    for held in declared():
        (GOLDEN / f"{held.row:02}.txt").write_text(golden_of(held.row, book), encoding="utf-8")


if __name__ == "__main__":
    write_golden()
