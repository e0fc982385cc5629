"""The program ends with its last window, also while work that nobody can interrupt is still at an encrypted database."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from db.connection import connect, create_database

TOP = Path(__file__).resolve().parents[2]
KEY = bytes(range(48))
LEAVES = """
import atexit, sys, threading
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from app.shell import entry
from app.tasks.work import Work
from db.connection import connect
entry.prepare()
atexit.register(print, "ended by the interpreter", flush=True)
begun = threading.Event()
def endless():
    conn = connect(Path(sys.argv[1]), bytes(range(48)), role="reader")
    begun.set()
    conn.execute("SELECT max(length(a.body || b.body || c.body || d.body)) FROM n a, n b, n c, n d").fetchone()
work = Work(None, None)
if sys.argv[2] == "busy":
    work.compute(endless, print)
    assert begun.wait(30)
def leave():
    work.stop(None, 0.2)
    QApplication.quit()
QTimer.singleShot(200, leave)
sys.exit(entry.run())
"""


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An encrypted database in which some queries take for ever."""
    path = tmp_path_factory.mktemp("leaving") / "n.vault"
    create_database(path, KEY)
    conn = connect(path, KEY, role="writer")
    conn.execute("CREATE TABLE n (body TEXT)")
    conn.executemany("INSERT INTO n VALUES (?)", [("字" * 900,)] * 2000)
    conn.close()
    return path


@pytest.mark.parametrize(("lane", "said"), [("busy", ""), ("idle", "ended by the interpreter\n")])
def test_the_program_ends_well_whatever_a_lane_still_does(database: Path, lane: str, said: str) -> None:
    begun = time.monotonic()
    ended = subprocess.run(
        [sys.executable, "-c", LEAVES, str(database), lane],
        cwd=TOP,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(TOP)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (ended.returncode, ended.stdout) == (0, said), ended.stderr[-2000:]
    assert time.monotonic() - begun < 60
