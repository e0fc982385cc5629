"""Runs Python's cyclic garbage collector on the UI thread only. It must never be started on a worker thread.

A Qt object that the collector frees on a worker thread takes the process down with it; so automatic
collection is off while a Collector lives, and a timer on the UI thread collects instead.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 1500


class Collector(QObject):
    """Owns the timer; `stop()` gives collection back to Python."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._was_enabled = gc.isenabled()
        self._settled = False
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.collect_due)
        self._timer.start()

    def collect_due(self) -> None:
        """Collect the generations whose thresholds are passed, youngest first, as Python itself would.

        The first time what is there, the program itself, is put aside and never walked through again. Walking through it
        even once would keep the window from answering for a tenth of a second, and finds nothing.
        """
        if not self._settled:
            self._settled = True
            gc.collect(1)
            gc.freeze()
            return
        for generation, (count, limit) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True)):
            if count <= limit:
                return
            gc.collect(generation)

    def stop(self) -> None:
        """Stop collecting by timer; automatic collection is on again if it was on before."""
        self._timer.stop()
        gc.unfreeze()
        if self._was_enabled:
            gc.enable()
