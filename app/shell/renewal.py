"""The panel for a password that is due: nothing opens before a new one is set. It must not keep what is typed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.errors import XunchaError
from app.shell.secret import secret_line
from app.shell.services import Renewal, Services
from app.widgets import dialogs, theme
from app.widgets.rows import Row, beside, button, words

if TYPE_CHECKING:
    from app.shell.gate import Gate


class RenewalPanel(QWidget):
    """The vault behind it is open already; going back closes it."""

    def __init__(self, gate: Gate, services: Services, renewal: Renewal) -> None:
        super().__init__()
        self._gate, self._services, self._renewal = gate, services, renewal
        self._new, self._again = secret_line(), secret_line()
        self._row = Row("新口令", self._new, required=True, help=renewal.rule)
        self._second = Row("再输一遍新口令", self._again, required=True)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.GAP)
        box.addWidget(words("请先更换口令", "title"))
        box.addWidget(words(renewal.why, wrap=True))
        for part in (self._row, self._second):
            box.addWidget(part)
        box.addLayout(
            beside(button("先不进入", self._on_back), None, button("更换并进入", self._on_done, role="main"))
        )
        self._new.textEdited.connect(lambda _text: self._row.show_problem(""))
        self._again.returnPressed.connect(self._on_done)
        self.setFocusProxy(self._new)

    def _on_done(self) -> None:
        wrong = self._renewal.problems(self._new.text())
        same = self._new.text() == self._again.text()
        self._row.show_problem("；".join(wrong))
        self._second.show_problem("" if same else "两遍不一样")
        if wrong or not same:
            return
        new = self._new.text()
        self._new.clear()
        self._again.clear()
        renew = self._renewal.renew
        self._gate.run("", lambda _p, _c: renew(new), lambda _none: self._on_renewed(), self._on_failed)

    def _on_renewed(self) -> None:
        self._gate.let_in(replace(self._services, renewal=None))

    def _on_failed(self, error: XunchaError) -> None:
        dialogs.show_error(self._gate, error)
        self._new.setFocus()

    def _on_back(self) -> None:
        self._gate.give_back()
        self._gate.show_welcome()
