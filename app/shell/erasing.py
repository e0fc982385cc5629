"""The window while a vault is erased, and what is left to see afterwards: the certificate. The vault is closed by then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow, QProgressBar, QVBoxLayout, QWidget

from app.core.errors import XunchaError
from app.tasks.work import Cancel, Progress, Work
from app.widgets import theme
from app.widgets.icons import pixmap
from app.widgets.rows import beside, button, words


@dataclass(frozen=True)
class Erased:
    """What is left of a vault: facts in words for the window, and where certificate and sheet lie."""

    facts: tuple[str, ...]
    sheet: Path


_shown: list[QWidget] = []
"""Keeps the window alive: the main window that could own it is gone."""


def close_windows() -> None:
    """Close the main window, which gives the vault back."""
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, QMainWindow):
            widget.close()


class ErasingWindow(QWidget):
    """Runs `erase` off the UI thread; it cannot be cancelled, and goes on after a power cut when started again."""

    def __init__(self, erase: Callable[[], Erased]) -> None:
        super().__init__()
        _shown.append(self)
        self.setWindowTitle("巡察工作台")
        self.setProperty("role", "ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.resize(theme.scaled(760), theme.scaled(560))
        self._running = True
        self.work = Work(None, None, self)
        self._title = words("正在清除工作库", "hero")
        self._say = words(
            "先销毁密钥，再覆写、删除库文件和本机备份，最后逐处查验。请不要断电；断电后再次打开会接着清除。",
            "body-muted",
            wrap=True,
        )
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("清除进度")
        self._facts = QVBoxLayout()
        self._facts.setSpacing(theme.GAP)
        self._close = button("完成", self.close, role="main")
        self._close.setEnabled(False)
        self._sign = QLabel()
        self._sign.setPixmap(pixmap("shield", "ink", 32))
        box = QVBoxLayout(self)
        box.setContentsMargins(48, 40, 48, 32)
        box.setSpacing(theme.EDGE)
        box.addLayout(beside(self._sign, self._title, None))
        box.addWidget(self._say)
        box.addWidget(self._bar)
        box.addLayout(self._facts)
        box.addStretch(1)
        box.addLayout(beside(None, self._close))

        def run(_progress: Progress, _cancelled: Cancel) -> Erased:
            return erase()

        self.work.job("", run, self._on_erased, failed=self._on_failed, owner=self)

    def _on_erased(self, erased: Erased) -> None:
        self._stop(
            "本机零持有", "工作库已清除，清除确认书已经出具。请打印确认书，由两人签字后交巡察办和保密管理员。"
        )
        self._sign.setPixmap(pixmap("shield-check", "ink", 32))
        for fact in (*erased.facts, f"确认书：{erased.sheet}"):
            self._facts.addWidget(words(f"· {fact}", "body", wrap=True))

    def _on_failed(self, error: XunchaError) -> None:
        self._stop("清除没有完成", getattr(error, "message", str(error)))

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
