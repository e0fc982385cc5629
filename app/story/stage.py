"""The stage of the story: two laptops and a stick as folders, and the shell of whichever laptop is in use."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from app import main
from app.shell.entry import Shell
from app.shell.environment import make_application, prepare_environment
from app.shell.window import MainWindow
from app.story.hands import Hands
from app.tasks.work import Work
from db.session import Session

T = TypeVar("T")

PASSWORDS = {
    "周主任": "Shan-Gao-2026-yue",
    "程明理": "He-Liu-2026-chun",
    "江清源": "Yun-Duo-2026-qiu",
    "许联络": "Song-Bai-2026-dong",
}
"""Invented people of an invented county."""
GIVEN = "Chu-Shi-2026-kouling"
"""What the leader gives a new member for his first unlock."""


def password(name: str) -> str:
    """The password of a person of either story; those without one of their own in PASSWORDS share a pattern."""
    return PASSWORDS.get(name) or f"Yun-Xi-{name.encode().hex()[-6:]}-Qiu"


WIDTH, HEIGHT = 1440, 900
"""Size of the main window, in pixels: an ordinary laptop."""


class Stage:
    """Folders: office, group, stick, papers, screens. `hands` works on whatever window is shown."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("office", "group", "stick", "papers", "screens"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        prepare_environment()
        self.app = make_application(["xuncha"])
        self.hands = Hands(folder / "screens")
        self.shell: Shell | None = None
        self.locked: list[bool] = []

    def path(self, name: str) -> Path:
        """A file or folder of the stage."""
        return self.folder / name

    @property
    def window(self) -> MainWindow:
        """The main window of the laptop in use."""
        assert self.shell is not None
        assert self.shell.window is not None
        return self.shell.window

    @property
    def work(self) -> Work:
        """The lanes of the open vault."""
        return self.window.work

    def start(self, vault: Path | None = None) -> None:
        """Switch a laptop on: the gate, at the unlock screen of `vault` or at the first-start choice."""
        doors = main.doors(replace=lambda: self.locked.append(True))
        self.shell = Shell(doors, vault)
        self.shell.show()
        self.hands.settle()
        if vault is None and self.hands.sees("换一个库"):
            self.hands.press("换一个库")

    def create(self, kind: str, title: str, name: str, login: str, vault: Path) -> None:
        """First start: make a vault through the wizard."""
        hands = self.hands
        self.start()
        hands.shot(f"首次启动-{title}")
        hands.press("创建巡察组库" if kind == "group" else "创建巡察办库")
        hands.fill(
            {
                "库的名称": title,
                "您的姓名": name,
                "登录名": login,
                "口令": password(name),
                "再输一遍": password(name),
                "存放位置": str(vault),
            }
        )
        hands.shot(f"建库-{title}")
        hands.press("创建")
        hands.wait_for("恢复码：只显示这一次", 90)
        hands.tick("恢复码已抄下或打印，并交组长保管")
        hands.press("进入")
        self.rest()

    def unlock(self, vault: Path, login: str, name: str) -> None:
        """Switch on and unlock."""
        self.start(vault)
        self.hands.fill({"登录名": login, "口令": password(name)})
        self.hands.press("解锁")
        self.rest()

    def first_unlock(self, vault: Path, login: str, name: str) -> None:
        """Unlock with the password that was given, and change it for one's own before anything opens."""
        self.start(vault)
        self.hands.fill({"登录名": login, "口令": GIVEN})
        self.hands.press("解锁")
        self.hands.wait_for("请先更换口令", 90)
        self.hands.fill({"新口令": password(name), "再输一遍新口令": password(name)})
        self.hands.shot("首次解锁先换口令")
        self.hands.press("更换并进入")
        self.rest()

    def rest(self) -> None:
        """Wait until the window stands and nothing is under way."""

        def ready() -> bool:
            shell = self.shell
            return shell is not None and shell.window is not None and shell.window.work.idle

        self.hands.wait("窗口", ready)
        if self.window.width() != WIDTH:
            self.window.resize(WIDTH, HEIGHT)
        self.hands.settle(150)
        self.hands.wait("空闲", ready)

    def lock(self) -> None:
        """Lock the desk; the fresh process at the unlock screen is the next `unlock`."""
        self.hands.press("锁定")
        self.hands.wait("锁定", lambda: bool(self.locked))
        self.locked.clear()
        self._drop()

    def switch_off(self) -> None:
        """Close the window, which closes the vault."""
        if self.shell is not None and self.shell.window is not None:
            self.shell.window.close()
        self._drop()

    def directly(self, fn: Callable[..., object]) -> None:
        """Run `fn(session)` on the writer: for the demonstration data of the other two units, which nobody types."""
        done: list[object] = []
        self.work.write(fn, lambda _value: done.append(True))
        self.hands.wait("数据装入", lambda: done, 180)
        self.rest()

    def ask(self, fn: Callable[[Session], T]) -> T:
        """What `fn(session)` answers, on the reader: to hold what was put in against what is there."""
        found: list[T] = []
        self.work.read(fn, found.append)
        self.hands.wait("答案", lambda: found, 60)
        return found[0]

    def _drop(self) -> None:
        shell, self.shell = self.shell, None
        window = shell.window if shell is not None else None
        for widget in (window, shell.gate if shell is not None else None):
            if widget is not None:
                widget.close()
                widget.deleteLater()
        QCoreApplication.sendPostedEvents(None, 52)  # QEvent.DeferredDelete
        QApplication.processEvents()
