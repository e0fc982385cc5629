"""A spin box for points in tenths. It never changes by a wheel that only scrolls the page."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QDoubleSpinBox

from app.widgets import theme
from app.widgets.rows import name_control

OPEN = -0.1
MOST = 1000.0


class PointsSpin(QDoubleSpinBox):
    """Points from 0 to `most` (tenths; None for no limit); "—" while nothing is given."""

    def __init__(self, label: str, most: int | None, value: int | None) -> None:
        super().__init__()
        self.setDecimals(1)
        self.setRange(OPEN, MOST if most is None else most / 10)
        self.setSingleStep(0.5)
        self.setSpecialValueText("—")
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setFont(theme.font(tabular=True))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedWidth(theme.scaled(84))
        self.setValue(OPEN if value is None else value / 10)
        name_control(self, label)

    @property
    def tenths(self) -> int | None:
        """The points in tenths, None while nothing is given."""
        return None if self.value() < 0 else round(self.value() * 10)

    def stepBy(self, steps: int) -> None:
        """The first step from nothing given goes to 0, or down from the most."""
        if self.value() < 0:
            self.setValue(0.0 if steps > 0 else self.maximum())
        else:
            self.setValue(max(0.0, self.value() + steps * self.singleStep()))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Only the box that the keyboard is in turns."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()
