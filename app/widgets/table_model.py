"""A list of any length: a snapshot of row numbers, and pages fetched by number as they come into view.

It must not run SQL on the UI thread, nor count on a row still being there when its page is fetched.
"""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from app.core.fields import FieldSpec, Kind
from app.core.records import META_LABELS, Record, RecordType
from app.tasks.work import Work
from app.widgets import theme
from app.widgets.display import gather, meta_shown, shown
from db.query import Query

if TYPE_CHECKING:
    from db.session import Session

PAGE = 100
MOST_PAGES_HELD = 200
TONE_ROLE = Qt.ItemDataRole.UserRole + 1
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Column:
    """One column: a declared field, or a meta field when `spec` is None."""

    name: str
    label: str
    spec: FieldSpec | None = None

    @property
    def right(self) -> bool:
        """Whether its values stand at the right."""
        return self.spec is not None and self.spec.kind in (Kind.NUMBER, Kind.MONEY, Kind.POINTS)


@dataclass(frozen=True)
class Line:
    """One row as shown. tone: of the lifecycle state."""

    id: str
    cells: tuple[str, ...]
    tone: str = "draft"
    row: int = field(default=0)


def every_column(kind: RecordType) -> tuple[Column, ...]:
    """All columns that a list of `kind` can have, in order."""
    found = []
    if kind.pattern or any(step.number for step in kind.lifecycle.transitions):
        found.append(Column("number", META_LABELS["number"]))
    found.extend(Column(spec.name, spec.label, spec) for spec in kind.fields if not spec.inner)
    if kind.lifecycle.transitions:
        found.append(Column("state", META_LABELS["state"]))
    found.extend(
        Column(name, META_LABELS[name]) for name in ("updated_at", "updated_by", "created_at", "created_by")
    )
    return tuple(found)


def first_columns(kind: RecordType) -> tuple[Column, ...]:
    """The columns shown before anybody chose: number, listed fields, state; the first fields when none is listed."""
    listed = [c for c in every_column(kind) if c.spec is not None and c.spec.listed]
    if not listed:
        listed = [c for c in every_column(kind) if c.spec is not None and c.spec.kind != Kind.FILES][:5]
    number = [c for c in every_column(kind) if c.name == "number"]
    state = [c for c in every_column(kind) if c.name == "state"]
    # The state stands where it is seen without scrolling.
    return (*number, *state, *listed) if number else (*listed[:1], *state, *listed[1:])


class PagedModel(QAbstractTableModel):
    """`ask(query)` takes a new snapshot; `counted(n)` comes when it is there."""

    counted = Signal(int)

    def __init__(self, work: Work, kind: RecordType, columns: Sequence[Column], parent: QObject) -> None:
        super().__init__(parent)
        self.kind = kind
        self._work = work
        self._columns = tuple(columns)
        self._rows: array[int] = array("q")
        self._pages: OrderedDict[int, tuple[Line, ...]] = OrderedDict()
        self._wanted: set[int] = set()
        self._asked: set[int] = set()
        self._snapshot = 0
        self._fetch = QTimer(self)
        self._fetch.setSingleShot(True)
        self._fetch.setInterval(0)
        self._fetch.timeout.connect(self._on_fetch)
        self.query = Query(kind.name)

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns in their order."""
        return self._columns

    @property
    def rows(self) -> array[int]:
        """Row numbers of the snapshot."""
        return self._rows

    def ask(self, query: Query) -> None:
        """Take a new snapshot; the old one is shown until it is there."""
        self.query = query
        self._work.read(lambda session: session.rows(query), self._on_rows, owner=self, slot="rows")

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Show other columns."""
        self.beginResetModel()
        self._columns = tuple(columns)
        self._forget()
        self.endResetModel()

    def refetch(self) -> None:
        """Read the shown pages again; the snapshot stays."""
        self._asked.clear()
        self._wanted.update(self._pages)
        self._fetch.start()

    def line(self, row: int) -> Line | None:
        """The row as shown, None while its page has not come."""
        page = self._pages.get(row // PAGE)
        place = row % PAGE
        return page[place] if page is not None and place < len(page) else None

    def lines_held(self, most: int) -> tuple[tuple[str, ...], ...]:
        """Cells of some rows whose pages have come, at most `most`; () when none has."""
        page = next(iter(self._pages.values()), ())
        return tuple(line.cells for line in page[:most])

    def rowCount(self, parent: Index | None = None) -> int:
        """How many rows."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """How many columns."""
        return 0 if parent is not None and parent.isValid() else len(self._columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Labels of the columns; numbers of the rows."""
        if orientation == Qt.Orientation.Vertical:
            return None
        column = self._columns[section] if section < len(self._columns) else None
        if column is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return column.label
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The text of a cell; "…" until its page has come."""
        if not index.isValid():
            return None
        column = self._columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role not in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.ToolTipRole,
            Qt.ItemDataRole.AccessibleTextRole,
            TONE_ROLE,
        ):
            return None
        line = self._line(index.row())
        if role == TONE_ROLE:
            return line.tone if line is not None and column.name == "state" else ""
        if line is None:
            return "…" if role == Qt.ItemDataRole.DisplayRole else None
        text = line.cells[index.column()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{column.label} {text or '空'}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return text if len(text) > 12 else None
        return text.replace("\n", " ")[:160]

    def _line(self, row: int) -> Line | None:
        number = row // PAGE
        page = self._pages.get(number)
        if page is None:
            if number not in self._asked:
                self._wanted.add(number)
                if not self._fetch.isActive():
                    self._fetch.start()
            return None
        self._pages.move_to_end(number)
        place = row % PAGE
        return page[place] if place < len(page) else Line("", ("",) * len(self._columns))

    def _on_rows(self, rows: array[int]) -> None:
        self.beginResetModel()
        self._rows = rows
        self._forget()
        self.endResetModel()
        self.counted.emit(len(rows))

    def _forget(self) -> None:
        self._snapshot += 1
        self._pages.clear()
        self._wanted.clear()
        self._asked.clear()

    def _on_fetch(self) -> None:
        # The newest wishes first: after a long jump only what is in view matters.
        wanted = sorted(self._wanted)[-4:]
        self._wanted.clear()
        for number in wanted:
            self._asked.add(number)
            part = self._rows[number * PAGE : (number + 1) * PAGE]
            read = partial(read_lines, kind=self.kind, rows=part, columns=self._columns)
            self._work.read(read, partial(self._on_page, self._snapshot, number), owner=self)

    def _on_page(self, snapshot: int, number: int, lines: tuple[Line, ...]) -> None:
        if snapshot != self._snapshot:
            return
        self._asked.discard(number)
        self._pages[number] = lines
        while len(self._pages) > MOST_PAGES_HELD:
            self._pages.popitem(last=False)
        first = number * PAGE
        last = min(first + PAGE, len(self._rows)) - 1
        if last >= first:
            self.dataChanged.emit(self.index(first, 0), self.index(last, max(0, len(self._columns) - 1)))


def read_lines(
    session: Session, *, kind: RecordType, rows: Sequence[int], columns: Sequence[Column]
) -> tuple[Line, ...]:
    """The rows as shown, in this order; a row that is gone is an empty line, so that places stay."""
    found = session.page(kind.name, rows)
    if len(found) == len(rows):
        records = dict(zip(rows, found, strict=True))
    else:
        records = {session.row_of(record): record for record in found}
    names = gather(session, kind, records.values())
    return tuple(_line(kind, records.get(row), row, columns, names) for row in rows)


def _line(kind: RecordType, record: Record | None, row: int, columns: Sequence[Column], names: Any) -> Line:
    if record is None:
        return Line("", ("",) * len(columns), row=row)
    cells = tuple(
        shown(column.spec, getattr(record, column.name), names)
        if column.spec is not None
        else meta_shown(record, column.name)
        for column in columns
    )
    return Line(record.id, cells, kind.lifecycle.state(record.state).tone, row)


def row_height() -> int:
    """The height of a row at the type size in force."""
    return theme.scaled(theme.ROW)
