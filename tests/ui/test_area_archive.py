"""立卷归档 in the window: collected, numbered, what is lacking shown, filed, sealed into a folder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.areas.closeout.archive.model import ArchiveItem
from app.areas.closeout.archive.shipped import archive_setting, seed_archive
from app.areas.closeout.archive.view import FILING
from app.areas.closeout.archive.view.filing import FilingPage
from app.areas.secrecy.model import BundleLog
from app.bundle import contacts
from app.widgets.lines import Lines
from db.session import Session
from db.vault import Vault
from tests.areas import cases
from tests.builders import ALL, session_on
from tests.ui.area_kit import filled_vault, with_cards
from tests.ui.desks import Opened, open_whole, tidy
from tests.ui_typing import find_button, find_by_name, press, shown_text


def fill(session: Session) -> None:
    site = cases.on_site(session, codes=False)
    seed_archive(session)
    cases.interview(session, site)
    cases.signed_paper(session, site)


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    made = filled_vault(tmp_path / "办", "office", fill)
    with_cards(made, "巡察办", "office")
    return made


@pytest.fixture
def shown(qapp: QApplication, vault: Vault) -> Iterator[Opened]:
    opened = open_whole(vault, ALL)
    opened.window.open_page(FILING)
    opened.settle()
    yield opened
    opened.close()
    tidy()


def page_of(shown: Opened) -> FilingPage:
    page = shown.window.page
    assert isinstance(page, FilingPage)
    return page


def push(shown: Opened, text: str) -> None:
    find_button(shown.window.page, text)
    press(shown.window.page, text)
    shown.settle(seconds=30)


def write(vault: Vault, change: str = "") -> None:
    session = session_on(vault)
    try:
        if change == "fonds":
            session.save(replace(archive_setting(session), fonds_number="0068"))
        else:
            for item in session.find(ArchiveItem):
                session.save(replace(item, note="原件装订在卷"))
    finally:
        session.close()


def test_a_task_is_filed_from_the_page_and_sealed(shown: Opened, vault: Vault, tmp_path: Path) -> None:
    said = shown_text(page_of(shown))
    assert "还没有归档文件" in said
    assert "还没有填全宗号" in said
    push(shown, "收集归档文件")
    page = page_of(shown)
    lines = find_by_name(page, Lines, "归档文件")
    heads = [lines.topLevelItem(n).text(0) for n in range(lines.topLevelItemCount())]
    assert any(head.startswith("个别谈话　1 件") for head in heads)
    assert "问题线索　由能打开线索的人单独立卷" in heads
    write(vault, "fonds")
    page.refresh()
    shown.settle()
    push(shown, "整理编号")
    assert "档案与系统记录一一对应" in shown_text(page_of(shown))
    lacks = [item.text(1) for item in find_by_name(page, Lines, "还缺什么").every()]
    assert "没有签字扫描件，也没有在备注说明" in lacks
    push(shown, "组卷")
    write(vault)
    page.refresh()
    shown.settle()
    push(shown, "归档齐全的件")
    assert "缺项 0 件" in shown_text(page_of(shown))
    session = session_on(vault, role="reader")
    card = contacts.own_identity(session).card
    session.close()
    stick = tmp_path / "U盘"
    stick.mkdir()
    page.seal_to(stick, card)
    shown.settle(lambda: bool(list(stick.glob("*.xcb"))), seconds=60)
    session = session_on(vault, role="reader")
    try:
        assert [log.kind for log in session.find(BundleLog)] == ["archive"]
        assert {item.state for item in session.find(ArchiveItem)} == {"filed"}
    finally:
        session.close()
