"""One process per vault, held by an operating-system lock on the file `lock`. It must not guess from a file's mere presence.

The system releases the lock when the process ends, however it ends, so a stale `lock` file is never an obstacle.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from app.core.errors import VaultError

# Windows locks are mandatory: lock a byte far behind the text, so that another process can still read who holds it.
_LOCKED_BYTE = 1 << 20


class VaultLock:
    """The held lock of one vault folder; `release()` gives it back."""

    def __init__(self, handle: int, path: Path) -> None:
        self._handle: int | None = handle
        self.path = path

    def release(self) -> None:
        """Give the lock back; a second call does nothing."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    @property
    def held(self) -> bool:
        """True until released."""
        return self._handle is not None


def acquire(path: Path) -> VaultLock:
    """Take the lock, or raise VaultError when another window or process holds it."""
    while True:
        try:
            handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise VaultError(
                "工作库文件夹打不开或写不进去",
                kept="库里的内容没有变化",
                todo="请检查移动盘是否插好、文件夹是否可写",
            ) from error
        if not _try_lock(handle):
            os.close(handle)
            raise VaultError(
                "这个工作库已在另一个窗口或另一个程序里打开",
                kept="库里的内容没有变化",
                todo="请回到已打开的窗口继续工作；如确已关闭，请稍候再试，或重新启动计算机后再打开",
            )
        if _still_the_same(handle, path):
            break
        os.close(handle)  # it was erased between open and lock: try the new one
    os.ftruncate(handle, 0)
    os.lseek(handle, 0, os.SEEK_SET)
    os.write(handle, f"{os.getpid()}\n".encode())
    return VaultLock(handle, path)


def _still_the_same(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False


if sys.platform == "win32":
    import msvcrt

    def _try_lock(handle: int) -> bool:
        os.lseek(handle, _LOCKED_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _try_lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
