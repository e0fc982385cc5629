"""The main window: three columns, a stack of pages with a way back, and lock. Areas plug in; it knows none by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from app.core.errors import XunchaError
from app.shell.away import AwayWatch
from app.shell.group_page import GroupPage
from app.shell.help_page import HelpPage
from app.shell.home import HomePage
from app.shell.locking import IdleWatch, close_vault, drafts_of
from app.shell.navigator import HOME, Navigator
from app.shell.palette import Palette, Place
from app.shell.services import Services
from app.shell.topbar import TopBar
from app.tasks.collector import Collector
from app.tasks.work import Job, Work
from app.widgets import dialogs, theme
from app.widgets.aside import Aside
from app.widgets.clip import ClipboardGuard
from app.widgets.context import Context
from app.widgets.desk import Desk, PapersWanted, PaperWanted
from app.widgets.fonts import interface_family
from app.widgets.form_page import FormPage
from app.widgets.inputs.pick import initials_of
from app.widgets.list_page import ListPage
from app.widgets.page import Entry, PageSpec, entries, gathered, group_code, list_code
from app.widgets.preview import PaperPage
from app.widgets.rows import words
from db.query import Filter

MOST_PAGES = 16
NOTE_MS = 6000
PROGRESS_AFTER_MS = 400
HELP = "help"


class MainWindow(QMainWindow):
    """The window of one unlocked vault. `lock()` ends it; closing the window ends it as well, without a fresh process."""

    def __init__(self, services: Services) -> None:
        super().__init__()
        self.setWindowTitle("巡察工作台")
        self.setMinimumSize(1000, 600)
        self._services = services
        self._ended = False
        self.collector = Collector(self)
        self.work = Work(
            partial(services.open_session, "writer"), partial(services.open_session, "reader"), self
        )
        self.desk = Desk(
            self.work, services.catalog, services.actor, services.vault, services.hooks, services.offers, self
        )
        self._pages: dict[str, PageSpec] = {page.code: page for area in services.areas for page in area.pages}
        self._groups: dict[str, tuple[str, tuple[Entry, ...]]] = {
            group_code(area.step, name): (name, held)
            for area in services.areas
            for name, held in gathered(area).items()
            if name
        }
        self._codes: dict[QWidget, str] = {}
        self.navigator = Navigator(services.areas, services.actor, services.vault.name)
        self.topbar = TopBar(self.desk)
        self.stack = QStackedWidget()
        self.aside = Aside(self.desk)
        self._aside_wanted: bool | None = None
        self._note = words("", "muted")
        self._note.setAccessibleName("提示")
        self._note_timer = QTimer(self)
        self._note_timer.setSingleShot(True)
        self._note_timer.setInterval(NOTE_MS)
        self._note_timer.timeout.connect(self._note.clear)
        self._build()
        self._connect()
        self.clip = ClipboardGuard(self.desk, self)
        self._idle = IdleWatch(services.idle_minutes, self)
        self._idle.idle.connect(self.lock)
        self._away = AwayWatch(self)
        self._away.left.connect(self.lock)
        self.open_page(HOME)
        if services.begin is not None:
            services.begin(self.desk)
        # The table of readings is loaded before somebody waits for it.
        self.work.compute(partial(initials_of, "今"), lambda _letters: None, owner=self)

    # Pages

    @property
    def page(self) -> QWidget:
        """The page now shown."""
        return self.stack.currentWidget()

    @property
    def pages(self) -> tuple[QWidget, ...]:
        """All pages, the one shown last."""
        return tuple(self.stack.widget(place) for place in range(self.stack.count()))

    def codes(self) -> tuple[str, ...]:
        """The code of every page that the navigation leads to, directly or by a group."""
        listed = (entry.code for area in self._services.areas for entry in entries(area))
        return (HOME, *self._groups, *listed)

    def open_page(self, code: str) -> None:
        """Show a page by its code: home, help, `list:<type>`, or one of an area."""
        held = next((page for page, known in self._codes.items() if known == code), None)
        if held is not None:
            self._raise(held)
            return
        made = self._make(code)
        if made is not None:
            self._push(made, code)

    def open_record(self, type_name: str, id: str) -> None:
        """Show the form of a record."""
        held = next(
            (
                p
                for p in self.pages
                if isinstance(p, FormPage) and p.id == id and p.kind.name == type_name and id
            ),
            None,
        )
        if held is not None:
            self._raise(held)
        else:
            self._push(FormPage(self.desk, type_name, id), "")

    def new_record(self, type_name: str, preset: Mapping[str, object]) -> None:
        """Show the form of a record yet to be made."""
        held = next(
            (p for p in self.pages if isinstance(p, FormPage) and not p.id and p.kind.name == type_name), None
        )
        if held is not None and not preset:
            self._raise(held)
        else:
            self._push(FormPage(self.desk, type_name, "", preset), "")

    def open_list(self, type_name: str, filters: Sequence[Filter]) -> None:
        """Show a list, narrowed."""
        self.open_page(list_code(type_name))
        if isinstance(self.page, ListPage):
            self.page.narrow(filters)

    def show_paper(self, wanted: PaperWanted | PapersWanted) -> None:
        """Build a paper, or many, and show the preview."""
        self._push(PaperPage(self.desk, wanted), "")

    def back(self) -> None:
        """The page before; home when there is none."""
        page = self.page
        if self.stack.count() == 1:
            if self._codes.get(page) != HOME:
                self.open_page(HOME)
            return
        self._leave(page)
        self._drop(page)
        self._arrive()

    # Lock

    def lock(self) -> None:
        """Lock at once: under two seconds, without a question. A fresh process comes up at the unlock screen."""
        if self._ended:
            return
        self._end()
        self._services.replace()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing keeps drafts and closes the vault, as locking does."""
        self._end()
        super().closeEvent(event)

    def _end(self) -> None:
        if self._ended:
            return
        self._ended = True
        drafts = drafts_of(self.pages)
        self._idle.stop()
        self._away.stop()
        self.hide()
        self.clip.clear_ours()
        close_vault(self, self.work, self.collector, drafts, self._services.close)

    # Parts

    def _build(self) -> None:
        middle = QVBoxLayout()
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(0)
        middle.addWidget(self.stack, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(theme.EDGE, 2, theme.EDGE, 4)
        foot.addWidget(self._note, 1)
        foot.addWidget(words(f"空闲 {self._services.idle_minutes} 分钟自动锁定", "muted"))
        middle.addLayout(foot)
        work = QHBoxLayout()
        work.setContentsMargins(0, 0, 0, 0)
        work.setSpacing(0)
        work.addLayout(middle, 1)
        work.addWidget(self.aside)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self.topbar)
        right.addLayout(work, 1)
        every = QHBoxLayout()
        every.setContentsMargins(0, 0, 0, 0)
        every.setSpacing(0)
        every.addWidget(self.navigator)
        every.addLayout(right, 1)
        ground = QWidget()
        ground.setLayout(every)
        self.setCentralWidget(ground)

    def _connect(self) -> None:
        desk, top = self.desk, self.topbar
        self.navigator.wanted.connect(self.open_page)
        top.search_wanted.connect(self.search)
        top.lock_wanted.connect(self.lock)
        top.scheme_wanted.connect(self._on_scheme)
        top.help_wanted.connect(partial(self.open_page, HELP))
        top.aside_wanted.connect(self._on_aside)
        desk.record_wanted.connect(self.open_record)
        desk.new_wanted.connect(self.new_record)
        desk.page_wanted.connect(self.open_page)
        desk.list_wanted.connect(self.open_list)
        desk.paper_wanted.connect(self.show_paper)
        desk.back_wanted.connect(self.back)
        desk.noted.connect(self.say)
        desk.trouble.connect(self._on_trouble)
        desk.context_wanted.connect(self._on_context)
        self.work.trouble.connect(self._on_trouble)
        self.work.started.connect(self._on_job)
        for keys, act in (
            ("Ctrl+K", self.search),
            ("Ctrl+L", self.lock),
            ("F1", partial(self.open_page, HELP)),
            ("Escape", self.back),
            ("Ctrl+I", self._on_aside),
            ("F5", self._on_refresh),
            ("F6", self._on_next_column),
        ):
            QShortcut(QKeySequence(keys), self, act)

    def search(self) -> None:
        """Open the search."""
        places = [Place(HOME, "今日", "home"), Place(HELP, "帮助", "circle-help")]
        for area in self._services.areas:
            places += [Place(entry.code, entry.label, entry.icon) for entry in entries(area)]
        Palette(self.desk, self, places).open()

    def say(self, text: str) -> None:
        """A line at the foot that goes away by itself."""
        self._note.setText(f"✓ {text}" if text else "")
        self._note_timer.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold the right pane where there is no room."""
        super().resizeEvent(event)
        self._fit_aside()

    def _fit_aside(self) -> None:
        roomy = self.width() > theme.scaled(theme.FOLD_BELOW)
        wanted = roomy if self._aside_wanted is None else self._aside_wanted
        self.aside.setVisible(wanted and not isinstance(self.page, PaperPage))

    def _make(self, code: str) -> QWidget | None:
        if code == HOME and HOME not in self._pages:
            return HomePage(self.desk, self._services.tiles)
        if code == HELP:
            return HelpPage(self.desk)
        if code.startswith("list:"):
            name = code.removeprefix("list:")
            return ListPage(self.desk, name) if name in self.desk.catalog else None
        if code in self._groups:
            name, held = self._groups[code]
            return GroupPage(self.desk, name, held)
        spec = self._pages.get(code)
        return spec.make(self.desk) if spec is not None else None

    def _push(self, page: QWidget, code: str) -> None:
        self._leave(self.stack.currentWidget())
        self.stack.addWidget(page)
        self._codes[page] = code
        self.stack.setCurrentWidget(page)
        while self.stack.count() > MOST_PAGES:
            self._drop(self.stack.widget(0))
        self._arrive()

    def _raise(self, page: QWidget) -> None:
        if page is not self.page:
            self._leave(self.page)
            self.stack.removeWidget(page)
            self.stack.addWidget(page)
            self.stack.setCurrentWidget(page)
            self._arrive()
        refresh = getattr(page, "refresh", None)
        if callable(refresh) and not getattr(page, "dirty", False):
            refresh()

    def _leave(self, page: QWidget | None) -> None:
        leave = getattr(page, "leave", None)
        if callable(leave):
            leave()

    def _drop(self, page: QWidget) -> None:
        self._codes.pop(page, None)
        self.stack.removeWidget(page)
        page.deleteLater()

    def _arrive(self) -> None:
        page = self.page
        self._fit_aside()
        code = self._codes.get(page, "")
        self.navigator.show_code(list_code(page.kind.name) if isinstance(page, FormPage) else code)
        show: Callable[[], None] | None = getattr(page, "show_context", None)
        if callable(show):
            show()
        else:
            self.aside.show_context(Context(None))
        start = getattr(page, "keyboard_start", None)
        (start() if callable(start) else page).setFocus(Qt.FocusReason.OtherFocusReason)

    # Events

    def _on_trouble(self, error: XunchaError, parent: object = None) -> None:
        if not self._ended:
            self.work.note_refusal(error)
            dialogs.show_error(parent if isinstance(parent, QWidget) else self, error)

    def _on_context(self, context: Context) -> None:
        if getattr(self.page, "show_context", None) is not None:
            self.aside.show_context(context)

    def _on_job(self, job: Job) -> None:
        sheet = dialogs.ProgressSheet(self, job)
        timer = QTimer(sheet)
        timer.setSingleShot(True)
        timer.timeout.connect(sheet.open)
        timer.start(PROGRESS_AFTER_MS)

    def _on_scheme(self) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            dark = theme.scheme() is theme.Scheme.DARK
            theme.apply(app, theme.Scheme.LIGHT if dark else theme.Scheme.DARK, interface_family())
            self.topbar.show_scheme()
            self.desk.scheme_changed.emit()
            for page in self.pages:
                refresh = getattr(page, "refresh", None)
                if callable(refresh):
                    refresh()

    def _on_aside(self) -> None:
        self._aside_wanted = not self.aside.isVisible()
        self._fit_aside()

    def _on_refresh(self) -> None:
        refresh = getattr(self.page, "refresh", None)
        if callable(refresh):
            refresh()

    def _on_next_column(self) -> None:
        columns = [self.navigator, self.page, self.aside if self.aside.isVisible() else self.topbar]
        focus = QApplication.focusWidget()
        place = next(
            (n for n, column in enumerate(columns) if focus is not None and column.isAncestorOf(focus)), 1
        )
        following = columns[(place + 1) % 3]
        if following is self.navigator:
            self.navigator.tree.setFocus(Qt.FocusReason.TabFocusReason)
            return
        first = next(
            (
                w
                for w in following.findChildren(QWidget)
                if w.focusPolicy() & Qt.FocusPolicy.TabFocus and w.isVisible()
            ),
            following,
        )
        first.setFocus(Qt.FocusReason.TabFocusReason)


def open_window(services: Services) -> MainWindow:
    """Build and show the window of an unlocked vault."""
    window = MainWindow(services)
    screen = QApplication.primaryScreen()
    free = screen.availableGeometry() if screen else window.geometry()
    window.resize(min(1600, free.width()), min(1000, free.height()))
    window.show()
    return window
