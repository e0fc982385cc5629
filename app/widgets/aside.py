"""The right pane: what this step asks, linked records, attachments, history. It must not change anything."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.core.fields import FileRef, Kind
from app.core.paths import RESOURCES
from app.core.records import Record, RecordType
from app.widgets import theme
from app.widgets.aim import go_to
from app.widgets.around import surroundings
from app.widgets.badges import plain_badge
from app.widgets.context import Context
from app.widgets.desk import Desk
from app.widgets.display import Names, gather, shown
from app.widgets.due import due_badge
from app.widgets.form_load import Dates
from app.widgets.pieces import Pieces
from app.widgets.rows import button, clear_layout, hairline, words

if TYPE_CHECKING:
    from app.core.deadline import DateNote
    from db.journal import Entry
    from db.query import Filter
    from db.session import Session

GUIDES = RESOURCES / "guides"
GUIDE_PARTS = (
    ("what", "做什么"),
    ("who", "谁来做"),
    ("standard", "做到什么标准"),
    ("limit", "什么时限"),
    ("meeting", "组务会：四步五维"),
)
TABS = ("要求", "关联", "附件", "历史")
OPS = {
    "create": "新建", "save": "修改", "move": "流转", "delete": "移除", "restore": "恢复", "undo": "撤销",
    "settle": "选定", "merge": "合并", "event": "记事",
}  # fmt: skip
LONGEST = 120
MOST_LINKED = 10
PIECE = 12
"""Links set between two looks at how far they reach."""
Link = tuple[str, str, str, str]
"""Type, id, label of the type or field, title."""


@dataclass(frozen=True)
class Older:
    """Records of a type that link to the one shown and are too many to be listed: how many, and their list."""

    type: str
    label: str
    count: int
    filter: Filter


@dataclass(frozen=True)
class Surround:
    """What the pane shows of one record. links: below those of a type what is not among them."""

    links: tuple[Link | Older, ...]
    entries: tuple[Entry, ...]
    names: Names
    dates: tuple[DateNote, ...] = ()


def read_surround(session: Session, record: Record, dates: Dates | None = None) -> Surround:
    """Linked records both ways (of a type the newest MOST_LINKED), the history, newest first, and the deadlines."""
    kind = record.TYPE
    names = gather(session, kind, (record,))
    links: list[Link] = []
    for spec in kind.fields:
        if spec.kind in (Kind.LINK, Kind.LINKS) and spec.to in session.catalog:
            value = getattr(record, spec.name)
            for id in value if isinstance(value, tuple) else (value,):
                if id:
                    links.append((spec.to, id, spec.label, names.title(id)))
    notes = dates(session, record) if dates is not None else ()
    return Surround((*links, *_linking(session, record)), session.history(record), names, notes)


def _linking(session: Session, record: Record) -> Iterator[Link | Older]:
    """What links to a record, of a type the newest, oldest first, and how many more there are."""
    said: set[str] = set()
    for query, count in session.links_to(record):
        kind = session.catalog[query.type]
        newest = [row for row in session.titles(query, MOST_LINKED) if row[0] not in said]
        said.update(id for id, _ in newest)
        yield from ((kind.name, id, kind.label, title) for id, title in sorted(newest))
        if count > MOST_LINKED:
            yield Older(kind.name, kind.label, count - MOST_LINKED, query.filters[0])


class Aside(QFrame):
    """Four tabs; `show_context` is called for each page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("role", "side")
        self.setFixedWidth(theme.scaled(theme.CONTEXT_WIDTH))
        self._desk = desk
        self._context = Context(None)
        self._surround: Surround | None = None
        self._left: deque[Callable[[], None]] = deque()
        self._stretched = False
        self._pieces = Pieces(desk.work, self)
        tabs = QHBoxLayout()
        tabs.setContentsMargins(theme.GAP, theme.GRID, theme.GAP, 0)
        tabs.setSpacing(0)
        self._group = QButtonGroup(self)
        for number, text in enumerate(TABS):
            tab = QToolButton()
            tab.setText(text)
            tab.setCheckable(True)
            tab.setProperty("role", "tab")
            tab.setAccessibleName(text)
            tab.setObjectName(f"aside-{number}")
            tab.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            tab.setMinimumWidth(theme.scaled(60))
            self._group.addButton(tab, number)
            tabs.addWidget(tab, 1)
        self._group.button(0).setChecked(True)
        self._group.idClicked.connect(lambda _number: self._draw())
        self._body = QVBoxLayout()
        self._body.setContentsMargins(theme.EDGE, theme.GAP, theme.GAP, theme.EDGE)
        self._body.setSpacing(theme.GRID)
        inner = QWidget()
        inner.setProperty("role", "ground")
        inner.setLayout(self._body)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inner)
        area.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self._area = area
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(tabs)
        box.addWidget(hairline())
        box.addWidget(area, 1)
        desk.work.changed.connect(self._on_changed)

    def show_context(self, context: Context) -> None:
        """Speak of another page."""
        same = (
            self._context.record is not None
            and context.record is not None
            and self._context.record.id == context.record.id
        )
        self._context = context
        if not same:
            self._surround = None
        if context.record is not None:
            self._read(context.record)
        self._draw()

    def show_tab(self, text: str) -> None:
        """Open the tab called `text`."""
        self._group.button(TABS.index(text)).setChecked(True)
        self._draw()

    def _read(self, record: Record) -> None:
        read = partial(read_surround, record=record, dates=self._desk.hooks.dates)
        self._desk.work.read(read, self._on_surround, owner=self, slot="surround")

    def _on_surround(self, surround: Surround) -> None:
        self._surround = surround
        self._draw()

    def _on_changed(self, changes: object) -> None:
        record = self._context.record
        touched: set[tuple[str, str]] = getattr(changes, "touched", set())
        if record is not None and touched and (record.TYPE.name, record.id) not in touched:
            self._read(record)

    def _draw(self) -> None:
        self._pieces.stop()
        self._left.clear()
        self._stretched = False
        clear_layout(self._body)
        record, kind = self._context.record, self._context.kind
        match self._group.checkedId():
            case 0:
                self._draw_guide(kind)
            case 1 if record is not None:
                self._draw_links()
            case 2 if record is not None and kind is not None:
                self._draw_files(kind, record)
            case 3 if record is not None and kind is not None:
                self._draw_history(kind)
            case _:
                self._say("打开一条记录后，这里显示它的内容。")
        self._body.addStretch(1)
        self._stretched = True

    def _say(self, text: str) -> None:
        self._body.addWidget(words(text, "body-muted", wrap=True))

    def _draw_guide(self, kind: RecordType | None) -> None:
        guide = guide_of(kind.name) if kind is not None else {}
        if kind is not None and not guide:
            self._say(kind.purpose or "这一步没有另外的要求。")
        for key, head in GUIDE_PARTS:
            if text := guide.get(key, ""):
                self._body.addSpacing(theme.GRID)
                self._body.addWidget(words(head, "label"))
                self._body.addWidget(words(text, wrap=True))
        self._draw_chapter(kind)
        self._draw_dates()

    def _draw_chapter(self, kind: RecordType | None) -> None:
        find = self._desk.hooks.chapter
        found = find(kind) if find is not None and kind is not None else None
        if found is not None:
            self._body.addSpacing(theme.GRID)
            go = button("本环节手册", partial(go_to, self._desk, *found), icon_name="book-open", role="link")
            self._body.addWidget(go, 0, Qt.AlignmentFlag.AlignLeft)

    def _draw_dates(self) -> None:
        dates = self._surround.dates if self._surround else ()
        if dates:
            self._body.addSpacing(theme.GRID)
            self._body.addWidget(words("期限由来", "label"))
        for note in dates:
            self._body.addWidget(words(f"{note.label}　{note.on.isoformat()}", "strong", wrap=True))
            badge = plain_badge("已办结", "done") if note.done else due_badge(note.on, note.due)
            self._body.addWidget(badge, 0, Qt.AlignmentFlag.AlignLeft)
            self._body.addWidget(words(note.how, "muted", wrap=True))

    def _draw_links(self) -> None:
        if self._surround is None:
            self._say("正在读取…")
            return
        if not self._surround.links:
            self._say("还没有与它关联的记录。")
        last = ""
        for link in self._surround.links:
            if isinstance(link, Older):
                self._left.append(partial(self._draw_older, link))
            else:
                self._left.append(partial(self._draw_link, link, fresh=link[2] != last))
                last = link[2]
        self._draw_on()

    def _on_scrolled(self, _value: int) -> None:
        if self._left:
            self._draw_on()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More links where there is more room."""
        super().resizeEvent(event)
        if self._left:
            self._draw_on()

    def _draw_on(self) -> None:
        """Set the links as far as they can be seen, and as much again: a task has hundreds, which wait for the one who scrolls."""
        self._pieces.start(self._due_links())

    def _due_links(self) -> Iterator[Callable[[], object]]:
        seen = self._area.verticalScrollBar().value() + self._area.viewport().height()
        while self._left and self._body.sizeHint().height() < 2 * seen:
            for _ in range(min(PIECE, len(self._left))):
                yield self._left.popleft()

    def _draw_link(self, link: tuple[str, str, str, str], *, fresh: bool) -> None:
        type_name, id, label, title = link
        if fresh:
            self._put(words(label, "label"), gap=theme.GRID)
        go = button(self._fitted(title), partial(self._desk.open_record, type_name, id), role="link")
        go.setAccessibleName(f"打开{label} {title}")
        go.setToolTip(title)
        self._put(go)

    def _fitted(self, title: str) -> str:
        """As much of a title as the pane is wide."""
        room = self.width() - theme.EDGE - 2 * theme.GAP - self._area.verticalScrollBar().sizeHint().width()
        return self.fontMetrics().elidedText(title, Qt.TextElideMode.ElideRight, room)

    def _draw_older(self, older: Older) -> None:
        said = f"还有 {older.count:,} 条较早的{older.label}没有列出。"
        self._put(words(said, "muted", wrap=True), gap=theme.GRID)
        see = partial(self._desk.open_list, older.type, (older.filter,))
        self._put(button(f"看全部{older.label}", see, role="link"))

    def _put(self, part: QWidget, *, gap: int = 0) -> None:
        """Set a part, with a gap above it, over the stretch at the end, once that is there."""
        place = self._body.count() - 1 if self._stretched else self._body.count()
        if gap:
            self._body.insertSpacing(place, gap)
            place += 1
        side = Qt.AlignmentFlag.AlignLeft if isinstance(part, QPushButton) else Qt.AlignmentFlag(0)
        self._body.insertWidget(place, part, 0, side)

    def _draw_files(self, kind: RecordType, record: Record) -> None:
        refs: list[FileRef] = []
        for spec in kind.fields:
            if spec.kind is Kind.FILES:
                refs.extend(getattr(record, spec.name))
        if not refs:
            self._say("没有附件。")
        around = surroundings(self._desk, kind, Names(), self, editable=False)
        for ref in refs:
            name = words(ref.name, wrap=True)
            self._body.addWidget(name)
            line = QHBoxLayout()
            line.addWidget(button("查看", partial(_call, around.view, ref), icon_name="eye", role="link"))
            line.addWidget(
                button("另存", partial(_call, around.save_as, ref), icon_name="download", role="link")
            )
            line.addStretch(1)
            self._body.addLayout(line)

    def _draw_history(self, kind: RecordType) -> None:
        if self._surround is None:
            self._say("正在读取…")
            return
        for entry in self._surround.entries:
            self._body.addSpacing(theme.GRID)
            self._body.addWidget(words(f"{entry.at:%Y-%m-%d %H:%M}　{entry.who}", "label"))
            head = OPS.get(entry.op, entry.op)
            text = f"{head}：{entry.note}" if entry.note and entry.note != head else head
            self._body.addWidget(words(text, "strong", wrap=True))
            if entry.op != "create":
                self._draw_changes(kind, entry)

    def _draw_changes(self, kind: RecordType, entry: Entry) -> None:
        for change in entry.changes:
            if change.field == "deleted" or (kind.has(change.field) and kind.field(change.field).inner):
                continue
            before, after = (
                _value(kind, change.field, value, self._names()) for value in (change.before, change.after)
            )
            label = kind.label_of(change.field)
            line = words(f"{label}：{before or '空'} → {after or '空'}", "body-muted", wrap=True)
            line.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._body.addWidget(line)

    def _names(self) -> Names:
        return self._surround.names if self._surround else Names()


def guide_of(type_name: str) -> dict[str, str]:
    """The guide text of a record type: what, who, standard, limit; {} when there is none."""
    path = GUIDES / f"{type_name}.json"
    if not path.exists():
        return {}
    held = json.loads(path.read_text("utf-8"))
    return {str(key): _joined(value) for key, value in held.items()}


def _joined(value: object) -> str:
    return (
        "\n".join(str(item) for item in value)
        if isinstance(value, Sequence) and not isinstance(value, str)
        else str(value)
    )


def _value(kind: RecordType, name: str, value: object, names: Names) -> str:
    if name == "state":
        return kind.lifecycle.state(str(value)).label if value else ""
    text = shown(kind.field(name), value, names) if kind.has(name) else str(value or "")
    return _short(text, LONGEST)


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _call(fn: object, ref: FileRef) -> None:
    if callable(fn):
        fn(ref)
