"""Pages of delivery and rectification in the window, on the demonstration: what they show, and what their buttons do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QSpinBox, QTreeWidget, QWidget

from app.core.roles import Role
from app.widgets.form_page import FormPage
from app.widgets.list_page import ListPage
from app.widgets.task_page import TaskPage
from tests.builders import new_vault
from tests.ui.desks import Opened, dialog, open_whole, tidy
from tests.ui_typing import find_button, press

# The demonstration is filled and the whole window is built here; the pages themselves are small.
pytestmark = pytest.mark.allow_stall
UNIT = "县水务局"


@pytest.fixture
def desk(qapp: QApplication, tmp_path: Path) -> Iterator[Opened]:
    vault = new_vault(tmp_path / "库", filled="office")
    opened = open_whole(vault, frozenset({Role.DIRECTOR, Role.LEADER}))
    yield opened
    opened.close()
    if vault.is_open:
        vault.close()
    tidy()


def _at(desk: Opened, code: str) -> QWidget:
    """A page about one inspection, with the unit chosen that was inspected first."""
    desk.window.open_page(code)
    desk.settle()
    page = desk.window.page
    assert isinstance(page, TaskPage)
    boxes = [box for box in page.findChildren(QComboBox) if box.accessibleName() == "巡察任务"]
    (box,) = boxes
    place = next(n for n in range(box.count()) if UNIT in box.itemText(n))
    box.setCurrentIndex(place)
    box.activated.emit(place)
    desk.settle()
    return page


def _texts(page: QWidget) -> str:
    labels = [label.text() for label in page.findChildren(QLabel) if label.isVisibleTo(page)]
    cells = []
    for tree in page.findChildren(QTreeWidget):
        head = tree.headerItem()
        cells += [head.text(n) for n in range(tree.columnCount())]
        for row in range(tree.topLevelItemCount()):
            item = tree.topLevelItem(row)
            assert item is not None
            cells += [item.text(n) for n in range(tree.columnCount())]
    return "\n".join([*labels, *cells])


def test_delivery_page_shows_both_sessions_levels_and_rates_of_answers(desk: Opened) -> None:
    page = _at(desk, "feedback.delivery")
    text = _texts(page)
    assert "已反馈" in text
    assert "县财政局" in text
    assert "答复率＝已答复2÷已发出3＝66.67%" in text
    press(page, "安排双反馈")
    desk.settle()
    assert isinstance(desk.window.page, ListPage)


def test_four_lists_switch_on_one_set_of_records(desk: Opened) -> None:
    page = _at(desk, "rectification.lists")
    assert "具体表现" in _texts(page)
    which = next(box for box in page.findChildren(QComboBox) if box.accessibleName() == "清单")
    for label, head in (("责任清单", "责任领导"), ("整改清单", "销号审批"), ("督查清单", "核查结论")):
        place = which.findText(label)
        which.setCurrentIndex(place)
        which.activated.emit(place)
        desk.settle()
        assert head in _texts(page)
    assert "已销号1/6项" in _texts(page)
    assert "还不能销号的原因" in _texts(page)


def test_five_accounts_name_the_dead_ones_and_the_days_can_be_changed(desk: Opened) -> None:
    page = _at(desk, "rectification.accounts")
    assert "反馈问题6个：已销账1" in _texts(page)
    press(page, "呆账天数…")
    desk.settle()
    box = dialog()
    box.findChildren(QLineEdit)[0].setText("9000")
    press(box, "保存")
    desk.settle()
    assert "呆账0" in _texts(page)
    assert "逾期超过9000天" in _texts(page)


def test_printed_rate_that_does_not_reconcile_is_flagged(desk: Opened) -> None:
    desk.window.open_page("rectification.rates")
    desk.settle()
    page = desk.window.page
    assert "完成率＝已完成6÷应整改11＝54.55%" in _texts(page)
    total, done = page.findChildren(QSpinBox)
    total.setValue(4173)
    done.setValue(4119)
    page.findChildren(QLineEdit)[-1].setText("98.81%")
    press(page, "核对")
    assert "报告写98.81%，按4119÷4173应为98.71%" in _texts(page)


def test_satisfaction_page_shows_the_sum_behind_the_result(desk: Opened) -> None:
    page = _at(desk, "rectification.satisfaction")
    text = _texts(page)
    assert "综合满意率＝100.00%×40%＋91.67%×30%＋91.23%×30%＝94.87%（合格线80%）" in text
    assert "得分＝" in text
    press(page, "修改算法")
    desk.settle()
    assert isinstance(desk.window.page, FormPage)


def test_supervision_page_proposes_each_colour_once(desk: Opened) -> None:
    page = _at(desk, "rectification.supervision")
    text = _texts(page)
    assert "已到期3项" in text
    assert "一项任务逾期未完成" in text
    press(page, "提出到期预警")
    desk.settle()
    assert isinstance(desk.window.page, ListPage)
    page = _at(desk, "rectification.supervision")
    press(page, "提出到期预警")
    desk.settle()
    assert "没有新的预警" in _texts(dialog())


def test_publication_and_papers_pages_lead_to_what_is_to_be_done(desk: Opened) -> None:
    text = _texts(_at(desk, "rectification.publication"))
    assert "按今天的记录减去1项" in text
    assert "公示期满" in text
    page = _at(desk, "rectification.papers")
    assert "真实性承诺书" in _texts(page)
    assert find_button(page, "起草后续整改情况报告").isEnabled()
    press(page, "生成主要负责人组织落实情况报告的真实性承诺书")
    desk.settle()
    assert isinstance(desk.window.page, FormPage)
