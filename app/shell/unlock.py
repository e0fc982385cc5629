"""The unlock panel: login, password, waiting time after a wrong one, and the way back from a damaged vault."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.core.errors import KnownError, XunchaError
from app.shell.repair import RecoverSheet, RepairSheet
from app.shell.secret import secret_line
from app.shell.services import Backup, Services
from app.widgets import dialogs, theme
from app.widgets.rows import Row, beside, button, words
from app.widgets.token_row import TokenRow

if TYPE_CHECKING:
    from app.shell.gate import Gate


TO_RESTORE = 2


class UnlockPanel(QWidget):
    """Asks for one vault; Enter unlocks."""

    def __init__(self, gate: Gate, path: Path, login: str = "", password: str = "") -> None:
        super().__init__()
        self._gate = gate
        self._path = path
        self._wait = 0
        known = next((vault for vault in gate.doors.recent() if vault.path == path), None)
        self._login = QLineEdit(login)
        self._login.setMaxLength(64)
        self._password = secret_line()
        self._password.setText(password)
        self._login_row = Row("登录名", self._login, name="login")
        self._password_row = Row("口令", self._password, name="password")
        self.token = TokenRow()
        self._go = button("解锁", self.unlock, role="main")
        self._go.setDefault(True)
        self._say = words("", "muted", wrap=True)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.GAP)
        box.addWidget(words(known.label if known else "解锁", "title", wrap=True))
        where = words(str(path), "muted", wrap=True)
        where.setAccessibleName(f"库的位置 {path}")
        box.addWidget(where)
        box.addSpacing(theme.GAP)
        for part in (self._login_row, self._password_row, self.token, self._go, self._say):
            box.addWidget(part)
        box.addLayout(
            beside(
                button("换一个库", gate.show_welcome, role="link"),
                None,
                button("忘记口令", self._on_forgotten, role="link"),
                button("从备份恢复", self._on_restore, role="link"),
            )
        )
        self._login.returnPressed.connect(self._password.setFocus)
        self._password.returnPressed.connect(self.unlock)
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._on_second)
        self.setFocusProxy(self._password if login else self._login)
        self._wait_for(gate.doors.wait_seconds(path))

    @property
    def waiting(self) -> int:
        """Seconds until the next try."""
        return self._wait

    def unlock(self) -> None:
        """Try the login and password."""
        login, password = self._login.text().strip(), self._password.text()
        if self._wait:
            return
        self._login_row.show_problem("" if login else "请填写登录名")
        self._password_row.show_problem("" if password else "请填写口令")
        if not login or not password:
            return
        self._password.clear()
        self._say.setText("正在解锁…")
        path, token = self._path, self.token.path
        self._gate.run(
            "",
            lambda _progress, _cancelled: self._gate.doors.unlock(path, login, password, token),
            self._on_open,
            self._on_failed,
        )

    def _on_open(self, services: Services) -> None:
        self._gate.let_in(services)

    def _on_failed(self, error: XunchaError) -> None:
        self._say.clear()
        wait = int(getattr(error, "wait_seconds", 0))
        if wait:
            said = getattr(error, "what", "登录名或口令不正确")
            hint = "" if self.token.path else "；设过令牌的，还要选令牌文件"
            self._password_row.show_problem(f"{said}{hint}")
            self._wait_for(wait)
        else:
            sheet = dialogs.show_error(self._gate, error)
            if isinstance(error, KnownError):
                sheet.finished.connect(lambda result: self._on_restore() if result == TO_RESTORE else None)
                sheet.foot("从备份恢复…", lambda: sheet.done(TO_RESTORE))
        self._password.setFocus()

    def _wait_for(self, seconds: int) -> None:
        self._wait = max(0, seconds)
        if self._wait:
            self._timer.start()
        self._show_wait()

    def _on_second(self) -> None:
        self._wait = max(0, self._wait - 1)
        if not self._wait:
            self._timer.stop()
        self._show_wait()

    def _show_wait(self) -> None:
        self._go.setEnabled(not self._wait)
        self._go.setText(f"请等 {self._wait} 秒" if self._wait else "解锁")
        if self._wait:
            self._say.setText("口令错误后须等待，次数越多等得越久；库里的内容没有变化。")
        else:
            self._say.clear()

    def _on_forgotten(self) -> None:
        RecoverSheet(self._gate, self._path, self._login.text().strip()).open()

    def _on_restore(self) -> None:
        self._gate.run("", lambda _p, _c: self._gate.doors.backups(self._path), self._on_backups)

    def _on_backups(self, backups: tuple[Backup, ...]) -> None:
        RepairSheet(self._gate, self._path, backups, self._login.text().strip(), self.token.path).open()
