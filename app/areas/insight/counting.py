"""How a figure is counted: what over which records, within which scope, with a formula in words and the list behind it.

Everything is counted in the database; no record is loaded to be counted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.areas.preparation.model import Round, Task
from app.areas.rectification.rates import percent_of
from app.core.records import Compartment, RecordType
from db.query import Filter, Op, Query
from db.session import Session


@dataclass(frozen=True)
class Behind:
    """The records behind a figure: a list narrowed by filters."""

    type: str
    filters: tuple[Filter, ...]


@dataclass(frozen=True)
class Scope:
    """What is counted: some tasks and rounds; None for all. narrow: fewer tasks than the rounds have."""

    label: str
    tasks: tuple[str, ...] | None = None
    rounds: tuple[str, ...] | None = None
    narrow: bool = False
    years: tuple[int, ...] = ()

    def filters(self, kind: RecordType) -> tuple[Filter, ...]:
        """The condition that keeps records of `kind` within the scope; () where a type belongs to no round."""
        own = {"task": ("id", self.tasks), "round": ("id", self.rounds)}.get(kind.name)
        if own is None and kind.has("round_id") and not (self.narrow and kind.has("task_id")):
            own = ("round_id", self.rounds)
        if own is None and kind.has("task_id"):
            own = ("task_id", self.tasks)
        if own is None or own[1] is None:
            return ()
        return (Filter(own[0], Op.IN, own[1]),)


def scope_of(
    session: Session,
    *,
    round_id: str = "",
    year: int = 0,
    task_id: str = "",
    unit_id: str = "",
    group: str = "",
) -> Scope:
    """The scope of one round, a year, or all; narrowed to a task, a unit or a group."""
    rounds: tuple[str, ...] | None = None
    label = "全部轮次"
    if task_id:
        task = session.get(Task, task_id)
        return Scope(task.title, (task_id,), (task.round_id,), narrow=True)
    if round_id:
        rounds, label = (round_id,), session.get(Round, round_id).title
    elif year:
        found = session.tally(Query("round", (Filter("year", Op.EQ, year),)), "id")
        rounds, label = tuple(str(id) for (id,) in found), f"{year}年"
    if rounds is None and not (unit_id or group):
        return Scope(label)
    filters = [Filter("round_id", Op.IN, rounds)] if rounds is not None else []
    if unit_id:
        filters.append(Filter("unit_id", Op.EQ, unit_id))
        label += f"　{session.fetch('unit', unit_id).title}"
    if group:
        filters.append(Filter("group_name", Op.EQ, group))
        label += f"　{group}"
    tasks = tuple(str(id) for (id,) in session.tally(Query("task", tuple(filters)), "id"))
    return Scope(label, tasks, rounds, narrow=bool(unit_id or group), years=(year,) if year else ())


@dataclass(frozen=True)
class Count:
    """One thing that is counted. how: the formula, with {n} for the figure and {rows} for the records summed.

    amount: field that is summed, an empty one counts `blank`; distinct: fields whose different values are counted, the
    first one filled standing for the record; money: the sum is in 分. needs: "clues" where a key is needed.
    """

    code: str
    label: str
    unit: str
    type: str
    how: str
    only: tuple[Filter, ...] = ()
    amount: str = ""
    blank: int = 0
    distinct: tuple[str, ...] = ()
    money: bool = False


@dataclass(frozen=True)
class Figure:
    """One figure as shown. value: None when it cannot be computed; behind: None when no one list stands behind it."""

    code: str
    label: str
    value: float | None
    unit: str
    formula: str
    behind: Behind | None = None
    money: bool = False

    @property
    def text(self) -> str:
        """The value with its unit: 62 人次, 85.71%, 12,300.00 元."""
        if self.value is None:
            return "—"
        if self.unit == "%":
            return f"{self.value:.2f}%"
        if self.money:
            return f"{self.value / 100:,.2f} {self.unit}"
        return f"{self.value:,.0f} {self.unit}"

    @property
    def number(self) -> int:
        """The value as a whole number, 0 where there is none."""
        return int(self.value or 0)


def query_of(session: Session, count: Count, scope: Scope) -> Query:
    """The records that a count looks at within a scope."""
    return Query(count.type, (*scope.filters(session.catalog[count.type]), *count.only))


def is_known(session: Session, count: Count) -> bool:
    """Whether this vault and user can count it."""
    if count.type not in session.catalog:
        return False
    return session.catalog[count.type].compartment is Compartment.RECORDS or session.can_clues


def counted(session: Session, count: Count, scope: Scope) -> Figure:
    """The figure of a count within a scope."""
    query = query_of(session, count, scope)
    rows = 0
    if count.distinct:
        found = session.tally(query, *count.distinct)
        value = len({next((part for part in key if part), "") for key in found})
    elif count.amount:
        value = session.tally(query, amount=count.amount, blank=count.blank).get((), 0)
        rows = session.count(query)
    else:
        value = session.count(query)
    shown = f"{value / 100:,.2f}" if count.money else str(value)
    formula = count.how.format(n=shown, rows=rows)
    return Figure(
        count.code, count.label, value, count.unit, formula, Behind(query.type, query.filters), count.money
    )


def share(code: str, label: str, part: Figure, whole: Figure, *, name: str = "") -> Figure:
    """A share of two figures in per cent, with the sum; the list behind it is the whole's."""
    percent = percent_of(part.number, whole.number)
    sums = f"{name or label}＝{part.label}{part.number}÷{whole.label}{whole.number}"
    text = f"{sums}＝{percent:.2f}%" if percent is not None else f"{whole.label}为0，不计算"
    return Figure(code, label, percent, "%", text, whole.behind)


@dataclass(frozen=True)
class Slice:
    """One value of a breakdown: its name, how much, and the records."""

    label: str
    value: int
    behind: Behind
    key: str = ""


def by_code(
    session: Session, count: Count, scope: Scope, name: str, *, empty: bool = True
) -> tuple[Slice, ...]:
    """A count split by a field with a code list, in the order of the list."""
    query = query_of(session, count, scope)
    codes = session.catalog[count.type].field(name).codes
    many = session.catalog[count.type].field(name).empty == ()
    found = {
        str(key or ""): value
        for (key,), value in session.tally(query, name, amount=count.amount, blank=count.blank).items()
    }
    order = {item.code: place for place, item in enumerate(session.codes(codes))}
    slices = []
    for key in sorted(found, key=lambda key: order.get(key, len(order) if key else len(order) + 1)):
        if not key and not empty:
            continue
        more = Filter(name, Op.EMPTY) if not key else Filter(name, Op.CONTAINS if many else Op.EQ, key)
        label = session.code_label(codes, key) if key else "没有填"
        slices.append(Slice(label, found[key], Behind(query.type, (*query.filters, more)), key))
    return tuple(slices)


def by_task(session: Session, count: Count, scope: Scope) -> dict[str, int]:
    """A count split by task, in one statement."""
    query = query_of(session, count, scope)
    name = "id" if count.type == "task" else "task_id"
    if count.distinct:
        seen: dict[str, set[object]] = {}
        for key in session.tally(query, name, *count.distinct):
            seen.setdefault(str(key[0]), set()).add(next((part for part in key[1:] if part), ""))
        return {task: len(values) for task, values in seen.items()}
    found = session.tally(query, name, amount=count.amount, blank=count.blank)
    return {str(key): value for (key,), value in found.items()}


@dataclass(frozen=True)
class Place:
    """A task with what it is grouped by."""

    id: str
    round_id: str
    unit_id: str
    group: str


def places(session: Session, scope: Scope) -> tuple[Place, ...]:
    """The tasks of a scope, without loading them."""
    query = Query("task", scope.filters(session.catalog["task"]))
    found = session.tally(query, "id", "round_id", "unit_id", "group_name")
    return tuple(Place(*(str(part) for part in key)) for key in found)


def titles(session: Session, type_name: str, field_name: str, ids: Iterable[str]) -> dict[str, str]:
    """One text field of some records, without loading them."""
    query = Query(type_name, (Filter("id", Op.IN, tuple(dict.fromkeys(ids))),))
    return {str(id): str(text) for id, text in session.tally(query, "id", field_name)}
