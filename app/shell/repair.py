"""The ways back when a vault does not open: from a backup, by a salvage, by bundles; and a new password by the printed code.

They only ask; what is done stands in the doors. No password is kept past the closing of its sheet.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QLineEdit, QRadioButton

from app.shell.secret import secret_line
from app.shell.services import Backup, Repaired, Steps
from app.tasks.work import Progress
from app.widgets import dialogs, theme
from app.widgets.dialogs import Sheet
from app.widgets.rows import Row, name_control, words
from app.widgets.token_row import TokenRow

if TYPE_CHECKING:
    from app.shell.gate import Gate

_WAYS = (
    (
        "从备份恢复",
        "先试这个。选定的备份会放到库的位置，现有的文件改名留存，不会删除；备份之后录入的内容不在里面。",
    ),
    (
        "抢救能核对的内容",
        "没有合适的备份时用。逐条核对记录的封条和附件的校验值，对得上的留下，丢了什么逐类列出；现有的文件改名留存。",
    ),
    (
        "新建一个库，从密封包重新导入",
        "库和备份都没有了时用。新建库、登记名片以后，请对方把移交包、协作包、任务包重新封给新库，再逐个接收。",
    ),
)
_RESTORE, _SALVAGE, _ANEW = range(3)


class RepairSheet(Sheet):
    """Three ways, the gentlest first; the two that work on this vault ask login and password."""

    def __init__(
        self, gate: Gate, path: Path, backups: tuple[Backup, ...], login: str = "", token: Path | None = None
    ) -> None:
        super().__init__(gate, "修复工作库", sign="history")
        # Wrapped words ask for too little height before they know their width.
        self.setMinimumSize(theme.scaled(600), theme.scaled(640))
        self._gate = gate
        self._path = path
        self._backups = backups
        self._list = QComboBox()
        for backup in backups:
            self._list.addItem(f"{backup.at:%Y-%m-%d %H:%M}　{backup.label}".strip())
        self._ways = []
        for place, (name, text) in enumerate(_WAYS):
            way = QRadioButton(name)
            name_control(way, name, help=text)
            self._ways.append(way)
            self.body.addWidget(way)
            self.body.addWidget(words(text, "muted", wrap=True))
            if place == _RESTORE:
                self._pick = Row("备份", self._list)
                self.body.addWidget(self._pick)
                if not backups:
                    self._pick.hide()
                    self.body.addWidget(
                        words("▲ 没有找到备份。备份在U盘上的，请插好U盘，关掉这个窗口再试。", wrap=True)
                    )
        self._ways[_RESTORE].setEnabled(bool(backups))
        self._ways[_RESTORE if backups else _SALVAGE].setChecked(True)
        self._login, self._password = QLineEdit(login), secret_line()
        self._rows = (
            Row("登录名", self._login, required=True),
            Row("口令", self._password, required=True, help="现在的口令；动手前先核对，不对就什么也不动"),
        )
        for row in self._rows:
            self.body.addWidget(row)
        self._token = TokenRow()
        if token is not None:
            self._token.choose(token)
        self.body.addWidget(self._token)
        self.foot("取消", self.reject)
        self.foot("恢复", self._on_done, main=True)

    def _on_done(self) -> None:
        gate, path = self._gate, self._path
        if self._ways[_ANEW].isChecked():
            self.accept()
            gate.show_welcome()
            dialogs.tell(
                gate,
                "先新建一个库",
                "选“创建巡察组库”或“创建巡察办库”，放在另一个文件夹；原来的文件夹先留着。"
                "新库建好后，到“名片与往来”建名片、登记对方名片，再到“接收密封包”逐个接收。",
            )
            return
        login, password, token = self._login.text().strip(), self._password.text(), self._token.path
        for row, typed in zip(self._rows, (login, password), strict=True):
            row.show_problem("" if typed else "请填写")
        if not login or not password:
            return
        self._password.clear()
        self.accept()
        doors = gate.doors
        if self._ways[_SALVAGE].isChecked():
            gate.run(
                "正在抢救…",
                lambda p, _c: doors.salvage(path, login, password, token, _steps(p)),
                partial(_salvaged, gate, path),
            )
            return
        chosen = self._backups[self._list.currentIndex()]
        gate.run(
            "正在恢复…",
            lambda p, _c: doors.restore(path, chosen.path, login, password, token, _steps(p)),
            lambda _none: _restored(gate, path),
        )


def _steps(progress: Progress) -> Steps:
    return lambda _what, done, total: progress(done, total)


def _restored(gate: Gate, path: Path) -> None:
    gate.show_unlock(path)
    dialogs.tell(gate, "已从备份恢复", "请用口令解锁，核对备份之后录入的内容。")


def _salvaged(gate: Gate, path: Path, done: Repaired) -> None:
    gate.show_unlock(path)
    sheet = Sheet(gate, "抢救完成", sign="info")
    sheet.setMinimumWidth(theme.scaled(560))
    for line in done.lines:
        sheet.say(f"· {line}")
    sheet.say("请抄下来报保密管理员，再用口令解锁。", "body-muted")
    sheet.foot("知道了", sheet.accept, main=True)
    sheet.open()


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
            Row("恢复码", self._code, help="建库时打印的那一页，由组长保管；令牌文件丢了也用它"),
            Row("登录名", self._login),
            Row("新口令", self._new),
            Row("再输一遍", self._again),
        )
        for row in self._rows:
            self.body.addWidget(row)
        self.say("重设以后不再需要原来的令牌文件，可以在“使用人与口令”里重新做一个。", "muted")
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
