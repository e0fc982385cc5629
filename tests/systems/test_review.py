"""Quality review with its bulletin, versions and comments of a report, further reports, appraisal, advice of experts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.areas.feedback.prose import ADVICE_PROSE, LETTER_PROSE
from app.areas.libraries.model import Person
from app.areas.libraries.schemes.model import Assessment
from app.areas.libraries.schemes.service import confirm, rows_of, score
from app.areas.libraries.schemes.shipped import seed_schemes
from app.areas.rectification.accounts.prose import MEETING_PROSE, PLAN_PROSE, REPORT_PROSE
from app.areas.rectification.model import Measure, RectTask
from app.areas.reporting.drafts import draft_special, make_brief
from app.areas.reporting.meetings.model import NamedItem
from app.areas.reporting.model import Report, cited, points
from app.areas.reporting.prose import REPORT
from app.areas.reporting.review.model import (
    ABOUT,
    AssessmentUse,
    Defect,
    ExpertAdvice,
    ReportComment,
)
from app.areas.reporting.review.service import (
    begin_appraisal,
    begin_review,
    bulletin,
    comment_on,
    comments_of,
    grade_by_scores,
    settle_comment,
    take_defects,
)
from app.areas.reporting.service import assemble_report
from app.areas.reporting.versions import side_by_side, versions
from app.areas.workpapers.judging.service import defects
from app.compose import action_offers
from app.core.errors import InputProblems, Refused
from db.session import Session
from tests.areas import cases
from tests.areas.cases import OnSite
from tests.builders import new_vault, session_on
from tests.systems.places import paper_text, places

TODAY = date(2026, 6, 20)
Held = tuple[Session, OnSite, dict[str, str]]


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Held]:
    """A vault with its schemes and a task on site, and where the window shows things."""
    vault = new_vault(tmp_path / "库")
    session = session_on(vault)
    site = cases.on_site(session)
    seed_schemes(session)
    yield session, site, places(vault)
    session.close()
    vault.close()


def scored(session: Session, sheet: Assessment, **given: int) -> Assessment:
    """The sheet with every row given its full points (nothing taken), but for `rowN=tenths`; confirmed."""
    filled = {}
    for row in rows_of(session, sheet):
        place = row.position or 0
        usual = 0 if sheet.method == "deduct" else row.full
        points_given = given.get(f"row{place}", usual)
        filled[place] = (points_given, "见缺陷清单" if sheet.method == "deduct" and points_given else "")
    return confirm(session, score(session, sheet, filled))


def offered(name: str) -> set[str]:
    """The labels of the actions in the menu of a record type."""
    return {action.label for action in action_offers().get(name, ())}


def test_system_56_reports_and_papers_are_scored_defects_listed_and_a_bulletin_made(held: Held) -> None:
    session, site, shown = held
    assert shown["review_bulletin"] == "报告/评审与评价/评审通报"
    assert shown["list:defect"] == "报告/评审与评价/评审缺陷"
    assert "质量评审打分…" in offered("report") & offered("working_paper")
    paper = cases.signed_paper(session, site)
    report = assemble_report(session, site.task)
    blank = paper_text(session, "paper_review", paper.id)
    assert "要素齐全" in blank
    assert paper.title in blank
    first = begin_review(session, report)
    assert (first.kind, first.subject_id, first.stage) == ("report_quality", report.id, "第1份")
    assert bulletin(session, site.round.id).rows[0].total is None
    scored(session, first, row1=100)
    scored(session, begin_review(session, session.get(Report, report.id)))
    scored(session, begin_review(session, paper), row1=40)
    row = bulletin(session, site.round.id).rows[0]
    assert (row.rank, row.report, row.grade, row.papers, row.scored, row.of) == (1, 975, "优秀", 960, 1, 1)
    assert row.total == 968
    found = take_defects(session, paper)
    assert [item.content for item in found] == [defect.text for defect in defects(session, paper)]
    assert take_defects(session, paper) == ()
    own = session.create(
        Defect(task_id=site.task.id, report_id=report.id, place="第1条", kind="basis", content="没有写条款")
    )
    with pytest.raises(Refused):
        session.move(own, "fix")
    session.move(session.save(replace(own, fixed_how="补写第五条")), "fix")
    made = bulletin(session, site.round.id)
    assert (made.rows[0].defects, made.rows[0].fixed) == (len(found) + 1, 1)
    assert sum(count for _, count, _ in made.kinds) == len(found) + 1
    text = paper_text(session, "review_bulletin", site.round.id)
    assert "共评审报告1份、底稿1份" in text
    assert "96.8" in text
    sheet = paper_text(session, "report_review", report.id)
    assert "没有写条款" in sheet
    assert "补写第五条" in sheet


def test_versions_of_a_report_stand_side_by_side_with_what_changed_marked(held: Held) -> None:
    session, site, shown = held
    assert shown["report_compare"] == "报告/评审与评价/稿次对照"
    cases.signed_paper(session, site)
    report = assemble_report(session, site.task)
    report = session.save(replace(report, overall="总体较好。", suggestions="1.整改。"))
    report = session.move(report, "consult")
    report = session.save(replace(report, overall="总体较好，财务管理有差距。"))
    found = versions(session, report)
    assert [version.label.split("（")[0] for version in found] == ["征求意见稿", "征求意见稿", "初稿", "初稿"]
    assert [version.texts["overall"] for version in found] == [
        "总体较好，财务管理有差距。", "总体较好。", "总体较好。", "",
    ]  # fmt: skip
    (row,) = side_by_side(found[1].texts["overall"], found[0].texts["overall"])
    assert [piece.text for piece in row.right if piece.mark == "new"] == ["，财务管理有差距"]
    assert not any(piece.mark for piece in row.left)
    same, gone, new = side_by_side("甲段\n乙段旧话", "甲段\n\n完全另写的一段文字")
    assert (same.same, gone.same, new.same) == (True, False, False)


def test_comments_on_a_passage_are_adopted_or_answered(held: Held) -> None:
    session, site, shown = held
    assert shown["list:report_comment"] == "报告/评审与评价/报告批注"
    cases.signed_paper(session, site)
    report = assemble_report(session, site.task)
    made = [
        session.create(ReportComment(report_id=report.id, part="problems", quoted="报销", comment=text))
        for text in ("写清金额", "换个说法")
    ]
    settle_comment(session, made[0], adopted=True, answer="")
    with pytest.raises(Refused):
        settle_comment(session, made[1], adopted=False, answer="")
    done = settle_comment(session, made[1], adopted=False, answer="与底稿一致，不改")
    assert (done.state, done.answer) == ("kept", "与底稿一致，不改")
    assert {item.state for item in comments_of(session, report.id)} == {"adopted", "kept"}


SIGNED_OFF = {
    "report": "finish", "feedback_letter": "approve", "recommendation": "send", "rect_plan": "accept",
    "rect_report": "accept", "democratic_meeting": "report",
}  # fmt: skip


def test_every_text_that_people_write_is_commented_on_and_held_until_all_comments_are_settled(
    tmp_path: Path,
) -> None:
    vault = new_vault(tmp_path / "库", kind="office", filled="office")
    session = session_on(vault)
    written = (REPORT, LETTER_PROSE, ADVICE_PROSE, PLAN_PROSE, REPORT_PROSE, MEETING_PROSE)
    assert {prose.name for prose in written} == set(SIGNED_OFF) == set(ABOUT)
    parts = {code.code for code in session.codes("report_part")}
    for prose in written:
        assert parts >= set(prose.names)
        held = session.find(prose.record)[0]
        before = session.why_not(held, SIGNED_OFF[prose.name])
        known = len(comments_of(session, held.id, prose.name))
        part = prose.names[-1]
        draft = comment_on(session, held, part, "一段话")
        made = session.create(replace(draft, comment="写具体些"))
        assert len(comments_of(session, held.id, prose.name)) == known + 1
        added = set(session.why_not(held, SIGNED_OFF[prose.name])) - set(before)
        label = prose.record.TYPE.field(part).label
        assert [reason for reason in added if "批注没有处理" in reason and f"“{label}”" in reason]
        settle_comment(session, made, adopted=False, answer="已经写明")
        assert session.why_not(held, SIGNED_OFF[prose.name]) == before
    with pytest.raises(InputProblems, match="整改方案"):
        session.create(ReportComment(about="rect_plan", part="steps", comment="没有说是哪份方案"))
    session.close()
    vault.close()


def test_special_report_and_brief_come_from_signed_papers_and_keep_their_numbers(held: Held) -> None:
    session, site, _ = held
    assert "起草专题报告…" in offered("task")
    assert "生成汇报材料" in offered("report")
    draft = cases.draft_paper(session, site, title="选任程序不严")
    with pytest.raises(Refused, match="不能起草专题报告") as refused:
        draft_special(session, site.task, "inspection", [draft])
    assert len(refused.value.reasons) == 2
    paper = cases.signed_paper(session, site)
    special = draft_special(session, site.task, "ideology", [paper])
    assert special.title == "关于示例县甲局党组意识形态情况的专题报告"
    special = session.save(replace(special, causes="责任制没有落到人。", suggestions="1.分解责任。"))
    text = paper_text(session, "special_report", special.id)
    assert all(
        wanted in text for wanted in ("基本情况和现状", "原因分析", "责任制没有落到人", "问题与底稿对照表")
    )
    session.delete(draft, "并入")
    report = assemble_report(session, site.task)
    brief = make_brief(session, session.save(replace(report, overall="总体较好。")))
    (point,) = points(brief.problems)
    assert cited(point) == (paper.formal_number,)
    assert len(brief.problems) < len(report.problems)
    with pytest.raises(Refused, match="不能生成汇报材料"):
        make_brief(session, report)
    session.create(
        NamedItem(content="清退差旅费", about="财务股", task_id=site.task.id, round_id=site.round.id)
    )
    text = paper_text(session, "brief", brief.id)
    assert all(wanted in text for wanted in ("工作量统计", "点人点事清单", "清退差旅费", paper.title))


def test_system_34_the_leading_group_is_appraised_and_its_use_followed(held: Held) -> None:
    session, site, shown = held
    assert shown["list:leadership_assessment"] == "报告/评审与评价/班子评价"
    assert shown["list:assessment_use"] == "报告/评审与评价/评价运用"
    found = cases.confirmed(session, site)
    made = begin_appraisal(session, site.task)
    assert (made.finding_ids, made.unit_id) == ((found.id,), site.unit.id)
    assert begin_appraisal(session, site.task) == made
    with pytest.raises(Refused, match="不能按评分定等次"):
        grade_by_scores(session, made)
    scored(session, begin_review(session, made), row1=50)
    made = grade_by_scores(session, made)
    assert made.grade == "good"
    with pytest.raises(InputProblems):
        session.save(replace(made, members="线索〔2026〕003号涉及其本人"))
    made = session.save(replace(made, overall="班子总体团结。"))
    made = session.move(made, "confirm", opinion="同意")
    use = session.create(
        AssessmentUse(appraisal_id=made.id, receiver="县委组织部", given_on=TODAY, use="adjust")
    )
    assert session.why_not(use, "answer") == ("“运用结果”还没有填写", "“反馈日期”还没有填写")
    session.move(session.save(replace(use, feedback="作为分工调整参考", feedback_on=TODAY)), "answer")
    text = paper_text(session, "leadership_form", made.id)
    assert all(wanted in text for wanted in ("县委组织部", "干部调整", "作为分工调整参考", found.title))


def test_system_06_experts_are_asked_about_plans_papers_and_measures_and_their_advice_is_followed(
    held: Held,
) -> None:
    session, site, shown = held
    assert shown["list:expert_advice"] == "报告/评审与评价/专家指导意见"
    for name in ("round", "task", "finding", "working_paper", "report", "rect_task", "measure"):
        assert "请专家指导…" in offered(name), name
    expert = session.create(Person(name="岑观微", pool="expert", employer="示例县审计局", post="高级审计师"))
    work = session.create(RectTask(task_id=site.task.id, title="清退差旅费"))
    measure = session.create(Measure(rect_task_id=work.id, task_id=site.task.id, content="逐笔核对"))
    asked = session.create(
        ExpertAdvice(subject="逐笔核对怎么做", kind="measure", measure_id=measure.id, task_id=site.task.id)
    )
    assert asked in session.linked(measure)
    assert session.why_not(asked, "advise") == (
        "“专家”还没有填写",
        "“专家意见”还没有填写",
        "“提出日期”还没有填写",
    )
    asked = session.save(replace(asked, expert_id=expert.id, advice="先核旁证", advised_on=TODAY))
    asked = session.move(asked, "advise")
    asked = session.move(session.save(replace(asked, adoption="full", adopted_how="写入措施")), "settle")
    assert asked.state == "settled"
    text = paper_text(session, "advice_sheet", asked.id)
    assert all(wanted in text for wanted in ("岑观微", "示例县审计局", "先核旁证", "写入措施", "逐笔核对"))
