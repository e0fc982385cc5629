"""What a step asks of earlier and later work, each reason in the user's words: feedback, gates, leaving, filing away."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from app.areas.feedback.delivery.model import FeedbackSession, Recommendation
from app.areas.feedback.delivery.service import double_feedback, draft_recommendation, recommend_common
from app.areas.feedback.model import FeedbackProblem
from app.areas.fieldwork.intake.model import InterviewPlan
from app.areas.fieldwork.presence.model import Hearing, HotlineCall
from app.areas.fieldwork.surveys.model import Survey
from app.areas.libraries.deadlines.coming import upcoming
from app.areas.libraries.deadlines.model import DeadlineRule
from app.areas.libraries.deadlines.service import dates_of, keep, seed_rules
from app.areas.preparation.model import Member, Round, Task
from app.areas.preparation.planning.model.means import BudgetItem, EquipmentItem
from app.areas.preparation.planning.model.plans import Responsibility
from app.areas.preparation.planning.service.partners import due_day
from app.areas.preparation.service import new_task
from app.areas.rectification.accounts.model import RectPlan
from app.areas.rectification.model import RectTask
from app.areas.reporting.gates import ReportGate, gates_of, seed_gates
from app.areas.reporting.meetings.service import begin_deliberation, sign_gate
from app.areas.reporting.model import Report
from app.areas.workpapers.judging.model import CommonProblem
from app.core.errors import Refused
from db.session import Session
from tests.areas.cases import OnSite, signed_paper
from tests.systems.places import paper_text

FED_BACK = date(2026, 6, 12)
ONE_OFF = "双反馈在“反馈会”里办；按规定不必双反馈的，在任务的“不作双反馈的理由”里写明理由和批准人"


def task_in(session: Session, site: OnSite, state: str, **fields: object) -> Task:
    """A second task of the same unit in a given state."""
    return session.seed(replace(site.task, id=f"test.{state}", name=f"任务{state}", state=state, **fields))  # type: ignore[arg-type]  # fields of Task


def test_feedback_is_entered_only_when_both_were_given_or_the_task_says_why_not(
    session: Session, site: OnSite
) -> None:
    task = task_in(session, site, "reporting", feedback_on=FED_BACK)
    assert session.why_not(task, "give_feedback") == (
        "还没有对主要负责人反馈",
        "还没有对党组织领导班子反馈",
        ONE_OFF,
    )
    planned = session.create(FeedbackSession(task_id=task.id, kind="head"))
    session.seed(FeedbackSession(id="test.body", task_id=task.id, kind="body", state="held"))
    assert session.why_not(task, "give_feedback") == ("对主要负责人的反馈还是“已安排”", ONE_OFF)
    assert not double_feedback(session, task).fed_back
    excused = session.save(replace(task, feedback_exception="社区不单设主要负责人反馈，巡察办主任批准"))
    assert session.why_not(excused, "give_feedback") == ()
    assert double_feedback(session, excused).fed_back
    session.seed(replace(planned, id="test.head", state="waived"))
    assert session.why_not(task, "give_feedback") == ()


def test_a_gate_that_the_county_adds_is_asked_for_and_signed_by_its_posts_alone(
    session: Session, site: OnSite
) -> None:
    assert seed_gates(session) == 4
    assert [gate.name for gate in gates_of(session)] == ["文字关", "事例关", "观点关", "政治关"]
    paper = signed_paper(session, site)
    report = session.seed(
        Report(
            id="test.report",
            task_id=site.task.id,
            title="巡察报告",
            paper_ids=(paper.id,),
            state="consulting",
        )
    )
    begin_deliberation(session, report)
    session.create(
        ReportGate(name="保密关", position=5, keeper="保密员", roles=("security",), points="密级和范围")
    )
    session.save(replace(gates_of(session)[1], active=False))
    assert "四关还没有签：文字关、观点关、政治关、保密关" in session.why_not(report, "submit")
    with pytest.raises(Refused) as stopped:
        sign_gate(session, report, "事例关")
    assert stopped.value.reasons == ("这道关口已经停用或改名",)
    signed = sign_gate(session, report, "文字关")
    assert "四关还没有签：观点关、政治关、保密关" in session.why_not(signed, "submit")


def test_leaving_waits_for_talks_hearings_calls_and_questionnaires(session: Session, site: OnSite) -> None:
    task = site.task
    session.create(InterviewPlan(task_id=task.id, subject="受访人丁"))
    session.create(Hearing(task_id=task.id, kind="seminar", topic="职工座谈"))
    session.create(
        HotlineCall(
            task_id=task.id, called_at=datetime(2026, 3, 12, 9), recorder="组员乙", summary="反映食堂"
        )
    )
    session.seed(Survey(id="test.survey", task_id=task.id, name="职工问卷", state="open"))
    reasons = "\n".join(session.why_not(task, "leave"))
    for said in (
        "必谈对象还没有谈：",
        "座谈、会议记录没有核对：",
        "来电没有转信访件，也没有答复：",
        "问卷还在发放回收：",
    ):
        assert said in reasons


def test_a_round_moves_on_only_when_its_tasks_have(session: Session, site: OnSite) -> None:
    round_ = session.seed(replace(site.round, id="test.round", name="另一轮", state="running"))
    task = task_in(session, site, "onsite", round_id=round_.id)
    assert session.why_not(round_, "follow") == (f"还有任务没有走到这一步：{task.name}（进驻了解）",)
    following = session.seed(replace(site.round, id="test.following", name="第三轮", state="following"))
    task_in(session, site, "rectifying", round_id=following.id)
    assert session.why_not(following, "close") == ("还有任务没有走到这一步：任务rectifying（整改督查）",)
    over = session.seed(replace(site.round, id="test.over", name="第四轮", state="following"))
    task_in(session, site, "closed", round_id=over.id)
    assert session.why_not(over, "close") == ()


def test_a_task_is_filed_away_when_everything_is_struck_off(session: Session, site: OnSite) -> None:
    task = task_in(session, site, "rectifying")
    session.seed(
        FeedbackProblem(
            id="test.problem", task_id=task.id, title="报销审核不严", focus="f4-2", state="issued"
        )
    )
    open_task = session.seed(RectTask(id="test.rect", task_id=task.id, title="建制度", state="doing"))
    reasons = session.why_not(task, "close")
    assert any(why.startswith("反馈问题还没有分解整改任务：") for why in reasons)
    assert any(why.startswith("整改任务没有销号：") and open_task.title in why for why in reasons)


def test_nobody_enters_without_the_pledge(session: Session, site: OnSite) -> None:
    session.create(Member(task_id=site.task.id, name="组员戊"))
    assert "还没有签保密承诺：组员戊" in session.why_not(site.task, "enter")


# Days -----------------------------------------------------------------------------------------------------


def test_how_long_a_stay_is_follows_the_kind_of_inspection(session: Session, site: OnSite) -> None:
    seed_rules(session)
    start = date(2026, 9, 1)
    for kind, days in (("regular", 60), ("special", 30), ("review", 20), ("village", 35)):
        round_ = session.create(Round(name=kind, kinds=(kind,)))
        task = new_task(
            session,
            round_,
            site.unit,
            group_name="县委第二巡察组",
            group_ordinal="二",
            leader="组长乙",
            stay_from=start,
        )
        assert task.stay_to == start + timedelta(days=days), kind
        assert task.petition_until is not None
        assert task.petition_until < task.stay_to
    reminded = {row.rule_code for row in upcoming(session, today=date(2026, 12, 1), task_id=task.id)}
    assert "report_due" in reminded
    assert not reminded & {"stay_village", "petition_until"}, "these days are reckoned, not reminded of"
    note = next(note for note in dates_of(session, task) if note.on == task.stay_to)
    assert note.how.startswith("进驻日期2026-09-01起35日")


def test_a_plan_follows_the_day_of_its_task_and_is_said_once(session: Session, site: OnSite) -> None:
    seed_rules(session)
    task, _ = keep(session, replace(site.task, feedback_on=FED_BACK))
    plan, _ = keep(session, RectPlan(task_id=task.id, title="整改方案"))
    assert plan.due_on == task.plan_due
    assert task.plan_due is not None
    rows = upcoming(session, today=task.plan_due, task_id=task.id, within=0)
    assert [row.about_type for row in rows if row.ends_on == task.plan_due] == ["rect_plan"]
    _, moves = keep(session, replace(task, feedback_on=FED_BACK + timedelta(days=7)))
    assert {(move.type, move.field) for move in moves} >= {("task", "plan_due"), ("rect_plan", "due_on")}


def test_letters_to_departments_are_due_by_the_rule_that_the_county_edits(
    session: Session, site: OnSite
) -> None:
    seed_rules(session)
    sent = date(2026, 3, 2)
    assert due_day(session, sent) == date(2026, 3, 16)
    rule = session.get(DeadlineRule, "rule.partner_answer")
    session.save(replace(rule, offset=5))
    assert due_day(session, sent) == date(2026, 3, 9)
    session.save(replace(session.get(DeadlineRule, rule.id), active=False))
    assert due_day(session, sent) is None


# Recommendations and papers -------------------------------------------------------------------------------


def test_a_judged_problem_becomes_a_recommendation_that_names_it(session: Session, site: OnSite) -> None:
    paper = signed_paper(session, site)
    problem = session.seed(
        FeedbackProblem(
            id="test.problem",
            task_id=site.task.id,
            title="报销审核不严",
            focus="f4-2",
            paper_ids=(paper.id,),
            state="issued",
        )
    )
    common = session.create(
        CommonProblem(
            title="差旅费报销审核普遍不严", unit_ids=(site.unit.id,), finding_ids=paper.finding_ids,
            summary="两个单位都有", causes="没有复核岗", authority="县财政局", proposal="修订报销办法",
        )
    )  # fmt: skip
    with pytest.raises(Refused, match="不能起草建议书"):
        recommend_common(session, common)
    judged = session.seed(replace(common, id="test.common", state="confirmed"))
    made = recommend_common(session, judged)
    assert (made.common_problem_id, made.problem_ids, made.receiver) == (judged.id, (problem.id,), "县财政局")
    assert "修订报销办法" in made.advice
    assert draft_recommendation(session, [problem], kind="governance").common_problem_id == judged.id
    assert draft_recommendation(session, [problem]).common_problem_id == ""
    assert isinstance(made, Recommendation)


def test_duties_and_means_are_printed_with_their_sums(session: Session, site: OnSite) -> None:
    for place, state in enumerate(("done", "open"), 1):
        duty = session.seed(
            Responsibility(
                id=f"test.duty.{place}", body="office", year=2026, position=place, item=f"事项{place}", standard="开会并有纪要", proof="纪要",
                due_on=date(2026, 1, 31), state=state,
            )
        )  # fmt: skip
    text = paper_text(session, "responsibility_list", duty.id)
    for said in ("2026年度", "落实率＝已落实1÷应落实2＝50.0%", "开会并有纪要", "待落实（逾期）"):
        assert said in text
    assert "事项1" in paper_text(session, "responsibility_body", duty.id)
    task = site.task
    session.seed(
        EquipmentItem(
            id="test.printer",
            task_id=task.id,
            name="打印机",
            quantity=2,
            unit="台",
            holder="组员乙",
            state="issued",
        )
    )
    session.create(BudgetItem(task_id=task.id, kind="office", content="办公用品", amount=100000, spent=64000))
    assert "已配发未归还1种" in paper_text(session, "equipment_register", task.id)
    assert "1,000.00－640.00＝360.00元" in paper_text(session, "budget_sheet", task.id)
