"""The manual opens at the chapter of the page in hand, finds any few characters, and opens nothing outside itself."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QLabel, QLineEdit, QListWidget, QTextBrowser

from app.shell.help_page import OF_AREA, HelpPage
from app.widgets import theme
from app.widgets.list_page import ListPage
from app.widgets.reading import chapters, find
from tests.ui.desks import Opened, key
from tests.ui_typing import find_by_name, press, replace_text, shown_text

SHIFT = Qt.KeyboardModifier.ShiftModifier


def help_of(desk: Opened) -> HelpPage:
    key(desk.window, Qt.Key.Key_F1)
    desk.settle()
    page = desk.window.page
    assert isinstance(page, HelpPage)
    return page


def chapter_now(page: HelpPage) -> str:
    return find_by_name(page, QListWidget, "手册目录").currentItem().text()


def text_now(page: HelpPage) -> str:
    return find_by_name(page, QTextBrowser, "手册正文").toPlainText()


def search(page: HelpPage, text: str) -> None:
    replace_text(find_by_name(page, QLineEdit, "在手册里查找"), text)


def marked(page: HelpPage) -> list[str]:
    """The texts that are marked as found, in the order they stand."""
    reader = find_by_name(page, QTextBrowser, "手册正文")
    return [mark.cursor.selectedText() for mark in reader.extraSelections()]  # type: ignore[attr-defined]  # stubs


def test_f1_shows_every_chapter_of_the_manual(desk: Opened) -> None:
    page = help_of(desk)
    shown = find_by_name(page, QListWidget, "手册目录")
    assert [shown.item(n).text() for n in range(shown.count())] == [held.title for held in chapters()]
    assert shown.count() == 12
    assert chapter_now(page) == "开始"
    for place, chapter in enumerate(chapters()):
        shown.setCurrentRow(place)
        assert text_now(page).startswith(chapter.title)


def test_f1_opens_at_the_chapter_of_the_page_in_hand(desk: Opened) -> None:
    for code, chapter in (
        ("list:petition", "登记与查找"),
        ("list:working_paper", "底稿与审签"),
        ("list:clue", "线索"),
    ):
        desk.window.open_page(code)
        desk.settle()
        assert chapter_now(help_of(desk)) == chapter


def test_every_step_of_the_work_has_its_chapter() -> None:
    numbers = {chapter.number for chapter in chapters()}
    assert set(OF_AREA.values()) <= numbers


@pytest.mark.parametrize("text", ["零持有", "锁", "Ctrl+K", "ctrl+k", "回执"])
def test_any_substring_is_found_where_it_stands(desk: Opened, text: str) -> None:
    page = help_of(desk)
    search(page, text)
    hits = find(text, chapters())
    assert hits
    assert f"共 {len(hits)} 处" in shown_text(page)
    assert marked(page)
    assert all(found.lower() == text.lower() for found in marked(page))
    assert len(marked(page)) == sum(chapters()[hit.chapter].title in chapter_now(page) for hit in hits)


def test_enter_goes_from_hit_to_hit_through_the_chapters_and_round(desk: Opened) -> None:
    page = help_of(desk)
    search(page, "回执")
    hits = find("回执", chapters())
    reader = find_by_name(page, QTextBrowser, "手册正文")
    seen = []
    for _ in range(len(hits)):
        seen.append((chapter_now(page).partition("（")[0], reader.textCursor().position()))
        key(desk.window, Qt.Key.Key_Return)
    assert sorted(seen) == sorted((chapters()[hit.chapter].title, hit.start) for hit in hits)
    assert f"第 1 处，共 {len(hits)} 处" in shown_text(page)
    key(desk.window, Qt.Key.Key_Return, SHIFT)
    assert f"第 {len(hits)} 处" in shown_text(page)
    press(page, "下一处（回车）")
    assert "第 1 处" in shown_text(page)


def test_the_hit_that_is_gone_to_can_be_seen(desk: Opened) -> None:
    page = help_of(desk)
    search(page, "保密部门定")
    reader = find_by_name(page, QTextBrowser, "手册正文")
    assert 0 <= reader.cursorRect().top() < reader.viewport().height()
    assert reader.verticalScrollBar().value() > 0


def test_what_is_not_there_is_said_and_the_text_stays(desk: Opened) -> None:
    page = help_of(desk)
    search(page, "不在手册里的话")
    assert "没有找到" in shown_text(page)
    assert text_now(page).startswith("开始")
    assert marked(page) == []
    search(page, "")
    assert "没有找到" not in shown_text(page)


def test_no_link_leaves_the_manual(desk: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    page = help_of(desk)
    reader = find_by_name(page, QTextBrowser, "手册正文")
    before = reader.toPlainText()
    reader.anchorClicked.emit(QUrl("https://example.org/"))
    assert not reader.openLinks()
    assert not reader.openExternalLinks()
    assert bytes(reader.loadResource(2, QUrl("file:///etc/passwd"))) == b""
    assert (opened, reader.toPlainText()) == ([], before)


def test_the_manual_is_read_and_left_without_a_mouse(desk: Opened) -> None:
    desk.window.open_page("list:petition")
    desk.settle()
    page = help_of(desk)
    search(page, "口令")
    key(desk.window, Qt.Key.Key_Escape)
    desk.settle()
    assert isinstance(desk.window.page, ListPage)


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_nothing_of_the_head_is_cut(desk_on: Callable[..., Opened], scale: float) -> None:
    theme.set_type_scale(scale)
    desk = desk_on(scheme=theme.Scheme.LIGHT)
    page = help_of(desk)
    search(page, "口令")
    desk.settle()
    for label in page.findChildren(QLabel):
        if label.isVisible():
            assert label.width() >= label.sizeHint().width(), label.text()
    titles = find_by_name(page, QListWidget, "手册目录")
    for row in range(titles.count()):
        assert titles.visualItemRect(titles.item(row)).width() <= titles.viewport().width()


def test_another_colour_scheme_keeps_chapter_and_hits(desk: Opened) -> None:
    page = help_of(desk)
    search(page, "恢复码")
    before = (chapter_now(page), marked(page))
    press(desk.window.topbar, "切换深色或浅色")
    desk.settle()
    assert (chapter_now(page), marked(page)) == before
