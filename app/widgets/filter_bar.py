"""The chips of the filters in force, under the head of a list. It holds none; the page does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QToolButton

from app.core.records import RecordType
from app.widgets import theme
from app.widgets.display import Names
from app.widgets.filters import filter_text
from app.widgets.icons import icon, icon_size
from app.widgets.inputs.choice import Flow
from app.widgets.rows import button, clear_layout
from db.query import Filter


class FilterBar(QFrame):
    """Hidden while nothing is filtered."""

    def __init__(self, drop: Callable[[int], object], clear: Callable[[], object]) -> None:
        super().__init__()
        self.setProperty("role", "bar")
        self._drop = drop
        self._clear = clear
        self._flow = Flow()
        self._flow.setContentsMargins(theme.EDGE, theme.GRID, theme.EDGE, theme.GRID)
        self.setLayout(self._flow)
        self.hide()

    def show_filters(
        self, kind: RecordType, filters: Sequence[tuple[Filter, bool]], names: Names, *, deleted: bool
    ) -> None:
        """Draw a chip for each filter; those marked False cannot be taken away here."""
        clear_layout(self._flow)
        for place, (held, removable) in enumerate(filters):
            chip = QToolButton()
            chip.setProperty("role", "chip")
            chip.setText(filter_text(kind, held, names))
            chip.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            chip.setObjectName(f"filter-{place}")
            if removable:
                chip.setIcon(icon("x", "ink_text"))
                chip.setIconSize(icon_size())
                chip.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
                chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
                chip.setAccessibleName(f"去掉筛选 {chip.text()}")
                chip.clicked.connect(partial(self._on_chip, place))
            self._flow.addWidget(chip)
        if deleted:
            chip = QToolButton()
            chip.setProperty("role", "chip")
            chip.setText("只看已移除的")
            chip.setAccessibleName(chip.text())
            chip.setObjectName("filter-removed")
            self._flow.addWidget(chip)
        if filters or deleted:
            self._flow.addWidget(button("全部清除", self._clear, role="link"))
        self.setVisible(bool(filters) or deleted)

    def _on_chip(self, place: int, _on: bool = False) -> None:
        self._drop(place)
