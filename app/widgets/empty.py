"""What stands where a list is empty: what this is for, and what to do first."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.core.records import RecordType
from app.widgets import theme
from app.widgets.icons import pixmap
from app.widgets.rows import beside, button, words

SIGN = 40


class EmptyState(QWidget):
    """Either "nothing made yet" with the way to make one, or "nothing found" with the way to see all."""

    def __init__(
        self, kind: RecordType, new: Callable[[], object], clear: Callable[[], object], *, may_make: bool
    ) -> None:
        super().__init__()
        self._kind = kind
        self._may_make = may_make
        sign = QLabel()
        sign.setPixmap(pixmap(kind.icon, "faint", SIGN))
        sign.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._head = words("", "title")
        self._text = words("", "body-muted", wrap=True)
        for part in (self._head, self._text):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._text.setFixedWidth(theme.scaled(460))
        self._new = button(f"新建第一条{kind.label}", new, icon_name="plus")
        self._clear = button("清除条件，看全部", clear)
        box = QVBoxLayout(self)
        box.addStretch(2)
        box.addWidget(sign)
        box.addSpacing(theme.GAP)
        box.addWidget(self._head)
        box.addLayout(beside(None, self._text, None))
        box.addSpacing(theme.GAP)
        box.addLayout(beside(None, self._new, self._clear, None))
        box.addStretch(3)

    def show_for(self, *, narrowed: bool, deleted: bool) -> None:
        """Say why the list is empty."""
        label = self._kind.label
        if deleted:
            self._head.setText(f"没有移除过{label}")
            self._text.setText("移除的记录会留在这里，办结撤点前都可以恢复。")
        elif narrowed:
            self._head.setText(f"没有符合条件的{label}")
            self._text.setText("换一个词，或者放宽筛选条件；顶部选定的轮次和单位也会限定范围。")
        else:
            self._head.setText(f"还没有{label}")
            self._text.setText(self._kind.purpose or "从新建开始；也可以导入已有的表格或接收移交包。")
        self._new.setVisible(self._may_make and not deleted and not narrowed)
        self._clear.setVisible(narrowed or deleted)
