"""What the problems are about: by focus, sub-category, industry, level, kind of unit; the commonest, and those that come again.

Everything is counted in the database from confirmed problems; nothing here judges wording, which 共性问题 does.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.areas.insight.counting import (
    Behind,
    Count,
    Scope,
    Slice,
    by_code,
    places,
    query_of,
    titles,
)
from app.areas.insight.figures import BY_CODE
from db.query import Filter, Op, Query
from db.session import Session

FOUND, FED_BACK = BY_CODE["findings"], BY_CODE["problems"]
MOST = 20


@dataclass(frozen=True)
class Common:
    """A sub-category met in several units. share: units with it, of all units inspected."""

    aspect: str
    label: str
    problems: int
    units: int
    of: int
    behind: Behind


@dataclass(frozen=True)
class Repeated:
    """A sub-category found again at the same unit in a later round."""

    unit: str
    label: str
    rounds: tuple[str, ...]
    problems: int
    behind: Behind


@dataclass(frozen=True)
class Analysis:
    """Everything of the page. more_*: lines beyond those given."""

    total: int
    by_focus: tuple[Slice, ...]
    fed_back: tuple[Slice, ...]
    by_aspect: tuple[Slice, ...]
    by_industry: tuple[Slice, ...]
    by_level: tuple[Slice, ...]
    by_category: tuple[Slice, ...]
    by_place: tuple[Slice, ...]
    by_cause: tuple[Slice, ...]
    common: tuple[Common, ...]
    more_common: int
    repeated: tuple[Repeated, ...]
    more_repeated: int


def analyse(session: Session, scope: Scope) -> Analysis:
    """The problems of a scope; repetition is looked for over all rounds of the units in scope."""
    aspects = by_code(session, FOUND, scope, "aspect")
    common = _common(session, scope)
    repeated, more = _repeated(session, scope)
    by_focus = by_code(session, FOUND, scope, "focus")
    return Analysis(
        sum(part.value for part in by_focus),
        by_focus,
        by_code(session, FED_BACK, scope, "focus"),
        tuple(sorted(aspects, key=lambda part: -part.value)),
        _by_unit(session, scope, "industry", "industry"),
        _by_unit(session, scope, "level", "unit_level"),
        _by_unit(session, scope, "category", "unit_category"),
        by_code(session, FOUND, scope, "level"),
        by_code(session, FOUND, scope, "cause_kinds", empty=False),
        common[:MOST],
        max(0, len(common) - MOST),
        repeated,
        more,
    )


def _by_unit(session: Session, scope: Scope, name: str, codes: str) -> tuple[Slice, ...]:
    """Problems by a property of the unit inspected."""
    of_unit = {str(id): str(value or "") for id, value in session.tally(Query("unit"), "id", name)}
    query = query_of(session, FOUND, scope)
    counts = {str(task): n for (task,), n in session.tally(query, "task_id").items()}
    grouped: dict[str, list[str]] = {}
    for place in places(session, scope):
        grouped.setdefault(of_unit.get(place.unit_id, ""), []).append(place.id)
    found = []
    for code, tasks in grouped.items():
        total = sum(counts.get(task, 0) for task in tasks)
        if total:
            behind = Behind("finding", (Filter("task_id", Op.IN, tuple(tasks)), *FOUND.only))
            label = session.code_label(codes, code) if code else "没有填"
            found.append(Slice(label, total, behind, code))
    return tuple(sorted(found, key=lambda part: (-part.value, part.label)))


def _aspects(session: Session, scope: Scope, count: Count) -> dict[tuple[str, str], int]:
    query = query_of(session, count, scope)
    found = session.tally(query, "task_id", "aspect")
    return {(str(task), str(aspect)): n for (task, aspect), n in found.items() if aspect}


def _common(session: Session, scope: Scope) -> tuple[Common, ...]:
    where = {place.id: place.unit_id for place in places(session, scope)}
    of = len(set(where.values()))
    units: dict[str, set[str]] = {}
    problems: dict[str, int] = {}
    for (task, aspect), n in _aspects(session, scope, FOUND).items():
        units.setdefault(aspect, set()).add(where.get(task, ""))
        problems[aspect] = problems.get(aspect, 0) + n
    base = query_of(session, FOUND, scope)
    labels = {code.code: code.label for code in session.codes("focus_item")}
    found = [
        Common(
            aspect,
            labels.get(aspect, aspect),
            problems[aspect],
            len(held),
            of,
            Behind("finding", (*base.filters, Filter("aspect", Op.EQ, aspect))),
        )
        for aspect, held in units.items()
        if len(held) > 1
    ]
    return tuple(sorted(found, key=lambda one: (-one.units, -one.problems, one.label)))


def _repeated(session: Session, scope: Scope) -> tuple[tuple[Repeated, ...], int]:
    """The first MOST, and how many more there are."""
    inside = {place.unit_id for place in places(session, scope)}
    every = {place.id: place for place in places(session, Scope("")) if place.unit_id in inside}
    held: dict[tuple[str, str], dict[str, int]] = {}
    tasks: dict[tuple[str, str], list[str]] = {}
    for (task, aspect), n in _aspects(session, Scope(""), FOUND).items():
        place = every.get(task)
        if place is None:
            continue
        key = (place.unit_id, aspect)
        rounds = held.setdefault(key, {})
        rounds[place.round_id] = rounds.get(place.round_id, 0) + n
        tasks.setdefault(key, []).append(task)
    again = sorted(
        ((key, rounds) for key, rounds in held.items() if len(rounds) > 1),
        key=lambda one: (-len(one[1]), -sum(one[1].values())),
    )
    labels = {code.code: code.label for code in session.codes("focus_item")}
    shown = again[:MOST]
    units = titles(session, "unit", "name", (key[0] for key, _ in shown))
    names = titles(session, "round", "name", (id for _, rounds in shown for id in rounds))
    found = [
        Repeated(
            units.get(unit, unit),
            labels.get(aspect, aspect),
            tuple(sorted(names.get(id, id) for id in rounds)),
            sum(rounds.values()),
            Behind(
                "finding",
                (
                    Filter("task_id", Op.IN, tuple(tasks[unit, aspect])),
                    Filter("aspect", Op.EQ, aspect),
                    *FOUND.only,
                ),
            ),
        )
        for (unit, aspect), rounds in shown
    ]
    return tuple(found), len(again) - len(shown)
