"""F1: the manual, chapter by chapter, with a search. It only shows; setting and finding are manual_reader's."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QListWidget, QVBoxLayout, QWidget

from app.shell.manual_reader import Hit, Reader, chapters, find
from app.widgets import theme
from app.widgets.context import Context
from app.widgets.desk import Desk
from app.widgets.rows import beside, hairline, holder, name_control, tool, words

CHAPTERS_WIDTH = 208
SEARCH_WIDTH = 300
_HERE = Qt.ShortcutContext.WidgetShortcut
_WITHIN = Qt.ShortcutContext.WidgetWithChildrenShortcut
OF_AREA = {
    "preparation": "02",
    "fieldwork": "03",
    "libraries": "03",
    "workpapers": "04",
    "clues": "05",
    "reporting": "06",
    "meetings": "06",
    "feedback": "06",
    "rectification": "07",
    "insight": "07",
    "closeout": "08",
    "secrecy": "09",
}
"""The chapter that speaks of a step of the work, by the number its file begins with."""


class HelpPage(QWidget):
    """The page: chapters left, text right, a search above."""

    title = "帮助"

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._chapters = chapters()
        self._hits: tuple[Hit, ...] = ()
        self._current = -1
        self._line = QLineEdit()
        self._line.setPlaceholderText("在手册里查找，几个字都行")
        self._line.setClearButtonEnabled(True)
        self._line.setFixedWidth(theme.scaled(SEARCH_WIDTH))
        name_control(self._line, "在手册里查找", help="回车到下一处，Shift+回车到上一处")
        self._count = words("", "muted")
        self._count.setMinimumWidth(theme.scaled(96))
        self._before = tool("上一处（Shift+回车）", "chevron-up", self._on_before, name="上一处")
        self._after = tool("下一处（回车）", "chevron-down", self._on_after, name="下一处")
        self._list = QListWidget()
        self._list.setFixedWidth(theme.scaled(CHAPTERS_WIDTH))
        name_control(self._list, "手册目录")
        self._reader = Reader()
        self._lay_out()
        self._line.textChanged.connect(self._on_text)
        self._line.returnPressed.connect(self._on_after)
        QShortcut(QKeySequence("Shift+Return"), self._line, self._on_before, context=_HERE)
        QShortcut(QKeySequence("Ctrl+F"), self, self._on_find, context=_WITHIN)
        for chapter in self._chapters:
            self._list.addItem(chapter.title)
            # Of its own: the style sheet's is not known yet when the page is built.
            self._list.item(self._list.count() - 1).setSizeHint(QSize(0, theme.scaled(theme.ROW)))
        self._list.currentRowChanged.connect(self._on_chapter)
        self._show_count()
        self._list.setCurrentRow(self._fitting() or 0)

    def _lay_out(self) -> None:
        head = beside(
            tool("返回（Esc）", "arrow-left", self._desk.back, name="返回"),
            words("帮助", "title"),
            None,
            self._count,
            self._before,
            self._after,
            self._line,
        )
        head.setContentsMargins(theme.EDGE, theme.GAP, theme.EDGE, theme.GAP)
        below = QHBoxLayout()
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(0)
        side = QVBoxLayout()
        side.setContentsMargins(theme.GAP, theme.GAP, theme.GAP, theme.GAP)
        side.addWidget(self._list)
        below.addLayout(side)
        below.addWidget(hairline(upright=True))
        below.addWidget(self._reader, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(holder(head, "bar"))
        box.addLayout(below, 1)

    # The window

    def show_context(self) -> None:
        """No record here; the chapter of the page that was in hand comes up, unless somebody is searching."""
        self._desk.context_wanted.emit(Context(None))
        fitting = self._fitting()
        if fitting is not None and not self._line.text():
            self._list.setCurrentRow(fitting)

    def keyboard_start(self) -> QWidget:
        """The keyboard begins in the search."""
        return self._line

    def refresh(self) -> None:
        """Set the chapter anew, as after a change of the colours."""
        place = self._reader.verticalScrollBar().value()
        self._on_chapter(self._list.currentRow())
        self._reader.verticalScrollBar().setValue(place)

    def _fitting(self) -> int | None:
        """Index of the chapter that speaks of the page in hand, None for a page that belongs to no step."""
        wanted = OF_AREA.get(_area_of(_page_before(self)), "")
        return next((n for n, chapter in enumerate(self._chapters) if chapter.number == wanted), None)

    # Search

    def _on_find(self) -> None:
        self._line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._line.selectAll()

    def _on_text(self, _text: str) -> None:
        self._hits = find(self._wanted, self._chapters)
        here = self._list.currentRow()
        self._current = next((n for n, hit in enumerate(self._hits) if hit.chapter == here), 0)
        self._show_titles()
        self._go()

    def _on_after(self) -> None:
        self._step(1)

    def _on_before(self) -> None:
        self._step(-1)

    def _step(self, by: int) -> None:
        if self._hits:
            self._current = (self._current + by) % len(self._hits)
            self._go()

    def _go(self) -> None:
        if self._hits:
            self._list.setCurrentRow(self._hits[self._current].chapter)
        self._show_count()
        self._mark()

    @property
    def _wanted(self) -> str:
        return self._line.text().strip()

    def _show_count(self) -> None:
        if not self._wanted:
            self._count.clear()
        elif not self._hits:
            self._count.setText("没有找到")
        else:
            self._count.setText(f"第 {self._current + 1} 处，共 {len(self._hits)} 处")
        for each in (self._before, self._after):
            each.setEnabled(bool(self._hits))

    def _show_titles(self) -> None:
        for place, chapter in enumerate(self._chapters):
            found = sum(hit.chapter == place for hit in self._hits)
            item = self._list.item(place)
            item.setText(f"{chapter.title}（{found}）" if found else chapter.title)

    def _mark(self) -> None:
        here = self._list.currentRow()
        starts = [hit.start for hit in self._hits if hit.chapter == here]
        current = self._hits[self._current] if self._hits else None
        at = current.start if current is not None and current.chapter == here else None
        self._reader.show_hits(starts, len(self._wanted), at)

    def _on_chapter(self, row: int) -> None:
        if 0 <= row < len(self._chapters):
            self._reader.show_chapter(self._chapters[row])
            if self._hits and self._hits[self._current].chapter != row:
                first = next((n for n, hit in enumerate(self._hits) if hit.chapter == row), None)
                self._current = self._current if first is None else first
                self._show_count()
            self._mark()


def _page_before(page: QWidget) -> QWidget | None:
    """The page of the window that is shown, or was shown before `page` came."""
    for window in QApplication.topLevelWidgets():
        shown = getattr(window, "pages", None)
        if shown and window.isVisible():
            return next((held for held in reversed(shown) if held is not page), None)
    return None


def _area_of(page: QWidget | None) -> str:
    """The step of the work that a page belongs to: that of its records, or the one whose folder made it."""
    kind = getattr(page, "kind", None)
    if kind is not None:
        return str(kind.area)
    parts = type(page).__module__.split(".")
    return parts[2] if parts[:2] == ["app", "areas"] else ""
