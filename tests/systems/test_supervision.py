"""Systems of rectification at work: warnings, letters, visits, votes, publication, lists, accounts and rates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.areas.feedback.model import FeedbackProblem
from app.areas.feedback.service import issue_all
from app.areas.libraries.model import Unit
from app.areas.libraries.schemes.shipped import seed_schemes
from app.areas.preparation.model import Task
from app.areas.rectification.accounts.ledgers import accounts_line, five_accounts, set_dead_days
from app.areas.rectification.accounts.lists import LISTS, projection
from app.areas.rectification.accounts.model import DemocraticMeeting, PledgeOfTruth, RectReport
from app.areas.rectification.accounts.service import check_report, draft_pledge, draft_report, struck_off
from app.areas.rectification.model import Measure, RectTask
from app.areas.rectification.publication.model import Publication, WithheldItem
from app.areas.rectification.publication.service import draft_publication, gather_withheld
from app.areas.rectification.satisfaction.model import SatisfactionPoll, SatisfactionRule
from app.areas.rectification.satisfaction.service import satisfaction
from app.areas.rectification.service import (
    Plan,
    close_problem,
    completion,
    finish_measure,
    reconcile,
    split_of,
    tasks_from_problem,
)
from app.areas.rectification.supervision.deductions import deduct, stage_scores
from app.areas.rectification.supervision.model.letters import RectWarning, Summons, SupervisionLetter
from app.areas.rectification.supervision.model.visits import InspectionVisit, VisitCheck
from app.areas.rectification.supervision.service import (
    draft_letter,
    escalate,
    list_checks,
    pressed,
    propose_warnings,
    send_back,
    verdicts,
)
from app.compose import areas
from app.core.errors import InputProblems, Refused
from app.widgets.page import list_code
from db.session import Session
from db.vault import Vault
from tests.areas.cases import OnSite, on_site
from tests.builders import new_vault, session_on

TITLES = ("重大项目调度不及时", "报销审核不严", "选任程序不规范")
DUE = date(2026, 9, 18)


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    made = new_vault(tmp_path / "vault", kind="office")
    yield made
    made.close()


@pytest.fixture
def session(vault: Vault) -> Iterator[Session]:
    made = session_on(vault)
    yield made
    made.close()


@pytest.fixture
def site(session: Session) -> OnSite:
    made = on_site(session)
    unit = session.save(
        replace(made.unit, secretary="邵砚耕", contact="办公室", contact_phone="0000-1234567")
    )
    task = session.save(replace(made.task, feedback_on=date(2026, 6, 18), rectification_due=DUE))
    for place, title in enumerate(TITLES, 1):
        session.create(
            FeedbackProblem(
                task_id=task.id, position=place, title=title, focus="f4-2", category="组织建设" if place > 2 else "决策落实",
                detail=f"{title}的具体情况",
            )
        )  # fmt: skip
    issue_all(session, task)
    for problem in session.find(FeedbackProblem, task_id=task.id):
        plan = Plan(f"整改“{problem.title}”", goal="纠正到位", leader="分管领导", measures=("逐项自查纠正",))
        tasks_from_problem(session, problem, [plan])
    return replace(made, unit=unit, task=task)


def rect_tasks(session: Session, site: OnSite) -> list[RectTask]:
    return sorted(session.find(RectTask, task_id=site.task.id), key=lambda held: held.position or 0)


def struck(session: Session, held: RectTask) -> RectTask:
    """A task all the way to 已销号."""
    held = session.move(held, "start")
    for measure in session.find(Measure, rect_task_id=held.id):
        finish_measure(session, measure, result="已完成", done_on=date(2026, 8, 1))
    held = session.save(
        replace(held, result="已纠正并建章立制", proof="凭证复核单12份", done_on=date(2026, 8, 2))
    )
    return session.move(session.move(held, "finish"), "close", opinion="同意销号")


def entries(vault: Vault) -> set[str]:
    """area/group/code of every list and page in the window."""
    found = set()
    for area in areas(vault, lambda _request: None):  # type: ignore[arg-type, return-value]  # nothing is erased here
        found |= {f"{area.label}/{cls.TYPE.group}/{list_code(cls.TYPE.name)}" for cls in area.types}
        found |= {f"{area.label}/{page.group}/{page.code}" for page in area.pages}
    return found


def test_system_18_warnings_by_colour_and_deductions_by_stage(
    session: Session, site: OnSite, vault: Vault
) -> None:
    seed_schemes(session)
    assert propose_warnings(session, site.task, today=DUE - timedelta(days=21)) == ()
    for left, colour in ((20, "green"), (10, "yellow"), (0, "red")):
        today = DUE - timedelta(days=left)
        made = propose_warnings(session, site.task, today=today)
        assert [one.colour for one in made] == [colour] * 3
        assert propose_warnings(session, site.task, today=today) == ()
    late = pressed(session, site.task, today=DUE + timedelta(days=2))
    assert {one.days_left for one in late} == {-2}
    assert all(one.warning and one.warning.colour == "red" for one in late)
    red = session.find(RectWarning, colour="red")[0]
    assert "“发函日期”还没有填写" in session.why_not(red, "send")
    red = session.move(session.save(replace(red, sent_on=DUE)), "send", opinion="同意")
    red = session.move(session.save(replace(red, answer="已倒排时间", answered_on=DUE)), "answer")
    assert session.move(red, "lift", reason="任务已完成").state == "lifted"

    deduct(session, site.task, "daily", 1, 30, "没有领办重点难点问题")
    sheet, result = deduct(session, site.task, "daily", 1, 20, "专题研究走过场")
    assert (result.points, result.full) == (950, 1000)
    deduct(session, site.task, "special", 6, 100, "虚报完成一项")
    by_stage = {one.label: one for one in stage_scores(session, site.task)}
    assert list(by_stage) == ["日常监督", "中期指导", "专项督查"]
    assert by_stage["日常监督"].lost[0].reason == "没有领办重点难点问题；专题研究走过场"
    assert by_stage["中期指导"].sheet is None
    special = by_stage["专项督查"].result
    assert special is not None
    assert (special.points, special.grade) == (900, "正常")
    with pytest.raises(Refused):
        deduct(session, site.task, "daily", 1, 100, "超过这一项的分值")
    assert sheet.task_id == site.task.id
    assert {"整改/督查督办/list:warning", "整改/督查督办/rectification.supervision"} <= entries(vault)


def test_system_22_letters_climb_step_by_step_to_a_summons(
    session: Session, site: OnSite, vault: Vault
) -> None:
    tasks = rect_tasks(session, site)[:2]
    today = date(2026, 8, 1)
    held = draft_letter(session, tasks, kind="remind", today=today)
    assert "2项" in held.matter
    kinds = [held.kind]
    while True:
        held = session.move(session.save(replace(held, delivered_on=today)), "deliver", opinion="同意")
        with pytest.raises(Refused) as refused:
            escalate(session, held, today=today)
        assert "还没有过" in refused.value.reasons[0]
        today += timedelta(days=20)
        above = escalate(session, held, today=today)
        assert session.get(SupervisionLetter, held.id).state == "escalated"
        if isinstance(above, Summons):
            break
        assert above.previous_id == held.id
        kinds.append(above.kind)
        held = above
    assert kinds == ["remind", "letter", "admonish"]
    assert (above.called, above.letter_id) == ("邵砚耕", held.id)
    assert "整改/督查督办/list:supervision_letter" in entries(vault)


def test_system_45_a_summons_keeps_who_why_what_was_promised_and_what_came_of_it(
    session: Session, site: OnSite, vault: Vault
) -> None:
    held = session.create(Summons(task_id=site.task.id, called="邵砚耕", reason="整改滞后"))
    assert {"“约谈人”还没有填写", "“约谈记录”还没有填写"} <= set(session.why_not(held, "hold"))
    held = session.save(replace(held, talker="副组长", talked_on=date(2026, 8, 10), place="巡察办"))
    held = session.move(held, "notify", opinion="同意")
    held = session.save(replace(held, content="指出两项滞后", commitment="9月10日前完成"))
    held = session.move(held, "hold")
    assert session.why_not(held, "close") == ("“兑现情况”还没有填写",)
    held = session.save(replace(held, result="两项均已完成", result_on=date(2026, 9, 11)))
    assert session.move(held, "close").state == "closed"
    assert "整改/督查督办/list:summons" in entries(vault)


def test_system_50_a_pressing_letter_is_answered_and_closed_with_its_result(
    session: Session, site: OnSite
) -> None:
    held = draft_letter(session, rect_tasks(session, site)[:1], today=date(2026, 8, 1))
    assert held.number.startswith("督办〔")
    assert "未启动，应于2026-09-18完成" in held.problem
    with pytest.raises(InputProblems):
        session.save(replace(held, delivered_on=date(2026, 9, 1), due_on=date(2026, 8, 20)))
    with pytest.raises(InputProblems):
        session.save(replace(held, problem="线索〔2026〕一-003反映的事项没有整改"))
    held = session.save(replace(held, delivered_on=date(2026, 8, 2), receipt_by="收文"))
    held = session.move(held, "deliver", opinion="同意")
    held = session.move(session.save(replace(held, answer="已启动", answered_on=date(2026, 8, 9))), "answer")
    held = session.move(held, "again", reason="没有时限")
    held = session.move(held, "answer")
    assert session.move(session.save(replace(held, result="已完成")), "close").state == "closed"


def test_system_50_return_visits_judge_task_by_task_and_send_back_what_is_fake(
    session: Session, site: OnSite, vault: Vault
) -> None:
    first, second, third = rect_tasks(session, site)
    struck(session, first)
    struck(session, second)
    visit = session.create(InspectionVisit(task_id=site.task.id, kind="revisit", title="回访督查"))
    visit = session.save(replace(visit, visited_on=date(2026, 9, 1), inspectors="甲、乙"))
    visit = session.move(visit, "begin")
    rows = list_checks(session, visit)
    assert [row.claimed for row in rows] == ["已销号", "已销号", "未启动"]
    visit = session.save(
        replace(visit, methods=("hear", "ledger", "documents", "cases", "site"), findings="一项假改")
    )
    assert "3项还没有核查结论" in session.why_not(visit, "conclude")[0]
    with pytest.raises(InputProblems):
        session.save(replace(rows[1], verdict="fake"))
    session.save(replace(rows[0], verdict="real"))
    session.save(replace(rows[1], verdict="fake", seen="凭证是事后补的"))
    session.save(replace(rows[2], verdict="partly", seen="只开了会"))
    visit = session.move(visit, "conclude", opinion="属实")
    assert verdicts(session, visit) == {"real": 1, "partly": 1, "fake": 1}
    back = send_back(session, visit)
    assert [(held.id, held.state) for held in back] == [(second.id, "doing")]
    assert session.get(RectTask, first.id).state == "closed"
    assert session.get(RectTask, third.id).state == "idle"
    newest = {one.task.id: one.verdict for one in pressed(session, site.task, today=DUE)}
    assert newest[second.id] == "fake"
    assert len(session.find(VisitCheck, visit_id=visit.id)) == 3
    assert "整改/督查督办/list:inspection_visit" in entries(vault)


def test_system_19_three_satisfactions_with_formula_weights_and_veto(
    session: Session, site: OnSite, vault: Vault
) -> None:
    votes = {"inspection": (8, 2, 0), "department": (6, 3, 1), "people": (50, 20, 25)}
    for side, (very, basic, bad) in votes.items():
        assert satisfaction(session, site.task).percent is None
        total = very + basic + bad
        session.create(
            SatisfactionPoll(
                task_id=site.task.id, side=side, issued=total + 5, returned=total, very=very, basic=basic, dissatisfied=bad
            )
        )  # fmt: skip
    done = satisfaction(session, site.task)
    assert [side.percent for side in done.sides] == [100.0, 90.0, 73.68]
    assert done.formula == "综合满意率＝100.00%×40%＋90.00%×30%＋73.68%×30%＝89.10%（合格线80%）"
    assert done.verdict == "合格"
    rule = session.create(
        SatisfactionRule(round_id=site.round.id, basic_share=60, veto_sides=("people",), veto_below=70)
    )
    done = satisfaction(session, site.task)
    assert done.sides[2].formula == "（满意50＋基本满意20×60%）÷有效95＝65.26%"
    assert (done.verdict, done.vetoed) == ("一票否决", ("党员干部群众65.26%，低于70%",))
    with pytest.raises(InputProblems):
        session.save(replace(rule, people=40))
    with pytest.raises(InputProblems):
        session.create(SatisfactionPoll(task_id=site.task.id, side="people", issued=10, returned=12))
    assert {
        "整改/评估与满意度/rectification.satisfaction",
        "整改/评估与满意度/list:satisfaction_rule",
    } <= entries(vault)


def test_system_23_two_publications_leave_out_what_was_approved_to_be_withheld(
    session: Session, site: OnSite, vault: Vault
) -> None:
    problem = session.find(FeedbackProblem, task_id=site.task.id)[1]
    session.save(replace(problem, withheld=True, withheld_why="涉及内部工作安排"))
    early = draft_publication(session, site.task, "public", today=date(2026, 9, 20))
    assert TITLES[1] in early.content
    assert "还没有审批" in "".join(session.why_not(early, "approve"))
    (item,) = gather_withheld(session, site.task)
    assert (item.matter, item.problem_why) == (TITLES[1], "涉及内部工作安排")
    session.move(item, "approve", opinion="同意")
    public = draft_publication(session, site.task, "public", today=date(2026, 9, 20))
    party = draft_publication(session, site.task, "party", today=date(2026, 9, 20))
    assert (TITLES[1] in public.content, TITLES[1] in party.content) == (False, True)
    assert (public.withheld, party.withheld) == (1, 0)
    public = session.move(public, "approve", opinion="同意")
    assert "“公开凭据”还没有填写" in session.why_not(public, "publish")
    public = session.save(
        replace(
            public, medium="县政府网站", published_on=date(2026, 9, 21), proof="网页打印件",
            from_on=date.today(), to_on=date.today() + timedelta(days=15),
        )
    )  # fmt: skip
    public = session.move(public, "publish")
    public = session.save(replace(public, opinions_count=2, opinions="两条", handled="已答复"))
    assert "公示期还没有满" in session.why_not(public, "close")[0]
    public = session.save(replace(public, from_on=date(2026, 9, 1), to_on=date(2026, 9, 16)))
    assert isinstance(session.move(public, "close"), Publication)
    assert {
        "整改/公开/list:publication",
        "整改/公开/list:withheld_item",
        "整改/公开/rectification.publication",
    } <= entries(vault)
    assert session.get(WithheldItem, item.id).state == "approved"


def test_system_30_four_lists_are_one_set_of_records_and_strike_off_needs_proof(
    session: Session, site: OnSite, vault: Vault
) -> None:
    first, second, _ = rect_tasks(session, site)
    struck(session, first)
    lists = {code: projection(session, site.task, code, today=date(2026, 8, 5)) for code in LISTS}
    assert {code: len(held.rows) for code, held in lists.items()} == dict.fromkeys(LISTS, 3)
    assert all(len(row.cells) == len(held.heads) for held in lists.values() for row in held.rows)
    assert "凭证复核单12份" in lists["measure"].rows[0].cells
    assert lists["measure"].rows[0].cells[-1].startswith(session.actor.name)
    session.save(replace(session.get(RectTask, second.id), leader="新任领导"))
    assert projection(session, site.task, "duty", today=date(2026, 8, 5)).rows[1].cells[3] == "新任领导"
    done, waiting, _ = struck_off(session, site.task)
    assert done.approved is not None
    assert (done.approved.name, done.approved.opinion) == (session.actor.name, "同意销号")
    assert waiting.approved is None
    assert any("没有佐证" in why for why in waiting.against)
    with pytest.raises(Refused):
        session.move(second, "close")
    assert "整改/账与清单/rectification.lists" in entries(vault)


def test_system_31_no_report_is_accepted_without_the_signed_pledge_of_truth(
    session: Session, site: OnSite, vault: Vault
) -> None:
    struck(session, rect_tasks(session, site)[0])
    report = draft_report(session, site.task, "progress", until=date(2026, 9, 15))
    assert "完成率＝已完成1÷应整改3＝33.33%" in report.figures
    report = session.move(session.save(replace(report, received_on=date(2026, 9, 18))), "receive")
    report = session.move(report, "return", reason="补充佐证")
    report = session.move(report, "receive")
    report = session.save(replace(report, reviewed_by="巡察办", opinion="数字一致"))
    assert session.why_not(report, "accept") == (
        "没有书记签字的真实性承诺书：先登记承诺书并签字，再接收报告",
    )
    pledge = draft_pledge(session, report)
    assert (pledge.secretary, report.title in pledge.statement) == ("邵砚耕", True)
    assert session.why_not(report, "accept")
    pledge = session.save(replace(pledge, signed_on=date(2026, 9, 17), scan="见附件"))
    session.move(pledge, "sign")
    assert session.move(report, "accept", opinion="同意").state == "accepted"
    meeting = session.create(DemocraticMeeting(task_id=site.task.id, theme="落实整改"))
    assert "“征求意见”还没有填写" in session.why_not(meeting, "hold")
    places = {
        f"整改/账与清单/{list_code(kind.TYPE.name)}"
        for kind in (RectReport, PledgeOfTruth, DemocraticMeeting)
    }
    assert {*places, "整改/账与清单/rectification.papers"} <= entries(vault)


def test_system_32_five_accounts_find_what_hangs_and_what_is_dead(
    session: Session, site: OnSite, vault: Vault
) -> None:
    first, second, third = rect_tasks(session, site)
    struck(session, first)
    close_problem(session, session.get(FeedbackProblem, first.problem_ids[0]))
    session.save(
        replace(session.get(RectTask, third.id), due_on=date(2026, 12, 31), started_on=date(2026, 9, 25))
    )
    letter = draft_letter(session, [second], today=date(2026, 8, 1))
    session.move(session.save(replace(letter, delivered_on=date(2026, 8, 2))), "deliver", opinion="同意")
    accounts = five_accounts(session, site.task, today=DUE + timedelta(days=31))
    assert [one.standing for one in accounts] == ["settled", "dead", "open"]
    assert accounts[1].why == "逾期31天"
    assert accounts[0].entries[4].proof.endswith("审批")
    assert accounts[1].entries[3].on == date(2026, 8, 2)
    assert accounts[1].entries[1].on == date(2026, 6, 18)
    assert accounts_line(accounts) == "反馈问题3个：已销账1，挂账1，呆账1；销账率＝1÷3＝33.33%"
    set_dead_days(session, 60)
    assert [one.standing for one in five_accounts(session, site.task, today=DUE + timedelta(days=31))] == [
        "settled", "open", "open",
    ]  # fmt: skip
    assert "整改/账与清单/rectification.accounts" in entries(vault)


@pytest.mark.parametrize(
    ("total", "done", "printed", "fault"),
    [
        (112, 96, "85.71%", ""),
        (4173, 4119, "98.71%", ""),
        (4173, 4119, "98.81%", "报告写98.81%，按4119÷4173应为98.71%"),
        (697, 688, "98.71%", ""),
        (112, 96, "85.7%", ""),
        (112, 96, "86%", ""),
        (10, 11, "", "已完成11多于应整改10"),
    ],
)
def test_system_51_printed_rates_are_held_against_their_own_numbers(
    total: int, done: int, printed: str, fault: str
) -> None:
    assert "；".join(reconcile(total, done, printed).faults) == fault


def test_system_51_parts_have_to_add_up_to_the_total() -> None:
    assert reconcile(697, 688, "98.71%", 688, 4, 5).faults == ()
    assert reconcile(697, 688, "98.71%", 688, 4, 6).faults == ("各项相加688＋4＋6＝698，与应整改697不符",)


def test_system_51_problems_of_a_town_and_its_villages_split_into_106_tasks(
    session: Session, vault: Vault
) -> None:
    site = on_site(session)
    village = session.create(Unit(name="示例村党总支", category="village"))
    below = session.create(
        Task(name="示例村", round_id=site.round.id, unit_id=village.id, group_name="县委第一巡察组")
    )
    with session.transaction():
        for task, count, tasks in ((site.task, 26, 22), (below, 84, 84)):
            for place in range(1, count + 1):
                session.create(
                    FeedbackProblem(task_id=task.id, position=place, title=f"问题{place}", state="assigned")
                )
            problems = session.find(FeedbackProblem, task_id=task.id)
            for place in range(1, tasks + 1):
                # Four of the town's tasks answer for two problems each.
                ids = tuple(p.id for p in problems if (p.position or 0) % tasks == place % tasks)
                state = "closed" if task is below or place <= 14 else "doing"
                session.create(
                    RectTask(
                        task_id=task.id, position=place, title=f"任务{place}", problem_ids=ids, state=state
                    )
                )
    split = split_of(session, (site.task, below))
    assert (dict(split.problems), split.tasks, split.done) == (
        {"反馈问题": 26, "村（社区）问题": 84},
        106,
        98,
    )
    assert split.formula.endswith("分解为106项整改任务，已完成98项，完成率＝98÷106＝92.45%")
    rate = completion(session, site.task)
    assert (rate.total, rate.done, rate.doing) == (22, 14, 8)
    report = draft_report(session, site.task, "progress", until=date(2026, 9, 15))
    checked, own = check_report(session, session.save(replace(report, printed_rate="70.00%")))
    assert checked.faults == ("报告写70%，按14÷22应为63.64%",)
    assert own.percent == 63.64
    assert "整改/账与清单/rectification.rates" in entries(vault)
