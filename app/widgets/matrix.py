"""A table of people (or things) against columns, one word in each cell. It shows; what a cell means is the page's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from app.widgets import theme
from app.widgets.rows import name_control

MOST_HEAD = 6


@dataclass(frozen=True)
class MatrixCell:
    """text: one short word with its sign; tone: a token of the theme, "" for plain; hint: all that is known."""

    text: str
    tone: str = ""
    hint: str = ""


class Matrix(QTableWidget):
    """`pointed(row, column)` when a cell is chosen, `opened(row, column)` on Enter or double click. Columns before
    `firm` are heads of their row."""

    pointed = Signal(int, int)
    opened = Signal(int, int)

    def __init__(
        self,
        name: str,
        heads: Sequence[str],
        rows: Sequence[Sequence[MatrixCell]],
        *,
        firm: int = 1,
        most: int = 14,
    ) -> None:
        super().__init__(len(rows), len(heads))
        for column, head in enumerate(heads):
            item = QTableWidgetItem(_broken(head))
            item.setToolTip(head)
            self.setHorizontalHeaderItem(column, item)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.scaled(theme.ROW))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setShowGrid(True)
        name_control(self, name)
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                self.setItem(row, column, self._item(cell, centred=column >= firm))
        across = self.horizontalHeader()
        across.setStretchLastSection(False)
        across.setMinimumSectionSize(theme.scaled(64))
        across.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        shown = min(most, max(1, len(rows)))
        self.setFixedHeight(across.sizeHint().height() + shown * theme.scaled(theme.ROW) + theme.scaled(20))
        self.currentCellChanged.connect(lambda row, column, _r, _c: self.pointed.emit(row, column))
        self.cellDoubleClicked.connect(self.opened.emit)

    def _item(self, cell: MatrixCell, *, centred: bool) -> QTableWidgetItem:
        made = QTableWidgetItem(cell.text)
        made.setToolTip(cell.hint)
        made.setData(Qt.ItemDataRole.AccessibleTextRole, f"{cell.text} {cell.hint}".strip())
        if centred:
            made.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
        if cell.tone:
            made.setForeground(theme.color(cell.tone))
        return made

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the cell."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentRow() >= 0:
            self.opened.emit(self.currentRow(), self.currentColumn())
            return
        super().keyPressEvent(event)


def _broken(head: str) -> str:
    """A long head in two lines, so that its column need be no wider than its words."""
    if len(head) <= MOST_HEAD:
        return head
    middle = (len(head) + 1) // 2
    sign = next((place + 1 for place, char in enumerate(head) if char in "：、（" and place), middle)
    place = sign - 1 if head[sign - 1] == "（" else sign
    return f"{head[:place]}\n{head[place:]}"
