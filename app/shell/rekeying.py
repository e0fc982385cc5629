"""The window while a vault is encrypted anew, and what has to be written down afterwards. The main window is gone by then.

It keeps no secret past its closing, and offers cancelling for as long as the old vault counts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent

from app.core.errors import XunchaError
from app.shell.last_window import LastWindow
from app.tasks.work import Cancel, Job, Progress
from app.widgets import theme
from app.widgets.rows import beside, button, words


@dataclass(frozen=True)
class Written:
    """What the person has to write down: the recovery code, (login, one-time password) of the others, and what is left to do."""

    code: str = field(repr=False)
    passwords: tuple[tuple[str, str], ...] = field(repr=False)
    notes: tuple[str, ...]


class RekeyingWindow(LastWindow):
    """Runs `rekey` off the UI thread; `leave` puts a fresh process at the unlock screen in the end."""

    def __init__(self, rekey: Callable[[Progress], Written], leave: Callable[[], None]) -> None:
        super().__init__(
            "正在全库重新加密",
            "先做一份用新钥匙加密的副本，逐页核对，再换下旧的并销毁。核对完以前旧库一直有效，可以取消。",
            bar="重新加密进度",
            close="已抄写，去解锁",
            height=600,
        )
        self._leave = leave
        self._cancel = button("取消", self._on_cancel)
        self._foot.insertWidget(1, self._cancel)

        def run(progress: Progress, _cancelled: Cancel) -> Written:
            return rekey(progress)

        self._job: Job = self.work.job("", run, self._on_done, failed=self._on_failed, owner=self)
        self._job.progressed.connect(self._on_progressed)

    def _on_cancel(self) -> None:
        self._cancel.setEnabled(False)
        self._say.setText("正在取消…")
        self._job.cancel()

    def _on_progressed(self, done: int, total: int) -> None:
        if total:
            self._bar.setRange(0, 1000)
            self._bar.setValue(min(1000, done * 1000 // total))
        if total and done >= total:
            self._cancel.setEnabled(False)

    def _on_done(self, made: Written) -> None:
        self._stop(
            "全库已用新钥匙加密",
            "下面的内容只显示这一次。请抄两遍核对，恢复码装袋封存，一次性口令当面交给本人。",
        )
        self._cancel.hide()
        self._add("新的恢复码", made.code)
        for login, password in made.passwords:
            self._add(f"{login} 的一次性口令", password)
        for note in made.notes:
            self._add_fact(note)

    def _add(self, label: str, secret: str) -> None:
        shown = words(secret, "code")
        shown.setAccessibleName(f"{label} {secret}")
        shown.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        row = beside(words(label, "strong"), shown, None, gap=theme.EDGE)
        self._lines.addLayout(row)

    def _on_failed(self, error: XunchaError) -> None:
        self._stop("没有重新加密", getattr(error, "message", "") or "已取消。原来的库没有变化，口令照旧。")
        self._cancel.hide()
        self._close.setText("去解锁")

    def closeEvent(self, event: QCloseEvent) -> None:
        """Not while it runs."""
        super().closeEvent(event)
        if not self._running:
            self.deleteLater()
            self._leave()
