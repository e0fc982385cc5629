"""The unlock panel: login, password, waiting time after a wrong one, and the way back from a damaged vault."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from app.core.errors import KnownError, XunchaError
from app.shell.services import Backup, Services
from app.widgets import dialogs, theme
from app.widgets.dialogs import Sheet
from app.widgets.rows import Row, beside, button, words

if TYPE_CHECKING:
    from app.shell.gate import Gate


TO_RESTORE = 2


def secret_line() -> QLineEdit:
    """A line for a password: hidden, without the input method's memory."""
    made = QLineEdit()
    made.setEchoMode(QLineEdit.EchoMode.Password)
    made.setInputMethodHints(
        Qt.InputMethodHint.ImhHiddenText
        | Qt.InputMethodHint.ImhSensitiveData
        | Qt.InputMethodHint.ImhNoPredictiveText
        | Qt.InputMethodHint.ImhNoAutoUppercase
    )
    return made


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
        for part in (self._login_row, self._password_row, self._go, self._say):
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
        self._gate.run(
            "正在解锁…",
            lambda _progress, _cancelled: self._gate.doors.unlock(self._path, login, password),
            self._on_open,
            self._on_failed,
        )

    def _on_open(self, services: Services) -> None:
        self._gate.let_in(services)

    def _on_failed(self, error: XunchaError) -> None:
        self._say.clear()
        wait = int(getattr(error, "wait_seconds", 0))
        if wait:
            self._password_row.show_problem(getattr(error, "what", "登录名或口令不正确"))
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
        if not backups:
            dialogs.tell(
                self._gate, "没有找到备份", "这个库的文件夹里没有备份。若有移交包或另存的备份，请先复制回来。"
            )
            return
        RestoreSheet(self._gate, self._path, backups).open()


class RestoreSheet(Sheet):
    """Pick a backup and put it in the vault's place."""

    def __init__(self, gate: Gate, path: Path, backups: tuple[Backup, ...]) -> None:
        super().__init__(gate, "从备份恢复", sign="history")
        self._gate = gate
        self._path = path
        self._backups = backups
        self._list = QComboBox()
        for backup in backups:
            self._list.addItem(f"{backup.at:%Y-%m-%d %H:%M}　{backup.label}".strip())
        self.say(
            "选定的备份会放到库的位置；现有的文件改名留存，不会删除。备份之后录入的内容不在里面。",
            "body-muted",
        )
        self._login, self._password = QLineEdit(), secret_line()
        self.body.addWidget(Row("备份", self._list))
        self.body.addWidget(Row("登录名", self._login, required=True))
        self.body.addWidget(
            Row("口令", self._password, required=True, help="现在的口令；恢复前先核对备份是否完好")
        )
        self.foot("取消", self.reject)
        self.foot("恢复", self._on_done, main=True)

    def _on_done(self) -> None:
        chosen = self._backups[self._list.currentIndex()]
        gate, path = self._gate, self._path
        login, password = self._login.text().strip(), self._password.text()
        self._password.clear()
        self.accept()
        gate.run(
            "正在恢复…",
            lambda _p, _c: gate.doors.restore(path, chosen.path, login, password),
            lambda _none: _restored(gate, path),
        )


def _restored(gate: Gate, path: Path) -> None:
    gate.show_unlock(path)
    dialogs.tell(gate, "已从备份恢复", "请用口令解锁，核对备份之后录入的内容。")


class RecoverSheet(Sheet):
    """The printed recovery code, and a new password."""

    def __init__(self, gate: Gate, path: Path, login: str) -> None:
        super().__init__(gate, "用恢复码重设口令", sign="key")
        self._gate = gate
        self._path = path
        self._code = QLineEdit()
        self._login = QLineEdit(login)
        self._new, self._again = secret_line(), secret_line()
        self._rows = (
            Row("恢复码", self._code, help="建库时打印的那一页，由组长保管"),
            Row("登录名", self._login),
            Row("新口令", self._new),
            Row("再输一遍", self._again),
        )
        for row in self._rows:
            self.body.addWidget(row)
        self.foot("取消", self.reject)
        self.foot("重设并解锁", self._on_done, main=True)

    def _on_done(self) -> None:
        code, login, new = self._code.text().strip(), self._login.text().strip(), self._new.text()
        wrong = self._gate.doors.password_problems(login, new)
        self._rows[0].show_problem("" if code else "请填写恢复码")
        self._rows[1].show_problem("" if login else "请填写登录名")
        self._rows[2].show_problem("；".join(wrong))
        self._rows[3].show_problem("" if new == self._again.text() else "两遍不一样")
        if not code or not login or wrong or new != self._again.text():
            return
        gate, path = self._gate, self._path
        for line in (self._code, self._new, self._again):
            line.clear()
        self.accept()
        gate.run("", lambda _p, _c: gate.doors.recover(path, code, login, new), gate.let_in)
