"""Systems ⑧ and 60: questionnaires from the blank form to the count, and democratic assessment that adds up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from app.areas.fieldwork.surveys import view as surveys_view
from app.areas.fieldwork.surveys.model import (
    Answer,
    AnswerSheet,
    Poll,
    PollBallot,
    Survey,
    SurveyQuestion,
    answers_of,
    packed,
)
from app.areas.fieldwork.surveys.offline import offline_form, read_form
from app.areas.fieldwork.surveys.papers import PAPERS
from app.areas.fieldwork.surveys.service import (
    Votes,
    poll_result_of,
    questions_of,
    record_ballot,
    record_sheet,
    record_sheets,
    result_of,
    set_votes,
    undo_last_ballot,
    undo_last_sheet,
)
from app.areas.workpapers.service import finding_from
from app.areas.workpapers.view import lines_of
from app.core.errors import InputProblems, Refused
from app.documents.pdf import render_pdf
from db.query import Filter, Op, Query
from db.session import Session
from tests.areas.cases import OnSite, on_site
from tests.areas.papers_reading import assert_clean, in_model
from tests.builders import new_session


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with new_session(tmp_path / "vault") as made:
        yield made


@pytest.fixture
def site(session: Session) -> OnSite:
    return on_site(session)


def survey(session: Session, site: OnSite, *, opened: bool = True) -> Survey:
    """Five questions, one of each kind, grouped by the first."""
    held = session.create(
        Survey(task_id=site.task.id, name="干部职工问卷", issued=10, opened_on=date(2026, 3, 9), group_by=1)
    )
    asked = (
        ("single", "您的身份是", "中层干部\n一般干部", None),
        ("multi", "哪些方面问题较多", "财务\n用人\n作风", 2),
        ("scale", "对班子的评价", "满意\n一般\n不满意", None),
        ("text", "意见建议", "", None),
    )
    for place, (kind, ask, options, most) in enumerate(asked, 1):
        session.create(
            SurveyQuestion(survey_id=held.id, position=place, kind=kind, ask=ask, options=options, most=most)
        )
    return session.move(held, "open") if opened else held


def sheet(*chosen: tuple[int, ...], words: str = "") -> tuple[Answer, ...]:
    found = [Answer(place, picked) for place, picked in enumerate(chosen, 1) if picked]
    return (*found, Answer(4, words=words)) if words else tuple(found)


def poll(session: Session, site: OnSite, **fields: object) -> Poll:
    given = {
        "task_id": site.task.id,
        "name": "班子民主测评",
        "held_on": date(2026, 3, 9),
        "subjects": "领导班子\n书记甲",
        "items": "总体评价\n廉洁自律",
        "issued": 12,
        "received": 11,
        "valid": 10,
    }
    return session.move(session.create(Poll(**{**given, **fields})), "begin")


def paper(session: Session, name: str, key: str) -> str:
    built = next(spec for spec in PAPERS if spec.name == name).build(session, key)
    assert render_pdf(built).startswith(b"%PDF")
    text = in_model(built)
    assert_clean(text)
    return text


def test_system_08_questionnaires_are_printed_entered_imported_and_counted(
    session: Session, site: OnSite
) -> None:
    held = survey(session, site)
    form = paper(session, "survey_form", held.id)
    assert all(part in form for part in ("不记名", "1.您的身份是", "□中层干部", "最多选2项"))

    record_sheet(session, held, sheet((1,), (1, 3), (1,)))
    record_sheet(session, held, sheet((2,), (1,), (2,), words="报销审核要有复核"))
    wrong = record_sheet(session, held, sheet((2,), (2,), (3,)))
    undo_last_sheet(session, held)
    assert session.get(AnswerSheet, wrong.id).deleted

    asked = questions_of(session, held)
    book = load_workbook(BytesIO(offline_form(held, asked, rows=2)))
    page = book.worksheets[0]
    assert len(page.data_validations.dataValidation) >= 5
    for column, value in enumerate((held.number, "2.一般干部", "", "是", "", "3.不满意"), 1):
        page.cell(2, column).value = value
    out = BytesIO()
    book.save(out)
    filled = read_form(out.getvalue(), held, asked)
    assert (filled.problems, filled.unused) == ((), 1)
    record_sheets(session, held, filled.sheets, origin="form")

    held = session.save(replace(session.get(Survey, held.id), received=3, closed_on=date(2026, 3, 12)))
    result = result_of(session, held)
    assert result.formula == ("发出10份，收回3份，回收率＝3÷10＝30.00%；有效3份，有效率＝3÷3＝100.00%")
    first, second, third, fourth = result.questions
    assert [(o.text, o.count) for o in second.options] == [("财务", 2), ("用人", 1), ("作风", 1)]
    assert second.formula == "比例＝选该项的份数÷作答3份；可以选几项，合计会超过100%"
    assert third.mean == "平均分＝6÷3＝2.00（最好3分，最差1分）"
    assert result.groups == (("中层干部", 1), ("一般干部", 2))
    assert [option.groups for option in second.options] == [(1, 1), (0, 1), (1, 0)]
    assert [said.words for said in fourth.said] == ["报销审核要有复核"]
    assert first.answered == 3
    assert session.move(held, "close").state == "closed"

    # An answer in words is found by search, and becomes a finding with the sheet as its evidence.
    hit = session.search("报销审核")[0]
    assert hit.type == "survey_answer_sheet"
    answer = session.get(AnswerSheet, hit.id)
    assert lines_of(answer) == ("报销审核要有复核",)
    made = finding_from(session, answer, title="报销审核缺少复核")
    assert made.sources == ("survey",)
    text = paper(session, "survey_results", held.id)
    assert "66.67%" in text
    assert {"surveys.entry", "surveys.results"} <= {page.code for page in surveys_view.pages(None)}


def test_every_wrong_cell_of_a_form_is_reported_and_nothing_is_taken(session: Session, site: OnSite) -> None:
    held = survey(session, site)
    asked = questions_of(session, held)
    book = load_workbook(BytesIO(offline_form(held, asked, rows=3)))
    page = book.worksheets[0]
    rows = (
        ("问卷〔2020〕09号", "1.中层干部", "是", "是", "是", "1.满意", ""),
        (held.number, "局长", "对", "", "", "9", ""),
    )
    for line, row in enumerate(rows, 2):
        for column, value in enumerate(row, 1):
            page.cell(line, column).value = value
    out = BytesIO()
    book.save(out)
    filled = read_form(out.getvalue(), held, asked)
    said = "\n".join(problem.text for problem in filled.problems)
    assert f"第2行“问卷编号”是问卷〔2020〕09号，应为{held.number}" in said
    assert "第2行：第2题最多选2项，选了3项" in said
    assert "第3行第1题不是列表里的选项" in said
    assert "第3行“第2题选项1 财务”应为“是”或空着" in said
    assert "第3行第3题不是列表里的选项" in said
    assert session.find(AnswerSheet) == ()


def test_a_sheet_that_does_not_fit_is_refused_with_every_reason(session: Session, site: OnSite) -> None:
    held = survey(session, site)
    with pytest.raises(InputProblems) as refused:
        record_sheet(
            session, held, (Answer(1, (1, 2)), Answer(2, (1, 2, 3)), Answer(3, (7,)), Answer(9, (1,)))
        )
    assert [problem.text for problem in refused.value.problems] == [
        "第1题只能选一项",
        "第2题最多选2项，选了3项",
        "第3题只有3个选项",
        "没有第9题",
    ]
    with pytest.raises(InputProblems, match="一题也没有答"):
        record_sheet(session, held, ())
    assert session.find(AnswerSheet) == ()


def test_the_first_sheet_fixes_the_questions(session: Session, site: OnSite) -> None:
    held = survey(session, site)
    record_sheet(session, held, sheet((1,)))
    asked = questions_of(session, held)[0]
    with pytest.raises(Refused):
        session.save(replace(asked, ask="换一种问法"))
    assert "题目不能再改" in session.why_not(asked, "free")[0]
    assert session.why_not(held, "redraft")


def test_a_survey_opens_only_with_questions_and_closes_only_when_all_is_entered(
    session: Session, site: OnSite
) -> None:
    bare = session.create(Survey(task_id=site.task.id, name="群众问卷", group_by=2))
    reasons = session.why_not(bare, "open")
    assert any("还没有题目" in reason for reason in reasons)
    assert any("分组题第2题不存在" in reason for reason in reasons)
    held = survey(session, site)
    record_sheet(session, held, sheet((1,)))
    held = session.save(replace(session.get(Survey, held.id), received=2, closed_on=date(2026, 3, 12)))
    assert session.why_not(held, "close") == ("收回2份，已录入1份，两数不符",)
    with pytest.raises(InputProblems, match="比“发出份数”多"):
        session.save(replace(held, received=11))


def test_choices_are_stored_so_that_a_filter_finds_each(session: Session, site: OnSite) -> None:
    held = survey(session, site)
    made = record_sheet(session, held, sheet((1,), (1, 3), words="第一\n第二"))
    assert made.answers == ";1=1;2=1;2=3;"
    assert answers_of(made) == {1: Answer(1, (1,)), 2: Answer(2, (1, 3)), 4: Answer(4, words="第一 第二")}
    assert packed(()) == ""
    query = Query("survey_answer_sheet", (Filter("answers", Op.CONTAINS, ";2=3;"),))
    assert session.count(query) == 1


def test_void_sheets_count_as_received_and_not_as_valid(session: Session, site: OnSite) -> None:
    held = survey(session, site)
    record_sheet(session, held, sheet((1,)))
    session.move(record_sheet(session, held, sheet((2,))), "void", reason="字迹不清")
    result = result_of(session, held)
    assert (result.received, result.valid, result.questions[0].answered) == (2, 1, 1)


def test_system_60_democratic_assessment_reconciles_before_it_is_summed_up(
    session: Session, site: OnSite
) -> None:
    held = poll(session, site)
    assert all(
        part in paper(session, "poll_form", held.id) for part in ("领导班子", "廉洁自律", "较好", "不记名")
    )
    cells = {
        ("领导班子", "总体评价"): Votes((6, 2, 1, 1)),
        ("领导班子", "廉洁自律"): Votes((7, 2, 1, 0)),
        ("书记甲", "总体评价"): Votes((5, 3, 1, 0)),
    }
    result = set_votes(session, held, cells)
    assert result.problems == ("书记甲“总体评价”合计9张，有效10张，差1张", "书记甲“廉洁自律”还没有计票")
    assert "差1张" in session.why_not(held, "finish")[0]
    done = set_votes(
        session,
        held,
        {("书记甲", "总体评价"): Votes((5, 3, 1, 0), 1), ("书记甲", "廉洁自律"): Votes((9, 1, 0, 0))},
    )
    assert done.problems == ()
    assert done.rates(done.rows[0]) == ("60.00%", "20.00%", "10.00%", "10.00%", "80.00%")
    assert "有效10张，有效率＝10÷11＝90.91%" in done.formula
    assert session.move(held, "finish").state == "counted"
    text = paper(session, "poll_summary", held.id)
    assert all(part in text for part in ("80.00%", "核对一致", "好评率"))
    with pytest.raises(Refused):
        set_votes(session, session.get(Poll, held.id), cells)
    assert "surveys.poll" in {page.code for page in surveys_view.pages(None)}


def test_ballots_are_counted_one_by_one_and_a_blank_one_is_void(session: Session, site: OnSite) -> None:
    held = poll(session, site, method="ballot", issued=4, received=3, valid=2)
    record_ballot(session, held, "1122")
    record_ballot(session, held, "1104")
    undo_last_ballot(session, held)
    record_ballot(session, held, "1204")
    record_ballot(session, held, "0000")
    result = poll_result_of(session, held)
    assert result.problems == ()
    assert [row.votes for row in result.rows] == [(2, 0, 0, 0), (1, 1, 0, 0), (0, 1, 0, 0), (0, 1, 0, 1)]
    assert result.rows[2].abstained == 1
    assert [ballot.state for ballot in session.find(PollBallot)].count("void") == 1
    with pytest.raises(InputProblems, match="只有4个等次"):
        record_ballot(session, held, "9111")


def test_three_numbers_that_contradict_each_other_are_not_saved(session: Session, site: OnSite) -> None:
    with pytest.raises(InputProblems) as refused:
        session.create(Poll(task_id=site.task.id, name="测评", issued=5, received=6, valid=7))
    assert len(refused.value.problems) == 2


def test_grades_and_items_left_open_come_from_the_code_lists(session: Session, site: OnSite) -> None:
    result = poll_result_of(session, poll(session, site, items="", grades=""))
    assert result.shape.grades == ("好", "较好", "一般", "差")
    assert "总体评价" in result.shape.items
