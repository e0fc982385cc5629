"""The pages of appraisal: a row begins its sheet, an anonymous sheet is entered, the ranking makes sheets for all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTreeWidget

from app.areas.libraries.schemes.model import Assessment
from app.areas.libraries.schemes.view.scoring import ScoringPage
from app.widgets.form_page import FormPage
from db.vault import Vault
from tests.builders import ALL, new_vault
from tests.ui.area_kit import look
from tests.ui.desks import Opened, dialog, open_whole, tidy
from tests.ui_typing import find_by_name, press, shown_text

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


def enter(whole: Opened, name: str, row: int) -> None:
    lines = find_by_name(whole.window.page, QTreeWidget, name)
    lines.setFocus()
    lines.setCurrentItem(lines.topLevelItem(row))
    QTest.keyClick(lines, Qt.Key.Key_Return)
    whole.settle()


def test_a_row_of_the_board_begins_the_sheet_and_says_it_afterwards(whole: Opened, vault: Vault) -> None:
    whole.window.open_page("appraisal.board")
    whole.settle()
    page = whole.window.page
    assert "抽调21人×20%＝最多4人" in shown_text(page)
    enter(whole, "被巡察单位配合情况", 0)
    assert isinstance(whole.window.page, ScoringPage)
    assert "示例县城关街道柳溪社区党总支（配合情况）" in shown_text(whole.window.page)
    whole.window.back()
    whole.settle()
    enter(whole, "优秀巡察干部", 0)
    assert isinstance(whole.window.page, FormPage)


def test_an_anonymous_sheet_is_entered_and_the_result_waits_for_the_conclusion(
    whole: Opened, vault: Vault
) -> None:
    whole.window.open_page("appraisal.conduct")
    whole.settle()
    page = whole.window.page
    assert "发出8份，有效6份；平均分＝" in shown_text(page)
    press(page, "定结果")
    whole.settle()
    assert "“结论和建议”还没有填写" in shown_text(dialog())
    press(dialog(), "知道了")
    press(page, "录一份问卷")
    whole.settle(lambda: isinstance(whole.window.page, ScoringPage))
    whole.settle(lambda: "第7份" in shown_text(whole.window.page))
    assert "不记名" in shown_text(whole.window.page)
    sheets = look(vault, lambda session: len(session.find(Assessment, kind="conduct_review")))
    assert sheets == 7


def test_the_ranking_gives_reasons_and_makes_a_sheet_for_everybody(whole: Opened, vault: Vault) -> None:
    whole.window.open_page("appraisal.performance")
    whole.settle()
    lines = find_by_name(whole.window.page, QTreeWidget, "绩效排名")
    assert lines.topLevelItemCount() == 22
    first = lines.topLevelItem(0)
    assert first is not None
    assert "发现问题" in first.text(lines.columnCount() - 1)
    press(whole.window.page, "全部生成评分表")
    whole.settle()
    made = look(vault, lambda session: len(session.find(Assessment, kind="cadre_performance")))
    assert made == 21
    first = find_by_name(whole.window.page, QTreeWidget, "绩效排名").topLevelItem(0)
    assert first is not None
    assert first.text(10).endswith("△")
