"""The part of 数据比对 that shows a table before it is imported: its columns, samples, and what each is for."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QComboBox, QGridLayout, QVBoxLayout, QWidget

from app.areas.fieldwork.comparison.keys import ROLES
from app.areas.fieldwork.comparison.service import Incoming
from app.widgets import theme
from app.widgets.rows import beside, button, name_control, words

SAMPLES = 3
SHOWN = 40


class IncomingPanel(QWidget):
    """Columns of a table with a box each. `confirm(roles)`, `drop()`."""

    def __init__(
        self, table: Incoming, confirm: Callable[[tuple[str, ...]], object], drop: Callable[[], object]
    ) -> None:
        super().__init__()
        self._confirm = confirm
        self._boxes: list[QComboBox] = []
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.GAP)
        box.addWidget(words("指明每一列是什么；用不着的选“不比对”，仍会随结果一起显示。", "muted"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.EDGE)
        grid.setVerticalSpacing(theme.GRID)
        grid.setColumnStretch(2, 1)
        for place, (title, role) in enumerate(zip(table.titles, table.roles, strict=True)):
            pick = QComboBox()
            for code, label in ROLES.items():
                pick.addItem(label, code)
            pick.setCurrentIndex(list(ROLES).index(role))
            pick.setFixedWidth(theme.scaled(140))
            name_control(pick, f"“{title}”是")
            self._boxes.append(pick)
            if place >= SHOWN:
                continue
            samples = "　".join(
                cells[place] for _, cells in table.rows[:SAMPLES] if place < len(cells) and cells[place]
            )
            grid.addWidget(words(title, "strong"), place, 0)
            grid.addWidget(pick, place, 1)
            grid.addWidget(words(samples[:90], "muted"), place, 2)
        box.addLayout(grid)
        box.addLayout(
            beside(
                button("确认导入…", self._on_confirm, icon_name="import", role="main"),
                button("不导入", drop),
                words("还没有导入任何一行。", "muted"),
                None,
            )
        )

    def _on_confirm(self) -> None:
        self._confirm(tuple(str(pick.currentData()) for pick in self._boxes))
