"""Sends work to worker threads and brings the answers back to the UI thread. It must never run SQL on the UI thread.

Three lanes: one writes, one reads, one computes without a session (rendering, sealing). A call returns plain
frozen values. An answer is dropped when its owner is gone, or when the same owner has asked again under the same slot.
"""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot
from shiboken6 import isValid

from app.core.errors import Refused, XunchaError
from app.tasks.faults import Cancelled, presentable
from app.tasks.lane import Lane, Outcome

if TYPE_CHECKING:
    from db.session import Session

T = TypeVar("T")
Progress = Callable[[int, int], None]
"""Called with (done, total) in any unit; total 0 when it is not known. Cheap: it is thinned before it is shown."""
Cancel = Callable[[], bool]
"""True once the person or the lock wants the job to end."""
OpenSession = Callable[[], "Session"]

TURN = 0.02
"""Seconds between two interruptions of a reader at the end."""
REPORT_EVERY = 0.05


@dataclass(eq=False)
class _Call:
    then: Callable[[Any], None] | None
    failed: Callable[[XunchaError], None] | None
    owner: QObject | None
    slot: str
    lane: Lane
    keep: Any
    writes: bool = False
    pieces: bool = False
    job: Job | None = None
    stop: threading.Event = field(default_factory=threading.Event)


class Job(QObject):
    """A long piece of work that is under way: `progressed(done, total)`, `ended()`, `cancel()`."""

    progressed = Signal(object, object)
    ended = Signal()

    def __init__(self, title: str, serial: int, stop: threading.Event, parent: QObject) -> None:
        super().__init__(parent)
        self.title = title
        self.serial = serial
        self._stop = stop

    def cancel(self) -> None:
        """Ask the work to end at its next look; what it wrote so far is rolled back."""
        self._stop.set()


class Work(QObject):
    """The lanes of one open vault.

    changed: after a write, the Changes it made. trouble: an XunchaError that nobody else took. busy: whether a
    call is under way. started: a Job began, for whoever shows progress.
    """

    changed = Signal(object)
    trouble = Signal(object)
    busy = Signal(bool)
    started = Signal(object)
    _answered = Signal(object)
    _progressed = Signal(object, object, object)

    def __init__(
        self, open_writer: OpenSession | None, open_reader: OpenSession | None, parent: QObject | None = None
    ) -> None:
        """The openers run once, on the lane's own thread; None where there is no vault yet (the unlock screen)."""
        super().__init__(parent)
        self._journals = open_writer is not None
        self._tickets = itertools.count(1)
        self._calls: dict[int, _Call] = {}
        self._latest: dict[tuple[int, str], int] = {}
        self._engaged: dict[int, QObject] = {}
        self._stopped = False
        self._answered.connect(self._on_answered, Qt.ConnectionType.QueuedConnection)
        self._progressed.connect(self._on_progressed, Qt.ConnectionType.QueuedConnection)
        self._writer = Lane("xuncha-writer", open_writer, self._answered.emit)
        self._reader = Lane("xuncha-reader", open_reader, self._answered.emit)
        self._computer = Lane("xuncha-computer", None, self._answered.emit)

    @property
    def idle(self) -> bool:
        """Whether every call has been answered, and nobody is building on an answer."""
        return not self._calls and not self._engaged

    def engage(self, who: QObject) -> None:
        """Say that `who` is building something out of an answer, piece by piece; `idle` is False until disengaged."""
        self._engaged[id(who)] = who
        who.destroyed.connect(partial(self._engaged.pop, id(who), None))

    def disengage(self, who: QObject) -> None:
        """Say that `who` is done."""
        self._engaged.pop(id(who), None)

    def read(
        self,
        fn: Callable[[Session], T],
        then: Callable[[T], None],
        *,
        failed: Callable[[XunchaError], None] | None = None,
        owner: QObject | None = None,
        slot: str = "",
    ) -> None:
        """Run `fn` on the reader and `then` with its value on the UI thread.

        With `owner` and `slot`, a newer call of the same pair makes this one void, begun or not.
        """
        call = _Call(then, failed, owner, slot, self._reader, fn)
        self._begin(call, fn)

    def write(
        self,
        fn: Callable[[Session], T],
        then: Callable[[T], None] | None = None,
        *,
        failed: Callable[[XunchaError], None] | None = None,
        owner: QObject | None = None,
    ) -> None:
        """Run `fn` in one transaction on the writer. It is always carried out; only `then` falls with the owner."""
        call = _Call(then, failed, owner, "", self._writer, fn, writes=True)
        self._begin(call, _in_transaction(fn))

    def compute(
        self,
        fn: Callable[[], T],
        then: Callable[[T], None],
        *,
        failed: Callable[[XunchaError], None] | None = None,
        owner: QObject | None = None,
        slot: str = "",
    ) -> None:
        """Run `fn` without a session, on a thread of its own lane, as `read` does."""
        call = _Call(then, failed, owner, slot, self._computer, fn)
        self._begin(call, lambda _session: fn())

    def job(
        self,
        title: str,
        fn: Callable[[Progress, Cancel], T],
        then: Callable[[T], None] | None = None,
        *,
        failed: Callable[[XunchaError], None] | None = None,
        owner: QObject | None = None,
    ) -> Job:
        """Long work without a session, with progress and cancel. `title` is shown."""
        call = _Call(then, failed, owner, "", self._computer, fn)
        return self._begin_job(title, call, lambda _session, progress, cancelled: fn(progress, cancelled))

    def write_job(
        self,
        title: str,
        fn: Callable[[Session, Progress, Cancel], T],
        then: Callable[[T], None] | None = None,
        *,
        failed: Callable[[XunchaError], None] | None = None,
        owner: QObject | None = None,
    ) -> Job:
        """Long work in one transaction on the writer; cancelled, it leaves nothing behind."""
        return self._begin_job(title, _Call(then, failed, owner, "", self._writer, fn, writes=True), fn)

    def store_job(
        self,
        title: str,
        fn: Callable[[Session, Progress, Cancel], T],
        then: Callable[[T], None] | None = None,
        *,
        failed: Callable[[XunchaError], None] | None = None,
        owner: QObject | None = None,
    ) -> Job:
        """Long work on the writer that commits by itself in pieces, as storing attachments does; no transaction around."""
        call = _Call(then, failed, owner, "", self._writer, fn, writes=True, pieces=True)
        return self._begin_job(title, call, fn)

    def read_job(
        self,
        title: str,
        fn: Callable[[Session, Progress, Cancel], T],
        then: Callable[[T], None] | None = None,
        *,
        failed: Callable[[XunchaError], None] | None = None,
        owner: QObject | None = None,
    ) -> Job:
        """Long work on the reader (an export, a check); lists wait for it, so keep it under some seconds."""
        return self._begin_job(title, _Call(then, failed, owner, "", self._reader, fn), fn)

    def note_refusal(self, error: XunchaError) -> None:
        """Write into the journal that somebody was refused for his post, unless the service has done so."""
        if not isinstance(error, Refused) or error.noted or not self._journals:
            return
        if any(reason.startswith("须由") for reason in error.reasons):
            error.noted = True
            self.write(lambda session: session.note(f"{error.what}：岗位不符"))

    def stop(self, last: Callable[[Session], None] | None = None, seconds: float = 1.5) -> bool:
        """Cancel all, interrupt what only reads, run `last` on the writer, close every session; True when all ended in time.

        This is the one place that waits on the UI thread: it is called by the lock and at exit.
        """
        if self._stopped:
            return True
        self._stopped = True
        for call in self._calls.values():
            call.stop.set()
        lanes = (self._reader, self._computer, self._writer)
        for lane in lanes:
            lane.clear()
        if last is not None:
            self._writer.put(0, _in_transaction(last), first=True)
        for lane in lanes:
            lane.stop()
        end = time.monotonic() + seconds
        self._reader.interrupt()
        while not self._reader.join(TURN) and time.monotonic() < end:
            self._reader.interrupt()  # the next query of the same call
        ended = [lane.join(max(0.0, end - time.monotonic())) for lane in (self._writer, *lanes[:2])]
        self._calls.clear()
        self._latest.clear()
        return all(ended)

    def _begin(self, call: _Call, fn: Callable[[Any], Any]) -> None:
        if self._stopped:
            return
        ticket = next(self._tickets)
        if call.owner is not None and call.slot:
            key = (id(call.owner), call.slot)
            older = self._latest.get(key)
            if older in self._calls and self._calls[older].lane.withdraw(older):
                del self._calls[older]
            self._latest[key] = ticket
        call.keep = (call.keep, fn)
        self._calls[ticket] = call
        if len(self._calls) == 1:
            self.busy.emit(True)
        call.lane.put(ticket, fn)

    def _begin_job(self, title: str, call: _Call, fn: Callable[[Any, Progress, Cancel], Any]) -> Job:
        progress, cancelled, job = self._job(title, call)

        def run(session: Any) -> Any:
            return fn(session, progress, cancelled)

        around = _in_pieces if call.pieces else _in_transaction
        self._begin(call, around(run) if call.writes else run)
        return job

    def _job(self, title: str, call: _Call) -> tuple[Progress, Cancel, Job]:
        job = Job(title, next(self._tickets), call.stop, self)
        call.job = job
        stop = call.stop
        last = 0.0

        def progress(done: int, total: int) -> None:
            nonlocal last
            if stop.is_set():
                raise Cancelled
            now = time.monotonic()
            if now - last >= REPORT_EVERY or done >= total > 0:
                last = now
                self._progressed.emit(job.serial, done, total)

        self.started.emit(job)
        return progress, stop.is_set, job

    @Slot(object, object, object)
    def _on_progressed(self, serial: int, done: int, total: int) -> None:
        for call in self._calls.values():
            if call.job is not None and call.job.serial == serial:
                call.job.progressed.emit(done, total)

    @Slot(object)
    def _on_answered(self, outcome: Outcome) -> None:
        call = self._calls.pop(outcome.ticket, None)
        if call is None:
            return
        if not self._calls:
            self.busy.emit(False)
        if call.job is not None:
            call.job.ended.emit()
            call.job.deleteLater()
        key = (id(call.owner), call.slot)
        current = not call.slot or call.owner is None or self._latest.get(key) == outcome.ticket
        if current and call.slot:
            self._latest.pop(key, None)
        alive = call.owner is None or isValid(call.owner)
        if outcome.error is not None:
            self._on_failed(call, outcome.error, alive and current)
            return
        value = outcome.value
        if call.writes:
            value, changes = value
            if changes is not None:
                self.changed.emit(changes)
        if alive and current and call.then is not None:
            call.then(value)

    def _on_failed(self, call: _Call, error: BaseException, wanted: bool) -> None:
        shown = presentable(error)
        error.__traceback__ = None  # frames hold what the call held
        self.note_refusal(shown)
        if isinstance(shown, Cancelled) or not (wanted or call.writes):
            if call.failed is not None and wanted:
                call.failed(shown)
            return
        if call.failed is not None and wanted:
            call.failed(shown)
        else:
            self.trouble.emit(shown)


def _in_transaction(fn: Callable[[Session], T]) -> Callable[[Session], tuple[T, object]]:
    def run(session: Session) -> tuple[T, object]:
        with session.transaction() as changes:
            value = fn(session)
        return value, changes

    return run


def _in_pieces(fn: Callable[[Session], T]) -> Callable[[Session], tuple[T, object]]:
    def run(session: Session) -> tuple[T, object]:
        with session.gathering() as changes:
            value = fn(session)
        return value, changes

    return run
