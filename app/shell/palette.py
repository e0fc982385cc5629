"""Search over everything (Ctrl+K): results by record type, with the hit in its context; also pages by name.

It must not open anything itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.widgets import theme
from app.widgets.desk import Desk
from app.widgets.icons import icon
from app.widgets.inputs.pick import initials_of
from app.widgets.rows import name_control, words

if TYPE_CHECKING:
    from db.search import Hit

WAIT_MS = 150
MOST = 60
PIECE = 12
"""Results set at once."""
TARGET = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class Place:
    """A page that can be gone to by name."""

    code: str
    label: str
    icon: str


class Palette(QDialog):
    """A line and its results. Enter opens the marked one, ↑ and ↓ move, Esc closes."""

    def __init__(self, desk: Desk, parent: QWidget, places: Sequence[Place]) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("搜索")
        self.resize(theme.scaled(680), theme.scaled(520))
        self._desk = desk
        self._places = tuple(places)
        self._line = QLineEdit()
        self._line.setPlaceholderText("搜索编号、姓名、单位、正文和附件中的任意文字")
        self._line.setClearButtonEnabled(True)
        name_control(self._line, "搜索", name="search")
        self._list = QListWidget()
        name_control(self._list, "搜索结果", name="results")
        self._list.setSpacing(0)
        self._list.itemActivated.connect(self._on_item)
        self._list.itemClicked.connect(self._on_item)
        self._say = words("一个字以上即可查找；姓名可用拼音首字母；简体、繁体都能找到。", "muted", wrap=True)
        box = QVBoxLayout(self)
        box.setContentsMargins(theme.EDGE, theme.EDGE, theme.EDGE, theme.GAP + theme.GRID)
        box.setSpacing(theme.GAP)
        for part in (self._line, self._list, self._say):
            box.addWidget(part)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(WAIT_MS)
        self._wait.timeout.connect(self._look)
        self._line.textChanged.connect(lambda _text: self._wait.start())
        self._left: list[Callable[[], None]] = []
        self._more = QTimer(self)
        self._more.setInterval(0)
        self._more.timeout.connect(self._on_more)
        self._line.installEventFilter(self)
        self._on_hits("", ())

    def results(self) -> tuple[str, ...]:
        """The results as text, headings too."""
        items = (self._list.item(row) for row in range(self._list.count()))
        return tuple(str(item.data(Qt.ItemDataRole.AccessibleTextRole)) for item in items if item is not None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """↑, ↓ and Enter in the line move and open."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            match event.key():
                case Qt.Key.Key_Down:
                    self._move(1)
                    return True
                case Qt.Key.Key_Up:
                    self._move(-1)
                    return True
                case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                    item = self._list.currentItem()
                    if item is not None:
                        self._on_item(item)
                    return True
        return super().eventFilter(watched, event)

    def _look(self) -> None:
        text = self._line.text().strip()
        if not text:
            self._on_hits("", ())
            return
        self._desk.work.read(
            lambda session: session.search(text, MOST),
            lambda hits: self._on_hits(text, hits),
            owner=self,
            slot="search",
        )

    def _on_hits(self, text: str, hits: tuple[Hit, ...]) -> None:
        self._list.clear()
        self._left.clear()
        wanted = text.lower()
        for place in self._places:
            if wanted and (wanted in place.label or wanted in initials_of(place.label)):
                self._add(
                    ("page", place.code), place.icon, f"打开 {escape(place.label)}", f"打开 {place.label}"
                )
        groups: dict[str, list[Hit]] = {}
        for hit in hits:
            groups.setdefault(hit.type, []).append(hit)
        t = theme.tokens()
        for type_name, found in groups.items():
            kind = self._desk.catalog[type_name]
            self._left.append(partial(self._heading, f"{kind.label}　{len(found)}"))
            for hit in found:
                rich = (
                    f"<b>{escape(hit.title)}</b><br><span style='color:{t.muted}'>{escape(hit.field_label)}：…"
                    f"{escape(hit.before)}</span><span style='background:{t.amber_soft};color:{t.text}'>"
                    f"{escape(hit.match)}</span><span style='color:{t.muted}'>{escape(hit.after)}…</span>"
                )
                plain = f"{hit.title} {hit.field_label}：{hit.before}{hit.match}{hit.after}"
                self._left.append(partial(self._add, (hit.type, hit.id), kind.icon, rich, plain))
        self._on_more()
        if text and not hits:
            self._say.setText("没有找到。换一个词试试；线索内容只有有权限的人能搜到。")
        elif text:
            self._say.setText(f"找到 {len(hits)} 条" + ("，只列最新的 60 条" if len(hits) >= MOST else ""))
        self._move(1, first=True)

    def _on_more(self) -> None:
        """Set the next results, a piece at a time, so that typing goes on meanwhile."""
        for add in self._left[:PIECE]:
            add()
        del self._left[:PIECE]
        if not self._left:
            self._more.stop()
            self._desk.work.disengage(self)
        elif not self._more.isActive():
            self._desk.work.engage(self)
            self._more.start()

    def _heading(self, text: str) -> None:
        item = QListWidgetItem()
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, text)
        self._list.addItem(item)
        label = words(text, "label")
        label.setContentsMargins(theme.GAP, theme.GAP, 0, 0)
        item.setSizeHint(label.sizeHint() + QSize(0, theme.GAP))
        self._list.setItemWidget(item, label)

    def _add(self, target: tuple[str, str], icon_name: str, rich: str, plain: str) -> None:
        item = QListWidgetItem(icon(icon_name), "")
        item.setData(TARGET, target)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, plain)
        self._list.addItem(item)
        label = QLabel(rich)
        label.setTextFormat(Qt.TextFormat.RichText)
        label.setContentsMargins(theme.scaled(28), theme.GRID, theme.GAP, theme.GRID)
        label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        label.ensurePolished()
        item.setSizeHint(label.sizeHint() + QSize(0, theme.GAP + theme.GRID))
        self._list.setItemWidget(item, label)

    def _move(self, steps: int, *, first: bool = False) -> None:
        row = -1 if first else self._list.currentRow()
        while 0 <= row + steps < self._list.count():
            row += steps
            item = self._list.item(row)
            if item is not None and item.flags() & Qt.ItemFlag.ItemIsEnabled:
                self._list.setCurrentRow(row)
                return

    def _on_item(self, item: QListWidgetItem) -> None:
        target = item.data(TARGET)
        if not target:
            return
        self.close()
        if target[0] == "page":
            self._desk.open_page(target[1])
        else:
            self._desk.open_record(target[0], target[1])
