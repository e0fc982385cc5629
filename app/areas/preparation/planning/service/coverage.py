"""Full coverage (全覆盖): which units the term's inspections have reached, counted from tasks and the units' own history.

有形覆盖 alone: how good an inspection was is judged elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.areas.libraries.model import Unit
from app.areas.preparation.model import Round, Task
from app.areas.preparation.planning.model.plans import Plan, PlanUnit
from db.session import Session

STATUS = {"done": "已巡察", "doing": "正在巡察", "planned": "已列入计划", "open": "还没有安排"}
_OVER = ("reporting", "feedback", "rectifying", "closed")
"""States of a task whose stay on site is over."""


@dataclass(frozen=True)
class UnitCoverage:
    """One unit: where it stands (a key of STATUS), when it is planned, when it was last inspected in the term."""

    unit: Unit
    status: str
    planned: str
    last_on: date | None
    times: int


@dataclass(frozen=True)
class Share:
    """Coverage of some units; `ids` by status, so that the records behind each figure can be opened."""

    label: str
    ids: dict[str, tuple[str, ...]]

    @property
    def total(self) -> int:
        """Units that are to be inspected in the term."""
        return sum(len(held) for held in self.ids.values())

    @property
    def done(self) -> int:
        """Units that were inspected in the term."""
        return len(self.ids["done"])

    @property
    def percent(self) -> float | None:
        """Covered over total in per cent, None when there are no units."""
        return round(self.done * 100 / self.total, 1) if self.total else None

    @property
    def formula(self) -> str:
        """The rate as a sum that a reader can check."""
        if self.percent is None:
            return "没有应巡察的党组织"
        return f"覆盖率＝任期内已巡察{self.done}÷应巡察{self.total}＝{self.percent:.1f}%"


@dataclass(frozen=True)
class Coverage:
    """Coverage of one plan's term, whole and by level and category."""

    plan: Plan
    units: tuple[UnitCoverage, ...]
    whole: Share
    by_level: tuple[Share, ...]
    by_category: tuple[Share, ...]


def coverage(session: Session, plan: Plan, *, today: date) -> Coverage:
    """Where every unit of the library stands in the term of `plan`; units marked 不列入全覆盖 are left out."""
    years = range(plan.from_year or today.year - 4, (plan.to_year or today.year) + 1)
    planned: dict[str, list[PlanUnit]] = {}
    for row in session.find(PlanUnit, plan_id=plan.id):
        planned.setdefault(row.unit_id, []).append(row)
    rounds = {held.id: held for held in session.find(Round)}
    tasks: dict[str, list[Task]] = {}
    for task in session.find(Task):
        year = _year_of(task, rounds.get(task.round_id))
        if year is not None and year in years:
            tasks.setdefault(task.unit_id, []).append(task)
    units = tuple(
        _stand(unit, tasks.get(unit.id, []), planned.get(unit.id, []), years)
        for unit in session.find(Unit)
        if not unit.outside
    )
    return Coverage(
        plan,
        units,
        share("全部", units),
        _by(session, "unit_level", units, "level"),
        _by(session, "unit_category", units, "category"),
    )


def _year_of(task: Task, round_: Round | None) -> int | None:
    if task.stay_from:
        return task.stay_from.year
    return round_.year if round_ else None


def _stand(unit: Unit, tasks: list[Task], planned: list[PlanUnit], years: range) -> UnitCoverage:
    over = [task for task in tasks if task.state in _OVER]
    days = [day for task in over if (day := task.stay_to or task.stay_from)]
    if unit.last_inspected and unit.last_inspected.year in years:
        days.append(unit.last_inspected)
    first = min(planned, key=lambda row: row.year or 0, default=None)
    status = "done" if over or days else "doing" if tasks else "planned" if planned else "open"
    words = f"{first.year}年{first.batch}" if first is not None else ""
    own = unit.last_inspected in days and unit.last_inspected not in [task.stay_to for task in over]
    return UnitCoverage(unit, status, words, max(days, default=None), len(over) + int(own))


def share(label: str, units: Iterable[UnitCoverage]) -> Share:
    """The coverage of some units."""
    held = tuple(units)
    return Share(label, {code: tuple(row.unit.id for row in held if row.status == code) for code in STATUS})


def _by(session: Session, codes: str, units: tuple[UnitCoverage, ...], field: str) -> tuple[Share, ...]:
    listed = [(code.code, code.label) for code in session.codes(codes)]
    known = {code for code, _ in listed}
    groups = [(label, [row for row in units if getattr(row.unit, field) == code]) for code, label in listed]
    groups.append(("没有填", [row for row in units if getattr(row.unit, field) not in known]))
    return tuple(share(label, rows) for label, rows in groups if rows)
