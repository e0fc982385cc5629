"""Taking in, in the window: names become talks, lines of a talk findings, petitions walk on, lists are compared."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPlainTextEdit, QPushButton

from app.areas.fieldwork.comparison.model import DataHit, DataList
from app.areas.fieldwork.comparison.view.page import ComparePage
from app.areas.fieldwork.intake.model import InterviewPlan, PetitionStep, Scan
from app.areas.fieldwork.intake.view.exchange import ExchangePage
from app.areas.fieldwork.intake.view.lines import LineSheet
from app.areas.fieldwork.intake.view.petitions import PetitionsPage
from app.areas.fieldwork.intake.view.talks import TalksPage
from app.areas.fieldwork.model import Evidence, Petition
from app.areas.workpapers.model import Finding
from app.widgets.form_page import FormPage
from app.widgets.lines import Lines
from tests.builders import ALL, new_vault, session_on
from tests.ui.desks import Opened, dialog, editor, open_whole, tidy
from tests.ui_typing import find_button, find_by_name, press, replace_text, shown_text, type_text

TALK = "demo.interview.1.1"


@pytest.fixture
def desk(qapp: QApplication, tmp_path: Path) -> Iterator[Opened]:
    """The whole window on the laptop of a group on site."""
    vault = new_vault(tmp_path / "库", filled="group")
    opened = open_whole(vault, ALL)
    yield opened
    opened.close()
    if vault.is_open:
        vault.close()
    tidy()


def _found(desk: Opened, cls: type) -> tuple:  # type: ignore[type-arg]  # records of cls
    session = session_on(desk.vault, role="reader")
    try:
        return session.find(cls)
    finally:
        session.close()


def _go(desk: Opened, code: str) -> None:
    desk.window.open_page(code)
    desk.settle()


def _choose(desk: Opened, text: str) -> None:
    """Choose an entry of the form's menu 更多."""
    button = find_button(desk.window.page, "更多")
    assert isinstance(button, QPushButton)
    menu = button.menu()
    assert menu is not None
    menu.aboutToShow.emit()
    next(action for action in menu.actions() if action.text() == text).trigger()
    desk.settle()


def _pick(lines: Lines, text: str) -> None:
    """Click the row that says `text`."""
    item = next(i for i in lines.every() if text in [i.text(n) for n in range(lines.columnCount())])
    lines.clearSelection()
    lines.setCurrentItem(item)
    item.setSelected(True)


def test_a_pasted_name_becomes_a_talk_with_its_questions(desk: Opened) -> None:
    _go(desk, "fieldwork.talks")
    page = desk.window.page
    assert isinstance(page, TalksPage)
    assert "还有 5 人没谈" in shown_text(page)
    press(page, "加入人员…")
    type_text(dialog().findChildren(QPlainTextEdit)[0], "新示人 出纳 财务负责人 必谈")
    press(dialog(), "加入")
    desk.settle()
    desk.settle()
    _pick(find_by_name(page, Lines, "谈话对象"), "新示人")
    press(page, "开始谈话")
    desk.settle()
    form = desk.window.page
    assert isinstance(form, FormPage)
    assert "报销从经办到付款" in str(editor(form, "content").value())
    assert next(p for p in _found(desk, InterviewPlan) if p.subject == "新示人").state == "held"


def test_a_chosen_line_of_a_talk_becomes_a_finding_that_keeps_the_words(desk: Opened) -> None:
    before = {held.id for held in _found(desk, Finding)}
    desk.window.open_record("interview", TALK)
    desk.settle()
    _choose(desk, "逐句提取为问题…")
    sheet = dialog()
    assert isinstance(sheet, LineSheet)
    press(sheet, "提取为问题")
    assert "先在上面点一行" in shown_text(sheet)
    sheet.choose(2)
    assert "已选第2行" in shown_text(sheet)
    replace_text(sheet.findChildren(QLineEdit)[0], "租金收入没有公开")
    press(sheet, "提取为问题")
    desk.settle()
    (made,) = [held for held in _found(desk, Finding) if held.id not in before]
    proof = next(held for held in _found(desk, Evidence) if held.id in made.evidence_ids)
    assert proof.quote_lines == "第2行"
    assert proof.quote.startswith("答：")


def test_a_petition_takes_its_next_step_from_the_page(desk: Opened) -> None:
    _go(desk, "fieldwork.petitions")
    page = desk.window.page
    assert isinstance(page, PetitionsPage)
    desk.settle()
    number = next(p.number for p in _found(desk, Petition) if p.id == "demo.petition.1.2")
    _pick(find_by_name(page, Lines, "信访件"), number)
    desk.settle()
    assert "● 拆阅" in shown_text(page)
    press(page, "办理：拆阅…")
    desk.settle()
    press(dialog(), "拆阅")
    desk.settle()
    desk.settle()
    held = next(p for p in _found(desk, Petition) if p.id == "demo.petition.1.2")
    assert held.opened_by == "组长甲"
    assert held.due_on is not None
    assert any(step.petition_id == held.id for step in _found(desk, PetitionStep))
    assert find_button(page, "办理：拟办…").isEnabled()


def test_two_lists_are_imported_compared_and_shown_side_by_side(desk: Opened, tmp_path: Path) -> None:
    _go(desk, "fieldwork.compare")
    page = desk.window.page
    assert isinstance(page, ComparePage)
    for name, text in (
        ("干部亲属", "姓名,电话\n亲示甲,13900000001\n"),
        ("供应商", "法定代表人,联系电话,合同金额\n亲示甲,139-0000-0001,5000\n"),
    ):
        path = tmp_path / f"{name}.csv"
        path.write_bytes(text.encode("gb18030"))
        page.open_file(path)
        desk.settle()
        assert f"要导入的表格：{name}" in shown_text(page)
        press(page, "确认导入…")
        desk.settle()
        press(dialog(), "导入")
        desk.settle()
        desk.settle()
    assert len(_found(desk, DataList)) == 4
    for name, words in (("左边名单", "干部亲属"), ("右边名单", "供应商"), ("规则", "亲属与中标供应商")):
        box = page.findChild(QComboBox, name)
        assert box is not None
        box.setCurrentIndex(next(n for n in range(box.count()) if box.itemText(n).startswith(words)))
    press(page, "开始比对")
    desk.settle()
    desk.settle()
    hit = next(held for held in _found(desk, DataHit) if held.name == "亲示甲")
    assert (hit.matched, hit.amount) == ("电话相同", 500000)
    _pick(find_by_name(page, Lines, "比对结果"), hit.number)
    desk.settle()
    assert "【干部亲属】" in shown_text(page)
    assert "【供应商】" in shown_text(page)


def test_scans_and_exchange_files_go_in_and_out_by_the_pages(desk: Opened, tmp_path: Path) -> None:
    from app.areas.fieldwork.intake.view.material import bring

    page = tmp_path / "租赁合同.txt"
    page.write_text("房屋租赁合同正文", encoding="utf-8")
    bring(desk.window.desk, [page], Scan(task_id="demo.task.1", box="9号盒"))
    desk.settle()
    assert any(held.paper_title == "租赁合同" and held.box == "9号盒" for held in _found(desk, Scan))
    places = find_by_name(desk.window.page, Lines, "存放位置")
    assert "9号盒" in [item.text(1) for item in places.every()]
    _go(desk, "fieldwork.exchange")
    exchange = desk.window.page
    assert isinstance(exchange, ExchangePage)
    exchange.export_to(tmp_path)
    desk.settle()
    desk.settle()
    (folder,) = tmp_path.glob("exchange-*")
    exchange.open_file(folder / "records.jsonl")
    desk.settle()
    assert "新记录 0 条，库里已有" in shown_text(exchange)
