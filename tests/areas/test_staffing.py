"""Conditions read and decided, recusal as a matrix, people proposed with reasons, what became fixed, training, letters."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.areas.libraries.model import Person, Unit
from app.areas.preparation.declarations import Pledge, Recusal
from app.areas.preparation.model import Member, Round, Task
from app.areas.preparation.service import add_member, new_task
from app.areas.preparation.staffing.conditions import conditions, decide, verdicts
from app.areas.preparation.staffing.letters import letters_for
from app.areas.preparation.staffing.model import (
    ServiceSpell,
    StaffLimit,
    StaffNeed,
    TrainingAttendance,
    TrainingCourse,
)
from app.areas.preparation.staffing.recusal import declare, matrix_of, people_of_round
from app.areas.preparation.staffing.rotation import person_times, served
from app.areas.preparation.staffing.shipped import condition_id, seed_staffing
from app.areas.preparation.staffing.suggest import Pick, name_members, propose
from app.areas.preparation.staffing.training import attendance_of, attendance_text, enrol, mark, summary
from app.core.errors import Refused
from db.session import Session
from tests.areas.cases import OnSite

TODAY = date(2026, 3, 1)


@pytest.fixture
def pool(session: Session, site: OnSite) -> dict[str, Person]:
    """Five people: an auditor, a kinsman of the unit, one under sanction, one without any speciality, one busy."""
    seed_staffing(session)
    good = {"politics": "party", "appraisals": "2023 称职\n2024 优秀\n2025 称职", "sanctions": "无"}
    rows = {
        "甲": {"skills": ("audit", "finance"), "employer": "县审计局", **good},
        "乙": {"skills": ("audit",), "employer": "县财政局", "relatives": "配偶 甲局办公室 主任", **good},
        "丙": {"skills": ("audit",), "employer": "县水利局", **good, "sanction_until": date(2099, 9, 1)},
        "丁": {"skills": (), "employer": "县教育局", **good},
        "戊": {"skills": ("audit",), "employer": "县审计局", **good, "available": False},
    }
    return {name: session.create(Person(name=f"组员{name}", **fields)) for name, fields in rows.items()}


def results(session: Session, person: Person) -> dict[str, str]:
    return {held.condition.rule: held.result for held in verdicts(session, person, today=TODAY)}


def test_conditions_are_read_from_the_pool_and_decided_by_people(
    session: Session, pool: dict[str, Person]
) -> None:
    read = results(session, pool["丙"])
    assert (read["party"], read["appraisal"], read["sanction"], read["available"]) == (
        "met",
        "met",
        "unmet",
        "met",
    )
    poor = session.save(replace(pool["丁"], appraisals="2025 基本称职", sanctions="2020年诫勉"))
    assert (results(session, poor)["appraisal"], results(session, poor)["sanction"]) == ("unmet", "open")
    condition = next(held for held in conditions(session) if held.id == condition_id("sanction"))
    decide(session, pool["丙"], condition, result="met", basis="组织部核实影响期已过", on=TODAY)
    decide(session, pool["丙"], condition, result="unmet", basis="更正：仍在影响期", on=TODAY)
    held = next(each for each in verdicts(session, pool["丙"], today=TODAY) if each.condition == condition)
    assert (held.result, held.decided) == ("unmet", True)
    assert held.basis == "更正：仍在影响期（组长甲，2026-03-01）"


def test_the_matrix_tells_hints_from_declarations_and_decisions(
    session: Session, site: OnSite, pool: dict[str, Person]
) -> None:
    other = session.create(Unit(name="示例县乙镇党委", short_name="乙镇", category="township"))
    task = new_task(
        session, site.round, other, group_name="县委第二巡察组", group_ordinal="二", leader="组长乙"
    )
    add_member(session, site.task, pool["甲"])
    assert people_of_round(session, site.round.id) == (pool["甲"],)
    (declared,) = session.find(Recusal, task_id=site.task.id)
    session.move(declared, "clear", opinion="无须回避")
    held = declare(session, task, pool["丁"])
    session.move(held, "recuse", reason="与镇长共事")
    assert declare(session, task, pool["丁"]).id == held.id
    assert not session.find(Pledge, task_id=task.id)
    matrix = matrix_of(session, site.round.id, pool.values())
    states = [[cell.state for cell in line.cells] for line in matrix.lines]
    assert states == [
        ["none", "silent"],
        ["open", "silent"],
        ["silent"] * 2,
        ["silent", "has"],
        ["silent"] * 2,
    ]
    assert matrix.lines[1].cells[0].reasons == ("任职回避：近亲属情况里有“配偶 甲局办公室 主任”",)
    assert (matrix.lines[0].groups, matrix.count("has")) == ("县委第一巡察组", 1)


def test_candidates_are_ranked_with_reasons_and_others_are_left_out_with_theirs(
    session: Session, site: OnSite, pool: dict[str, Person]
) -> None:
    session.create(StaffNeed(task_id=site.task.id, duty="财务审计", skills=("audit", "finance"), count=2))
    (answer,) = propose(session, site.task, today=TODAY)
    assert [held.person.name for held in answer.candidates] == ["组员甲", "组员丁"]
    best = answer.candidates[0]
    assert "专长对口：审计、财务会计+60" in best.reasons
    assert "近三年考核有优秀+10" in best.reasons
    assert best.points == sum(int(text.replace("-", "+-").rsplit("+", 1)[1]) for text in best.reasons)
    out = {held.person.name: held.reasons for held in answer.excluded}
    assert "可能须回避" in out["组员乙"][0]
    assert out["组员丙"] == ("条件不符：没有处分或已过影响期（影响期至2099-09-01）",)
    assert out["组员戊"] == ("不能抽调",)
    assert answer.open == 2


def test_picks_become_named_members_all_or_none(
    session: Session, site: OnSite, pool: dict[str, Person]
) -> None:
    need = session.create(StaffNeed(task_id=site.task.id, duty="财务审计", skills=("audit",)))
    good = Pick(pool["甲"].id, "member", "财务审计", "专长对口")
    with pytest.raises(Refused) as caught:
        name_members(session, site.task, [good, Pick(pool["丙"].id, "member", "财务审计", "")])
    assert caught.value.reasons[0].startswith("组员丙：条件不符")
    assert not session.find(Member, task_id=site.task.id)
    (made,) = name_members(session, site.task, [good])
    assert (made.state, made.home_unit, made.chosen_why) == ("named", "县审计局", "专长对口")
    (answer,) = propose(session, site.task, today=TODAY)
    assert (answer.need, answer.open, answer.filled) == (need, 0, (made,))
    with pytest.raises(Refused, match="拟任名单"):
        name_members(session, site.task, [good])


def test_a_changed_weight_changes_the_order(session: Session, site: OnSite, pool: dict[str, Person]) -> None:
    session.create(StaffNeed(task_id=site.task.id, duty="审计", skills=("audit",)))
    skill = next(held for held in session.find(StaffLimit) if held.code == "weight_skill")
    session.save(replace(skill, value=0))
    (answer,) = propose(session, site.task, today=TODAY)
    assert answer.candidates[0].points == answer.candidates[1].points


def serve(session: Session, site: OnSite, person: Person, role: str = "member") -> Member:
    member = add_member(session, site.task, person, role)
    return session.move(session.save(replace(member, joined_on=date(2026, 3, 2))), "join")


def test_what_became_fixed_is_said(session: Session, site: OnSite, pool: dict[str, Person]) -> None:
    serve(session, site, pool["甲"], "leader")
    serve(session, site, pool["丁"])
    for year in (2023, 2024, 2025):
        session.create(
            ServiceSpell(
                person_id=pool["甲"].id,
                name="组员甲",
                year=year,
                round_name=f"{year}年巡察",
                group_name="县委第一巡察组",
                post="leader",
                unit_name="示例县甲局党组" if year == 2024 else "示例县丙局党组",
                home_unit="县审计局",
            )
        )
    first = served(session, today=date(2026, 5, 1))[0]
    assert (first.name, first.rounds, first.run, first.months) == ("组员甲", 4, 4, 1)
    assert first.warnings == (
        "连续参加4轮，超过3轮",
        "组长不固定：连续4轮任县委第一巡察组组长",
        "巡察对象不固定：2024年2024年巡察巡察过示例县甲局党组",
    )
    assert first.posts == "组长4次"


def test_person_times_are_counted_once_a_round_with_the_formula(
    session: Session, site: OnSite, pool: dict[str, Person]
) -> None:
    serve(session, site, pool["甲"])
    serve(session, site, pool["丁"])
    add_member(session, site.task, pool["乙"])
    session.create(
        ServiceSpell(
            person_id=pool["甲"].id, name="组员甲", year=2025, round_name="第二轮", home_unit="县审计局"
        )
    )
    times = person_times(session)
    assert (times.total, times.people) == (3, 2)
    assert times.by_year == (("2025", 1), ("2026", 2))
    assert times.by_unit == (("县审计局", 2), ("县教育局", 1))
    assert times.formula == (
        "抽调人次＝第二轮1＋示例县委第三轮巡察2＝3人次（同一人同一轮计1次；涉及2人；拟任未到组的不计）"
    )
    assert person_times(session, year=2026).total == 2


def test_a_session_is_held_when_attendance_and_scores_are_entered(
    session: Session, site: OnSite, pool: dict[str, Person]
) -> None:
    for name in ("甲", "丁"):
        add_member(session, site.task, pool[name])
    course = session.create(
        TrainingCourse(round_id=site.round.id, name="岗前业务", held_on=TODAY, hours=30, examined=True)
    )
    assert session.why_not(course, "hold") == ("还没有列入参训人员",)
    assert enrol(session, course) == 2
    assert enrol(session, course) == 0
    first, second = attendance_of(session, course)
    with pytest.raises(Refused, match="没有保存") as caught:
        mark(session, course, {first.id: (True, 1001, "")})
    assert caught.value.reasons == ("组员甲的成绩100.1分超过满分100分",)
    assert mark(session, course, {first.id: (True, 855, ""), second.id: (False, None, "出差")}) == 2
    assert mark(session, course, {first.id: (True, 855, "")}) == 0
    held = session.move(course, "hold")
    assert attendance_text(held, attendance_of(session, held)) == (
        "应到2人，实到1人，到训率＝1÷2＝50.0%；考试1人，及格1人，及格率＝1÷1＝100.0%"
    )
    late, there = summary(session, site.round.id)
    assert (late.name, late.missed, there.hours, there.average) == ("组员丁", ("岗前业务",), 30, 855)
    assert results(session, pool["甲"])["trained"] == "met"
    assert len(session.find(TrainingAttendance)) == 2


def test_each_home_unit_gets_one_letter_and_its_number_goes_to_the_members(
    session: Session, site: OnSite, pool: dict[str, Person]
) -> None:
    session.save(replace(pool["丁"], home_unit="示例县教育局党组"))
    for name in ("甲", "丁"):
        add_member(session, site.task, pool[name])
    letters = letters_for(session, site.round)
    assert [(held.home_unit, held.people) for held in letters] == [
        ("县审计局", "组员甲"),
        ("示例县教育局党组", "组员丁"),
    ]
    assert letters_for(session, site.round) == ()
    first = session.save(replace(letters[0], doc_number="示例巡办函〔2026〕3号", sent_on=TODAY))
    session.move(first, "send")
    assert [held.letter for held in session.find(Member)] == ["示例巡办函〔2026〕3号", ""]
    assert session.get(Task, site.task.id).round_id == session.find(Round)[0].id
