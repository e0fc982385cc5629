"""The systems of planning, each from what is entered to what a page or paper says of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest

from app.areas.clues.service import register_clue
from app.areas.feedback.model import FeedbackProblem
from app.areas.libraries.model import Policy, Unit
from app.areas.preparation.dispatch import counts_of, scope_of
from app.areas.preparation.model import Round, Task
from app.areas.preparation.planning.model.choosing import ChoiceFactor, UnitSignal
from app.areas.preparation.planning.model.focus import ChecklistItem, FocusItem
from app.areas.preparation.planning.model.means import BudgetItem, EquipmentItem, PostDuty
from app.areas.preparation.planning.model.partners import Cooperation, CooperationDone, InfoRequest, Partner
from app.areas.preparation.planning.model.plans import (
    AnnualPoint,
    Linkage,
    LinkageMember,
    Plan,
    PlanUnit,
    Responsibility,
    RoundStep,
)
from app.areas.preparation.planning.papers import PAPERS
from app.areas.preparation.planning.service import shipped
from app.areas.preparation.planning.service.choosing import propose, ranking
from app.areas.preparation.planning.service.coverage import coverage
from app.areas.preparation.planning.service.duties import duties_of, finish_duty
from app.areas.preparation.planning.service.focus import (
    citable,
    cite,
    done_of,
    import_theme,
    library,
    pick,
    propose_policies,
    read_points,
    record_check,
    set_emphasis,
    start_list,
    unit_list,
)
from app.areas.preparation.planning.service.leader import leader_units
from app.areas.preparation.planning.service.means import linked, means_of
from app.areas.preparation.planning.service.partners import answer, ask_all, board, chase
from app.areas.rectification.lookback.model import LookedBack
from app.areas.rectification.lookback.service import begin, look
from app.core.errors import InputProblems, Refused
from app.core.roles import Role
from app.documents.paper import Paper
from app.documents.wording import texts
from app.exchange.tables import SheetColumn, write_table
from db.session import Session
from tests.areas.cases import OnSite, finding

Listed = Callable[..., bool]
TODAY = date(2026, 11, 20)


def _paper(session: Session, name: str, id: str) -> Paper:
    return next(spec for spec in PAPERS if spec.name == name).build(session, id)


def _says(paper: Paper) -> str:
    return "\n".join(texts(paper))


def test_system_01_six_bodies_show_what_they_owe_and_what_is_done(
    session: Session, site: OnSite, in_window: Listed
) -> None:
    assert shipped.load_responsibilities(session, 2026) == shipped.load_responsibilities(session, 2027) > 25
    assert shipped.load_responsibilities(session, 2026) == 0
    bodies = duties_of(session, year=2026, today=TODAY)
    assert [body.label for body in bodies][2:] == ["巡察办", "巡察组", "协作单位", "被巡察党组织"]
    assert all(body.items for body in bodies)
    office = bodies[2]
    session.save(replace(office.items[1], due_on=date(2026, 6, 30)))
    finish_duty(session, office.items[0], done_on=date(2026, 3, 1), proof="领导小组会议纪要第1号")
    with pytest.raises(Refused, match="登记落实"):
        finish_duty(session, office.items[2], done_on=date(2026, 3, 1), proof="")
    office = duties_of(session, year=2026, today=TODAY)[2]
    assert (office.done, office.late) == (1, 1)
    assert office.formula == f"落实率＝已落实1÷应落实{office.total}＝{100 / office.total:.1f}%"
    assert in_window("规划与责任", "planning.duties", "list:responsibility")


def test_system_10_plan_points_and_full_coverage_with_its_formula(
    session: Session, site: OnSite, in_window: Listed
) -> None:
    plan = session.create(Plan(name="任期规划", from_year=2022, to_year=2026, approved_on=date(2022, 3, 1)))
    session.move(plan, "approve")
    early = session.create(
        Unit(name="乙局党组", category="department", level="section", last_inspected=date(2023, 5, 1))
    )
    waiting = session.create(Unit(name="丙镇党委", category="township", level="section"))
    forgotten = session.create(Unit(name="丁医院党委", category="hospital"))
    session.create(Unit(name="戊垂管局党组", category="department", outside=True))
    session.create(Unit(name="己局党组", last_inspected=date(2019, 5, 1), outside=True))
    session.create(PlanUnit(plan_id=plan.id, unit_id=waiting.id, year=2026, batch="第三轮", kind="regular"))
    session.create(
        AnnualPoint(plan_id=plan.id, year=2026, content="组织第三轮常规巡察", round_id=site.round.id)
    )
    session.save(replace(site.round, plan_id=plan.id))
    held = coverage(session, session.get(Plan, plan.id), today=TODAY)
    stands = {row.unit.id: row.status for row in held.units}
    assert stands == {site.unit.id: "doing", early.id: "done", waiting.id: "planned", forgotten.id: "open"}
    assert held.whole.formula == "覆盖率＝任期内已巡察1÷应巡察4＝25.0%"
    departments = next(share for share in held.by_category if share.label == "党政部门")
    assert departments.formula == "覆盖率＝任期内已巡察1÷应巡察2＝50.0%"
    assert in_window("规划与责任", "planning.coverage", "list:plan", "list:plan_unit", "list:annual_point")


def test_system_41_every_figure_of_coverage_leads_to_its_units(
    session: Session, site: OnSite, in_window: Listed
) -> None:
    plan = session.create(Plan(name="任期规划", from_year=2022, to_year=2026))
    task = session.save(replace(site.task, petition_until=None, stay_to=date(2026, 5, 8)))
    assert coverage(session, plan, today=TODAY).whole.percent == 0.0
    session.seed(replace(task, id="inspected", state="reporting", number=""))
    held = coverage(session, plan, today=TODAY)
    assert held.whole.ids["done"] == (site.unit.id,)
    assert (held.whole.total, held.whole.percent) == (1, 100.0)
    assert in_window("规划与责任", "planning.coverage")


def test_system_11_the_head_of_the_unit_is_watched_apart(
    session: Session, site: OnSite, in_window: Listed
) -> None:
    shipped.load_boards(session)
    pick(session, site.task, library(session, "leader"))
    marked = finding(session, site, about_leader=True, title="末位表态没有执行")
    finding(session, site, title="凭证审核不严")
    session.create(
        FeedbackProblem(task_id=site.task.id, title="民主集中制执行不到位", focus="f4-3", about_leader=True)
    )
    (unit,) = leader_units(session, site.round.id)
    assert len(unit.items) == len(library(session, "leader")) > 5
    assert [held.id for held in unit.findings] == [marked.id]
    assert [getattr(held, "title", "") for held in unit.problems] == ["民主集中制执行不到位"]
    assert in_window("监督重点", "planning.leader")


def test_system_13_three_boards_make_a_list_of_the_unit(
    session: Session, site: OnSite, in_window: Listed
) -> None:
    with pytest.raises(Refused, match="还不能列清单"):
        start_list(session, site.task)
    shipped.load_boards(session)
    assert len(library(session, "regular")) >= 25
    assert len(library(session, "village")) >= 20
    assert len({item.theme for item in library(session, "special")}) == 6
    chosen = library(session, "regular")[:4]
    made = pick(session, site.task, chosen)
    assert [item.point for item in made] == [item.point for item in chosen]
    assert pick(session, site.task, chosen) == ()
    session.create(ChecklistItem(task_id=site.task.id, position=9, point="本单位特有：门面出租"))
    proof = finding(session, site)
    record_check(session, made[0], "clear", method="查阅会议记录")
    with pytest.raises(Refused, match="发现问题"):
        record_check(session, made[1], "find", method="查阅凭证")
    record_check(session, made[1], "find", method="查阅凭证", found="三笔没有凭证", finding_ids=(proof.id,))
    items = unit_list(session, site.task.id)
    assert done_of(items).words == "共 5 条：待了解 3，未发现问题 1，发现问题 1，不适用 0"
    assert (
        set_emphasis(session, session.get(Task, site.task.id)).emphasis.splitlines()[-1]
        == "本单位特有：门面出租"
    )
    said = _says(_paper(session, "unit_checklist", site.task.id))
    assert chosen[0].point in said
    assert "本单位特有：门面出租" in said
    assert in_window("监督重点", "planning.checklist", "list:checklist_item", "list:focus_item")


def test_system_37_six_disciplines_against_one_unit(
    session: Session, site: OnSite, in_window: Listed
) -> None:
    shipped.load_boards(session)
    items = pick(session, site.task, library(session, "discipline"))
    assert {item.discipline for item in items} == {code.code for code in session.codes("discipline")}
    held = finding(session, site, title="公车使用登记不全")
    hit = next(item for item in items if item.discipline == "integrity")
    record_check(session, hit, "find", method="查派车单", found="十二次没有派车单", finding_ids=(held.id,))
    said = _says(_paper(session, "discipline_check", site.task.id))
    for words in ("政治纪律", "生活纪律", "十二次没有派车单", "公车使用登记不全", "发现问题"):
        assert words in said
    assert in_window("监督重点", "planning.disciplines")


def test_system_49_a_special_theme_brings_its_own_list(
    session: Session, site: OnSite, in_window: Listed
) -> None:
    shipped.load_boards(session)
    theme = "政府投资项目建设专项巡察"
    assert len(library(session, "special", theme)) == 29
    columns = [SheetColumn("监督重点"), SheetColumn("聚焦"), SheetColumn("具体问题点")]
    rows = (
        ("校服采购", "聚焦群众身边不正之风和腐败问题", "有没有强制购买"),
        ("食堂管理", "", "有没有公示账目"),
    )
    sheet = write_table(None, "专项", columns, rows)
    points, problems = read_points(sheet if isinstance(sheet, bytes) else BytesIO(sheet).read())
    assert not problems
    assert import_theme(session, points, "校园餐专项") == 2
    assert import_theme(session, points, "校园餐专项") == 0
    with pytest.raises(InputProblems):
        import_theme(session, points, " ")
    session.save(replace(session.get(Round, site.round.id), theme="校园餐专项"))
    made = start_list(session, session.get(Task, site.task.id))
    assert [item.point for item in made if item.theme] == ["校服采购", "食堂管理"]
    assert made[-2].focus == "f4-2"
    assert in_window("监督重点", "list:focus_item")


def test_system_14_policies_are_proposed_by_focus_and_cited_in_a_finding(
    session: Session, site: OnSite, in_window: Listed
) -> None:
    shipped.load_boards(session)
    pick(session, site.task, [item for item in library(session, "regular") if item.focus == "f4-2"][:3])
    session.save(replace(session.get(Policy, site.policy.id), focuses=("f4-2",)))
    session.create(Policy(title="《旧财务办法》", focuses=("f4-2",), valid=False))
    session.create(Policy(title="《不相干的规定》", focuses=("f4-4",)))
    (row,) = propose_policies(session, session.get(Task, site.task.id))
    assert (row.policy_id, row.focus) == (site.policy.id, "f4-2")
    held = finding(session, site, policy_ids=())
    assert [policy.id for _, policy in citable(session, held.id)] == [site.policy.id]
    changed = cite(session, held.id, [site.policy.id])
    assert getattr(changed, "policy_ids", ()) == (site.policy.id,)
    assert citable(session, held.id) == ()
    assert "《示例财务管理办法》第五条" in _says(_paper(session, "policy_list", site.task.id))
    assert in_window("监督重点", "list:policy_reference")


def test_system_26_units_are_ranked_with_reasons_and_the_choice_is_kept(
    session: Session, site: OnSite, in_window: Listed
) -> None:
    shipped.load_weights(session)
    quiet = session.create(Unit(name="乙局党组", last_inspected=date(2025, 5, 1)))
    loud = session.create(Unit(name="丙镇党委", last_inspected=date(2022, 5, 1)))
    for kind, count in (("petition", 12), ("audit", 3)):
        session.create(
            UnitSignal(unit_id=loud.id, kind=kind, seen_on=date(2026, 1, 5), count=count, summary="部门反映")
        )
    register_clue(session, session.get(Task, site.task.id), [], summary="线索内容")
    ranked = ranking(session, "通用方案", today=TODAY)
    assert [held.unit.id for held in ranked] == [loud.id, site.unit.id, quiet.id]
    first = ranked[0]
    assert [part.words for part in first.parts] == [
        "信访举报：12 × 0.5＝6分",
        "距上次巡察年数：4 × 1＝4分",
        "审计发现问题：3 × 1＝3分",
    ]
    assert first.tenths == 130
    made = propose(session, session.get(Round, site.round.id), ranked[:2], "通用方案")
    assert [row.unit_id for row in made] == [loud.id, site.unit.id]
    # What the compartment tells moves the ranking on the screen, and is never written down.
    assert any(part.factor == "clue" for part in ranked[1].parts)
    assert "线索" not in made[1].reasons
    assert made[1].score == sum(part.tenths for part in ranked[1].open_parts)
    weight = next(row for row in session.find(ChoiceFactor) if row.factor == "petition")
    session.save(replace(weight, points=0))
    assert ranking(session, "通用方案", today=TODAY)[0].tenths < 130
    assert in_window(
        "对象选择", "planning.choice", "list:unit_signal", "list:choice_factor", "list:candidate"
    )


def test_system_38_departments_are_asked_in_one_go_chased_and_answered(
    session: Session, site: OnSite, in_window: Listed
) -> None:
    with pytest.raises(InputProblems, match="还不能制发"):
        ask_all(session, [site.task], sent_on=TODAY, due_on=TODAY)
    shipped.load_partners(session)
    partners = session.find(Partner)
    made = ask_all(
        session, [site.task], sent_on=date(2026, 2, 26), due_on=date(2026, 3, 12), contact="联络员"
    )
    assert len(made) == len(partners) > 6
    assert {held.state for held in made} == {"sent"}
    assert len({held.letter_number for held in made}) == len(made)
    with pytest.raises(Refused, match="没有要制发"):
        ask_all(session, [site.task], sent_on=date(2026, 2, 26), due_on=date(2026, 3, 12))
    discipline = next(held for held in made if held.partner_id == "partner.discipline")
    assert "信访举报" in discipline.content
    chased = chase(session, discipline, on=date(2026, 3, 13), how="电话催办")
    chased = chase(session, chased, on=date(2026, 3, 16), how="书面催办")
    assert (chased.chased, chased.chased_on) == (2, date(2026, 3, 16))
    assert len(board(session, site.round.id).waiting(TODAY)) == len(made)
    done = answer(session, chased, answered_on=date(2026, 3, 17), answer="没有", answered_by="纪函1号")
    assert done.state == "answered"
    with pytest.raises(Refused, match="不用催办"):
        chase(session, done, on=TODAY, how="")
    said = _says(_paper(session, "info_letter", discipline.id))
    assert "县纪委监委" in _paper(session, "info_letter", discipline.id).addressee
    assert site.unit.name in said
    assert "2026年3月12日" in said
    assert in_window("协作", "planning.letters", "list:partner", "list:info_request")


def test_system_54_departments_have_duties_and_what_they_did_is_kept(
    session: Session, site: OnSite, in_window: Listed
) -> None:
    shipped.load_partners(session)
    duties = session.find(Cooperation, partner_id="partner.audit")
    assert duties
    assert {stage for duty in session.find(Cooperation) for stage in duty.stages} == {
        "before",
        "during",
        "after",
    }
    session.create(
        CooperationDone(
            cooperation_id=duties[0].id, partner_id="partner.audit", done_on=TODAY, what="派两人核账"
        )
    )
    assert [held.what for held in session.find(CooperationDone, cooperation_id=duties[0].id)] == [
        "派两人核账"
    ]
    assert in_window("协作", "list:cooperation", "list:cooperation_done")


def test_system_53_a_linked_inspection_shows_every_level_and_member(
    session: Session, site: OnSite, in_window: Listed
) -> None:
    held = session.create(
        Linkage(
            round_id=site.round.id,
            name="粮食领域联动",
            lead="市委巡察办",
            levels=("city", "county", "township"),
        )
    )
    with pytest.raises(Refused, match="启动"):
        session.move(held, "start")
    session.create(
        LinkageMember(
            linkage_id=held.id, level="county", name="甲局党组", unit_id=site.unit.id, task_id=site.task.id
        )
    )
    session.create(
        LinkageMember(linkage_id=held.id, level="city", name="市粮食局党组", group_name="市委第二巡察组")
    )
    rows = linked(session, held)
    assert [(row.member.name, row.stage, row.over) for row in rows] == [
        ("市粮食局党组", "未开始", False),
        ("甲局党组", "巡前准备", False),
    ]
    assert in_window("协作", "planning.linked", "list:linkage", "list:linkage_member")


def test_system_39_earlier_problems_are_checked_on_site_one_by_one(
    session: Session, site: OnSite, in_window: Listed
) -> None:
    problems = [
        session.create(FeedbackProblem(task_id=site.task.id, position=n, title=f"问题{n}", focus="f4-2"))
        for n in (1, 2)
    ]
    again = session.create(
        Task(
            name="回头看甲局", round_id=site.round.id, unit_id=site.unit.id, group_name="县委第二巡察组",
            kinds=("review",), earlier_task_id=site.task.id,
        )
    )  # fmt: skip
    with pytest.raises(Refused, match="逐条列出"):
        begin(session, site.task)
    first, second = begin(session, again)
    assert [held.title_then for held in (first, second)] == ["问题1", "问题2"]
    assert begin(session, again) == ()
    reasons = session.why_not(first, "check")
    assert len(reasons) == 4
    session.move(
        session.save(
            replace(first, result="fake", checked_on=TODAY, situation="凭证是事后补的", evidence="凭证3页")
        ),
        "check",
    )
    seen = look(session, again.id)
    assert [row.problem.id for row in seen.rows] == [held.id for held in problems]
    assert (seen.count("fake"), seen.count("")) == (1, 1)
    assert seen.formula == "真改率＝真改0÷原反馈问题2＝0.0%（待核查1个不计入真改）"
    counts = counts_of(session, [again])
    assert counts["lookback"] == 4  # two problems, two checks
    assert scope_of(session, [again]).earlier == {site.task.id}
    assert not scope_of(session, [site.task]).holds(session.get(LookedBack, first.id))
    assert in_window("回头看", "lookback", "list:looked_back")


def test_system_57_first_round_has_plan_duties_equipment_and_budget(
    session: Session, site: OnSite, in_window: Listed
) -> None:
    round_ = session.get(Round, site.round.id)
    assert shipped.apply_round_template(session, round_) == len(session.find(RoundStep)) > 10
    with pytest.raises(Refused, match="不能套用模板"):
        shipped.apply_round_template(session, round_)
    shipped.apply_posts(session, site.task)
    shipped.apply_means(session, site.task)
    posts = session.find(PostDuty, task_id=site.task.id)
    assert [post.post for post in posts][:2] == ["组长", "副组长"]
    assert posts[0].name == "组长甲"
    line = session.find(BudgetItem, task_id=site.task.id)[0]
    session.save(replace(line, amount=500_000, spent=620_000))
    kit = session.find(EquipmentItem, task_id=site.task.id)[0]
    session.move(session.save(replace(kit, issued_on=TODAY, holder="组员乙")), "issue")
    held = means_of(session, site.task.id)
    assert (held.planned, held.spent, held.left) == (500_000, 620_000, -120_000)
    assert [row.id for row in held.outstanding] == [kit.id]
    assert posts[0].duties.splitlines()[0] in _says(_paper(session, "group_plan", site.task.id))
    assert "发出巡前情况函" in _says(_paper(session, "round_plan", round_.id))
    assert in_window(
        "组务保障", "planning.means", "list:post_duty", "list:equipment_item", "list:budget_item"
    )
    assert in_window("规划与责任", "list:round_step")


def test_what_is_prepared_for_a_task_travels_with_it_and_nothing_of_another(
    session: Session, site: OnSite
) -> None:
    shipped.load_boards(session)
    shipped.load_partners(session)
    other = session.create(
        Task(
            name="另一任务",
            round_id=site.round.id,
            unit_id=session.create(Unit(name="乙局党组")).id,
            group_name="县委第二巡察组",
        )
    )
    for task in (site.task, other):
        pick(session, task, library(session, "regular")[:2])
    requests = ask_all(session, [site.task, other], sent_on=TODAY, due_on=TODAY)
    scope = scope_of(session, [site.task])
    assert {held.task_id for held in requests if scope.holds(held)} == {site.task.id}
    assert {held.task_id for held in session.find(ChecklistItem) if scope.holds(held)} == {site.task.id}
    assert all(scope.holds(held) for held in session.find(FocusItem))
    letter = next(held for held in requests if held.task_id == site.task.id)
    assert len(session.find(InfoRequest, letter_number=letter.letter_number)) == 2


def test_a_member_cannot_load_what_the_office_keeps(tmp_path_factory: pytest.TempPathFactory) -> None:
    from tests.builders import new_session

    folder = tmp_path_factory.mktemp("member") / "vault"
    with new_session(folder, roles=frozenset({Role.MEMBER})) as session:
        with pytest.raises(Refused, match="不能载入"):
            shipped.load_boards(session)
        assert session.find(Responsibility) == ()
