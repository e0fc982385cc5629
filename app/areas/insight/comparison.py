"""Tasks, groups, units, rounds or focuses side by side: the same counts for each, one statement a column.

It says which is which, never which is better.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from app.areas.insight.counting import (
    Behind,
    Place,
    Scope,
    by_task,
    is_known,
    places,
    query_of,
    titles,
)
from app.areas.insight.figures import BY_CODE
from app.areas.insight.service import rate_from
from app.areas.rectification.rates import Rate
from db.query import Filter, Op, Query
from db.session import Session

COLUMNS = (
    "talks", "petitions", "visits", "loans", "findings", "papers", "fixes", "clues", "problems", "opinions", "due_tasks", "done_tasks",
)  # fmt: skip
"""Codes of the counts that are compared; after them stands the completion rate."""
BY = {"group": "按巡察组", "unit": "按党组织", "task": "按任务", "round": "按轮次"}
_KEY: dict[str, Callable[[Place], str]] = {
    "group": lambda place: place.group,
    "unit": lambda place: place.unit_id,
    "task": lambda place: place.id,
    "round": lambda place: place.round_id,
}
_NAMED = {"unit": ("unit", "name"), "task": ("task", "name"), "round": ("round", "name")}


@dataclass(frozen=True)
class Line:
    """One group, unit, task or round: a value for each column and the tasks behind them."""

    key: str
    label: str
    tasks: tuple[str, ...]
    values: tuple[int, ...]
    rate: Rate


@dataclass(frozen=True)
class Comparison:
    """The lines in the order of their problems, and the sum over all."""

    by: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    total: Line

    def behind(self, line: Line, column: str) -> Behind:
        """The list behind one cell."""
        count = BY_CODE[column]
        if count.type == "task":
            return Behind("task", (Filter("id", Op.IN, line.tasks), *count.only))
        return Behind(count.type, (Filter("task_id", Op.IN, line.tasks), *count.only))


def compare(session: Session, scope: Scope, by: str) -> Comparison:
    """Everything of a scope, side by side. by: a key of BY."""
    columns = tuple(code for code in COLUMNS if is_known(session, BY_CODE[code]))
    counts = [by_task(session, BY_CODE[code], scope) for code in columns]
    query = query_of(session, BY_CODE["due_tasks"], scope)
    states: dict[str, dict[str, int]] = {}
    for (task, state), n in session.tally(query, "task_id", "state").items():
        states.setdefault(str(task), {})[str(state)] = n
    held = places(session, scope)
    grouped: dict[str, list[str]] = {}
    for place in held:
        grouped.setdefault(_KEY[by](place), []).append(place.id)
    names = titles(session, *_NAMED[by], grouped) if by in _NAMED else {}

    def line(key: str, label: str, tasks: Iterable[str]) -> Line:
        ids = tuple(tasks)
        merged: dict[str, int] = {}
        for id in ids:
            for state, n in states.get(id, {}).items():
                merged[state] = merged.get(state, 0) + n
        values = tuple(sum(count.get(id, 0) for id in ids) for count in counts)
        return Line(key, label, ids, values, rate_from(merged))

    lines = [line(key, names.get(key, key) or "没有填", tasks) for key, tasks in grouped.items()]
    problems = columns.index("problems")
    lines.sort(key=lambda one: (-one.values[problems], one.label))
    return Comparison(by, columns, tuple(lines), line("", "合计", (one.id for one in held)))


def years_of(session: Session) -> tuple[int, ...]:
    """The years that have rounds, newest first."""
    found = session.tally(Query("round", (Filter("year", Op.FILLED),)), "year")
    return tuple(sorted((int(year) for (year,) in found if year), reverse=True))
