"""The real window on a vault that is being closed out, killed at a chosen write to the disk: for test_closeout_window.

Run as `python -m tests.faults.closing_desk ACTION FOLDER PLACE KILL_AT`; it prints one word of where it ended.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QLineEdit

from app import main as program
from app.areas.closeout.view import CLOSING
from app.areas.closeout.view.steps import StepsPage
from app.bundle import contacts
from app.shell.environment import make_application
from app.shell.erasing import ErasingWindow
from app.shell.gate import Gate
from db.vault import Vault
from tests.builders import ALL, PASSWORD, session_on
from tests.ui.area_kit import dialog, reach
from tests.ui.desks import Opened, open_whole
from tests.ui_typing import find_button, find_by_name, press, type_text

FIRST, SECOND, SECOND_PASSWORD = "组长甲", "联络员乙", "Bai-Yun-2026-fei"
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC


def kill_at(number: int, top: Path) -> None:
    """End this process, as a power cut would, right before its write number `number` below `top`."""
    count = 0

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal count
        writes = event in ("os.rename", "os.remove", "os.rmdir", "os.truncate") or (
            event == "open" and isinstance(arguments[2], int) and bool(arguments[2] & WRITES)
        )
        if not writes or not str(arguments[0]).startswith(str(top)):
            return
        count += 1
        if count == number:
            os.kill(os.getpid(), signal.SIGKILL)

    if number:
        sys.addaudithook(hook)


def at_page(folder: Path) -> tuple[Opened, StepsPage]:
    """The product's window on the vault, at the page of close-out."""
    vault = Vault.unlock(folder, FIRST, PASSWORD)
    shown = open_whole(vault, ALL)
    shown.window.open_page(CLOSING)
    shown.settle(seconds=30)
    page = shown.window.page
    assert isinstance(page, StepsPage)
    return shown, page


def seal(folder: Path, stick: Path, number: int) -> str:
    """Seal to the office, or give a sealed bundle its name."""
    shown, page = at_page(folder)
    session = session_on(shown.vault, role="reader")
    office = next(card for card in contacts.cards(session).values() if card.kind == "office")
    session.close()
    kill_at(number, folder.parent)
    buttons = [label.text() for label in page.findChildren(QLabel)]
    if any("还没有正式的文件名" in text for text in buttons):
        press(page, "完成封装")
        told = "named"
    elif any("封装，包号" in text for text in buttons):
        told = "was sealed"
    else:
        page.seal_to(stick, office)
        told = "sealed"
    shown.settle(seconds=60)
    shown.close()
    return told


def erase(folder: Path, _place: Path, number: int) -> str:
    """Two persons agree in the dialog; the window of erasing runs to its end."""
    _, page = at_page(folder)
    wanted = find_button(page, "清除…")
    reach(wanted)
    press(page, "清除…")
    sheet = dialog()
    for title, login, password in (("清除人", FIRST, PASSWORD), ("监督人", SECOND, SECOND_PASSWORD)):
        type_text(find_by_name(sheet, QLineEdit, f"{title}登录名"), login)
        type_text(find_by_name(sheet, QLineEdit, f"{title}口令"), password)
    find_by_name(sheet, QCheckBox, "我们已核对回执，同意清除").setChecked(True)
    kill_at(number, folder.parent)
    press(sheet, "清除")
    return watch(60)


def start(folder: Path, _place: Path, _number: int) -> str:
    """Start the program on the vault, as a person does after the power came back."""
    make_application([])
    told: list[str] = []

    def look() -> None:
        if said := seen():
            told.append(said)
            timer.stop()
            QApplication.closeAllWindows()

    timer = QTimer()
    timer.timeout.connect(look)
    timer.start(50)
    program.open_path(folder)
    return told[0] if told else "nothing came"


def seen() -> str:
    """What the windows now shown tell, "" while nothing is decided."""
    for window in QApplication.topLevelWidgets():
        if isinstance(window, ErasingWindow):
            said = " ".join(label.text() for label in window.findChildren(QLabel))
            if "本机零持有" in said:
                return "nothing held"
            if "清除没有完成" in said:
                return said
        if isinstance(window, Gate) and window.isVisible():
            return "unlock"
    return ""


def watch(seconds: float) -> str:
    """Let the program run until a window tells how it stands."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        QApplication.processEvents()
        time.sleep(0.01)
        if told := seen():
            return told
    return "nothing came"


if __name__ == "__main__":
    work = {"seal": seal, "erase": erase, "start": start}[sys.argv[1]]
    print(work(Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4])), flush=True)
    os._exit(0)
