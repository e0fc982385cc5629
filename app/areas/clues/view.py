"""提取为线索: a clue out of a petition, an interview or a finding. Nothing of it is written outside the compartment."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from app.areas.clues.model import Clue
from app.areas.clues.service import NO_KEY, register_clue
from app.areas.fieldwork.model import Interview, Petition
from app.areas.preparation.model import Task
from app.areas.secrecy.view.frame import ask_fields
from app.areas.workpapers.model import Finding
from app.core.errors import Refused
from app.core.records import Record
from app.widgets.desk import ActionOffer, Desk
from app.widgets.page import PageSpec
from db.vault import Vault

if TYPE_CHECKING:
    from db.session import Session

SOURCES: Mapping[str, type[Petition] | type[Interview] | type[Finding]] = {
    "petition": Petition,
    "interview": Interview,
    "finding": Finding,
}


def pages(_vault: Vault) -> tuple[PageSpec, ...]:
    """None: clues are a list and a form."""
    return ()


def actions() -> Mapping[str, tuple[ActionOffer, ...]]:
    """提取为线索."""
    return {name: (ActionOffer("提取为线索…", "key", partial(draw_clue, name)),) for name in SOURCES}


def draw_clue(type_name: str, desk: Desk, ids: tuple[str, ...]) -> None:
    """Ask for the clue's name and person, then register it with its source linked."""
    cls = SOURCES[type_name]

    def make(session: Session) -> Clue:
        if not session.can_clues:
            raise Refused("不能登记线索", [NO_KEY])
        source = session.get(cls, ids[0])
        subject = source.subject if isinstance(source, Petition) else ""
        return Clue(task_id=source.task_id, source="other", subject=subject)

    def store(_record: Record, values: dict[str, Any]) -> None:
        def write(session: Session) -> str:
            source = session.get(cls, ids[0])
            task = session.get(Task, source.task_id)
            return register_clue(
                session, task, [source], summary=values["summary"], subject=values["subject"]
            ).id

        def stored(id: str) -> None:
            desk.note("已登记线索，来源已关联")
            desk.open_record("clue", id)

        desk.work.write(write, stored)

    ask_fields(
        desk, "提取为线索", make, ("summary", "subject"), "登记线索", store, needs=("summary",),
        text="线索存进线索专区，来源材料上不留痕迹；没有授权的人看不到。",
    )  # fmt: skip
