"""When to lock, and how: drafts into the vault, dialogs away, work cancelled, sessions closed, process replaced.

Nothing here asks a question, and nothing may stop it: every part is bounded in time.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from app.tasks.collector import Collector
from app.tasks.work import Work
from app.widgets import dialogs
from db.session import Session

LOOK_EVERY_MS = 2000
DRAFT_SECONDS = 1.3
TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.InputMethod,
    }
)


class IdleWatch(QObject):
    """`idle` when nobody touched the program for the given minutes, or when the machine slept that long."""

    idle = Signal()

    def __init__(self, minutes: float, parent: QObject) -> None:
        super().__init__(parent)
        self._seconds = minutes * 60
        # Wall-clock time runs on while the machine sleeps; the monotonic one does not on Linux.
        self._last = time.time()
        self._timer = QTimer(self)
        self._timer.setInterval(min(LOOK_EVERY_MS, max(50, int(self._seconds * 250))))
        self._timer.timeout.connect(self._on_look)
        self._timer.start()
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self)

    def stop(self) -> None:
        """Watch no more."""
        self._timer.stop()
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Any touch begins the time anew."""
        if event.type() in TOUCHES:
            self._last = time.time()
        return False

    def _on_look(self) -> None:
        away = time.time() - self._last
        if away >= self._seconds or away < -60:
            self.idle.emit()


def drafts_of(pages: Sequence[QWidget]) -> tuple[tuple[str, bytes], ...]:
    """What is half typed on these pages: key and content each."""
    found = []
    for page in pages:
        draft_now = getattr(page, "draft_now", None)
        held = draft_now() if callable(draft_now) else None
        if held is not None:
            found.append(held)
    return tuple(found)


def close_vault(
    window: QWidget,
    work: Work,
    collector: Collector,
    drafts: Sequence[tuple[str, bytes]],
    close: Callable[[], None],
) -> bool:
    """Keep the drafts, take every dialog away, end all work and close the vault; True when all ended in time."""
    dialogs.close_all(keep=window)

    def last(session: Session) -> None:
        for key, content in drafts:
            session.keep_draft(key, content)

    ended = work.stop(last if drafts else None, DRAFT_SECONDS)
    collector.stop()
    if ended:
        # With a lane still running, its session holds the keys; the process is replaced in any case.
        close()
    return ended
