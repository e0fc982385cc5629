"""Who still holds what (持有与清退): printed copies, carriers, borrowed papers, bundles without a receipt, one line each.

It only reads; that something came back is registered where it went out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from app.areas.closeout.taking_back import exchanged
from app.areas.fieldwork.intake.model import DocumentLoan, PetitionLoan
from app.areas.libraries.deadlines.service import due_from
from app.areas.preparation.model import Task
from app.areas.secrecy.model import Carrier, Exposure, exposure_open
from app.bundle.bundle import BundleKind

if TYPE_CHECKING:
    from db.session import Session

NO_GROUP = "未分到任务"


@dataclass(frozen=True)
class Held:
    """One thing that is out. group: who answers for it; due_on: None when no day was set."""

    group: str
    what: str
    name: str
    numbers: str
    holder: str
    since: date | None
    due_on: date | None
    type: str
    id: str

    def overdue(self, today: date) -> bool:
        """Whether it should have come back."""
        return self.due_on is not None and self.due_on < today


def still_held(session: Session) -> tuple[Held, ...]:
    """Everything that is out, group by group, what is due first on top."""
    tasks = {task.id: task for task in session.find(Task)}
    found = [
        *_copies(session, tasks),
        *_carriers(session, tasks),
        *_loans(session, tasks),
        *_bundles(session, tasks),
    ]
    return tuple(sorted(found, key=lambda held: (held.group, held.due_on or date.max, held.what, held.name)))


def _group(tasks: dict[str, Task], id: str) -> str:
    task = tasks.get(id)
    return (task.group_name or task.title) if task else NO_GROUP


def _leaving(tasks: dict[str, Task], id: str) -> date | None:
    """What has no day of its own has to be back when the group leaves."""
    task = tasks.get(id)
    return task.stay_to if task else None


def _copies(session: Session, tasks: dict[str, Task]) -> Iterator[Held]:
    for held in session.find(Exposure):
        if exposure_open(held):
            yield Held(
                _group(tasks, held.task_id),
                session.code_label("exposure_kind", held.kind),
                held.paper,
                held.copy_numbers or f"{held.copies or 1} 份",
                held.destination or held.who,
                held.happened_at.date() if held.happened_at else None,
                _leaving(tasks, held.task_id),
                "exposure",
                held.id,
            )


def _carriers(session: Session, tasks: dict[str, Task]) -> Iterator[Held]:
    for held in session.find(Carrier):
        if held.state == "in_use":
            yield Held(
                _group(tasks, held.task_id),
                "涉密载体",
                held.name,
                held.carrier_number or held.number,
                held.holder,
                held.issued_on,
                held.return_due or _leaving(tasks, held.task_id),
                "carrier",
                held.id,
            )


def _loans(session: Session, tasks: dict[str, Task]) -> Iterator[Held]:
    for loan in session.find(DocumentLoan):
        if loan.returned_on is None and loan.form == "borrowed" and loan.provided_on is not None:
            yield Held(
                _group(tasks, loan.task_id),
                "调阅资料",
                loan.name,
                loan.period,
                loan.received_by,
                loan.provided_on,
                loan.return_due or _leaving(tasks, loan.task_id),
                "document_loan",
                loan.id,
            )
    for lent in session.find(PetitionLoan):
        if lent.state == "approved" and lent.returned_on is None:
            yield Held(
                _group(tasks, lent.task_id),
                "信访借阅",
                session.code_label("petition_loan_kind", lent.kind),
                lent.pages,
                lent.applicant,
                lent.applied_on,
                lent.due_on or _leaving(tasks, lent.task_id),
                "petition_loan",
                lent.id,
            )


def _bundles(session: Session, tasks: dict[str, Task]) -> Iterator[Held]:
    for one in exchanged(session):
        if one.waits:
            sent = one.log.made_at.date() if one.log.made_at else None
            yield Held(
                _group(tasks, one.log.task_id),
                "未回执的包",
                BundleKind(one.log.kind).label,
                one.log.bundle_id[:12],
                one.log.counterpart,
                sent,
                due_from(session, "bundle_receipt", sent),
                "bundle_log",
                one.log.id,
            )
