"""Parts that the areas' own pages share: the page with its head, facts, empty places, trees, a task to choose, a small form.

It must not know any area's records beyond their declarations; what a page does is the page's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.core.errors import KnownError
from app.core.records import RecordType
from app.widgets import theme
from app.widgets.context import Context
from app.widgets.desk import Desk
from app.widgets.field_sheet import FieldSheet as FieldSheet
from app.widgets.field_sheet import active_window as active_window
from app.widgets.field_sheet import ask_fields as ask_fields
from app.widgets.icons import pixmap
from app.widgets.page_head import PageHead
from app.widgets.rows import beside, button, clear_layout, hairline, words
from db.query import Filter, Op, Query

if TYPE_CHECKING:
    from db.session import Session

SIGN = 40
EMPTY_WIDTH = 480
OFFERED_TASKS = 200
IN_HAND = "在顶部选定轮次，只看那一轮"
"""What to do about records of other rounds that a page leaves out."""


class WorkPage(QWidget):
    """One title, its buttons at the right, notices below, then a body that scrolls."""

    def __init__(
        self, desk: Desk, title: str, purpose: str = "", *, about: str = "", wide: bool = False
    ) -> None:
        super().__init__()
        self.desk = desk
        self.title = title
        self._about = about
        self.buttons = beside()
        heads = QVBoxLayout()
        heads.setSpacing(0)
        heads.addWidget(words(title, "title"))
        if purpose:
            heads.addWidget(words(purpose, "muted", wrap=True))
        inner = QWidget()
        if not wide:
            inner.setMaximumWidth(theme.scaled(theme.FORM_WIDTH))
        self.body = QVBoxLayout(inner)
        self.body.setContentsMargins(theme.EDGE, theme.GAP + theme.GRID, theme.EDGE, theme.EDGE)
        self.body.setSpacing(theme.GAP)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inner)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(PageHead(heads, self.buttons))
        box.addWidget(area, 1)

    def show_context(self) -> None:
        """Let the right pane speak of the record type that this page serves."""
        known = self._about in self.desk.catalog
        self.desk.context_wanted.emit(Context(self.desk.catalog[self._about] if known else None))

    def watch(self, *types: str) -> None:
        """Read anew when a record of one of `types` changes while the page is shown."""

        self._watched = frozenset(types)
        # Bound methods: Qt lets go of them with the page, which it cannot do with a closure.
        self.desk.work.changed.connect(self._on_changed)
        self.desk.hand_changed.connect(self._on_hand)

    def _on_changed(self, changes: object) -> None:
        touched: set[tuple[str, str]] = getattr(changes, "touched", set())
        if self.isVisible() and any(name in self._watched for name, _ in touched):
            self.refresh()

    def _on_hand(self, _hand: object) -> None:
        self.refresh()

    def refresh(self) -> None:
        """Read anew."""


def section(box: QVBoxLayout, title: str, note: str = "", *right: QWidget) -> None:
    """A heading with its hairline; `right` stands at its end."""
    box.addSpacing(theme.GAP)
    row = beside(words(title, "section"), words(note, "muted"), None, *right)
    box.addLayout(row)
    box.addWidget(hairline())


def rest(
    box: QVBoxLayout,
    left: int,
    what: str,
    how: str = "",
    *,
    go: tuple[str, Callable[[], object]] | None = None,
) -> None:
    """Say below a list how many more there are (还有 n 条) and the way to them; nothing when it shows all.

    what: the measure word and what they are; how: what to do about them; go: text and act of a link.
    """
    if left > 0:
        said = words(f"还有 {left:,} {what}没有列出{f'；{how}' if how else ''}。", "muted")
        box.addLayout(beside(said, None, button(*go, role="link") if go else None))


def facts(rows: Iterable[tuple[str, str]]) -> QWidget:
    """Labels at the left, selectable values at the right; empty values are left out."""
    made = QWidget()
    grid = QGridLayout(made)
    grid.setContentsMargins(0, theme.GRID, 0, theme.GRID)
    grid.setHorizontalSpacing(theme.EDGE)
    grid.setVerticalSpacing(theme.GRID)
    grid.setColumnMinimumWidth(0, theme.scaled(96))
    grid.setColumnStretch(1, 1)
    for line, (label, value) in enumerate((label, value) for label, value in rows if value):
        text = words(value, wrap=True)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        text.setAccessibleName(f"{label} {value}")
        grid.addWidget(words(label, "label"), line, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(text, line, 1)
    return made


def empty(sign: str, head: str, text: str, *buttons: QWidget) -> QWidget:
    """What stands where nothing is yet: what to do first."""
    made = QWidget()
    mark = QLabel()
    mark.setPixmap(pixmap(sign, "faint", SIGN))
    mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
    title, said = words(head, "title"), words(text, "body-muted", wrap=True)
    for part in (title, said):
        part.setAlignment(Qt.AlignmentFlag.AlignCenter)
    said.setFixedWidth(theme.scaled(EMPTY_WIDTH))
    said.setMinimumHeight(
        said.heightForWidth(theme.scaled(EMPTY_WIDTH))
    )  # a centred label is given one line only
    box = QVBoxLayout(made)
    box.setContentsMargins(0, theme.EDGE * 2, 0, theme.EDGE)
    box.setSpacing(theme.GAP)
    box.addWidget(mark)
    box.addWidget(title)
    box.addWidget(said, 0, Qt.AlignmentFlag.AlignHCenter)
    if buttons:
        box.addSpacing(theme.GAP)
        box.addLayout(beside(None, *buttons, None))
    return made


class TaskBox(QComboBox):
    """The task that a page works on, narrowed to the round and unit in hand. `chosen(id)` also when it is filled."""

    chosen = Signal(str)

    def __init__(self, desk: Desk, type_name: str = "task") -> None:
        super().__init__()
        self._desk = desk
        self._type = type_name
        self.setMinimumWidth(theme.scaled(280))
        self.setPlaceholderText("没有可选的")
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.activated.connect(lambda _place: self.chosen.emit(self.id))

    @property
    def id(self) -> str:
        """Id of the record chosen, "" when there is none."""
        return str(self.currentData() or "")

    def ask(self, filters: tuple[Filter, ...] = ()) -> None:
        """Read the records anew and keep the choice if it is still there."""
        hand = self._desk.hand
        wanted = list(filters)
        for name, value in (("round_id", hand.round_id), ("unit_id", hand.unit_id)):
            if value and self._desk.catalog[self._type].has(name):
                wanted.append(Filter(name, Op.EQ, value))
        ordered = (("position", False),) if self._desk.catalog[self._type].has("position") else ()
        query = Query(self._type, tuple(wanted), ordered)
        self._desk.work.read(partial(_titles, query=query), self._on_titles, owner=self, slot="titles")

    def choose(self, id: str) -> None:
        """Choose a record that is listed."""
        place = self.findData(id)
        if place >= 0:
            self.setCurrentIndex(place)

    def _on_titles(self, titles: tuple[tuple[str, str], ...]) -> None:
        held = self.id
        self.clear()
        for id, title in titles:
            self.addItem(title, id)
        self.setCurrentIndex(0 if titles else -1)  # with a placeholder Qt chooses nothing by itself
        if held:
            self.choose(held)
        self.setEnabled(bool(titles))
        self.chosen.emit(self.id)


def _titles(session: Session, *, query: Query) -> tuple[tuple[str, str], ...]:
    rows = session.rows(query)[:OFFERED_TASKS]
    return tuple((record.id, record.title) for record in session.page(query.type, rows))


def redraw(box: QVBoxLayout) -> QVBoxLayout:
    """The same layout, emptied."""
    clear_layout(box)
    return box


def counted(counts: Mapping[str, int], kinds: Mapping[str, RecordType] | Any) -> str:
    """Record counts by type in the users' words: 谈话记录 3、信访件 4."""
    return "、".join(
        f"{kinds[name].label if name in kinds else name} {count}" for name, count in counts.items() if count
    )


def written(path: Path, content: bytes) -> None:
    """Write a file that a person chose; KnownError when the disk refuses. For a worker."""
    try:
        path.write_bytes(content)
    except OSError as error:
        raise KnownError("文件没有写成", kept="库内容没有变化", todo="请检查目标盘的空间和权限") from error


def read_file(path: Path, most: int) -> bytes:
    """The content of a file that a person chose, at most `most` bytes; KnownError otherwise. For a worker."""
    try:
        if path.stat().st_size > most:
            raise KnownError("这个文件太大", kept="库内容没有变化", todo="请确认选对了文件")
        return path.read_bytes()
    except OSError as error:
        raise KnownError("这个文件读不出来", kept="库内容没有变化", todo="请检查U盘或文件后重试") from error
