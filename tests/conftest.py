"""What every test of this project gets: a home of its own, a Chinese desktop, and watchers that fail careless tests.

It must not replace parts of the product. A test fails when it logs an unexpected warning, when Qt warns (pytest-qt,
`qt_log_level_fail`), when it leaves a window, thread, timer or database handle behind, when it holds the UI thread for
more than 200 ms, when it opens a network socket, and when it runs for more than five minutes (marked `slow`: twenty).
A warning that is expected is caught with `caplog.at_level(logging.WARNING)` (or `logging.ERROR` for an error); the
other exceptions are the markers of pyproject.toml.
"""

from __future__ import annotations

import gc
import logging
import os
import shutil
import signal
import socket
import sys
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from _pytest.logging import LogCaptureHandler  # the only way to see which level caplog expects

from tests import watch_leaks, watch_stalls

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

TOP = Path(__file__).resolve().parents[1]
TIME_LIMIT = int(os.environ.get("XUNCHA_TEST_SECONDS", "300"))
_home = pytest.StashKey[str]()


def pytest_configure(config: pytest.Config) -> None:
    """Give the whole session a home of its own before anything asks where home is, and forbid the network."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    home = tempfile.mkdtemp(prefix="xuncha-tests-")
    config.stash[_home] = home
    for variable, folder in (
        ("HOME", ""),
        ("USERPROFILE", ""),
        ("APPDATA", "appdata"),
        ("LOCALAPPDATA", "localappdata"),
        ("XDG_CONFIG_HOME", ".config"),
        ("XDG_DATA_HOME", ".local/share"),
        ("XDG_CACHE_HOME", ".cache"),
        ("XDG_STATE_HOME", ".local/state"),
        ("XDG_RUNTIME_DIR", "run"),
    ):
        path = Path(home, folder)
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.environ[variable] = str(path)
    sys.addaudithook(_no_network)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove the session's home."""
    shutil.rmtree(config.stash.get(_home, ""), ignore_errors=True)


def _no_network(event: str, args: tuple[object, ...]) -> None:
    if event == "socket.__new__" and args[1] in (socket.AF_INET, socket.AF_INET6):
        raise PermissionError("the product and its tests open no network socket")


class OverTime(BaseException):
    """A test ran for too long. No Exception, so that neither the product nor hypothesis takes it for a case to treat."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """End a test that hangs, so that the gate always comes to an end (where the system has an alarm clock)."""
    if not hasattr(signal, "SIGALRM"):
        return (yield)
    seconds = TIME_LIMIT * (4 if item.get_closest_marker("slow") else 1)

    def ring(number: int, frame: object) -> None:
        raise OverTime(f"this test ran for more than {seconds} s")

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(seconds)
    try:
        return (yield)
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


class _UnexpectedLog(logging.Handler):
    """Collects records from WARNING up, unless the test said through caplog that it expects that level."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.seen: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the record unless some caplog handler is set to just this level."""
        captors = (h for h in logging.getLogger().handlers if isinstance(h, LogCaptureHandler))
        if all(captor.level != record.levelno for captor in captors):
            self.seen.append(f"{record.levelname} {record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def _no_unexpected_log() -> Iterator[None]:
    handler = _UnexpectedLog()
    root = logging.getLogger()
    root.addHandler(handler)
    yield
    root.removeHandler(handler)
    if handler.seen:
        pytest.fail("unexpected log:\n" + "\n".join(handler.seen), pytrace=False)


@pytest.fixture(autouse=True)
def _nothing_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    before = watch_leaks.look()
    yield
    if request.node.get_closest_marker("allow_leak"):
        return
    if left := watch_leaks.left_since(before):
        pytest.fail("left behind by this test:\n" + "\n".join(left), pytrace=False)


@pytest.fixture(scope="session")
def qapp(qapp: QApplication) -> QApplication:
    """pytest-qt's application, as a Chinese desktop: locale, Qt's own texts and the bundled screen fonts."""
    from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
    from PySide6.QtGui import QFont, QFontDatabase

    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    translator = QTranslator(qapp)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    assert translator.load("qtbase_zh_CN", folder)
    qapp.installTranslator(translator)
    for name in ("UI-Regular.ttf", "UI-Bold.ttf"):
        assert QFontDatabase.addApplicationFont(str(TOP / "resources" / "fonts" / name)) >= 0
    qapp.setFont(QFont("XC UI", 10))
    qapp.setStyle("Fusion")
    return qapp


@pytest.fixture(autouse=True)
def _ui_keeps_answering(request: pytest.FixtureRequest, _nothing_left_behind: None) -> Iterator[None]:
    if "qapp" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("qapp")
    # What earlier tests left on the heap is not what a collection in the product has to walk through.
    gc.collect()
    gc.freeze()
    with watch_stalls.watching() as stalls:
        yield
    if stalls and not request.node.get_closest_marker("allow_stall"):
        pytest.fail("the UI thread did not answer:\n" + "\n".join(stalls), pytrace=False)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real texts and public suites beside the repository; tests that need it skip where it is not."""
    folder = Path(os.environ.get("XUNCHA_SHARED") or TOP.parent / "shared")
    if not folder.is_dir():
        pytest.skip(
            "the folder ../shared with real texts and suites is not here (XUNCHA_SHARED names another place)"
        )
    return folder
