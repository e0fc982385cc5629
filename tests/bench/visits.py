"""Opens every page of the window on a vault and says what each one cost: whole records read, time, and how long it stalled.

A record counts as read when a row with all its columns came out of the database; counts and sums cost none.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit

from app import compose as composition
from app.catalog import catalog
from app.core.fields import Kind
from app.core.records import Compartment
from app.core.roles import Actor, Role
from app.shell.environment import make_application
from app.shell.palette import Palette
from app.shell.window import MainWindow
from app.widgets import theme
from app.widgets.aside import Aside
from app.widgets.list_page import ListPage
from db.query import Filter, Op, Query
from db.session import Mode, Session
from db.vault import Vault
from tests.builders import session_on
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
    """One page opened once. seconds: until all was answered; cpu: of the process.

    stall: the longest the UI was deaf; held: the longest it worked without listening, by time of the processor.
    """

    code: str
    whole: int
    narrow: int
    seconds: float
    cpu: float
    stall: float
    held: float = 0.0

    @property
    def line(self) -> str:
        """The visit as a line of a table."""
        ms = f"{self.stall * 1000:6.0f} ms {self.held * 1000:6.0f} ms cpu"
        return f"{self.code:<34} {self.seconds:7.3f} s {self.cpu:7.3f} s cpu {ms}"


class Pulse:
    """Measures how long the UI thread does not answer; waiting for a processor is taken off."""

    def __init__(self) -> None:
        self.longest = self.held = 0.0
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_beat)
        self.reset()
        self._timer.start(5)

    def reset(self) -> None:
        """Begin anew."""
        self.longest = self.held = 0.0
        self._last, self._wait, self._cpu = time.monotonic(), queued() or 0.0, time.thread_time()

    def _on_beat(self) -> None:
        now, wait, cpu = time.monotonic(), queued() or 0.0, time.thread_time()
        self.longest = max(self.longest, now - self._last - (wait - self._wait))
        self.held = max(self.held, cpu - self._cpu)
        self._last, self._wait, self._cpu = now, wait, cpu

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

        self.window = MainWindow(replace(services, open_session=open_session, idle_minutes=24 * 60))
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
            time.sleep(0.004)

    def visit(self, code: str) -> Visit:
        """Open a page and wait until it stands."""
        return self.watch(code, partial(self.window.open_page, code))

    def visit_record(self, type_name: str, id: str) -> Visit:
        """Open the form of a record, with what links to it beside it, and wait until it stands."""
        aside = self.window.findChild(Aside)
        assert aside is not None
        aside.show_tab("关联")
        try:
            return self.watch(f"form:{type_name}", partial(self.window.open_record, type_name, id))
        finally:
            aside.show_tab("要求")

    def watch(self, code: str, act: Callable[[], object], until: Callable[[], bool] | None = None) -> Visit:
        """Do something in the window and wait until all is answered and `until` holds."""
        # Without a running loop Qt keeps what was given back; a person's window does not.
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        gc.collect()
        self.meter.whole = self.meter.narrow = 0
        self.pulse.reset()
        began, cpu = time.monotonic(), time.process_time()
        act()
        self.settle()
        while until is not None and not until() and time.monotonic() - began < PATIENCE:
            self.settle()
        spent = time.monotonic() - began, time.process_time() - cpu
        QApplication.processEvents()
        return Visit(code, self.meter.whole, self.meter.narrow, *spent, self.pulse.longest, self.pulse.held)

    def use_list(self, type_name: str, text: str) -> list[Visit]:
        """In a list: to its last row, ordered by its first day (its state without one), narrowed to a state, and `text` looked for in it.

        Looking begins 180 ms after the last key, which the time contains.
        """
        self.window.open_page(f"list:{type_name}")
        self.settle()
        page = self.window.page
        assert isinstance(page, ListPage)
        counted: list[int] = []
        page.model.counted.connect(counted.append)
        kind, name = page.kind, f"list:{type_name}"
        days = (s.name for s in kind.fields if s.kind in (Kind.DATE, Kind.MOMENT) and s.listed)
        day = next(days, "state")

        def came() -> bool:
            return bool(counted) and bool(page.model.lines_held(1) or not page.model.rows)

        def asked(act: Callable[[], object]) -> Callable[[], object]:
            counted.clear()
            return act

        last = len(page.model.rows) - 1
        box = page.findChild(QLineEdit, "quick-text")
        assert box is not None
        found = [
            self.watch(
                f"{name} 到最后",
                page.table.scrollToBottom,
                lambda: last < 0 or page.model.line(last) is not None,
            )
        ]
        found.append(self.watch(f"{name} 排序", asked(lambda: page.table.sort_wanted.emit(day, False)), came))
        state = (Filter("state", Op.EQ, kind.lifecycle.states[-1].code),)
        found.append(self.watch(f"{name} 筛选", asked(lambda: page.narrow(state)), came))
        page.narrow(())
        self.settle()
        found.append(self.watch(f"{name} 查找", asked(lambda: box.setText(text)), came))
        box.clear()
        self.settle()
        return found

    def search(self, text: str) -> Visit:
        """The search over everything."""
        self.window.search()
        self.settle()
        palette = self.window.findChild(Palette)
        assert palette is not None
        box = palette.findChild(QLineEdit, "search")
        assert box is not None
        try:
            return self.watch("全库搜索", lambda: box.setText(text), lambda: _answered(palette))
        finally:
            palette.close()
            self.settle()

    def every_form(self, ids: Iterable[tuple[str, str]]) -> list[Visit]:
        """The form of each of these records once; the window keeps no more than it does for a person."""
        found = []
        for type_name, id in ids:
            found.append(self.visit_record(type_name, id))
            self.window.back()
            self.settle()
        return found

    def visit_all(self, codes: Iterable[str] = ()) -> list[Visit]:
        """Every page once."""
        return [self.visit(code) for code in codes or self.window.codes()]

    def close(self) -> None:
        """Close window and vault."""
        self.pulse.stop()
        self.window.close()
        self.window.deleteLater()
        QApplication.processEvents()


def _answered(palette: Palette) -> bool:
    said = (label.text() for label in palette.findChildren(QLabel))
    return any(text.startswith(("找到", "没有找到")) for text in said)


def newest_of(vault: Vault, types: Iterable[str] = ()) -> tuple[tuple[str, str], ...]:
    """(type, id) of the newest record of every type, or of `types`; of a task and a round the copies' own."""
    session = session_on(vault, role="reader")
    try:
        wanted = tuple(types) or tuple(kind.name for kind in session.catalog)
        found = ((name, session.values(Query(name), "id", limit=1)) for name in wanted)
        return tuple((name, str(rows[0][0])) for name, rows in found if rows)
    finally:
        session.close()
