"""The head of a page: its title at the left, its buttons at the right, or below the title where both have no room.

It must not know what the buttons do; a title is never squeezed for them.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLayout, QSizePolicy, QVBoxLayout, QWidget

from app.widgets import theme

TITLE_MOST, PURPOSE_MOST = 420, 280
"""So much of a line a long title, or the purpose below it, may ask for; what is longer wraps."""


class PageHead(QFrame):
    """`text` holds the title and what stands with it; `buttons` may be filled later and change."""

    def __init__(self, text: QLayout, buttons: QHBoxLayout, before: QWidget | None = None) -> None:
        super().__init__()
        self.setProperty("role", "bar")
        self._text, self._tools = QWidget(), QWidget()
        text.setContentsMargins(0, 0, 0, 0)
        buttons.setContentsMargins(0, 0, 0, 0)
        self._text.setLayout(text)
        self._tools.setLayout(buttons)
        self._before = before
        self._line, self._below = QHBoxLayout(), QHBoxLayout()
        self._line.setSpacing(theme.GAP + theme.GRID)
        if before is not None:
            self._line.addWidget(before)
        self._line.addWidget(self._text, 1)
        self._line.addWidget(self._tools)
        self._below.addStretch(1)
        self._box = box = QVBoxLayout(self)
        left = theme.GAP if before is not None else theme.EDGE
        box.setContentsMargins(left, theme.GAP, theme.EDGE, theme.GAP)
        box.setSpacing(theme.GAP)
        box.addLayout(self._line)
        box.addLayout(self._below)
        self._stacked = False
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose one row or two."""
        super().resizeEvent(event)
        self._arrange()

    def event(self, event: QEvent) -> bool:
        """Buttons came, went or have other texts: choose anew."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._arrange()
        return super().event(event)

    def minimumSizeHint(self) -> QSize:
        """Narrower than one row of all: the buttons can go below."""
        hint = super().minimumSizeHint()
        edges = self._box.contentsMargins()
        widest = max(self._text.minimumSizeHint().width(), self._tools.minimumSizeHint().width())
        before = self._before.sizeHint().width() + self._line.spacing() if self._before is not None else 0
        return QSize(min(hint.width(), widest + before + edges.left() + edges.right()), hint.height())

    def _arrange(self) -> None:
        edges = self._box.contentsMargins()
        room = self.width() - edges.left() - edges.right() - self._line.spacing()
        if self._before is not None:
            room -= self._before.sizeHint().width() + self._line.spacing()
        stacked = self._wanted() + self._tools.sizeHint().width() > room
        if stacked == self._stacked:
            return
        self._stacked = stacked
        away, to = (self._line, self._below) if stacked else (self._below, self._line)
        away.removeWidget(self._tools)
        to.addWidget(self._tools)

    def _wanted(self) -> int:
        """How wide the text must be so that title and purpose read well."""
        wanted = 0
        for label in self._text.findChildren(QLabel):
            if not label.isVisibleTo(self._text) or not label.text():
                continue
            long = label.fontMetrics().horizontalAdvance(label.text())
            most = TITLE_MOST if label.property("role") == "title" else PURPOSE_MOST
            wanted = max(wanted, min(long, theme.scaled(most)))
        return wanted
