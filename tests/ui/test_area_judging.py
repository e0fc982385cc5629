"""Judging in the window: advice while typing, a refused departure that leads to what is open, proposals taken over."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from app.areas.clues.tracking.view.figures import FiguresPage
from app.areas.clues.tracking.view.ledger import LedgerPage
from app.areas.workpapers.judging.model import CommonProblem
from app.areas.workpapers.judging.view.checks import LeavingPage, QualityPage
from app.areas.workpapers.judging.view.common import CommonPage
from app.core.roles import Role
from app.widgets.form_page import FormPage
from app.widgets.lines import Lines
from tests.builders import new_vault
from tests.ui.desks import Opened, dialog, open_whole, tidy
from tests.ui_typing import find_by_name, press, replace_text, shown_text


def _opened(folder: Path, *, office: bool) -> Opened:
    kind: Literal["office", "group"] = "office" if office else "group"
    vault = new_vault(folder / "库", kind=kind, filled=kind)
    return open_whole(vault, frozenset(Role) - {Role.AUDITOR})


@pytest.fixture
def on_site(qapp: QApplication, tmp_path: Path) -> Iterator[Opened]:
    desk = _opened(tmp_path, office=False)
    yield desk
    desk.close()
    tidy()


@pytest.fixture
def in_office(qapp: QApplication, tmp_path: Path) -> Iterator[Opened]:
    desk = _opened(tmp_path, office=True)
    yield desk
    desk.close()
    tidy()


def _form(desk: Opened) -> FormPage:
    page = desk.window.page
    assert isinstance(page, FormPage)
    return page


def test_what_is_wrong_with_the_wording_stands_beside_the_field_while_typing(on_site: Opened) -> None:
    on_site.window.open_record("finding", "demo.finding.1.2")
    on_site.settle(lambda: isinstance(on_site.window.page, FormPage) and on_site.form.record is not None)
    editor = find_by_name(_form(on_site), QPlainTextEdit, "责任")
    replace_text(editor, "相关人员责任心不强")
    on_site.settle(lambda: "责任不清" in shown_text(_form(on_site)))
    assert "△" in shown_text(_form(on_site))
    replace_text(editor, "社区党总支负主体责任，报账员负直接责任")
    on_site.settle(lambda: "责任不清" not in shown_text(_form(on_site)))


def test_a_refused_departure_leads_to_each_open_thing(on_site: Opened) -> None:
    on_site.window.open_record("task", "demo.task.1")
    on_site.settle(lambda: isinstance(on_site.window.page, FormPage) and on_site.form.record is not None)
    press(_form(on_site), "撤点")
    on_site.settle()
    text = shown_text(dialog())
    for head in ("谈话记录没有核对签字", "信访件没有处理结果", "底稿没有走完审签", "立行立改没有验收"):
        assert head in text
    press(dialog(), "立改〔2026〕01号")
    on_site.settle(lambda: _form(on_site).kind.name == "instant_fix")


def test_the_pages_list_what_is_open_and_what_papers_lack(on_site: Opened) -> None:
    on_site.window.open_page("judging.leaving")
    on_site.settle(lambda: "事实确认单没有确认" in _lines_of(on_site))
    assert isinstance(on_site.window.page, LeavingPage)
    on_site.window.open_page("judging.quality")
    on_site.settle(lambda: "没有写原因剖析" in _lines_of(on_site))
    assert isinstance(on_site.window.page, QualityPage)


def test_a_proposal_is_taken_over_by_a_person(in_office: Opened) -> None:
    in_office.window.open_page("judging.common")
    in_office.settle(lambda: "差旅费报销审核不严" in _lines_of(in_office))
    page = in_office.window.page
    assert isinstance(page, CommonPage)
    press(page, "列为共性问题")
    in_office.settle()
    press(dialog(), "知道了")
    lines = next(w for w in page.findChildren(Lines) if w.accessibleName() == "程序比对提出")
    lines.setCurrentItem(lines.topLevelItem(0))
    press(page, "列为共性问题")
    in_office.settle(lambda: isinstance(in_office.window.page, FormPage))
    held = _form(in_office).record
    assert isinstance(held, CommonProblem)
    assert len(held.unit_ids) == 2


def test_the_ledger_shows_every_clue_and_the_whole_way_of_one(in_office: Opened) -> None:
    in_office.window.open_page("tracking.ledger")
    in_office.settle(lambda: "移交批次" in _lines_of(in_office))
    assert isinstance(in_office.window.page, LedgerPage)
    assert "▲超期" in _lines_of(in_office)
    assert in_office.window.windowTitle().find("某村") < 0
    in_office.window.open_page("tracking.figures")
    in_office.settle(lambda: "立案1÷已移交4＝25.00%" in shown_text(in_office.window.page))
    assert isinstance(in_office.window.page, FiguresPage)


def _lines_of(desk: Opened) -> str:
    return "\n".join(
        item.text(column)
        for lines in desk.window.page.findChildren(Lines)
        for item in lines.every()
        for column in range(lines.columnCount())
    )
