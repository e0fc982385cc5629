"""What is done with sources on site beside their forms: taken as evidence, joined with the petition first registered."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from app.areas.fieldwork.model import Evidence, Interview, Petition, Visit
from app.areas.fieldwork.service import evidence_from, merge_petition
from app.areas.secrecy.view.frame import ask_fields
from app.core.records import Record
from app.widgets.desk import ActionOffer, Desk
from app.widgets.page import PageSpec
from db.vault import Vault

if TYPE_CHECKING:
    from db.session import Session

SOURCES: Mapping[str, type[Interview] | type[Petition] | type[Visit]] = {
    "interview": Interview,
    "petition": Petition,
    "visit": Visit,
}


def pages(_vault: Vault) -> tuple[PageSpec, ...]:
    """None: everything on site is a list and a form."""
    return ()


def actions() -> Mapping[str, tuple[ActionOffer, ...]]:
    """取为佐证 and 并案."""
    take = {name: (ActionOffer("取为佐证…", "paperclip", partial(take_evidence, name)),) for name in SOURCES}
    return {
        **take,
        "petition": (*take["petition"], ActionOffer("并入首次登记件…", "git-merge", join_petition)),
    }


def take_evidence(type_name: str, desk: Desk, ids: tuple[str, ...]) -> None:
    """A piece of evidence that points into the source."""
    cls = SOURCES[type_name]

    def make(session: Session) -> Evidence:
        source = session.get(cls, ids[0])
        return Evidence(task_id=source.task_id, name=f"{source.TYPE.label}{source.number}")

    def store(_record: Record, values: dict[str, Any]) -> None:
        def write(session: Session) -> str:
            return evidence_from(session, session.get(cls, ids[0]), **values).id

        def stored(id: str) -> None:
            desk.note("已登记佐证")
            desk.open_record("evidence", id)

        desk.work.write(write, stored)

    ask_fields(
        desk, "取为佐证", make, ("name", "pages", "proves"), "登记佐证", store, needs=("name", "pages")
    )


def join_petition(desk: Desk, ids: tuple[str, ...]) -> None:
    """Join a repeated petition to the one first registered."""

    def store(record: Record, values: dict[str, Any]) -> None:
        def write(session: Session) -> None:
            merge_petition(
                session, session.get(Petition, record.id), session.get(Petition, values["merged_into"])
            )

        desk.work.write(write, lambda _none: desk.note("已并案"))

    ask_fields(
        desk, "并案", lambda session: session.get(Petition, ids[0]), ("merged_into",), "并案", store,
        needs=("merged_into",), text="本件办结为“已并案”，首次登记件的备注里记下这一件。",
    )  # fmt: skip
