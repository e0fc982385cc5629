"""Sees what a test leaves behind: windows, threads, running timers and database handles. It must not close them."""

from __future__ import annotations

import gc
import sys
import threading
import time
from dataclasses import dataclass

# Windows that Qt makes for itself and keeps.
_OF_QT = {"QTipLabel", "QWhatsThat", "QShapedPixmapWidget"}
_PATIENCE = 1.0  # seconds in which an ending thread may end


@dataclass(frozen=True)
class Standing:
    """What stands at one moment: description by identity, and the number of open database handles."""

    things: dict[int, str]
    handles: int


def _python_threads() -> dict[int, str]:
    # A thread made by Qt shows here as a dummy that Python never forgets; _qt_things sees those.
    alive = (t for t in threading.enumerate() if not isinstance(t, threading._DummyThread))
    return {id(t): f"thread {t.name}" for t in alive if t is not threading.main_thread()}


def _qt_things() -> dict[int, str]:
    if "PySide6.QtWidgets" not in sys.modules:
        return {}
    import shiboken6
    from PySide6.QtCore import QCoreApplication, QEvent, QThread, QThreadPool, QTimer
    from PySide6.QtWidgets import QApplication

    if (app := QCoreApplication.instance()) is None:
        return {}
    app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    app.processEvents()
    things: dict[int, str] = {}
    if isinstance(app, QApplication):
        for window in app.topLevelWidgets():
            if window.parentWidget() is None and window.metaObject().className() not in _OF_QT:
                title = window.windowTitle() or window.objectName()
                things[id(window)] = f"window {type(window).__name__} “{title}”"
    main = app.thread()
    for thing in shiboken6.getAllValidWrappers():
        if isinstance(thing, QTimer) and thing.isActive():
            things[id(thing)] = f"timer {thing.objectName() or thing.interval()} of {thing.parent()!r}"
        elif isinstance(thing, QThread) and thing is not main and thing != main and thing.isRunning():
            things[id(thing)] = f"Qt thread {thing.objectName() or type(thing).__name__}"
        elif isinstance(thing, QThreadPool) and thing.activeThreadCount():
            things[id(thing)] = "busy thread pool"
    return things


def _handles() -> int:
    connection = sys.modules.get("db.connection")
    count = getattr(connection, "open_connections", None)
    return int(count()) if count is not None else 0


def look() -> Standing:
    """What stands now."""
    return Standing(_python_threads() | _qt_things(), _handles())


def left_since(before: Standing) -> list[str]:
    """One line for each thing that stands now and did not stand before; waits a moment for what is ending."""
    deadline = time.monotonic() + _PATIENCE
    while True:
        now = look()
        left = [text for key, text in now.things.items() if before.things.get(key) != text]
        if now.handles > before.handles:
            left.append(f"{now.handles - before.handles} database handle(s)")
        if not left or time.monotonic() > deadline:
            return left
        gc.collect()  # a window in a reference cycle is no leak; collected here it is collected on the UI thread
        time.sleep(0.02)
