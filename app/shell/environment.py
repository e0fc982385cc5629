"""What must be set before and right after QApplication is made: input method, locale, session folder, theme.

It must leave nothing behind on the disk: what Qt wants to remember goes into a folder that is removed.
"""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, QSettings, QTranslator
from PySide6.QtDBus import QDBusConnection
from PySide6.QtWidgets import QApplication

from app.core.paths import SESSION_PREFIX, session_folders
from app.widgets import theme
from app.widgets.fonts import interface_family

PORTAL = "org.freedesktop.portal.IBus"
NAME = "巡察工作台"
_folder: list[Path] = []
_A_DAY = 86_400


def prepare_environment() -> None:
    """Call before QApplication: the input method that the wheels can talk to, and no session management.

    The wheels hold no fcitx plugin; fcitx5 is reached through the ibus one by way of the portal.
    """
    os.environ.setdefault("QT_NO_XDG_DESKTOP_PORTAL", "1")
    if sys.platform != "linux":
        return
    # libdbus aborts the whole process where a machine has no machine-id; a missing bus is no fault of the user.
    os.environ.setdefault("DBUS_FATAL_WARNINGS", "0")
    # Without a socket file libcups would look for a printing service on a network port of this machine.
    os.environ["CUPS_SERVER"] = "/run/cups/cups.sock"
    if "fcitx" in os.environ.get("QT_IM_MODULE", "") + os.environ.get("XMODIFIERS", "") or not os.environ.get(
        "QT_IM_MODULE"
    ):
        os.environ["QT_IM_MODULE"] = "ibus"
        if _portal_is_there():
            os.environ["IBUS_USE_PORTAL"] = "1"


def _portal_is_there() -> bool:
    if not os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        return False
    bus = QDBusConnection.sessionBus()
    if not bus.isConnected():
        return False
    return bool(bus.interface().isServiceRegistered(PORTAL).value())


def _prepare_readings() -> None:
    # Only initials of single characters and names are asked for; the phrase table costs 0.25 s and 40 MB.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")


def make_application(argv: list[str], scheme: theme.Scheme | None = None) -> QApplication:
    """The application in Chinese, with our face and theme, and with a settings folder of its own."""
    redirect_settings()
    _prepare_readings()
    held = QApplication.instance()
    app = held if isinstance(held, QApplication) else QApplication(argv)
    app.setApplicationName(NAME)
    app.setApplicationDisplayName(NAME)
    app.setQuitOnLastWindowClosed(True)
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    translator = QTranslator(app)
    if translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)
    chosen = scheme or (theme.Scheme.DARK if theme.dark_wanted() else theme.Scheme.LIGHT)
    theme.apply(app, chosen, interface_family())
    return app


def redirect_settings() -> Path:
    """Send whatever Qt remembers (file dialog history, sizes) to a folder that is removed at exit and at lock."""
    if _folder and _folder[0].exists():
        return _folder[0]
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    base = runtime if runtime and Path(runtime).is_dir() and os.access(runtime, os.W_OK) else None
    made = Path(tempfile.mkdtemp(prefix=f"{SESSION_PREFIX}{os.getpid()}-", dir=base))
    remove_left_sessions()
    for form in (QSettings.Format.NativeFormat, QSettings.Format.IniFormat):
        QSettings.setPath(form, QSettings.Scope.UserScope, str(made))
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    _folder[:] = [made]
    atexit.register(remove_settings)
    return made


def remove_settings() -> None:
    """Take the session folder away."""
    for folder in _folder:
        shutil.rmtree(folder, ignore_errors=True)
    _folder.clear()


def remove_left_sessions() -> int:
    """Take away the session folders of processes that were killed; how many those were. Living ones keep theirs."""
    left = [path for path in session_folders() if path not in _folder and not _is_alive(path)]
    for path in left:
        shutil.rmtree(path, ignore_errors=True)
    return len(left)


def _is_alive(folder: Path) -> bool:
    number = folder.name.removeprefix(SESSION_PREFIX).partition("-")[0]
    if sys.platform == "win32" or not number.isdigit():
        return time.time() - folder.stat().st_mtime < _A_DAY
    return Path("/proc", number).exists() if Path("/proc/self").exists() else _answers(int(number))


def _answers(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
