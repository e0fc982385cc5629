"""The real program at its window, worked on and then locked: run as `python -m tests.faults.locked_desk VAULT`.

The first life hears login, password and texts as one JSON line, unlocks, reads and types them, tells that it is unlocked,
and locks when a line comes. The second life is the fresh process that locking puts in its place; it only shows its gate.
Both let their memory be read, which the product forbids; nothing else differs from the product.
"""

from __future__ import annotations

import ctypes
import json
import os
import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication, QLineEdit

from app import main
from app.shell import entry
from app.shell.entry import Shell
from app.story.hands import Hands

LOCKED_ONCE = "XUNCHA_LOCKED_ONCE"


def show(vault: Path) -> tuple[Shell, Hands]:
    """The program as `open_path` starts it, with its memory readable."""
    entry.prepare()
    ctypes.CDLL(None).prctl(4, 1, 0, 0, 0)
    shell = Shell(main.doors(), vault)
    shell.show()
    hands = Hands(vault.parent / "shots")
    hands.settle(300)
    return shell, hands


def say(word: str) -> None:
    """Tell the parent, and wait for its line."""
    os.write(1, word.encode() + b"\n")
    while os.read(0, 1) not in (b"\n", b""):
        pass


def work(vault: Path) -> None:
    """Unlock, look at what is there, type on, lock."""
    heard = b""
    while not heard.endswith(b"\n"):
        heard += os.read(0, 1)
    told = json.loads(heard)
    shell, hands = show(vault)
    hands.fill({"登录名": told["login"], "口令": told["password"]})
    hands.press("解锁")
    hands.wait("窗口", lambda: shell.window is not None and shell.window.work.idle, 60)
    window = shell.window
    assert window is not None
    window.open_list("unit", ())
    hands.settle(300)
    window.open_record("unit", told["unit"])
    hands.wait("表单", lambda: hands.has_field("党组织名称"))
    hands.write("党组织名称", told["typed"])
    hands.settle(300)
    line = hands.field("党组织名称")
    assert isinstance(line, QLineEdit)
    line.selectAll()
    line.copy()
    del told, heard, line
    say("unlocked")
    os.environ[LOCKED_ONCE] = "1"
    window.lock()


def wait_locked(vault: Path) -> None:
    """Show the gate until told to go."""
    shell, hands = show(vault)
    hands.wait_for("解锁", 60)
    hands.settle(1500)
    say("locked")
    if shell.gate is not None:
        shell.gate.close()
    QApplication.processEvents()


if __name__ == "__main__":
    (wait_locked if os.environ.get(LOCKED_ONCE) else work)(Path(sys.argv[1]))
