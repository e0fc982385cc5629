"""List an earlier inspection's problems for a 回头看, and count what was found. It changes no problem and no rectification."""

from __future__ import annotations

from dataclasses import dataclass

from app.areas.feedback.model import FeedbackProblem
from app.areas.preparation.model import Task
from app.areas.rectification.lookback.model import LookedBack
from app.areas.rectification.model import RectTask
from app.areas.rectification.service import Rate, rate_of
from app.core.errors import Refused
from db.session import Session


@dataclass(frozen=True)
class Row:
    """One earlier problem, what the unit says of it, and what was found (None before it is listed)."""

    problem: FeedbackProblem
    tasks: tuple[RectTask, ...]
    rate: Rate
    held: LookedBack | None


@dataclass(frozen=True)
class LookedAt:
    """The whole of one 回头看."""

    task: Task
    earlier: Task | None
    rows: tuple[Row, ...]

    def count(self, result: str) -> int:
        """How many problems came out so; "" for those that are not checked yet."""
        if not result:
            return sum(row.held is None or row.held.state != "checked" for row in self.rows)
        return sum(
            row.held is not None and row.held.state == "checked" and row.held.result == result
            for row in self.rows
        )

    @property
    def formula(self) -> str:
        """The share that was really put right, as a sum; unchecked problems count as not put right."""
        if not self.rows:
            return "原任务没有反馈问题"
        real, total = self.count("real"), len(self.rows)
        return f"真改率＝真改{real}÷原反馈问题{total}＝{real * 100 / total:.1f}%（待核查{self.count('')}个不计入真改）"


def look(session: Session, task_id: str) -> LookedAt:
    """The problems of the earlier task beside what was found of each; without an earlier task, no rows."""
    task = session.get(Task, task_id)
    if not task.earlier_task_id or not session.exists("task", task.earlier_task_id):
        return LookedAt(task, None, ())
    earlier = session.get(Task, task.earlier_task_id)
    held = {row.problem_id: row for row in session.find(LookedBack, task_id=task_id)}
    problems = [p for p in session.find(FeedbackProblem, task_id=earlier.id) if p.state != "dropped"]
    rows = []
    for problem in sorted(problems, key=lambda p: p.position or 0):
        tasks = session.find(RectTask, problem_ids=problem.id)
        rows.append(Row(problem, tasks, rate_of(tasks), held.get(problem.id)))
    return LookedAt(task, earlier, tuple(rows))


def begin(session: Session, task: Task) -> tuple[LookedBack, ...]:
    """One open check for every earlier problem that has none, carrying what the unit reported of it."""
    seen = look(session, task.id)
    if seen.earlier is None:
        raise Refused("还不能逐条列出", ["没有填“回头看的原任务”"], todo="先在巡察任务里填上，再回来列出")
    if not seen.rows:
        raise Refused("还不能逐条列出", ["原任务没有反馈问题"])
    made = []
    with session.transaction():
        for row in seen.rows:
            if row.held is not None:
                continue
            said = [f"{t.title}：{t.result.strip()}" for t in row.tasks if t.result.strip()]
            made.append(
                session.create(
                    LookedBack(
                        task_id=task.id,
                        earlier_task_id=seen.earlier.id,
                        problem_id=row.problem.id,
                        title_then=row.problem.title,
                        claimed="\n".join(said),
                    )
                )
            )
    return tuple(made)
