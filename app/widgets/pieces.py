"""Builds between the events of the window, a frame's time each, so that it answers while much is put on a page.

It must not know what the steps build.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator

from PySide6.QtCore import QObject, QTimer

from app.tasks.work import Work

FRAME = 0.012
"""Seconds of building between two looks at what a person does."""


class Pieces(QObject):
    """Takes steps one after the other; `work` counts as busy until the last. They end with their owner."""

    def __init__(self, work: Work, owner: QObject) -> None:
        super().__init__(owner)
        self._work = work
        self._steps: Iterator[Callable[[], object]] = iter(())
        self._next = QTimer(self)
        # Not zero: such a timer goes before all others, and nothing else that waits for its time would get its turn.
        self._next.setInterval(1)
        self._next.timeout.connect(self._on_next)

    def start(self, steps: Iterable[Callable[[], object]]) -> None:
        """Take these steps, from the next event on; what is left of those before is dropped."""
        self._steps = iter(steps)
        if not self._next.isActive():
            self._work.engage(self)
            self._next.start()

    def stop(self) -> None:
        """Drop what is left."""
        self._steps = iter(())
        self._next.stop()
        self._work.disengage(self)

    def _on_next(self) -> None:
        end = time.perf_counter() + FRAME
        for step in self._steps:
            step()
            if time.perf_counter() > end:
                return
        self.stop()
