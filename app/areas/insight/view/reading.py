"""What the pages of statistics read: scopes to choose from, bars, and how far each task is.

It writes nothing; the counting is app.areas.insight's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from app.areas.insight.comparison import years_of
from app.areas.insight.counting import (
    Behind,
    Scope,
    Slice,
    by_code,
    by_task,
    is_known,
    places,
    query_of,
    scope_of,
    titles,
)
from app.areas.insight.figures import ALIVE, BY_CODE, Section
from app.areas.insight.service import overview, rate_from
from app.areas.preparation.model import Task
from app.areas.workpapers.model import APPROVED
from app.widgets.charts import Bar, Part
from db.query import Filter, Op, Query

if TYPE_CHECKING:
    from db.session import Session

MOST_TASKS = 100
MOST_BARS = 12
MOST_ROUNDS = 200


@dataclass(frozen=True)
class Wanted:
    """What a page is asked to count: a round, a year or all (neither), narrowed to a group or a unit."""

    round_id: str = ""
    year: int = 0
    group: str = ""
    unit_id: str = ""

    def scope(self, session: Session) -> Scope:
        """The scope in the vault."""
        return scope_of(
            session, round_id=self.round_id, year=self.year, group=self.group, unit_id=self.unit_id
        )


@dataclass(frozen=True)
class Choices:
    """What can be chosen: (label, round id or year as text or "") and (label, "group:…" or "unit:…" or "")."""

    scopes: tuple[tuple[str, str], ...]
    narrower: tuple[tuple[str, str], ...]


def read_choices(session: Session, wanted: Wanted) -> Choices:
    """Rounds newest first, years, all; then the groups and units of what is chosen."""
    rows = session.rows(Query("round"))[:MOST_ROUNDS]
    rounds = [(record.title, record.id) for record in session.page("round", rows)]
    years = [(f"{year}年", str(year)) for year in years_of(session)]
    every = [("全部轮次", "")] if rounds else []
    held = places(session, scope_of(session, round_id=wanted.round_id, year=wanted.year))
    groups = sorted({place.group for place in held if place.group})
    units = titles(session, "unit", "name", (place.unit_id for place in held))
    return Choices(
        (*rounds, *years, *every),
        (
            ("全部组和单位", ""),
            *((name, f"group:{name}") for name in groups[:MOST_ROUNDS]),
            *(
                (name, f"unit:{id}")
                for id, name in sorted(units.items(), key=lambda one: one[1])[:MOST_ROUNDS]
            ),
        ),
    )


@dataclass(frozen=True)
class Shown:
    """Everything of the page 统计."""

    label: str
    sections: tuple[Section, ...]
    by_focus: tuple[Bar, ...]
    by_unit: tuple[Bar, ...]
    by_channel: tuple[Bar, ...]
    by_state: tuple[Bar, ...]


def read_shown(session: Session, wanted: Wanted) -> Shown:
    """The figures of a scope and its bars."""
    scope = wanted.scope(session)
    held = {place.id: place.unit_id for place in places(session, scope)}
    return Shown(
        scope.label,
        overview(session, scope),
        bars(by_code(session, BY_CODE["problems"], scope, "focus")),
        _by_unit(session, scope, held),
        bars(by_code(session, BY_CODE["petitions"], scope, "channel")),
        _by_state(session, scope, held),
    )


def bars(slices: Iterable[Slice], most: int = MOST_BARS) -> tuple[Bar, ...]:
    """Slices as bars; what is beyond `most` becomes one bar that opens nothing."""
    held = tuple(slices)
    shown = [Bar(part.label, part.value, part.behind) for part in held[:most]]
    if len(held) > most:
        shown.append(Bar(f"还有 {len(held) - most} 项", sum(part.value for part in held[most:])))
    return tuple(shown)


def _by_unit(session: Session, scope: Scope, held: dict[str, str]) -> tuple[Bar, ...]:
    counts = by_task(session, BY_CODE["problems"], scope)
    grouped: dict[str, list[str]] = {}
    for task, unit in held.items():
        grouped.setdefault(unit, []).append(task)
    names = titles(session, "unit", "name", grouped)
    slices = [
        Slice(
            names.get(unit, ""),
            sum(counts.get(task, 0) for task in tasks),
            Behind("feedback_problem", (Filter("task_id", Op.IN, tuple(tasks)), *ALIVE)),
        )
        for unit, tasks in grouped.items()
    ]
    return bars(sorted(slices, key=lambda part: (-part.value, part.label)))


def _by_state(session: Session, scope: Scope, held: dict[str, str]) -> tuple[Bar, ...]:
    query = query_of(session, BY_CODE["due_tasks"], scope)
    states: dict[str, dict[str, int]] = {}
    for (task, state), n in session.tally(query, "task_id", "state").items():
        own = states.setdefault(held.get(str(task), ""), {})
        own[str(state)] = own.get(str(state), 0) + n
    names = titles(session, "unit", "name", states)
    order = sorted(states, key=lambda unit: (-sum(states[unit].values()), names.get(unit, "")))
    found = []
    for unit in order[:MOST_BARS]:
        own = states[unit]
        parts = (
            Part("已完成", own.get("done", 0) + own.get("closed", 0)),
            Part("基本完成", own.get("mostly", 0)),
            Part("整改中", own.get("doing", 0) + own.get("idle", 0)),
            Part("长期坚持", own.get("permanent", 0)),
        )
        tasks = tuple(task for task, of in held.items() if of == unit)
        behind = Behind("rect_task", (Filter("task_id", Op.IN, tasks), *ALIVE))
        found.append(Bar(names.get(unit, ""), sum(own.values()), behind, parts))
    if len(order) > MOST_BARS:
        rest = sum(sum(states[unit].values()) for unit in order[MOST_BARS:])
        found.append(Bar(f"还有 {len(order) - MOST_BARS} 个单位", rest))
    return tuple(found)


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


def read_progress(session: Session, round_id: str) -> tuple[tuple[TaskShown, ...], int]:
    """The newest tasks of the round (of all when none is in hand) with how far each is, and how many more there are."""
    query = Query("task", (Filter("round_id", Op.EQ, round_id),) if round_id else ())
    rows = session.rows(query)
    tasks = [held for held in session.page("task", rows[:MOST_TASKS]) if isinstance(held, Task)]
    counts = _Counts(session, Scope("", tuple(task.id for task in tasks), narrow=True))
    return tuple(counts.of(task) for task in tasks), len(rows) - len(tasks)


class _Counts:
    """What is counted for some tasks, one statement a column."""

    def __init__(self, session: Session, scope: Scope) -> None:
        def states(code: str) -> dict[str, dict[str, int]]:
            found: dict[str, dict[str, int]] = {}
            if is_known(session, BY_CODE[code]):
                for (task, state), n in session.tally(
                    query_of(session, BY_CODE[code], scope), "task_id", "state"
                ).items():
                    found.setdefault(str(task), {})[str(state)] = n
            return found

        self._session = session
        self._talks, self._papers, self._rect = states("talks"), states("papers"), states("due_tasks")
        self._petitions = by_task(session, BY_CODE["petitions"], scope)
        self._problems = by_task(session, BY_CODE["problems"], scope)
        self._clues = by_task(session, BY_CODE["clues"], scope) if session.can_clues else None
        reports = Query(
            "report", (*scope.filters(session.catalog["report"]), Filter("kind", Op.EQ, "inspection"))
        )
        newest = sorted(session.tally(reports, "task_id", "id", "state"), key=lambda key: str(key[1]))
        self._reports = {str(task): str(state) for task, _, state in newest}

    def of(self, task: Task) -> TaskShown:
        """One line."""
        states = task.TYPE.lifecycle.states
        due, left = due_of(task, date.today())
        talks, papers = self._talks.get(task.id, {}), self._papers.get(task.id, {})
        rate = rate_from(self._rect.get(task.id, {})).percent
        report = self._reports.get(task.id, "")
        kind = self._session.catalog["report"].lifecycle
        return TaskShown(
            task.id,
            task.title,
            next((n for n, state in enumerate(states) if state.code == task.state), 0),
            tuple(state.label for state in states),
            due,
            left,
            (
                f"{talks.get('signed', 0)}/{sum(talks.values())}",
                str(self._petitions.get(task.id, 0)),
                f"{sum(papers.get(state, 0) for state in APPROVED)}/{sum(papers.values())}",
                "—" if self._clues is None else str(self._clues.get(task.id, 0)),
                kind.state(report).label if report else "还没有",
                str(self._problems.get(task.id, 0)),
                f"{rate:.1f}%" if rate is not None else "—",
            ),
        )


def due_of(task: Task, today: date) -> tuple[str, int | None]:
    """What the task works towards with its day, and how many days are left; ("", None) when it is over or undated."""
    word, field = NEXT.get(task.state, ("", ""))
    day: date | None = getattr(task, field) if field else None
    return (f"{word} {day.isoformat()}", (day - today).days) if day else (word, None)
