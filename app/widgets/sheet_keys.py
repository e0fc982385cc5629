"""What a sheet does on Enter and Esc: what the key lands on, and whether something was typed that Esc would lose.

It must not close anything itself.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QPushButton, QTextEdit, QToolButton, QWidget

PASSING = ("查找", "搜索")
"""Lines, by what they are called, whose words narrow a list and are no loss."""


def is_plain_enter(event: QKeyEvent) -> bool:
    """Whether this is Enter alone, of either of the two keys."""
    bare = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == Qt.KeyboardModifier.NoModifier
    return bare and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def button_in_focus(sheet: QWidget) -> QPushButton | QToolButton | None:
    """The button where the keyboard is: Enter presses it rather than the main one."""
    held = sheet.focusWidget()
    return held if isinstance(held, QPushButton | QToolButton) and held.isEnabled() else None


def begins_with_button(sheet: QWidget) -> bool:
    """Whether the first thing that the keyboard reaches in the sheet is a button, so that it has nothing to fill in there."""
    first = sheet.nextInFocusChain()
    while first is not None and first is not sheet:
        if first.focusPolicy() & Qt.FocusPolicy.TabFocus and first.isVisibleTo(sheet) and first.isEnabled():
            return isinstance(first, QPushButton | QToolButton)
        first = first.nextInFocusChain()
    return False


def has_typed(sheet: QWidget) -> bool:
    """Whether a person typed into the sheet and it still stands there; passwords and searches do not count."""
    texts: tuple[QPlainTextEdit | QTextEdit, ...] = (
        *sheet.findChildren(QPlainTextEdit),
        *sheet.findChildren(QTextEdit),
    )
    return any(_said(line) for line in sheet.findChildren(QLineEdit)) or any(
        text.document().isModified() and not text.isReadOnly() and text.toPlainText().strip()
        for text in texts
    )


def _said(line: QLineEdit) -> bool:
    open_ = line.echoMode() is QLineEdit.EchoMode.Normal and not line.isReadOnly()
    return open_ and line.isModified() and bool(line.text().strip()) and line.accessibleName() not in PASSING
