"""The dialog before erasing: it says exactly what will be destroyed and asks two persons for login and password.

It destroys nothing, and forgets the passwords as soon as they are handed on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from app.areas.closeout.certificate import Certificate
from app.areas.closeout.erasure import Search
from app.areas.closeout.witnesses import Tokens
from app.areas.secrecy.view.user_sheets import secret_line
from app.bundle.bundle import Identity
from app.widgets import dialogs, theme
from app.widgets.frame import facts
from app.widgets.rows import Row, beside, name_control, words
from app.widgets.token_row import TokenRow

Persons = tuple[tuple[str, str], tuple[str, str]]


@dataclass(frozen=True)
class EraseRequest:
    """Two persons agreed to erase: the certificate so far, and the identity that signs it. The vault is still open.

    search: what to look for afterwards.
    """

    certificate: Certificate
    identity: Identity
    search: Search | None = None


OnErase = Callable[[EraseRequest], object]
"""Given by the composition root: lets go of the vault, erases it (handover.erase) and shows the certificate."""


class EraseSheet(dialogs.Sheet):
    """`then` gets ((login, password), (login, password)) and the token file of each, or None.

    lacking: takes two logins and two files and says who still has to choose one; None where nobody has any.
    """

    def __init__(
        self, parent: QWidget | None, held: str, place: str, bundle: str, then: Callable[[Persons, Tokens], object], *,
        saved: Sequence[tuple[str, str]] = (), lacking: Callable[[Sequence[str], Tokens], list[str]] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent, "清除本机上的整个工作库", sign="triangle-alert", tone="red")
        self.setMinimumWidth(theme.scaled(600))
        self._then = then
        self._lacking = lacking
        self.say("清除后，这台电脑上再没有本次巡察的任何内容，任何人都恢复不了。请两人一起核对：", "strong")
        left = "；".join(f"{number} {path}" for number, path in saved[:4]) + ("……" if len(saved) > 4 else "")
        self.body.addWidget(
            facts(
                (
                    ("要销毁的", f"库文件夹 {place}：记录、附件、线索专区、日志、密钥和全部本机备份"),
                    ("其中记录", held),
                    ("已移交", bundle),
                    ("不会动的", "已经交给巡察办的移交包、已打印的纸件、U盘上的其他文件"),
                    ("另存的文件还在", left),
                )
            )
        )
        self._persons = [self._person(title) for title in ("清除人", "监督人")]
        self._agreed = QCheckBox("我们已核对回执，同意清除")
        name_control(self._agreed, "我们已核对回执，同意清除")
        self.body.addWidget(self._agreed)
        self._problem = words("", "problem", wrap=True)
        self._problem.hide()
        self.body.addWidget(self._problem)
        self.foot("取消", self.reject)
        self.foot("清除", self._on_done, main=True)

    def _person(self, title: str) -> tuple[QLineEdit, QLineEdit, TokenRow]:
        login, password = QLineEdit(), secret_line()
        row = beside(gap=theme.EDGE)
        row.addWidget(Row(f"{title}登录名", login, required=True), 1)
        row.addWidget(Row(f"{title}口令", password, required=True), 1)
        self.body.addLayout(row)
        token = TokenRow(title)
        token.setVisible(self._lacking is not None)
        token.changed.connect(self._on_token)
        self.body.addWidget(token)
        return login, password, token

    def _on_token(self) -> None:
        self._problem.hide()

    def _on_done(self) -> None:
        (first, first_password, one), (second, second_password, other) = self._persons
        tokens = (one.path, other.path)
        problems = []
        if not all(line.text().strip() for *lines, _ in self._persons for line in lines):
            problems.append("两个人的登录名和口令都要填")
        elif first.text().strip() == second.text().strip():
            problems.append("清除人和监督人不能是同一人")
        elif self._lacking is not None:
            problems += self._lacking((first.text().strip(), second.text().strip()), tokens)
        if not self._agreed.isChecked():
            problems.append("请先核对回执并勾选同意")
        self._problem.setText("\n".join(f"✕ {text}" for text in problems))
        self._problem.setVisible(bool(problems))
        if problems:
            self.make_room()
            return
        persons = (
            (first.text().strip(), first_password.text()),
            (second.text().strip(), second_password.text()),
        )
        for line in (first_password, second_password):
            line.clear()
        self.accept()
        self._then(persons, tokens)
