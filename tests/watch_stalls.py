"""Watches that the UI thread answers within 200 ms while Qt has the word. It must not judge plain test code.

A timer beats every 20 ms in the UI thread. A thread of its own notices when a beat is late and keeps the stack of the UI
thread; during a C call that never lets go of the GIL it gets its turn when the call returns, and the stack still shows who
called. A late beat counts only when that stack shows Qt delivering events (a loop, a click, a key): test code between two
loops may be slow. faulthandler is not used for this: it reads the frames while they change, and that can end the process.

A busy machine is no stall: what the kernel kept the thread waiting for a processor is taken off; where the kernel does not
tell, only processor time counts in full and the limit for waiting grows with the load. XUNCHA_STALL_MS widens the limit.
"""

from __future__ import annotations

import contextlib
import linecache
import os
import re
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from pathlib import Path

BEAT = 0.02
LIMIT = int(os.environ.get("XUNCHA_STALL_MS", "200")) / 1000

# A line that hands the word to Qt: the loops, and the calls that deliver an event at once.
_QT_HAS_THE_WORD = re.compile(
    r"\.(exec_?|processEvents|sendPostedEvents|sendEvent|qWait\w*|key(Click|Clicks|Press|Release|Sequence)|"
    r"mouse(Click|DClick|Press|Release|Move)|click|animateClick|trigger)\s*\("
)


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
    """One watch over the thread that makes it: beats, remembers the last beat, and collects the stalls."""

    def __init__(self) -> None:
        self.stalls: list[str] = []
        self._mine = threading.get_ident()
        self._seen: tuple[float, list[tuple[str, int, str]]] = (0.0, [])
        self._ended = threading.Event()
        self._arm()
        self._watcher = threading.Thread(target=self._watch, name="heart", daemon=True)
        self._watcher.start()

    def _arm(self) -> None:
        self._last, self._cpu, self._wait = time.monotonic(), time.thread_time(), _queued()

    def beat(self) -> None:
        """Called by the timer: was the last beat too long ago, and had Qt the word?"""
        late = time.monotonic() - self._last
        if late > LIMIT and self._too_long(late) and (where := self._where()):
            self.stalls.append(f"{late * 1000:.0f} ms\n{where}")
        self._arm()

    def _too_long(self, late: float) -> bool:
        if self._wait is not None and (now := _queued()) is not None:
            return late - (now - self._wait) > LIMIT
        return time.thread_time() - self._cpu > LIMIT or late > LIMIT * (1 + 2 * _load())

    def _watch(self) -> None:
        """In the watcher's thread: keep the stack of the first moment at which a beat is late."""
        while not self._ended.wait(max(self._last + LIMIT - time.monotonic(), BEAT)):
            last = self._last
            if (
                time.monotonic() - last > LIMIT
                and self._seen[0] != last
                and (frame := sys._current_frames().get(self._mine))
            ):
                walk = traceback.walk_stack(frame)
                self._seen = (
                    last,
                    [(each.f_code.co_filename, line, each.f_code.co_name) for each, line in walk],
                )

    def _where(self) -> str:
        """The stack as it was kept, innermost first, up to the line that gave Qt the word; else nothing."""
        last, stack = self._seen
        if last != self._last:
            return ""
        frames: list[str] = []
        for file, number, function in stack:
            source = linecache.getline(file, number).strip()
            frames.append(f"  {file}:{number} {function}: {source}")
            if _QT_HAS_THE_WORD.search(source):
                return "\n".join(frames)
        return ""

    def stop(self) -> None:
        """End the watch."""
        self._ended.set()
        self._watcher.join()


@contextlib.contextmanager
def watching() -> Iterator[list[str]]:
    """Watch the UI thread for the length of the block; the list holds one text for each stall."""
    from PySide6.QtCore import Qt, QTimer

    heart = Heart()
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
