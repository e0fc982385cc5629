"""What records prove of a step: how many of how many, since when, and the list behind it.

A proof is written as 类型?字段=值:状态,状态/总数类型, as 类型.字段 for a field that is filled, or as several of these with |
between them, of which the first counts whose type this program and this user know. It reads and writes nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from app.areas.preparation.model import Round, Task
from app.core.records import Compartment, Record
from db.query import Filter, Op

if TYPE_CHECKING:
    from db.session import Session

_SHAPE = re.compile(
    r"(?P<type>[a-z_]+)(\.(?P<field>[a-z_]+))?(\?(?P<name>[a-z_]+)=(?P<value>\w+))?"
    r"(:(?P<states>[a-z_,]+))?(/(?P<total>[a-z_]+))?"
)


@dataclass(frozen=True)
class Proof:
    """One proof, read. total: the type that is counted against, "" for one record a task."""

    type: str
    field: str = ""
    name: str = ""
    value: str = ""
    states: tuple[str, ...] = ()
    total: str = ""

    @property
    def open_ended(self) -> bool:
        """Whether more of the same may still come while people are on site."""
        return self.total == self.type or not (self.field or self.states or self.total)


@dataclass(frozen=True)
class Measured:
    """How far records have come: done of total; days: the days that the records give; behind: their list."""

    done: int
    total: int
    counted: str
    days: tuple[date, ...]
    type: str
    filters: tuple[Filter, ...]
    open_ended: bool

    @property
    def complete(self) -> bool:
        """Whether nothing is left."""
        return 0 < self.total <= self.done


def proofs_of(text: str) -> tuple[Proof, ...]:
    """The alternatives of a proof; those that cannot be read are left out."""
    found = []
    for part in text.split("|"):
        match = _SHAPE.fullmatch(part.strip())
        if match:
            held = match.groupdict(default="")
            states = tuple(code for code in held["states"].split(",") if code)
            found.append(
                Proof(held["type"], held["field"], held["name"], held["value"], states, held["total"])
            )
    return tuple(found)


def measured(session: Session, text: str, round_: Round, tasks: Sequence[Task]) -> Measured | None:
    """What the records of the round say; None when no record can prove the step."""
    for proof in proofs_of(text):
        if proof.type not in session.catalog:
            continue
        kind = session.catalog[proof.type]
        if kind.compartment is Compartment.CLUES and not session.can_clues:
            continue
        return _measure(session, proof, round_, tasks)
    return None


def _measure(session: Session, proof: Proof, round_: Round, tasks: Sequence[Task]) -> Measured:
    records = _records(session, proof.type, round_, tasks)
    if proof.name:
        records = [r for r in records if str(getattr(r, proof.name)) == proof.value]
    right = [r for r in records if _fits(proof, r)]
    filters = _filters(session, proof, round_, tasks)
    days = tuple(day for r in right if proof.field and (day := _day(getattr(r, proof.field))))
    if proof.type == "round":
        done, total = len(right), 1
    elif proof.total:
        total = (
            len(records) if proof.total == proof.type else len(_records(session, proof.total, round_, tasks))
        )
        done = len(right)
    else:
        whole_round = any(not _task_of(r) for r in right)
        done = len(tasks) if whole_round else len({_task_of(r) for r in right} & {t.id for t in tasks})
        total = len(tasks)
    return Measured(
        done, total, _counted(session, proof, right, done, total), days, proof.type, filters, proof.open_ended
    )


def _counted(session: Session, proof: Proof, right: Sequence[Record], done: int, total: int) -> str:
    label = session.catalog[proof.type].label
    if proof.total:
        return f"{label} {done}/{total}"
    if proof.type in ("round", "task"):
        field = session.catalog[proof.type].field(proof.field).label if proof.field else label
        return f"{field} {done}/{total}"
    return f"{label} {len(right)}"


def _records(session: Session, type_name: str, round_: Round, tasks: Sequence[Task]) -> list[Record]:
    if type_name == "round":
        return [round_]
    if type_name == "task":
        return list(tasks)
    kind = session.catalog[type_name]
    found: list[Record] = []
    if kind.has("task_id"):
        for task in tasks:
            found.extend(session.find(kind.cls, task_id=task.id))
    if kind.has("round_id"):
        held = session.find(kind.cls, round_id=round_.id)
        found.extend(r for r in held if not getattr(r, "task_id", ""))
    return found


def _task_of(record: Record) -> str:
    return record.id if record.TYPE.name == "task" else str(getattr(record, "task_id", ""))


def _fits(proof: Proof, record: Record) -> bool:
    if proof.states and record.state not in proof.states:
        return False
    return not proof.field or bool(getattr(record, proof.field))


def _day(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None


def _filters(session: Session, proof: Proof, round_: Round, tasks: Sequence[Task]) -> tuple[Filter, ...]:
    kind = session.catalog[proof.type]
    if proof.type in ("round", "task"):
        return (Filter("round_id", Op.EQ, round_.id),) if proof.type == "task" else ()
    found = []
    if kind.has("task_id") and tasks:
        found.append(Filter("task_id", Op.IN, tuple(task.id for task in tasks)))
    elif kind.has("round_id"):
        found.append(Filter("round_id", Op.EQ, round_.id))
    if proof.name:
        found.append(Filter(proof.name, Op.EQ, proof.value))
    return tuple(found)
