"""Watches that the UI thread answers within 200 ms while Qt has the word. It must not judge plain test code.

A timer beats every 20 ms in the UI thread. Each beat arms faulthandler, whose own thread writes the stack of the UI
thread to a file when the next beat is late (it needs no GIL, so it also sees a C call that never lets go). A late beat
counts only when that stack shows Qt delivering events (a loop, a click, a key): test code between two loops may be slow.

A busy machine is no stall: what the kernel kept the thread waiting for a processor is taken off; where the kernel does not
tell, only processor time counts in full and the limit for waiting grows with the load. XUNCHA_STALL_MS widens the limit.
"""

from __future__ import annotations

import contextlib
import faulthandler
import linecache
import os
import re
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

BEAT = 0.02
LIMIT = int(os.environ.get("XUNCHA_STALL_MS", "200")) / 1000

# A line that hands the word to Qt: the loops, and the calls that deliver an event at once.
_QT_HAS_THE_WORD = re.compile(
    r"\.(exec_?|processEvents|sendPostedEvents|sendEvent|qWait\w*|key(Click|Clicks|Press|Release|Sequence)|"
    r"mouse(Click|DClick|Press|Release|Move)|click|animateClick|trigger)\s*\("
)
_FRAME = re.compile(r'^  File "(?P<file>[^"]+)", line (?P<line>\d+) in (?P<function>.+)$')


def _queued() -> float | None:
    """Seconds the calling thread has waited for a processor so far, if the kernel counts them."""
    try:
        text = Path(f"/proc/self/task/{threading.get_native_id()}/schedstat").read_text()
    except OSError:
        return None
    return int(text.split()[1]) / 1e9


def _load() -> float:
    return os.getloadavg()[0] / (os.cpu_count() or 1) if hasattr(os, "getloadavg") else 0.0


class Heart:
    """One watch over the UI thread: beats, remembers the last beat, and collects the stalls."""

    def __init__(self, stacks: TextIO) -> None:
        self.stalls: list[str] = []
        self._stacks = stacks
        self._arm()

    def _arm(self) -> None:
        self._stacks.seek(0)
        self._stacks.truncate()
        self._last, self._cpu, self._wait = time.monotonic(), time.thread_time(), _queued()
        faulthandler.dump_traceback_later(LIMIT, file=self._stacks)

    def beat(self) -> None:
        """Called by the timer: was the last beat too long ago, and had Qt the word?"""
        faulthandler.cancel_dump_traceback_later()
        late = time.monotonic() - self._last
        if late > LIMIT and self._too_long(late) and (where := self._where()):
            self.stalls.append(f"{late * 1000:.0f} ms\n{where}")
        self._arm()

    def _too_long(self, late: float) -> bool:
        if self._wait is not None and (now := _queued()) is not None:
            return late - (now - self._wait) > LIMIT
        return time.thread_time() - self._cpu > LIMIT or late > LIMIT * (1 + 2 * _load())

    def _where(self) -> str:
        """The stack as faulthandler wrote it, innermost first, up to the line that gave Qt the word; else nothing."""
        self._stacks.seek(0)
        mine = f"Thread 0x{threading.get_ident():016x}"
        frames: list[str] = []
        inside = False
        for line in self._stacks:
            if line.startswith("Thread "):
                inside = line.startswith(mine)
            elif inside and (found := _FRAME.match(line)):
                source = linecache.getline(found["file"], int(found["line"])).strip()
                frames.append(f"  {found['file']}:{found['line']} {found['function']}: {source}")
                if _QT_HAS_THE_WORD.search(source):
                    return "\n".join(frames)
        return ""

    def stop(self) -> None:
        """End the watch."""
        faulthandler.cancel_dump_traceback_later()


@contextlib.contextmanager
def watching() -> Iterator[list[str]]:
    """Watch the UI thread for the length of the block; the list holds one text for each stall."""
    from PySide6.QtCore import Qt, QTimer

    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as stacks:
        heart = Heart(stacks)
        timer = QTimer()
        timer.setObjectName("heartbeat")
        timer.setTimerType(Qt.TimerType.PreciseTimer)
        timer.timeout.connect(heart.beat)
        timer.start(int(BEAT * 1000))
        try:
            yield heart.stalls
        finally:
            timer.stop()
            heart.stop()
