"""The dialogs that ask for a new user or a new password. They derive no key and keep no password past their closing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit, QWidget

from app.areas.secrecy.keyholders import Wanted
from app.core.roles import LABELS, conflict_of, who_may
from app.widgets import dialogs, theme
from app.widgets.rows import Row, beside, button, name_control, words
from db.vault import UserKey, Vault, check_password


def secret_line() -> QLineEdit:
    """A line for a password."""
    made = QLineEdit()
    made.setEchoMode(QLineEdit.EchoMode.Password)
    made.setInputMethodHints(Qt.InputMethodHint.ImhHiddenText | Qt.InputMethodHint.ImhNoPredictiveText)
    return made


class PasswordPair:
    """Two lines for a new password, and below them what is still wrong with it, as one types."""

    def __init__(
        self, sheet: dialogs.Sheet, vault: Vault, login: Callable[[], str], *, label: str = "新口令"
    ) -> None:
        self._vault, self._login = vault, login
        rule = vault.settings.rule
        self.first, self.second = secret_line(), secret_line()
        self._row = Row(
            label,
            self.first,
            required=True,
            help=rule.words,
        )
        self._again = Row(f"再输一遍{label}", self.second, required=True)
        sheet.body.addWidget(self._row)
        self._state = words("", "muted", wrap=True)
        self._state.setAccessibleName("口令是否合格")
        sheet.body.addWidget(self._state)
        sheet.body.addWidget(self._again)
        self.first.textChanged.connect(lambda _text: self.show())

    def faults(self) -> list[str]:
        """What is wrong with the password."""
        settings = self._vault.settings
        return check_password(self.first.text(), settings.grade, login=self._login(), rule=settings.rule)

    def show(self) -> None:
        """Say how the password stands."""
        faults = self.faults()
        self._row.show_problem("")
        self._state.setText("✓ 口令合格" if not faults else "还差：" + "；".join(faults))

    def taken(self) -> str:
        """The password when all is well; otherwise "" and problems beside the lines."""
        faults = self.faults()
        self._row.show_problem("；".join(faults))
        self._again.show_problem("" if self.first.text() == self.second.text() else "两次输入不一致")
        good = self.first.text() if not faults and self.first.text() == self.second.text() else ""
        if good:
            self.first.clear()
            self.second.clear()
        return good


class NewUser(dialogs.Sheet):
    """Login, name, posts, clues, password."""

    def __init__(
        self, parent: QWidget, vault: Vault, may_grant: bool, then: Callable[[Wanted], object]
    ) -> None:
        super().__init__(parent, "新增使用人", sign="users")
        self.setMinimumWidth(theme.scaled(560))
        self._vault, self._then = vault, then
        self._login, self._name = QLineEdit(), QLineEdit()
        self._login_row = Row("登录名", self._login, required=True, help="解锁时输入，中文、字母都可以")
        self._name_row = Row("姓名", self._name, required=True, help="签字和日志里用")
        row = beside(gap=theme.EDGE)
        row.addWidget(self._login_row, 1)
        row.addWidget(self._name_row, 1)
        self.body.addLayout(row)
        self._roles: dict[str, QCheckBox] = {}
        self.body.addWidget(words("岗位", "label"))
        grid = QGridLayout()
        for place, (role, label) in enumerate(LABELS.items()):
            box = QCheckBox(label)
            name_control(box, f"岗位 {label}", name=f"role-{role.value}")
            box.setEnabled(may_grant)
            if not may_grant:
                box.setToolTip(f"为何不能：授予岗位须由{who_may('role.grant')}办理")
            self._roles[role.value] = box
            grid.addWidget(box, place // 3, place % 3)
        self.body.addLayout(grid)
        if not may_grant:
            self.body.addWidget(words(f"岗位由{who_may('role.grant')}授予。", "muted", wrap=True))
        self._clues = QCheckBox("可以打开线索专区")
        name_control(self._clues, "可以打开线索专区", help="只给经授权的人；只有自己能打开线索的人才能授予")
        self._clues.setEnabled(vault.has_clues)
        self.body.addWidget(self._clues)
        self._pair = PasswordPair(self, vault, self._login.text, label="初始口令")
        self._problem = words("", "problem", wrap=True)
        self._problem.hide()
        self.body.addWidget(self._problem)
        self.foot("取消", self.reject)
        self.foot("新增", self._on_done, main=True)

    def _on_done(self) -> None:
        login, name = self._login.text().strip(), self._name.text().strip()
        self._login_row.show_problem("" if login else "请填写")
        self._name_row.show_problem("" if name else "请填写")
        roles = tuple(code for code, box in self._roles.items() if box.isChecked())
        split = conflict_of(roles)
        self._problem.setText(f"✕ {split}")
        self._problem.setVisible(bool(split))
        if not login or not name or split:
            return
        if password := self._pair.taken():
            self.accept()
            self._then(Wanted(login, name, roles, password, self._clues.isChecked()))


class NewPassword(dialogs.Sheet):
    """A new password for oneself (the old one is asked) or for somebody else."""

    def __init__(
        self,
        parent: QWidget,
        vault: Vault,
        user: UserKey,
        then: Callable[[str | None, str], object],
        *,
        old: bool,
    ) -> None:
        super().__init__(parent, "修改我的口令" if old else f"重设 {user.login} 的口令", sign="key")
        self._then = then
        self._old = secret_line() if old else None
        if self._old is not None:
            self._old_row = Row("现在的口令", self._old, required=True)
            self.body.addWidget(self._old_row)
        else:
            self.say("把新口令当面告诉本人；他下次登录后须自己改掉。", "body-muted")
        self._pair = PasswordPair(self, vault, lambda: user.login)
        self.foot("取消", self.reject)
        self.foot("修改", self._on_done, main=True)

    def _on_done(self) -> None:
        old = self._old.text() if self._old is not None else None
        if old is not None:
            self._old_row.show_problem("" if old else "请填写")
            if not old:
                return
        if password := self._pair.taken():
            if self._old is not None:
                self._old.clear()
            self.accept()
            self._then(old, password)


class OwnToken(dialogs.Sheet):
    """A token file for oneself: a first one, another one, or none any more. `then` gets password and folder, None for none."""

    def __init__(self, parent: QWidget, user: UserKey, then: Callable[[str, Path | None], object]) -> None:
        super().__init__(
            parent, "更换我的令牌文件" if user.with_token else "给自己做一个令牌文件", sign="key"
        )
        self.setMinimumWidth(theme.scaled(560))
        self._then = then
        self.say(
            "令牌文件放在U盘上，解锁时口令和它缺一不可。U盘另外保管，不和电脑放在一起；丢了用恢复码，或请有权的人重设口令。"
        )
        if user.with_token:
            self.say("换了以后，原来的令牌文件立即作废。", "body-muted")
        self._password, self._folder = secret_line(), QLineEdit()
        self._password_row = Row("现在的口令", self._password, required=True)
        self._folder_row = Row("U盘上的文件夹", self._folder, help="文件名由程序取，看不出是哪个库、谁的")
        self.body.addWidget(self._password_row)
        self.body.addWidget(self._folder_row)
        self.body.addLayout(beside(None, button("选择文件夹…", self._on_pick, role="link")))
        self.foot("取消", self.reject)
        if user.with_token:
            self.foot("不再用令牌", self._on_drop)
        self.foot("写入令牌文件", self._on_done, main=True)

    def _on_pick(self) -> None:
        dialogs.pick_folder(self, "选择U盘上的文件夹", self._folder.setText)

    def _on_drop(self) -> None:
        self._go(None)

    def _on_done(self) -> None:
        folder = self._folder.text().strip()
        self._folder_row.show_problem("" if folder else "请填写")
        if folder:
            self._go(Path(folder))

    def _go(self, folder: Path | None) -> None:
        password = self._password.text()
        self._password_row.show_problem("" if password else "请填写")
        if password:
            self._password.clear()
            self.accept()
            self._then(password, folder)


class Rekey(dialogs.Sheet):
    """Says what encrypting the whole vault anew means, and asks for the own password."""

    def __init__(self, parent: QWidget, others: int, then: Callable[[str], object]) -> None:
        super().__init__(parent, "全库重新加密", sign="key", tone="amber")
        self.setMinimumWidth(theme.scaled(600))
        self._then = then
        self.say(
            "有人可能抄走过钥匙（停用的人带走过库文件夹、电脑中过木马、恢复码被人看过）时用。库大时要几十分钟，请先接好电源。"
        )
        for text in (
            "全部记录、附件、线索用新的钥匙重新加密，原来的口令、恢复码、令牌都打不开新的库；",
            "新的库核对无误以前，旧的一直有效，中途取消或断电都不丢内容；核对以后旧文件和旧备份一并销毁；",
            f"您的口令不变；其他 {others} 名使用人各得一个一次性口令，首次登录须自己改掉；恢复码换新的。",
        ):
            self.say(f"· {text}")
        self._password = secret_line()
        self._row = Row("现在的口令", self._password, required=True)
        self.body.addWidget(self._row)
        self.foot("取消", self.reject)
        self.foot("开始", self._on_done, main=True)

    def _on_done(self) -> None:
        password = self._password.text()
        self._row.show_problem("" if password else "请填写")
        if password:
            self._password.clear()
            self.accept()
            self._then(password)
