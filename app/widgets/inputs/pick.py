"""A line with a list below it to pick from, filtered as one types, by words or pinyin initials.

It must not know where the options come from: they are given, or asked for by text and brought later.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QStringListModel, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit

from app.core import hanzi
from app.widgets.icons import icon
from app.widgets.inputs.base import Option

Ask = Callable[[str, Callable[[tuple[Option, ...]], None]], None]
MOST = 200
WAIT_MS = 120


def matching(options: tuple[Option, ...], text: str) -> tuple[Option, ...]:
    """The options that hold `text` in label, key or pinyin initials; those that begin with it come first."""
    wanted = text.strip().lower()
    if not wanted:
        return options
    first, rest = [], []
    # Readings are looked up only for Latin letters: the table behind them is large.
    letters = wanted.isascii()
    for option in options:
        places = (option.label.lower(), option.key.lower(), initials_of(option.label) if letters else "")
        if any(place.startswith(wanted) for place in places if place):
            first.append(option)
        elif any(wanted in place for place in places):
            rest.append(option)
    return (*first, *rest)


_known: dict[str, str] = {}


def initials_of(label: str) -> str:
    """Pinyin initials of a label, computed once."""
    if label not in _known:
        _known[label] = hanzi.initials(label).lower()
    return _known[label]


class PickLine(QLineEdit):
    """The line. `picked(Option)` when a person chooses; with `free`, text that is not an option stands as well."""

    picked = Signal(object)
    cleared = Signal()

    def __init__(self, ask: Ask, *, free: bool = False, hint: str = "输入文字或拼音首字母查找") -> None:
        super().__init__()
        self._ask = ask
        self._free = free
        self._options: tuple[Option, ...] = ()
        self._held: Option | None = None
        self._asked = 0
        self.setPlaceholderText(hint)
        self._lines = QStringListModel(self)
        self._made: QCompleter | None = None
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(WAIT_MS)
        self._wait.timeout.connect(self._look)
        self.textEdited.connect(self._on_edited)
        self.editingFinished.connect(self._on_finished)
        show = QAction(icon("chevron-down"), "展开", self)
        show.triggered.connect(self.open_list)
        self.addAction(show, QLineEdit.ActionPosition.TrailingPosition)

    @property
    def held(self) -> Option | None:
        """The option that stands in the line."""
        return self._held

    def hold(self, option: Option | None) -> None:
        """Put an option, or nothing, into the line."""
        self._held = option
        self.setText(option.label if option else "")
        self.setCursorPosition(0)

    def open_list(self) -> None:
        """Show everything that can be picked."""
        self.setFocus()
        self._ask_for("")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """↓ opens the list; Enter takes the only or marked option."""
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up) and not self._list_is_open():
            self._ask_for("" if self._held else self.text())
            return
        super().keyPressEvent(event)

    def _on_edited(self, _text: str) -> None:
        if not self.text().strip() and self._held is not None and not self._free:
            self._held = None
            self.cleared.emit()
        self._wait.start()

    def _look(self) -> None:
        if self.hasFocus():
            self._ask_for(self.text())

    def _ask_for(self, text: str) -> None:
        self._asked += 1
        number = self._asked
        self._ask(text, lambda options: self._on_options(number, options))

    def _on_options(self, number: int, options: tuple[Option, ...]) -> None:
        if number != self._asked or not self.isVisible():
            return
        self._options = options[:MOST]
        self._lines.setStringList([f"{o.label}　{o.note}" if o.note else o.label for o in self._options])
        if self._options:
            self._completer().complete()
        elif self._list_is_open():
            self._completer().popup().hide()

    def _list_is_open(self) -> bool:
        return self._made is not None and self._made.popup().isVisible()

    def _completer(self) -> QCompleter:
        # Made when first needed: a form has dozens of these lines, and most lists are never opened.
        if self._made is None:
            self._made = QCompleter(self._lines, self)
            self._made.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
            self._made.setMaxVisibleItems(12)
            self._made.setWidget(self)
            self._made.popup().setProperty("role", "popup")
            self._made.popup().setAccessibleName("可选项")
            self._made.activated[QModelIndex].connect(self._on_activated)  # type: ignore[index]  # PySide signal overloads
        return self._made

    def _on_activated(self, index: QModelIndex) -> None:
        row = index.row()
        if 0 <= row < len(self._options):
            option = self._options[row]
            # The completer puts its own text into the line after this; ours must come last.
            QTimer.singleShot(0, self, lambda: self._take(option))

    def _take(self, option: Option) -> None:
        self.hold(option)
        self.picked.emit(option)

    def _on_finished(self) -> None:
        if self._list_is_open() or self._free:
            return
        text = self.text().strip()
        if self._held is not None and text == self._held.label:
            return
        exact = [option for option in self._options if text and text in (option.label, option.key)]
        if len(exact) == 1:
            self._take(exact[0])
        elif not text:
            if self._held is not None:
                self._held = None
                self.cleared.emit()
        else:
            self.hold(self._held)

    def choose_text(self, text: str) -> None:
        """Ask for `text` and take the option with exactly that label, as a person would by typing it."""

        def took(options: tuple[Option, ...]) -> None:
            for option in options:
                if option.label == text:
                    self._take(option)
                    return

        self._ask(text, took)
