"""Sums over a group's equipment and budget, and over a linked inspection. They compute and store nothing."""

from __future__ import annotations

from dataclasses import dataclass

from app.areas.preparation.model import Task
from app.areas.preparation.planning.model.means import BudgetItem, EquipmentItem
from app.areas.preparation.planning.model.plans import Linkage, LinkageMember
from db.session import Session


@dataclass(frozen=True)
class Means:
    """What one group has and costs; money in 分."""

    equipment: tuple[EquipmentItem, ...]
    budget: tuple[BudgetItem, ...]

    @property
    def planned(self) -> int:
        """Sum of the budget."""
        return sum(row.amount or 0 for row in self.budget)

    @property
    def spent(self) -> int:
        """Sum of what was spent."""
        return sum(row.spent or 0 for row in self.budget)

    @property
    def left(self) -> int:
        """What is left; below nought when more was spent than planned."""
        return self.planned - self.spent

    @property
    def outstanding(self) -> tuple[EquipmentItem, ...]:
        """Equipment that was issued and has not come back."""
        return tuple(row for row in self.equipment if row.state == "issued")


def means_of(session: Session, task_id: str) -> Means:
    """Equipment and budget of one task; what was struck off is left out of the equipment."""
    equipment = [row for row in session.find(EquipmentItem, task_id=task_id) if row.state != "dropped"]
    return Means(tuple(equipment), session.find(BudgetItem, task_id=task_id))


@dataclass(frozen=True)
class LinkedMember:
    """One member of a linked inspection and how far it is, taken from its task where it has one."""

    member: LinkageMember
    stage: str
    over: bool


def linked(session: Session, linkage: Linkage) -> tuple[LinkedMember, ...]:
    """The members by level, each with its stage."""
    levels = [code.code for code in session.codes("linkage_level")]
    rows = []
    for member in session.find(LinkageMember, linkage_id=linkage.id):
        state, kind = member.state, member.TYPE
        over = state == "done"
        if member.task_id and session.exists("task", member.task_id):
            task = session.get(Task, member.task_id)
            state, kind = task.state, task.TYPE
            over = state in ("feedback", "rectifying", "closed")
        rows.append(LinkedMember(member, kind.lifecycle.state(state).label, over))
    return tuple(
        sorted(
            rows,
            key=lambda row: (
                levels.index(row.member.level) if row.member.level in levels else 9,
                row.member.name,
            ),
        )
    )
