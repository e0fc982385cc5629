"""The generic list of a record type: find, filter, sort, choose columns, select, open, export. It names no type."""

from __future__ import annotations

import json
from array import array
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QLineEdit, QMenu, QStackedWidget, QVBoxLayout, QWidget

from app.core.fields import Kind
from app.core.roles import reason_against
from app.widgets import theme
from app.widgets.around import surroundings
from app.widgets.batch import MOST, BatchSheet
from app.widgets.context import Context
from app.widgets.desk import Desk, Hand
from app.widgets.display import Names, titles_of
from app.widgets.empty import EmptyState
from app.widgets.export import export_list
from app.widgets.filter_bar import FilterBar
from app.widgets.filters import FilterSheet, linked_ids
from app.widgets.page_head import PageHead
from app.widgets.rows import barred, barred_entry, beside, button, name_control, words
from app.widgets.saved_filters import SavedFilters
from app.widgets.table_model import Column, PagedModel, every_column, first_columns
from app.widgets.table_view import ListTable
from db.query import Filter, Op, Query

if TYPE_CHECKING:
    from db.session import Session

TYPING_MS = 180
FIT_LINES = 60


class ListPage(QWidget):
    """The list of one record type, narrowed to the round and unit in hand."""

    def __init__(self, desk: Desk, type_name: str, filters: Sequence[Filter] = ()) -> None:
        super().__init__()
        self.desk = desk
        self.kind = desk.catalog[type_name]
        self.title = self.kind.label
        self._filters = tuple(filters)
        self._names = Names()
        self._sort = self.kind.sorting
        self._deleted = False
        self._ready = False
        self._fitted = False
        self._outdated = False
        self._chosen = False
        self.model = PagedModel(desk.work, self.kind, first_columns(self.kind), self)
        self.table = ListTable()
        self.table.setModel(self.model)
        name_control(self.table, f"{self.kind.label}列表", name="list")
        self.table.opened.connect(self._on_opened)
        self.table.sort_wanted.connect(self._on_sort)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._show_count())
        self.model.counted.connect(self._on_counted)
        self.model.dataChanged.connect(self._on_cells)
        self._count = words("", "muted")
        self._empty = EmptyState(self.kind, self._on_new, self._on_clear, may_make=self._may_make())
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._empty)
        self._bar = FilterBar(self._on_drop_filter, self._on_clear)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._head())
        box.addWidget(self._bar)
        box.addWidget(self._stack, 1)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(TYPING_MS)
        self._typing.timeout.connect(self.ask)
        self._text.textChanged.connect(lambda _text: self._typing.start())
        for keys, act in (
            ("Ctrl+N", self._on_new),
            ("Ctrl+F", self._text.setFocus),
            ("Ctrl+Return", self._on_new),
        ):
            QShortcut(QKeySequence(keys), self, act)
        desk.work.changed.connect(self._on_changed)
        desk.hand_changed.connect(self._on_hand)
        desk.work.read(self._read_settings, self._on_settings, owner=self)

    # What the window asks

    def show_context(self) -> None:
        """Let the right pane speak of this type."""
        self.desk.context_wanted.emit(Context(self.kind))

    def refresh(self) -> None:
        """Take a new snapshot."""
        if self._ready:
            self.ask()

    def query(self) -> Query:
        """What the list shows now."""
        return Query(
            self.kind.name, (*self._filters, *self._hand_filters(self.desk.hand)), self._sort,
            self._text.text().strip(), self._deleted,
        )  # fmt: skip

    def narrow(self, filters: Sequence[Filter]) -> None:
        """Show only what fits these filters."""
        self._filters = tuple(filters)
        self._name_and_ask()

    def ask(self) -> None:
        """Take a new snapshot for the filters, text and order as they stand."""
        self._outdated = False
        self._draw_filters()
        self.model.ask(self.query())

    def showEvent(self, event: QShowEvent) -> None:
        """Fit the columns once the width is known; catch up with what changed while another page was in front."""
        super().showEvent(event)
        if self._outdated and self._ready:
            self.ask()
        if not self._fitted:
            QTimer.singleShot(0, self, self._fit)

    # Parts

    def _head(self) -> QWidget:
        self._text = QLineEdit()
        self._text.setPlaceholderText("在列表中查找")
        self._text.setClearButtonEnabled(True)
        self._text.setMaximumWidth(theme.scaled(240))
        name_control(self._text, "在列表中查找", name="quick-text", help="Ctrl+F")
        title = words(self.kind.label, "title")
        filter_ = button("筛选", self._on_filter, icon_name="filter")
        saved = button("常用筛选", lambda: None, icon_name="star")
        self._saved = SavedFilters(self.desk, self.kind, self, lambda: self._filters, self.narrow)
        saved.setMenu(self._saved)
        columns = button("列", lambda: None, icon_name="columns-3")
        self._column_menu = QMenu(self)
        self._column_menu.aboutToShow.connect(self._fill_columns)
        columns.setMenu(self._column_menu)
        more = button("更多", lambda: None, icon_name="ellipsis")
        self._more_menu = QMenu(self)
        self._more_menu.aboutToShow.connect(self._fill_more)
        more.setMenu(self._more_menu)
        new = button(f"新建{self.kind.label}", self._on_new, icon_name="plus", role="main", hint="Ctrl+N")
        barred(new, "" if self.kind.by_program else reason_against(self.desk.actor, self.kind.action))
        if self.kind.by_program:
            new.hide()
        self._text.setMinimumWidth(theme.scaled(160))
        return PageHead(
            beside(title, self._count, None), beside(self._text, filter_, saved, columns, more, new)
        )

    def _hand_filters(self, hand: Hand) -> tuple[Filter, ...]:
        found = []
        for spec in self.kind.fields:
            if spec.kind is Kind.LINK and spec.to == "unit" and hand.unit_id:
                found.append(Filter(spec.name, Op.EQ, hand.unit_id))
            if spec.kind is Kind.LINK and spec.to == "round" and hand.round_id:
                found.append(Filter(spec.name, Op.EQ, hand.round_id))
        return tuple(found)

    def _read_settings(self, session: Session) -> tuple[str, str, Names]:
        codes = {spec.codes: session.codes(spec.codes) for spec in self.kind.fields if spec.codes}
        titles = titles_of(session, wanted=linked_ids(self.kind, self._filters))
        user = session.actor.user_id
        return (
            session.setting(f"columns.{user}.{self.kind.name}"),
            session.setting(self._saved.key),
            Names(codes, titles),
        )

    def _on_settings(self, held: tuple[str, str, Names]) -> None:
        columns, filters, self._names = held
        self._saved.take(filters)
        chosen = self._columns_from(columns)
        self._chosen = bool(chosen)
        if chosen:
            self.model.set_columns(chosen)
        self._ready = True
        self._fit()
        self._name_and_ask()  # filters may have come while the settings were read

    def _columns_from(self, text: str) -> tuple[Column, ...]:
        known = {column.name: column for column in every_column(self.kind)}
        try:
            return tuple(known[name] for name in json.loads(text or "[]") if name in known)
        except (ValueError, TypeError):
            return ()

    def _fit(self) -> None:
        if self.isVisible() and self.table.viewport().width() > 200:
            lines = self.model.lines_held(FIT_LINES)
            self._fitted = bool(lines)
            self.table.fit_columns(
                self.model.columns, lines, may_hide=not self._chosen, titles=self.kind.heading_fields
            )

    def _on_cells(self) -> None:
        if not self._fitted:
            self._fit()

    def _fill_columns(self) -> None:
        self._column_menu.clear()
        shown = {column.name for column in self.model.columns}
        for column in every_column(self.kind):
            action = self._column_menu.addAction(column.label)
            action.setCheckable(True)
            action.setChecked(column.name in shown)
            action.triggered.connect(partial(self._on_column, column.name))
        self._column_menu.addSeparator()
        if away := [self.model.columns[place].label for place in self.table.columns_away()]:
            self._column_menu.addAction(f"窗口窄，暂时收起：{'、'.join(away)}").setEnabled(False)
        self._column_menu.addAction("恢复默认列", self._on_first_columns)

    def _on_first_columns(self) -> None:
        self._choose(first_columns(self.kind), by_hand=False)

    def _on_column(self, name: str, on: bool) -> None:
        shown = {column.name for column in self.model.columns} ^ {name}
        self._choose(tuple(c for c in every_column(self.kind) if c.name in shown) or first_columns(self.kind))

    def _choose(self, columns: tuple[Column, ...], *, by_hand: bool = True) -> None:
        self.model.set_columns(columns)
        self._chosen = by_hand
        self._fitted = False
        self._fit()
        if self._sort:
            self.table.show_sort(self._sort[0][0], descending=self._sort[0][1])
        text = json.dumps([column.name for column in columns]) if by_hand else ""
        key = f"columns.{self.desk.actor.user_id}.{self.kind.name}"
        self.desk.work.write(lambda session: session.set_setting(key, text))

    def _fill_more(self) -> None:
        menu = self._more_menu
        menu.clear()
        if self.desk.hooks.export_table is not None:
            some = len(self.table.chosen_rows()) > 1
            export = menu.addAction(f"导出{'所选' if some else '列表'}为表格…", self._on_export)
            barred_entry(menu, export, reason_against(self.desk.actor, "table.export"))
        if self.desk.offers.papers.get(self.kind.name):
            batch = menu.addAction("批量打印…", self._on_batch)
            batch.setEnabled(bool(len(self.model.rows)))
            barred_entry(menu, batch, reason_against(self.desk.actor, "paper.print"))
        for action in self.desk.offers.actions.get(self.kind.name, ()):
            if action.on_list:
                menu.addAction(action.label, lambda act=action: act.run(self.desk, self.chosen_ids()))
        removed = menu.addAction("显示已移除")
        removed.setCheckable(True)
        removed.setChecked(self._deleted)
        removed.triggered.connect(self._on_removed)
        menu.addAction("刷新", self.ask)

    def chosen_ids(self) -> tuple[str, ...]:
        """Ids of the selected rows whose pages have come."""
        lines = [self.model.line(row) for row in self.table.chosen_rows()]
        return tuple(line.id for line in lines if line is not None and line.id)

    def _draw_filters(self) -> None:
        shown = [(held, True) for held in self._filters]
        self._bar.show_filters(self.kind, shown, self._names, deleted=self._deleted)

    def _show_count(self) -> None:
        total = len(self.model.rows)
        chosen = len(self.table.chosen_rows())
        self._count.setText(f"共 {total:,} 条" + (f"，已选 {chosen:,} 条" if chosen > 1 else ""))

    # Events

    def _on_counted(self, count: int) -> None:
        narrowed = bool(self._filters or self._text.text().strip() or self._deleted)
        self._empty.show_for(
            narrowed=narrowed or bool(self._hand_filters(self.desk.hand)), deleted=self._deleted
        )
        self._stack.setCurrentWidget(self.table if count else self._empty)
        self._show_count()

    def _on_opened(self, row: int) -> None:
        line = self.model.line(row)
        if line is not None and line.id:
            self.desk.open_record(self.kind.name, line.id)

    def _on_sort(self, name: str, descending: bool) -> None:
        self._sort = ((name, descending),)
        self.table.show_sort(name, descending=descending)
        self.ask()

    def _may_make(self) -> bool:
        return not self.kind.by_program and self.desk.actor.may(self.kind.action)

    def _on_new(self) -> None:
        if self.kind.by_program:
            return
        if self.desk.may(self.kind.action, f"不能新建{self.kind.label}", self.window()):
            self.desk.new_record(self.kind.name)

    def _on_filter(self) -> None:
        around = replace(
            surroundings(self.desk, self.kind, self._names, self, editable=False),
            open=None,
            view=None,
            save_as=None,
        )
        FilterSheet(self.window(), self.kind, around, self._on_add_filter).open()

    def _on_add_filter(self, held: Filter) -> None:
        self._filters = (*self._filters, held)
        self._name_and_ask()

    def _name_and_ask(self) -> None:
        """Ask anew; first read what linked records in the filters are called, where that is not known yet."""
        linked = linked_ids(self.kind, self._filters)
        wanted = tuple((to, id) for to, id in linked if id not in self._names.titles)
        if not wanted or not self._ready:
            self.ask()
            return
        self.desk.work.read(partial(titles_of, wanted=wanted), self._on_titles, owner=self)

    def _on_titles(self, titles: dict[str, str]) -> None:
        self._names = Names(self._names.codes, {**self._names.titles, **titles})
        self.ask()

    def _on_drop_filter(self, place: int) -> None:
        self._filters = (*self._filters[:place], *self._filters[place + 1 :])
        self.ask()

    def _on_clear(self) -> None:
        self._filters = ()
        self._deleted = False
        self._text.clear()
        self.ask()

    def _on_hand(self, _hand: object) -> None:
        # A method, not a lambda: the connection ends with the page.
        self._ask_when_seen()

    def _on_removed(self, on: bool) -> None:
        self._deleted = on
        self.ask()

    def _on_batch(self) -> None:
        chosen = self.table.chosen_rows()
        rows = (
            [self.model.rows[place] for place in chosen] if len(chosen) > 1 else list(self.model.rows[:MOST])
        )
        offers = self.desk.offers.papers[self.kind.name]
        BatchSheet(self.desk, self.window(), self.kind, offers, rows, chosen=len(chosen) > 1).open()

    def _on_export(self) -> None:
        chosen = self.table.chosen_rows()
        rows = self.model.rows
        if len(chosen) > 1:
            rows = array("q", [rows[place] for place in chosen])
        specs = tuple(c.spec for c in self.model.columns if c.spec is not None)
        export_list(self.desk, self, self.kind, specs, rows)

    def _ask_when_seen(self) -> None:
        if self.isVisible():
            self.ask()
        else:
            self._outdated = True

    def _on_changed(self, changes: object) -> None:
        touched: set[tuple[str, str]] = getattr(changes, "touched", set())
        if any(name == self.kind.name for name, _ in touched):
            self._ask_when_seen()
        elif any(name == "code_item" for name, _ in touched):
            self.model.refetch()

    def keyboard_start(self) -> QWidget:
        """Where the keyboard goes when the page is shown."""
        return self.table if len(self.model.rows) else self._text
