"""What a child process promises before it looks at anything foreign; the Windows half is checked by its layout alone."""

from __future__ import annotations

import ctypes
import subprocess
import sys
from pathlib import Path

import pytest

from app.core.limits import BasicLimits, ExtendedLimits, job_limits

TOP = Path(__file__).resolve().parents[2]
LIMITED = """
import sys
from app.core.limits import limit_this_process, more_time
limit_this_process(memory=300 << 20, seconds=1, at_most=3)
what = sys.argv[1]
if what == "memory":
    bytearray(400 << 20)
elif what == "write":
    open(sys.argv[2], "wb").write(b"x")
elif what == "turn":
    while True: pass
elif what == "more":
    import time
    more_time(1)
    end = time.process_time() + 1.2
    while time.process_time() < end: pass
    print("done")
"""


def run(*what: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-c", LIMITED, *what], cwd=TOP, capture_output=True, timeout=60)


@pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")
def test_a_limited_child_gets_no_more_memory_no_file_and_no_more_time(tmp_path: Path) -> None:
    assert b"MemoryError" in run("memory").stderr
    run("write", str(tmp_path / "a"))
    assert (tmp_path / "a").read_bytes() == b""
    assert run("turn").returncode < 0
    assert run("more").stdout == b"done\n"


def test_a_job_object_is_told_what_windows_expects() -> None:
    if ctypes.sizeof(ctypes.c_void_p) == 8:
        assert (ctypes.sizeof(BasicLimits), ctypes.sizeof(ExtendedLimits)) == (64, 144)
        assert (ExtendedLimits.process_memory.offset, BasicLimits.affinity.offset) == (112, 48)
    told = job_limits(1000 << 20, 60)
    assert (told.basic.flags, told.basic.active_processes) == (0x2 | 0x8 | 0x100 | 0x400, 1)
    assert (told.basic.process_time, told.process_memory) == (600_000_000, 1000 << 20)
