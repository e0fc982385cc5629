"""提取为线索 in the menus of petitions, interviews and findings: the sources open, the clue goes to its own compartment.

It stands here because the areas of the sources must not know that clues exist. It writes nothing to the sources.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from app.areas.clues.model import Clue
from app.areas.clues.service import NO_KEY, register_clue
from app.areas.fieldwork.model import Interview, Petition
from app.areas.fieldwork.view import on_both
from app.areas.preparation.model import Task
from app.areas.workpapers.model import Finding
from app.core.errors import Refused
from app.core.records import Record
from app.widgets.desk import ActionOffer, Desk
from app.widgets.frame import ask_fields

if TYPE_CHECKING:
    from db.session import Session

Source = Petition | Interview | Finding
SOURCES: dict[str, type[Source]] = {"petition": Petition, "interview": Interview, "finding": Finding}
KEPT = "选中的记录没有变化"


def actions() -> Mapping[str, tuple[ActionOffer, ...]]:
    """提取为线索 for each kind of source."""
    return {
        name: on_both("提取为线索…", "flag", cls.TYPE.label, partial(extract, name))
        for name, cls in SOURCES.items()
    }


def extract(name: str, desk: Desk, ids: tuple[str, ...]) -> None:
    """Ask for name and person of the clue, register it, and open it."""
    ask_fields(
        desk, "提取为线索", partial(_prefilled, name=name, ids=ids), ("summary", "subject"), "登记线索",
        partial(_register, desk, name, ids), needs=("summary",),
        text="线索只进线索库，由组长和被授权的人查看；来源记录上不留任何记号。线索不得写进问题、底稿和报告。",
    )  # fmt: skip


def _prefilled(session: Session, *, name: str, ids: tuple[str, ...]) -> Record:
    if not session.can_clues:
        raise Refused("不能登记线索", [NO_KEY], kept=KEPT)
    sources = _sources(session, name, ids)
    first = sources[0]
    match first:
        case Petition():
            summary, subject = first.summary, first.subject
        case Interview():
            summary, subject = next(iter(first.extract.splitlines()), ""), ""
        case Finding():
            summary, subject = first.title, ""
    return Clue(task_id=first.task_id, summary=summary.removeprefix("反映").strip(), subject=subject)


def _sources(session: Session, name: str, ids: tuple[str, ...]) -> tuple[Source, ...]:
    found = sorted((session.get(SOURCES[name], id) for id in ids), key=lambda held: held.number)
    if len({held.task_id for held in found}) > 1:
        raise Refused(
            "不能提取为一条线索",
            ["选中的记录属于不同的巡察任务"],
            kept=KEPT,
            todo="请只选同一任务的记录",
        )
    return tuple(found)


def _register(desk: Desk, name: str, ids: tuple[str, ...], clue: Record, values: dict[str, Any]) -> None:
    assert isinstance(clue, Clue)
    task_id = clue.task_id

    def write(session: Session) -> Clue:
        sources = _sources(session, name, ids)
        task = session.get(Task, task_id)
        return register_clue(session, task, sources, summary=values["summary"], subject=values["subject"])

    def done(made: Clue) -> None:
        desk.note("已登记到线索库")
        desk.open_record("clue", made.id)

    desk.work.write(write, done)
