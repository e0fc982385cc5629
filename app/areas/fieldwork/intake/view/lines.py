"""The sheet that shows a talk line by line, from which lines are chosen to become a finding or a clue."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from app.areas.fieldwork.intake.talks import Line
from app.areas.fieldwork.model import page_reference
from app.widgets import theme
from app.widgets.dialogs import Sheet
from app.widgets.frame import active_window
from app.widgets.lines import Lines
from app.widgets.rows import Row, words

WIDE = 760


class LineSheet(Sheet):
    """Lines of a talk, a title and pages. `then(lines, title, second)` gets what was chosen and written.

    second: label of a further line of text, such as 页码 or 被反映人; paged: it must read as pages.
    """

    def __init__(
        self, title: str, lines: Sequence[Line], yes: str, then: Callable[[tuple[Line, ...], str, str], object], *,
        first: str, second: str, help: str = "", paged: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(active_window(), title, sign="list")
        self.setMinimumWidth(theme.scaled(WIDE))
        self._then = then
        self._paged = paged
        self.say("点一行，或按住 Ctrl、Shift 点几行；选中的原话和行号随提取的内容一起保存。", "body-muted")
        self._lines = Lines("谈话逐句", ("行", "", "原话"), (40, 36, 600), grow=2, most=12)
        self._lines.setSelectionMode(Lines.SelectionMode.ExtendedSelection)
        self._lines.setUniformRowHeights(False)
        self._lines.setWordWrap(True)
        self._lines.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for line in lines:
            self._lines.add((str(line.number), line.speaker, line.words), line)
        self._lines.right(0)
        self._lines.fit()
        self._lines.itemSelectionChanged.connect(self._on_selected)
        self.body.addWidget(self._lines)
        self._chosen = words("还没有选", "muted")
        self.body.addWidget(self._chosen)
        self._title = QLineEdit()
        self._title_row = Row(first, self._title, help=help, required=True)
        self._second = QLineEdit()
        self._second_row = Row(second, self._second, help="例如：第3页、第3-5页" if paged else "")
        self.body.addWidget(self._title_row)
        self.body.addWidget(self._second_row)
        self.foot("取消", self.reject)
        self.foot(yes, self._on_done, main=True)

    def choose(self, *numbers: int) -> None:
        """Select the lines with these numbers."""
        for item in self._lines.every():
            item.setSelected(item.data(0, Qt.ItemDataRole.UserRole).number in numbers)

    def _picked(self) -> tuple[Line, ...]:
        return tuple(sorted(self._lines.chosen(), key=lambda line: line.number))

    def _on_selected(self) -> None:
        picked = self._picked()
        self._chosen.setText(
            f"已选第{'、'.join(str(line.number) for line in picked)}行" if picked else "还没有选"
        )

    def _on_done(self) -> None:
        picked, title, second = self._picked(), self._title.text().strip(), self._second.text().strip()
        self._title_row.show_problem("" if title else "请填写")
        wrong = (page_reference(second) or "") if self._paged and second else ""
        self._second_row.show_problem(wrong)
        if not picked:
            self._chosen.setText("✕ 先在上面点一行")
        if picked and title and not wrong:
            self.accept()
            self._then(picked, title, second)
