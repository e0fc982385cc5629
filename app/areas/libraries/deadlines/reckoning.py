"""Apply rules: which one holds in a round, what it makes of a base day, and how that is said in words.

It reads records by the type and field names of the rules; it writes nothing.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from functools import cache, cached_property
from typing import TYPE_CHECKING

from app.areas.libraries.deadlines.holidays import calendar_of
from app.areas.libraries.deadlines.model import WARNINGS, DeadlineRule
from app.core.deadline import STEPS, Steps
from app.core.fields import Kind
from app.core.paths import RESOURCES
from app.core.records import Compartment, Record
from app.core.workdays import Calendar, months_after

if TYPE_CHECKING:
    from db.session import Session

RULES = RESOURCES / "deadlines" / "rules.json"
UNITS = {"workday": "个工作日", "day": "日", "month": "个月"}


def rule_id(code: str, round_id: str = "") -> str:
    """The id of a rule, the same in every vault, so that vaults merge without doubles."""
    return f"rule.{code}.{round_id}" if round_id else f"rule.{code}"


@cache
def shipped_rules() -> tuple[DeadlineRule, ...]:
    """The rules in resources/deadlines/rules.json, in their order."""
    read = json.loads(RULES.read_text(encoding="utf-8"))
    return tuple(
        DeadlineRule(id=rule_id(row["code"]), position=place, **row)
        for place, row in enumerate(read["rules"], 1)
    )


def _placed(rule: DeadlineRule, general: DeadlineRule | None) -> DeadlineRule:
    """A round's own rule; one that was adopted while its rule wrote nowhere writes where that writes since."""
    if rule.target or general is None:
        return rule
    done, applies = rule.done or general.done, rule.applies or general.applies
    return replace(rule, target=general.target, done=done, applies=applies)


def split(place: str) -> tuple[str, str]:
    """Type and field of a base, target or done; "task" alone has no field."""
    type_name, _, field = place.partition(".")
    return type_name, field


def link_to(record: Record, type_name: str) -> str:
    """The name of the field of `record` that links to a record of that type, "" when none does."""
    found = (s.name for s in record.TYPE.fields if s.kind is Kind.LINK and s.to == type_name)
    return next(found, "")


def holds(rule: DeadlineRule, record: Record) -> bool:
    """Whether the rule's condition (字段=值) is met by `record`; of several codes, one has to be it."""
    name, _, wanted = rule.applies.partition("=")
    if not name:
        return True
    value = getattr(record, name, "")
    if isinstance(value, tuple):
        return wanted in value
    return wanted == (("1" if value else "0") if isinstance(value, bool) else str(value))


def is_open(record: Record) -> bool:
    """Whether a date of `record` may still be moved: neither removed, nor locked, nor finished."""
    state = record.TYPE.lifecycle.state(record.state)
    finished = bool(record.TYPE.lifecycle.transitions) and state.tone in ("done", "stop")
    return not (record.deleted or state.locked or finished)


class Reckoner:
    """The rules and the calendar of a vault as they stand now; made for one piece of work and then let go."""

    def __init__(self, session: Session) -> None:
        self.session = session
        held = session.find(DeadlineRule)
        stored = {rule.key for rule in held if not rule.round_id}
        self._general = {rule.key: rule for rule in shipped_rules() if rule.key not in stored}
        self._general |= {rule.key: rule for rule in held if not rule.round_id}
        self._own = {
            (rule.key, rule.round_id): _placed(rule, self._general.get(rule.key))
            for rule in held
            if rule.round_id
        }

    @cached_property
    def calendar(self) -> Calendar:
        """The holidays."""
        return calendar_of(self.session)

    @cached_property
    def steps(self) -> Steps:
        """Days before a deadline from which each colour is shown."""
        days = [self._general[code].offset for code in WARNINGS if code in self._general]
        given = [default if day is None else day for day, default in zip(days, STEPS, strict=False)]
        return (given[0], given[1], given[2]) if len(given) == len(STEPS) else STEPS

    def codes(self) -> tuple[str, ...]:
        """Every rule code, in order."""
        return tuple(sorted(self._general, key=lambda code: (self._general[code].position or 999, code)))

    def general_length(self, code: str) -> int | None:
        """What the general rule gives, whatever a round says."""
        return self._general[code].offset if code in self._general else None

    def has_own(self, code: str, round_id: str) -> bool:
        """Whether the round has a rule of its own, before which the number in its form means nothing."""
        return (code, round_id) in self._own

    def rule(self, code: str, round_id: str = "") -> DeadlineRule | None:
        """The rule as it holds in a round: its own, else the round's own number, else the general one. None: off."""
        own = self._own.get((code, round_id))
        rule = own or self._general.get(code)
        if rule is None:
            return None
        if own is None and rule.round_field and round_id and self.session.exists("round", round_id):
            number = getattr(self.session.fetch("round", round_id), rule.round_field, None)
            if number:
                rule = replace(rule, offset=number, round_id=round_id)
        return rule if rule.active and rule.offset is not None else None

    def rules(self, round_id: str = "") -> tuple[DeadlineRule, ...]:
        """Every rule that is on in a round."""
        return tuple(rule for code in self.codes() if (rule := self.rule(code, round_id)) is not None)

    def due(self, rule: DeadlineRule, base: date | None) -> date | None:
        """What the rule makes of `base`."""
        if base is None or rule.offset is None:
            return None
        count = -rule.offset if rule.direction == "before" else rule.offset
        match rule.unit:
            case "workday":
                return self.calendar.workdays_after(base, count)
            case "month":
                return months_after(base, count)
            case _:
                return base + timedelta(days=count)

    def words(self, rule: DeadlineRule, base: date, due: date) -> str:
        """The sum behind a date: from which day, how long, how many days were not worked."""
        event = self.session.code_label("deadline_event", rule.base) if rule.base else "起算日"
        text = f"{event}{base.isoformat()}{length(rule)}，为{due.isoformat()}"
        if rule.unit == "workday" and rule.offset:
            text += f"（其间休息{self.calendar.days_off_between(base, due)}天）"
            unknown = sorted({base.year, due.year} - self.calendar.years)
            if unknown:
                text += f"；{'、'.join(map(str, unknown))}年没有节假日表，只除去周末"
        return text

    def round_of(self, record: Record) -> str:
        """The round that a record belongs to, "" when it belongs to none."""
        if record.TYPE.name == "round":
            return record.id
        if round_id := getattr(record, "round_id", ""):
            return str(round_id)
        task_id = getattr(record, "task_id", "")
        if task_id and self.session.exists("task", task_id):
            return str(getattr(self.session.fetch("task", task_id), "round_id", ""))
        return ""

    def base_record(self, rule: DeadlineRule, record: Record) -> Record | None:
        """The record that holds the base day for a target `record`: itself, or the one it links to."""
        type_name, _ = split(rule.base)
        if type_name == record.TYPE.name:
            return record
        name = link_to(record, type_name)
        id = str(getattr(record, name)) if name else ""
        return self.session.fetch(type_name, id) if id and self.session.exists(type_name, id) else None

    def base_day(self, rule: DeadlineRule, record: Record) -> date | None:
        """The base day of the rule for a target `record`."""
        held = self.base_record(rule, record)
        value = getattr(held, split(rule.base)[1], None) if held is not None else None
        return value if isinstance(value, date) else None

    def targets(self, rule: DeadlineRule, base: Record) -> tuple[Record, ...]:
        """The records whose dates the rule makes from `base`, open or not."""
        type_name, _ = split(rule.target)
        if type_name not in self.session.catalog:
            return ()
        if type_name == base.TYPE.name:
            return (base,)
        cls = self.session.catalog[type_name].cls
        name = link_to(cls(), base.TYPE.name)
        found = self.session.find(cls, **{name: base.id}) if name else ()
        return tuple(record for record in found if holds(rule, record))


def length(rule: DeadlineRule) -> str:
    """The rule's length in words: 起15个工作日, 前7日, 当日."""
    if not rule.offset:
        return "当日"
    return f"{'前' if rule.direction == 'before' else '起'}{rule.offset}{UNITS.get(rule.unit, '日')}"


def is_clue(record: Record) -> bool:
    """Whether a record lies in the compartment of clues, of which the register keeps nothing."""
    return record.TYPE.compartment is Compartment.CLUES
