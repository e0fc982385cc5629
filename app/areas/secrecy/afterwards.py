"""After a sudden end the contents of the vault are examined beside the work, on a snapshot of their own. It repairs nothing.

It reads only, holds up neither work nor lock, and is ended before the vault is closed.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime

from app.areas.secrecy.examination import Examination, examined_by_reading
from db.session import Session

SETTLE_SECONDS = 8.0
"""It waits so long after unlocking, so that the first lists come undisturbed."""
_BREATH = 0.002

log = logging.getLogger("xuncha.examination")


class _Ended(Exception):
    """The vault is being closed."""


class Afterwards:
    """Examines once; `told` hears the outcome, on the thread of the examination."""

    def __init__(
        self,
        open_reader: Callable[[], Session],
        told: Callable[[Examination], None],
        *,
        after: float = SETTLE_SECONDS,
    ) -> None:
        """open_reader: a session of its own, opened and closed on that thread. after: seconds to wait first."""
        self._open_reader, self._told, self._after = open_reader, told, after
        self._ending = threading.Event()
        self._said = ""
        self._thread = threading.Thread(target=self._run, name="xuncha-afterwards", daemon=True)

    def begin(self) -> None:
        """Start; returns at once."""
        self._thread.start()

    def end(self, seconds: float) -> str:
        """Let it end, wait at most `seconds`; what the journal is to hold, "" when it was not through."""
        self._ending.set()
        if self._thread.ident is not None:
            self._thread.join(seconds)
        return "" if self._thread.is_alive() else self._said

    def _run(self) -> None:
        if self._ending.wait(self._after):
            return
        try:
            session = self._open_reader()
            try:
                findings = examined_by_reading(session, self._look)
            finally:
                session.close()
        except _Ended:
            return
        except Exception as error:  # noqa: BLE001 - a thread of its own has nobody above it
            log.error("examination after a sudden end: %s", type(error).__name__)
            return
        done = Examination(datetime.now(), findings)
        self._said = f"上次没有正常关闭，自动核对内容：{f'发现 {len(findings)} 处问题' if findings else '没有发现问题'}"
        self._told(done)

    def _look(self, _what: str, _percent: int) -> None:
        if self._ending.is_set():
            raise _Ended
        time.sleep(_BREATH)
