"""Break problems into tasks, follow them to completion, and say how far they are, with the formula shown.

It never counts 基本完成 as done, and never strikes a problem off while one of its tasks is open.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.areas.feedback.model import FeedbackProblem
from app.areas.libraries.deadlines.service import keep
from app.areas.libraries.model import Unit
from app.areas.preparation.model import Task
from app.areas.rectification.model import FINISHED, Measure, Progress, RectTask
from app.areas.rectification.rates import Checked as Checked
from app.areas.rectification.rates import Rate as Rate
from app.areas.rectification.rates import Split as Split
from app.areas.rectification.rates import percent_of as percent_of
from app.areas.rectification.rates import reconcile as reconcile
from app.areas.rectification.rates import sum_of as sum_of
from app.core.errors import Refused
from db.query import Filter, Op, Query
from db.session import Session


@dataclass(frozen=True)
class Plan:
    """One task that a problem is broken into; `measures` are its measures, one line each."""

    title: str
    goal: str = ""
    leader: str = ""
    lead_unit: str = ""
    due_on: date | None = None
    permanent: bool = False
    measures: tuple[str, ...] = ()


def tasks_from_problem(
    session: Session, problem: FeedbackProblem, plans: Sequence[Plan]
) -> tuple[RectTask, ...]:
    """Break one issued problem into tasks with their measures; the problem becomes 整改中."""
    if problem.state not in ("issued", "assigned"):
        label = problem.TYPE.lifecycle.state(problem.state).label
        raise Refused("不能分解整改任务", [f"问题的状态是“{label}”，反馈后才分解"])
    task = session.get(Task, problem.task_id)
    unit = session.get(Unit, task.unit_id)
    place = max((t.position or 0 for t in session.find(RectTask, task_id=task.id)), default=0)
    made = []
    with session.transaction():
        for plan in plans:
            place += 1
            made.append(_make_task(session, problem, plan, place, unit.name))
        if problem.state == "issued" and made:
            session.move(problem, "assign")
    return tuple(made)


def _make_task(
    session: Session, problem: FeedbackProblem, plan: Plan, place: int, unit_name: str
) -> RectTask:
    made, _ = keep(
        session,
        RectTask(
            task_id=problem.task_id,
            position=place,
            title=plan.title,
            problem_ids=(problem.id,),
            goal=plan.goal,
            leader=plan.leader,
            lead_unit=plan.lead_unit or unit_name,
            permanent=plan.permanent,
            in_period=not plan.permanent,
            due_on=plan.due_on,
        ),
    )
    for number, content in enumerate(plan.measures, 1):
        session.create(
            Measure(
                rect_task_id=made.id,
                task_id=problem.task_id,
                position=number,
                content=content,
                leader=plan.leader,
                unit=made.lead_unit,
                due_on=made.due_on,
            )
        )
    return made


def tasks_for(session: Session, task: Task) -> tuple[RectTask, ...]:
    """One task for every issued problem that has none yet, under the problem's own words, to be refined by hand."""
    held = {key for t in session.find(RectTask, task_id=task.id) for key in t.problem_ids}
    made: list[RectTask] = []
    with session.transaction():
        for problem in sorted(session.find(FeedbackProblem, task_id=task.id), key=lambda p: p.position or 0):
            if problem.id not in held and problem.state in ("issued", "assigned"):
                made += tasks_from_problem(session, problem, [Plan(title=problem.title)])
    return tuple(made)


def finish_measure(session: Session, measure: Measure, *, result: str, done_on: date) -> Measure:
    """Record what a measure came to and mark it as done."""
    with session.transaction():
        return session.move(session.save(replace(measure, result=result, done_on=done_on)), "finish")


def report_progress(
    session: Session,
    rect_task: RectTask,
    *,
    content: str,
    detail: str = "",
    proof: str = "",
    status: str = "doing",
) -> Progress:
    """A progress report on a task, made today by whoever is at the desk."""
    return session.create(
        Progress(
            rect_task_id=rect_task.id,
            task_id=rect_task.task_id,
            reported_on=date.today(),
            reported_by=session.actor.name,
            status=status,
            content=content,
            detail=detail,
            proof=proof,
        )
    )


def close_problem(session: Session, problem: FeedbackProblem) -> FeedbackProblem:
    """Strike a problem off (销号) when all its tasks are; Refused names those that are open."""
    tasks = session.find(RectTask, problem_ids=problem.id)
    waiting = [t for t in tasks if t.state not in ("closed", "dropped")]
    reasons = [] if tasks else ["还没有整改任务"]
    reasons += [f"{t.number}“{t.title}”{t.TYPE.lifecycle.state(t.state).label}" for t in waiting]
    if reasons:
        raise Refused("不能销号", reasons)
    return session.move(problem, "close")


def rate_of(tasks: Iterable[RectTask]) -> Rate:
    """The completion rate of `tasks`; those 不再适用 are left out of the total."""
    return _rate(Counter(task.state for task in tasks))


def _rate(states: Mapping[str, int]) -> Rate:
    return Rate(
        total=sum(count for state, count in states.items() if state != "dropped"),
        done=sum(states.get(state, 0) for state in FINISHED),
        mostly=states.get("mostly", 0),
        doing=sum(states.get(state, 0) for state in ("idle", "doing", "permanent")),
    )


def completion(session: Session, task: Task) -> Rate:
    """The completion rate of one task's rectification."""
    return completions(session, (task.id,))[task.id]


def completions(session: Session, task_ids: Sequence[str]) -> dict[str, Rate]:
    """The completion rates of many, counted by the database."""
    query = Query("rect_task", (Filter("task_id", Op.IN, tuple(task_ids)),))
    states: dict[str, Counter[str]] = {id: Counter() for id in task_ids}
    for (task, state), count in session.tally(query, "task_id", "state").items():
        states[str(task)][str(state)] = count
    return {id: _rate(held) for id, held in states.items()}


def split_of(session: Session, tasks: Iterable[Task]) -> Split:
    """How the problems of these inspections were broken into tasks; those of villages are counted apart."""
    counts = {"反馈问题": 0, "村（社区）问题": 0}
    held = tuple(tasks)
    ids = tuple(task.id for task in held)
    fed_back = Query("feedback_problem", (Filter("task_id", Op.IN, ids), Filter("state", Op.NE, "dropped")))
    problems = {str(id): count for (id,), count in session.tally(fed_back, "task_id").items()}
    for task in held:
        village = session.get(Unit, task.unit_id).category == "village"
        counts["村（社区）问题" if village else "反馈问题"] += problems.get(task.id, 0)
    rate = sum_of(completions(session, ids).values())
    return Split(tuple((label, count) for label, count in counts.items() if count), rate.total, rate.done)
