"""A table or tree of plain texts, as high as its rows or as its page, with columns by what stands in them.

It must not know what a row is; keys go in and come back with what was opened or chosen.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QTreeWidget, QTreeWidgetItem, QVBoxLayout

from app.widgets import theme
from app.widgets.line_delegate import LineDelegate
from app.widgets.line_widths import wants_of
from app.widgets.rows import name_control
from app.widgets.table_view import Want, share_out

ID = Qt.ItemDataRole.UserRole
LEAST_SENTENCE = 96
_ALL_THE_REST = 1000
"""Stretch of such a table against the 1 of an empty place below it."""
_LEAST_FILLING, _MOST_FILLING = 8, 400
"""Rows of a table that fills its page: fewer than these are never shown, more than those no screen holds."""


class Lines(QTreeWidget):
    """A table or tree of plain texts, as high as its rows up to `most`. Enter and double click open (`opened`)."""

    opened = Signal(object)

    def __init__(
        self, name: str, heads: Sequence[str], widths: Sequence[int], *, grow: int = 0, most: int = 18
    ) -> None:
        super().__init__()
        self._most = most
        self._declared, self._grow = tuple(widths), grow
        self._firm: frozenset[int] = frozenset()
        self._wants: tuple[Want, ...] = ()
        self._by_hand = self._fitted = self._fills = False
        self.setColumnCount(len(heads))
        self.setHeaderLabels(list(heads))
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setTabKeyNavigation(False)
        self.setIndentation(theme.scaled(18))
        self.setExpandsOnDoubleClick(False)
        self.setItemDelegate(LineDelegate(self))
        name_control(self, name)
        across = self.header()
        across.setStretchLastSection(False)
        across.setMinimumSectionSize(theme.scaled(40))
        for place, width in enumerate(widths):
            self.setColumnWidth(place, theme.scaled(width))
        across.sectionResized.connect(self._on_section)
        self.itemActivated.connect(lambda item, _column: self.opened.emit(item.data(0, ID)))
        self.itemExpanded.connect(self._on_branch)
        self.itemCollapsed.connect(self._on_branch)

    def add(
        self, texts: Sequence[str], key: object = None, under: QTreeWidgetItem | None = None
    ) -> QTreeWidgetItem:
        """A row; `key` comes back with `opened`."""
        item = QTreeWidgetItem(list(texts))
        item.setData(0, ID, key)
        for place, text in enumerate(texts):
            if len(text) > 12:
                item.setToolTip(place, text)
        if under is None:
            self.addTopLevelItem(item)
        else:
            under.addChild(item)
        return item

    def right(self, *columns: int) -> None:
        """Numbers stand at the right, in figures of one width."""
        for item in self.every():
            for column in columns:
                item.setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                item.setFont(column, theme.font(tabular=True))
        for column in columns:
            self.headerItem().setTextAlignment(
                column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            )

    def tight(self, *columns: int) -> None:
        """These columns are as wide as their texts and no wider, however long the texts are."""
        self._firm = self._firm | frozenset(columns)

    def every(self) -> list[QTreeWidgetItem]:
        """All rows, in the order shown."""
        found: list[QTreeWidgetItem] = []

        def walk(item: QTreeWidgetItem | None) -> None:
            if item is None:
                return
            found.append(item)
            for place in range(item.childCount()):
                walk(item.child(place))

        for place in range(self.topLevelItemCount()):
            walk(self.topLevelItem(place))
        return found

    def fit(self) -> None:
        """Be as high as the rows that are open, with columns by what stands in them."""
        self._fitted = True
        self._wants = wants_of(self, self._declared, self._grow, self._firm)
        self._share()
        self._set_height()

    def fill(self, box: QVBoxLayout) -> None:
        """Stand last on a page and take the height that is left, so that the page needs no bar beside the table's own."""
        self._fills = True
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        box.addWidget(self, _ALL_THE_REST)
        self.fit()

    def chosen(self) -> list[Any]:
        """Keys of the selected rows."""
        return [item.data(0, ID) for item in self.selectedItems() if item.data(0, ID) is not None]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the new width out, unless a person has set widths."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._share()
            if self._fitted:
                self._set_height()

    def _share(self) -> None:
        if self._by_hand:
            return
        if not self._wants:
            self._wants = wants_of(self, self._declared, self._grow, self._firm)
        room = self.viewport().width()
        widths = share_out(self._wants, room)
        over = sum(widths) - room
        if 0 < over <= widths[self._grow] - theme.scaled(LEAST_SENTENCE):
            widths[self._grow] -= over  # a little less of the sentences rather than a bar for a few pixels
        for place, width in enumerate(widths):
            self.setColumnWidth(place, width)

    def _set_height(self) -> None:
        most = _MOST_FILLING if self._fills else self._most
        shown = 0
        item = self.topLevelItem(0)
        while item is not None and shown < most:
            shown += 1
            item = self.itemBelow(item)
        head = self.header().sizeHint().height() if not self.isHeaderHidden() else 0
        over = self.header().length() > self.viewport().width()
        bar = self.horizontalScrollBar().sizeHint().height() if over else 0

        def high(rows: int) -> int:
            return head + max(1, rows) * theme.scaled(theme.ROW) + 4 + bar

        if self._fills:
            self.setMinimumHeight(high(min(shown, _LEAST_FILLING)))
            self.setMaximumHeight(high(shown))
        else:
            self.setFixedHeight(high(shown))

    def _on_branch(self, _item: QTreeWidgetItem) -> None:
        if self._fitted:  # not for each branch while the rows are being put in
            self.fit()

    def _on_section(self, _place: int, _before: int, _after: int) -> None:
        if QApplication.mouseButtons() & Qt.MouseButton.LeftButton and self.header().underMouse():
            self._by_hand = True
