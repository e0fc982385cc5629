"""Every paper of the spine, built from full records: nothing that is known is missing, nothing unknown is spelled out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.areas.feedback.model import FeedbackProblem
from app.areas.feedback.papers import feedback_list, feedback_opinion
from app.areas.fieldwork.papers import PROTECTED, READ_BACK, interview_record, petition_form
from app.areas.parts import money_text, text_blocks
from app.areas.reporting.papers import report
from app.areas.secrecy.terms import longest_term
from app.areas.workpapers.papers import approval_sheet, working_paper
from app.core.errors import KnownError
from app.core.fields import Signature
from app.documents import raster
from app.documents.docx import render_docx
from app.documents.paper import Layout
from app.documents.pdf import count_pages, render_pdf, unprintable
from app.documents.wording import texts
from tests.areas.papers_reading import (
    BARE,
    RECUSAL,
    SAMPLES,
    assert_all_shown,
    assert_clean,
    in_model,
    in_word,
    on_paper,
)
from tests.areas.papers_samples import (
    DOSSIER,
    EVIDENCE,
    INTERVIEW,
    LETTER,
    PAPER,
    PETITION,
    PROBLEMS,
    REPORT,
    REPORT_PAPERS,
    ROUND,
    TASK,
    UNIT,
    labels,
    squeezed,
    written_fields,
)
from tests.documents.office import office_pages


@pytest.mark.parametrize("name", SAMPLES)
def test_paper_prints_clean_in_pdf_and_word(name: str) -> None:
    paper = SAMPLES[name]()
    assert paper.name == name
    assert unprintable(paper) == ""
    assert_clean(on_paper(paper))
    assert_clean(in_word(paper))
    assert squeezed(paper.title) in in_word(paper)


@pytest.mark.parametrize("name", BARE)
def test_paper_of_an_empty_record_prints_blanks_not_words_for_nothing(name: str) -> None:
    paper = BARE[name]()
    assert_clean(in_model(paper))
    assert render_pdf(paper).startswith(b"%PDF")
    assert render_docx(paper)


def test_interview_shows_what_the_interviewee_signs_and_keeps_the_groups_own_notes_out() -> None:
    paper = SAMPLES["interview_record"]()
    text = in_model(paper)
    for value in (
        INTERVIEW.number,
        "2026年3月18日9时05分至11时30分",
        "陈喆堃",
        INTERVIEW.subject_unit,
        INTERVIEW.subject_post,
        "中共党员",
        INTERVIEW.place,
        INTERVIEW.interviewer,
        INTERVIEW.recorder,
        INTERVIEW.others,
        "必谈",
        "告知事项",
        READ_BACK,
        "单据都在凭证里",
        "2026年3月18日",
    ):
        assert squeezed(value) in text, value
    assert INTERVIEW.subject_phone not in text
    assert "报销审核走形式" not in text  # 问题提炼 is the group's own
    assert paper.page_foot == "被谈话人签字："
    printed = on_paper(paper)
    assert "第1页共4页" in printed
    assert "内部" in printed


def test_interview_that_was_not_signed_says_why_instead_of_the_closing_line() -> None:
    held = replace(INTERVIEW, confirmed="refused", note="本人称不愿签字，在场人欧阳䶮。", confirmed_on=None)
    text = in_model(interview_record(held, TASK, UNIT, labels))
    assert READ_BACK not in text
    assert "没有签字。本人称不愿签字，在场人欧阳䶮。" in text


def test_interview_lines_without_a_pair_are_printed_as_they_were_said() -> None:
    held = replace(INTERVIEW, content="开场白\n问：第一问\n问：第二问\n答：第二答\n答：补充")
    text = in_model(interview_record(held, TASK, UNIT, labels))
    for words in ("开场白", "问：第一问", "第二问第二答", "答：补充"):
        assert words in text, words


def test_petition_form_shows_every_field_of_a_real_name_petition() -> None:
    text = in_model(SAMPLES["petition_form"]())
    assert_all_shown(written_fields(PETITION, "task_id"), text)
    for value in (
        "2026年3月20日",
        "来信",
        "巡察期间收到",
        "3人联名",
        "廉洁纪律、群众纪律",
        "首次登记信访〔2026〕002号",
    ):
        assert squeezed(value) in text, value
    for value in (
        "6页",
        "重点了解",
        labels("inquiry_method", "document"),
        "结论：部分属实",
        "2026年4月10日",
        "签字：欧阳䶮",
        "签字：杭知谨",
    ):
        assert squeezed(value) in text, value


@pytest.mark.parametrize(("naming", "shown"), [("protected", PROTECTED), ("anonymous", "未署名")])
def test_identity_of_a_hidden_reporter_is_never_printed_even_when_it_was_left_in_the_record(
    naming: str, shown: str
) -> None:
    paper = petition_form(replace(PETITION, naming=naming), TASK, UNIT, labels)
    text = in_model(paper) + on_paper(paper) + in_word(paper)
    assert shown in text
    for secret in (PETITION.reporter, PETITION.reporter_contact, PETITION.reporter_address):
        assert secret not in text


def test_working_paper_shows_every_field_and_all_fifteen_evidences_with_pages() -> None:
    text = in_model(SAMPLES["working_paper"]())
    assert_all_shown(written_fields(PAPER, "task_id"), text)
    for value in (
        "是：被通报曝光仍未整改",
        "90,660.00元",
        "2025年7月1日至12月31日",
        "风险点",
        "个别谈话、查阅资料、信访反映",
    ):
        assert squeezed(value) in text, value
    for index, item in enumerate(EVIDENCE, 1):
        assert squeezed(f"02-{index:02}{item.name}{item.pages}") in text, item.name
    for policy in DOSSIER.policies:
        assert policy.title + policy.clause in text
        assert policy.content in text
    for name in ("陈𬱖远", "李㛃", "蔺守拙", "杭知谨"):
        assert f"签字：{name}" in text
    assert raster.pages(render_pdf(SAMPLES["working_paper"]())) >= 4


def test_opinions_from_before_a_return_are_not_printed_as_standing() -> None:
    for state, shown in (
        ("submitted", []),
        ("reviewed", ["蔺守拙"]),
        ("returned", []),
        ("filed", ["蔺守拙", "杭知谨"]),
    ):
        dossier = replace(DOSSIER, paper=replace(PAPER, state=state))
        text = in_model(approval_sheet(dossier, labels))
        assert [name for name in ("蔺守拙", "杭知谨") if f"签字：{name}" in text] == shown, state
        assert "第一次复核意见" not in text
        assert "第二处事例没有写明金额" in text  # the return itself is on the sheet


def test_working_paper_has_two_places_for_authors_before_anybody_signed() -> None:
    dossier = replace(DOSSIER, paper=replace(PAPER, authors=(), reviews=(), state="draft"))
    blank = [text for text in texts(working_paper(dossier, labels)) if text.startswith("签字：　")]
    assert len(blank) == 2


def test_catalogue_counts_evidence_and_pages() -> None:
    text = in_model(SAMPLES["evidence_catalogue"]())
    assert "共15份材料" in text
    assert "引用55页" in text
    for item in EVIDENCE:
        for value in (item.number, item.name, item.pages, item.copy_number, item.proves, item.storage):
            assert squeezed(value) in text


def test_report_hides_the_marks_and_lists_them_in_the_crosswalk() -> None:
    paper = SAMPLES["report"]()
    text = in_model(paper)
    assert "［底稿" not in text
    for held in REPORT_PAPERS:
        assert held.formal_number in text
        assert squeezed(held.title) in text
    assert "报告所列问题3个，依据底稿4份" in text
    assert "（送审稿，第2稿）" in text
    for value in (
        REPORT.basics,
        REPORT.suggestions,
        REPORT.other,
        REPORT.consulted,
        REPORT.drafter,
        REPORT.approval,
    ):
        assert_all_shown({"": value}, text)
    assert paper.layout is Layout.PLAIN
    assert paper.attachments == ("问题与底稿对照表",)


def test_final_report_with_a_number_is_an_upward_official_paper_without_a_draft_mark() -> None:
    held = replace(REPORT, state="final", document_number="青巡一报〔2026〕1号", urgency="urgent")
    paper = report(held, TASK, ROUND, REPORT_PAPERS, labels)
    assert (paper.layout, paper.signer, paper.subtitle, paper.urgency) == (
        Layout.OFFICIAL,
        "杭知谨",
        "",
        "加急",
    )
    assert "签发人：杭知谨" in on_paper(paper)


def test_feedback_opinion_is_a_letter_with_its_four_chapters_in_order() -> None:
    paper = SAMPLES["feedback_opinion"]()
    text = on_paper(paper)
    heads = ["一、总体评价", "二、主要问题", "三、意见建议", "四、整改要求"]
    assert [text.index(head) for head in heads] == sorted(text.index(head) for head in heads)
    for value in (
        LETTER.document_number,
        LETTER.addressed_to,
        LETTER.basis,
        LETTER.requirements,
        TASK.group_name,
    ):
        assert squeezed(value) in text
    assert "2026年6月12日" in text
    assert "附件：县民政服务中心反馈问题清单" in text


def test_a_chapter_heading_typed_by_hand_is_not_printed_twice() -> None:
    held = replace(LETTER, overall="一、总体评价\n" + LETTER.overall)
    assert on_paper(feedback_opinion(held, TASK, UNIT, (), labels)).count("一、总体评价") == 1


def test_feedback_list_has_the_seven_columns_and_leaves_out_what_is_not_fed_back() -> None:
    dropped = FeedbackProblem(task_id="T1", position=10, title="不反馈的问题", state="dropped")
    text = in_model(feedback_list((*PROBLEMS, dropped), TASK, ROUND, UNIT, labels))
    for head in ("问题类别", "问题子类", "具体问题", "具体表现", "对应聚焦", "是否重点关注", "重点关注情形"):
        assert head in text
    for held in PROBLEMS:
        assert squeezed(held.title) in text
        assert squeezed(held.detail) in text
    assert "不反馈的问题" not in text
    assert "共9个问题，其中重点关注2个，立行立改1个" in text


def test_grade_that_cannot_be_printed_stops_the_paper() -> None:
    def county(list_name: str, code: str) -> str:
        return "绝密" if list_name == "secrecy" else labels(list_name, code)

    with pytest.raises(KnownError, match="绝密"):
        interview_record(INTERVIEW, TASK, UNIT, county)


def test_money_and_signatures_in_words() -> None:
    assert money_text(9_066_000) == "90,660.00元"
    assert money_text(-105) == "-1.05元"
    assert money_text(None) == ""
    held = replace(
        PAPER, reviews=(Signature("副组长", "蔺守拙", date(2026, 4, 18), "同意。"),), state="reviewed"
    )
    assert "同意。" in in_model(approval_sheet(replace(DOSSIER, paper=held), labels))


def test_announcement_names_every_channel_and_is_public() -> None:
    paper = SAMPLES["announcement"]()
    assert paper.secrecy is None
    text = in_model(paper)
    for value in (UNIT.name, TASK.group_name, TASK.hotline, TASK.mailbox, TASK.office, "截至2026年4月30日"):
        assert squeezed(value) in text, value
    assert "2026年3月9日至5月8日" in text


def test_decision_and_recusal_show_what_is_filled() -> None:
    decision = in_model(SAMPLES["assignment_decision"]())
    for value in (TASK.group_name, TASK.leader, UNIT.name, ROUND.name, "2026年2月20日至7月31日"):
        assert squeezed(value) in decision, value
    assert SAMPLES["assignment_decision"]().doc_number == "青巡〔2026〕3号"
    assert_all_shown(written_fields(RECUSAL, "task_id"), in_model(SAMPLES["recusal_form"]()))
    none = in_model(BARE["recusal_form"]())
    assert "没有任职回避、地域回避、公务回避的情形" in none
    assert "关系人" not in none


def test_libreoffice_makes_of_every_word_file_as_many_pages_as_the_pdf_has(tmp_path: Path) -> None:
    built = {name: build() for name, build in SAMPLES.items()}
    converted = office_pages(tmp_path, {name: render_docx(paper) for name, paper in built.items()})
    for name, paper in built.items():
        pages = count_pages(paper)
        allowed = 1 if paper.layout is Layout.FORM else 0
        assert abs(converted[name] - pages) <= allowed, (name, pages, converted[name])


def test_term_of_secrecy_is_printed_with_the_star_and_never_for_work_secrets() -> None:
    secret = replace(INTERVIEW, secrecy="secret", secrecy_term="1年")
    assert "秘密★1年" in in_model(interview_record(secret, TASK, UNIT, labels))
    work = replace(INTERVIEW, secrecy="work_secret", secrecy_term="1年")
    text = in_model(interview_record(work, TASK, UNIT, labels))
    assert "工作秘密" in text
    assert "★" not in text
    assert replace(secret, secrecy_term="一年").TYPE.problems(replace(secret, secrecy_term="一年"))
    assert longest_term(["1年", "18个月", "2年"]) == ""
    assert longest_term(["6个月", "2年", "1年"]) == "2年"
    assert longest_term(["2年", ""]) == ""


def test_points_without_text_are_a_list_and_not_headings() -> None:
    kinds = [type(block).__name__ for block in text_blocks("（一）班子建设\n有差距。\n（二）甲\n（三）乙")]
    assert kinds == ["Heading", "Paragraph", "Paragraph", "Paragraph"]
