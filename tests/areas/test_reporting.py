"""The report rests on signed papers only, cites them, and is followed by feedback and rectification without retyping."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.areas.clues.service import hand_clue, named_in, protect_reporter, register_clue
from app.areas.feedback.model import FeedbackProblem
from app.areas.feedback.service import (
    FeedbackRow,
    draft_letter,
    import_feedback,
    issue_all,
    problems_from_report,
)
from app.areas.rectification.model import Due, Measure, RectTask, due_colour
from app.areas.rectification.service import (
    Plan,
    Rate,
    close_problem,
    completion,
    finish_measure,
    tasks_for,
    tasks_from_problem,
)
from app.areas.reporting.model import Report, points, without_citations
from app.areas.reporting.service import assemble_report
from app.core.errors import InputProblems, Refused
from db.session import Session
from tests.areas import cases
from tests.areas.cases import OnSite


def finished_report(session: Session, site: OnSite) -> Report:
    cases.signed_paper(session, site)
    cases.signed_paper(session, site, title="学习计划没有落实", focus="f4-1")
    report = assemble_report(session, site.task)
    report = session.save(replace(report, overall="总体较好。", suggestions="1.完善审核。"))
    for step in ("consult", "submit", "finish"):
        report = session.move(report, step)
    return report


def test_a_report_without_signed_papers_is_refused_with_every_reason(session: Session, site: OnSite) -> None:
    with pytest.raises(Refused, match="本任务还没有底稿"):
        assemble_report(session, site.task)
    cases.draft_paper(session, site)
    signed = cases.signed_paper(session, site)
    session.move(signed, "recall", reason="补证")
    with pytest.raises(Refused) as refused:
        assemble_report(session, site.task)
    assert len(refused.value.reasons) == 2
    assert "“草稿”" in refused.value.reasons[0]
    assert "“退回”" in refused.value.reasons[1]
    assert not session.find(Report)


def test_points_are_ordered_by_focus_and_cite_their_papers(session: Session, site: OnSite) -> None:
    report = finished_report(session, site)
    lines = report.problems.splitlines()
    assert lines[0].startswith("（一）聚焦党中央决策部署")
    assert lines[2].startswith("（二）聚焦群众身边")
    assert len(points(report.problems)) == 2
    assert report.crosswalk.splitlines()[0].endswith("三巡-一组-02号")
    assert "底稿：" not in without_citations(report.problems)
    assert report.state == "final"


def test_a_point_that_cites_nothing_stops_the_report(session: Session, site: OnSite) -> None:
    cases.signed_paper(session, site)
    report = assemble_report(session, site.task)
    report = session.save(
        replace(
            report,
            overall="好。",
            suggestions="1.改。",
            problems=report.problems + "\n2.另有一个没有底稿的问题。",
        )
    )
    report = session.move(report, "consult")
    assert session.why_not(report, "submit") == ("以下问题没有注明底稿号：2.另有一个没有底稿的问题。",)


def test_assembling_again_does_not_overwrite_what_people_wrote(session: Session, site: OnSite) -> None:
    cases.signed_paper(session, site)
    report = assemble_report(session, site.task)
    session.save(replace(report, overall="写好的评价。"))
    cases.signed_paper(session, site, title="第二个问题")
    again = assemble_report(session, site.task)
    assert (again.id, again.overall, len(again.paper_ids)) == (report.id, "写好的评价。", 2)
    edited = session.save(replace(again, problems=again.problems.replace("第二个问题", "改过的第二个问题")))
    with pytest.raises(Refused, match="已经有人改过"):
        assemble_report(session, site.task)
    assert "改过的第二个问题" not in assemble_report(session, site.task, replace_text=True).problems
    assert edited.id == report.id


def test_a_paper_that_names_a_clue_stays_out_of_the_report(session: Session, site: OnSite) -> None:
    clue = register_clue(session, site.task, [], summary="某股股长收受服务对象礼金")
    cases.signed_paper(session, site, phenomenon="2025年8月，某股股长收受服务对象礼金2,000元。")
    with pytest.raises(Refused, match="里写到了线索"):
        assemble_report(session, site.task)
    assert named_in(session, f"见{clue.number}") == ("写了线索编号",)


def test_a_clue_is_taken_from_its_petition_and_handed_over_under_seal(session: Session, site: OnSite) -> None:
    letter = cases.petition(
        session, site, subject="某甲", subject_post="股长", content="收礼", disciplines=("integrity",)
    )
    clue = register_clue(session, site.task, [letter], summary="某甲收受礼金")
    assert (clue.subject, clue.content, clue.petition_ids) == ("某甲", "收礼", (letter.id,))
    clue = session.save(replace(clue, assessment="有具体情节", proposal="verify"))
    clue = session.move(session.move(clue, "assess"), "approve")
    clue = hand_clue(session, clue, receiver_body="discipline", handed_by="组长甲", seal_number="封-01")
    clue = session.move(clue, "receive")
    assert [row.role for row in clue.signed] == ["研判人", "组长", "移交人", "接收人"]
    assert session.get(type(letter), letter.id).rev == letter.rev


def test_a_protected_reporter_stands_only_in_the_compartment(session: Session, site: OnSite) -> None:
    letter = cases.petition(session, site)
    held = protect_reporter(session, letter, name="群众乙", contact="当面联系")
    after = session.get(type(letter), letter.id)
    assert (after.naming, after.reporter, held.name) == ("protected", "", "群众乙")
    assert held.TYPE.compartment.value == "clues"


def test_problems_go_from_the_report_to_rectification(session: Session, site: OnSite) -> None:
    report = finished_report(session, site)
    made = problems_from_report(session, site.task, report)
    assert [(p.position, p.focus) for p in made] == [(1, "f4-1"), (2, "f4-2")]
    assert problems_from_report(session, site.task, report) == ()
    issue_all(session, site.task)
    assert len(tasks_for(session, site.task)) == 2
    letter = draft_letter(session, site.task)
    assert "学习计划没有落实" in letter.problems
    assert "［底稿" not in letter.problems


def test_importing_the_same_list_twice_adds_nothing(session: Session, site: OnSite) -> None:
    rows = [
        FeedbackRow(
            category="党建", title="日常党建工作不扎实", focus="聚焦基层党组织和党员队伍建设情况", key="否"
        ),
        FeedbackRow(
            category="整改", title="上轮整改不到位", focus="聚焦巡察整改落实情况", key="是", key_case="其他"
        ),
    ]
    first = import_feedback(session, site.task, rows)
    assert [p.focus for p in first.made] == ["f4-3", "f4-4"]
    again = import_feedback(session, site.task, rows)
    assert (again.made, again.known) == ((), ("日常党建工作不扎实", "上轮整改不到位"))


def test_bad_rows_are_all_named_and_none_is_stored(session: Session, site: OnSite) -> None:
    rows = [
        FeedbackRow(title="好的一行"),
        FeedbackRow(title=" "),
        FeedbackRow(title="甲", focus="未知的聚焦"),
    ]
    with pytest.raises(InputProblems) as refused:
        import_feedback(session, site.task, rows)
    assert [problem.where for problem in refused.value.problems] == ["第2行", "第3行"]
    assert not session.find(FeedbackProblem)


def test_a_task_is_struck_off_only_with_proof_and_approval(session: Session, site: OnSite) -> None:
    (problem,) = import_feedback(session, site.task, [FeedbackRow(title="财务管理不规范", focus="f4-2")]).made
    problem = session.move(problem, "issue")
    (task,) = tasks_from_problem(
        session, problem, [Plan("完善报销审核", goal="每笔有凭证", measures=("修订财务制度", "清退违规报销"))]
    )
    task = session.move(task, "start")
    task = session.save(replace(task, result="制度已修订"))
    reasons = session.why_not(task, "finish")
    assert len(reasons) == 2
    assert "措施还没有完成：修订财务制度；清退违规报销" in reasons
    for measure in session.find(Measure, rect_task_id=task.id):
        finish_measure(session, measure, result="已办", done_on=date(2026, 8, 1))
    task = session.save(replace(task, proof="制度文本1份，退款票据2张"))
    task = session.move(task, "finish")
    with pytest.raises(Refused, match="已完成"):
        close_problem(session, session.get(FeedbackProblem, problem.id))
    task = session.move(task, "close", opinion="同意销号")
    assert task.signed[-1].role == "销号审批"
    assert close_problem(session, session.get(FeedbackProblem, problem.id)).state == "closed"
    assert completion(session, site.task).percent == 100.0
    assert session.find(RectTask)[0].state == "closed"


def test_a_rate_shows_its_formula_and_counts_only_what_is_done() -> None:
    assert Rate(total=697, done=688, mostly=4, doing=5).percent == 98.71
    assert "688÷应整改697＝98.71%" in Rate(697, 688, 4, 5).formula
    assert Rate(0, 0, 0, 0).percent is None


def test_deadlines_turn_green_yellow_and_red() -> None:
    today = date(2026, 6, 1)
    days = [date(2026, 7, 1), date(2026, 6, 21), date(2026, 6, 11), date(2026, 6, 1), date(2026, 5, 1), None]
    assert [due_colour(day, today) for day in days] == [
        Due.CALM,
        Due.GREEN,
        Due.YELLOW,
        Due.RED,
        Due.RED,
        Due.NONE,
    ]
