"""Controls for text, numbers, amounts, days, moments and yes-or-no. They must not store anything."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from PySide6.QtCore import QDate, QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QCalendarWidget, QCheckBox, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from app.core.fields import FieldSpec, Kind
from app.core.points import points_text
from app.widgets import display, parse, theme
from app.widgets.icons import icon
from app.widgets.inputs.base import Editor, Surroundings
from app.widgets.rows import beside, words

LEAST_LINES, MOST_LINES = 3, 18


class LineEditor(Editor):
    """One line of text."""

    def __init__(self, spec: FieldSpec, around: Surroundings) -> None:
        super().__init__(spec, around)
        self.line = QLineEdit()
        box = beside(self.line)
        if spec.unit:
            box.addWidget(words(spec.unit, "muted"))
        self.setLayout(box)
        self.line.textEdited.connect(lambda _text: self.changed.emit())

    @property
    def focus_widget(self) -> QWidget:
        """The line itself."""
        return self.line

    def value(self) -> Any:
        """The text without blanks at its ends."""
        return self.line.text().strip()

    def put(self, value: Any) -> None:
        """Show the text."""
        self.line.setText(value or "")
        self.line.setCursorPosition(0)


class ParsedEditor(LineEditor):
    """A line that is read as a value; what cannot be read is a problem, and is kept as typed."""

    def __init__(
        self, spec: FieldSpec, around: Surroundings, read: Callable[[str], tuple[Any, str]],
        write: Callable[[Any], str], example: str,
    ) -> None:  # fmt: skip
        super().__init__(spec, around)
        self._read = read
        self._write = write
        self.line.setPlaceholderText(example)
        self.line.setFont(theme.font(tabular=True))
        if spec.kind in (Kind.NUMBER, Kind.MONEY, Kind.POINTS):
            self.line.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.line.editingFinished.connect(self._on_finished)

    def value(self) -> Any:
        """The value read, None when it is open or cannot be read."""
        return self._read(self.line.text())[0]

    def put(self, value: Any) -> None:
        """Show the value in its normal form."""
        self.line.setText("" if value is None else self._write(value))

    def problem(self) -> str:
        """Why the text cannot be read."""
        return self._read(self.line.text())[1]

    def typed(self) -> str:
        """The unread text."""
        return self.line.text() if self.problem() else ""

    def put_typed(self, text: str) -> None:
        """Show unread text again."""
        self.line.setText(text)

    def _on_finished(self) -> None:
        value, problem = self._read(self.line.text())
        if not problem and value is not None:
            self.put(value)


class LongTextEditor(Editor):
    """Paragraphs; as high as its text, within limits. Tab goes to the next control."""

    def __init__(self, spec: FieldSpec, around: Surroundings) -> None:
        super().__init__(spec, around)
        self.box = QPlainTextEdit()
        self.box.setTabChangesFocus(True)
        self.box.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.box)
        self._quiet = False
        self._given = ""
        self.box.textChanged.connect(self._on_text)
        self.box.document().documentLayout().documentSizeChanged.connect(lambda _size: self._fit())
        self._fit()

    @property
    def focus_widget(self) -> QWidget:
        """The text box."""
        return self.box

    @property
    def wide(self) -> bool:
        """Paragraphs take the whole width."""
        return True

    def value(self) -> Any:
        """The text; blanks at the end go, unless they came with it and nothing was typed."""
        text = self.box.toPlainText().rstrip()
        return self._given if text == self._given.rstrip() else text

    def put(self, value: Any) -> None:
        """Show the text."""
        self._quiet = True
        self._given = value or ""
        self.box.setPlainText(self._given)
        self._quiet = False

    def _on_text(self) -> None:
        if not self._quiet:
            self.changed.emit()

    def _fit(self) -> None:
        line = self.box.fontMetrics().lineSpacing()
        lines = round(self.box.document().documentLayout().documentSize().height())
        high = min(max(lines, LEAST_LINES), MOST_LINES) * line + 20
        if high != self.box.height():
            self.box.setFixedHeight(high)


class Calendar(QCalendarWidget):
    """A month to pick a day from, as a popup below a line."""

    picked = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowFlag(Qt.WindowType.Popup)
        self.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.setAccessibleName("选日期")
        self.clicked.connect(self._on_day)
        self.activated.connect(self._on_day)

    def _on_day(self, day: QDate) -> None:
        self.picked.emit(date(day.year(), day.month(), day.day()))
        self.close()


class DayEditor(ParsedEditor):
    """A day, typed or picked (Alt+↓)."""

    def __init__(self, spec: FieldSpec, around: Surroundings) -> None:
        moment = spec.kind is Kind.MOMENT
        super().__init__(
            spec, around, parse.moment if moment else parse.day,
            display.moment_text if moment else date.isoformat,
            "例如 2026-03-15 09:30" if moment else "例如 2026-03-15",
        )  # fmt: skip
        self._calendar: Calendar | None = None
        action = QAction(icon("calendar"), "选日期", self.line)
        action.setToolTip("选日期（Alt+↓）")
        action.triggered.connect(self.open_calendar)
        self.line.addAction(action, QLineEdit.ActionPosition.TrailingPosition)
        self.line.installEventFilter(self)

    def open_calendar(self) -> None:
        """Show the month of the day in the line, or this month."""
        if self._calendar is None:
            self._calendar = Calendar(self)
            self._calendar.picked.connect(self._on_picked)
        held = self.value()
        if held is not None:
            self._calendar.setSelectedDate(QDate(held.year, held.month, held.day))
        self._calendar.move(self.line.mapToGlobal(QPoint(0, self.line.height())))
        self._calendar.show()
        self._calendar.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Alt+↓ opens the calendar."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Down
            and event.modifiers() & Qt.KeyboardModifier.AltModifier
        ):
            self.open_calendar()
            return True
        return super().eventFilter(watched, event)

    def _on_picked(self, day: date) -> None:
        if self.spec.kind is Kind.MOMENT:
            held = self.value()
            self.put(
                datetime(day.year, day.month, day.day, held.hour if held else 9, held.minute if held else 0)
            )
        else:
            self.put(day)
        self.changed.emit()
        self.line.setFocus()


class FlagEditor(Editor):
    """Yes or no."""

    def __init__(self, spec: FieldSpec, around: Surroundings) -> None:
        super().__init__(spec, around)
        self.check = QCheckBox("是")
        self.setLayout(beside(self.check, None))
        self.check.clicked.connect(lambda _on=False: self.changed.emit())

    @property
    def focus_widget(self) -> QWidget:
        """The box."""
        return self.check

    def value(self) -> Any:
        """Whether it is ticked."""
        return self.check.isChecked()

    def put(self, value: Any) -> None:
        """Tick or not."""
        self.check.setChecked(bool(value))


def money_editor(spec: FieldSpec, around: Surroundings) -> ParsedEditor:
    """An amount in 元, exact to the 分."""
    made = ParsedEditor(spec, around, parse.money, display.money_text, "例如 12345.60 或 12.5万")
    if not spec.unit and (layout := made.layout()) is not None:
        layout.addWidget(words("元", "muted"))
    return made


def points_editor(spec: FieldSpec, around: Surroundings) -> ParsedEditor:
    """Points, exact to a tenth."""
    made = ParsedEditor(spec, around, parse.points, points_text, "例如 87.5")
    if not spec.unit and (layout := made.layout()) is not None:
        layout.addWidget(words("分", "muted"))
    return made


def number_editor(spec: FieldSpec, around: Surroundings) -> ParsedEditor:
    """A whole number."""
    return ParsedEditor(spec, around, parse.number, str, "")
