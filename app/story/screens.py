"""Takes a picture of every page of the window on a filled demonstration vault, as an office and as a group see it.

`./run screens [folder]`; it opens pages by their codes as a click does and changes nothing.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEventLoop
from PySide6.QtWidgets import QApplication, QDialog

from app.catalog import catalog
from app.compose import compose
from app.core.roles import Actor, Role
from app.demo import fill_demo
from app.doors import session_opener
from app.shell.environment import make_application, prepare_environment
from app.shell.window import MainWindow
from db.opening import prepare
from db.query import Query
from db.session import Session
from db.vault import Vault

SIZE = (1366, 768)
PASSWORD = "Qing-Shan-2026-lv"
PATIENCE = 30.0
LONG = 24 * 60
KINDS = {"office": "巡察办", "group": "巡察组"}


def write_screens(
    folder: Path, say: Callable[[str], None], *, codes: Iterable[str] = (), kinds: Iterable[str] = KINDS
) -> int:
    """A PNG for each page (or only `codes`) of each kind of vault below `folder`; returns how many did not come right.

    A code `form:<type>` shows the first record of a list.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    prepare_environment()
    make_application(["xuncha"])
    wanted, bad = tuple(codes), 0
    for kind in kinds:
        place = folder / kind
        if not wanted:
            shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="xuncha-screens-") as held:
            window = _open(Path(held) / "vault", kind)
            for code in wanted or ("home", *(code for code in window.codes() if code != "home")):
                if not _shoot(window, code, place / f"{code.replace(':', '_')}.png"):
                    bad += 1
                    say(f"{KINDS[kind]} {code}：没有等到或报了错")
            window.close()
            window.deleteLater()
            QCoreApplication.processEvents()
        say(f"{KINDS[kind]}：{len(list(place.glob('*.png')))} 张，{place}")
    return bad


def _open(folder: Path, kind: str) -> MainWindow:
    vault, _ = Vault.create(
        folder,
        kind="office" if kind == "office" else "group",
        grade="工作秘密",
        login="screens",
        password=PASSWORD,
    )
    prepare(vault)
    types = catalog()
    roles = frozenset({Role.DIRECTOR if kind == "office" else Role.LEADER, Role.LEADER})
    actor = Actor(vault.user.user_id, "周主任" if kind == "office" else "程明理", roles, vault.replica_id)
    session = session_opener(vault, types, actor)("writer")
    fill_demo(session, office=kind == "office", today=date.today())
    session.close()
    services = compose(types, vault, actor, folder, replace=lambda: None)
    # Nobody touches this window: it would lock itself before its last page is shown.
    window = MainWindow(replace(services, idle_minutes=LONG))
    window.resize(*SIZE)
    window.show()
    _settle(window)
    return window


def _shoot(window: MainWindow, code: str, target: Path) -> bool:
    troubles: list[object] = []
    window.work.trouble.connect(troubles.append)
    if code.startswith("form:"):
        name = code.removeprefix("form:").rstrip(":")
        ids: list[str] = []
        window.work.read(lambda session: _first(session, name), ids.append)
        _settle(window)
        if ids and ids[0]:
            window.open_record(name, ids[0])
    else:
        window.open_page(code)
    answered = _settle(window)
    window.grab().save(str(target))
    window.work.trouble.disconnect(troubles.append)
    for sheet in QApplication.topLevelWidgets():
        if isinstance(sheet, QDialog) and sheet.isVisible():
            sheet.close()
    return answered and not troubles


def _first(session: Session, name: str) -> str:
    rows = session.rows(Query(name))
    return session.page(name, rows[:1])[0].id if rows else ""


def _settle(window: MainWindow) -> bool:
    """Until everything asked is answered and drawn; False when it takes too long."""
    end = time.monotonic() + PATIENCE
    quiet = 0
    while quiet < 4:
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 10)
        quiet = quiet + 1 if window.work.idle else 0
        if time.monotonic() > end:
            return False
        time.sleep(0.003)
    return True
