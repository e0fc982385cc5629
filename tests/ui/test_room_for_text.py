"""Texts keep their room: titles beside buttons, short cells beside long ones, the first columns of a narrow list; Tab follows the eye."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.areas.libraries.model import Person
from app.areas.workpapers.model import Finding
from app.core.fields import Kind
from app.widgets.lines import Lines
from app.widgets.list_page import ListPage
from app.widgets.page_head import PageHead
from app.widgets.rows import beside, button, words
from app.widgets.table_view import Want, left_out, share_out
from tests.ui.desks import Opened, key, with_session
from tests.ui_typing import find_by_name

TITLE = "制作会议材料并逐份登记收回"
ACTS = ("发放登记表", "收回所选…", "打印会议材料…", "制作会议材料…")


def shown(widget: QWidget, width: int, height: int = 400) -> QWidget:
    widget.resize(width, height)
    widget.show()
    QTest.qWaitForWindowExposed(widget)
    QApplication.processEvents()
    return widget


def top_of(widget: QWidget, within: QWidget) -> int:
    return widget.mapTo(within, QPoint(0, 0)).y()


def test_buttons_that_would_squeeze_the_title_go_into_a_row_of_their_own(qapp: QApplication) -> None:
    text = QVBoxLayout()
    title = words(TITLE, "title")
    text.addWidget(title)
    head = PageHead(text, beside(*(button(act, lambda: None) for act in ACTS)))
    page = QWidget()
    box = QVBoxLayout(page)
    box.addWidget(head)
    box.addStretch(1)
    shown(page, 1200)
    buttons = head.findChildren(QPushButton)
    assert all(top_of(each, head) < title.height() * 2 for each in buttons)
    page.resize(560, 400)
    QApplication.processEvents()
    QApplication.processEvents()
    assert title.width() >= title.sizeHint().width()
    assert all(top_of(each, head) > top_of(title, head) + title.height() // 2 for each in buttons)
    assert all(each.width() >= each.minimumSizeHint().width() for each in buttons)
    page.close()
    page.deleteLater()


def test_days_and_states_are_whole_beside_a_long_sentence(qapp: QApplication) -> None:
    lines = Lines("清单", ("问题", "期限", "状态"), (300, 60, 40), grow=0)
    for _ in range(4):
        lines.add(("会议记录不完整，个别大额支出没有经过集体研究，" * 4, "2026-03-15", "待副组长复核"))
    lines.fit()
    shown(lines, 520)
    for column in (1, 2):
        text = lines.topLevelItem(0).text(column)  # type: ignore[union-attr]  # four rows were added
        assert lines.columnWidth(column) > lines.fontMetrics().horizontalAdvance(text)
    assert lines.header().length() <= lines.viewport().width()
    lines.close()
    lines.deleteLater()


def test_the_last_columns_give_way_first_and_those_that_are_kept_never() -> None:
    wants = [Want(100, 140, False), Want(80, 80, False), Want(90, 90, False), Want(200, 300, True)]
    assert left_out(wants, 470, frozenset({0, 1})) == frozenset()
    assert left_out(wants, 469, frozenset({0, 1})) == {3}
    assert left_out(wants, 200, frozenset({0, 1})) == {2, 3}
    assert left_out(wants, 10, frozenset({0, 1})) == {2, 3}
    assert sum(share_out(wants, 500)) <= 500


def test_a_narrow_list_puts_columns_away_and_brings_them_back(desk: Opened) -> None:
    with_session(
        desk.vault, lambda session: session.create(Finding(title="公务接待费报销审核不严", task_id="t"))
    )
    desk.window.open_list("finding", ())
    page = desk.window.page
    assert isinstance(page, ListPage)
    desk.settle(lambda: page.model.line(0) is not None)
    desk.window.resize(1000, 700)
    desk.settle(lambda: bool(page.table.columns_away()))
    first = page.model.columns[0].label
    assert first not in [page.model.columns[place].label for place in page.table.columns_away()]
    desk.window.resize(1900, 900)
    desk.settle(lambda: not page.table.columns_away())


def test_tab_goes_from_the_field_before_to_the_chips_and_then_on(desk: Opened) -> None:
    kind = Person.TYPE
    many = next(spec for spec in kind.fields if spec.kind is Kind.CHOICES)
    with_session(
        desk.vault, lambda session: session.create(Person(id="甲", name="甲", skills=("finance", "law")))
    )
    desk.window.open_record("person", "甲")
    desk.settle(lambda: desk.form.record is not None)
    chips = [w for w in desk.form.findChildren(QWidget) if w.accessibleName().startswith("移去 ")]
    assert len(chips) == 2, many.label
    line = find_by_name(desk.form, QLineEdit, many.label)
    line.setFocus()
    walk = []
    for _ in range(3):
        key(desk.window, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
        walk.append(QApplication.focusWidget())
    assert walk[:2] == chips[::-1]
    assert walk[2] not in chips
