"""What a changed day moves: the dates that rest on it, through every rule that follows, and the register of them.

Nothing is moved here that a person was not asked about; empty dates of a day that is new are filled.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, TypeVar

from app.areas.libraries.deadlines.model import Deadline, DeadlineRule
from app.areas.libraries.deadlines.reckoning import Reckoner, holds, is_clue, is_open, link_to, split
from app.core.fields import Kind
from app.core.records import Record

if TYPE_CHECKING:
    from db.session import Session

R = TypeVar("R", bound=Record)
Place = tuple[str, str, str]
"""Type, id and field of a date; the field is the rule's code where the date stands in the register alone."""


@dataclass(frozen=True)
class Move:
    """A date that a rule would change. by_hand: the old one was not made by the rule; fills: it was empty, its base new."""

    type: str
    id: str
    field: str
    code: str
    label: str
    subject: str
    old: date | None
    new: date
    base_on: date
    how: str
    by_hand: bool = False
    fills: bool = False

    @property
    def text(self) -> str:
        """The move in one line."""
        old = self.old.isoformat() if self.old else "未定"
        hand = "；原日期是人工定的" if self.by_hand else ""
        return f"{self.label}（{self.subject}）：{old} → {self.new.isoformat()}{hand}"


@dataclass(frozen=True)
class _Shift:
    """A base day that changed, for one rule. was: the rule as it stood before."""

    rule: DeadlineRule
    was: DeadlineRule
    base: Record
    old: date | None
    new: date


def deadline_id(code: str, record_id: str) -> str:
    """The id of a register row, the same in every vault."""
    return f"deadline.{code}.{record_id}"


def subject_of(record: Record) -> str:
    """How the register names a record: by number where it has one, for a title may tell too much."""
    return record.number or record.title


def registered(session: Session, code: str, record: Record) -> Deadline | None:
    """The row of the register for a rule on a record."""
    id = deadline_id(code, record.id)
    return session.get(Deadline, id) if session.exists("deadline", id) else None


def moved_by(session: Session, before: Record, after: Record) -> tuple[Move, ...]:
    """Every date that rests on what changed between `before` and `after`, and what the rules make of it now."""
    return _moved_by(Reckoner(session), before, after)


def _moved_by(reckoner: Reckoner, before: Record, after: Record) -> tuple[Move, ...]:
    waiting = deque(_shifts(reckoner, before, after))
    by_hand = {(after.TYPE.name, after.id, name) for name in _changed_days(before, after)}
    found: dict[Place, Move] = {}
    while waiting:
        shift = waiting.popleft()
        for target in reckoner.targets(shift.rule, shift.base):
            move = _move(reckoner, shift, target)
            if move is None or (move.type, move.id, move.field) in by_hand:
                continue
            place = (move.type, move.id, move.field or move.code)
            if place in found:
                continue
            found[place] = move
            if move.field and not move.by_hand:
                waiting.extend(_next(reckoner, target, move))
    return tuple(found.values())


def _changed_days(before: Record, after: Record) -> tuple[str, ...]:
    days = (spec.name for spec in after.TYPE.fields if spec.kind is Kind.DATE)
    return tuple(name for name in days if getattr(before, name) != getattr(after, name))


def _shifts(reckoner: Reckoner, before: Record, after: Record) -> Iterator[_Shift]:
    round_id = reckoner.round_of(after)
    if isinstance(after, DeadlineRule) and isinstance(before, DeadlineRule):
        yield from _rule_shifts(reckoner, before, after)
        return
    for name in _changed_days(before, after):
        new = getattr(after, name)
        for rule in reckoner.rules(round_id):
            if new is not None and rule.base == f"{after.TYPE.name}.{name}" and rule.target:
                yield _Shift(rule, rule, after, getattr(before, name), new)
    if after.TYPE.name == "round":
        for rule in reckoner.rules(after.id):
            number = getattr(before, rule.round_field) if rule.round_field else rule.offset
            was = replace(rule, offset=number or reckoner.general_length(rule.key))
            if was.offset != rule.offset and not reckoner.has_own(rule.key, after.id):
                yield from _bases(reckoner, rule, was, after.id)


def _rule_shifts(reckoner: Reckoner, before: DeadlineRule, after: DeadlineRule) -> Iterator[_Shift]:
    said = ("offset", "unit", "direction", "base", "active")
    if not after.active or all(getattr(before, name) == getattr(after, name) for name in said):
        return
    rounds = [after.round_id] if after.round_id else [r.id for r in _every(reckoner, "round")]
    for round_id in rounds:
        rule = reckoner.rule(after.key, round_id)
        if rule is not None and rule.id == after.id and rule.offset == after.offset:
            yield from _bases(reckoner, rule, before, round_id)


def _bases(reckoner: Reckoner, rule: DeadlineRule, was: DeadlineRule, round_id: str) -> Iterator[_Shift]:
    """The rule itself changed: every base day of the round counts as changed."""
    type_name, field = split(rule.base)
    if not rule.target or not field:
        return
    for base in _every(reckoner, type_name):
        day = getattr(base, field, None)
        if day is not None and reckoner.round_of(base) == round_id:
            yield _Shift(rule, was, base, day, day)


def _every(reckoner: Reckoner, type_name: str) -> tuple[Record, ...]:
    catalog = reckoner.session.catalog
    return reckoner.session.find(catalog[type_name].cls) if type_name in catalog else ()


def _next(reckoner: Reckoner, target: Record, move: Move) -> Iterator[_Shift]:
    """The rules that rest on a date that moves itself."""
    for rule in reckoner.rules(reckoner.round_of(target)):
        if rule.base == f"{move.type}.{move.field}" and rule.target:
            yield _Shift(rule, rule, target, move.old, move.new)


def _move(reckoner: Reckoner, shift: _Shift, target: Record) -> Move | None:
    rule = shift.rule
    _, field = split(rule.target)
    new = reckoner.due(rule, shift.new)
    if new is None or not holds(rule, target) or not is_open(target):
        return None
    if field:
        held: date | None = getattr(target, field)
    else:
        row = registered(reckoner.session, rule.key, target)
        if row is not None and not is_open(row):
            return None
        held = row.ends_on if row else None
    if held == new:
        return None
    expected = reckoner.due(shift.was, shift.old)
    return Move(
        type=target.TYPE.name,
        id=target.id,
        field=field,
        code=rule.key,
        label=rule.label,
        subject=subject_of(target),
        old=held,
        new=new,
        base_on=shift.new,
        how=reckoner.words(rule, shift.new, new),
        by_hand=held is not None and held != expected,
        fills=held is None and (shift.old is None or not field),
    )


def apply_moves(session: Session, moves: Iterable[Move]) -> int:
    """Write the new dates and enter in the register which rule made them; returns how many records changed.

    All or none: when one of them cannot be written (it was locked meanwhile), nothing is.
    """
    return _apply(Reckoner(session), moves)


def _apply(reckoner: Reckoner, moves: Iterable[Move]) -> int:
    session = reckoner.session
    changed = 0
    wanted = sorted(moves, key=lambda m: (m.type, m.id))
    with session.transaction():
        for (type_name, id), group in groupby(wanted, key=lambda m: (m.type, m.id)):
            own = tuple(group)
            record = session.fetch(type_name, id)
            days = {move.field: move.new for move in own if move.field}
            if days:
                record = session.save(replace(record, **days), note="按期限规则调整日期")  # type: ignore[arg-type]  # fields of this very type
            for move in own:
                rule = reckoner.rule(move.code, reckoner.round_of(record))
                if rule is not None:
                    remember(reckoner, rule, record, move.base_on, move.new)
            changed += 1
    return changed


def remember(reckoner: Reckoner, rule: DeadlineRule, record: Record, base: date, due: date) -> None:
    """Enter in the register which rule made a date of `record`; clues are not entered."""
    if is_clue(record):
        return
    session = reckoner.session
    row = Deadline(
        id=deadline_id(rule.key, record.id),
        label=rule.label,
        subject=subject_of(record),
        due_on=due,
        task_id=record.id if record.TYPE.name == "task" else str(getattr(record, "task_id", "")),
        base_on=base,
        basis=reckoner.words(rule, base, due),
        rule_code=rule.key,
        about_type=record.TYPE.name,
        about_id=record.id,
        about_field=split(rule.target)[1],
    )
    held = registered(session, rule.key, record)
    if held is None:
        session.create(row)
    elif is_open(held):
        session.save(
            replace(
                held, label=row.label, subject=row.subject, due_on=due, base_on=base, basis=row.basis,
                extended_to=None if held.due_on != due else held.extended_to,
            )
        )  # fmt: skip


def keep(session: Session, record: R) -> tuple[R, tuple[Move, ...]]:
    """Create or save `record`, filling its empty dates; returns it with the moves of other dates to ask about.

    A date that is empty while its base day is new is filled without asking; a date that stood is never touched here.
    """
    fresh = not (record.id and session.exists(record.TYPE.name, record.id))
    with session.transaction():
        before: Record = record.TYPE.cls() if fresh else session.fetch(record.TYPE.name, record.id)
        reckoner = Reckoner(session)
        filled, made = _own_dates(reckoner, before, record, fresh=fresh)
        stored = session.create(filled) if fresh else session.save(filled)
        if stored.TYPE.name in ("deadline_rule", "round"):
            reckoner = Reckoner(session)
        for rule, base, due in made:
            remember(reckoner, rule, stored, base, due)
        moves = _moved_by(reckoner, replace(before, id=stored.id), stored)
        fills = tuple(move for move in moves if move.fills)
        _apply(reckoner, fills)
        own = any((move.type, move.id) == (stored.TYPE.name, stored.id) and move.field for move in fills)
        if own:
            stored = session.get(type(stored), stored.id)
    return stored, tuple(move for move in moves if not move.fills)


def _own_dates(
    reckoner: Reckoner, before: Record, record: R, *, fresh: bool
) -> tuple[R, Sequence[tuple[DeadlineRule, date, date]]]:
    """`record` with its empty dates filled whose base day is new, in one go, so that one undo takes both back."""
    filled = record
    made = []
    for rule in reckoner.rules(reckoner.round_of(record)):
        type_name, field = split(rule.target)
        if type_name != record.TYPE.name or not field or not holds(rule, record):
            continue
        base_type, base_field = split(rule.base)
        own = base_type == type_name
        met = holds(rule, before) == holds(rule, record)
        if getattr(filled, field) is not None or (own and met and getattr(before, base_field) is not None):
            continue
        if not own and not (fresh or _newly_bound(rule, before, record)):
            continue
        base = reckoner.base_day(rule, filled)
        due = reckoner.due(rule, base)
        if base is not None and due is not None:
            filled = replace(filled, **{field: due})  # type: ignore[arg-type]  # a date field of this very type
            made.append((rule, base, due))
    return filled, made


def _newly_bound(rule: DeadlineRule, before: Record, record: Record) -> bool:
    """Whether the record came under the rule with this change: another link, or the condition is met now."""
    name = link_to(record, split(rule.base)[0])
    return holds(rule, before) != holds(rule, record) or (
        bool(name) and getattr(before, name) != getattr(record, name)
    )
