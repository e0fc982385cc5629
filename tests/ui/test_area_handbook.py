"""The pages of handbooks and libraries: a guide leads to its chapter, a search marks its hits, tiles open what they count."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QTextBrowser,
    QTreeWidget,
)

from app.areas.libraries.model import Unit
from app.exchange.record_table import table_columns, table_fields
from app.exchange.tables import write_table
from app.widgets.form_page import FormPage
from app.widgets.list_page import ListPage
from app.widgets.record_import import read_table_file
from db.vault import Vault
from tests.builders import ALL, new_vault
from tests.ui.desks import Opened, dialog, open_whole, tidy
from tests.ui_typing import find_button, find_by_name, press, replace_text, shown_text

# One vault and one window for all pages; the window itself takes longer to come up than a page may.
pytestmark = pytest.mark.allow_stall


@pytest.fixture
def whole(qapp: QApplication, tmp_path: Path) -> Iterator[Opened]:
    vault: Vault = new_vault(tmp_path / "库", kind="office", filled="office")
    opened = open_whole(vault, ALL, size=(1600, 900))
    yield opened
    opened.close()
    if vault.is_open:
        vault.close()
    tidy()


def go(whole: Opened, code: str) -> None:
    whole.window.open_page(code)
    whole.settle()


def chapter_now(whole: Opened) -> str:
    return find_by_name(whole.window.page, QTextBrowser, "手册正文").toPlainText().splitlines()[0]


def test_a_guide_leads_to_its_chapter_and_a_search_marks_hits_in_both_books(whole: Opened) -> None:
    go(whole, "list:interview")
    press(whole.window.aside, "本环节手册")
    whole.settle()
    assert chapter_now(whole) == "四、谈话"
    page = whole.window.page
    replace_text(find_by_name(page, QLineEdit, "在手册里查找"), "销号")
    titles = find_by_name(page, QListWidget, "手册目录")
    found = [
        titles.item(row).text() for row in range(titles.count()) if titles.item(row).text().endswith("）")
    ]
    assert any(title.startswith("十二、整改督查") for title in found)
    assert any(title.startswith("三、推进和佐证") for title in found)
    reader = find_by_name(page, QTextBrowser, "手册正文")
    assert {mark.cursor.selectedText() for mark in reader.extraSelections()} == {"销号"}  # type: ignore[attr-defined]  # stubs


def test_a_note_stands_below_its_chapter_and_a_chapter_can_be_rewritten(whole: Opened) -> None:
    go(whole, "handbook")
    page = whole.window.page
    find_by_name(page, QListWidget, "手册目录").setCurrentRow(3)
    whole.settle(lambda: "本章还没有笔记" in shown_text(page))
    press(page, "记笔记…")
    find_by_name(dialog(), QPlainTextEdit, "笔记").setPlainText("出发前看公告")
    press(dialog(), "记下")
    whole.settle(lambda: "本章笔记 1 条" in shown_text(page))
    find_button(page, "组长甲：出发前看公告")
    press(page, "改写本章…")
    whole.settle(lambda: isinstance(whole.window.page, FormPage))
    assert whole.form.kind.name == "handbook_chapter"
    assert any("进驻了解" in line.text() for line in whole.window.page.findChildren(QLineEdit))


def test_a_library_opens_the_list_that_it_counted(whole: Opened) -> None:
    go(whole, "shelves")
    page = whole.window.page
    assert "人才（专家）库" in shown_text(page)
    find_by_name(page, QPushButton, "打开人才（专家）库：人才和专家，19 条").click()
    whole.settle()
    shown = whole.window.page
    assert isinstance(shown, ListPage)
    assert shown.kind.name == "person"
    assert shown.model.rowCount() == 19


def test_a_table_of_units_comes_in_after_a_look_at_its_count(whole: Opened, tmp_path: Path) -> None:
    names = [spec.name for spec in table_fields(Unit.TYPE)]
    row = tuple("示例县林业局党组" if name == "name" else "" for name in names)
    path = tmp_path / "单位.xlsx"
    write_table(path, "单位", table_columns(Unit.TYPE), [row])
    go(whole, "list:unit")
    before = whole.window.page.model.rowCount()  # type: ignore[attr-defined]  # the list
    read_table_file(whole.window.desk, "unit", path)
    whole.settle(lambda: "导入 1 条被巡察党组织？" in "".join(shown_text(w) for w in _sheets()))
    press(dialog(), "导入")
    whole.settle(lambda: whole.window.page.model.rowCount() == before + 1)  # type: ignore[attr-defined]  # the list


def _sheets() -> list[QFileDialog]:
    return [w for w in QApplication.topLevelWidgets() if w.isVisible()]  # type: ignore[misc]  # any window


def test_drop_down_options_are_found_added_and_switched_off(whole: Opened) -> None:
    go(whole, "codes")
    page = whole.window.page
    replace_text(find_by_name(page, QLineEdit, "找列表或选项"), "入库类别")
    lists = find_by_name(page, QTreeWidget, "下拉列表")
    assert [lists.topLevelItem(row).text(0) for row in range(lists.topLevelItemCount())] == ["入库类别"]
    press(page, "新增选项…")
    find_by_name(dialog(), QLineEdit, "名称").setText("法律顾问")
    press(dialog(), "新增")
    items = find_by_name(page, QTreeWidget, "选项")
    whole.settle(lambda: items.topLevelItemCount() == 6)
    items.setCurrentItem(items.topLevelItem(5))
    press(page, "停用")
    whole.settle(lambda: items.topLevelItem(5).text(1) == "停用")
    assert items.topLevelItem(5).text(0) == "法律顾问"


def test_the_register_of_rules_counts_by_kind_and_opens_what_it_counts(whole: Opened) -> None:
    go(whole, "rules")
    assert "规章制度 15 件、工作流程 5 件" in shown_text(whole.window.page)
    press(whole.window.page, "现行 5 件")
    whole.settle()
    shown = whole.window.page
    assert isinstance(shown, ListPage)
    assert shown.model.rowCount() == 5
