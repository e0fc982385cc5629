"""The parts of a text on the screen: a tree of sections and points at the left, the text of one section at the right.

It holds what is typed and nothing else; reading and saving are the page's.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QSignalBlocker, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QTextCursor
from PySide6.QtWidgets import (
    QPlainTextEdit,
    QSplitter,
    QStackedWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.areas.reporting.outline import Entry, characters, inserted, outline, renumbered
from app.areas.reporting.prose import Prose
from app.areas.reporting.view.finding import FindBar
from app.areas.reporting.view.writing import Marks, WritingBox
from app.widgets import theme
from app.widgets.rows import beside, button, name_control, words

PLACE = Qt.ItemDataRole.UserRole
OUTLINE_MS = 300
ENTRY = 28


class Sections(QSplitter):
    """`edited()` when a person changed a text; `insert_wanted()` for 插入问题, `name_wanted(text)` for 记为点人点事."""

    edited = Signal()
    insert_wanted = Signal()
    name_wanted = Signal(str)

    def __init__(self, prose: Prose) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._prose = prose
        self.setChildrenCollapsible(False)
        self.setHandleWidth(1)
        self._name = prose.names[0]
        self._tree = QTreeWidget()
        self._tree.setHeaderHidden(True)
        self._tree.setIndentation(theme.scaled(14))
        self._tree.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._tree.setMinimumWidth(theme.scaled(200))
        name_control(self._tree, "提纲")
        self._tree.currentItemChanged.connect(lambda item, _before: self._on_item(item))
        self._tree.itemActivated.connect(lambda _item, _column: self.text(self._name).setFocus())
        self._roots: dict[str, QTreeWidgetItem] = {}
        self._boxes: dict[str, QPlainTextEdit] = {}
        self._marks: list[Marks] = []
        self._stack = QStackedWidget()
        for name in prose.names:
            self._add_section(name)
        self._head = words("", "section")
        self._count = words("", "muted")
        self._help = words("", "muted", wrap=True)
        self.insert = button(
            "插入问题…", self.insert_wanted.emit, icon_name="file-plus", hint="F4，插在光标所在行之后"
        )
        self.name_it = button(
            "点人点事…", self._on_name, hint="F9：先选中点到的人或事，登记后在正文里标出，并进点人点事清单"
        )
        self.order = button("重排序号", self._on_order, hint="从 1 起按顺序重编问题序号")
        right = QWidget()
        box = QVBoxLayout(right)
        box.setContentsMargins(theme.EDGE, theme.GAP, theme.EDGE, theme.GAP)
        box.setSpacing(theme.GAP)
        find = button("查找替换", self._on_find, icon_name="search", hint="Ctrl+F 查找，Ctrl+H 替换")
        box.addLayout(beside(self._head, self._count, None, find, self.name_it, self.insert, self.order))
        self.finder = FindBar(self._boxes, self._on_found, lambda: self._name)
        box.addWidget(self.finder)
        box.addWidget(self._help)
        box.addWidget(self._stack, 1)
        self.addWidget(self._tree)
        self.addWidget(right)
        self.setStretchFactor(1, 1)
        self.setSizes([theme.scaled(280), theme.scaled(760)])
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(OUTLINE_MS)
        self._later.timeout.connect(self._draw_points)
        self.go_to(prose.names[0])
        for keys, act in (
            ("Ctrl+F", self._on_find),
            ("Ctrl+H", self._on_replace),
            ("F4", self._on_insert_key),
            ("F9", self._on_name),
        ):
            QShortcut(QKeySequence(keys), self, act, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _add_section(self, name: str) -> None:
        spec = self._prose.record.TYPE.field(name)
        item = QTreeWidgetItem([spec.label.removesuffix("需要说明的情况") or spec.label])
        item.setData(0, PLACE, (name, -1))
        item.setFont(0, theme.font(strong=True))
        item.setSizeHint(0, QSize(0, theme.scaled(ENTRY)))
        self._tree.addTopLevelItem(item)
        self._roots[name] = item
        box = WritingBox()
        box.setTabChangesFocus(True)
        box.setFont(theme.font(theme.TYPE_LEAD))
        box.document().setDocumentMargin(theme.EDGE)
        name_control(box, spec.label, name=name, help=spec.help)
        box.textChanged.connect(partial(self._on_text, name))
        self._marks.append(Marks(box.document()))
        self._boxes[name] = box
        self._stack.addWidget(box)

    # What the page asks

    @property
    def name(self) -> str:
        """The section now shown."""
        return self._name

    def text(self, name: str) -> QPlainTextEdit:
        """The text box of a section."""
        return self._boxes[name]

    def values(self) -> dict[str, str]:
        """Every text; blanks at the end go, as in the form."""
        return {name: box.toPlainText().rstrip() for name, box in self._boxes.items()}

    def put(self, texts: Mapping[str, str], *, readonly: bool) -> None:
        """Show other texts; a text that did not change keeps cursor and undo."""
        for name, box in self._boxes.items():
            box.setReadOnly(readonly)
            if box.toPlainText().rstrip() != texts[name]:
                with QSignalBlocker(box):
                    box.setPlainText(texts[name])
        self.insert.setVisible(not readonly and self._name == self._prose.points)
        self.order.setVisible(not readonly and self._name == self._prose.points)
        self.recolour()

    def recolour(self) -> None:
        """Draw headings and marks in the colours in force."""
        for marks in self._marks:
            marks.rehighlight()
        self._draw_points()

    def go_to(self, name: str, place: int = -1) -> None:
        """Show a section; `place` puts the cursor there."""
        self._name = name
        spec = self._prose.record.TYPE.field(name)
        box = self._boxes[name]
        self._stack.setCurrentWidget(box)
        self._head.setText(spec.label)
        self._help.setText(spec.help)
        self._help.setVisible(bool(spec.help))
        editable = name == self._prose.points and not box.isReadOnly()
        self.insert.setVisible(editable)
        self.order.setVisible(editable)
        if place >= 0:
            cursor = box.textCursor()
            cursor.setPosition(min(place, len(box.toPlainText())))
            box.setTextCursor(cursor)
            box.centerCursor()
        self._show_count()

    def insert_point(self, point: str) -> None:
        """Put a point after the line of the cursor, in one undoable step."""
        box = self._boxes[self._prose.points]
        text, place = inserted(box.toPlainText(), box.textCursor().position(), point)
        self._replace(text)
        self.go_to(self._prose.points, place)
        box.setFocus()

    def mark_named(self, passages: tuple[str, ...]) -> None:
        """Underline the passages that are registered as 点人点事."""
        for marks in self._marks:
            marks.name(passages)

    def chosen_text(self) -> str:
        """What is selected in the section shown."""
        return self._boxes[self._name].textCursor().selectedText().replace("\u2029", "\n").strip()

    def seek(self, name: str, text: str) -> None:
        """Show a section with the first place of `text` selected; without one, the section's beginning."""
        if name not in self._boxes:
            return
        box = self._boxes[name]
        place = box.toPlainText().find(text)
        self.go_to(name, max(0, place))
        if place >= 0 and text:
            cursor = box.textCursor()
            cursor.setPosition(place)
            cursor.setPosition(place + len(text), QTextCursor.MoveMode.KeepAnchor)
            box.setTextCursor(cursor)

    # Inside

    def _on_found(self, name: str, place: int) -> None:
        with QSignalBlocker(self._tree):
            self._tree.setCurrentItem(self._roots[name])
        self.go_to(name, place)

    def _on_find(self) -> None:
        self.finder.begin()

    def _on_replace(self) -> None:
        self.finder.begin(replacing=True)

    def _on_insert_key(self) -> None:
        points = self._prose.points
        if points and not self._boxes[points].isReadOnly():
            if self._name != points:
                self.go_to(points, len(self._boxes[points].toPlainText()))
            self.insert_wanted.emit()

    def _on_name(self) -> None:
        self.name_wanted.emit(self.chosen_text())

    def _replace(self, text: str) -> None:
        box = self._boxes[self._prose.points]
        cursor = box.textCursor()
        cursor.beginEditBlock()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(text)
        cursor.endEditBlock()

    def _on_order(self) -> None:
        box = self._boxes[self._prose.points]
        text = renumbered(box.toPlainText())
        if text != box.toPlainText():
            place = box.textCursor().position()
            self._replace(text)
            self.go_to(self._prose.points, place)

    def _on_text(self, name: str) -> None:
        self._show_count()
        self._later.start()
        self.edited.emit()

    def _show_count(self) -> None:
        self._count.setText(f"{characters(self._boxes[self._name].toPlainText()):,} 字")

    def _on_item(self, item: QTreeWidgetItem | None) -> None:
        if item is not None:
            name, place = item.data(0, PLACE)
            self.go_to(name, place)

    def _draw_points(self) -> None:
        """The headings and points under every part, as the text stands; the place held in the tree stays."""
        held = self._tree.currentItem()
        root = held.parent() if held is not None else None
        row = root.indexOfChild(held) if root is not None and held is not None else -1
        with QSignalBlocker(self._tree):
            for name, part in self._roots.items():
                part.takeChildren()
                for entry in outline(self._boxes[name].toPlainText()):
                    part.addChild(self._entry(name, entry))
                part.setExpanded(True)
            back = root.child(row) if root is not None and 0 <= row < root.childCount() else None
            self._tree.setCurrentItem(back or self._roots[self._name])

    def _entry(self, name: str, entry: Entry) -> QTreeWidgetItem:
        item = QTreeWidgetItem([entry.text if entry.heading else f"　{entry.text}"])
        item.setData(0, PLACE, (name, entry.place))
        item.setSizeHint(0, QSize(0, theme.scaled(ENTRY)))
        item.setToolTip(0, "\n".join((entry.text, *entry.cites)))
        if entry.heading:
            item.setForeground(0, theme.color("ink"))
        elif self._prose.cites and name == self._prose.points and not entry.cites:
            item.setText(0, f"▲ {entry.text}")
            item.setToolTip(0, f"{entry.text}\n还没有注明底稿号，送审时会被退回")
            item.setForeground(0, theme.color("amber"))
        return item
