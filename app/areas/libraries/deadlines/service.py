"""Deadlines by rules: reckon a date, write it with the rule that made it, follow it when its base day moves.

Rules and holidays are what the vault holds; what was shipped counts only where the vault holds nothing yet.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from app.areas.libraries.deadlines.holidays import calendar_of as calendar_of
from app.areas.libraries.deadlines.model import Deadline, DeadlineRule
from app.areas.libraries.deadlines.moving import Move as Move
from app.areas.libraries.deadlines.moving import apply_moves as apply_moves
from app.areas.libraries.deadlines.moving import keep as keep
from app.areas.libraries.deadlines.moving import moved_by as moved_by
from app.areas.libraries.deadlines.moving import registered, remember
from app.areas.libraries.deadlines.reckoning import (
    Reckoner,
    is_clue,
    is_open,
    length,
    link_to,
    rule_id,
    shipped_rules,
    split,
)
from app.core.deadline import DateNote, Due, due_colour
from app.core.errors import KnownError, Refused
from app.core.records import Record

if TYPE_CHECKING:
    from db.session import Session

R = TypeVar("R", bound=Record)


def seed_rules(session: Session) -> int:
    """Store the shipped rules that the vault does not have yet; returns how many were added.

    Where a rule is used is brought to what is shipped now, unless somebody has changed it; how long it gives is left.
    """
    added = 0
    with session.transaction():
        for rule in reversed(shipped_rules()):  # lists show the newest first
            if session.exists("deadline_rule", rule.id):
                session.renew(rule, "target", "done", "applies")
            else:
                session.seed(rule)
                added += 1
    return added


# Reckoning -----------------------------------------------------------------------------------------------


def due_from(session: Session, code: str, base: date | None, *, round_id: str = "") -> date | None:
    """What the rule `code` of that round, else the general one, makes of `base`; None when it is off or base is None."""
    reckoner = Reckoner(session)
    rule = reckoner.rule(code, round_id)
    return reckoner.due(rule, base) if rule is not None else None


def length_of(session: Session, code: str, *, round_id: str = "") -> str:
    """How long the rule gives, in words such as 15个工作日; "" when it is off."""
    rule = Reckoner(session).rule(code, round_id)
    return length(rule).lstrip("起前") if rule is not None else ""


def steps_of(session: Session) -> tuple[int, int, int]:
    """Days before a deadline from which it is green, yellow and red."""
    return Reckoner(session).steps


def set_due(session: Session, record: R, code: str) -> R:
    """Reckon the date of `record` by the rule, write it into the rule's target field and enter it in the register.

    A rule without such a field enters the register alone; a rule that is off, or a base day not yet known, changes nothing.
    """
    reckoner = Reckoner(session)
    rule = reckoner.rule(code, reckoner.round_of(record))
    if rule is None:
        return record
    base = reckoner.base_day(rule, record)
    due = reckoner.due(rule, base)
    type_name, field = split(rule.target)
    if base is None or due is None or type_name != record.TYPE.name:
        return record
    with session.transaction():
        kept = record
        if field and getattr(record, field) != due:
            kept = session.save(replace(record, **{field: due}), note=f"按“{rule.label}”规则定期限")  # type: ignore[arg-type]  # a date field of this very type
        remember(reckoner, rule, kept, base, due)
    return kept


def adopt_for_round(session: Session, rule: DeadlineRule, round_id: str) -> DeadlineRule:
    """The round's own copy of a general rule (本轮采用), to be changed there; the copy that is there already, if any.

    A number that stood in the round's form moves into the copy, so that one place alone says how long.
    """
    if rule.round_id:
        raise Refused("不能再采用", ["这条规则已经只用于一个轮次"], kept="规则没有变化")
    id = rule_id(rule.key, round_id)
    if session.exists("deadline_rule", id):
        return session.get(DeadlineRule, id)
    held = Reckoner(session).rule(rule.key, round_id) or rule
    round_ = session.fetch("round", round_id)
    with session.transaction():
        if rule.round_field and getattr(round_, rule.round_field, None) is not None:
            session.save(replace(round_, **{rule.round_field: None}), note="改由本轮期限规则确定")  # type: ignore[arg-type]  # a number field of the round
        fresh = replace(
            held,
            id=id,
            number="",
            state="",
            rev=0,
            code=rule.key,
            round_id=round_id,
            level="本轮",
            active=True,
        )
        return session.create(fresh, note="本轮采用")


def extend(session: Session, row: Deadline, to: date, reason: str) -> Deadline:
    """Put a deadline off to `to`, with the reason; the record's own date follows."""
    if not reason.strip():
        raise Refused("不能延期", ["须写明原因和批准人"], kept="期限没有变化")
    with session.transaction():
        kept = session.save(replace(row, extended_to=to, reason=reason))
        if row.about_field and session.exists(row.about_type, row.about_id):
            record = session.fetch(row.about_type, row.about_id)
            session.save(replace(record, **{row.about_field: to}), note=f"延期：{row.label}")  # type: ignore[arg-type]  # a date field of this very type
    return kept


def finish(session: Session, code: str, record: Record, on: date) -> Deadline:
    """Enter in the register that what the rule asked of `record` was done on that day. KnownError when it is not there."""
    row = registered(session, code, record)
    if row is None:
        raise KnownError("期限台账里没有这一项", kept="记录没有变化", todo="先填起算日期，再登记办结")
    with session.transaction():
        return session.move(session.save(replace(row, done_on=on)), "finish")


# Where dates come from -----------------------------------------------------------------------------------


def dates_of(session: Session, record: Record) -> tuple[DateNote, ...]:
    """Every deadline of `record` with its colour and the sum behind it, in the order of the rules."""
    if not record.id:
        return ()
    reckoner = Reckoner(session)
    today = date.today()
    found = []
    for rule in reckoner.rules(reckoner.round_of(record)):
        type_name, field = split(rule.target)
        if type_name == record.TYPE.name and (note := _note(reckoner, rule, record, field, today)):
            found.append(note)
    return tuple(found)


def _note(reckoner: Reckoner, rule: DeadlineRule, record: Record, field: str, today: date) -> DateNote | None:
    row = None if is_clue(record) else registered(reckoner.session, rule.key, record)
    on = getattr(record, field) if field else (row.ends_on if row else None)
    base = reckoner.base_day(rule, record)
    due = reckoner.due(rule, base)
    if on is None:
        return None
    if row is not None and row.extended_to == on:
        how = f"{row.basis}；延期：{row.reason}"
    elif base is None or due is None:
        how = "人工填写"
    elif due == on:
        how = reckoner.words(rule, base, due)
    else:
        how = f"人工填写；按规则应为{due.isoformat()}"
    done = (
        rule.silent
        or _is_done(reckoner.session, rule, record)
        or (row is not None and (not is_open(row) or _is_past(rule, row, today)))
    )
    return DateNote(
        rule.label, on, Due.CALM if done else due_colour(on, today, reckoner.steps), how, done=done
    )


def _is_done(session: Session, rule: DeadlineRule, record: Record) -> bool:
    """Whether the day that ends the matter is filled: in the record itself, or in one that links to it."""
    if not is_open(record):
        return True
    type_name, field = split(rule.done)
    if type_name not in session.catalog or not session.catalog[type_name].has(field):
        return False
    if type_name == record.TYPE.name:
        return getattr(record, field) is not None
    cls = session.catalog[type_name].cls
    name = link_to(cls(), record.TYPE.name)
    linked = session.find(cls, **{name: record.id}) if name else ()
    return any(getattr(other, field) is not None for other in linked)


def _is_past(rule: DeadlineRule, row: Deadline, today: date) -> bool:
    """Whether the day before which something was to be done is over."""
    return rule.direction == "before" and row.base_on is not None and row.base_on < today
