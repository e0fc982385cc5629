"""Opens every page of the window on a vault and says what each one cost: whole records read, time, and how long it stalled.

A record counts as read when a row with all its columns came out of the database; counts and sums cost none.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from app import compose as composition
from app.catalog import catalog
from app.core.records import Compartment
from app.core.roles import Actor, Role
from app.shell.environment import make_application
from app.shell.window import MainWindow
from app.widgets import theme
from db.session import Mode, Session
from db.vault import Vault
from tests.watch_stalls import _queued as queued

WHOLE = 12
"""From this many columns on a fetched row is a whole record."""
PATIENCE = 60.0


@dataclass
class Meter:
    """Rows that readers fetched since it was last read."""

    whole: int = 0
    narrow: int = 0

    def watch(self, session: Session) -> Session:
        """Count what `session` fetches from now on."""

        def row(_cursor: Any, values: tuple[Any, ...]) -> tuple[Any, ...]:
            if len(values) >= WHOLE:
                self.whole += 1
            else:
                self.narrow += 1
            return values

        for compartment in Compartment:
            store = session.store(compartment)
            if store is not None:
                store.conn.row_factory = row
        return session


@dataclass(frozen=True)
class Visit:
    """One page opened once. seconds: until all was answered; cpu: of the process; stall: the longest the UI was deaf."""

    code: str
    whole: int
    narrow: int
    seconds: float
    cpu: float
    stall: float


class Pulse:
    """Measures how long the UI thread does not answer; waiting for a processor is taken off."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_beat)
        self.reset()
        self._timer.start(5)

    def reset(self) -> None:
        """Begin anew."""
        self.longest = 0.0
        self._last, self._wait = time.monotonic(), queued() or 0.0

    def _on_beat(self) -> None:
        now, wait = time.monotonic(), queued() or 0.0
        self.longest = max(self.longest, now - self._last - (wait - self._wait))
        self._last, self._wait = now, wait

    def stop(self) -> None:
        """End."""
        self._timer.stop()


class Visitor:
    """A window on a vault whose reads are counted."""

    def __init__(self, vault: Vault, *, metered: bool = True) -> None:
        make_application([], theme.Scheme.LIGHT)
        self.meter = Meter()
        roles = frozenset({Role.LEADER, Role.DIRECTOR, Role.OFFICER})
        actor = Actor(vault.user.user_id, "组长甲", roles, vault.replica_id)
        services = composition.compose(catalog(), vault, actor, vault.paths.folder, replace=lambda: None)
        opener = services.open_session

        def open_session(mode: Mode) -> Session:
            session = opener(mode)
            return self.meter.watch(session) if metered else session

        self.window = MainWindow(replace(services, open_session=open_session))
        self.window.resize(1366, 768)
        self.window.show()
        self.pulse = Pulse()
        self.settle()

    def settle(self) -> None:
        """Until everything is answered."""
        end = time.monotonic() + PATIENCE
        quiet = 0
        while quiet < 3 and time.monotonic() < end:
            QApplication.processEvents()
            quiet = quiet + 1 if self.window.work.idle else 0
            time.sleep(0.001)

    def visit(self, code: str) -> Visit:
        """Open a page and wait until it stands."""
        gc.collect()
        self.meter.whole = self.meter.narrow = 0
        self.pulse.reset()
        began, cpu = time.monotonic(), time.process_time()
        self.window.open_page(code)
        self.settle()
        spent = time.monotonic() - began, time.process_time() - cpu
        QApplication.processEvents()
        return Visit(code, self.meter.whole, self.meter.narrow, *spent, self.pulse.longest)

    def visit_all(self, codes: Iterable[str] = ()) -> list[Visit]:
        """Every page once."""
        return [self.visit(code) for code in codes or self.window.codes()]

    def close(self) -> None:
        """Close window and vault."""
        self.pulse.stop()
        self.window.close()
        self.window.deleteLater()
        QApplication.processEvents()
