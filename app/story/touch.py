"""The small motions of the hands: whether a button says a text, the entries of a tree, focus and typing as an input method.

It must not choose what to touch; the hands do.
"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QTreeWidget, QTreeWidgetItem, QWidget


def focus(widget: QWidget) -> None:
    """Make a field the one that gets the keys."""
    # Without a window manager, closing a dialog leaves no window active.
    widget.window().activateWindow()
    widget.setFocus()


def says(button: QAbstractButton, text: str) -> bool:
    """Whether a button shows `text`, or, showing none, is called it."""
    shown = plain(button.text())
    return shown == plain(text) or (not shown and button.accessibleName() == text)


def plain(text: str) -> str:
    """Without the mnemonic and the dots that promise a dialog."""
    return text.replace("&", "").removesuffix("…")


def items(tree: QTreeWidget) -> Iterable[QTreeWidgetItem]:
    """Entries of the navigation, parents before what is below them."""
    for place in range(tree.topLevelItemCount()):
        item = tree.topLevelItem(place)
        if item is not None:
            yield item
            for child in range(item.childCount()):
                below = item.child(child)
                if below is not None:
                    yield below


def commit(widget: QWidget, text: str) -> None:
    """What an input method does; QTest.keyClicks ends the process at the first Chinese character."""
    for number, line in enumerate(text.split("\n")):
        if number:
            QTest.keyClick(widget, Qt.Key.Key_Return)
        event = QInputMethodEvent()
        event.setCommitString(line)
        QApplication.sendEvent(widget, event)
