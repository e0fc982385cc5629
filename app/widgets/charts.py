"""Bars with their labels and figures beside them, drawn with QPainter. A chart holds no record and reads nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.widgets import theme
from app.widgets.rows import name_control

LABEL_SHARE = 0.42
BAR = 14
LINE = 30
MARK = 8
TONES = ("accent", "green", "edge", "muted", "ink", "faint")
"""Tokens for the parts of a bar, in order; at most six, told apart by lightness as well. Amber and red mean deadlines."""


@dataclass(frozen=True)
class Part:
    """One part of a bar: its word and how much."""

    label: str
    value: int


@dataclass(frozen=True)
class Bar:
    """One bar. key comes back when it is pressed; parts: at most six, () for a bar of one colour.

    note: said behind the figure, e.g. its share.
    """

    label: str
    value: int
    key: object = None
    parts: tuple[Part, ...] = ()
    note: str = ""


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
        said = "；".join(f"{bar.label} {self._figure(bar)}{_parts_text(bar)}" for bar in self._bars)
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
        line, measure = theme.scaled(LINE), painter.fontMetrics().horizontalAdvance
        names = max((measure(bar.label) for bar in self._bars), default=0)
        wide = min(names + 2 * theme.GAP, round(self.width() * LABEL_SHARE))
        said = max((self._said_width(bar, measure) for bar in self._bars), default=0)
        room = max(theme.scaled(40), self.width() - wide - said - theme.EDGE)
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
            self._draw_said(painter, bar, wide + long + theme.GAP, top)
        painter.setPen(QPen(theme.color("line")))
        painter.drawLine(QPointF(wide, 0), QPointF(wide, self.height()))
        painter.end()

    def _draw_said(self, painter: QPainter, bar: Bar, x: float, top: int) -> None:
        """The sum, then each part with a mark in its colour: no legend is needed."""
        line, measure = theme.scaled(LINE), painter.fontMetrics().horizontalAdvance
        texts = [(self._figure(bar), "")]
        texts += [(f"{part.label} {part.value}", tone) for part, tone in _toned(bar)]
        for text, tone in texts:
            if tone:
                x += 2 * theme.GAP
                painter.fillRect(QRectF(x, top + (line - MARK) / 2, MARK, MARK), theme.color(tone))
                x += MARK + theme.GRID
            painter.setPen(theme.color("text"))
            painter.drawText(QRectF(x, top, measure(text) + 1, line), Qt.AlignmentFlag.AlignVCenter, text)
            x += measure(text)

    def _said_width(self, bar: Bar, measure: Callable[[str], int]) -> int:
        parts = [measure(f"{part.label} {part.value}") for part, _ in _toned(bar)]
        return measure(self._figure(bar)) + sum(parts) + len(parts) * (2 * theme.GAP + MARK + theme.GRID)

    def _figure(self, bar: Bar) -> str:
        return f"{bar.value}{self._unit}{'　' if bar.note else ''}{bar.note}"

    def _draw_bar(self, painter: QPainter, bar: Bar, place: QRectF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        parts = _toned(bar) or [(Part("", bar.value), TONES[0])]
        total = sum(part.value for part, _ in parts) or 1
        x = place.x()
        for part, tone in parts:
            long = place.width() * part.value / total
            painter.setBrush(theme.color(tone))
            gap = 1 if len(parts) > 1 else 0
            painter.drawRect(QRectF(x, place.y(), max(1.0, long - gap), place.height()))
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
        self.setToolTip(f"{bar.label} {self._figure(bar)}{_parts_text(bar)}")
        self.update()

    def _press(self, place: int) -> None:
        if self._bars[place].key is not None:
            self.pressed.emit(self._bars[place].key)


def _toned(bar: Bar) -> list[tuple[Part, str]]:
    """The parts that are not nought, each with its colour, which goes by the place among all parts."""
    return [(part, tone) for part, tone in zip(bar.parts, TONES, strict=False) if part.value]


def _parts_text(bar: Bar) -> str:
    said = "、".join(f"{part.label}{part.value}" for part in bar.parts if part.value)
    return f"（{said}）" if said else ""
