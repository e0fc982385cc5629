"""Tasks out of feedback problems, progress on them, and striking off: the actions of the menus.

Nothing is written here; app.areas.rectification.service does it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from app.areas.feedback.model import FeedbackProblem
from app.areas.fieldwork.view import on_both
from app.areas.libraries.model import Unit
from app.areas.preparation.model import Task
from app.areas.rectification.model import Progress, RectTask
from app.areas.rectification.service import (
    Plan,
    close_problem,
    report_progress,
    tasks_for,
    tasks_from_problem,
)
from app.core.errors import Refused
from app.core.fields import FieldSpec, Kind
from app.core.records import Record
from app.widgets import dialogs
from app.widgets.desk import ActionOffer, Desk
from app.widgets.frame import active_window, ask_fields
from app.widgets.page import PageSpec
from app.widgets.texts import index_new_files
from db.query import Filter, Op
from db.vault import Vault

if TYPE_CHECKING:
    from db.session import Session

OPEN_PROBLEMS = ("issued", "assigned")
MEASURES = FieldSpec("measures", "整改措施", Kind.LONG_TEXT, help="一行一条，动作具体、能检查；可以以后再补")


def pages(_vault: Vault) -> tuple[PageSpec, ...]:
    """No page of its own: tasks, measures and progress are lists and forms."""
    return ()


def actions() -> Mapping[str, tuple[ActionOffer, ...]]:
    """生成整改任务, 登记进展, 销号."""
    return {
        "feedback_problem": (
            *on_both("生成整改任务…", "list-checks", "反馈问题", break_down),
            ActionOffer("问题销号", "circle-check", strike_problem),
        ),
        "task": (ActionOffer("为反馈问题逐个生成整改任务", "list-checks", for_task),),
        "rect_task": (
            *on_both("登记进展…", "history", "整改任务", progress),
            on_both("所选任务销号…", "circle-check", "整改任务", strike_off)[1],
        ),
    }


# Tasks ----------------------------------------------------------------------------------------------------


def break_down(desk: Desk, ids: tuple[str, ...]) -> None:
    """One problem: ask for goal, people, deadline and measures. Several: a task each, under the problem's own words."""
    if len(ids) == 1:
        ask_fields(
            desk, "生成整改任务", partial(_planned, id=ids[0]),
            ("title", "goal", "leader", "lead_unit", "permanent", "due_on"), "生成",
            partial(_break_down, desk, ids[0]), needs=("title", "lead_unit"), more=(MEASURES,),
        )  # fmt: skip
        return

    def write(session: Session) -> tuple[RectTask, ...]:
        problems = sorted((session.get(FeedbackProblem, id) for id in ids), key=lambda p: p.position or 0)
        return tuple(made for p in problems for made in tasks_from_problem(session, p, [Plan(title=p.title)]))

    dialogs.ask(
        active_window(), f"为 {len(ids)} 个反馈问题各生成一项整改任务？",
        "任务先用问题的原话作标题，责任单位和期限按本任务填写，随后逐项细化目标和措施。",
        "生成", lambda: desk.work.write(write, partial(_made, desk)),
    )  # fmt: skip


def _planned(session: Session, *, id: str) -> RectTask:
    problem = session.get(FeedbackProblem, id)
    if problem.state not in OPEN_PROBLEMS:
        label = problem.TYPE.lifecycle.state(problem.state).label
        raise Refused(
            "不能分解整改任务",
            [f"问题的状态是“{label}”，反馈后才分解"],
            kept="问题没有变化",
            todo="先办理“反馈”，再分解",
        )
    task = session.get(Task, problem.task_id)
    return RectTask(
        task_id=task.id,
        title=problem.title,
        lead_unit=session.get(Unit, task.unit_id).name,
        due_on=task.rectification_due,
    )


def _break_down(desk: Desk, id: str, _record: Record, values: dict[str, Any]) -> None:
    given = dict(values)
    lines = tuple(line.strip() for line in given.pop("measures").splitlines() if line.strip())
    plan = Plan(**given, measures=lines)
    desk.work.write(
        lambda session: tasks_from_problem(session, session.get(FeedbackProblem, id), [plan]),
        partial(_made, desk),
    )


def for_task(desk: Desk, ids: tuple[str, ...]) -> None:
    """A task for every issued problem of one inspection that has none."""
    desk.work.write(lambda session: tasks_for(session, session.get(Task, ids[0])), partial(_made, desk))


def _made(desk: Desk, tasks: tuple[RectTask, ...]) -> None:
    if not tasks:
        dialogs.tell(
            active_window(),
            "没有需要生成的整改任务",
            "每个已反馈的问题都已经有整改任务；还没有反馈的问题，先在“反馈问题”里办理反馈。",
        )
    elif len(tasks) == 1:
        desk.note(f"已生成{tasks[0].number}")
        desk.open_record("rect_task", tasks[0].id)
    else:
        desk.note(f"已生成 {len(tasks)} 项整改任务，请逐项细化目标和措施")
        desk.open_list("rect_task", (Filter("task_id", Op.EQ, tasks[0].task_id),))


# Progress -------------------------------------------------------------------------------------------------


def progress(desk: Desk, ids: tuple[str, ...]) -> None:
    """Ask for a progress report on a task, store it and open it."""
    if len(ids) > 1:
        dialogs.tell(active_window(), "一次登记一项任务的进展", "请只选一项整改任务。")
        return

    def make(session: Session) -> Progress:
        task = session.get(RectTask, ids[0])
        state = task.TYPE.lifecycle.state(task.state)
        if state.locked:
            raise Refused(
                "不能登记进展",
                [f"这项任务已是“{state.label}”"],
                kept="任务没有变化",
                todo="确需继续整改的，先撤销销号",
            )
        return Progress(rect_task_id=task.id, task_id=task.task_id, status="doing")

    ask_fields(
        desk, "登记整改进展", make, ("status", "content", "detail", "proof", "attachments"), "登记",
        partial(_report, desk, ids[0]), needs=("status", "content"),
    )  # fmt: skip


def _report(desk: Desk, id: str, before: Record, values: dict[str, Any]) -> None:
    def write(session: Session) -> Progress:
        said = {name: values[name] for name in ("status", "content", "detail", "proof")}
        made = report_progress(session, session.get(RectTask, id), **said)
        return session.save(replace(made, attachments=values["attachments"]))

    def done(made: Progress) -> None:
        index_new_files(desk, made, before)
        desk.note("已登记整改进展，待核实")
        desk.open_record("progress", made.id)

    desk.work.write(write, done)


# Striking off ---------------------------------------------------------------------------------------------


def strike_problem(desk: Desk, ids: tuple[str, ...]) -> None:
    """Strike a problem off when all its tasks are; a refusal names those that are open."""
    desk.work.write(
        lambda session: close_problem(session, session.get(FeedbackProblem, ids[0])),
        lambda problem: desk.note(f"{problem.number}已销号"),
    )


def strike_off(desk: Desk, ids: tuple[str, ...]) -> None:
    """Strike several tasks off with one opinion; none is struck off while one of them cannot be."""

    def strike(opinion: str) -> None:
        desk.work.write(
            lambda session: _strike(session, ids, opinion),
            lambda count: desk.note(f"已销号 {count} 项整改任务"),
        )

    dialogs.ask_text(
        active_window(), f"{len(ids)} 项整改任务销号", "审批意见", "销号", strike,
        text="以“销号审批”身份签署，姓名和日期自动填写。",
    )  # fmt: skip


def _strike(session: Session, ids: Sequence[str], opinion: str) -> int:
    held = [session.get(RectTask, id) for id in ids]
    reasons = [f"{task.number}：{why}" for task in held for why in session.why_not(task, "close")]
    if reasons:
        raise Refused("还不能销号", reasons, kept="一项也没有销号")
    for task in held:
        session.move(task, "close", opinion=opinion)
    return len(held)
