"""Systems ㊱, ㊸, 58 and 59: what the group does on site is registered once and counted from its records."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from app.areas.fieldwork.model import Petition, Visit
from app.areas.fieldwork.presence import view as presence_view
from app.areas.fieldwork.presence.counting import extension_states, figure, method_counts
from app.areas.fieldwork.presence.methods import (
    ExtensionMinimum,
    ExtensionTarget,
    Method,
    MethodList,
    MethodUse,
    WeeklyReport,
)
from app.areas.fieldwork.presence.model import (
    TYPES,
    AnnouncementPost,
    DisclosureCheck,
    Hearing,
    HotlineCall,
    HotlineDuty,
    MailboxOpening,
    TemporaryBranch,
)
from app.areas.fieldwork.presence.papers import PAPERS
from app.areas.fieldwork.presence.service import (
    call_to_petition,
    counted,
    letters_to_petitions,
    next_report,
    plan_duty,
    seed_methods,
    targets_from_task,
)
from app.areas.libraries.deadlines.holidays import calendar_of
from app.areas.libraries.model import Person
from app.areas.preparation.dispatch import PARTS
from app.areas.preparation.model import Member, Task
from app.areas.preparation.service import add_member
from app.areas.workpapers.service import finding_from
from app.core.errors import InputProblems, KnownError, Refused
from app.documents.pdf import render_pdf
from db.query import Query
from db.session import Session
from tests.areas import cases
from tests.areas.cases import OnSite, on_site
from tests.areas.papers_reading import assert_clean, in_model
from tests.builders import new_session


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with new_session(tmp_path / "vault") as made:
        yield made


@pytest.fixture
def site(session: Session) -> OnSite:
    made = on_site(session)
    seed_methods(session)
    return made


def paper(session: Session, name: str, key: str) -> str:
    built = next(spec for spec in PAPERS if spec.name == name).build(session, key)
    assert render_pdf(built).startswith(b"%PDF")
    text = in_model(built)
    assert_clean(text)
    return text


def visit(session: Session, site: OnSite, target: ExtensionTarget, kind: str, **fields: object) -> Visit:
    given = {
        "task_id": site.task.id,
        "kind": kind,
        "place": target.name,
        "target_id": target.id,
        "visited_at": datetime(2026, 3, 12, 9, 0),
        "visitors": "组员乙、组员丙",
        "content": "了解收支公开情况。",
    }
    return session.create(Visit(**{**given, **fields}))


def test_system_43_village_work_is_measured_against_the_editable_minimum(
    session: Session, site: OnSite
) -> None:
    task = session.save(replace(site.task, extended="柏坪村\n河湾社区\n水厂"))
    targets = {held.name: held for held in targets_from_task(session, task)}
    assert [held.kind for held in targets.values()] == ["village", "community", "sub"]
    assert targets_from_task(session, task) == ()
    village = session.save(replace(targets["柏坪村"], households=212, members=37))
    visit(session, site, village, "home", people=9, households=20)
    visit(session, site, village, "talk", people=5)
    for kind in ("listen", "check"):
        visit(session, site, village, kind)
    states = {state.target.name: state for state in extension_states(session, task)}
    # 212 × 10% = 21.2 households, so 22 are needed.
    assert states["柏坪村"].missing == ("入户走访还差2户", "党员群众座谈还差1次")
    assert "入户走访：还没有填户数，算不出应走访多少" in states["河湾社区"].missing
    assert states["水厂"].missing == ("到现场走访还差1人次",)

    home = next(rule for rule in session.find(ExtensionMinimum) if rule.counter == "home")
    session.save(replace(home, least=5))
    session.create(Hearing(task_id=task.id, kind="seminar", topic="党员座谈", target_id=village.id))
    (state,) = [s for s in extension_states(session, task) if s.target.id == village.id]
    assert state.missing == ()
    text = paper(session, "visit_record", session.find(Visit)[0].id)
    assert all(part in text for part in ("柏坪村，212户，党员37人", "20户", "组员乙、组员丙"))
    blank = next(spec for spec in PAPERS if spec.record == "extension_target").build(session, village.id)
    assert "柏坪村" in in_model(blank)
    assert "presence.villages" in {page.code for page in presence_view.pages(None)}


def test_system_58_announcement_letter_box_and_hotline_leave_a_trace(session: Session, site: OnSite) -> None:
    post = session.create(
        AnnouncementPost(
            task_id=site.task.id,
            place="服务大厅公告栏",
            posted_at=datetime(2026, 3, 9, 10),
            posted_by="组员乙",
        )
    )
    assert session.why_not(post, "take_down") == ("“撤下日期”还没有填写", "“撤下人”还没有填写")
    post = session.save(replace(post, taken_down_on=date(2026, 5, 8), taken_down_by="组员乙"))
    assert session.move(post, "take_down").state == "down"

    box = {"task_id": site.task.id, "box": "1号箱", "opened_at": datetime(2026, 3, 16, 9), "opener": "组员乙"}
    with pytest.raises(InputProblems, match="两个开箱人不能是同一人"):
        session.create(MailboxOpening(**box, witness="组员乙", letters=3))
    opening = session.create(MailboxOpening(**box, witness="组员丙", letters=3, other_items=1))
    assert "还有2件没有登记" in session.why_not(opening, "settle")[0]
    with pytest.raises(Refused, match="只能再登记2件"):
        letters_to_petitions(session, opening, ["一", "二", "三"])
    made = letters_to_petitions(session, opening, ["反映收支不公开", "", "反映占地补偿"])
    assert [(held.channel, held.received_on, held.naming) for held in made] == [
        ("box", date(2026, 3, 16), "anonymous")
    ] * 2
    opening = session.get(MailboxOpening, opening.id)
    assert opening.petition_ids == tuple(held.id for held in made)
    assert session.move(opening, "settle").state == "settled"
    assert made[0].number in paper(session, "mailbox_record", opening.id)

    call = session.create(
        HotlineCall(
            task_id=site.task.id, called_at=datetime(2026, 3, 17, 15), recorder="组员丙", naming="real",
            caller="群众甲", caller_phone="13800000000", summary="反映公益岗位安排亲属", content="原话。",
        )
    )  # fmt: skip
    petition = call_to_petition(session, call)
    assert (petition.channel, petition.reporter, petition.summary) == ("phone", "群众甲", call.summary)
    call = session.get(HotlineCall, call.id)
    assert (call.state, call.petition_id) == ("petition", petition.id)
    with pytest.raises(Refused, match="不能重复登记"):
        call_to_petition(session, call)
    assert len(session.find(Petition)) == 3

    add_member(session, site.task, session.create(Person(name="组员乙")))
    member = session.find(Member)[0]
    session.move(member, "join")
    days = plan_duty(session, session.get(Task, site.task.id))
    assert days[0].duty_on == date(2026, 3, 9)
    calendar = calendar_of(session)
    assert all(held.duty_on and calendar.is_workday(held.duty_on) for held in days)
    assert plan_duty(session, session.get(Task, site.task.id)) == ()
    assert "组员乙" in paper(session, "duty_roster", site.task.id)
    groups = {cls.TYPE.group for cls in (AnnouncementPost, MailboxOpening, HotlineDuty, HotlineCall)}
    assert groups == {"公告与受理"}


def test_a_caller_who_gave_no_name_keeps_none(session: Session, site: OnSite) -> None:
    call = {
        "task_id": site.task.id,
        "called_at": datetime(2026, 3, 17, 15),
        "recorder": "组员丙",
        "summary": "摘要",
    }
    with pytest.raises(InputProblems, match="不在这里留姓名和号码"):
        session.create(HotlineCall(**call, naming="protected", caller="群众甲"))
    kind = HotlineCall.TYPE
    assert kind.field("caller").sensitivity.value == kind.field("caller_phone").sensitivity.value == "guarded"


def test_system_59_the_steps_are_counted_from_the_records_behind_them(session: Session, site: OnSite) -> None:
    cases.interview(session, site)
    target = session.create(ExtensionTarget(task_id=site.task.id, name="柏坪村"))
    visit(session, site, target, "covert", people=2)
    visit(session, site, target, "visit", people=3)
    for kind, copies in (("post", 3), ("site", 1), ("leave", 1)):
        session.create(
            AnnouncementPost(
                task_id=site.task.id,
                kind=kind,
                place="公告栏",
                copies=copies,
                posted_at=datetime(2026, 3, 9, 9),
            )
        )
    seven = session.get(MethodList, "method_list.seven")
    counts = {count.method.name: count for count in method_counts(session, seven.id, site.task.id)}
    assert list(counts) == ["告", "听", "谈", "查", "访", "评", "询"]
    assert [item.text for item in counts["告"].figures] == ["4 份", "0 次"]
    assert [item.text for item in counts["谈"].figures] == ["1 人次"]
    assert counts["访"].figures[0].text == "5 人次"
    assert not counts["评"].used

    # The list behind a figure holds the records that were counted.
    for code in ("announcement", "covert", "visit", "interview"):
        item = figure(session, code, site.task.id)
        assert item is not None
        rows = session.page(item.type, session.rows(Query(item.type, item.filters)))
        assert len(rows) == {"announcement": 2, "covert": 1, "visit": 2, "interview": 1}[code]
    assert figure(session, "covert", site.task.id, date(2026, 3, 13), date(2026, 3, 20)).value == 0
    unannounced, plain = session.find(Visit)
    assert "四不两直" in paper(session, "covert_record", unannounced.id)
    with pytest.raises(KnownError, match="不是明察暗访"):
        paper(session, "covert_record", plain.id)
    assert "presence.methods" in {page.code for page in presence_view.pages(None)}


def test_system_36_sets_of_methods_are_editable_and_counted(session: Session, site: OnSite) -> None:
    names = [held.name for held in sorted(session.find(MethodList), key=lambda held: held.position or 0)]
    assert names == ["七步工作法", "四步工作法", "13+N 方式方法", "六个结合"]
    assert len(session.find(Method, list_id="method_list.thirteen")) == 14
    own = session.create(MethodList(name="本地三访"))
    method = session.create(Method(list_id=own.id, position=1, name="夜访", counters=("interview",)))
    session.create(
        MethodUse(
            task_id=site.task.id, method_id=method.id, used_on=date(2026, 3, 12), times=2, content="晚间入户"
        )
    )
    (count,) = method_counts(session, own.id, site.task.id)
    assert (count.uses, count.used, count.figures[0].value) == (2, True, 0)

    # What the group changed stays when the program seeds again.
    first = session.get(Method, "method.seven.1")
    session.save(replace(first, content="本地做法"))
    assert seed_methods(session) == 0
    assert session.get(Method, first.id).content == "本地做法"
    assert {"method_list", "method"} <= {name for part in PARTS for name in part.types}


def test_a_weekly_report_counts_its_week_and_all_before(session: Session, site: OnSite) -> None:
    cases.interview(session, site)
    cases.petition(session, site)
    cases.finding(session, site)
    report = session.create(next_report(session, site.task, today=date(2026, 3, 20)))
    assert (report.starts_on, report.ends_on) == (date(2026, 3, 9), date(2026, 3, 15))
    assert "个别谈话 1 人次（累计 1 人次）" in report.figures
    assert "1 个" in report.by_focus
    report = session.save(replace(report, work="完成动员。", next_plan="继续谈话"))
    later = next_report(session, site.task, today=date(2026, 3, 20))
    assert later.starts_on == date(2026, 3, 16)
    assert "个别谈话 0 人次（累计 1 人次）" in later.figures
    cases.interview(session, site, subject="受访人乙")
    again = session.save(counted(session, report))
    assert "个别谈话 2 人次" in again.figures
    assert again.work == "完成动员。"
    text = paper(session, "weekly_report", report.id)
    assert all(part in text for part in ("2026年3月9日至3月15日", "完成动员。", "继续谈话", "累计"))
    mid = next_report(session, site.task, today=date(2026, 4, 1), kind="mid")
    assert (mid.starts_on, mid.ends_on) == (date(2026, 3, 9), date(2026, 4, 1))
    assert session.move(again, "send").state == "sent"
    assert len(session.find(WeeklyReport)) == 1


def test_what_was_said_at_a_meeting_becomes_a_finding(session: Session, site: OnSite) -> None:
    held = session.create(
        Hearing(
            task_id=site.task.id, kind="seminar", topic="职工座谈", held_at=datetime(2026, 3, 12, 9),
            attendees="职工代表", recorder="组员丙", content="群众甲：公开栏不更新。", extract="公开栏不更新",
        )
    )  # fmt: skip
    made = finding_from(session, held, title="公开栏不更新")
    assert len(made.evidence_ids) == 1
    text = paper(session, "hearing_record", held.id)
    assert all(part in text for part in ("座谈会记录", "职工座谈", "公开栏不更新"))


def test_papers_of_the_kick_off_the_branch_and_the_leave(session: Session, site: OnSite) -> None:
    task = session.save(replace(site.task, hotline="0000-1234567", mailbox="1号箱"))
    agenda = paper(session, "mobilisation_agenda", task.id)
    assert all(part in agenda for part in ("组长作动员讲话", "组长甲", "民主测评"))
    assert "签名" in paper(session, "mobilisation_sign_in", task.id)
    assert "发言要点" in paper(session, "mobilisation_record", task.id)
    assert "值班电话：0000-1234567" in paper(session, "news_outline", task.id)
    branch = session.create(
        TemporaryBranch(
            task_id=task.id, name="县委第一巡察组临时党支部", secretary="组长甲", committee="组织委员组员乙",
            members=5, approved_by="县直机关工委", approved_on=date(2026, 3, 6), doc_number="示工委复〔2026〕1号",
        )
    )  # fmt: skip
    text = paper(session, "branch_approval", branch.id)
    assert all(part in text for part in ("书记由组长甲担任；组织委员组员乙", "现有党员5人"))
    assert "临时党支部会议记录" in paper(session, "branch_minutes", branch.id)
    assert "自2026年5月8日起撤离" in paper(session, "withdrawal_notice", task.id)
    session.create(
        AnnouncementPost(
            task_id=task.id, kind="leave", place="公告栏", posted_at=datetime(2026, 5, 8, 9),
            effective_at=datetime(2026, 5, 8, 17),
        )
    )  # fmt: skip
    assert "自2026年5月8日17时00分起撤离" in paper(session, "withdrawal_notice", task.id)


def test_checks_of_disclosures_are_one_register(session: Session, site: OnSite) -> None:
    assert "抽查对象" in paper(session, "disclosure_list", site.task.id)
    held = session.create(
        DisclosureCheck(task_id=site.task.id, name="班子成员甲", item="房产", declared="两套", found="三套")
    )
    assert len(session.why_not(held, "check")) == 3
    held = session.save(replace(held, result="missing", checker="组员乙", checked_on=date(2026, 4, 1)))
    assert session.move(held, "check").state == "checked"
    text = paper(session, "disclosure_list", site.task.id)
    assert all(part in text for part in ("班子成员甲", "有漏报", "共抽查1项"))


def test_every_list_of_presence_stands_in_a_group() -> None:
    assert {cls.TYPE.group for cls in TYPES} == {"公告与受理", "走访与方法"}
