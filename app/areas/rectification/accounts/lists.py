"""四清单: problems, duties, rectification and supervision as four projections of one set of records.

Nothing is stored for a list; a change in a record shows in all four.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from app.areas.feedback.model import FeedbackProblem
from app.areas.preparation.model import Task
from app.areas.rectification.accounts.service import measures_of, problems_of, proof_of
from app.areas.rectification.model import RectTask
from app.areas.rectification.supervision.service import Pressed, pressed
from db.session import Session

LISTS = {"problem": "问题清单", "duty": "责任清单", "measure": "整改清单", "supervision": "督查清单"}
HEADS: dict[str, tuple[str, ...]] = {
    "problem": ("序号", "问题类别", "反馈问题", "具体表现", "对应聚焦", "重点", "立行立改"),
    "duty": ("序号", "反馈问题", "整改任务", "责任领导", "责任单位", "配合单位", "完成时限"),
    "measure": ("序号", "反馈问题", "整改目标", "整改措施", "完成情况", "状态", "佐证", "销号审批"),
    "supervision": ("序号", "整改任务", "责任单位", "完成时限", "状态", "预警", "督办", "核查结论"),
}


@dataclass(frozen=True)
class ListRow:
    """One row: the record behind it, and as many cells as the list has heads."""

    type: str
    id: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Projection:
    """One of the four lists of one inspection."""

    code: str
    label: str
    heads: tuple[str, ...]
    rows: tuple[ListRow, ...]


@dataclass(frozen=True)
class Pair:
    """One problem with one of its tasks; None where it has none yet."""

    place: int
    problem: FeedbackProblem
    task: RectTask | None


def projection(session: Session, task: Task, code: str, *, today: date) -> Projection:
    """One list. code: a key of LISTS."""
    makers: dict[str, Callable[[], tuple[ListRow, ...]]] = {
        "problem": lambda: tuple(
            _problem(session, n, p) for n, p in enumerate(problems_of(session, task), 1)
        ),
        "duty": lambda: tuple(map(_duty, pairs(session, task))),
        "measure": lambda: tuple(_measure(session, pair) for pair in pairs(session, task)),
        "supervision": lambda: tuple(
            _supervision(session, n, one) for n, one in enumerate(pressed(session, task, today=today), 1)
        ),
    }
    return Projection(code, LISTS[code], HEADS[code], makers[code]())


def pairs(session: Session, task: Task) -> tuple[Pair, ...]:
    """Every problem with each of its tasks; a task for several problems stands under each of them."""
    tasks = sorted(session.find(RectTask, task_id=task.id), key=lambda t: (t.position or 0, t.id))
    found: list[Pair] = []
    for place, problem in enumerate(problems_of(session, task), 1):
        mine = [held for held in tasks if problem.id in held.problem_ids and held.state != "dropped"]
        found += [Pair(place, problem, held) for held in mine] or [Pair(place, problem, None)]
    return tuple(found)


def _problem(session: Session, place: int, held: FeedbackProblem) -> ListRow:
    focus = session.code_label("focus", held.focus) if held.focus else ""
    cells = (
        str(place), held.category, held.title, held.detail, focus,
        "是" if held.key else "否", "是" if held.immediate else "否",
    )  # fmt: skip
    return ListRow("feedback_problem", held.id, cells)


def _behind(pair: Pair) -> tuple[str, str]:
    return ("rect_task", pair.task.id) if pair.task else ("feedback_problem", pair.problem.id)


def due_text(held: RectTask) -> str:
    """The deadline as a list shows it."""
    return "长期坚持" if held.permanent else held.due_on.isoformat() if held.due_on else "未定"


def _duty(pair: Pair) -> ListRow:
    held = pair.task
    cells = (
        (held.title, held.leader or "未定", held.lead_unit, held.partners, due_text(held))
        if held
        else ("还没有分解整改任务", "", "", "", "")
    )
    return ListRow(*_behind(pair), (str(pair.place), pair.problem.title, *cells))


def _measure(session: Session, pair: Pair) -> ListRow:
    held = pair.task
    if held is None:
        return ListRow(
            *_behind(pair), (str(pair.place), pair.problem.title, "", "还没有分解整改任务", "", "", "", "")
        )
    measures = "\n".join(f"{n}.{row.content}" for n, row in enumerate(measures_of(session, held), 1))
    label = held.TYPE.lifecycle.state(held.state).label
    signed = [row for row in held.signed if row.role == "销号审批"]
    approved = (
        f"{signed[-1].name} {signed[-1].on or ''}".strip() if held.state == "closed" and signed else "未销号"
    )
    cells = (held.goal, measures, held.result, label, proof_of(session, held) or "没有佐证", approved)
    return ListRow(*_behind(pair), (str(pair.place), pair.problem.title, *cells))


def _supervision(session: Session, place: int, one: Pressed) -> ListRow:
    held = one.task
    warned = session.code_label("warning_colour", one.warning.colour) if one.warning else "—"
    letters = "；".join(
        f"{session.code_label('supervision_letter_kind', letter.kind)}{letter.TYPE.lifecycle.state(letter.state).label}"
        for letter in one.letters
    )
    verdict = session.code_label("rect_verdict", one.verdict) if one.verdict else "未核查"
    label = held.TYPE.lifecycle.state(held.state).label
    cells = (str(place), held.title, held.lead_unit, due_text(held), label, warned, letters or "—", verdict)
    return ListRow("rect_task", held.id, cells)
