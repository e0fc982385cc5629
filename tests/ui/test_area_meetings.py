"""会议材料 taken back one by one, 逐级审议 by its sheet, comments settled beside the text, two versions compared."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QPushButton, QTextEdit, QTreeWidget

from app.areas.reporting.meetings.issuing import copies_of
from app.areas.reporting.meetings.service import steps_of
from app.areas.reporting.meetings.view.pack_page import PackPage
from app.areas.reporting.review.model import ReportComment
from app.areas.secrecy.model import Exposure
from app.core.roles import Role
from app.widgets.aim import go_to
from tests.builders import new_vault
from tests.ui.desks import Opened, dialog, open_whole, tidy
from tests.ui.test_area_actions import stored
from tests.ui_typing import find_by_name, press, replace_text, shown_text

BRIEF = "demo.report.brief.2"
SECRETARY = "demo.meeting.secretary"


@pytest.fixture
def desk(qapp: QApplication, tmp_path: Path) -> Iterator[Opened]:
    """The office's window on the demonstration vault."""
    vault = new_vault(tmp_path / "办", kind="office", filled="office")
    opened = open_whole(vault, frozenset({Role.LEADER, Role.DIRECTOR}))
    yield opened
    opened.close()
    if vault.is_open:
        vault.close()
    tidy()


def shown(desk: Opened) -> str:
    return shown_text(desk.window.page)


def test_the_copy_that_is_out_is_ticked_off_and_the_ledger_says_so(desk: Opened, tmp_path: Path) -> None:
    go_to(desk.window.desk, "meeting_pack", SECRETARY)
    desk.settle(lambda: "未收回 1 份" in shown(desk))
    copies = find_by_name(desk.window.page, QTreeWidget, "份号和收回")
    out = next(
        copies.topLevelItem(place)
        for place in range(copies.topLevelItemCount())
        if "未收回" in copies.topLevelItem(place).text(3)  # type: ignore[union-attr]  # every place has an item
    )
    assert out is not None
    assert out.text(1) == "方守正"
    copies.setCurrentItem(out)
    press(desk.window.page, "收回所选…")
    desk.settle()
    press(dialog(), "收回")
    desk.settle(lambda: "全部收回" in shown(desk))
    entries = stored(desk.vault, lambda session: session.find(Exposure, meeting_id=SECRETARY))
    assert {entry.state for entry in entries} == {"returned"}  # type: ignore[attr-defined]  # a tuple of Exposure
    page = desk.window.page
    assert isinstance(page, PackPage)
    folder = tmp_path / "盘"
    folder.mkdir()
    page.make_into(folder, ("关山远", "齐守中"), watermark=True)
    desk.settle(lambda: "未收回 2 份" in shown(desk), seconds=20)
    assert len(list(folder.glob("会议材料-*.pdf"))) == 2
    assert stored(desk.vault, lambda session: len(copies_of(session, SECRETARY))) == 8


def test_levels_are_begun_and_heard_on_the_page(desk: Opened) -> None:
    go_to(desk.window.desk, "deliberation", BRIEF)
    desk.settle(lambda: "关于巡察示例县水务局党组情况的汇报" in shown(desk))
    press(desk.window.page, "开始逐级审议")
    desk.settle(lambda: "通过 0/5" in shown(desk))
    press(desk.window.page, "登记审议结果…")
    desk.settle()
    sheet = dialog()
    replace_text(find_by_name(sheet, QPlainTextEdit, "审议意见"), "事例准确")
    press(sheet, "登记")
    desk.settle(lambda: "通过 1/5" in shown(desk))
    first = stored(desk.vault, lambda session: steps_of(session, BRIEF)[0])
    assert (first.meeting_id, first.state) == ("demo.meeting.own", "passed")  # type: ignore[attr-defined]  # a Deliberation
    press(desk.window.page, "签四关…")
    desk.settle()
    replace_text(find_by_name(dialog(), QPlainTextEdit, "意见"), "文字核过")
    press(dialog(), "签署")
    desk.settle(lambda: "已签 1/4" in shown(desk))


def test_comments_stand_beside_the_text_and_two_versions_side_by_side(desk: Opened) -> None:
    go_to(desk.window.desk, "report_editor", BRIEF)
    desk.settle(lambda: "批注 2 条待处理" in shown(desk))
    find_by_name(desk.window.page, QPushButton, "采纳 点到具体项目，书记会上要").click()
    desk.settle(lambda: "批注 1 条待处理" in shown(desk))
    states = stored(
        desk.vault, lambda session: [c.state for c in session.find(ReportComment, report_id=BRIEF)]
    )
    assert states == ["adopted", "open", "kept"]
    go_to(desk.window.desk, "report_compare", BRIEF)
    desk.settle(lambda: "增 " in shown(desk))
    text = find_by_name(desk.window.page, QTextEdit, "两稿对照").toPlainText()
    assert "管权力不严" in text
