"""The steps of one stage as a column of cards: number and name, state in colour and word, who, until when.

One list draws all its cards, for fifty cards of widgets would hold the window up. It opens nothing itself.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from app.areas.preparation.process.service import Shown, StageShown
from app.widgets import theme
from app.widgets.rows import name_control

SIGNS = {"done": "●", "doing": "◐", "late": "▲", "near": "△", "waiting": "○", "skipped": "■"}
TONES = {
    "done": "done", "doing": "active", "late": "stop", "near": "back", "waiting": "draft", "skipped": "draft",
}  # fmt: skip
STEP = Qt.ItemDataRole.UserRole
WRAP = int(Qt.TextFlag.TextWrapAnywhere) | int(Qt.AlignmentFlag.AlignLeft) | int(Qt.AlignmentFlag.AlignTop)


@dataclass(frozen=True)
class _Part:
    """A piece of text in a card, with its ground ("" for none)."""

    rect: QRect
    text: str
    font: QFont
    color: QColor
    ground: str = ""


def _parts(shown: Shown, width: int) -> tuple[tuple[_Part, ...], int]:
    """Where the texts of a card stand when it is `width` wide, and how high it becomes."""
    step, inset = shown.step, theme.GAP
    small, strong = theme.font(theme.TYPE_SMALL), theme.font(strong=True)
    ink, soft = theme.tone_colors(TONES[shown.tone])
    due = shown.due_on.isoformat() if shown.due_on and shown.tone not in ("done", "skipped") else ""
    limit = (f"时限：{shown.limit}" if shown.limit else "", f"最近期限 {due}" if due else "")
    lines = [
        (f"{step.code} {step.name}", strong, theme.color("text"), ""),
        (f"{SIGNS[shown.tone]} {shown.word}", small, QColor(ink), soft),
        (step.who, small, theme.color("muted"), ""),
        ("\n".join(part for part in limit if part), small, theme.color("muted"), ""),
        (shown.proof.counted if shown.proof else "", small, theme.color("link"), ""),
    ]
    found, top = [], theme.GRID + 2
    for text, font, color, ground in lines:
        if not text:
            continue
        room = QRect(inset, top, width - 2 * inset, 1000)
        rect = QFontMetrics(font).boundingRect(room, WRAP, text)
        if ground:
            rect.adjust(0, 0, theme.GAP, theme.GRID)
        rect.setWidth(min(rect.width() + 2, room.width()) if ground else room.width())
        found.append(_Part(rect, text, font, color, ground))
        top = rect.bottom() + theme.GRID
    return tuple(found), top + theme.GRID


class _CardDelegate(QStyledItemDelegate):
    """Draws a step as a card."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """One card."""
        rect: QRect = option.rect  # type: ignore[attr-defined]  # stubs leave QStyleOption's fields out
        state = option.state  # type: ignore[attr-defined]  # as above
        card = rect.adjusted(0, 0, -1, -theme.GRID - 2)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("accent" if chosen else "line"), 2 if chosen else 1))
        painter.setBrush(theme.color("ink_soft" if chosen else "surface"))
        painter.drawRoundedRect(card, 6, 6)
        parts, _ = _parts(index.data(STEP), rect.width())
        painter.translate(rect.topLeft())
        for part in parts:
            if part.ground:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(part.ground))
                painter.drawRoundedRect(part.rect, 3, 3)
            painter.setFont(part.font)
            painter.setPen(part.color)
            inner = part.rect.adjusted(theme.GRID, theme.GRID // 2, 0, 0) if part.ground else part.rect
            painter.drawText(inner, WRAP, part.text)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """As high as its texts."""
        view = self.parent()
        assert isinstance(view, QListWidget)
        width = view.viewport().width()
        return QSize(width, _parts(index.data(STEP), width)[1] + theme.GRID + 2)


class StageList(QListWidget):
    """The cards of a stage, as high as they are. `chosen(step)` as one moves through them, `opened(id)` by Enter."""

    chosen = Signal(object)
    opened = Signal(str)

    def __init__(self, stage: StageShown) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.setItemDelegate(_CardDelegate(self))
        self.setMinimumWidth(theme.scaled(120))
        name_control(self, stage.label)
        for shown in stage.steps:
            item = QListWidgetItem(f"{shown.step.code} {shown.step.name} {shown.word}")
            item.setData(STEP, shown)
            item.setToolTip(f"{shown.step.what}\n标准：{shown.step.standard}")
            self.addItem(item)
        self.currentItemChanged.connect(self._on_current)
        self.itemActivated.connect(self._on_activated)

    def leave(self, id: str) -> None:
        """Another stage has the chosen step."""
        item = self.currentItem()
        if item is not None and item.data(STEP).step.id != id:
            self.blockSignals(True)
            self.setCurrentRow(-1)
            self.clearSelection()
            self.blockSignals(False)
            self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width makes other heights."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.scheduleDelayedItemsLayout()
            width = self.viewport().width()
            high = sum(_parts(self.item(n).data(STEP), width)[1] for n in range(self.count()))
            self.setFixedHeight(high + self.count() * (theme.GRID + 2) + theme.GAP)

    def _on_current(self, item: QListWidgetItem | None, _before: object) -> None:
        if item is not None:
            self.chosen.emit(item.data(STEP))

    def _on_activated(self, item: QListWidgetItem) -> None:
        self.opened.emit(item.data(STEP).step.id)
