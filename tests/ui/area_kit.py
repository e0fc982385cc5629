"""Opens the real window with the pages of given areas, and helps to find things in it. It replaces no part of the product."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QScrollArea, QWidget

from app.bundle import contacts
from app.bundle.bundle import Card, new_identity
from app.catalog import catalog
from app.core.roles import Actor, Role
from app.hooks import hooks
from app.shell.environment import make_application
from app.shell.services import Services
from app.shell.window import MainWindow
from app.widgets import theme
from app.widgets.desk import VaultFacts
from app.widgets.page import AreaSpec, PageSpec
from db.opening import open_session
from db.session import Mode, Session
from db.vault import Vault
from tests.builders import ALL, new_vault, session_on
from tests.ui_typing import find_button, press

P = TypeVar("P", bound=QWidget)


@dataclass
class Shown:
    """A window on a vault."""

    window: MainWindow
    vault: Vault

    def page(self, cls: type[P]) -> P:
        """The page now shown."""
        page = self.window.page
        assert isinstance(page, cls), type(page)
        return page

    def settle(self, until: Callable[[], bool] | None = None, seconds: float = 20.0) -> None:
        """Let the program go on until all work is answered, and `until` holds."""
        end = time.monotonic() + seconds
        quiet = 0
        while time.monotonic() < end:
            QApplication.processEvents()
            quiet = quiet + 1 if self.window.work.idle and (until is None or until()) else 0
            if quiet > 3:
                return
            time.sleep(0.002)
        raise AssertionError("what was waited for did not come")

    def go(self, code: str) -> None:
        """Open a page and wait for it."""
        self.window.open_page(code)
        self.settle()

    def press(self, text: str, *, on: QWidget | None = None) -> None:
        """Scroll to a button, press it, and wait until all is answered."""
        root = on or self.window.page
        reach(find_button(root, text))
        press(root, text)
        self.settle()

    def close(self) -> None:
        """Close the window and with it the vault."""
        self.window.close()
        self.window.deleteLater()
        QApplication.processEvents()

    def shot(self, name: str) -> None:
        """Keep a picture of the window when a folder for pictures is named (for looking at pages while working)."""
        import os

        folder = os.environ.get("XUNCHA_SHOTS")
        if folder:
            QApplication.processEvents()
            self.window.grab().save(str(Path(folder) / f"{name}.png"))
            for place, sheet in enumerate(open_dialogs()):
                sheet.grab().save(str(Path(folder) / f"{name}-dialog{place}.png"))


def show_on(
    vault: Vault,
    pages: Sequence[PageSpec],
    *,
    name: str = "组长甲",
    roles: frozenset[Role] = ALL,
    size: tuple[int, int] = (1600, 900),
    scheme: theme.Scheme = theme.Scheme.LIGHT,
    keep_open: bool = False,
) -> Shown:
    """The main window with these pages, for a person with these roles. keep_open: the vault is needed after the window."""
    make_application([], scheme)
    kinds = catalog()
    actor = Actor(vault.user.user_id, name, roles, vault.replica_id)

    def session(mode: Mode) -> Session:
        return open_session(vault, kinds, actor, mode)

    facts = VaultFacts(
        "巡察办工作库" if vault.kind == "office" else "第一巡察组工作库", vault.kind, "工作秘密"
    )
    area = AreaSpec("area", "页面", "package", (), tuple(pages))

    def close() -> None:
        if not keep_open:
            vault.close()

    services = Services(kinds, actor, facts, (area,), session, close, lambda: None, hooks())
    window = MainWindow(services)
    window.resize(*size)
    window.show()
    window.activateWindow()
    QTest.qWaitForWindowActive(window, 1000)
    shown = Shown(window, vault)
    shown.settle()
    return shown


def filled_vault(folder: Path, kind: str, fill: Callable[[Session], None] | None = None) -> Vault:
    """A vault of that kind with its code lists, filled."""
    vault = new_vault(folder, kind=kind, filled="codes")
    if fill is not None:
        session = session_on(vault)
        try:
            fill(session)
        finally:
            session.close()
    return vault


def with_cards(vault: Vault, name: str, kind: str, other: Card | None = None) -> Card:
    """Give a vault its identity, and pin another's card; returns its own card."""
    session = session_on(vault)
    try:
        if not contacts.has_identity(session):
            contacts.keep_identity(session, new_identity(name, "示例县委", kind))
        if other is not None:
            contacts.pin(session, other)
        return contacts.own_identity(session).card
    finally:
        session.close()


def look(vault: Vault, read: Callable[[Session], object]) -> object:
    """Ask a vault something through a session of its own."""
    session = session_on(vault, role="reader")
    try:
        return read(session)
    finally:
        session.close()


def reach(widget: QWidget) -> None:
    """Scroll until the widget can be seen, as a person would."""
    above = widget.parentWidget()
    while above is not None and not isinstance(above, QScrollArea):
        above = above.parentWidget()
    if above is not None:
        QApplication.processEvents()
        above.ensureWidgetVisible(widget)
        QApplication.processEvents()


def open_dialogs() -> list[QDialog]:
    """The dialogs now open."""
    return [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()]


def dialog() -> QDialog:
    """The one dialog now open."""
    found = open_dialogs()
    assert len(found) == 1, f"{[d.windowTitle() for d in found]} are open"
    return found[0]
