"""The window locks when the desktop locks its session or the machine goes to sleep, heard over a bus of the test's own."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtDBus import QDBusConnection, QDBusMessage
from PySide6.QtWidgets import QApplication

from app.shell.away import LOCKS, SAVERS, SLEEPS, AwayWatch
from tests.ui.desks import Opened
from tests.ui_typing import pause

SETTINGS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path={path}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
</policy></busconfig>"""


@pytest.fixture
def buses(qapp: QApplication, tmp_path: Path) -> Iterator[tuple[QDBusConnection, QDBusConnection]]:
    """Two connections to a private bus: one to speak, one to listen."""
    daemon = shutil.which("dbus-daemon")
    if daemon is None:
        pytest.skip("there is no dbus-daemon here")
    path = tmp_path / "bus"
    (tmp_path / "bus.conf").write_text(SETTINGS.format(path=path), "utf-8")
    process = subprocess.Popen(
        [daemon, f"--config-file={tmp_path / 'bus.conf'}", "--nofork", "--nopidfile"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        end = time.monotonic() + 10
        while not path.exists() and time.monotonic() < end:
            pause(10)
        speaks = QDBusConnection.connectToBus(f"unix:path={path}", "test-speaks")
        listens = QDBusConnection.connectToBus(f"unix:path={path}", "test-listens")
        assert speaks.isConnected()
        assert listens.isConnected()
        yield speaks, listens
    finally:
        for name in ("test-speaks", "test-listens"):
            QDBusConnection.disconnectFromBus(name)
        process.terminate()
        process.wait(10)


def _say(bus: QDBusConnection, path: str, interface: str, name: str, *values: object) -> None:
    message = QDBusMessage.createSignal(path, interface, name)
    message.setArguments(list(values))
    assert bus.send(message)


def _heard(bus: QDBusConnection, listens: QDBusConnection, *what: object) -> bool:
    owner = QObject()
    watch = AwayWatch(owner, listens, listens)
    assert watch.hears == 2 + len(SAVERS)
    told: list[bool] = []
    watch.left.connect(lambda: told.append(True))
    _say(bus, *what)  # type: ignore[arg-type]  # path, interface, name, values
    end = time.monotonic() + 1
    while not told and time.monotonic() < end:
        pause(10)
    watch.stop()
    return bool(told)


def test_sleep_session_lock_and_screen_saver_are_heard(
    buses: tuple[QDBusConnection, QDBusConnection],
) -> None:
    speaks, listens = buses
    assert _heard(speaks, listens, *SLEEPS, True)
    assert _heard(speaks, listens, "/org/freedesktop/login1/session/_32", *LOCKS[1:])
    for saver in SAVERS:
        assert _heard(speaks, listens, "/" + saver.replace(".", "/"), saver, "ActiveChanged", True)


def test_waking_up_again_is_no_leaving(buses: tuple[QDBusConnection, QDBusConnection]) -> None:
    speaks, listens = buses
    assert not _heard(speaks, listens, *SLEEPS, False)


def test_the_machine_going_to_sleep_locks_the_window(
    buses: tuple[QDBusConnection, QDBusConnection], desk: Opened
) -> None:
    speaks, listens = buses
    watch = AwayWatch(desk.window, listens, listens)
    watch.left.connect(desk.window.lock)
    _say(speaks, *SLEEPS, True)
    end = time.monotonic() + 5
    while not desk.replaced and time.monotonic() < end:
        pause(10)
    watch.stop()
    assert desk.replaced == [True]
    assert not desk.vault.is_open


def test_without_any_bus_nothing_is_heard_and_nothing_is_wrong(qapp: QApplication) -> None:
    owner = QObject()
    nowhere = QDBusConnection("there is no such bus")
    watch = AwayWatch(owner, nowhere, nowhere)
    assert watch.hears == 0
    watch.stop()
