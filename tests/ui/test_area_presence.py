"""延伸巡察 and 方法计数 in the window: what is missing in words, and every figure a way to its records."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from app.areas.fieldwork.model import Petition, Visit
from app.areas.fieldwork.presence.methods import ExtensionTarget
from app.areas.fieldwork.presence.model import AnnouncementPost, MailboxOpening
from app.areas.fieldwork.presence.service import seed_methods
from app.areas.fieldwork.presence.view import letters, pages
from app.areas.fieldwork.presence.view.methods_page import METHODS, MethodsPage
from app.areas.fieldwork.presence.view.villages import VILLAGES, VillagesPage
from app.widgets.form_page import FormPage
from app.widgets.lines import Lines
from app.widgets.list_page import ListPage
from db.session import Session
from tests.areas.cases import on_site
from tests.ui.area_kit import Shown, dialog, filled_vault, look, show_on
from tests.ui.desks import editor, tidy
from tests.ui_typing import find_button, find_by_name, press, shown_text, type_text


def fill(session: Session) -> None:
    site = on_site(session, codes=False)
    seed_methods(session)
    session.save(replace(site.task, extended="柏坪村\n石桥村"))
    session.create(
        AnnouncementPost(task_id=site.task.id, place="公告栏", copies=3, posted_at=datetime(2026, 3, 9, 9))
    )
    session.create(
        MailboxOpening(
            task_id=site.task.id, box="1号箱", opened_at=datetime(2026, 3, 16, 9), opener="组员乙", witness="组员丙",
            letters=2,
        )
    )  # fmt: skip


@pytest.fixture
def shown(qapp: QApplication, tmp_path: Path) -> Iterator[Shown]:
    vault = filled_vault(tmp_path / "库", "group", fill)
    made = show_on(vault, pages(vault))
    yield made
    made.close()
    tidy()


def found(shown: Shown, cls: type) -> tuple:
    held = look(shown.vault, lambda session: session.find(cls))
    assert isinstance(held, tuple)
    return held


def test_the_villages_of_the_task_are_taken_over_and_measured(shown: Shown) -> None:
    shown.go(VILLAGES)
    page = shown.page(VillagesPage)
    shown.press("按任务里写的 2 个生成")
    assert [held.name for held in found(shown, ExtensionTarget)] == ["柏坪村", "石桥村"]
    assert "还没有填户数，算不出应走访多少" in shown_text(page)
    shown.press("登记走访")
    assert dialog().windowTitle() == "还没有选中延伸对象"
    dialog().close()
    lines = find_by_name(page, Lines, "延伸对象")
    lines.setCurrentItem(lines.topLevelItem(0))
    shown.press("登记走访")
    form = shown.page(FormPage)
    assert editor(form, "place").value() == "柏坪村"
    assert editor(form, "kind").value() == "home"
    assert found(shown, Visit) == ()


def test_every_figure_of_the_methods_leads_to_its_records(shown: Shown) -> None:
    shown.go(METHODS)
    page = shown.page(MethodsPage)
    assert "7 种方法，已运用 2 种" in shown_text(page)
    first = [b for b in page.findChildren(type(find_button(page, "登记运用"))) if b.text() == "发布公告 3 份"]
    assert len(first) == 2
    first[0].click()
    shown.settle()
    listed = shown.page(ListPage)
    assert "共 1 条" in shown_text(listed)


def test_the_letters_of_a_box_become_petitions_in_one_step(shown: Shown) -> None:
    (opening,) = found(shown, MailboxOpening)
    letters(shown.window.desk, (opening.id,))
    type_text(dialog().findChildren(QPlainTextEdit)[0], "反映收支不公开\n反映占地补偿")
    press(dialog(), "登记")
    shown.settle()
    assert [held.channel for held in found(shown, Petition)] == ["box", "box"]
    assert "共 2 条" in shown_text(shown.page(ListPage))
