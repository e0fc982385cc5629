"""No core dump, no reading of the process's memory by another process of the same user."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.figures import Figures

TOP = Path(__file__).resolve().parents[2]
HOLDER = """
import ctypes, os, resource, sys
from db.hardening import harden_process
if os.getuid() == 0:
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
    ctypes.CDLL(None).prctl(4, 1, 0, 0, 0)  # changing the user has cleared it: the control needs it
if sys.argv[1] == "hard":
    left = harden_process()
    assert left == (), left
print(os.getpid(), flush=True)
sys.stdin.readline()
os.abort()
"""
READER = """
import os, sys
if os.getuid() == 0:
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
try:
    open(f"/proc/{sys.argv[1]}/mem", "rb").close()
    print("read")
except PermissionError:
    print("refused")
"""

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="looks into /proc; Windows has its own branch"
)


def look(how: str, place: Path) -> tuple[str, int, list[str]]:
    """What a neighbour gets, how the holder died, what lies in its folder afterwards."""
    place.chmod(0o777)
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, how], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=place,
        env={**os.environ, "PYTHONPATH": str(TOP)},
    ) as holder:  # fmt: skip
        assert holder.stdout is not None
        pid = holder.stdout.readline().strip()
        reader = subprocess.run(
            [sys.executable, "-c", READER, pid], capture_output=True, text=True, check=True
        )
        holder.communicate("\n")
    return reader.stdout.strip(), holder.returncode, [file.name for file in place.iterdir()]


def test_14_a_neighbour_of_the_same_user_cannot_read_and_an_abort_leaves_no_core(
    tmp_path: Path, figure: Figures
) -> None:
    said, status, left = look("hard", tmp_path)
    figure("14", "a neighbour reads", f"{said}; after an abort {len(left)} files", "none; refused")
    assert (said, status, left) == ("refused", -6, [])


def test_14_without_hardening_the_same_neighbour_can_read(tmp_path: Path) -> None:
    assert look("soft", tmp_path)[0] == "read"
