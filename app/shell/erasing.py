"""The window while a vault is erased, and what is left to see afterwards: the certificate. The vault is closed by then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QApplication, QLabel, QMainWindow

from app.core.errors import XunchaError
from app.shell.last_window import LastWindow
from app.tasks.work import Cancel, Progress
from app.widgets.icons import pixmap


@dataclass(frozen=True)
class Erased:
    """What is left of a vault: facts in words for the window, and where certificate and sheet lie."""

    facts: tuple[str, ...]
    sheet: Path


def close_windows() -> None:
    """Close the main window, which gives the vault back."""
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, QMainWindow):
            widget.close()


class ErasingWindow(LastWindow):
    """Runs `erase` off the UI thread; it cannot be cancelled, and goes on after a power cut when started again."""

    def __init__(self, erase: Callable[[], Erased]) -> None:
        super().__init__(
            "正在清除工作库",
            "先销毁密钥，再覆写、删除库文件和本机备份，最后逐处查验。请不要断电；断电后再次打开会接着清除。",
            bar="清除进度",
            close="完成",
            height=560,
        )
        self._sign = QLabel()
        self._sign.setPixmap(pixmap("shield", "ink", 32))
        self._head.insertWidget(0, self._sign)

        def run(_progress: Progress, _cancelled: Cancel) -> Erased:
            return erase()

        self.work.job("", run, self._on_erased, failed=self._on_failed, owner=self)

    def _on_erased(self, erased: Erased) -> None:
        self._stop(
            "本机零持有", "工作库已清除，清除确认书已经出具。请打印确认书，由两人签字后交巡察办和保密管理员。"
        )
        self._sign.setPixmap(pixmap("shield-check", "ink", 32))
        for fact in (*erased.facts, f"确认书：{erased.sheet}"):
            self._add_fact(fact)

    def _on_failed(self, error: XunchaError) -> None:
        self._stop("清除没有完成", getattr(error, "message", str(error)))
