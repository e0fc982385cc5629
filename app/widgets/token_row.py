"""The line that takes a token file beside a password; most people never need it. It reads no file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.widgets import dialogs
from app.widgets.rows import beside, button, name_control, words

KINDS = "令牌文件 (*.token);;所有文件 (*)"
HINT = "设过令牌的人，除口令外还要选U盘上的令牌文件"


class TokenRow(QWidget):
    """A link that asks for the file; the file chosen stands beside it and can be dropped again. whose: 清除人 and the like."""

    changed = Signal()

    def __init__(self, whose: str = "") -> None:
        super().__init__()
        self.path: Path | None = None
        self._whose = whose
        self._ask = button(
            "另用令牌文件…",
            self._on_ask,
            role="link",
            hint=HINT,
        )
        self._said = words("", "muted")
        if whose:
            name_control(self._ask, f"{whose}的令牌文件", help=HINT)
        self._drop = button("不用", self.drop, role="link", name="不用令牌文件")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addLayout(beside(self._ask, self._said, self._drop, None))
        self.drop()

    def choose(self, path: Path) -> None:
        """Take this file."""
        self.path = path
        self._said.setText(f"令牌文件 {path.name}")
        self._said.show()
        self._drop.show()
        self._ask.setText("换一个…")
        self.changed.emit()

    def drop(self) -> None:
        """Take none."""
        self.path = None
        self._said.hide()
        self._drop.hide()
        self._ask.setText("另用令牌文件…")
        self.changed.emit()

    def _on_ask(self) -> None:
        dialogs.pick_open(
            self.window(),
            f"选择{self._whose}U盘上的令牌文件",
            lambda names: self.choose(Path(names[0])),
            kinds=KINDS,
        )
