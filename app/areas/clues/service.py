"""Use cases of the clue compartment: register a clue, protect a reporter, find texts that name a clue.

What it writes stays in the compartment; the only trace outside is that a petition asks for protection.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from app.areas.clues.model import Clue, ProtectedPerson
from app.areas.fieldwork.model import Interview, Petition
from app.areas.libraries.deadlines.service import set_due
from app.areas.preparation.model import Task
from app.areas.workpapers.model import Finding, names_clue
from app.core.errors import Refused
from app.core.records import Record
from db.query import Query
from db.session import Session

NO_KEY = "你的口令打不开线索库，请由组长或被授权的人办理"


def register_clue(
    session: Session,
    task: Task,
    sources: Sequence[Petition | Interview | Finding],
    *,
    summary: str,
    subject: str = "",
) -> Clue:
    """A clue out of its sources; the person reported is taken from the first petition unless given.

    Nothing is written to the sources, so that they do not tell of the clue.
    """
    if not session.can_clues:
        raise Refused("不能登记线索", [NO_KEY])
    petitions = [item for item in sources if isinstance(item, Petition)]
    interviews = [item for item in sources if isinstance(item, Interview)]
    findings = [item for item in sources if isinstance(item, Finding)]
    first = petitions[0] if petitions else None
    return session.create(
        Clue(
            task_id=task.id,
            summary=summary,
            registered_on=date.today(),
            registrar=session.actor.name,
            source="petition"
            if petitions
            else "interview"
            if interviews
            else "document"
            if findings
            else "other",
            subject=subject or (first.subject if first else ""),
            subject_post=first.subject_post if first else "",
            subject_rank=first.subject_level if first else "",
            disciplines=first.disciplines if first else (),
            content=first.content if first else "",
            petition_ids=tuple(item.id for item in petitions),
            interview_ids=tuple(item.id for item in interviews),
            finding_ids=tuple(item.id for item in findings),
        )
    )


def protect_reporter(
    session: Session, petition: Petition, *, name: str, contact: str = "", unit: str = "", request: str = ""
) -> ProtectedPerson:
    """Keep the reporter's identity in the compartment and mark the petition as 要求保护.

    A name that was already saved on the petition stays in the journal of the common records; it is taken off the
    petition, but register a protected reporter here from the start.
    """
    if not session.can_clues:
        raise Refused("不能登记受保护反映人", [NO_KEY])
    with session.transaction():
        session.save(
            replace(petition, naming="protected", reporter="", reporter_contact="", reporter_address="")
        )
        return session.create(
            ProtectedPerson(
                task_id=petition.task_id,
                petition_id=petition.id,
                name=name,
                contact=contact,
                unit=unit,
                request=request,
                requested_on=date.today(),
            )
        )


def hand_clue(
    session: Session,
    clue: Clue,
    *,
    receiver_body: str,
    handed_by: str,
    seal_number: str,
    on: date | None = None,
) -> Clue:
    """Hand an approved clue over under seal; `receiver_body` is a code of clue_receiver."""
    with session.transaction():
        filled = session.save(
            replace(
                clue,
                receiver_body=receiver_body,
                handed_by=handed_by,
                seal_number=seal_number,
                handed_on=on or date.today(),
            )
        )
        return session.move(set_due(session, filled, "clue_result"), "hand")


def named_in(session: Session, *texts: str) -> tuple[str, ...]:
    """Why `texts` must not leave the compartment: clue numbers and names of clues that they quote.

    Only what this user can see is compared; without the key only numbers are recognised.
    """
    found = ["写了线索编号"] if names_clue(*texts) else []
    names = (str(name) for (name,) in session.values(Query("clue", (), (("id", False),)), "summary"))
    found += [
        f"写了线索名称“{name}”" for name in names if len(name) >= 4 and any(name in text for text in texts)
    ]
    return tuple(dict.fromkeys(found))


def records_naming(session: Session, clue: Clue, records: Sequence[Record]) -> tuple[Record, ...]:
    """Those of `records` in whose text the clue's number, name or person appears; for the leader's own check."""
    words = [word for word in (clue.number, clue.summary, clue.subject) if len(word) >= 2]
    return tuple(
        record
        for record in records
        if any(
            word in value
            for spec in record.TYPE.fields
            if isinstance(value := getattr(record, spec.name), str)
            for word in words
        )
    )
