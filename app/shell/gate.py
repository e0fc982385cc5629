"""The window before a vault is open: unlock, first start, recovery, restore. It must not hold a password after use."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from app.core.errors import XunchaError
from app.shell.services import Doors, Services
from app.shell.unlock import UnlockPanel
from app.shell.welcome import WelcomePanel
from app.tasks.work import Cancel, Progress, Work
from app.widgets import dialogs, theme
from app.widgets.icons import pixmap
from app.widgets.rows import words

CARD_WIDTH = 460
PROGRESS_AFTER_MS = 400
PROMISE = "全部内容加密存放在本机，不联网。"


class Gate(QWidget):
    """`opened(Services)` when a vault is open."""

    opened = Signal(object)

    def __init__(self, doors: Doors, path: Path | None = None) -> None:
        super().__init__()
        self.setWindowTitle("巡察工作台")
        self.setProperty("role", "ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.resize(theme.scaled(960), theme.scaled(680))
        self.doors = doors
        self._waiting: Services | None = None
        self.work = Work(None, None, self)
        self.work.trouble.connect(lambda error: dialogs.show_error(self, error))
        self._stack = QStackedWidget()
        card = QFrame()
        card.setProperty("role", "gate")
        card.setFixedWidth(theme.scaled(CARD_WIDTH))
        inside = QVBoxLayout(card)
        inside.setContentsMargins(32, 28, 32, 24)
        inside.addWidget(self._stack)
        sign = QLabel()
        sign.setPixmap(pixmap("shield-check", "ink", 32))
        name = words("巡察工作台", "hero")
        head = QHBoxLayout()
        head.addStretch(1)
        head.addWidget(sign)
        head.addWidget(name)
        head.addStretch(1)
        promise = words(PROMISE, "muted")
        promise.setAlignment(Qt.AlignmentFlag.AlignCenter)
        box = QVBoxLayout(self)
        box.addStretch(1)
        box.addLayout(head)
        box.addSpacing(theme.EDGE)
        box.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addSpacing(theme.GAP)
        box.addWidget(promise)
        box.addStretch(1)
        known = path or next((vault.path for vault in doors.recent()), None)
        if known is not None and known.exists():
            self.show_unlock(known)
        else:
            self.show_welcome()

    @property
    def panel(self) -> QWidget:
        """The panel now shown."""
        return self._stack.currentWidget()

    def show_welcome(self) -> None:
        """The four ways to begin."""
        self._show(WelcomePanel(self))

    def show_unlock(self, path: Path, login: str = "", password: str = "") -> None:
        """Ask login and password for a vault."""
        self._show(UnlockPanel(self, path, login, password))

    def show_new(self, kind: str) -> None:
        """Make a vault."""
        from app.shell.wizard import (
            NewVaultPanel,  # brings in printing and the ciphers, which the first look does not need
        )

        self._show(NewVaultPanel(self, kind))

    def open_demo(self) -> None:
        """Make the demonstration vault if need be, and open it."""

        def run(_progress: object, _cancelled: object) -> Services:
            path, login, password = self.doors.demo()
            return self.doors.unlock(path, login, password)

        self.run("", run, self.let_in)

    def run(
        self,
        title: str,
        fn: Callable[[Progress, Cancel], object],
        then: Callable[..., None],
        failed: Callable[[XunchaError], None] | None = None,
    ) -> None:
        """Seconds of work off the UI thread; the card is switched off meanwhile. With a title, a sheet shows how far it is."""
        self._stack.setEnabled(False)

        def done(value: object) -> None:
            self._stack.setEnabled(True)
            then(value)

        def wrong(error: XunchaError) -> None:
            self._stack.setEnabled(True)
            (failed or partial(dialogs.show_error, self))(error)

        job = self.work.job(title, fn, done, failed=wrong, owner=self)
        if title:
            sheet = dialogs.ProgressSheet(self, job)
            timer = QTimer(sheet)
            timer.setSingleShot(True)
            timer.timeout.connect(sheet.open)
            timer.start(PROGRESS_AFTER_MS)

    def let_in(self, services: Services) -> None:
        """Hand the open vault on and go away; where a new password is due, ask for it first."""
        if services.renewal is not None:
            from app.shell.renewal import RenewalPanel

            self._waiting = services
            self._show(RenewalPanel(self, services, services.renewal))
            return
        self._waiting = None
        self.opened.emit(services)

    def give_back(self) -> None:
        """Close a vault that was opened but not entered."""
        held, self._waiting = self._waiting, None
        if held is not None:
            held.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """End the worker."""
        dialogs.close_all(keep=self)
        self.give_back()
        self.work.stop(None, 1.0)
        super().closeEvent(event)

    def _show(self, panel: QWidget) -> None:
        old = self._stack.currentWidget()
        self._stack.addWidget(panel)
        self._stack.setCurrentWidget(panel)
        if old is not None:
            self._stack.removeWidget(old)
            old.deleteLater()
        panel.setFocus()
