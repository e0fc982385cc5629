"""The table of a list: fixed row height, badges for states, sort by header, keyboard. It fetches nothing itself."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
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

MOST_WIDTHS = {
    Kind.PERSON: 140, Kind.CHOICE: 180, Kind.CHOICES: 220, Kind.LINK: 260, Kind.LINKS: 240, Kind.TEXT: 280,
    Kind.LONG_TEXT: 380, Kind.FILES: 200, Kind.SIGNATURES: 240,
}  # fmt: skip
"""How wide a column of words may become for its content; days, numbers, states and codes are always whole."""
FIRM = frozenset({Kind.DATE, Kind.MOMENT, Kind.FLAG, Kind.NUMBER, Kind.MONEY, Kind.POINTS})
GROWING = frozenset({Kind.TEXT, Kind.LONG_TEXT, Kind.LINK, Kind.LINKS})
LEAST_WORDS, LEAST_TEXT, LEAST_TITLE = 88, 136, 208
FIRST_COLUMNS = 3
"""So many columns stay, however narrow the window."""
CELL_EDGE, HEAD_EDGE, BADGE_EDGE = 28, 28, 40


@dataclass(frozen=True)
class Want:
    """What a column asks for, in pixels: the least with which it can be read, enough for its content; whether it grows."""

    least: int
    enough: int
    grows: bool


def left_out(wants: Sequence[Want], room: int, kept: frozenset[int]) -> frozenset[int]:
    """Places of the columns, from the last on, that must stay away so that the others can be read within `room`."""
    away: set[int] = set()
    for place in reversed(range(len(wants))):
        if sum(want.least for at, want in enumerate(wants) if at not in away) <= room:
            break
        if place not in kept:
            away.add(place)
    return frozenset(away)


def share_out(wants: Sequence[Want], room: int) -> list[int]:
    """Widths that use `room` where they can: all get enough and words grow, or words give way down to their least."""
    enough = sum(want.enough for want in wants)
    if enough <= room:
        growing = [place for place, want in enumerate(wants) if want.grows]
        widths = [want.enough for want in wants]
        for place in growing:
            widths[place] += (room - enough) // len(growing)
        return widths
    slack = sum(want.enough - want.least for want in wants)
    lack = min(enough - room, slack)
    return [
        want.enough - (math.ceil((want.enough - want.least) * lack / slack) if slack else 0) for want in wants
    ]


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
        across.sectionResized.connect(self._on_section)
        self._sorted = ("", False)
        self._wants: tuple[Want, ...] = ()
        self._kept: frozenset[int] | None = None
        self._titles: frozenset[str] = frozenset()
        self._by_hand = self._sharing = False

    def fit_columns(
        self, columns: tuple[Column, ...], lines: Sequence[tuple[str, ...]] = (), *, may_hide: bool = False,
        titles: frozenset[str] = frozenset(),
    ) -> None:  # fmt: skip
        """Widths by what stands in `lines` (the cells of some rows); headings, states and days are never cut.

        may_hide: nobody chose these columns, so the last ones stay away while the window is too narrow for them;
        titles: names of the columns by which people know a row.
        """
        state = (place for place, column in enumerate(columns) if column.name == "state")
        self._titles = titles
        self._kept = frozenset((*range(FIRST_COLUMNS), *state)) if may_hide else None
        self._wants = tuple(
            self._want(column, [cells[place] for cells in lines]) for place, column in enumerate(columns)
        )
        self._by_hand = False
        self._share()

    def _want(self, column: Column, cells: list[str]) -> Want:
        head = self.horizontalHeader().fontMetrics().horizontalAdvance(column.label) + theme.scaled(HEAD_EDGE)
        metrics = self.fontMetrics()
        edge = theme.scaled(BADGE_EDGE if column.name == "state" else CELL_EDGE)
        widest = max((metrics.horizontalAdvance(text[:60]) + edge for text in cells if text), default=0)
        kind = column.spec.kind if column.spec is not None else None
        if kind is None or kind in FIRM:
            return Want(max(head, widest), max(head, widest), False)
        enough = max(head, min(widest, theme.scaled(MOST_WIDTHS[kind])))
        # Titles and summaries tell rows apart; they give way last.
        wanted = LEAST_TEXT if kind in (Kind.TEXT, Kind.LONG_TEXT) else LEAST_WORDS
        least = theme.scaled(LEAST_TITLE if column.name in self._titles else wanted)
        return Want(max(head, min(enough, least)), enough, kind in GROWING and widest > 0)

    def _share(self) -> None:
        model = self.model()
        if not self._wants or model is None or len(self._wants) != model.columnCount():
            return
        rows = model.rowCount() * row_height() + self.horizontalHeader().height()
        bar = self.verticalScrollBar()
        # The bar that comes with many rows takes its place from the columns.
        coming = 0 if bar.isVisible() or rows <= self.height() else bar.sizeHint().width()
        room = self.viewport().width() - coming
        away = left_out(self._wants, room, self._kept) if self._kept is not None else frozenset()
        shown = [place for place in range(len(self._wants)) if place not in away]
        self._sharing = True
        for place in range(len(self._wants)):
            self.setColumnHidden(place, place in away)
        for place, width in zip(shown, share_out([self._wants[place] for place in shown], room), strict=True):
            self.setColumnWidth(place, width)
        self._sharing = False

    def columns_away(self) -> tuple[int, ...]:
        """Places of the columns for which the window is too narrow now."""
        return tuple(place for place in range(len(self._wants)) if self.isColumnHidden(place))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the new width out, unless a person has set widths."""
        super().resizeEvent(event)
        if not self._by_hand:
            self._share()

    def _on_section(self, _place: int, _before: int, _after: int) -> None:
        if not self._sharing and QApplication.mouseButtons() & Qt.MouseButton.LeftButton:
            self._by_hand = True

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
