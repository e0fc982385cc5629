"""Start to the unlock screen against a bare PySide6 window: whole processes, both in this run."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
OURS = """
from app.main import doors
from app.shell import entry
entry.prepare()
shell = entry.Shell(doors())
shell.show()
from PySide6.QtWidgets import QApplication
QApplication.processEvents()
import os
os._exit(0)
"""
BARE = """
from PySide6.QtWidgets import QApplication, QWidget
app = QApplication([])
window = QWidget()
window.show()
app.processEvents()
import os
os._exit(0)
"""


def measure() -> list[tuple[str, float, float, str]]:
    """Best of five whole processes each, offscreen."""
    return [("启动到解锁界面 / 空白 PySide6 窗口", _best(OURS), _best(BARE), "s")]


def _best(code: str) -> float:
    spent = []
    with tempfile.TemporaryDirectory() as home:
        env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "XUNCHA_HOME": home, "PYTHONPATH": str(TOP)}
        for _ in range(5):
            begun = time.perf_counter()
            subprocess.run([sys.executable, "-c", code], cwd=TOP, env=env, check=True, capture_output=True)
            spent.append(time.perf_counter() - begun)
    return min(spent)
