"""Hears from the desktop that its person leaves: the session is locked, or the machine goes to sleep (also by its lid).

It must not ask anything of the bus nor wait for it: where there is no bus, the idle timer alone locks.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtCore import SLOT, QObject, Signal, Slot
from PySide6.QtDBus import QDBusConnection

SLEEPS = ("/org/freedesktop/login1", "org.freedesktop.login1.Manager", "PrepareForSleep")
LOCKS = ("", "org.freedesktop.login1.Session", "Lock")
SAVERS = tuple(
    f"org.{desktop}.ScreenSaver" for desktop in ("freedesktop", "gnome", "mate", "cinnamon", "ukui", "kde")
)

ON_STATE, ON_LOCK = SLOT("_on_state(bool)"), SLOT("_on_lock()")

SYSTEM_BUS = Path("/run/dbus/system_bus_socket")
"""Without this socket asking for the bus would end the process on a machine that has no machine-id."""


class AwayWatch(QObject):
    """`left` when the session is locked or the machine is about to sleep. A bus of None is the one of the system."""

    left = Signal()

    def __init__(
        self,
        parent: QObject,
        system: QDBusConnection | None = None,
        session: QDBusConnection | None = None,
    ) -> None:
        super().__init__(parent)
        self._heard: list[tuple[QDBusConnection, tuple[str, str, str], str]] = []
        if sys.platform != "linux" and system is None and session is None:
            return
        if system is None and SYSTEM_BUS.exists():
            system = QDBusConnection.systemBus()
        if session is None and os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
            session = QDBusConnection.sessionBus()
        if system is not None:
            self._hear(system, SLEEPS, ON_STATE)
            self._hear(system, LOCKS, ON_LOCK)
        if session is not None:
            for name in SAVERS:
                self._hear(session, ("", name, "ActiveChanged"), ON_STATE)

    @property
    def hears(self) -> int:
        """How many signals of the desktop are listened to; 0 where there is no bus."""
        return len(self._heard)

    def stop(self) -> None:
        """Listen no more."""
        for bus, (path, interface, name), slot in self._heard:
            bus.disconnect("", path, interface, name, self, slot)  # type: ignore[call-overload]  # as in _hear
        self._heard.clear()

    def _hear(self, bus: QDBusConnection, what: tuple[str, str, str], slot: str) -> None:
        path, interface, name = what
        # No sender is named: whoever says so, locking once too often does no harm, and desktops differ.
        if not bus.isConnected():
            return
        # The stubs ask for bytes; PySide takes only the text that SLOT gives.
        if bus.connect("", path, interface, name, self, slot):  # type: ignore[call-overload]  # see above
            self._heard.append((bus, what, slot))

    @Slot(bool)
    def _on_state(self, begins: bool) -> None:
        if begins:
            self.left.emit()

    @Slot()
    def _on_lock(self) -> None:
        self.left.emit()
