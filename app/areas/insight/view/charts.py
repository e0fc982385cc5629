"""Bars with their labels and figures beside them, drawn with QPainter. A chart holds no record and reads nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.widgets import theme
from app.widgets.rows import name_control

LABEL_SHARE = 0.42
BAR = 14
LINE = 30
TONES = ("accent", "green", "edge", "muted", "ink", "faint")
"""Tokens for the parts of a bar, in order; at most six, told apart by lightness as well. Amber and red mean deadlines."""


@dataclass(frozen=True)
class Part:
    """One part of a bar: its word and how much."""

    label: str
    value: int


@dataclass(frozen=True)
class Bar:
    """One bar. key comes back when it is pressed; parts: at most six, () for a bar of one colour."""

    label: str
    value: int
    key: object = None
    parts: tuple[Part, ...] = ()


class BarChart(QWidget):
    """Horizontal bars. `pressed(key)` on a click, or on Enter with the bar chosen by ↑ and ↓."""

    pressed = Signal(object)

    def __init__(self, name: str, bars: Sequence[Bar], unit: str = "") -> None:
        super().__init__()
        self._bars = tuple(bars)
        self._unit = unit
        self._at = -1
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumHeight(len(self._bars) * theme.scaled(LINE) + 4)
        self.setMouseTracking(True)
        name_control(self, name)
        said = "；".join(f"{bar.label} {bar.value}{unit}{_parts_text(bar)}" for bar in self._bars)
        self.setAccessibleDescription(said)
        if any(bar.key is not None for bar in self._bars):
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            self.setToolTip("点一条看它的记录")

    def sizeHint(self) -> QSize:
        """As high as its bars."""
        return QSize(theme.scaled(360), len(self._bars) * theme.scaled(LINE) + 4)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw every bar."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(theme.TYPE_SMALL, tabular=True))
        line = theme.scaled(LINE)
        wide = round(self.width() * LABEL_SHARE)
        room = self.width() - wide - theme.scaled(96)
        most = max((bar.value for bar in self._bars), default=0) or 1
        for place, bar in enumerate(self._bars):
            top = place * line
            if place == self._at and self.hasFocus():
                painter.fillRect(QRectF(0, top, self.width(), line), theme.color("ink_soft"))
            painter.setPen(theme.color("text"))
            label = painter.fontMetrics().elidedText(bar.label, Qt.TextElideMode.ElideRight, wide - theme.GAP)
            painter.drawText(
                QRectF(0, top, wide - theme.GAP, line),
                Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight,
                label,
            )
            long = max(2.0 if bar.value else 0.0, room * bar.value / most)
            self._draw_bar(
                painter, bar, QRectF(wide, top + (line - theme.scaled(BAR)) / 2, long, theme.scaled(BAR))
            )
            painter.setPen(theme.color("text"))
            text = f"{bar.value}{self._unit}{_parts_text(bar)}"
            painter.drawText(
                QRectF(wide + long + theme.GAP, top, self.width(), line), Qt.AlignmentFlag.AlignVCenter, text
            )
        painter.setPen(QPen(theme.color("line")))
        painter.drawLine(QPointF(wide, 0), QPointF(wide, self.height()))
        painter.end()

    def _draw_bar(self, painter: QPainter, bar: Bar, place: QRectF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        parts = [part for part in bar.parts if part.value] or [Part("", bar.value)]
        total = sum(part.value for part in parts) or 1
        x = place.x()
        for part in parts:
            long = place.width() * part.value / total
            tone = TONES[[p.label for p in bar.parts].index(part.label)] if bar.parts else TONES[0]
            painter.setBrush(theme.color(tone))
            painter.drawRect(
                QRectF(x, place.y(), max(1.0, long - (1 if len(parts) > 1 else 0)), place.height())
            )
            x += long

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """↑ ↓ choose a bar, Enter opens it."""
        match event.key():
            case Qt.Key.Key_Down:
                self._go(self._at + 1)
            case Qt.Key.Key_Up:
                self._go(self._at - 1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Space if self._at >= 0:
                self._press(self._at)
            case _:
                super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click opens the bar under it."""
        place = int(event.position().y()) // theme.scaled(LINE)
        if 0 <= place < len(self._bars):
            self._go(place)
            self._press(place)

    def _go(self, place: int) -> None:
        self._at = max(0, min(len(self._bars) - 1, place))
        bar = self._bars[self._at]
        self.setToolTip(f"{bar.label} {bar.value}{self._unit}{_parts_text(bar)}")
        self.update()

    def _press(self, place: int) -> None:
        if self._bars[place].key is not None:
            self.pressed.emit(self._bars[place].key)


def _parts_text(bar: Bar) -> str:
    said = "、".join(f"{part.label}{part.value}" for part in bar.parts if part.value)
    return f"（{said}）" if said else ""
