"""Steps of a piece of work side by side: done, now, still to come, with who and when below each. It takes no step itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.widgets import theme
from app.widgets.rows import words

SIGNS = {"done": "✓", "now": "●", "todo": "○"}
ROLES = {"done": "body-muted", "now": "strong", "todo": "muted"}
SAID = {"done": "已办", "now": "正在办", "todo": "未到"}


@dataclass(frozen=True)
class Mark:
    """One step. state: done, now or todo; under: a short line such as who and when."""

    label: str
    state: str
    under: str = ""


class StepBar(QWidget):
    """The steps in a row; each says its state in words to a screen reader."""

    def __init__(self, name: str, marks: Sequence[Mark]) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setObjectName(name)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, theme.GRID, 0, theme.GRID)
        box.setSpacing(theme.GRID)
        for place, mark in enumerate(marks):
            if place:
                box.addWidget(words("›", "muted"), 0, Qt.AlignmentFlag.AlignTop)
            box.addWidget(_step(mark), 1)


def _step(mark: Mark) -> QWidget:
    made = QWidget()
    inner = QVBoxLayout(made)
    inner.setContentsMargins(0, 0, 0, 0)
    inner.setSpacing(0)
    head = words(f"{SIGNS[mark.state]} {mark.label}", ROLES[mark.state])
    head.setAccessibleName(f"{mark.label} {SAID[mark.state]} {mark.under}".strip())
    inner.addWidget(head)
    inner.addWidget(words(mark.under or " ", "muted", wrap=True))
    inner.addStretch(1)
    return made
