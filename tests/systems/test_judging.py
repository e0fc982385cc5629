"""Systems of judging, end to end: rules on the record, common problems, self-check, facts, fixes, leaving the site."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from app.areas.libraries.model import Unit
from app.areas.preparation.service import new_task
from app.areas.workpapers.judging.fixes import InstantFix
from app.areas.workpapers.judging.likeness import adopt, likeness, propose, single, to_library
from app.areas.workpapers.judging.model import CommonProblem, FactConfirmation, LeaderTalk
from app.areas.workpapers.judging.papers import PAPERS
from app.areas.workpapers.judging.service import (
    confirm_facts,
    defects,
    fix_figures,
    fix_from,
    open_points,
    quality,
    seed_judging,
)
from app.areas.workpapers.judging.wording import WordingPhrase
from app.areas.workpapers.model import Finding
from app.areas.workpapers.service import make_paper
from app.catalog import catalog
from app.compose import areas
from app.core.errors import Refused
from app.core.fields import Signature
from app.core.lifecycle import Reason
from app.documents.wording import texts
from db.session import Session
from tests.areas import cases
from tests.areas.cases import OnSite, on_site
from tests.builders import new_session, new_vault


@pytest.fixture
def session(tmp_path: Path):  # type: ignore[no-untyped-def]
    with new_session(tmp_path / "vault") as made:
        yield made


@pytest.fixture
def site(session: Session) -> OnSite:
    return on_site(session)


def test_a_paper_says_at_once_why_it_cannot_be_submitted(session: Session, site: OnSite) -> None:
    """Wording rules on the record, by a list that users edit; advice stands beside the fields."""
    seed_judging(session)
    session.save(replace(site.unit, secretary="示例书记"))
    finding = cases.finding(
        session,
        site,
        phenomenon="学习氛围不浓，3次走过场",
        nature="这构成违纪",
        duty="相关人员负责",
        policy_ids=(),
    )
    said = {(p.where, p.text) for p in session.advice(finding)}
    assert any(where == "phenomenon" and "氛围不浓" in text and "可以这样写" in text for where, text in said)
    assert any(where == "phenomenon" and "没有写时间" in text for where, text in said)
    assert any(where == "phenomenon" and "没有写地点或主体" in text for where, text in said)
    assert any(where == "nature" and "不是巡察组的职权" in text for where, text in said)
    assert any(where == "duty" and "没有写到党组织、岗位" in text for where, text in said)
    phrase = next(p for p in session.find(WordingPhrase) if p.phrase == "氛围不浓")
    session.save(replace(phrase, active=False))
    assert not any("氛围不浓" in p.text for p in session.advice(finding))

    paper = cases.draft_paper(session, site)
    named = replace(paper, phenomenon=f"{paper.phenomenon}示例书记同意。")
    assert any("领导干部姓名" in p.text and "示例书记" not in p.text for p in session.advice(named))
    bare = session.save(replace(paper, authors=(), evidence_ids=(), policy_ids=(), duty=""))
    assert len(session.why_not(bare, "submit")) == 4


def test_the_step_void_gives_the_findings_back_from_wherever_it_is_taken(
    session: Session, site: OnSite
) -> None:
    paper = cases.draft_paper(session, site)
    (finding,) = (session.get(Finding, key) for key in paper.finding_ids)
    with pytest.raises(Refused, match="还列在底稿"):
        session.move(finding, "release", reason="想拿出来")
    session.move(paper, "void", reason="与另一份合并")
    (finding,) = (session.get(Finding, key) for key in paper.finding_ids)
    assert finding.state == "confirmed"
    assert make_paper(session, site.task, [finding]).finding_ids == (finding.id,)


def test_leaving_the_site_is_refused_with_every_open_thing_at_once(session: Session, site: OnSite) -> None:
    task = site.task
    talk = cases.interview(session, site, signed=False)
    letter = cases.petition(session, site)
    loan = cases.evidence(session, site)
    session.save(replace(loan, original="borrowed"))
    paper = cases.draft_paper(session, site)
    session.save(replace(paper, evidence_ids=()))
    session.create(InstantFix(task_id=task.id, title="窗口无人值守"))
    reasons = open_points(session, task)
    heads = [str(reason).split("：")[0] for reason in reasons]
    assert heads == [
        "谈话记录没有核对签字", "信访件没有处理结果", "调阅的原件没有归还", "底稿没有佐证", "底稿没有走完审签", "立行立改没有验收",
    ]  # fmt: skip
    assert all(isinstance(reason, Reason) and reason.about for reason in reasons)
    assert ("interview", talk.id, talk.number) in reasons[0].about
    assert reasons[1].about == (("petition", letter.id, letter.number),)
    assert set(reasons) <= set(session.why_not(task, "leave"))
    with pytest.raises(Refused, match="信访件没有处理结果"):
        session.move(task, "leave")


def _second_unit(session: Session, site: OnSite) -> OnSite:
    unit = session.create(Unit(name="示例县乙局党组", short_name="乙局", category="department"))
    task = new_task(
        session, site.round, unit, group_name="县委第二巡察组", group_ordinal="二", leader="组长丁"
    )  # fmt: skip
    return replace(site, unit=unit, task=task)


def test_system_33_common_individual_and_typical_problems_are_handled_three_ways(
    session: Session, site: OnSite
) -> None:
    other = _second_unit(session, site)
    cases.confirmed(session, site)
    cases.confirmed(
        session, other, title="差旅费报销凭证审核把关不严", summary="8笔差旅报销没有原始凭证",
        phenomenon="2025年，乙局8笔差旅费1.2万元没有原始凭证即予报销。",
    )  # fmt: skip
    lone = cases.confirmed(session, other, title="公车派车单不全", aspect="f4-2-3", summary="11次没有派车单")
    (proposal,) = propose(session, [site.round])
    assert {unit.short_name for unit in proposal.units} == {"甲局", "乙局"}
    assert likeness("报销凭证审核不严", "报销凭证审核不严格") > 0.8
    made = adopt(session, proposal)
    assert "相近度" in made.likeness
    assert "“处理方式”还没有填写" in session.why_not(made, "confirm")
    wrong = session.save(replace(made, treatments=("feedback",)))
    assert any("处理方式与种类不符" in why for why in session.why_not(wrong, "confirm"))
    right = session.save(replace(wrong, treatments=("authority",), authority="县财政局"))
    done = session.move(right, "confirm")
    assert done.state == "confirmed"
    kept = to_library(session, session.get(CommonProblem, done.id))
    assert kept.kind == "problems"
    assert "乙局" not in kept.content
    with pytest.raises(Refused, match="已经列入"):
        to_library(session, done)
    assert propose(session, [site.round]) == ()
    assert single(session, lone, "typical").treatments == ("circular",)
    with pytest.raises(Refused, match="已经研判过"):
        single(session, lone, "individual")


def test_system_56_every_paper_gets_a_score_and_a_list_of_defects(session: Session, site: OnSite) -> None:
    good = cases.draft_paper(session, site)
    found = {defect.code for defect in defects(session, good)}
    assert found == {"causes", "talk", "place"}
    bad = session.save(
        replace(
            good, authors=(), evidence_ids=(), phenomenon="氛围不浓", nature="不太规范", duty="有关领导负责"
        )
    )
    held = quality(session, bad)
    assert held.score < quality(session, good).score == 82
    assert {"authors", "evidence", "vague", "baseless", "faceless", "time", "place", "figures"} <= {
        defect.code for defect in held.defects
    }
    assert held.formula.endswith(f"＝{held.score}分")


def test_facts_are_put_before_the_unit_and_signed(session: Session, site: OnSite) -> None:
    paper = cases.draft_paper(session, site)
    sheet = confirm_facts(session, [paper], answer_due=date(2026, 4, 5))
    assert paper.nature not in sheet.facts
    sheet = session.move(sheet, "send")
    assert any("事实确认单没有确认" in why for why in session.why_not(site.task, "leave"))
    sheet = session.save(replace(sheet, opinion="partly", answered_on=date(2026, 4, 4)))
    assert session.why_not(sheet, "answer") == ("单位不完全认可的，要写明单位说明",)
    sheet = session.move(session.save(replace(sheet, statement="金额应为4,160元")), "answer")
    assert len(session.why_not(sheet, "confirm")) == 3
    talk = session.create(
        LeaderTalk(
            task_id=site.task.id, matter="事实核对", talked_at=datetime(2026, 4, 4, 9, 0), partner="书记",
            speaker="组长甲", recorder="组员乙", content="核对金额", opinion="认可",
        )
    )  # fmt: skip
    session.move(talk, "sign")
    sheet = session.save(
        replace(
            sheet, verified="核对凭证，金额4,260元无误。", talk_id=talk.id, talked="对方认可。",
            unit_signed=(Signature("单位主要负责人", "书记", date(2026, 4, 4)),),
        )
    )  # fmt: skip
    assert session.move(sheet, "confirm").state == "confirmed"
    printed = {spec.name: " ".join(texts(spec.build(session, key))) for spec, key in _papers(sheet, talk)}
    assert "金额应为4,160元" in printed["fact_confirmation"]
    assert "认可" in printed["leader_talk_record"]


def _papers(sheet: FactConfirmation, talk: LeaderTalk):  # type: ignore[no-untyped-def]
    keys = {"fact_confirmation": sheet.id, "leader_talk": talk.id}
    return [(spec, keys[spec.record]) for spec in PAPERS if spec.record in keys]


def test_a_fix_on_site_goes_from_notice_to_acceptance_and_is_counted(session: Session, site: OnSite) -> None:
    session.save(replace(site.unit, secretary="示例书记"))
    fix = fix_from(session, cases.finding(session, site), requirement="补齐凭证")
    assert fix.due_on is not None
    assert fix.received_by == "示例书记"
    fix = session.move(fix, "issue", opinion="同意")
    fix = session.move(session.save(replace(fix, signed_on=fix.issued_on)), "sign")
    fix = session.save(
        replace(fix, measures="逐笔补证", result="3笔已补", answered_on=fix.issued_on, amount=426000)
    )
    assert session.why_not(fix, "answer") == ("没有佐证：挂佐证、附件，或写明佐证材料",)
    fix = session.move(session.save(replace(fix, proof="凭证3张")), "answer")
    fix = session.move(session.save(replace(fix, acceptance="已看", accepted_on=fix.issued_on)), "accept")
    figures = fix_figures(session, [site.task.id])
    assert (figures.issued, figures.accepted, figures.late, figures.amount) == (1, 1, 0, 426000)
    notice = next(spec for spec in PAPERS if spec.name == "instant_fix_notice").build(session, fix.id)
    assert fix.number == notice.doc_number
    assert "示例书记" in " ".join(texts(notice))


def test_the_pages_of_judging_stand_in_the_window_under_one_heading(tmp_path: Path) -> None:
    vault = new_vault(tmp_path / "库")
    try:
        area = next(a for a in areas(vault, lambda _request: None) if a.step == "workpapers")  # type: ignore[arg-type,return-value]
        assert {(page.label, page.group) for page in area.pages} >= {
            ("共性问题", "研判与核实"), ("底稿自查", "研判与核实"), ("撤点检查", "研判与核实"),
        }  # fmt: skip
        grouped = {cls.TYPE.name for cls in area.types if cls.TYPE.group == "研判与核实"}
        assert {"instant_fix", "fact_confirmation", "leader_talk", "common_problem"} <= grouped
        assert catalog().step_rules("task", "leave")
    finally:
        vault.close()
