"""Opens the real window on a real vault for tests, and finds things in it as a person does. It replaces no part."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from app import compose as composition
from app.areas.clues.model import TYPES as CLUES
from app.areas.fieldwork.model import TYPES as FIELDWORK
from app.areas.libraries.model import TYPES as LIBRARIES
from app.areas.preparation.model import TYPES as PREPARATION
from app.areas.workpapers.model import TYPES as WORKPAPERS
from app.catalog import catalog
from app.core.roles import Actor, Role
from app.shell.environment import make_application, remove_settings
from app.shell.services import Services
from app.shell.window import MainWindow
from app.widgets import theme
from app.widgets.desk import Hooks, VaultFacts
from app.widgets.form_page import FormPage
from app.widgets.inputs.base import Editor
from app.widgets.page import AreaSpec
from db.opening import open_session
from db.session import Mode, Session
from db.vault import Vault
from tests.builders import ALL, session_on

AREAS = (
    AreaSpec("preparation", "准备", "clipboard-list", PREPARATION),
    AreaSpec("fieldwork", "了解", "footprints", FIELDWORK),
    AreaSpec("workpapers", "底稿", "file-check", WORKPAPERS),
    AreaSpec("clues", "线索", "flag", CLUES),
    AreaSpec("libraries", "资料库", "book-open", LIBRARIES),
)


@dataclass
class Opened:
    """A window with its vault. replaced: how often a fresh process was asked for."""

    window: MainWindow
    vault: Vault
    replaced: list[bool] = field(default_factory=list)

    @property
    def form(self) -> FormPage:
        """The form now shown."""
        page = self.window.page
        assert isinstance(page, FormPage)
        return page

    def settle(self, until: Callable[[], bool] | None = None, seconds: float = 8.0) -> None:
        """Let the program go on until all work is answered, and `until` holds."""
        end = time.monotonic() + seconds
        quiet = 0
        while time.monotonic() < end:
            QApplication.processEvents()
            if self.window.work.idle and (until is None or until()):
                quiet += 1
                if quiet > 3:
                    return
            else:
                quiet = 0
            time.sleep(0.002)
        assert until is None or until(), "what was waited for did not come"

    def close(self) -> None:
        """Close the window and the vault."""
        self.window.close()
        self.window.deleteLater()
        QApplication.processEvents()


def open_desk(
    vault: Vault,
    *,
    name: str = "组长甲",
    roles: frozenset[Role] = ALL,
    size: tuple[int, int] = (1366, 768),
    hooks: Hooks | None = None,
    scheme: theme.Scheme = theme.Scheme.LIGHT,
) -> Opened:
    """The main window for a person with these roles."""
    make_application([], scheme)
    kinds = catalog()
    actor = Actor(vault.user.user_id, name, roles, vault.replica_id)
    replaced: list[bool] = []

    def session(mode: Mode) -> Session:
        return open_session(vault, kinds, actor, mode)

    services = Services(
        kinds, actor, VaultFacts("第二轮第一巡察组", "group", "工作秘密"), AREAS, session, vault.close,
        lambda: replaced.append(True), hooks or Hooks(),
    )  # fmt: skip
    return _shown(services, vault, replaced, size)


def open_whole(vault: Vault, roles: frozenset[Role], *, size: tuple[int, int] = (1366, 768)) -> Opened:
    """The main window as the product composes it, with every area and its pages, for a person with these roles."""
    make_application([], theme.Scheme.LIGHT)
    replaced: list[bool] = []
    services = composition.compose(
        catalog(),
        vault,
        Actor(vault.user.user_id, "组长甲", roles, vault.replica_id),
        vault.paths.folder,
        replace=lambda: replaced.append(True),
    )
    return _shown(services, vault, replaced, size)


def _shown(services: Services, vault: Vault, replaced: list[bool], size: tuple[int, int]) -> Opened:
    window = MainWindow(services)
    window.resize(*size)
    window.show()
    window.activateWindow()
    QTest.qWaitForWindowActive(window, 1000)
    opened = Opened(window, vault, replaced)
    opened.settle()
    return opened


def with_session(vault: Vault, fill: Callable[[Session], None]) -> None:
    """Fill a vault before its window opens."""
    session = session_on(vault)
    try:
        fill(session)
    finally:
        session.close()


def editor(page: QWidget, name: str) -> Editor:
    """The control of a field by its declared name."""
    return next(e for e in page.findChildren(Editor) if e.spec.name == name)


def dialog() -> QDialog:
    """The dialog now open."""
    found = [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()]
    assert len(found) == 1, f"{len(found)} dialogs are open"
    return found[0]


def key(
    window: QWidget, keys: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    """Press a key where the keyboard is."""
    QTest.keyClick(QApplication.activePopupWidget() or QApplication.focusWidget() or window, keys, modifiers)


def tidy() -> None:
    """Take away what the application keeps beside the window."""
    remove_settings()
