"""Keeps the machine from sleeping, and where the system allows it from shutting down, while long work must not be cut short.

No library, no socket: a child of the system's own on Linux, one call on Windows. The work goes on whatever they answer.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_ASKED = "systemd-inhibit"
_PATIENCE = 2.0
_CONTINUOUS, _SYSTEM_REQUIRED = 0x80000000, 0x00000001


@contextmanager
def awake(why: str) -> Iterator[None]:
    """Inside, the system is asked to stay awake; `why` is shown to whoever wants to shut it down, and holds no case text.

    Also a decorator. On Windows sleep is held off, a shutdown is not. Should the program die, the request ends with it.
    """
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.kernel32.SetThreadExecutionState(_CONTINUOUS | _SYSTEM_REQUIRED)
        try:
            yield
        finally:
            ctypes.windll.kernel32.SetThreadExecutionState(_CONTINUOUS)
    else:
        child = _inhibitor(why)
        try:
            yield
        finally:
            if child is not None:
                _end(child)


def _inhibitor(why: str) -> subprocess.Popen[bytes] | None:
    """A child that holds the request until its standard input is closed: ours, or that of the dead."""
    command = shutil.which(_ASKED)
    if command is None:
        return None
    asked = [command, "--what=shutdown:sleep", "--mode=block", "--who=巡察工作台", f"--why={why}", "cat"]
    with suppress(OSError):
        return subprocess.Popen(
            asked,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=_environment(),
        )
    return None


def _environment() -> dict[str, str]:
    """The system's own: a packaged program starts with its own libraries ahead of those."""
    found = dict(os.environ)
    if getattr(sys, "frozen", False):
        found.pop("LD_LIBRARY_PATH", None)
        if original := found.get("LD_LIBRARY_PATH_ORIG"):
            found["LD_LIBRARY_PATH"] = original
    return found


def _end(child: subprocess.Popen[bytes]) -> None:
    if child.stdin is not None:
        with suppress(OSError):
            child.stdin.close()
    try:
        child.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
