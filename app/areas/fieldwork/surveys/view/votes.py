"""The grid of tallied votes: one row for each subject and item, one number for each grade, the sum checked as it is typed.

It stores nothing; the page takes its numbers.
"""

from __future__ import annotations

from PySide6.QtCore import QRegularExpression, Qt
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from app.areas.fieldwork.surveys.polls import PollResult
from app.widgets import theme
from app.widgets.rows import name_control, words


class VoteGrid(QWidget):
    """The grid. Enter and ↓ go to the next cell."""

    def __init__(self, result: PollResult) -> None:
        super().__init__()
        self._valid = result.poll.valid
        self._rows: list[tuple[tuple[str, str], list[QLineEdit]]] = []
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.GAP)
        grid.setVerticalSpacing(theme.GRID)
        heads = ("测评对象", "项目", *result.shape.grades, "未填", "核对")
        for place, head in enumerate(heads):
            grid.addWidget(words(head, "label"), 0, place)
        grid.setColumnStretch(len(heads) - 1, 1)
        self._said = []
        for line, row in enumerate(result.rows, 1):
            again = line > 1 and result.rows[line - 2].subject == row.subject
            grid.addWidget(words("" if again else row.subject, "strong"), line, 0)
            grid.addWidget(words(row.item), line, 1)
            entered = row.problem != "还没有计票"
            edits = []
            for place, (grade, count) in enumerate(
                zip((*result.shape.grades, "未填"), (*row.votes, row.abstained), strict=True)
            ):
                edit = self._cell(f"{row.subject} {row.item} {grade}", str(count) if entered else "")
                grid.addWidget(edit, line, 2 + place)
                edits.append(edit)
            said = words("", "muted")
            grid.addWidget(said, line, len(heads) - 1)
            self._said.append(said)
            self._rows.append(((row.subject, row.item), edits))
            self._check(line - 1)

    def _cell(self, name: str, text: str) -> QLineEdit:
        edit = QLineEdit(text)
        name_control(edit, name)
        edit.setValidator(QRegularExpressionValidator(QRegularExpression("[0-9]{0,5}")))
        edit.setFixedWidth(theme.scaled(64))
        edit.setAlignment(Qt.AlignmentFlag.AlignRight)
        edit.setFont(theme.font(tabular=True))
        place = len(self._rows)
        edit.textEdited.connect(lambda _text, place=place: self._check(place))
        edit.returnPressed.connect(self._on_return)
        return edit

    def _on_return(self) -> None:
        self.focusNextChild()

    def _check(self, place: int) -> None:
        if place >= len(self._rows):
            return
        edits = self._rows[place][1]
        filled = [edit.text() for edit in edits if edit.text()]
        total = sum(map(int, filled))
        said = self._said[place]
        if not filled or self._valid is None:
            said.setText(f"合计 {total}" if filled else "")
            theme.mark(said, role="muted")
        elif total == self._valid:
            said.setText(f"✓ 合计 {total}")
            theme.mark(said, role="muted")
        else:
            said.setText(f"✕ 合计 {total}，有效 {self._valid}，差 {self._valid - total}")
            theme.mark(said, role="problem")

    def votes(self) -> dict[tuple[str, str], tuple[tuple[int, ...], int]]:
        """(subject, item) → (votes by grade, left open), for the rows in which something stands."""
        found = {}
        for key, edits in self._rows:
            if any(edit.text() for edit in edits):
                counts = [int(edit.text() or 0) for edit in edits]
                found[key] = (tuple(counts[:-1]), counts[-1])
        return found
