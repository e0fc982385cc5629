"""Before a vault is open: first start, making a vault, unlocking, waiting, and what locking leaves behind."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QLineEdit, QWidget

from app.catalog import catalog
from app.core.roles import Actor, Role
from app.doors import VaultDoors
from app.shell.environment import make_application, redirect_settings, remove_settings
from app.shell.gate import Gate
from app.shell.locking import IdleWatch
from app.shell.services import Services
from app.widgets.desk import VaultFacts
from db.opening import open_session
from db.vault import Vault
from tests.ui.desks import Opened
from tests.ui_typing import find_button, find_by_name, pause, press, replace_text, shown_text, type_text

PASSWORD = "Qing-Shan-2026-lv"
OPENED: list[list[Services]] = []


@pytest.fixture
def gate(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    """The gate on real doors, with a data folder of its own."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("HOME", str(tmp_path))
    make_application([])
    made = Gate(VaultDoors(catalog(), _services))
    made.show()
    made.activateWindow()
    opened: list[Services] = []
    made.opened.connect(opened.append)
    OPENED[:] = [opened]
    yield made
    for services in opened:
        services.close()
    made.close()
    made.deleteLater()
    QApplication.processEvents()
    remove_settings()


def _services(vault: Vault, actor: Actor, path: Path) -> Services:
    kinds = catalog()
    return Services(
        kinds, actor, VaultFacts("", vault.kind), (), lambda mode: open_session(vault, kinds, actor, mode),
        vault.close, lambda: None,
    )  # fmt: skip


def _wait(until: Callable[[], bool], seconds: float = 40.0) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and not until():
        pause(20)
    assert until()


def test_first_start_offers_four_ways(gate: Gate) -> None:
    for text in ("创建巡察组库", "创建巡察办库", "打开已有的库…", "打开演示库"):
        assert find_button(gate, text)


def test_a_vault_is_made_its_code_shown_once_and_unlocked_again(gate: Gate, tmp_path: Path) -> None:
    press(gate, "创建巡察组库")
    fill = {
        "库的名称": "第二轮第一巡察组",
        "您的姓名": "林青",
        "登录名": "林青",
        "存放位置": str(tmp_path / "库"),
    }
    for label, text in fill.items():
        replace_text(find_by_name(gate.panel, QLineEdit, label), text)
    type_text(find_by_name(gate.panel, QLineEdit, "口令"), "123")
    press(gate, "创建")
    assert "✕" in shown_text(gate)
    for label in ("口令", "再输一遍"):
        replace_text(find_by_name(gate.panel, QLineEdit, label), PASSWORD)
    press(gate, "创建")
    _wait(lambda: "恢复码：只显示这一次" in shown_text(gate))
    assert not find_button(gate, "进入").isEnabled()
    find_by_name(gate, QCheckBox, "恢复码已抄下或打印，并交组长保管").click()
    press(gate, "进入")
    opened = OPENED[0]
    assert len(opened) == 1
    assert Role.LEADER in opened[0].actor.roles
    opened.pop().close()
    gate.show_unlock(tmp_path / "库")
    replace_text(find_by_name(gate.panel, QLineEdit, "登录名"), "林青")
    type_text(find_by_name(gate.panel, QLineEdit, "口令"), "Qing-Shan-2026-lu")
    press(gate, "解锁")
    _wait(lambda: "不正确" in shown_text(gate))
    line = find_by_name(gate.panel, QLineEdit, "口令")
    assert line.text() == ""
    _wait(
        lambda: (
            any(b.text() == "解锁" and b.isEnabled() for b in [find_button(gate, "解锁")])
            if not _waiting(gate)
            else False
        )
    )
    type_text(line, PASSWORD)
    press(gate, "解锁")
    _wait(lambda: len(opened) == 1)


def _waiting(gate: Gate) -> bool:
    return bool(getattr(gate.panel, "waiting", 0))


def test_a_folder_that_is_no_vault_is_refused_with_a_way_back(gate: Gate, tmp_path: Path) -> None:
    (tmp_path / "空").mkdir()
    gate.show_unlock(tmp_path / "空")
    type_text(find_by_name(gate.panel, QLineEdit, "登录名"), "林青")
    type_text(find_by_name(gate.panel, QLineEdit, "口令"), PASSWORD)
    press(gate, "解锁")

    def dialogs() -> list[QWidget]:
        return [w for w in QApplication.topLevelWidgets() if w is not gate and w.isVisible()]

    _wait(lambda: bool(dialogs()))
    pause(50)
    assert find_button(dialogs()[0], "从备份恢复…")
    press(dialogs()[0], "知道了")


def test_nobody_there_locks_the_window(desk: Opened) -> None:
    watch = IdleWatch(0.001, desk.window)
    watch.idle.connect(desk.window.lock)
    _wait(lambda: bool(desk.replaced), 5)
    watch.stop()
    assert not desk.vault.is_open


def test_lock_empties_the_clipboard_if_it_is_ours(desk: Opened) -> None:
    desk.window.new_record("unit", {"name": "中共青山县水务局党组"})
    desk.settle()
    line = find_by_name(desk.form, QLineEdit, "党组织名称")
    line.setFocus()
    line.selectAll()
    line.copy()
    pause(50)
    clipboard = QApplication.clipboard()
    assert clipboard.text() == "中共青山县水务局党组"
    assert clipboard.mimeData().hasFormat("x-kde-passwordManagerHint")
    desk.window.lock()
    assert clipboard.text() == ""


def test_settings_of_qt_lie_in_a_folder_that_goes_away(qapp: QApplication) -> None:
    folder = redirect_settings()
    assert folder.is_dir()
    remove_settings()
    assert not folder.exists()


def test_all_labels_of_the_gate_are_readable(gate: Gate) -> None:
    assert all(label.text() == label.text().strip("\0") for label in gate.findChildren(QLabel))
    assert gate.windowTitle() == "巡察工作台"
    assert gate.windowModality() == Qt.WindowModality.NonModal
