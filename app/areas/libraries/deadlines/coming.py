"""Reminders: what is past or falls due soon and is not done, found by the database without loading the records.

It changes nothing, and tells nothing of clues to those who cannot open them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from app.areas.libraries.deadlines.model import DeadlineRule
from app.areas.libraries.deadlines.moving import deadline_id, subject_of
from app.areas.libraries.deadlines.reckoning import Reckoner, is_clue, link_to, split
from app.core.fields import Kind
from app.core.records import Record, RecordType
from db.query import Filter, Op, Query

if TYPE_CHECKING:
    from db.session import Session

MOST = 300
"""Dates looked at for one rule, the newest; what has been past for longer is in the register."""


@dataclass(frozen=True)
class Coming:
    """One date of a record that waits. subject: "" where it was not asked for."""

    label: str
    subject: str
    ends_on: date
    task_id: str
    about_type: str
    about_id: str
    rule_code: str


def open_states(kind: RecordType) -> tuple[str, ...]:
    """The states in which a record of that type still waits for something."""
    states = kind.lifecycle.states
    if not kind.lifecycle.transitions:
        return tuple(state.code for state in states)
    return tuple(state.code for state in states if state.tone not in ("done", "stop") and not state.locked)


def ruled_fields(session: Session) -> frozenset[tuple[str, str]]:
    """(type, field) of every date that a rule makes."""
    return frozenset(split(rule.target) for rule in Reckoner(session).rules() if "." in rule.target)


def upcoming(
    session: Session,
    *,
    today: date,
    task_id: str = "",
    within: int = 20,
    round_id: str = "",
    unit_id: str = "",
    told: int | None = None,
) -> tuple[Coming, ...]:
    """What is past or falls due within that many days and is not done, nearest first; narrowed where asked.

    told: of how many, the nearest, the subject is read as well; None for all.
    """
    found = _Waiting(
        session, today, today + timedelta(days=within), _tasks(session, task_id, round_id, unit_id)
    )
    rows = sorted(found.once(), key=lambda row: (row.ends_on, row.label, row.about_id))
    shown = len(rows) if told is None else told
    return (*(_told(session, row) for row in rows[:shown]), *rows[shown:])


def _told(session: Session, row: Coming) -> Coming:
    """With its subject read; before it what tells it apart from others of its number."""
    if row.subject and not session.catalog[row.about_type].apart:
        return row
    held = session.fetch(row.about_type, row.about_id)
    return replace(row, subject=" ".join([*told_apart(session, held), row.subject or subject_of(held)]))


def told_apart(session: Session, record: Record) -> tuple[str, ...]:
    """What tells `record` apart from others of its number, links as the short names of what they lead to."""
    found = (_followed(session, record, path.split(".")) for path in record.TYPE.apart)
    return tuple(text for text in found if text)


def _followed(session: Session, record: Record, path: Sequence[str]) -> str:
    name, *more = path
    held, spec = getattr(record, name), record.TYPE.field(name)
    if spec.kind is not Kind.LINK:
        return str(held or "")
    if not held or not session.exists(spec.to, held):
        return ""
    other = session.fetch(spec.to, held)
    return _followed(session, other, more) if more else str(getattr(other, "short_name", "") or other.title)


def _tasks(session: Session, task_id: str, round_id: str, unit_id: str) -> tuple[str, ...] | None:
    if task_id:
        return (task_id,)
    narrowed = tuple(
        Filter(name, Op.EQ, id) for name, id in (("round_id", round_id), ("unit_id", unit_id)) if id
    )
    if not narrowed:
        return None
    return tuple(str(id) for (id,) in session.values(Query("task", narrowed), "id"))


class _Waiting:
    """One look at every rule. tasks: None for all."""

    def __init__(self, session: Session, today: date, until: date, tasks: tuple[str, ...] | None) -> None:
        self._session, self._today, self._until = session, today, until
        self._tasks = tasks
        self._rules = {rule.key: rule for rule in Reckoner(session).rules()}

    def once(self) -> Iterator[Coming]:
        """Every date but those that a nearer record says again: of a task's day and the plan it waits for, the plan."""
        rows = tuple(self._every())
        said = {(row.task_id, row.about_type, row.ends_on) for row in rows}
        ends = {code: split(rule.done)[0] for code, rule in self._rules.items()}
        for row in rows:
            other = ends.get(row.rule_code, "")
            if other == row.about_type or (row.task_id, other, row.ends_on) not in said:
                yield row

    def _every(self) -> Iterator[Coming]:
        """Dates that stand in records, then those that stand in the register alone."""
        for rule in self._rules.values():
            type_name, field = split(rule.target)
            if field and not rule.silent and type_name in self._session.catalog:
                yield from self._of_rule(rule, self._session.catalog[type_name], field)
        yield from self._in_register()

    def _of_rule(self, rule: DeadlineRule, kind: RecordType, field: str) -> Iterator[Coming]:
        clue = is_clue(kind.cls())
        if clue and not self._session.can_clues:
            return
        of_task = "id" if kind.name == "task" else "task_id" if kind.has("task_id") else ""
        if self._tasks is not None and not of_task:
            return
        filters = (Filter(field, Op.LE, self._until), *self._open(rule, kind), *self._within(of_task))
        query = Query(kind.name, filters, ((field, True),))
        dates = self._session.values(query, "id", field, of_task or "id", limit=MOST)
        ids = [str(row[0]) for row in dates]
        held = {} if clue else self._registered(rule, ids)
        over = self._done(rule, kind, ids)
        for id, day, task in dates:
            row = deadline_id(rule.key, str(id))
            label, subject, task_of, is_open = held.get(
                row, (rule.label, "", str(task) if of_task else "", True)
            )
            if is_open and id not in over and (clue or row not in self._removed):
                on = date.fromisoformat(str(day))
                yield Coming(label, subject, on, task_of, kind.name, str(id), rule.key)

    def _open(self, rule: DeadlineRule, kind: RecordType) -> Iterator[Filter]:
        """What a record must be for the rule still to wait for it, as far as it says so itself."""
        yield Filter("state", Op.IN, open_states(kind))
        done_type, done_field = split(rule.done)
        if done_type == kind.name and kind.has(done_field):
            yield Filter(done_field, Op.EMPTY)
        name, _, value = rule.applies.partition("=")
        if name and split(rule.target)[1]:
            yield Filter(name, Op.EQ, _typed(kind, name, value))

    def _within(self, of_task: str) -> tuple[Filter, ...]:
        return () if self._tasks is None else (Filter(of_task, Op.IN, self._tasks),)

    def _registered(self, rule: DeadlineRule, ids: Sequence[str]) -> dict[str, tuple[str, str, str, bool]]:
        """Label, subject, task and whether it is open, of the register's rows of a rule, by row id."""
        wanted = (Filter("id", Op.IN, tuple(deadline_id(rule.key, id) for id in ids)),)
        return {
            str(id): (str(label), str(subject), str(task), state == "open")
            for id, label, subject, task, state in self._session.values(
                Query("deadline", wanted), "id", "label", "subject", "task_id", "state"
            )
        }

    @cached_property
    def _removed(self) -> frozenset[str]:
        """Ids of the register's rows that somebody took out: nobody waits for those dates."""
        return frozenset(str(id) for (id,) in self._session.values(Query("deadline", deleted=True), "id"))

    def _done(self, rule: DeadlineRule, kind: RecordType, ids: Iterable[str]) -> frozenset[str]:
        """Those for which the day that ends the matter is filled in another record that links to them."""
        catalog = self._session.catalog
        done_type, done_field = split(rule.done)
        if done_type == kind.name or done_type not in catalog or not catalog[done_type].has(done_field):
            return frozenset()
        name = link_to(catalog[done_type].cls(), kind.name)
        if not name:
            return frozenset()
        query = Query(done_type, (Filter(name, Op.IN, tuple(ids)), Filter(done_field, Op.FILLED)))
        return frozenset(str(id) for (id,) in self._session.tally(query, name))

    def _in_register(self) -> Iterator[Coming]:
        filters = (
            Filter("due_on", Op.LE, self._until),
            Filter("about_field", Op.EQ, ""),
            Filter("state", Op.EQ, "open"),
            Filter("done_on", Op.EMPTY),
            *self._within("task_id"),
        )
        query = Query("deadline", filters, (("due_on", True),))
        names = ("rule_code", "about_type", "about_id", "label", "subject", "task_id", "due_on", "extended_to", "base_on")  # fmt: skip
        by_rule: dict[tuple[str, str], list[tuple[str, ...]]] = {}
        for row in self._session.values(query, *names, limit=MOST):
            code, type_name, *more = (str(value or "") for value in row)
            by_rule.setdefault((code, type_name), []).append(tuple(more))
        for (code, type_name), rows in by_rule.items():
            rule = self._rules.get(code)
            if rule is not None and not rule.silent and type_name in self._session.catalog:
                yield from self._rows_of(rule, self._session.catalog[type_name], rows)

    def _rows_of(
        self, rule: DeadlineRule, kind: RecordType, rows: Sequence[tuple[str, ...]]
    ) -> Iterator[Coming]:
        ids = tuple(row[0] for row in rows)
        alive = Query(kind.name, (Filter("id", Op.IN, ids), *self._open(rule, kind)))
        waiting = {str(id) for (id,) in self._session.values(alive, "id")} - self._done(rule, kind, ids)
        for id, label, subject, task, due, extended, base in rows:
            on = date.fromisoformat(extended or due)
            over = rule.direction == "before" and base and date.fromisoformat(base) < self._today
            if id in waiting and on <= self._until and not over:
                yield Coming(label, subject, on, task, kind.name, id, rule.key)


def _typed(kind: RecordType, name: str, value: str) -> object:
    return value == "1" if isinstance(kind.field(name).empty, bool) else value
