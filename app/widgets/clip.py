"""Keeps what is copied out of clipboard histories, and clears guarded fields from the clipboard after 15 seconds.

It must not read what others copied: it only looks at content that this process put there.
"""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QObject, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from app.widgets.desk import Desk, Exposure

CLEAR_AFTER_MS = 15_000
HINTS = {
    "x-kde-passwordManagerHint": b"secret",
    "ExcludeClipboardContentFromMonitorProcessing": b"1",
    "CanIncludeInClipboardHistory": b"\0\0\0\0",
    "CanUploadToCloudClipboard": b"\0\0\0\0",
}


class ClipboardGuard(QObject):
    """One for the window; `clear_ours()` is called by the lock."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._clipboard = QGuiApplication.clipboard()
        self._ours = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(CLEAR_AFTER_MS)
        self._timer.timeout.connect(self.clear_ours)
        self._clipboard.dataChanged.connect(self._on_copied)

    def clear_ours(self) -> None:
        """Empty the clipboard if what we put there still lies there."""
        self._timer.stop()
        if self._ours and self._clipboard.text() == self._ours:
            self._clipboard.clear(QClipboard.Mode.Clipboard)
        self._ours = ""

    def _on_copied(self) -> None:
        held = self._clipboard.mimeData()
        text = held.text() if held is not None and held.hasText() else ""
        if text and text == self._ours:
            return
        # Not every platform says who owns the clipboard; what is marked in our window was copied from it.
        if not text or not (
            self._clipboard.ownsClipboard() or text == marked_text(QApplication.focusWidget())
        ):
            self._ours = ""
            return
        self._ours = text
        marked = QMimeData()
        marked.setText(text)
        for name, value in HINTS.items():
            marked.setData(name, value)
        self._clipboard.setMimeData(marked)
        field = guarded_field(QApplication.focusWidget())
        if field:
            self._timer.start()
            self._desk.note("已复制受控内容，15 秒后从剪贴板清除，并记入台账")
            if (expose := self._desk.hooks.expose) is not None:
                exposure = Exposure("clipboard", "复制受控字段", fields=(field,))
                self._desk.work.write(lambda session: expose(session, exposure))


def marked_text(widget: QWidget | None) -> str:
    """The text that is marked in a widget, "" for none."""
    match widget:
        case QLineEdit() | QLabel():
            return widget.selectedText()
        case QPlainTextEdit() | QTextEdit():
            return widget.textCursor().selection().toPlainText()
        case _:
            return ""


def guarded_field(widget: QWidget | None) -> str:
    """The name of the guarded field that `widget` is part of, "" when it is none."""
    while widget is not None:
        name = widget.property("guarded")
        if name:
            return str(name)
        widget = widget.parentWidget()
    return ""
