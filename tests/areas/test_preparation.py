"""A task cannot start before everybody has declared, and nobody who must stay away stays in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.areas.libraries.model import Person, Unit
from app.areas.preparation.declarations import Pledge, Recusal
from app.areas.preparation.model import Member, Task
from app.areas.preparation.service import add_member, months_after, new_task, recusal_hints, set_feedback_day
from app.core.errors import InputProblems, Refused
from db.session import Session
from tests.areas.cases import OnSite


def test_a_member_comes_with_a_declaration_and_a_pledge(session: Session, site: OnSite) -> None:
    someone = session.create(Person(name="组员乙", employer="示例县丙局", post="科员"))
    add_member(session, site.task, someone, duty="谈话组")
    assert [held.name for held in session.find(Recusal, task_id=site.task.id)] == ["组员乙"]
    assert [held.state for held in session.find(Pledge, task_id=site.task.id)] == ["draft"]
    with pytest.raises(Refused, match="组员乙已在本任务组内"):
        add_member(session, site.task, someone)


def test_entering_the_site_waits_for_every_declaration(session: Session, site: OnSite) -> None:
    assert session.why_not(site.task, "enter") == ("还没有登记组员",)
    add_member(session, site.task, session.create(Person(name="组员乙")))
    assert session.why_not(site.task, "enter") == (
        "回避申报还没有审定：组员乙",
        "还没有签保密承诺：组员乙",
    )
    (declared,) = session.find(Recusal, task_id=site.task.id)
    declared = session.move(declared, "recuse", reason="近亲属在该单位任职")
    assert session.why_not(site.task, "enter") == (
        "已决定回避的人员仍在组内：组员乙",
        "还没有签保密承诺：组员乙",
    )
    (member,) = session.find(Member, task_id=site.task.id)
    session.move(member, "leave", reason="回避")
    assert session.move(site.task, "enter").state == "onsite"


def test_hints_name_the_kind_of_recusal() -> None:
    unit = Unit(name="示例县乙镇党委", short_name="乙镇", category="township")
    someone = Person(
        name="组员丁",
        career="2018年至2021年 乙镇 干事",
        relatives="配偶 乙镇财政所 会计",
        native_place="示例县乙镇",
    )
    kinds = [hint[:4] for hint in recusal_hints(someone, unit)]
    assert kinds == ["公务回避", "任职回避", "地域回避"]
    assert recusal_hints(Person(name="组员戊"), unit) == ()


def test_a_round_inspects_a_unit_once(session: Session, site: OnSite) -> None:
    with pytest.raises(Refused, match="已安排"):
        new_task(session, site.round, site.unit, group_name="第二组", group_ordinal="二", leader="组长乙")


def test_dates_of_a_task_must_follow_each_other(session: Session, site: OnSite) -> None:
    with pytest.raises(InputProblems) as refused:
        session.save(replace(site.task, stay_to=date(2026, 3, 1), petition_until=date(2026, 4, 1)))
    assert len(refused.value.problems) == 2


def test_feedback_day_sets_the_end_of_rectification_by_the_rule_of_the_round(
    session: Session, site: OnSite
) -> None:
    task = set_feedback_day(session, site.task, date(2026, 6, 30))
    assert session.get(Task, task.id).rectification_due == date(2026, 9, 30)
    assert months_after(date(2025, 11, 30), 3) == date(2026, 2, 28)
