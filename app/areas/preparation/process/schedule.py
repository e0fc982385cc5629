"""The schedule (日程表) of a round: what is planned and what happened, week by week, with what does not fit together.

It reads the days of tasks, steps, meetings and deadlines; it moves none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import combinations
from typing import TYPE_CHECKING

from app.areas.libraries.deadlines.model import Deadline
from app.areas.libraries.deadlines.service import calendar_of
from app.areas.preparation.model import Member, Round, Task
from app.areas.preparation.process.service import Shown, chart
from app.core.records import Record
from app.core.workdays import Calendar

if TYPE_CHECKING:
    from db.session import Session

EVENTS = (
    ("mobilised_on", "动员会"),
    ("stay_from", "进驻"),
    ("petition_until", "信访受理截止"),
    ("stay_to", "离点"),
    ("reported_on", "听取汇报"),
    ("feedback_on", "反馈"),
)
"""Days of a task that are events, with what happens."""
PAST = {
    "stay_from": 1,
    "mobilised_on": 1,
    "petition_until": 1,
    "stay_to": 2,
    "reported_on": 3,
    "feedback_on": 3,
}
"""Event → the place of the first task state in which it has happened."""
STATES = ("preparing", "onsite", "reporting", "feedback", "rectifying", "closed")


@dataclass(frozen=True)
class Entry:
    """One line: what, of which task ("" for the round), its standard and limit, planned and actual days, how it stands."""

    on: date
    what: str
    whose: str
    standard: str
    planned: str
    actual: str
    tone: str
    word: str
    type: str
    id: str


@dataclass(frozen=True)
class Week:
    """The lines of one week, which begins on a Monday. number: counted from the first week of the schedule."""

    number: int
    starts_on: date
    workdays: int
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Clash:
    """Two things that do not fit together, or one that fits no calendar; type and id open what it is about."""

    on: date
    text: str
    type: str
    id: str


@dataclass(frozen=True)
class Schedule:
    """The weeks of a round that hold something, and everything that does not fit."""

    weeks: tuple[Week, ...]
    clashes: tuple[Clash, ...]


def schedule(session: Session, round_id: str, *, today: date) -> Schedule:
    """The schedule of a round."""
    round_ = session.get(Round, round_id)
    tasks = session.find(Task, round_id=round_id)
    days = calendar_of(session)
    entries = [
        *_step_entries(session, round_id, today),
        *(entry for task in tasks for entry in _events(task, today)),
        *(entry for task in tasks for entry in _deadlines(session, task, today)),
        *_meetings(session, round_, tasks, today),
    ]
    return Schedule(
        _weeks(entries, days), tuple(sorted(_clashes(session, round_, tasks, days), key=lambda c: c.on))
    )


def _weeks(entries: Iterable[Entry], days: Calendar) -> tuple[Week, ...]:
    found: dict[date, list[Entry]] = {}
    for entry in entries:
        found.setdefault(entry.on - timedelta(days=entry.on.weekday()), []).append(entry)
    if not found:
        return ()
    first = min(found)
    return tuple(
        Week(
            (monday - first).days // 7 + 1,
            monday,
            sum(days.is_workday(monday + timedelta(days=n)) for n in range(7)),
            tuple(sorted(held, key=lambda e: (e.on, e.whose, e.what))),
        )
        for monday, held in sorted(found.items())
    )


def _step_entries(session: Session, round_id: str, today: date) -> Iterator[Entry]:
    for stage in chart(session, round_id, today=today):
        for shown in stage.steps:
            step = shown.step
            on = step.planned_to or shown.due_on or step.done_on
            if on is None:
                continue
            limit = f"；{shown.limit}" if shown.limit else ""
            yield Entry(
                on,
                f"{step.code} {step.name}",
                "",
                f"{step.standard}{limit}",
                _span(step.planned_from, step.planned_to),
                _actual(shown),
                shown.tone,
                shown.word,
                "process_step",
                step.id,
            )


def _actual(shown: Shown) -> str:
    days = shown.proof.days if shown.proof else ()
    on = shown.step.done_on or (max(days) if days and shown.tone == "done" else None)
    if on:
        return on.isoformat()
    return shown.proof.counted if shown.proof else ""


def _span(first: date | None, last: date | None) -> str:
    if first and last and first != last:
        return f"{first:%m-%d} 至 {last:%m-%d}"
    return (last or first).isoformat() if (last or first) else ""  # type: ignore[union-attr]  # one of them is a day


def _events(task: Task, today: date) -> Iterator[Entry]:
    for field, what in EVENTS:
        on: date | None = getattr(task, field)
        if on is None:
            continue
        done = STATES.index(task.state) >= PAST[field] if task.state in STATES else False
        late = not done and on < today
        tone, word = ("done", "已办") if done else (("late", "到日未办") if late else ("waiting", "待办"))
        actual = on.isoformat() if done else ""
        yield Entry(on, what, task.name, "", on.isoformat(), actual, tone, word, "task", task.id)


def _deadlines(session: Session, task: Task, today: date) -> Iterator[Entry]:
    for row in session.find(Deadline, task_id=task.id):
        on = row.ends_on
        if row.about_type != "task" or on is None or row.state == "dropped":
            continue
        if row.about_field:
            on = getattr(task, row.about_field) or on
        done = row.state == "done" or row.done_on is not None
        tone, word = (
            ("done", "已办") if done else (("late", "已过期限") if on < today else ("waiting", "未到期"))
        )
        actual = row.done_on.isoformat() if row.done_on else ""
        yield Entry(
            on,
            f"期限：{row.label}",
            task.name,
            row.basis,
            on.isoformat(),
            actual,
            tone,
            word,
            "deadline",
            row.id,
        )


def _meetings(session: Session, round_: Round, tasks: Sequence[Task], today: date) -> Iterator[Entry]:
    names = {task.id: task.name for task in tasks}
    for held in _held_meetings(session, round_, tasks):
        at: datetime | None = getattr(held, "at", None)
        if at is None or held.state == "dropped":
            continue
        done = held.state in ("held", "minuted")
        late = not done and at.date() < today
        tone, word = ("done", "已开") if done else (("late", "到日未开") if late else ("waiting", "待开"))
        whose = names.get(str(getattr(held, "task_id", "")), "")
        planned = at.strftime("%Y-%m-%d %H:%M")
        actual = at.date().isoformat() if done else ""
        yield Entry(at.date(), held.title, whose, "", planned, actual, tone, word, held.TYPE.name, held.id)


def _held_meetings(session: Session, round_: Round, tasks: Sequence[Task]) -> tuple[Record, ...]:
    if "meeting" not in session.catalog:
        return ()
    kind = session.catalog["meeting"]
    cls = kind.cls
    found = {r.id: r for task in tasks for r in session.find(cls, task_id=task.id)}
    if kind.has("task_ids"):
        found |= {r.id: r for task in tasks for r in session.find(cls, task_ids=task.id)}
    found |= {r.id: r for r in session.find(cls, round_id=round_.id)}
    return tuple(found.values())


# What does not fit ----------------------------------------------------------------------------------------


def _clashes(session: Session, round_: Round, tasks: Sequence[Task], days: Calendar) -> Iterator[Clash]:
    yield from _people_twice(session, tasks)
    for task in tasks:
        yield from _outside(round_, task)
        yield from _off_days(task, days)
        yield from _beyond(session, task)
    meetings = [r for r in _held_meetings(session, round_, tasks) if r.state == "planned"]
    for held in meetings:
        at: datetime | None = getattr(held, "at", None)
        if at and not days.is_workday(at.date()):
            yield Clash(at.date(), f"{held.title}排在非工作日 {at.date()}", held.TYPE.name, held.id)
    for one, other in combinations(meetings, 2):
        if getattr(one, "at", None) is not None and getattr(one, "at", None) == getattr(other, "at", None):
            at = one.at  # type: ignore[attr-defined]  # a meeting
            yield Clash(at.date(), f"{one.title}与{other.title}同一时间", one.TYPE.name, one.id)


def _people_twice(session: Session, tasks: Sequence[Task]) -> Iterator[Clash]:
    """People of two groups whose stays overlap."""
    people = {
        task.id: {m.name for m in session.find(Member, task_id=task.id) if m.state != "left"} | {task.leader}
        for task in tasks
    }
    for one, other in combinations(tasks, 2):
        if not (one.stay_from and one.stay_to and other.stay_from and other.stay_to):
            continue
        start, end = max(one.stay_from, other.stay_from), min(one.stay_to, other.stay_to)
        both = sorted(name for name in people[one.id] & people[other.id] if name)
        if start <= end and both:
            named = "、".join(both[:4]) + (f"等{len(both)}人" if len(both) > 4 else "")
            yield Clash(start, f"{named}同时在{one.name}和{other.name}（{start} 至 {end}）", "task", one.id)


def _outside(round_: Round, task: Task) -> Iterator[Clash]:
    if round_.starts_on and task.stay_from and task.stay_from < round_.starts_on:
        yield Clash(task.stay_from, f"{task.name}进驻早于本轮开始 {round_.starts_on}", "task", task.id)
    if round_.ends_on and task.stay_to and task.stay_to > round_.ends_on:
        yield Clash(task.stay_to, f"{task.name}离点晚于本轮结束 {round_.ends_on}", "task", task.id)


def _off_days(task: Task, days: Calendar) -> Iterator[Clash]:
    for field, what in EVENTS:
        on: date | None = getattr(task, field)
        if on is not None and field != "petition_until" and not days.is_workday(on):
            yield Clash(on, f"{task.name}的{what}排在非工作日 {on}", "task", task.id)


def _beyond(session: Session, task: Task) -> Iterator[Clash]:
    """Events planned or held after the deadline that a rule gives them."""
    rows = {row.rule_code: row for row in session.find(Deadline, task_id=task.id)}
    for code, field, what in (
        ("report_hearing", "reported_on", "听取汇报"),
        ("feedback_meeting", "feedback_on", "反馈"),
    ):
        row, on = rows.get(code), getattr(task, field)
        if row and row.ends_on and on and on > row.ends_on:
            yield Clash(on, f"{task.name}的{what} {on} 晚于期限 {row.ends_on}", "task", task.id)
