"""Backups of the vault that is open, one at a time, and the daily one by itself. It must not hold up a lock or an erasure."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from app.core.errors import KnownError
from db.backup import Backup, back_up, list_backups
from db.vault import Vault

DAY = timedelta(days=1)
SETTLE_SECONDS = 20.0
"""The daily backup waits so long after unlocking, so that the first lists and searches come undisturbed."""

log = logging.getLogger("xuncha.backup")
_one = threading.Lock()
"""Held while a backup is made: a second one would sweep away the unfinished folder of the first."""


class _Ended(Exception):
    """The vault is being closed: what is unfinished goes away."""


def make(vault: Vault, into: Path | None = None, progress: Callable[[str], None] | None = None) -> Backup:
    """A backup in the vault's own folder or under `into`; seconds to minutes, for a worker. See db.backup.back_up.

    progress(what) is called before each database and may raise to cancel. KnownError while another one is being made.
    """
    if not _one.acquire(blocking=False):
        raise KnownError(
            "另一份备份正在做", kept="正在做的那份不受影响", todo="请过一会儿看备份列表，再决定要不要重做"
        )
    try:
        return back_up(vault, into, progress=progress)
    finally:
        _one.release()


def is_due(made: list[Backup], now: datetime | None = None) -> bool:
    """Whether a day has gone by since the newest whole backup, or there is none, or it lies in the future."""
    newest = next((backup for backup in made if backup.complete), None)
    return newest is None or not timedelta() <= (now or datetime.now()) - newest.made_at < DAY


def wait_until_none() -> None:
    """Return once no backup is being made: before an erasure, which must find every file."""
    with _one:
        return


class DailyBackup:
    """Makes one backup beside the work when it is due; begun once after unlocking, ended before the vault is closed."""

    def __init__(self, vault: Vault, *, after: float = SETTLE_SECONDS) -> None:
        """after: seconds to wait first."""
        self._vault = vault
        self._after = after
        self._ending = threading.Event()
        self._said = ""
        # A daemon: a copy of gigabytes that was overtaken by the end of the program is swept away by the next backup.
        self._thread = threading.Thread(target=self._run, name="xuncha-daily-backup", daemon=True)

    def begin(self) -> None:
        """Start; returns at once."""
        self._thread.start()

    def end(self, seconds: float) -> str:
        """Let it end, wait at most `seconds`; what the journal is to hold, "" when nothing was made or tried."""
        self._ending.set()
        self._thread.join(seconds)
        return "" if self._thread.is_alive() else self._said

    def _run(self) -> None:
        if self._ending.wait(self._after):
            return
        try:
            if is_due(list_backups(self._vault)) and not self._ending.is_set():
                made = make(self._vault, progress=self._look)
                self._said = f"自动备份 {made.made_at:%Y-%m-%d %H:%M}"
        except _Ended:
            return
        except Exception as error:  # noqa: BLE001 - a thread of its own has nobody above it, and nothing else may stop
            # The page of backups shows it, too: the last good one stays older than a day.
            self._said = f"自动备份没有做成 {datetime.now():%Y-%m-%d %H:%M}"
            if not isinstance(error, KnownError):
                log.error("daily backup: %s", type(error).__name__)

    def _look(self, _what: str) -> None:
        if self._ending.is_set():
            raise _Ended
