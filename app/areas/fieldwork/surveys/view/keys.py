"""Rows for entry by keyboard: one digit an answer, the keyboard goes on by itself, Enter hands the whole over.

It knows no record: a line has a heading, its options in words, and how many digits it takes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRegularExpression, Qt, Signal
from PySide6.QtGui import QKeyEvent, QRegularExpressionValidator
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QWidget

from app.widgets import theme
from app.widgets.rows import name_control, words


@dataclass(frozen=True)
class KeyLine:
    """One line to be answered. options: in words, by digit from 1; digits: how many it takes, 0 for free text."""

    name: str
    heading: str
    options: tuple[str, ...] = ()
    digits: int = 1


class KeyEdit(QLineEdit):
    """The control of one line: ↓ and Space go on, ↑ and Backspace in an empty line go back, Enter submits."""

    forward = Signal()
    backward = Signal()
    submitted = Signal()

    def __init__(self, line: KeyLine) -> None:
        super().__init__()
        self._free = line.digits == 0
        name_control(self, line.heading, name=line.name)
        if not self._free:
            self.setMaxLength(line.digits)
            self.setValidator(QRegularExpressionValidator(QRegularExpression("[0-9]*")))
            self.setFixedWidth(theme.scaled(48 if line.digits == 1 else 96))
            self.setFont(theme.font(strong=True, tabular=True))
            self.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
            if line.digits == 1:
                self.textEdited.connect(self._on_digit)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go on, go back, submit."""
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.submitted.emit()
            case Qt.Key.Key_Down:
                self.forward.emit()
            case Qt.Key.Key_Up:
                self.backward.emit()
            case Qt.Key.Key_Space if not self._free:
                self.forward.emit()
            case Qt.Key.Key_Backspace if not self.text():
                self.backward.emit()
            case _:
                super().keyPressEvent(event)

    def _on_digit(self, text: str) -> None:
        if text:
            self.forward.emit()


class KeyForm(QWidget):
    """Several lines. `submitted(texts)` with the text of each line on Enter.

    check: (place, text) → what is wrong, "" for nothing; compact: the options are not spelled out under each line.
    """

    submitted = Signal(object)

    def __init__(
        self,
        lines: Sequence[KeyLine],
        *,
        check: Callable[[int, str], str] | None = None,
        compact: bool = False,
    ) -> None:
        super().__init__()
        self._lines = tuple(lines)
        self._check = check
        self._edits: list[KeyEdit] = []
        self._said: list[QLabel] = []
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.GAP)
        grid.setVerticalSpacing(theme.GRID)
        grid.setColumnStretch(2, 1)
        for place, line in enumerate(self._lines):
            edit, said = KeyEdit(line), words("", "muted")
            head = words(line.heading, "strong" if line.options or not line.digits else "", wrap=True)
            head.setBuddy(edit)
            if line.digits:
                grid.addWidget(edit, 2 * place, 0, 1 if compact else 2, 1, Qt.AlignmentFlag.AlignTop)
                grid.addWidget(head, 2 * place, 1, 1, 2)
                grid.addWidget(said, 2 * place, 3)
                if line.options and not compact:
                    text = "　".join(f"{n} {option}" for n, option in enumerate(line.options, 1))
                    grid.addWidget(words(text, "muted", wrap=True), 2 * place + 1, 1, 1, 2)
            else:
                grid.addWidget(head, 2 * place, 0, 1, 3)
                grid.addWidget(edit, 2 * place + 1, 0, 1, 3)
                grid.addWidget(said, 2 * place + 1, 3)
            said.setMinimumWidth(theme.scaled(200))
            edit.forward.connect(lambda place=place: self.focus(place + 1))
            edit.backward.connect(lambda place=place: self.focus(place - 1))
            edit.submitted.connect(self._on_submit)
            edit.textChanged.connect(lambda _text, place=place: self._say(place))
            self._edits.append(edit)
            self._said.append(said)

    @property
    def texts(self) -> tuple[str, ...]:
        """What stands in each line."""
        return tuple(edit.text().strip() for edit in self._edits)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed yet."""
        return not any(self.texts)

    def focus(self, place: int) -> None:
        """Put the keyboard into a line; past the last one it stays there."""
        if self._edits:
            edit = self._edits[max(0, min(len(self._edits) - 1, place))]
            edit.setFocus()
            edit.selectAll()

    def fill(self, texts: Sequence[str]) -> None:
        """Put texts into the lines."""
        for edit, text in zip(self._edits, texts, strict=False):
            edit.setText(text)

    def clear(self) -> None:
        """Empty every line and begin again at the first."""
        self.fill([""] * len(self._edits))
        self.focus(0)

    def show_problem(self, place: int, text: str) -> None:
        """Say beside a line what is wrong, with a sign."""
        theme.mark(self._said[place], role="problem")
        self._said[place].setText(f"✕ {text}")
        self._edits[place].setAccessibleDescription(text)

    def _say(self, place: int) -> None:
        line, text = self._lines[place], self._edits[place].text().strip()
        problem = self._check(place, text) if self._check is not None and text else ""
        if problem:
            self.show_problem(place, problem)
            return
        theme.mark(self._said[place], role="muted")
        chosen = [line.options[int(d) - 1] for d in text if line.options and 0 < int(d) <= len(line.options)]
        self._said[place].setText("、".join(chosen) if line.digits else "")
        self._edits[place].setAccessibleDescription("")

    def _on_submit(self) -> None:
        self.submitted.emit(self.texts)
