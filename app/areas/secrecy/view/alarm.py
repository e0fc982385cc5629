"""Tells plainly when the examination after a sudden end finds something, and says nothing when all is well. It repairs nothing."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from app.areas.secrecy.afterwards import Afterwards
from app.areas.secrecy.examination import Examination
from app.areas.secrecy.view.system import Examined
from app.widgets import dialogs, theme
from app.widgets.desk import Desk
from db.session import Session
from db.vault import Vault

PAGE = "secrecy.system"
MOST = 3


class Alarm:
    """Runs the examination once the window stands; the page 系统与备份 shows its outcome, too."""

    def __init__(
        self, vault: Vault, open_reader: Callable[[], Session], examined: Examined, **timing: float
    ) -> None:
        """timing: `after`, seconds to wait first."""
        self._vault = vault
        self._examined = examined
        self._teller: _Teller | None = None
        self._work = Afterwards(open_reader, self._told, **timing)

    def begin(self, desk: Desk) -> None:
        """Start; returns at once."""
        self._teller = _Teller(desk, self._examined)
        desk.note("上次没有正常关闭，正在后台核对内容，可以照常工作")
        self._work.begin()

    def end(self, seconds: float) -> str:
        """End it; what the journal is to hold."""
        return self._work.end(seconds)

    def _told(self, done: Examination) -> None:
        if not done.findings:
            self._vault.note_examined()
        if self._teller is not None:
            self._teller.done.emit(done)


class _Teller(QObject):
    done = Signal(object)

    def __init__(self, desk: Desk, examined: Examined) -> None:
        super().__init__(desk)
        self._desk, self._examined = desk, examined
        self.done.connect(self._on_done, Qt.ConnectionType.QueuedConnection)

    def _on_done(self, done: Examination) -> None:
        self._examined.last = done
        if not done.findings:
            self._desk.note("上次没有正常关闭，内容已核对，没有发现问题")
            return
        window = self._desk.parent()
        sheet = dialogs.Sheet(
            window if isinstance(window, QWidget) else None,
            f"上次没有正常关闭，核对发现 {len(done.findings)} 处问题",
            sign="triangle-alert",
            tone="red",
        )
        sheet.setMinimumWidth(theme.scaled(600))
        sheet.say("程序没有改动任何内容，备份不受影响。请先不要录入。", "strong")
        for finding in done.findings[:MOST]:
            sheet.say(f"· {finding.place}：{finding.text}")
            sheet.say(f"怎么办：{finding.todo}。", "body-muted")
        if len(done.findings) > MOST:
            sheet.say(f"还有 {len(done.findings) - MOST} 处，见“系统与备份”。", "body-muted")

        def go() -> None:
            sheet.accept()
            self._desk.open_page(PAGE)

        sheet.foot("知道了", sheet.reject)
        sheet.foot("看全部", go, main=True)
        sheet.open()
