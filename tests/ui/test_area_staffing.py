"""The pages of staffing: a cell leads to the declaration, ticks become members, a session is ticked and scored."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QTableWidget, QTreeWidget

from app.areas.preparation.declarations import Recusal
from app.areas.preparation.model import Member
from app.areas.preparation.staffing.model import ConditionCheck, StaffNeed, TrainingAttendance
from app.widgets.form_page import FormPage
from db.vault import Vault
from tests.builders import ALL, new_vault
from tests.ui.area_kit import look
from tests.ui.desks import Opened, dialog, editor, open_whole, tidy
from tests.ui_typing import find_button, find_by_name, press, shown_text

# One vault and one window for all pages; the window itself takes longer to come up than a page may.
pytestmark = pytest.mark.allow_stall


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return new_vault(tmp_path / "库", kind="office", filled="office")


@pytest.fixture
def whole(qapp: QApplication, vault: Vault) -> Iterator[Opened]:
    opened = open_whole(vault, ALL)
    yield opened
    opened.close()
    if vault.is_open:
        vault.close()
    tidy()


Go = Callable[[str], None]


def go(whole: Opened, code: str) -> None:
    whole.window.open_page(code)
    whole.settle()


def test_a_cell_of_the_recusal_table_opens_the_declaration_or_makes_one(whole: Opened, vault: Vault) -> None:
    go(whole, "staffing.recusal")
    page = whole.window.page
    grid = find_by_name(page, QTableWidget, "回避核查表")
    assert (grid.rowCount(), grid.columnCount()) == (21, 5)
    assert "邹明察 对 示例县柏坪镇党委" in shown_text(page)
    assert "配偶 柏坪镇财政所 会计" in shown_text(page)
    before = len(look(vault, lambda session: session.find(Recusal)))  # type: ignore[arg-type]
    press(page, "登记回避申报")
    whole.settle(lambda: isinstance(whole.window.page, FormPage))
    assert whole.form.kind.name == "recusal"
    assert len(look(vault, lambda session: session.find(Recusal))) == before + 1  # type: ignore[arg-type]


def test_ticked_candidates_become_named_members(whole: Opened, vault: Vault) -> None:
    go(whole, "staffing.suggest")
    page = whole.window.page
    whole.settle(lambda: "文字综合" in shown_text(page))
    lines = find_by_name(page, QTreeWidget, "文字综合人选")
    first = lines.topLevelItem(0)
    assert first is not None
    assert (first.text(0), first.checkState(0)) == ("郑立言", Qt.CheckState.Checked)
    press(page, "列入拟任名单")
    whole.settle()

    def named(session):  # type: ignore[no-untyped-def]
        return {held.name: held.duty for held in session.find(Member) if held.state == "named"}

    made = look(vault, named)
    assert made["郑立言"] == "文字综合"  # type: ignore[index]
    whole.settle(lambda: "还缺0人" in shown_text(page))


def test_a_need_is_written_on_the_page(whole: Opened, vault: Vault) -> None:
    go(whole, "staffing.suggest")
    whole.settle(lambda: "文字综合" in shown_text(whole.window.page))
    press(whole.window.page, "增加需求…")
    whole.settle()
    sheet = dialog()
    editor(sheet, "duty").put("信访接待")
    press(sheet, "增加")
    whole.settle(lambda: "信访接待" in shown_text(whole.window.page))
    needs = look(vault, lambda session: [held.duty for held in session.find(StaffNeed)])
    assert "信访接待" in needs  # type: ignore[operator]


def test_a_condition_is_decided_in_its_cell(whole: Opened, vault: Vault) -> None:
    go(whole, "staffing.conditions")
    page = whole.window.page
    grid = find_by_name(page, QTableWidget, "资格核查表")
    row = next(row for row in range(grid.rowCount()) if grid.item(row, 0).text() == "江清源")
    column = next(c for c in range(grid.columnCount()) if grid.horizontalHeaderItem(c).text() == "身体健康")
    grid.setFocus()
    grid.setCurrentCell(row, column)
    QTest.keyClick(grid, Qt.Key.Key_Return)
    whole.settle()
    sheet = dialog()
    editor(sheet, "result").put("met")
    editor(sheet, "basis").put("体检合格")
    press(sheet, "认定")
    whole.settle()
    held = look(vault, lambda session: session.find(ConditionCheck, name="江清源"))
    assert [(each.result, each.checked_by) for each in held] == [("met", "组长甲")]  # type: ignore[attr-defined]


def test_a_session_is_ticked_and_held(whole: Opened, vault: Vault) -> None:
    go(whole, "staffing.training")
    page = whole.window.page
    assert "应到21人，还没有签到" in shown_text(page)
    press(page, "登记办结")
    whole.settle()
    assert "还没有登记谁到训" in shown_text(dialog())
    press(dialog(), "知道了")
    find_by_name(page, QCheckBox, "程明理到训").click()
    whole.settle()
    assert "实到1人" in shown_text(page)
    press(page, "登记办结")
    whole.settle()

    def present(session):  # type: ignore[no-untyped-def]
        return [
            row.name
            for row in session.find(TrainingAttendance, course_id="demo.training_course.4")
            if row.present
        ]

    assert look(vault, present) == ["程明理"]


def test_rotation_shows_person_times_and_what_became_fixed(whole: Opened) -> None:
    go(whole, "staffing.rotation")
    text = shown_text(whole.window.page)
    assert "抽调 37 人次" in text
    assert "＝37人次" in text
    first = find_by_name(whole.window.page, QTreeWidget, "轮岗情况").topLevelItem(0)
    assert first is not None
    assert (first.text(0), first.text(7)) == ("程明理", "▲ 组长不固定：连续3轮任县委第一巡察组组长")
    assert find_button(whole.window.page, "以往巡察经历").isVisible()
