"""What is declared of each of the 89 papers, in the users' words; and the next number of a series, given to a record.

The declaration is resources/papers/documents.json. What the program itself knows (patterns, labels, steps, who may take
them, the vault's 归档范围) is read from there, never repeated in the file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from app.areas.libraries.documents.model import PaperSeries, counted
from app.core.errors import KnownError
from app.core.paths import RESOURCES
from app.core.records import Catalog, Compartment, Record, RecordType
from app.core.roles import who_may
from db.query import Query
from db.session import Session

STEPS = ("起草", "核稿", "签发")
ALL_FIELDS = "*"
_SAMPLE = {"year": 2026, "serial": 1, "round": "三", "group": "二"}
_SHOWN = 6
"""How many fields of a record are named where all can be edited."""


@dataclass(frozen=True)
class DeclaredPaper:
    """One paper of a row. feeds: record types; edit: "type.field", "type" for its records, "*" for all fields, none: computed.

    number: "" for none, "number" for the record's own, else the field that holds it, of another type with "type.", set by
    whom it comes from with "given:". secrecy: record type whose 密级 it shows, "" for a public one. unfiled: why it is not
    archived. steps: codes of steps or "field:name", for STEPS.
    """

    type: str
    name: str
    feeds: tuple[str, ...]
    edit: tuple[str, ...]
    number: str
    secrecy: str
    unfiled: str = ""
    outline: bool = False
    steps: tuple[str, ...] = ("", "", "")


@dataclass(frozen=True)
class Document:
    """One row of the list."""

    row: int
    name: str
    papers: tuple[DeclaredPaper, ...]


@dataclass(frozen=True)
class PaperFacts:
    """A paper of a row in words. openable: whether who sits here may see the list of its record."""

    type: str
    name: str
    feeds: str
    edit: str
    number: str
    secrecy: str
    retention: str
    steps: str
    openable: bool = True


@dataclass(frozen=True)
class DocumentFacts:
    """A row in words; each text is that of all its papers."""

    row: int
    name: str
    papers: tuple[PaperFacts, ...] = field(default=())

    def said(self, what: str) -> str:
        """What the papers say of `what`, each thing once."""
        return "；".join(dict.fromkeys(str(getattr(paper, what)) for paper in self.papers))


@cache
def _shipped() -> Mapping[str, Any]:
    read: Mapping[str, Any] = json.loads(
        (RESOURCES / "papers" / "documents.json").read_text(encoding="utf-8")
    )
    return read


@cache
def declared() -> tuple[Document, ...]:
    """The 89 rows in order."""
    return tuple(
        Document(row["row"], row["name"], tuple(_paper(held) for held in row["papers"]))
        for row in _shipped()["rows"]
    )


def _paper(held: Mapping[str, Any]) -> DeclaredPaper:
    type_name, _, name = held["paper"].partition(".")
    return DeclaredPaper(
        type_name,
        name,
        tuple(held["feeds"]),
        tuple(held["edit"]),
        held["number"],
        held["secrecy"],
        held.get("unfiled", ""),
        held.get("outline", False),
        tuple(held.get("steps", ("", "", ""))),
    )


# Series of 文号 -------------------------------------------------------------------------------------------


def shipped_series() -> tuple[PaperSeries, ...]:
    """The series as they are shipped."""
    return tuple(
        PaperSeries(id=f"paper_series.{row['type']}.{row['field']}", position=place, **row)
        for place, row in enumerate(_shipped()["series"], 1)
    )


def seed_series(session: Session) -> int:
    """Store the series that the vault never had; returns how many."""
    fresh = [held for held in shipped_series() if not session.exists("paper_series", held.id)]
    with session.transaction():
        for held in fresh:
            session.seed(held)
    return len(fresh)


def give_number(session: Session, type_name: str, field_name: str, ids: Iterable[str]) -> tuple[str, ...]:
    """Write the next number of the series into the field of each record that has none; returns the numbers given.

    KnownError where the vault holds no series for the field.
    """
    held = session.find(PaperSeries, type=type_name, field=field_name)
    if not held:
        raise KnownError("没有这种文书的文号格式", kept="记录没有改动", todo="请恢复“文号格式”里被移除的一行")
    given = []
    with session.transaction():
        for id in ids:
            record = session.fetch(type_name, id)
            if str(getattr(record, field_name)).strip():
                continue
            made = session.number(counted(held[0].pattern), record.TYPE.compartment)
            session.save(_numbered(record, field_name, made), note="编文号")
            given.append(made)
    return tuple(given)


def _numbered(record: Record, field_name: str, made: str) -> Record:
    changes: dict[str, Any] = {field_name: made}
    return replace(record, **changes)


# In words -------------------------------------------------------------------------------------------------


def described(session: Session) -> tuple[DocumentFacts, ...]:
    """Every row as it is in this vault."""
    said = _Saying(session)
    return tuple(
        DocumentFacts(held.row, held.name, tuple(said.paper(paper) for paper in held.papers))
        for held in declared()
    )


class _Saying:
    """Turns declarations into words of one vault: its labels, series and 归档范围."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._catalog: Catalog = session.catalog
        self._series = {(held.type, held.field): held.pattern for held in session.find(PaperSeries)}
        self._filed: dict[tuple[str, str], str] = {}
        wanted = ("source", "papers", "retention", "active", "scan")
        for source, papers, retention, active, scan in session.values(Query("archive_rule"), *wanted):
            term = session.code_label("retention", str(retention)) + ("，要签字扫描件" if scan else "")
            for name in str(papers).split():
                self._filed.setdefault((str(source), name), term if active else "归档范围里已停收")

    def paper(self, held: DeclaredPaper) -> PaperFacts:
        kind = self._catalog[held.type]
        return PaperFacts(
            held.type,
            held.name,
            feeds="、".join(self._catalog[name].label for name in held.feeds),
            edit=self._edit(held, kind),
            number=self._number(held.number, kind),
            secrecy=self._secrecy(held, kind),
            retention=self._filed.get((held.type, held.name)) or _unfiled(held),
            steps=_steps(held.steps, kind),
            openable=kind.compartment is Compartment.RECORDS or self._session.can_clues,
        )

    def _edit(self, held: DeclaredPaper, kind: RecordType) -> str:
        if not held.edit:
            return "不能改，由记录算出；要改先改记录"
        if held.edit == (ALL_FIELDS,):
            fields = [spec.label for spec in kind.fields if not (spec.readonly or spec.inner or spec.to)]
            said = f"{kind.label}的{'、'.join(fields[:_SHOWN])}{f'等{len(fields)}项' if len(fields) > _SHOWN else ''}"
            return said + ("；正文用提纲编辑器改" if held.outline else "")
        own = [self._field(name) for name in held.edit if "." in name]
        lists = [self._catalog[name].label for name in held.edit if "." not in name]
        return "；".join(
            part for part in ("、".join(own), f"在{'、'.join(lists)}的记录里逐条改" if lists else "") if part
        )

    def _field(self, name: str) -> str:
        type_name, _, field_name = name.partition(".")
        return self._catalog[type_name].label_of(field_name)

    def _number(self, number: str, kind: RecordType) -> str:
        if not number:
            return "不编号"
        if number.startswith("given:"):
            return f"由来文单位编，填在“{kind.label_of(number.removeprefix('given:'))}”"
        type_name, _, name = number.rpartition(".")
        held = self._catalog[type_name] if type_name else kind
        if name == "number":
            return f"{held.pattern.format(**_SAMPLE)}，登记时编"
        if pattern := self._series.get((held.name, name)):
            return f"{_tried(pattern)}，点“编文号”取，可改"
        if pattern := next((p for t in held.lifecycle.transitions for n, p in t.number if n == name), ""):
            return f"{pattern.format(**_SAMPLE)}，签批时编"
        return f"程序编，印“{held.label_of(name)}”"

    def _secrecy(self, held: DeclaredPaper, kind: RecordType) -> str:
        if not held.secrecy:
            return "公开，不标密级"
        source = self._catalog[held.secrecy]
        grade = str(getattr(source.cls(), "secrecy", ""))
        default = f"，默认{self._session.code_label('secrecy', grade)}" if grade else ""
        own = source is kind and kind.name not in ("task", "round")
        return f"{'记录上选' if own else f'随{source.label}'}{default}"


def _unfiled(held: DeclaredPaper) -> str:
    return f"不归档：{held.unfiled}" if held.unfiled else "归档范围里没有这种文书"


def _tried(pattern: str) -> str:
    try:
        return counted(pattern).format(**_SAMPLE)
    except (ValueError, LookupError, AttributeError, TypeError):
        return pattern


def _steps(steps: Sequence[str], kind: RecordType) -> str:
    found = [f"{what}：{_step(code, kind)}" for what, code in zip(STEPS, steps, strict=True) if code]
    return "，".join(found) if found else "随记录，没有单独的起草、核稿、签发"


def _step(code: str, kind: RecordType) -> str:
    if code.startswith("field:"):
        return f"填“{kind.label_of(code.removeprefix('field:'))}”"
    step = kind.lifecycle.transition(code)
    who = step.signs[1] if step.signs else ""
    return f"{step.label}（{who}签）" if who else f"{step.label}（{who_may(step.action)}）"
