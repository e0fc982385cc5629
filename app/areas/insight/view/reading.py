"""What the pages of statistics read: each figure with how it was counted and which records stand behind it.

It writes nothing; the sums themselves are app.areas.insight.service's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from app.areas.clues.model import Clue
from app.areas.feedback.model import FeedbackProblem
from app.areas.fieldwork.model import Interview, Petition
from app.areas.insight.service import RoundFigures, round_figures, task_figures
from app.areas.preparation.model import Round, Task
from app.areas.rectification.model import RectTask
from app.areas.reporting.model import Report
from app.areas.workpapers.model import APPROVED, WorkingPaper
from app.core.records import Record
from app.widgets.charts import Bar, Part
from db.query import Filter, Op

if TYPE_CHECKING:
    from db.session import Session

R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class Behind:
    """The records behind a figure: a list narrowed by filters."""

    type: str
    filters: tuple[Filter, ...]


@dataclass(frozen=True)
class FigureRow:
    """One figure: name, value, how it was counted, and the list behind it (None when it is no list)."""

    label: str
    value: str
    how: str
    behind: Behind | None


@dataclass(frozen=True)
class RoundShown:
    """Everything of the page 统计."""

    round: Round
    figures: tuple[FigureRow, ...]
    by_focus: tuple[Bar, ...]
    by_unit: tuple[Bar, ...]
    by_channel: tuple[Bar, ...]
    by_state: tuple[Bar, ...]


@dataclass(frozen=True)
class TaskShown:
    """One row of the page 进度.

    stage: place of the state among `stages`; due: what is next and on which day; left: days until then, None when no
    day is set or the task is over; cells: the counts as text.
    """

    id: str
    title: str
    stage: int
    stages: tuple[str, ...]
    due: str
    left: int | None
    cells: tuple[str, ...]


NEXT = {
    "preparing": ("进驻", "stay_from"),
    "onsite": ("离点", "stay_to"),
    "reporting": ("提交报告", "report_due"),
    "feedback": ("整改方案", "plan_due"),
    "rectifying": ("集中整改", "rectification_due"),
}
"""State of a task → what it works towards, and the field of the task with that day."""


def read_round(session: Session, round_id: str) -> RoundShown | None:
    """The figures of a round; None when there is no such round."""
    if not round_id or not session.exists("round", round_id):
        return None
    held = session.get(Round, round_id)
    tasks = session.find(Task, round_id=round_id)
    ids = tuple(task.id for task in tasks)
    problems = _of(session, FeedbackProblem, ids, "dropped")
    petitions = _of(session, Petition, ids)
    rect = _of(session, RectTask, ids, "dropped")
    figures = round_figures(session, held)
    return RoundShown(
        held,
        _figure_rows(figures, ids, round_id),
        _by_code(session, "focus", (p.focus for p in problems), "feedback_problem", "focus", ids),
        tuple(
            Bar(
                session.fetch("unit", task.unit_id).title,
                sum(p.task_id == task.id for p in problems),
                Behind("feedback_problem", (Filter("task_id", Op.EQ, task.id),)),
            )
            for task in tasks
        ),
        _by_code(session, "petition_channel", (p.channel for p in petitions), "petition", "channel", ids),
        _by_state(session, tasks, rect),
    )


def _of(session: Session, cls: type[R], ids: Iterable[str], without: str = "") -> list[R]:
    return [held for id in ids for held in session.find(cls, task_id=id) if held.state != without]


def _by_code(
    session: Session, codes: str, values: Iterable[str], type_name: str, field: str, ids: tuple[str, ...]
) -> tuple[Bar, ...]:
    counts = Counter(values)
    order = [code.code for code in session.codes(codes)]
    scope = Filter("task_id", Op.IN, ids)
    found = [
        Bar(
            session.code_label(codes, code) if code else "没有填",
            count,
            Behind(type_name, (scope, Filter(field, Op.EQ, code) if code else Filter(field, Op.EMPTY))),
        )
        for code, count in counts.items()
    ]
    place = {session.code_label(codes, code): n for n, code in enumerate(order)}
    return tuple(sorted(found, key=lambda bar: place.get(bar.label, len(place))))


def _by_state(session: Session, tasks: tuple[Task, ...], rect: list[RectTask]) -> tuple[Bar, ...]:
    found = []
    for task in tasks:
        own = [held for held in rect if held.task_id == task.id]
        if not own:
            continue
        states = Counter(held.state for held in own)
        parts = (
            Part("已完成", states["done"] + states["closed"]),
            Part("基本完成", states["mostly"]),
            Part("整改中", states["doing"] + states["idle"]),
            Part("长期坚持", states["permanent"]),
        )
        name = session.fetch("unit", task.unit_id).title
        found.append(Bar(name, len(own), Behind("rect_task", (Filter("task_id", Op.EQ, task.id),)), parts))
    return tuple(found)


def _figure_rows(figures: RoundFigures, ids: tuple[str, ...], round_id: str) -> tuple[FigureRow, ...]:
    scope = (Filter("task_id", Op.IN, ids),)
    alive = Filter("state", Op.NE, "dropped")

    def behind(type_name: str, *more: Filter) -> Behind:
        return Behind(type_name, (*scope, *more))

    rate = figures.rate
    rows = [
        FigureRow("被巡察党组织", f"{figures.units} 个", "本轮任务里的党组织，一个算一次", Behind("task", (Filter("round_id", Op.EQ, round_id),))),
        FigureRow("反馈问题", f"{figures.problems} 个", "反馈问题，不计“不反馈”的", behind("feedback_problem", alive)),
        FigureRow("意见建议", f"{figures.opinions} 条", f"反馈意见建议；其中给职能部门等的建议 {figures.suggestions} 条", behind("opinion")),
        FigureRow("人才库", f"{figures.people} 人", "人才库里的人员，不分轮次", Behind("person", ())),
        FigureRow("组员", f"{figures.members} 人", "各任务的组员，同一人算一次", behind("member")),
        FigureRow("个别谈话", f"{figures.talks} 人次", "谈话记录的份数", behind("interview")),
        FigureRow("受理信访", f"{figures.petitions} 件", "信访件的件数", behind("petition")),
        FigureRow("走访", f"{figures.visits} 人次", "走访记录里的走访人次相加，没写的按 1", behind("visit")),
        FigureRow("问题底稿", f"{figures.papers} 份", "问题底稿，不计作废", behind("working_paper", Filter("state", Op.NE, "void"))),
        FigureRow("立行立改", f"{figures.immediate_fixes} 个", "勾了“立行立改”的反馈问题", behind("feedback_problem", alive, Filter("immediate", Op.EQ, True))),
        FigureRow("驻点立行立改", f"{figures.fixes.issued} 件", f"已签发的通知书；已验收 {figures.fixes.accepted} 件，超时限 {figures.fixes.late} 件，建章立制 {figures.fixes.rules_made} 项", behind("instant_fix", Filter("state", Op.IN, ("issued", "signed", "answered", "returned", "accepted")))),
        FigureRow(
            "整改完成率", f"{rate.percent:.2f}%" if rate.percent is not None else "—", figures.formula,
            behind("rect_task", alive),
        ),
    ]  # fmt: skip
    if figures.clues is not None:
        rows.insert(
            3,
            FigureRow(
                "问题线索",
                f"{figures.clues} 件",
                f"不计“不作线索”的；涉及 {figures.clue_persons} 人",
                behind("clue", alive),
            ),
        )
    return tuple(rows)


def read_progress(session: Session, round_id: str) -> tuple[TaskShown, ...]:
    """Every task of the round (all when none is in hand) with how far it is."""
    tasks = session.find(Task, round_id=round_id) if round_id else session.find(Task)
    return tuple(_progress(session, task) for task in reversed(tasks))


def _progress(session: Session, task: Task) -> TaskShown:
    states = task.TYPE.lifecycle.states
    due, left = due_of(task, date.today())
    figures = task_figures(session, task)
    papers = [p for p in session.find(WorkingPaper, task_id=task.id) if p.state != "void"]
    talks = session.find(Interview, task_id=task.id)
    reports = session.find(Report, task_id=task.id, kind="inspection")
    report = reports[-1] if reports else None
    clues = len(session.find(Clue, task_id=task.id)) if session.can_clues else None
    rate = figures.rate.percent
    return TaskShown(
        task.id,
        task.title,
        next((n for n, state in enumerate(states) if state.code == task.state), 0),
        tuple(state.label for state in states),
        due,
        left,
        (
            f"{sum(t.state == 'signed' for t in talks)}/{len(talks)}",
            str(figures.petitions),
            f"{sum(p.state in APPROVED for p in papers)}/{len(papers)}",
            "—" if clues is None else str(clues),
            report.TYPE.lifecycle.state(report.state).label if report else "还没有",
            str(figures.problems),
            f"{rate:.1f}%" if rate is not None else "—",
        ),
    )


def due_of(task: Task, today: date) -> tuple[str, int | None]:
    """What the task works towards with its day, and how many days are left; ("", None) when it is over or undated."""
    word, field = NEXT.get(task.state, ("", ""))
    day: date | None = getattr(task, field) if field else None
    return (f"{word} {day.isoformat()}", (day - today).days) if day else (word, None)
