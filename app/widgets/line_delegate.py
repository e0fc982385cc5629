"""Draws a cell of a table of texts: set in from the edge, a hairline below. It must not know what the texts mean."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.widgets import theme

INDENT = 6


class LineDelegate(QStyledItemDelegate):
    """Sets texts in from the edge as the heads are, with a hairline below each row."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """One cell."""
        rect: QRect = option.rect  # type: ignore[attr-defined]  # stubs leave QStyleOption's fields out
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:  # type: ignore[attr-defined]  # as above
            painter.fillRect(rect, theme.color("ink_soft"))
        painter.setPen(QPen(theme.color("line")))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.restore()
        inset = QStyleOptionViewItem(option)
        inset.rect = rect.adjusted(INDENT, 0, -INDENT, -1)  # type: ignore[attr-defined]  # as above
        super().paint(painter, inset, index)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """At least a row of the theme; wrapped text gets room above and below."""
        size = super().sizeHint(option, index)
        wide = size.width() + 2 * INDENT + theme.GAP
        return QSize(wide, max(theme.scaled(theme.ROW), size.height() + theme.GAP + theme.GRID))
