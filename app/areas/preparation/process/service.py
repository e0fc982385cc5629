"""Make the steps of a round from the shipped template, and say of each how far it is, by its records and by the day.

It ticks nothing: what records prove is read anew each time.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from app.areas.libraries.deadlines.model import DeadlineRule
from app.areas.libraries.deadlines.reckoning import Reckoner, length, rule_id, split
from app.areas.preparation.model import Round, Task
from app.areas.preparation.process.model import STAGES, ProcessStep
from app.areas.preparation.process.proof import Measured, measured
from app.core.deadline import Due, due_colour, due_words
from app.core.errors import Refused
from app.core.paths import RESOURCES

if TYPE_CHECKING:
    from db.session import Session

TEMPLATE = RESOURCES / "process" / "steps.json"
REACHED = {"preparing": 0, "onsite": 1, "reporting": 2, "feedback": 3, "rectifying": 4, "closed": 6}
"""State of a task → the place of the stage that it is in."""


@dataclass(frozen=True)
class Shown:
    """A step as the chart shows it.

    tone: done, doing, late, near, waiting or skipped; word: the same in a few words; limit: until when, in words;
    due_on: the nearest day by its rule or plan, None when it has none; proof: what the records say, None without any.
    """

    step: ProcessStep
    tone: str
    word: str
    limit: str
    due_on: date | None
    proof: Measured | None


@dataclass(frozen=True)
class StageShown:
    """A stage with its steps."""

    code: str
    label: str
    steps: tuple[Shown, ...]

    @property
    def done(self) -> int:
        """How many of its steps are done."""
        return sum(shown.tone == "done" for shown in self.steps)

    @property
    def counted(self) -> int:
        """How many of its steps apply."""
        return sum(shown.tone != "skipped" for shown in self.steps)


@cache
def template() -> tuple[Mapping[str, Any], ...]:
    """The shipped steps, in order."""
    read = json.loads(TEMPLATE.read_text(encoding="utf-8"))
    return tuple(read["steps"])


def step_id(round_id: str, code: str) -> str:
    """The id of a step made from the template, the same in every vault."""
    return f"step.{round_id}.{code}"


def steps_of(session: Session, round_id: str) -> tuple[ProcessStep, ...]:
    """The steps of a round, in the order of the work."""
    found = session.find(ProcessStep, round_id=round_id)
    return tuple(sorted(found, key=lambda s: (_stage(s.stage), s.position or 0)))


def _stage(code: str) -> int:
    return STAGES.index(code) if code in STAGES else len(STAGES)


def make_steps(session: Session, round_: Round) -> tuple[ProcessStep, ...]:
    """The steps of the template that the round does not have yet, with planned days where the tasks give them.

    Refused when the round has them all: steps are changed or set aside one by one.
    """
    tasks = session.find(Task, round_id=round_.id)
    made = []
    with session.transaction():
        for place, row in enumerate(template(), 1):
            id = step_id(round_.id, row["code"])
            if session.exists("process_step", id):
                continue
            made.append(session.create(_from_template(session, round_, tasks, id, place, row)))
    if not made:
        raise Refused("流程已经建立", ["模板里的每一步本轮都有了"], kept="流程没有变化")
    return tuple(made)


def _from_template(
    session: Session, round_: Round, tasks: Sequence[Task], id: str, place: int, row: Mapping[str, Any]
) -> ProcessStep:
    rule = rule_id(row["rule"]) if row.get("rule") else ""
    first, last = _planned(row, tasks)
    return ProcessStep(
        id=id,
        round_id=round_.id,
        stage=row["stage"],
        code=row["code"],
        name=row["name"],
        who=row["who"],
        what=row["what"],
        output=row["output"],
        standard=row["standard"],
        time_limit=row.get("limit", ""),
        rule_id=rule if rule and session.exists("deadline_rule", rule) else "",
        proof=row.get("proof", ""),
        planned_from=first,
        planned_to=last,
        position=place,
    )


def plan_days(session: Session, round_: Round, *, again: bool = False) -> int:
    """Fill the planned days of open steps from the days of the tasks; returns how many changed.

    again: also those that have days, for the days of the tasks were moved.
    """
    tasks = session.find(Task, round_id=round_.id)
    rows = {step_id(round_.id, row["code"]): row for row in template()}
    changed = 0
    with session.transaction():
        for step in session.find(ProcessStep, round_id=round_.id):
            row = rows.get(step.id)
            if row is None or step.state not in ("planned", "doing") or (step.planned_to and not again):
                continue
            first, last = _planned(row, tasks)
            if last is not None and (first, last) != (step.planned_from, step.planned_to):
                session.save(replace(step, planned_from=first, planned_to=last), note="按任务日期排计划")
                changed += 1
    return changed


def _planned(row: Mapping[str, Any], tasks: Iterable[Task]) -> tuple[date | None, date | None]:
    """From the first day that any task gives to the last, moved by the template's days."""
    start, before, end, after = row["plan"]
    starts = [day for task in tasks if (day := getattr(task, split(start)[1]))]
    ends = [day for task in tasks if (day := getattr(task, split(end)[1]))]
    if not starts or not ends:
        return None, None
    first, last = min(starts) + timedelta(days=before), max(ends) + timedelta(days=after)
    return min(first, last), last


# The chart ------------------------------------------------------------------------------------------------


def chart(session: Session, round_id: str, *, today: date, unit_id: str = "") -> tuple[StageShown, ...]:
    """The six stages of a round with how far each step is; with `unit_id`, as its tasks alone see it."""
    round_ = session.get(Round, round_id)
    tasks = [t for t in session.find(Task, round_id=round_id) if unit_id in ("", t.unit_id)]
    reckoner = Reckoner(session)
    shown = [_shown(reckoner, step, round_, tasks, today) for step in steps_of(session, round_id)]
    return tuple(
        StageShown(
            code,
            session.code_label("process_stage", code),
            tuple(item for item in shown if item.step.stage == code),
        )
        for code in STAGES
    )


def _shown(reckoner: Reckoner, step: ProcessStep, round_: Round, tasks: Sequence[Task], today: date) -> Shown:
    rule = _rule(reckoner, step, round_)
    limit = _limit(reckoner, step, rule)
    proof = measured(reckoner.session, step.proof, round_, tasks) if step.proof else None
    passed = bool(tasks) and all(REACHED.get(task.state, 0) > _stage(step.stage) for task in tasks)
    proven = proof is not None and proof.complete and (passed or not _still_open(step, proof))
    due = _due(reckoner, step, rule, tasks)
    if step.state == "skipped":
        return Shown(step, "skipped", "不适用", limit, due, proof)
    if step.state == "done" or proven:
        return Shown(step, "done", _done_word(step, proof), limit, due, proof)
    colour = due_colour(due, today, reckoner.steps)
    if colour is Due.RED and due is not None and due < today:
        return Shown(step, "late", due_words(due, today), limit, due, proof)
    if colour in (Due.RED, Due.YELLOW):
        return Shown(step, "near", due_words(due, today), limit, due, proof)
    begun = step.state == "doing" or (proof is not None and proof.done > 0)
    return Shown(step, "doing" if begun else "waiting", "进行中" if begun else "未开始", limit, due, proof)


def _still_open(step: ProcessStep, proof: Measured) -> bool:
    return step.stage == "inspect" and proof.open_ended


def _done_word(step: ProcessStep, proof: Measured | None) -> str:
    on = step.done_on or (max(proof.days) if proof and proof.days else None)
    return f"已完成 {on.isoformat()}" if on else "已完成"


def _rule(reckoner: Reckoner, step: ProcessStep, round_: Round) -> DeadlineRule | None:
    if not step.rule_id or not reckoner.session.exists("deadline_rule", step.rule_id):
        return None
    held = reckoner.session.get(DeadlineRule, step.rule_id)
    return reckoner.rule(held.code, round_.id)


def _limit(reckoner: Reckoner, step: ProcessStep, rule: DeadlineRule | None) -> str:
    if rule is None:
        return step.time_limit
    event = reckoner.session.code_label("deadline_event", rule.base)
    return f"{event}{length(rule)}"


def _due(
    reckoner: Reckoner, step: ProcessStep, rule: DeadlineRule | None, tasks: Sequence[Task]
) -> date | None:
    """The nearest day by the rule among the tasks that are not past the stage; else the planned day."""
    if rule is not None and split(rule.base)[0] == "task":
        waiting = [task for task in tasks if REACHED.get(task.state, 0) <= _stage(step.stage)] or tasks
        days = [due for task in waiting if (due := reckoner.due(rule, reckoner.base_day(rule, task)))]
        if days:
            return min(days)
    return step.planned_to
