"""The page 文书目录: it finds papers by any word, tells of each and leads to the records; 编文号 on a record's own form."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit, QTreeWidget

from app.areas.preparation.model import Task
from app.widgets.list_page import ListPage
from db.session import Session
from db.vault import Vault
from tests.builders import ALL, new_vault
from tests.ui.desks import Opened, open_whole, tidy, with_session
from tests.ui_typing import find_button, find_by_name, press, replace_text, shown_text

# One vault and one window for all; the window itself takes longer to come up than a page may.
pytestmark = pytest.mark.allow_stall


@pytest.fixture
def whole(qapp: QApplication, tmp_path: Path) -> Iterator[Opened]:
    vault: Vault = new_vault(tmp_path / "库", kind="office", filled="office")
    opened = open_whole(vault, ALL, size=(1366, 768))
    yield opened
    opened.close()
    if vault.is_open:
        vault.close()
    tidy()


def test_the_list_finds_a_paper_tells_of_it_and_leads_to_its_records(whole: Opened) -> None:
    whole.window.open_page("documents")
    whole.settle()
    page = whole.window.page
    lines = find_by_name(page, QTreeWidget, "文书目录")
    assert lines.topLevelItemCount() == 89
    find = find_by_name(page, QLineEdit, "查找文书")
    replace_text(find, "永久")
    assert [lines.topLevelItem(n).text(1) for n in range(lines.topLevelItemCount())] == ["巡察建议书"]
    whole.settle(lambda: "发出（签发签）" in shown_text(page))
    said = shown_text(page)
    assert "县委巡察建议〔2026〕1号" in said
    replace_text(find, "没有这种")
    assert "没有这样的文书" in shown_text(page)
    replace_text(find, "底稿审批单 审签")
    assert lines.topLevelItemCount() == 1
    whole.settle(lambda: "副组长复核（副组长签）" in shown_text(page))
    press(page, "打开“问题底稿”列表")
    whole.settle()
    assert isinstance(whole.window.page, ListPage)
    whole.window.open_record("task", "demo.task.2")
    whole.settle()
    pick(whole, "编文号")
    whole.settle(lambda: "县委巡察办〔" in shown_text(whole.window))
    with_session(whole.vault, noticed)


def pick(whole: Opened, text: str) -> None:
    menu = find_button(whole.window.page, "更多").menu()  # type: ignore[attr-defined]  # a push button with a menu
    next(action for action in menu.actions() if action.text() == text).trigger()


def noticed(session: Session) -> None:
    assert session.get(Task, "demo.task.2").notice_number.startswith("县委巡察办〔")
