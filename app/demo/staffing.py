"""The demonstration's records of preparation.staffing: needs, letters, training, earlier rounds, a decision or two."""

from __future__ import annotations

from datetime import date, timedelta

from app.areas.libraries.model import Person
from app.areas.preparation.model import Member, Round, Task
from app.areas.preparation.staffing.model import (
    ConditionCheck,
    DrawLetter,
    ServiceSpell,
    StaffNeed,
    TrainingAttendance,
    TrainingCourse,
)
from app.areas.preparation.staffing.rotation import home_unit_of
from app.areas.preparation.staffing.shipped import condition_id
from app.demo.calendar import day, told
from app.demo.making import put
from db.session import Session

EARLIER = (
    (2024, "示例县委第一轮巡察", date(2024, 9, 2), date(2024, 12, 20), (0, 3, 6, 7, 13, 14, 18)),
    (2025, "示例县委第二轮巡察", date(2025, 3, 3), date(2025, 6, 27), (0, 1, 3, 4, 6, 9, 12, 16, 18)),
)
"""Rounds before this vault: year, name, first and last day, who served (by place in the pool)."""
PLACES = ("示例县民生医院党委", "示例县第二中学党总支")
COURSES = (
    (
        "1",
        "政治巡察和监督重点",
        "policy",
        date(2026, 3, 2),
        30,
        "县委党校教室",
        "县委党校教师",
        False,
        "held",
    ),
    ("2", "谈话、查账和底稿制作", "duty", date(2026, 3, 3), 60, "县纪委监委会议室", "程明理", True, "held"),
    (
        "3",
        "保密纪律和工作台操作",
        "secrecy",
        date(2026, 3, 4),
        20,
        "县纪委监委会议室",
        "沈守静",
        False,
        "held",
    ),
    ("4", "整改督查方法", "skill", date(2026, 6, 10), 20, "县委巡察办", "方守正", False, "planned"),
)


def play(session: Session, *, office: bool) -> None:
    """Fill this part of a new demonstration vault; inside the caller's transaction."""
    round_ = session.get(Round, "demo.round.1")
    people = session.find(Person)
    tasks = session.find(Task, round_id=round_.id)
    _needs(session, tasks[0])
    _courses(session, round_, tasks)
    if office:
        _earlier(session, people)
        _letters(session, round_, tasks)
        _decisions(session, people)


def _needs(session: Session, task: Task) -> None:
    put(
        session, StaffNeed, "1", task_id=task.id, role="member", duty="文字综合", skills=("writing",), count=1
    )
    put(
        session, StaffNeed, "2", task_id=task.id, role="member", duty="政策法律咨询", skills=("law", "health"),
        count=1, note="可以请专家协查",
    )  # fmt: skip


def _courses(session: Session, round_: Round, tasks: tuple[Task, ...]) -> None:
    for key, name, kind, on, hours, place, teacher, examined, state in COURSES:
        course = put(
            session,
            TrainingCourse,
            key,
            round_id=round_.id,
            name=name,
            kind=kind,
            held_on=told(on),
            hours=hours,
            place=place,
            teacher=teacher,
            audience="全体组员",
            outline="围绕本轮重点讲方法、讲案例、讲纪律。" if examined else "",
            examined=examined,
            state=state,
        )
        members = [held for task in tasks for held in session.find(Member, task_id=task.id)]
        for place_in, member in enumerate(members):
            absent = (place_in + int(key)) % 9 == 0 or state == "planned"
            put(
                session,
                TrainingAttendance,
                f"{key}.{place_in:02}",
                course_id=course.id,
                person_id=member.person_id,
                name=member.name,
                employer=session.get(Person, member.person_id).employer,
                group_name=session.get(Task, member.task_id).group_name,
                present=not absent,
                score=780 + (place_in * 37) % 200 if examined and not absent else None,
                note="出差，已发课件" if absent and state == "held" else "",
            )


def _earlier(session: Session, people: tuple[Person, ...]) -> None:
    for number, (year, name, start, end, who) in enumerate(EARLIER):
        for place in who:
            person = people[place]
            role = person.pool if person.pool in ("leader", "deputy") else "member"
            put(
                session,
                ServiceSpell,
                f"{year}.{place:02}",
                person_id=person.id,
                name=person.name,
                year=year,
                round_name=name,
                group_name="县委第一巡察组" if place % 2 == 0 else "县委第二巡察组",
                post=role,
                unit_name=PLACES[(place + number) % 2],
                home_unit=person.employer,
                started_on=start,
                ended_on=end,
                appraisal="优秀" if place % 5 == 0 else "称职",
            )


def _letters(session: Session, round_: Round, tasks: tuple[Task, ...]) -> None:
    wanted: dict[str, list[Member]] = {}
    for task in tasks:
        for member in session.find(Member, task_id=task.id):
            home = home_unit_of(member, session.get(Person, member.person_id))
            wanted.setdefault(home, []).append(member)
    for number, (home, members) in enumerate(wanted.items(), 1):
        put(
            session,
            DrawLetter,
            f"{number:02}",
            round_id=round_.id,
            home_unit=home,
            member_ids=tuple(member.id for member in members),
            people="、".join(member.name for member in members),
            starts_on=round_.starts_on,
            ends_on=round_.ends_on,
            doc_number=f"示例巡办函〔2026〕{number}号",
            sent_on=day(2026, 2, 10),
            reply_by=day(2026, 2, 10) + timedelta(days=7),
            issuer="示例县委巡察工作领导小组办公室",
            contact="联系人甲　0000-0000000",
            state="agreed",
        )


def _decisions(session: Session, people: tuple[Person, ...]) -> None:
    for key, place, result, basis in (
        ("discipline", 0, "met", "县纪委监委、县委组织部书面回复无反映"),
        ("discipline", 4, "met", "县纪委监委书面回复无反映"),
        ("health", 8, "met", "本人体检报告"),
    ):
        put(
            session,
            ConditionCheck,
            f"{key}.{place:02}",
            person_id=people[place].id,
            condition_id=condition_id(key),
            name=people[place].name,
            condition={"discipline": "组织和纪检部门意见", "health": "身体健康"}[key],
            result=result,
            basis=basis,
            checked_on=day(2026, 2, 12),
            checked_by="巡察办主任",
        )
