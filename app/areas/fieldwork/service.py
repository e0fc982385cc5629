"""Use cases on site that touch more than one record: evidence out of a source, petitions merged.

Plain registering, editing and moving needs nothing from here.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from app.areas.fieldwork.model import Evidence, Interview, Petition, Visit
from app.areas.fieldwork.presence.model import Hearing
from app.areas.fieldwork.surveys.model import AnswerSheet
from db.session import Session

Source = Interview | Petition | Visit | Hearing | AnswerSheet
"""What was heard or read on site and can be evidence."""


def evidence_from(
    session: Session, source: Source, *, pages: str, name: str = "", proves: str = ""
) -> Evidence:
    """A piece of evidence that points into `source`, in the same task and at the same grade."""
    held = Evidence(
        task_id=source.task_id,
        name=name or name_of(source),
        pages=pages,
        proves=proves,
        obtained_on=date.today(),
        obtained_by=session.actor.name,
        original="original",
    )
    match source:
        case Interview():
            held = replace(held, source="interview", interview_id=source.id, secrecy=source.secrecy)
        case Petition():
            held = replace(held, source="petition", petition_id=source.id, secrecy=source.secrecy)
        case Visit():
            held = replace(held, source="visit", visit_id=source.id)
        case Hearing():
            held = replace(held, source="hearing")
        case AnswerSheet():
            held = replace(held, source="survey")
    return session.create(held)


def name_of(source: Source) -> str:
    """What a source is called as a piece of evidence."""
    if isinstance(source, Hearing | AnswerSheet):
        return source.number  # says by itself what it is
    # A petition is named by its number alone: the evidence list is printed, its reporter must not be guessed from it.
    return f"{source.TYPE.label}{source.number}"


def merge_petition(session: Session, petition: Petition, into: Petition) -> Petition:
    """Join a repeated petition to the one first registered (并案); the first one notes it."""
    with session.transaction():
        petition = session.save(replace(petition, repeated=True, merged_into=into.id, handling="merge"))
        petition = session.move(petition, "merge")
        if not into.TYPE.lifecycle.state(into.state).locked:
            line = f"{petition.number}（{petition.received_on:%Y-%m-%d}收到）并入本件"
            session.save(replace(into, note="\n".join(part for part in (into.note, line) if part)))
    return petition
