"""Set up a task: who inspects whom, its dates, its members, and a declaration and pledge for each of them.

It proposes; recusal is decided by people.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from app.areas.libraries.deadlines.service import keep, set_due
from app.areas.libraries.model import Person, Unit
from app.areas.preparation.declarations import Pledge, Recusal
from app.areas.preparation.model import Member, Round, Task
from app.core.errors import Refused
from app.core.workdays import months_after as months_after
from db.session import Session

PLEDGE_SCOPE = "工作方案、谈话记录、信访件、问题底稿、问题线索、巡察报告、会议内容等未公开的材料和情况"
PLEDGE_DUTIES = "不对外谈论，不带出工作场所，不接入互联网；离组时全部移交，个人不留存；离岗后继续保密"


def new_task(
    session: Session,
    round_: Round,
    unit: Unit,
    *,
    group_name: str,
    group_ordinal: str,
    leader: str,
    stay_from: date | None = None,
    stay_to: date | None = None,
) -> Task:
    """Create the task of one group at one unit in `round_`; Refused when the round already has that unit."""
    if session.find(Task, round_id=round_.id, unit_id=unit.id):
        raise Refused("不能重复安排", [f"{round_.name}已安排巡察{unit.name}"])
    task, _ = keep(
        session,
        Task(
            name=f"{group_name}巡察{unit.name}",
            round_id=round_.id,
            unit_id=unit.id,
            group_name=group_name,
            group_ordinal=group_ordinal,
            leader=leader,
            kinds=round_.kinds,
            secrecy=round_.secrecy,
            stay_from=stay_from,
            stay_to=stay_to,
        ),
    )
    return task


def add_member(
    session: Session, task: Task, person: Person, role: str = "member", *, duty: str = ""
) -> Member:
    """Put `person` into the group of `task`, with an open recusal declaration and an open pledge."""
    if session.find(Member, task_id=task.id, person_id=person.id):
        raise Refused("不能重复加入", [f"{person.name}已在本任务组内"])
    with session.transaction():
        member = session.create(
            Member(
                task_id=task.id,
                person_id=person.id,
                name=person.name,
                role=role,
                duty=duty,
                joined_on=task.stay_from,
            )
        )
        open_declarations(session, task, (person,))
    return member


def open_declarations(session: Session, task: Task, people: Iterable[Person]) -> tuple[Recusal, ...]:
    """A recusal declaration and a pledge for each of `people` who has none in `task`, with the hints filled in."""
    unit = session.get(Unit, task.unit_id)
    made = []
    with session.transaction():
        for person in people:
            if not session.find(Recusal, task_id=task.id, person_id=person.id):
                hints = recusal_hints(person, unit)
                made.append(
                    session.create(
                        Recusal(
                            task_id=task.id,
                            person_id=person.id,
                            name=person.name,
                            employer=" ".join(part for part in (person.employer, person.post) if part),
                            has_relation=bool(hints),
                            statement="\n".join(hints),
                        )
                    )
                )
            if not session.find(Pledge, task_id=task.id, person_id=person.id):
                session.create(
                    Pledge(
                        task_id=task.id,
                        person_id=person.id,
                        name=person.name,
                        scope=PLEDGE_SCOPE,
                        duties=PLEDGE_DUTIES,
                    )
                )
    return tuple(made)


def recusal_hints(person: Person, unit: Unit) -> tuple[str, ...]:
    """Why `person` may have to stay away from `unit` (回避), from what the libraries say of both; advice only."""
    names = [
        name for name in (unit.name, unit.short_name, *unit.subordinate_units.splitlines()) if len(name) >= 2
    ]
    found = []
    if any(name in person.employer for name in names):
        found.append(f"公务回避：现工作单位是{person.employer}")
    found.extend(
        f"公务回避：工作经历里有“{line.strip()}”" for line in person.career.splitlines() if _hit(line, names)
    )
    heads = [name for name in (unit.secretary, unit.discipline_head) if len(name) >= 2]
    found.extend(
        f"任职回避：近亲属情况里有“{line.strip()}”"
        for line in person.relatives.splitlines()
        if _hit(line, [*names, *heads])
    )
    place = unit.short_name or unit.name
    if unit.category in ("township", "village"):
        found.extend(
            f"地域回避：{label}为{value}"
            for label, value in (("籍贯", person.native_place), ("成长地", person.grown_up))
            if value and (place in value or value in unit.name)
        )
    return tuple(found)


def _hit(line: str, names: list[str]) -> bool:
    return any(name in line for name in names)


FEEDBACK_RULES = (
    "plan_due",
    "democratic_meeting",
    "rectification_due",
    "progress_report",
    "publication",
    "evaluation",
    "aftertalk",
    "long_term_follow_up",
)
"""Rules that rest on the day of feedback, in the order in which they rest on each other."""


def set_feedback_day(session: Session, task: Task, on: date) -> Task:
    """Record the day of feedback and, by the rules of the round, every date that rests on it."""
    with session.transaction():
        kept = session.save(replace(task, feedback_on=on))
        for code in FEEDBACK_RULES:
            kept = set_due(session, kept, code)
    return kept
