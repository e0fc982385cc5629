"""Make the fixed part of the demonstration round: units, people, policies, the round, tasks with their groups.

It must not make anything that a group finds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar

from app.areas.libraries.model import Person, Policy, Unit
from app.areas.preparation.declarations import Pledge, Recusal
from app.areas.preparation.model import Member, Round, Task
from app.areas.preparation.service import PLEDGE_DUTIES, PLEDGE_SCOPE, months_after
from app.core.fields import Signature
from app.core.records import Record
from app.demo.calendar import day, told, year
from db.session import Session

ROUND_NAME = "示例县委第三轮巡察"
R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class Libraries:
    """What the tasks draw on, in the order of the source."""

    units: tuple[Unit, ...]
    people: tuple[Person, ...]
    policies: tuple[Policy, ...]


def put(session: Session, cls: type[R], key: str, **fields: Any) -> R:
    """Store one record under a fixed id, numbered like any other; days named in its texts lie where the story does."""
    kind = cls.TYPE
    fields.setdefault("number", session.number(kind.pattern, kind.compartment) if kind.pattern else "")
    fields = {name: told(value) if isinstance(value, str) else value for name, value in fields.items()}
    return session.seed(cls(id=f"demo.{kind.name}.{key}", **fields))


def libraries_of(session: Session, source: dict[str, Any]) -> Libraries:
    """Units, the pool of 25 people and the policies of the source."""
    units = tuple(
        put(session, Unit, str(n), **_with_dates(row, "last_inspected"))
        for n, row in enumerate(source["units"], 1)
    )
    people = tuple(
        put(session, Person, f"{n:02}", **_person(row)) for n, row in enumerate(source["people"], 1)
    )
    policies = tuple(put(session, Policy, str(n), **row) for n, row in enumerate(source["policies"], 1))
    return Libraries(units, people, policies)


def _person(row: dict[str, Any]) -> dict[str, Any]:
    return {**_with_dates(row, "born", "joined_party", "sanction_until"), "skills": tuple(row["skills"])}


def _with_dates(row: dict[str, Any], *names: str) -> dict[str, Any]:
    return {key: date.fromisoformat(value) if key in names else value for key, value in row.items()}


def round_of(session: Session, *, longer: bool) -> Round:
    """The round that all tasks belong to. longer: one of its units is inspected later than the others."""
    return put(
        session,
        Round,
        "1",
        name=ROUND_NAME,
        term="示例县委",
        ordinal="三",
        year=year(),
        kinds=("regular", "village"),
        starts_on=day(2026, 3, 2),
        ends_on=day(2026, 11, 20) if longer else day(2026, 6, 30),
        approved_on=day(2026, 2, 25),
        approved_by="示例县委",
        plan_id="demo.plan.1",
        goals="坚持政治巡察定位，紧盯权力和责任，发现和推动解决党组织履行职责中的突出问题和群众身边的不正之风。",
        arrangement="2月下旬至3月上旬巡前准备，3月9日起进驻了解，5月下旬形成报告，6月中旬反馈并移交，随后集中整改三个月。"
        + ("第一组另于9月下旬进驻。" if longer else ""),
        emphasis="党中央决策部署落实情况\n群众身边不正之风和腐败问题\n基层党组织建设\n以往监督发现问题整改情况",
        state="running",
    )


def task_of(
    session: Session, key: str, plan: dict[str, Any], round_: Round, libraries: Libraries, state: str
) -> Task:
    """A task in `state`, with its group; everybody has declared and pledged."""
    unit, people = libraries.units[plan["unit"]], libraries.people
    stay_from, stay_to = (told(date.fromisoformat(on)) for on in plan["stay"])
    feedback = told(date.fromisoformat(plan["feedback"])) if "feedback" in plan else None
    task = put(
        session,
        Task,
        key,
        name=f"{plan['group']}巡察{unit.short_name}",
        round_id=round_.id,
        unit_id=unit.id,
        group_name=plan["group"],
        group_ordinal=plan["ordinal"],
        kinds=("village",) if unit.category == "village" else ("regular",),
        leader=people[plan["leader"]].name,
        deputies=people[plan["deputy"]].name,
        liaison=people[plan["liaison"]].name,
        authorised_on=day(2026, 2, 26),
        hotline=f"0999-860010{key}（工作日8:30—17:30）",
        mailbox=f"示例县邮政00{key}号专用信箱，邮编999000；意见箱设在办公楼和下属单位门前",
        office=f"示例县城西路{key}号院二楼",
        emphasis=round_.emphasis,
        web_link=f"https://xc.example.cn/r3/{key}",
        mobilised_on=stay_from,
        plan_approved_on=day(2026, 3, 2),
        plan_approved_by="县委巡察工作领导小组",
        notice_sent_on=stay_from - timedelta(days=10) if state != "preparing" else None,
        notice_receipt_by="办公室主任" if state != "preparing" else "",
        notice_receipt_on=stay_from - timedelta(days=9) if state != "preparing" else None,
        stay_from=stay_from,
        stay_to=stay_to,
        petition_until=stay_to - timedelta(days=7),
        feedback_on=feedback,
        rectification_due=months_after(feedback, 3) if feedback else None,
        documents_read=plan.get("documents"),
        meetings_held=plan.get("meetings"),
        questionnaires=plan.get("questionnaires"),
        state=state,
    )
    posts = {"leader": plan["leader"], "deputy": plan["deputy"], "liaison": plan["liaison"]}
    group = [*posts.items(), *(("member", index) for index in plan["members"])]
    for role, index in group:
        _member(session, task, people[index], role, plan["ordinal"])
    return task


def _member(session: Session, task: Task, person: Person, role: str, ordinal: str) -> None:
    key = f"{ordinal}.{person.id.rpartition('.')[2]}"
    duties = {"leader": "全面负责", "deputy": "复核底稿", "liaison": "综合协调", "member": "谈话和资料"}
    common: dict[str, Any] = {"task_id": task.id, "person_id": person.id, "name": person.name}
    put(
        session,
        Member,
        key,
        **common,
        role=role,
        duty=duties[role],
        joined_on=day(2026, 3, 2),
        state="serving",
    )
    signed = (
        Signature("组长", task.leader, day(2026, 3, 2), "同意"),
        Signature("巡察办", "巡察办主任", day(2026, 3, 3), "无须回避"),
    )
    put(
        session,
        Recusal,
        key,
        **common,
        employer=f"{person.employer} {person.post}",
        declared_on=day(2026, 3, 2),
        signed=signed,
        state="clear",
    )
    put(
        session,
        Pledge,
        key,
        **common,
        scope=PLEDGE_SCOPE,
        duties=PLEDGE_DUTIES,
        signed_on=day(2026, 3, 2),
        signed=(Signature("承诺人", person.name, day(2026, 3, 2)),),
        state="signed",
    )
