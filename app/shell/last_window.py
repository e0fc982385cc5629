"""The window that stays while long work is done on a closed vault: what is done, how far it is, what came of it.

It must not know what the work is; it cannot be closed before the work has ended.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from app.tasks.work import Work
from app.widgets import theme
from app.widgets.rows import beside, button, words

_shown: list[QWidget] = []
"""Keeps the window alive: the main window that could own it is gone."""


class LastWindow(QWidget):
    """A title, a line, a bar, lines for what came of it, and a button that closes it. work: its jobs."""

    def __init__(self, title: str, say: str, *, bar: str, close: str, height: int) -> None:
        super().__init__()
        _shown.append(self)
        self.setWindowTitle("巡察工作台")
        self.setProperty("role", "ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.resize(theme.scaled(760), theme.scaled(height))
        self._running = True
        self.work = Work(None, None, self)
        self._title = words(title, "hero")
        self._say = words(say, "body-muted", wrap=True)
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(bar)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(theme.GAP)
        self._close = button(close, self.close, role="main")
        self._close.setEnabled(False)
        self._head = beside(self._title, None)
        self._foot = beside(None, self._close)
        box = QVBoxLayout(self)
        box.setContentsMargins(48, 40, 48, 32)
        box.setSpacing(theme.EDGE)
        box.addLayout(self._head)
        box.addWidget(self._say)
        box.addWidget(self._bar)
        box.addLayout(self._lines)
        box.addStretch(1)
        box.addLayout(self._foot)

    def _add_fact(self, fact: str) -> None:
        self._lines.addWidget(words(f"· {fact}", "body", wrap=True))

    def _stop(self, title: str, text: str) -> None:
        self._running = False
        self._title.setText(title)
        self._say.setText(text)
        self._bar.hide()
        self._close.setEnabled(True)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Not while it runs."""
        if self._running:
            event.ignore()
            return
        self.work.stop(None, 1.0)
        super().closeEvent(event)
        _shown.remove(self)
