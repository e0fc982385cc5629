"""The table of a list: fixed row height, badges for states, sort by header, keyboard. It fetches nothing itself."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.core.fields import Kind
from app.widgets import theme
from app.widgets.badges import SIGNS
from app.widgets.table_model import TONE_ROLE, Column, PagedModel, row_height

WIDTHS = {
    Kind.DATE: 104, Kind.MOMENT: 136, Kind.FLAG: 64, Kind.NUMBER: 84, Kind.MONEY: 120, Kind.PERSON: 88,
    Kind.CHOICE: 116, Kind.CHOICES: 150, Kind.LINK: 180, Kind.LINKS: 200, Kind.TEXT: 160, Kind.LONG_TEXT: 260,
    Kind.FILES: 140, Kind.SIGNATURES: 160,
}  # fmt: skip
META_WIDTHS = {"number": 150, "state": 118, "updated_at": 136, "created_at": 136}


class BadgeDelegate(QStyledItemDelegate):
    """Draws a state as a badge; other cells as text with a hairline below."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """One cell."""
        tone = index.data(TONE_ROLE)
        if not tone:
            super().paint(painter, option, index)
            return
        text = f"{SIGNS.get(tone, '○')} {index.data(Qt.ItemDataRole.DisplayRole)}"
        ink, ground = theme.tone_colors(tone)
        painter.save()
        rect: QRect = option.rect  # type: ignore[attr-defined]  # stubs leave QStyleOption's fields out
        if option.state & QStyle.StateFlag.State_Selected:  # type: ignore[attr-defined]  # as above
            painter.fillRect(rect, theme.color("ink_soft"))
        painter.setPen(QPen(theme.color("line")))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        font = theme.font(theme.TYPE_SMALL)
        painter.setFont(font)
        metrics = painter.fontMetrics()
        high = metrics.height() + 4
        wide = min(metrics.horizontalAdvance(text) + 14, rect.width() - 12)
        badge = QRect(rect.x() + 8, rect.y() + (rect.height() - high) // 2, wide, high)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(badge, 3, 3)
        painter.setPen(QColor(ink))
        fitted = metrics.elidedText(text, Qt.TextElideMode.ElideRight, wide - 8)
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, fitted)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """As high as every row."""
        return QSize(super().sizeHint(option, index).width(), row_height())


class ListTable(QTableView):
    """`opened(row)` on Enter or double click; `sort_wanted(column name, descending)` on a header."""

    opened = Signal(int)
    sort_wanted = Signal(str, bool)
    picked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("list")
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setItemDelegate(BadgeDelegate(self))
        self.setCornerButtonEnabled(False)
        down = self.verticalHeader()
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setDefaultSectionSize(row_height())
        down.hide()
        across = self.horizontalHeader()
        across.setSectionsClickable(True)
        across.setHighlightSections(False)
        across.setStretchLastSection(True)
        across.setMinimumSectionSize(48)
        across.setSortIndicatorShown(False)
        across.setSectionsMovable(True)
        across.sectionClicked.connect(self._on_header)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.row()))
        self._sorted = ("", False)

    def fit_columns(self, columns: tuple[Column, ...]) -> None:
        """Widths by kind; headings never cut; what room is left goes to the texts."""
        metrics = self.horizontalHeader().fontMetrics()
        widths = []
        for column in columns:
            usual = WIDTHS[column.spec.kind] if column.spec is not None else META_WIDTHS.get(column.name, 96)
            widths.append(
                max(theme.scaled(usual), metrics.horizontalAdvance(column.label) + theme.scaled(28))
            )
        growing = [
            place
            for place, column in enumerate(columns)
            if column.spec is not None and column.spec.kind in (Kind.TEXT, Kind.LONG_TEXT, Kind.LINK)
        ]
        spare = self.viewport().width() - sum(widths) - theme.GRID
        if spare > 0 and growing:
            for place in growing:
                widths[place] += spare // len(growing)
        for place, width in enumerate(widths):
            self.setColumnWidth(place, width)

    def chosen_rows(self) -> tuple[int, ...]:
        """Places of the selected rows, in order."""
        if self.selectionModel() is None:
            return ()
        chosen = self.selectionModel().selection()
        parts = [chosen.at(place) for place in range(chosen.count())]
        found = {row for part in parts for row in range(part.top(), part.bottom() + 1)}
        return tuple(sorted(found))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens; Home and End go to the first and last row."""
        model = self.model()
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if (
                not event.modifiers() & Qt.KeyboardModifier.ControlModifier
            ):
                if self.currentIndex().isValid():
                    self.opened.emit(self.currentIndex().row())
            case Qt.Key.Key_Home if model is not None and model.rowCount():
                self.selectRow(0)
            case Qt.Key.Key_End if model is not None and model.rowCount():
                self.selectRow(model.rowCount() - 1)
            case _:
                super().keyPressEvent(event)

    def show_sort(self, name: str, *, descending: bool) -> None:
        """Put the sort sign on a column."""
        self._sorted = (name, descending)
        model = self.model()
        across = self.horizontalHeader()
        if isinstance(model, PagedModel):
            for place, column in enumerate(model.columns):
                if column.name == name:
                    across.setSortIndicatorShown(True)
                    order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
                    across.setSortIndicator(place, order)
                    return
        across.setSortIndicatorShown(False)

    def _on_header(self, place: int) -> None:
        model = self.model()
        if isinstance(model, PagedModel):
            name = model.columns[place].name
            descending = self._sorted[0] == name and not self._sorted[1]
            self.sort_wanted.emit(name, descending)
