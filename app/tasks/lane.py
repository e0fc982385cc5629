"""One worker thread with one session of its own. It must not know Qt, widgets or what an answer is for.

A lane holds only numbered calls. Everything that could reach a widget (callbacks, owners) stays in
app.tasks.work on the UI thread, so that the last reference to it is never dropped here.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol


class Closable(Protocol):
    """What a lane needs of its session: that it can be closed in the thread that opened it, and interrupted from any."""

    def interrupt(self) -> None:
        """End the query that runs, if one does, with an error."""
        ...

    def close(self) -> None:
        """Give back its connections."""
        ...


def lanes_at_work() -> bool:
    """Whether the thread of any lane of this process still runs."""
    return any(isinstance(thread, _LaneThread) for thread in threading.enumerate())


class _LaneThread(threading.Thread):
    """The thread of a lane, told from others by its class."""


@dataclass(frozen=True)
class Outcome:
    """What became of call number `ticket`: either a value or an error, never both."""

    ticket: int
    value: Any = None
    error: BaseException | None = None


class Lane:
    """A thread that makes its session when first needed and runs calls one after another."""

    def __init__(
        self, name: str, open_session: Callable[[], Closable] | None, answer: Callable[[Outcome], None]
    ) -> None:
        self._open = open_session
        self._answer = answer
        self._calls: deque[tuple[int, Callable[[Any], Any]]] = deque()
        self._wake = threading.Condition()
        self._stopping = False
        self._session: Closable | None = None
        self._thread = _LaneThread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def put(self, ticket: int, call: Callable[[Any], Any], *, first: bool = False) -> None:
        """Queue `call`; `first` puts it before everything that waits. Ignored once the lane stops."""
        with self._wake:
            if self._stopping:
                return
            if first:
                self._calls.appendleft((ticket, call))
            else:
                self._calls.append((ticket, call))
            self._wake.notify()

    def withdraw(self, ticket: int) -> bool:
        """Take a call back that has not begun; False when it has."""
        with self._wake:
            for index, (held, _) in enumerate(self._calls):
                if held == ticket:
                    del self._calls[index]
                    return True
        return False

    def clear(self) -> tuple[int, ...]:
        """Drop every call that has not begun; returns their numbers."""
        with self._wake:
            dropped = tuple(ticket for ticket, _ in self._calls)
            self._calls.clear()
        return dropped

    def stop(self) -> None:
        """Take no more calls and end after those that are queued."""
        with self._wake:
            self._stopping = True
            self._wake.notify()

    def interrupt(self) -> None:
        """End the query that runs; its call fails. Not for a lane that writes."""
        with self._wake:
            if self._session is not None:
                self._session.interrupt()

    def join(self, seconds: float) -> bool:
        """Wait for the thread; False when it still runs after `seconds`."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while True:
            with self._wake:
                while not self._calls and not self._stopping:
                    self._wake.wait()
                if not self._calls:
                    break
                ticket, call = self._calls.popleft()
            try:
                if self._session is None and self._open is not None:
                    self._session = self._open()
                outcome = Outcome(ticket, call(self._session))
            except BaseException as error:  # noqa: BLE001 - the UI thread decides what it is; nothing is swallowed
                outcome = Outcome(ticket, error=error)
            # The frame must not keep the closure: its last reference belongs to the UI thread.
            del call
            self._answer(outcome)
            del outcome
        with self._wake:
            session, self._session = self._session, None
        if session is not None:
            with suppress(Exception):
                session.close()
