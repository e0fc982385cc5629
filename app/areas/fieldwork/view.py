"""What is done on site beside lists and forms: sources taken as evidence, petitions joined (并案).

Nothing is written here; app.areas.fieldwork.service does it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from app.areas.fieldwork.model import Evidence, Interview, Petition, Visit
from app.areas.fieldwork.presence.model import Hearing
from app.areas.fieldwork.service import Source, evidence_from, merge_petition, name_of
from app.areas.fieldwork.surveys.model import AnswerSheet
from app.core.records import Record
from app.widgets import dialogs
from app.widgets.desk import ActionOffer, Desk
from app.widgets.frame import active_window, ask_fields
from app.widgets.offering import on_both as on_both
from app.widgets.page import PageSpec
from db.vault import Vault

if TYPE_CHECKING:
    from db.session import Session

Heard = Source
SOURCES: Mapping[str, type[Heard]] = {
    "petition": Petition,
    "interview": Interview,
    "visit": Visit,
    "hearing": Hearing,
    "survey_answer_sheet": AnswerSheet,
}


def pages(_vault: Vault) -> tuple[PageSpec, ...]:
    """No page of its own: everything on site is a list and a form."""
    return ()


def actions() -> Mapping[str, tuple[ActionOffer, ...]]:
    """取为佐证 and 并案."""
    take = {name: (ActionOffer("取为佐证…", "paperclip", partial(take_evidence, name)),) for name in SOURCES}
    return {**take, "petition": (*take["petition"], *on_both("并案…", "git-merge", "信访件", merge))}


def take_evidence(name: str, desk: Desk, ids: tuple[str, ...]) -> None:
    """A piece of evidence that points into the source."""
    cls = SOURCES[name]

    def make(session: Session) -> Evidence:
        source = session.get(cls, ids[0])
        return Evidence(task_id=source.task_id, name=name_of(source))

    def write(session: Session, values: dict[str, Any]) -> Evidence:
        return evidence_from(session, session.get(cls, ids[0]), **values)

    def done(made: Evidence) -> None:
        desk.note(f"已登记{made.number}")
        desk.open_record("evidence", made.id)

    def store(_record: Record, values: dict[str, Any]) -> None:
        desk.work.write(lambda session: write(session, values), done)

    fields = ("name", "pages", "proves")
    ask_fields(desk, "取为佐证", make, fields, "登记佐证", store, needs=("name", "pages"))


def merge(desk: Desk, ids: tuple[str, ...]) -> None:
    """Join petitions: several chosen ones to the one received first, a single one to a petition that is asked for."""
    if len(ids) == 1:
        ask_fields(
            desk, "并案", lambda session: session.get(Petition, ids[0]), ("merged_into",), "并案",
            lambda record, values: _join(desk, (record.id,), str(values["merged_into"])),
            needs=("merged_into",), text="本件办结为“已并案”，首次登记件的备注里记下这一件。",
        )  # fmt: skip
        return

    def read(session: Session) -> tuple[Petition, ...]:
        found = (session.get(Petition, id) for id in ids)
        return tuple(sorted(found, key=lambda held: (str(held.received_on or ""), held.number)))

    def ask(found: tuple[Petition, ...]) -> None:
        first, rest = found[0], found[1:]
        dialogs.ask(
            active_window(), f"把 {len(rest)} 件并入{first.number}？",
            f"最早收到的是“{first.title}”，其余并入它：\n" + "\n".join(f"· {held.title}" for held in rest),
            "并案", lambda: _join(desk, tuple(held.id for held in rest), first.id),
        )  # fmt: skip

    desk.work.read(read, ask)


def _join(desk: Desk, ids: tuple[str, ...], into: str) -> None:
    def write(session: Session) -> Petition:
        for id in ids:
            merge_petition(session, session.get(Petition, id), session.get(Petition, into))
        return session.get(Petition, into)

    def done(first: Petition) -> None:
        desk.note(f"{len(ids)} 件已并入{first.number}")
        desk.open_record("petition", first.id)

    desk.work.write(write, done)
