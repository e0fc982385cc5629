"""Many papers in one preview, found in, approved, counted one by one in the ledger; spoilt pages are written down."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QLineEdit, QMenu, QPushButton

from app.areas.secrecy.model import Exposure
from app.areas.secrecy.service import note_waste
from app.core.roles import Role
from app.documents import raster
from app.documents.print_queue import Printing
from app.tasks.work import Job
from app.widgets.dialogs import Sheet
from app.widgets.list_page import ListPage
from app.widgets.preview import PaperPage
from app.widgets.printing import PrintSheet
from db.session import Session
from db.vault import Vault
from tests.areas import cases
from tests.builders import new_vault, session_on
from tests.ui.desks import Opened, dialog, open_whole, with_session
from tests.ui.test_area_actions import choose, open_form
from tests.ui_typing import find_by_name, press, replace_text, shown_text


def _three_talks(session: Session) -> None:
    site = cases.on_site(session)
    for name in ("受访人甲", "受访人乙", "受访人丙"):
        held = cases.interview(session, site, subject=name, signed=False)
        session.save(replace(held, secrecy="secret"))


@pytest.fixture
def desk(qapp: QApplication, tmp_path: Path) -> Iterator[Opened]:
    vault: Vault = new_vault(tmp_path / "v")
    with_session(vault, _three_talks)
    opened = open_whole(vault, frozenset({Role.LEADER}))
    yield opened
    opened.close()


def ask_for_all_talks(desk: Opened) -> PaperPage:
    desk.window.open_page("list:interview")
    desk.settle()
    page = desk.window.page
    assert isinstance(page, ListPage)
    menu = next(m for m in page.findChildren(QMenu) if _shows(m, "批量打印…"))
    next(action for action in menu.actions() if action.text() == "批量打印…").trigger()
    sheet = dialog()
    assert "列表中的 3 条" in shown_text(sheet)
    press(sheet, "排版预览")
    desk.settle(lambda: isinstance(desk.window.page, PaperPage))
    shown = desk.window.page
    assert isinstance(shown, PaperPage)
    return shown


def preview_of_all_talks(desk: Opened) -> PaperPage:
    shown = ask_for_all_talks(desk)
    desk.settle(lambda: shown.pages.page_is_shown, seconds=30)
    return shown


def _shows(menu: QMenu, text: str) -> bool:
    menu.aboutToShow.emit()
    return any(action.text() == text for action in menu.actions())


def ledger(desk: Opened) -> tuple[Exposure, ...]:
    session = session_on(desk.vault)
    try:
        return tuple(session.find(Exposure))
    finally:
        session.close()


def test_all_papers_of_a_list_go_out_as_one_file_each_counted_with_its_approver(
    desk: Opened, tmp_path: Path
) -> None:
    page = preview_of_all_talks(desk)
    assert raster.page_text(page.pdf, 0).count("第 1 页") == 1
    press(page, "另存为 PDF")
    press(dialog(), "继续")
    assert "请填写批准人" in shown_text(dialog())
    replace_text(find_by_name(dialog(), QLineEdit, "批准人"), "组长甲")
    press(dialog(), "继续")
    chooser = dialog()
    assert isinstance(chooser, QFileDialog)
    target = tmp_path / "all.pdf"
    chooser.fileSelected.emit(str(target))
    chooser.close()
    desk.settle(target.exists)
    entries = ledger(desk)
    assert len(entries) == 3
    assert {entry.approved_by for entry in entries} == {"组长甲"}
    assert {entry.secrecy for entry in entries} == {"secret"}
    assert sum(entry.sheets or 0 for entry in entries) == page.pages.count
    assert len({entry.copy_numbers for entry in entries}) == 3
    assert {entry.sha256 for entry in entries} == {hashlib.sha256(target.read_bytes()).hexdigest()}


def test_words_are_found_in_the_preview_and_enter_goes_to_the_next_place(desk: Opened) -> None:
    page = preview_of_all_talks(desk)
    field = find_by_name(page, QLineEdit, "在文书中查找")
    replace_text(field, "受访人丙")
    desk.settle(lambda: page.said.startswith("第 1 处"))
    assert page.pages.index > 0 or "受访人丙" in raster.page_text(page.pdf, 0)
    replace_text(field, "查无此词")
    desk.settle(lambda: page.said == "没有找到")


def test_a_range_of_pages_that_is_none_is_refused_before_anything_is_printed(desk: Opened) -> None:
    seen: list[object] = []
    sheet = PrintSheet(desk.window.desk, desk.window, 3, seen.append, grade="秘密")
    sheet.open()
    replace_text(find_by_name(sheet, QLineEdit, "页码范围"), "2-9")
    desk.settle(lambda: "正在查找打印机" not in shown_text(sheet))
    if "没有安装打印机" not in shown_text(sheet):
        press(sheet, "打印")
        assert "超出了第1页至第3页" in shown_text(sheet)
    assert not seen
    sheet.reject()


def test_a_printing_system_that_is_slow_to_name_its_printers_does_not_hold_the_window(
    desk: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = tmp_path / "lpstat"
    slow.write_text(
        "#!/bin/sh\nsleep 1\n"
        '[ "$1" = -e ] && printf "office\\nsecret room\\n" || echo "system default destination: secret room"\n'
    )
    slow.chmod(0o700)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    seen: list[Printing] = []
    began = time.monotonic()
    sheet = PrintSheet(desk.window.desk, desk.window, 3, seen.append)
    sheet.open()
    assert time.monotonic() - began < 1
    assert "正在查找打印机…" in shown_text(sheet)
    press(sheet, "打印")
    assert not seen
    desk.settle(lambda: "正在查找打印机" not in shown_text(sheet))
    (box,) = sheet.findChildren(QComboBox)
    assert [box.itemText(place) for place in range(box.count())] == ["secret room", "office"]
    press(sheet, "打印")
    assert [wanted.printer for wanted in seen] == ["secret room"]


def test_a_batch_that_is_stopped_or_not_confirmed_leaves_no_paper_and_no_entry(desk: Opened) -> None:
    work = desk.window.work
    work.started.connect(_stop)
    page = ask_for_all_talks(desk)
    desk.settle(lambda: "已停止排版" in shown_text(page))
    work.started.disconnect(_stop)
    assert page.pdf == b""
    assert not find_by_name(page, QPushButton, "打印").isEnabled()
    assert not [
        sheet for sheet in QApplication.topLevelWidgets() if isinstance(sheet, Sheet) and sheet.isVisible()
    ]
    assert ledger(desk) == ()
    page = preview_of_all_talks(desk)
    press(page, "打印")
    press(dialog(), "取消")
    press(page, "另存为 PDF")
    replace_text(find_by_name(dialog(), QLineEdit, "批准人"), "组长甲")
    press(dialog(), "继续")
    chooser = dialog()
    assert isinstance(chooser, QFileDialog)
    chooser.reject()
    desk.settle()
    assert ledger(desk) == ()


def _stop(job: Job) -> None:
    job.cancel()


def test_the_window_for_spoilt_pages_asks_how_many_and_what_became_of_them(desk: Opened) -> None:
    with_session(
        desk.vault, lambda session: session.create(Exposure(kind="print", paper="谈话记录", copies=1))
    )
    (held,) = ledger(desk)
    open_form(desk, "exposure", held.id)
    choose(desk, "更多", "登记废页…")
    desk.settle()
    sheet = dialog()
    press(sheet, "登记")
    assert shown_text(sheet).count("请填写") == 2
    assert ledger(desk)[0].note == ""
    replace_text(find_by_name(sheet, QLineEdit, "废页数"), "2")
    replace_text(find_by_name(sheet, QLineEdit, "如何处理"), "当场碎掉")
    press(sheet, "登记")
    desk.settle(lambda: bool(ledger(desk)[0].note))
    assert ledger(desk)[0].note.startswith("废页2页，当场碎掉（组长甲 ")


def test_spoilt_pages_are_written_into_the_entry_of_the_print(desk: Opened) -> None:
    session = session_on(desk.vault)
    try:
        held = session.create(Exposure(kind="print", paper="谈话记录", copies=1))
        stored = note_waste(session, held, 2, "当场碎掉")
        assert stored.note.startswith("废页2页，当场碎掉（")
    finally:
        session.close()
