"""A reader's room: the list of chapters, the text, and a search over all of them with every hit marked.

Which chapters there are, and what else stands on the page, is the page's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.widgets import theme
from app.widgets.reading import Chapter, Hit, Reader, find
from app.widgets.rows import hairline, name_control, tool, words

SEARCH_WIDTH = 300
PLACE = Qt.ItemDataRole.UserRole
_HERE = Qt.ShortcutContext.WidgetShortcut
_WITHIN = Qt.ShortcutContext.WidgetWithChildrenShortcut


class ChapterRoom(QWidget):
    """Chapters left, text right. `search` and what belongs to it are put into the page's head by the page."""

    turned = Signal(int)
    """The chapter now shown, by its place."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self._chapters: tuple[Chapter, ...] = ()
        self._hits: tuple[Hit, ...] = ()
        self._current = -1
        self.search = QLineEdit()
        self.search.setPlaceholderText("在手册里查找，几个字都行")
        self.search.setClearButtonEnabled(True)
        self.search.setFixedWidth(theme.scaled(SEARCH_WIDTH))
        name_control(self.search, "在手册里查找", help="回车到下一处，Shift+回车到上一处")
        self.count = words("", "muted")
        self.count.setMinimumWidth(theme.scaled(96))
        self.before = tool("上一处（Shift+回车）", "chevron-up", self._on_before, name="上一处")
        self.after = tool("下一处（回车）", "chevron-down", self._on_after, name="下一处")
        self._list = QListWidget()
        self._list.setFixedWidth(theme.scaled(width))
        name_control(self._list, "手册目录")
        self._reader = Reader()
        self.under = QVBoxLayout()
        """Below the text: the page's own."""
        self._lay_out()
        self.search.textChanged.connect(self._on_text)
        self.search.returnPressed.connect(self._on_after)
        QShortcut(QKeySequence("Shift+Return"), self.search, self._on_before, context=_HERE)
        QShortcut(QKeySequence("Ctrl+F"), self, self.find_text, context=_WITHIN)
        self._list.currentRowChanged.connect(self._on_row)
        self._show_count()

    def _lay_out(self) -> None:
        below = QHBoxLayout(self)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(0)
        side = QVBoxLayout()
        side.setContentsMargins(theme.GAP, theme.GAP, theme.GAP, theme.GAP)
        side.addWidget(self._list)
        below.addLayout(side)
        below.addWidget(hairline(upright=True))
        text = QVBoxLayout()
        text.setSpacing(0)
        text.addWidget(self._reader, 1)
        self.under.setContentsMargins(0, 0, 0, 0)
        text.addLayout(self.under)
        below.addLayout(text, 1)

    def head_parts(self) -> tuple[QWidget, ...]:
        """The search with its count and steps, for the head of the page."""
        return self.count, self.before, self.after, self.search

    def set_chapters(self, chapters: Sequence[Chapter], headings: Mapping[int, str] | None = None) -> None:
        """Fill the list; `headings` stand above the chapters of those places. Nothing is shown yet."""
        self._list.blockSignals(True)
        self._list.clear()
        self._chapters = tuple(chapters)
        for place, chapter in enumerate(self._chapters):
            if headings and place in headings:
                head = QListWidgetItem(headings[place])
                head.setFlags(Qt.ItemFlag.NoItemFlags)
                head.setFont(theme.font(strong=True))
                self._add(head)
            item = QListWidgetItem(chapter.title)
            item.setData(PLACE, place)
            self._add(item)
        self._list.blockSignals(False)
        self._hits = find(self._wanted, self._chapters)
        self._show_titles()

    def _add(self, item: QListWidgetItem) -> None:
        # Of its own: the style sheet's is not known yet when the page is built.
        item.setSizeHint(QSize(0, theme.scaled(theme.ROW)))
        self._list.addItem(item)

    @property
    def place(self) -> int:
        """The chapter now shown, -1 for none."""
        item = self._list.currentItem()
        held = item.data(PLACE) if item is not None else None
        return -1 if held is None else int(held)

    def turn_to(self, place: int) -> None:
        """Show a chapter."""
        for row in range(self._list.count()):
            if self._list.item(row).data(PLACE) == place:
                self._list.setCurrentRow(row)
                return

    def set_again(self) -> None:
        """Set the text anew, as after a change of the colours, where it stood."""
        held = self._reader.verticalScrollBar().value()
        self._on_row(self._list.currentRow())
        self._reader.verticalScrollBar().setValue(held)

    def find_text(self) -> None:
        """Put the keyboard into the search."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    # Search

    def _on_text(self, _text: str) -> None:
        self._hits = find(self._wanted, self._chapters)
        here = self.place
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
        if self._hits and self._hits[self._current].chapter != self.place:
            self.turn_to(self._hits[self._current].chapter)
        self._show_count()
        self._mark()

    @property
    def _wanted(self) -> str:
        return self.search.text().strip()

    def _show_count(self) -> None:
        if not self._wanted:
            self.count.clear()
        elif not self._hits:
            self.count.setText("没有找到")
        else:
            self.count.setText(f"第 {self._current + 1} 处，共 {len(self._hits)} 处")
        for each in (self.before, self.after):
            each.setEnabled(bool(self._hits))

    def _show_titles(self) -> None:
        for row in range(self._list.count()):
            item = self._list.item(row)
            place = item.data(PLACE)
            if place is not None:
                title = self._chapters[place].title
                found = sum(hit.chapter == place for hit in self._hits)
                item.setText(f"{title}（{found}）" if found else title)

    def _mark(self) -> None:
        here = self.place
        starts = [hit.start for hit in self._hits if hit.chapter == here]
        current = self._hits[self._current] if self._hits else None
        at = current.start if current is not None and current.chapter == here else None
        self._reader.show_hits(starts, len(self._wanted), at)

    def _on_row(self, _row: int) -> None:
        here = self.place
        if not 0 <= here < len(self._chapters):
            return
        self._reader.show_chapter(self._chapters[here])
        if self._hits and self._hits[self._current].chapter != here:
            first = next((n for n, hit in enumerate(self._hits) if hit.chapter == here), None)
            self._current = self._current if first is None else first
            self._show_count()
        self._mark()
        self.turned.emit(here)
