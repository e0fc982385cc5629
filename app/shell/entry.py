"""Starts the program: environment, application, gate, window; and puts a fresh process in its place at lock.

It must not know an area: the doors come from the composition root.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from app.shell.environment import make_application, prepare_environment, remove_settings
from app.shell.gate import Gate
from app.shell.services import Doors, Services
from app.tasks.lane import lanes_at_work
from db.hardening import harden_process

if TYPE_CHECKING:
    from app.shell.window import MainWindow


class Shell:
    """Holds the one window that is shown: the gate, then the main window."""

    def __init__(self, doors: Doors, path: Path | None = None) -> None:
        self.gate: Gate | None = Gate(doors, path)
        self.window: MainWindow | None = None
        self.gate.opened.connect(self._on_opened)

    def show(self) -> None:
        """Show the gate."""
        if self.gate is not None:
            self.gate.show()

    def open_demo(self) -> None:
        """Go straight into the demonstration vault."""
        if self.gate is not None:
            self.gate.open_demo()

    def _on_opened(self, services: Services) -> None:
        from app.shell.window import open_window

        self.window = open_window(services)
        if self.gate is not None:
            self.gate.close()
            self.gate.deleteLater()
            self.gate = None


def start(
    doors: Doors,
    path: Path | None = None,
    *,
    demo: bool = False,
    argv: Sequence[str] = (),
    preload: Callable[[], None] | None = None,
) -> int:
    """Run until the last window closes. path: the vault to unlock first; demo: open the demonstration vault at once."""
    prepare(argv)
    shell = Shell(doors, path)
    shell.show()
    if preload is not None:
        # A thread of its own: the gate's worker must be free for the password.
        threading.Thread(target=preload, name="xuncha-preload", daemon=True).start()
    if demo:
        shell.open_demo()
    return run()


def prepare(argv: Sequence[str] = ()) -> None:
    """The environment and the application, before any window."""
    harden_process()
    prepare_environment()
    make_application([sys.argv[0], *argv])


def run() -> int:
    """Run until the last window closes. Work that has not ended by then ends with the process, at once."""
    app = QApplication.instance()
    code = app.exec() if isinstance(app, QApplication) else 0
    remove_settings()
    if lanes_at_work():
        # The interpreter's own end would pull the libraries from under a query that still runs.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    return code


def replace_process() -> None:
    """Put a fresh process of the same command in the place of this one, so that nothing of the vault stays in memory."""
    app = QApplication.instance()
    if app is not None:
        app.processEvents()
    remove_settings()
    sys.stdout.flush()
    sys.stderr.flush()
    if getattr(sys, "frozen", False):
        command = [sys.executable, *sys.argv[1:]]
    else:
        command = [sys.executable, *sys.orig_argv[1:]]
    os.execv(sys.executable, command)
