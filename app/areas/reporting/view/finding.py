"""The bar 查找替换 over the parts of a report: the next and the former place in any part, one replaced or all.

It changes text boxes alone, each part in one step that can be undone; saving is the page's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from app.widgets import theme
from app.widgets.rows import beside, button, name_control, tool, words

WIDE = 140


class _Line(QLineEdit):
    """A line that keeps 回车, Shift+回车 and Esc for itself."""

    entered = Signal(bool)
    left = Signal()

    def event(self, event: QEvent) -> bool:
        """Esc belongs to the bar while it is in here, not to the window."""
        if (
            event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """回车 goes on, Shift+回车 back, Esc out."""
        match event.key():
            case Qt.Key.Key_Escape:
                self.left.emit()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.entered.emit(bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
            case _:
                super().keyPressEvent(event)


class FindBar(QWidget):
    """`boxes`: the parts by name, in order; `show`: shows a part with the cursor at a place; `now`: the part shown."""

    def __init__(
        self,
        boxes: Mapping[str, QPlainTextEdit],
        show: Callable[[str, int], object],
        now: Callable[[], str],
    ) -> None:
        super().__init__()
        self._boxes, self._show, self._now = boxes, show, now
        self._find, self._put = _Line(), _Line()
        for line, name in ((self._find, "查找内容"), (self._put, "替换为")):
            line.setFixedWidth(theme.scaled(WIDE))
            line.setPlaceholderText(name)
            line.left.connect(self._on_left)
            name_control(line, name, help="回车到下一处，Shift+回车到上一处，Esc 回到正文")
        self._find.entered.connect(self._on_entered)
        self._find.textChanged.connect(self._on_text)
        self._put.entered.connect(self._on_put)
        self._said = words("", "muted")
        self._one = button("替换", self._on_one)
        self._all = button("全部替换", self._on_all, hint="所有部分里的都替换，可以逐部分撤销（Ctrl+Z）")
        row = beside(
            self._find,
            tool("上一处（Shift+回车）", "chevron-up", lambda: self.step(back=True), name="上一处"),
            tool("下一处（回车）", "chevron-down", self.step, name="下一处"),
            self._put,
            self._one,
            self._all,
            self._said,
            None,
        )
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addLayout(row)
        self.hide()

    def begin(self, *, replacing: bool = False) -> None:
        """Show the bar with what is selected in the text; the cursor stands in the first or the second line."""
        box = self._boxes[self._now()]
        chosen = box.textCursor().selectedText()
        writable = not box.isReadOnly()
        for part in (self._put, self._one, self._all):
            part.setVisible(writable)
        self.show()
        if chosen and "\u2029" not in chosen:
            self._find.setText(chosen)
        line = self._put if replacing and writable and self._find.text() else self._find
        line.setFocus()
        line.selectAll()
        self._on_text()

    def step(self, *, back: bool = False) -> None:
        """Select the next place, or the former one, through all parts and round again."""
        text = self._find.text()
        places = self._places()
        if not text or not places:
            return
        names = list(self._boxes)
        cursor = self._boxes[self._now()].textCursor()
        here = (names.index(self._now()), cursor.selectionStart() if back else cursor.selectionEnd())
        keyed = [(names.index(name), place) for name, place in places]
        if back:
            found = next((key for key in reversed(keyed) if key < here), keyed[-1])
        else:
            found = next((key for key in keyed if key >= here), keyed[0])
        name, place = names[found[0]], found[1]
        self._show(name, place)
        cursor = self._boxes[name].textCursor()
        cursor.setPosition(place)
        cursor.setPosition(place + len(text), QTextCursor.MoveMode.KeepAnchor)
        self._boxes[name].setTextCursor(cursor)
        self._said.setText(f"第 {keyed.index(found) + 1} 处，共 {len(keyed)} 处")

    def _places(self) -> list[tuple[str, int]]:
        text = self._find.text()
        found: list[tuple[str, int]] = []
        for name, box in self._boxes.items():
            whole, at = box.toPlainText(), 0
            while text and (at := whole.find(text, at)) >= 0:
                found.append((name, at))
                at += len(text)
        return found

    def _on_text(self) -> None:
        count = len(self._places())
        self._said.setText(f"共 {count} 处" if count else "没有找到" if self._find.text() else "")

    def _on_entered(self, back: bool) -> None:
        self.step(back=back)

    def _on_put(self, _back: bool) -> None:
        self._on_one()

    def _on_one(self) -> None:
        box = self._boxes[self._now()]
        cursor = box.textCursor()
        if cursor.selectedText() == self._find.text() and self._find.text() and not box.isReadOnly():
            cursor.insertText(self._put.text())
            box.setTextCursor(cursor)
        self.step()

    def _on_all(self) -> None:
        text, put = self._find.text(), self._put.text()
        count = len(self._places())
        for box in self._boxes.values():
            if not text or box.isReadOnly() or text not in box.toPlainText():
                continue
            cursor = box.textCursor()
            cursor.beginEditBlock()
            whole = box.toPlainText()
            at = len(whole)
            while (at := whole.rfind(text, 0, at)) >= 0:
                cursor.setPosition(at)
                cursor.setPosition(at + len(text), QTextCursor.MoveMode.KeepAnchor)
                cursor.insertText(put)
            cursor.endEditBlock()
        self._said.setText(f"已替换 {count} 处" if count else "没有找到")

    def _on_left(self) -> None:
        self.hide()
        self._boxes[self._now()].setFocus()
