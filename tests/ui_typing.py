"""Types and finds like a person: Chinese through the input method, widgets by their visible text.

It must not reach into private attributes. `QTest.keyClicks` with a Chinese character aborts the whole process, so text goes
in as an input method commits it.
"""

from __future__ import annotations

import time
from typing import TypeVar

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAccessible, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

W = TypeVar("W", bound=QWidget)


def pause(ms: int) -> None:
    """Let the window go on for `ms`. QTest.qWait keeps Python's lock, so that each query of a worker would wait for it."""
    end = time.monotonic() + ms / 1000
    while True:
        QApplication.processEvents()
        if (left := end - time.monotonic()) <= 0:
            return
        time.sleep(min(left, 0.004))


def type_text(widget: QWidget, text: str) -> None:
    """Focus the widget and commit `text` as an input method does; line breaks are typed as Enter."""
    widget.setFocus()
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if number:
            QTest.keyClick(widget, Qt.Key.Key_Return)
        event = QInputMethodEvent()
        event.setCommitString(line)
        QApplication.sendEvent(widget, event)


def compose_text(widget: QWidget, typed: str, committed: str) -> None:
    """Type letter by letter with a preedit (as in pinyin), then commit: the way most text really arrives."""
    widget.setFocus()
    for length in range(1, len(typed) + 1):
        QApplication.sendEvent(widget, QInputMethodEvent(typed[:length], []))
    event = QInputMethodEvent("", [])
    event.setCommitString(committed)
    QApplication.sendEvent(widget, event)


def replace_text(widget: QLineEdit | QTextEdit | QPlainTextEdit, text: str) -> None:
    """Select all that stands there and type over it."""
    widget.setFocus()
    widget.selectAll()
    if text:
        type_text(widget, text)
    else:
        QTest.keyClick(widget, Qt.Key.Key_Delete)


def spoken_name(widget: QWidget) -> str:
    """What a screen reader calls the widget."""
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name) if interface is not None else ""


def find_by_name(parent: QObject, kind: type[W], name: str) -> W:
    """The one shown widget of `kind` under `parent` that a screen reader calls `name`."""
    seen = [w for w in parent.findChildren(kind) if not w.isHidden()]
    found = [w for w in seen if spoken_name(w) == name]
    assert len(found) == 1, (
        f"{len(found)} × {kind.__name__} “{name}”; there are: {[spoken_name(w) for w in seen]}"
    )
    return found[0]


def find_button(parent: QObject, text: str) -> QAbstractButton:
    """The one shown button whose text, without its mnemonic, is `text`."""
    seen = [b for b in parent.findChildren(QAbstractButton) if not b.isHidden()]
    found = [
        b for b in seen if b.text().replace("&", "") == text or (not b.text() and spoken_name(b) == text)
    ]
    assert len(found) == 1, (
        f"{len(found)} × button “{text}”; there are: {[b.text() or spoken_name(b) for b in seen]}"
    )
    return found[0]


def press(parent: QObject, text: str) -> None:
    """Click the button with that text; it must be enabled."""
    button = find_button(parent, text)
    assert button.isEnabled(), f"the button “{text}” is disabled"
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def shown_text(parent: QObject) -> str:
    """Every text shown on labels under `parent`, one a line."""
    return "\n".join(
        label.text() for label in parent.findChildren(QLabel) if label.isVisible() and label.text()
    )
