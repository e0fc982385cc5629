"""What concerns the head of each unit (一把手) set apart: points of the list, findings, feedback problems. It reads only."""

from __future__ import annotations

from dataclasses import dataclass

from app.areas.libraries.model import Unit
from app.areas.preparation.model import Task
from app.areas.preparation.planning.model.focus import ChecklistItem
from app.core.records import Record
from db.query import Filter, Op, Query
from db.session import Session

MOST = 40
"""Tasks looked at when no round is in hand."""


@dataclass(frozen=True)
class LeaderUnit:
    """One task: its points, findings and feedback problems that are marked 涉及一把手."""

    task: Task
    unit: Unit
    items: tuple[ChecklistItem, ...]
    findings: tuple[Record, ...]
    problems: tuple[Record, ...]


def leader_units(session: Session, round_id: str) -> tuple[LeaderUnit, ...]:
    """The tasks of the round, in order; without one in hand the newest MOST of all."""
    scope = (Filter("round_id", Op.EQ, round_id),) if round_id else ()
    tasks = [task for task in session.some(Query("task", scope), MOST) if isinstance(task, Task)]
    tasks.reverse()
    return tuple(
        LeaderUnit(
            task,
            session.get(Unit, task.unit_id),
            _points(session, task.id),
            _marked(session, "finding", task.id),
            _marked(session, "feedback_problem", task.id),
        )
        for task in tasks
        if session.exists("unit", task.unit_id)
    )


def left_out(session: Session, round_id: str) -> int:
    """How many older tasks `leader_units` leaves out."""
    scope = (Filter("round_id", Op.EQ, round_id),) if round_id else ()
    return max(0, session.count(Query("task", scope)) - MOST)


def _points(session: Session, task_id: str) -> tuple[ChecklistItem, ...]:
    found = session.find(ChecklistItem, task_id=task_id, about_leader=True)
    return tuple(sorted(found, key=lambda item: (item.position or 0, item.id)))


def _marked(session: Session, type_name: str, task_id: str) -> tuple[Record, ...]:
    cls = session.catalog[type_name].cls
    rows = session.find(cls, task_id=task_id, about_leader=True)
    return tuple(row for row in rows if row.state not in ("withdrawn", "dropped"))
