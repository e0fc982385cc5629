"""Waiting times after wrong passwords: 1, 2, 4 … 60 s, kept in a file beside the vault. It must not name any user.

It slows a person at the keyboard; who has copied the files is slowed by Argon2id alone.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from math import ceil
from pathlib import Path

from app.core.errors import VaultError
from db.durable import replace_file

_LONGEST = 60


class TooSoon(VaultError):
    """A try before the waiting time is over; `wait_seconds` counts down on the unlock page."""

    def __init__(self, wait_seconds: int) -> None:
        super().__init__(
            "口令连续输错，请稍候再试", kept="库文件没有变化", todo=f"请 {wait_seconds} 秒后再试"
        )
        self.wait_seconds = wait_seconds


def require_waited(path: Path, now: datetime | None = None) -> None:
    """Raise TooSoon while the waiting time after the last wrong password runs."""
    failures, last = _read(path)
    if failures == 0:
        return
    delay = _delay(failures)
    passed = ((now or datetime.now(UTC)) - last).total_seconds()
    # A clock set back must not lock the user out for longer than the delay itself.
    left = delay if passed < 0 else ceil(delay - passed)
    if left > 0:
        raise TooSoon(left)


def count_try(path: Path, now: datetime | None = None) -> int:
    """Count a try as failed, before it is made: ending the program half-way gains nothing. Returns the next delay."""
    failures = _read(path)[0] + 1
    moment = (now or datetime.now(UTC)).isoformat()
    try:
        replace_file(path, json.dumps({"failures": failures, "last": moment}).encode())
    except OSError as error:
        raise VaultError(
            "工作库文件夹写不进去，不能解锁",
            kept="库里的内容没有变化",
            todo="请清出磁盘空间，或检查文件夹权限后再试",
        ) from error
    return _delay(failures)


def clear(path: Path) -> None:
    """Forget the failures after a right password."""
    path.unlink(missing_ok=True)


def _delay(failures: int) -> int:
    return min(1 << (failures - 1), _LONGEST)


def _read(path: Path) -> tuple[int, datetime]:
    try:
        held = json.loads(path.read_bytes())
        last = datetime.fromisoformat(held["last"])
        return max(0, min(int(held["failures"]), 32)), last if last.tzinfo else last.replace(tzinfo=UTC)
    except FileNotFoundError:
        return 0, datetime.now(UTC)
    except (OSError, ValueError, KeyError, TypeError):
        return 1, datetime.now(UTC)
