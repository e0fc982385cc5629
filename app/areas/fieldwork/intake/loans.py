"""Documents of the unit: what to ask for, what came and went back, what was read in them.

It writes the register; whether the group may leave is a rule beside the model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from app.areas.fieldwork.intake.model import DocumentLoan, Reading
from app.areas.fieldwork.intake.shipped import own_documents, standard_documents
from app.areas.fieldwork.model import Evidence
from app.areas.preparation.model import Task
from app.core.errors import Refused
from db.session import Session


def ask_for(session: Session, task: Task) -> tuple[DocumentLoan, ...]:
    """What the 调阅资料清单 asks for, as entries to be provided: the four classes, and the unit's own list of points besides.

    Those already listed are not repeated.
    """
    known = {held.name for held in session.find(DocumentLoan, task_id=task.id)}
    with session.transaction():
        return tuple(
            session.create(
                DocumentLoan(
                    task_id=task.id, kind=row.kind, name=row.name, period=row.period, return_due=task.stay_to
                )
            )
            for row in (*standard_documents(), *own_documents(session, task))
            if row.name not in known
        )


def take_over(
    session: Session, loans: Sequence[DocumentLoan], *, provided_by: str, received_by: str, on: date
) -> int:
    """Receive documents from the unit; returns how many."""
    with session.transaction():
        for held in loans:
            filled = session.save(
                replace(held, provided_by=provided_by, received_by=received_by, provided_on=on)
            )
            session.move(filled, "take")
    return len(loans)


def give_back(
    session: Session, loans: Sequence[DocumentLoan], *, returned_by: str, returned_to: str, on: date
) -> int:
    """Give documents back to the unit; returns how many. Refused, with every one that is not here."""
    strange = [f"{held.number}不在“已调阅”状态" for held in loans if held.state != "held"]
    if strange:
        raise Refused("不能办理归还", strange, kept="登记没有变化", todo="只选已调阅、还没有归还的资料")
    with session.transaction():
        for held in loans:
            filled = session.save(
                replace(held, returned_by=returned_by, returned_to=returned_to, returned_on=on)
            )
            session.move(filled, "give_back")
    return len(loans)


def evidence_of(session: Session, reading: Reading) -> Evidence:
    """The evidence that a reading became, made when there is none yet."""
    if reading.evidence_id and session.exists("evidence", reading.evidence_id):
        return session.get(Evidence, reading.evidence_id)
    loan = session.get(DocumentLoan, reading.loan_id) if reading.loan_id else None
    with session.transaction():
        made = session.create(
            Evidence(
                task_id=reading.task_id,
                name=reading.name,
                source="document",
                reading_id=reading.id,
                pages=reading.pages,
                proves=reading.found,
                quote=reading.excerpt,
                secrecy=loan.secrecy if loan else "internal",
                provider=loan.provided_by if loan else "",
                original=loan.form if loan else "copy",
                return_due=loan.return_due if loan else None,
                obtained_on=reading.read_on or date.today(),
                obtained_by=reading.reader or session.actor.name,
            )
        )
        session.save(replace(reading, evidence_id=made.id))
    return made
