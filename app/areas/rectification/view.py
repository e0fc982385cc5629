"""What is done with problems and tasks of rectification beside their forms: broken into tasks, reported on, struck off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from app.areas.feedback.model import FeedbackProblem
from app.areas.preparation.model import Task
from app.areas.rectification.model import RectTask
from app.areas.rectification.service import Plan, close_problem, tasks_for, tasks_from_problem
from app.areas.secrecy.view.frame import active_window, ask_fields
from app.core.errors import Refused
from app.core.fields import FieldSpec, Kind
from app.core.records import Record
from app.widgets import dialogs
from app.widgets.desk import ActionOffer, Desk
from app.widgets.page import PageSpec
from db.query import Filter, Op
from db.vault import Vault

if TYPE_CHECKING:
    from db.session import Session

MEASURES = FieldSpec("measures", "整改措施", Kind.LONG_TEXT, help="一行一条，动作具体、能检查；可以以后再补")


def pages(_vault: Vault) -> tuple[PageSpec, ...]:
    """None: tasks, measures and progress are lists and forms."""
    return ()


def actions() -> Mapping[str, tuple[ActionOffer, ...]]:
    """生成整改任务, 登记进展, 销号."""
    return {
        "feedback_problem": (
            ActionOffer("生成整改任务…", "list-checks", break_down),
            ActionOffer("所选问题各生成一项整改任务", "list-checks", break_down_all, on_list=True),
            ActionOffer("问题销号", "circle-check", strike_problem),
        ),
        "task": (ActionOffer("为已反馈问题生成整改任务", "list-checks", for_task),),
        "rect_task": (
            ActionOffer("登记进展", "history", report),
            ActionOffer("所选任务销号…", "circle-check", strike_off, on_list=True),
        ),
    }


def break_down(desk: Desk, ids: tuple[str, ...]) -> None:
    """One task out of an issued problem, with its measures, one a line."""

    def make(session: Session) -> RectTask:
        problem = session.get(FeedbackProblem, ids[0])
        task = session.get(Task, problem.task_id)
        unit = session.fetch("unit", task.unit_id)
        return RectTask(
            task_id=task.id, title=problem.title, problem_ids=(problem.id,), lead_unit=unit.title,
            due_on=task.rectification_due,
        )  # fmt: skip

    def store(_record: Record, values: dict[str, Any]) -> None:
        given = dict(values)
        _store(desk, ids[0], given, given.pop("measures"))

    ask_fields(
        desk, "生成整改任务", make, ("title", "goal", "leader", "lead_unit", "permanent", "due_on"), "生成整改任务", store,
        needs=("title", "lead_unit"), more=(MEASURES,),
    )  # fmt: skip


def _store(desk: Desk, id: str, values: dict[str, Any], measures: str) -> None:
    lines = tuple(line.strip() for line in measures.splitlines() if line.strip())

    def write(session: Session) -> str:
        plan = Plan(**values, measures=lines)
        return tasks_from_problem(session, session.get(FeedbackProblem, id), [plan])[0].id

    def stored(made: str) -> None:
        desk.note("已生成整改任务")
        desk.open_record("rect_task", made)

    desk.work.write(write, stored)


def break_down_all(desk: Desk, ids: tuple[str, ...]) -> None:
    """A task under each chosen problem's own words, to be refined by hand."""
    if not ids:
        desk.show_error(Refused("不能生成整改任务", ["没有选择问题"], todo="请先在列表里选中反馈问题"))
        return

    def write(session: Session) -> tuple[int, str]:
        problems = [session.get(FeedbackProblem, id) for id in ids]
        made = [t for p in problems for t in tasks_from_problem(session, p, [Plan(title=p.title)])]
        return len(made), problems[0].task_id

    desk.work.write(write, lambda held: _made(desk, *held))


def for_task(desk: Desk, ids: tuple[str, ...]) -> None:
    """A task for every issued problem of an inspection that has none yet."""
    desk.work.write(
        lambda session: (len(tasks_for(session, session.get(Task, ids[0]))), ids[0]),
        lambda held: _made(desk, *held),
    )


def _made(desk: Desk, count: int, task_id: str) -> None:
    desk.note(f"已生成 {count} 项整改任务")
    desk.open_list("rect_task", (Filter("task_id", Op.EQ, task_id),))


def report(desk: Desk, ids: tuple[str, ...]) -> None:
    """The form of a progress report, filled with its task, the day and who reports."""

    def show(held: RectTask) -> None:
        desk.new_record(
            "progress", rect_task_id=held.id, task_id=held.task_id, reported_on=date.today(), reported_by=desk.actor.name
        )  # fmt: skip

    desk.work.read(lambda session: session.get(RectTask, ids[0]), show)


def strike_problem(desk: Desk, ids: tuple[str, ...]) -> None:
    """Strike a problem off when all its tasks are; every task that is open is named."""
    desk.work.write(
        lambda session: close_problem(session, session.get(FeedbackProblem, ids[0])),
        lambda _problem: desk.note("问题已销号"),
    )


def strike_off(desk: Desk, ids: tuple[str, ...]) -> None:
    """Strike several tasks off with one opinion; none is struck off while one of them cannot be."""
    if not ids:
        desk.show_error(Refused("不能销号", ["没有选择整改任务"], todo="请先在列表里选中整改任务"))
        return

    def strike(opinion: str) -> None:
        desk.work.write(
            lambda session: _strike(session, ids, opinion),
            lambda count: desk.note(f"已销号 {count} 项整改任务"),
        )

    dialogs.ask_text(
        active_window(), f"{len(ids)} 项整改任务销号", "审批意见", "销号", strike, text="以“销号审批”身份签署，姓名和日期自动填写。"
    )  # fmt: skip


def _strike(session: Session, ids: Sequence[str], opinion: str) -> int:
    held = [session.get(RectTask, id) for id in ids]
    reasons = [f"{task.number}：{why}" for task in held for why in session.why_not(task, "close")]
    if reasons:
        raise Refused("还不能销号", reasons, kept="一项也没有销号")
    for task in held:
        session.move(task, "close", opinion=opinion)
    return len(held)
