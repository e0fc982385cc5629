"""Counting the work on site from the records of the work: what each counter counts, in which unit, with the list behind it.

Nothing is estimated, and nothing counted by hand is added; what has no record is registered as 方法运用.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

from app.areas.fieldwork.presence.methods import ExtensionMinimum, ExtensionTarget, Method, MethodUse
from app.areas.preparation.model import Task
from app.core.records import Record
from db.query import Filter, Op, Query
from db.session import Session
from db.versions import Wire


@dataclass(frozen=True)
class Counter:
    """How one kind of work is counted. amount: field that is summed, an empty one counts 1; "" counts records.

    only: (field, values) that a record must have; without: (field, values) it must not have.
    """

    label: str
    unit: str
    type: str
    day: str
    amount: str = ""
    only: tuple[str, tuple[str, ...]] | None = None
    without: tuple[str, tuple[str, ...]] | None = None


COUNTERS: dict[str, Counter] = {
    "interview": Counter("个别谈话", "人次", "interview", "started_at"),
    "petition": Counter("受理信访", "件", "petition", "received_on"),
    "evidence": Counter("取得资料", "份", "evidence", "obtained_on", without=("state", ("dropped",))),
    "visit": Counter("走访", "人次", "visit", "visited_at", "people"),
    "home": Counter("入户走访", "户", "visit", "visited_at", "households", only=("kind", ("home",))),
    "covert": Counter("明察暗访", "次", "visit", "visited_at", only=("kind", ("covert",))),
    "announcement": Counter(
        "发布公告", "份", "announcement_post", "posted_at", "copies", without=("kind", ("leave",))
    ),
    "mobilise": Counter("动员会", "次", "hearing", "held_at", only=("kind", ("mobilise",))),
    "report": Counter("听取汇报", "次", "hearing", "held_at", only=("kind", ("report",))),
    "seminar": Counter("座谈会", "次", "hearing", "held_at", only=("kind", ("seminar",))),
    "attend": Counter("列席会议", "次", "hearing", "held_at", only=("kind", ("attend",))),
    "mailbox": Counter("意见箱开箱", "次", "mailbox_opening", "opened_at"),
    "hotline": Counter("来电登记", "个", "hotline_call", "called_at"),
    "poll": Counter("民主测评", "次", "poll", "held_on", without=("state", ("draft",))),
    "survey": Counter("问卷", "份", "survey_answer_sheet", "created_at", without=("state", ("void",))),
    "disclosure": Counter("个人有关事项抽查", "项", "disclosure_check", "checked_on"),
    "finding": Counter("发现问题", "个", "finding", "found_on", without=("state", ("withdrawn",))),
    "working_paper": Counter("问题底稿", "份", "working_paper", "made_on", without=("state", ("void",))),
}
"""By code of the list 工作计数, and two of later steps, which are counted where their records are."""


@dataclass(frozen=True)
class Figure:
    """One counted figure: how much in the period, how much in all, and the list behind the latter."""

    code: str
    label: str
    unit: str
    value: int
    total: int
    type: str
    filters: tuple[Filter, ...]

    @property
    def text(self) -> str:
        """12 人次."""
        return f"{self.value} {self.unit}"


def figure(
    session: Session, code: str, task_id: str, start: date | None = None, end: date | None = None
) -> Figure | None:
    """One figure of a task within a period (both days included); None where this vault does not count such work."""
    counter = COUNTERS.get(code)
    if counter is None or counter.type not in session.catalog:
        return None
    filters = [Filter("task_id", Op.EQ, task_id)]
    if counter.only:
        filters.append(Filter(counter.only[0], Op.IN, counter.only[1]))
    if counter.without:
        filters += [Filter(counter.without[0], Op.NE, value) for value in counter.without[1]]
    amount = (counter.amount,) if counter.amount else ()
    held = session.values(Query(counter.type, tuple(filters)), counter.day, *amount)
    return Figure(
        code,
        counter.label,
        counter.unit,
        sum(_amount(row) for row in held if _inside(_day_of(row[0]), start, end)),
        sum(_amount(row) for row in held),
        counter.type,
        tuple(filters),
    )


def _amount(row: tuple[Wire, ...]) -> int:
    """What a row (day, amount) counts: 1 where nothing is summed, or nothing was filled in."""
    return 1 if len(row) == 1 or row[1] is None else int(row[1])


def _day_of(value: Wire) -> date | None:
    """The day of a stored day or moment."""
    return date.fromisoformat(str(value)[:10]) if value else None


def _inside(on: date | None, start: date | None, end: date | None) -> bool:
    if start is None and end is None:
        return True
    if on is None:
        return False
    return (start is None or on >= start) and (end is None or on <= end)


# Methods --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class MethodCount:
    """One method with the figures that show its use; uses: times registered by hand."""

    method: Method
    figures: tuple[Figure, ...]
    uses: int

    @property
    def used(self) -> bool:
        """Whether anything shows that the method was used."""
        return bool(self.uses or any(item.value for item in self.figures))


def method_counts(
    session: Session, list_id: str, task_id: str, start: date | None = None, end: date | None = None
) -> tuple[MethodCount, ...]:
    """Every method of a list with its figures for a task."""
    methods = sorted(session.find(Method, list_id=list_id), key=lambda held: (held.position or 0, held.id))
    found = []
    for method in methods:
        figures = (figure(session, code, task_id, start, end) for code in method.counters)
        uses = [
            held
            for held in session.find(MethodUse, task_id=task_id, method_id=method.id)
            if _inside(held.used_on, start, end)
        ]
        times = sum(1 if held.times is None else held.times for held in uses)
        found.append(MethodCount(method, tuple(item for item in figures if item is not None), times))
    return tuple(found)


# Villages -------------------------------------------------------------------------------------------------

VILLAGE: dict[str, tuple[str, str, str, str]] = {
    "home": ("visit", "home", "households", "户"),
    "visit": ("visit", "", "people", "人次"),
    "talk": ("visit", "talk", "people", "人次"),
    "listen": ("visit", "listen", "", "次"),
    "check": ("visit", "check", "", "次"),
    "covert": ("visit", "covert", "", "次"),
    "seminar": ("hearing", "seminar", "", "次"),
}
"""Code of 延伸工作计数 → record type, its kind ("" for all), the field summed ("" counts records), unit."""


@dataclass(frozen=True)
class Met:
    """One minimum at one target: done, needed (None when it cannot be worked out yet), and why."""

    minimum: ExtensionMinimum
    done: int
    needed: int | None
    unit: str
    how: str

    @property
    def missing(self) -> int:
        """How much is still to be done; 0 when it is met or cannot be said."""
        return max(0, (self.needed or 0) - self.done)


@dataclass(frozen=True)
class TargetState:
    """One target with all its minimums."""

    target: ExtensionTarget
    met: tuple[Met, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """What is missing, in the user's words."""
        said = [f"{item.minimum.name}还差{item.missing}{item.unit}" for item in self.met if item.missing]
        return (*said, *(f"{item.minimum.name}：{item.how}" for item in self.met if item.needed is None))


def extension_states(session: Session, task: Task) -> tuple[TargetState, ...]:
    """Every target of a task against the minimums that are switched on for its kind."""
    rules = sorted(
        (rule for rule in session.find(ExtensionMinimum) if rule.active),
        key=lambda rule: (rule.position or 0, rule.id),
    )
    return tuple(
        TargetState(
            target,
            tuple(
                _met(session, target, rule) for rule in rules if not rule.kinds or target.kind in rule.kinds
            ),
        )
        for target in session.find(ExtensionTarget, task_id=task.id)
    )


def _met(session: Session, target: ExtensionTarget, rule: ExtensionMinimum) -> Met:
    type_name, kind, amount, unit = VILLAGE[rule.counter] if rule.counter in VILLAGE else VILLAGE["visit"]
    held: Sequence[Record] = session.find(session.catalog[type_name].cls, target_id=target.id)
    mine = [record for record in held if not kind or getattr(record, "kind", "") == kind]
    done = sum(_of(record, amount) for record in mine)
    least = rule.least or 0
    if rule.basis == "fixed":
        return Met(rule, done, least, unit, f"至少{least}{unit}")
    whole, what = (target.households, "户数") if rule.basis == "households" else (target.members, "党员数")
    if whole is None:
        return Met(rule, done, None, unit, f"还没有填{what}，算不出应走访多少")
    needed = ceil(whole * least / 100)
    return Met(
        rule, done, needed, unit, f"{what}{whole}×{least}%＝{whole * least / 100:g}，进为{needed}{unit}"
    )


def _of(record: Record, amount: str) -> int:
    value = getattr(record, amount) if amount else 1
    return 1 if value is None else int(value)
