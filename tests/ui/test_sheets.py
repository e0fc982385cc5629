"""Enter and Esc in sheets, in the real window with the real keyboard: the main button, the button in focus, what was typed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

from app.areas.fieldwork.model import Interview
from app.core.records import Record
from app.widgets import dialogs
from app.widgets.field_sheet import ask_fields
from tests.builders import new_vault
from tests.ui.area_kit import dialog, open_dialogs
from tests.ui.desks import Opened, open_desk, tidy
from tests.ui_typing import find_button, find_by_name, press, shown_text, type_text


@pytest.fixture
def desk(qapp: QApplication, tmp_path: Path) -> Iterator[Opened]:
    """The main window on a new vault."""
    made = open_desk(new_vault(tmp_path / "vault", filled="codes"))
    yield made
    made.close()
    tidy()


def strike(key: Qt.Key, on: QWidget) -> None:
    """Press a key where the keyboard is; sheets that closed are gone afterwards."""
    QTest.keyClick(on, key)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QApplication.processEvents()


def test_enter_presses_the_main_button_but_not_in_a_text_of_several_lines(desk: Opened) -> None:
    said: list[str] = []
    dialogs.ask_text(desk.window, "改名", "名称", "保存", said.append, long=False)
    line = find_by_name(dialog(), QLineEdit, "名称")
    strike(Qt.Key.Key_Return, line)
    assert "请填写" in shown_text(dialog()), "the sheet stays and says what it lacks"
    type_text(line, "第二组")
    strike(Qt.Key.Key_Enter, line)
    assert said == ["第二组"]
    assert not open_dialogs()

    dialogs.ask_text(desk.window, "退回", "原因", "退回", said.append)
    text = find_by_name(dialog(), QPlainTextEdit, "原因")
    type_text(text, "页码缺失\n日期不清")
    assert text.toPlainText() == "页码缺失\n日期不清"
    QTest.qWaitForWindowActive(dialog())
    QTest.keyClick(text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    QApplication.processEvents()
    assert said[-1] == "页码缺失\n日期不清"

    done: list[str] = []
    dialogs.ask(desk.window, "移除这条？", "可以恢复。", "移除", lambda: done.append("移除"))
    sheet = dialog()
    cancel = find_button(sheet, "取消")
    cancel.setFocus()
    strike(Qt.Key.Key_Return, cancel)
    assert done == [], "Enter on 取消 does not remove"
    dialogs.ask(desk.window, "移除这条？", "可以恢复。", "移除", lambda: done.append("移除"))
    QTest.qWaitForWindowActive(dialog())
    strike(Qt.Key.Key_Return, dialog())
    assert done == ["移除"]
    dialogs.tell(desk.window, "已经做完")
    strike(Qt.Key.Key_Return, dialog())
    assert not open_dialogs()


def test_esc_leaves_a_sheet_and_asks_first_when_something_was_typed(desk: Opened) -> None:
    kept: list[dict[str, Any]] = []

    def form() -> QWidget:
        def then(_record: Record, values: dict[str, Any]) -> None:
            kept.append(values)

        ask_fields(
            desk.window.desk, "登记谈话", lambda _session: Interview(place="谈话室"), ("subject", "place", "content"),
            "登记", then, needs=("subject",),
        )  # fmt: skip
        desk.settle(lambda: bool(open_dialogs()))
        return dialog()

    sheet = form()
    strike(Qt.Key.Key_Escape, find_by_name(sheet, QLineEdit, "地点"))
    assert not open_dialogs(), "what was there before is not what was typed"

    sheet = form()
    type_text(find_by_name(sheet, QPlainTextEdit, "谈话内容"), "问：近两年的账目？")
    strike(Qt.Key.Key_Escape, find_by_name(sheet, QPlainTextEdit, "谈话内容"))
    assert len(open_dialogs()) == 2
    asked = next(each for each in open_dialogs() if each is not sheet)
    assert "放弃填写的内容？" in shown_text(asked)
    QTest.qWaitForWindowActive(asked)
    strike(Qt.Key.Key_Return, asked)
    assert open_dialogs() == [sheet], "Enter goes on filling in"
    assert find_by_name(sheet, QPlainTextEdit, "谈话内容").toPlainText() == "问：近两年的账目？"
    strike(Qt.Key.Key_Escape, sheet)
    press(next(each for each in open_dialogs() if each is not sheet), "放弃")
    QApplication.processEvents()
    assert not open_dialogs()
    assert kept == []

    sheet = form()
    name = find_by_name(sheet, QLineEdit, "谈话对象")
    type_text(name, "受访人甲")
    strike(Qt.Key.Key_Return, name)
    assert [values["subject"] for values in kept] == ["受访人甲"]
    assert not open_dialogs()

    dialogs.ask_password(desk.window, "解锁线索", "", lambda _text: None)
    line = find_by_name(dialog(), QLineEdit, "口令")
    type_text(line, "abc")
    strike(Qt.Key.Key_Escape, line)
    assert not open_dialogs(), "a password is no work to be lost"
