"""答卷录入, 问卷统计 and 测评计票 at the keyboard: a digit an answer, Enter a sheet, sums checked while they are typed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from app.areas.fieldwork.surveys.model import AnswerSheet, Poll, PollCount, Survey, SurveyQuestion
from app.areas.fieldwork.surveys.view import pages
from app.areas.fieldwork.surveys.view.entry import ENTRY, EntryPage
from app.areas.fieldwork.surveys.view.poll_page import POLL, PollPage
from app.areas.fieldwork.surveys.view.results import RESULTS, ResultsPage
from app.widgets.charts import BarChart
from app.widgets.lines import Lines
from db.session import Session
from tests.areas.cases import on_site
from tests.ui.area_kit import Shown, filled_vault, look, show_on
from tests.ui.desks import tidy
from tests.ui_typing import find_by_name, shown_text, type_text


def fill(session: Session) -> None:
    site = on_site(session, codes=False)
    held = session.create(
        Survey(task_id=site.task.id, name="干部职工问卷", issued=10, received=3, opened_on=date(2026, 3, 9))
    )
    asked = (
        ("single", "您的身份是", "中层干部\n一般干部"),
        ("multi", "哪些方面问题较多", "财务\n用人\n作风"),
        ("text", "意见建议", ""),
    )
    for place, (kind, ask, options) in enumerate(asked, 1):
        session.create(SurveyQuestion(survey_id=held.id, position=place, kind=kind, ask=ask, options=options))
    session.move(held, "open")
    poll = session.create(
        Poll(
            task_id=site.task.id, name="班子测评", held_on=date(2026, 3, 9), subjects="领导班子",
            items="总体评价", issued=12, received=11, valid=10,
        )
    )  # fmt: skip
    session.move(poll, "begin")


@pytest.fixture
def shown(qapp: QApplication, tmp_path: Path) -> Iterator[Shown]:
    vault = filled_vault(tmp_path / "库", "group", fill)
    made = show_on(vault, pages(vault))
    yield made
    made.close()
    tidy()


def sheets(shown: Shown) -> tuple[AnswerSheet, ...]:
    found = look(shown.vault, lambda session: session.find(AnswerSheet))
    assert isinstance(found, tuple)
    return found


def type_keys(text: str) -> None:
    for letter in text:
        QTest.keyClick(QApplication.focusWidget(), letter)


def enter(shown: Shown) -> None:
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    shown.settle()


def test_digits_answer_and_enter_takes_the_next_sheet(shown: Shown) -> None:
    shown.go(ENTRY)
    page = shown.page(EntryPage)
    assert "清点收回 3 份，还有 3 份" in shown_text(page)
    type_keys("213")
    assert "财务、作风" in shown_text(page)
    enter(shown)
    type_keys("1")
    enter(shown)
    assert [held.answers for held in sheets(shown)] == [";1=2;2=1;2=3;", ";1=1;"]
    assert "已录入 2 份" in shown_text(page)
    assert "上一份：第2份" in shown_text(page)
    shown.press("撤销上一份")
    assert "已录入 1 份" in shown_text(page)


def test_a_digit_without_an_option_is_refused_beside_its_question(shown: Shown) -> None:
    shown.go(ENTRY)
    page = shown.page(EntryPage)
    type_keys("7")
    assert "✕ 第1题只有2个选项" in shown_text(page)
    enter(shown)
    assert sheets(shown) == ()


def test_a_form_that_came_back_is_imported_only_when_it_is_clean(shown: Shown, tmp_path: Path) -> None:
    shown.go(ENTRY)
    page = shown.page(EntryPage)
    path = tmp_path / "form.xlsx"
    page.export_to(path)
    shown.settle()
    book = load_workbook(BytesIO(path.read_bytes()))
    book.worksheets[0].cell(2, 2).value = "局长"
    book.save(path)
    page.open_file(path)
    shown.settle()
    assert "表里有 1 处要改" in shown_text(page)
    assert sheets(shown) == ()
    book.worksheets[0].cell(2, 2).value = "2.一般干部"
    book.save(path)
    page.open_file(path)
    shown.settle()
    shown.press("确认导入 1 份")
    assert [held.origin for held in sheets(shown)] == ["form"]
    assert "已录入 1 份" in shown_text(page)


def test_the_count_shows_bars_shares_and_answers_in_words(shown: Shown) -> None:
    shown.go(ENTRY)
    page = shown.page(EntryPage)
    type_keys("2")
    type_text(find_by_name(page, QLineEdit, "3. 意见建议（直接输入文字）"), "多到基层看看")
    enter(shown)
    shown.go(RESULTS)
    result = shown.page(ResultsPage)
    assert "已录入1份，还差2份" in shown_text(result)
    chart = find_by_name(result, BarChart, "第1题各选项")
    assert "一般干部 1 份　100.00%" in chart.accessibleDescription()
    lines = find_by_name(result, Lines, "第3题的回答")
    assert lines.topLevelItem(0).text(1) == "多到基层看看"


def test_votes_are_checked_against_the_valid_ballots_while_they_are_typed(shown: Shown) -> None:
    shown.go(POLL)
    page = shown.page(PollPage)
    for grade, count in (("好", "6"), ("较好", "2"), ("一般", "1")):
        type_text(find_by_name(page, QLineEdit, f"领导班子 总体评价 {grade}"), count)
    shown.press("保存票数")
    assert "领导班子“总体评价”合计9张，有效10张，差1张" in shown_text(page)
    type_text(find_by_name(page, QLineEdit, "领导班子 总体评价 未填"), "1")
    shown.settle()
    found = look(shown.vault, lambda session: session.find(PollCount))
    assert isinstance(found, tuple)
    assert found[0].votes == "6,2,1,0"
