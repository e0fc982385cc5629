"""The page 六库一览: each library with what it holds and how much; renamed, merged and switched off in place.

It files nothing: what a library holds is a list of its own, one click away.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QMenu, QVBoxLayout, QWidget

from app.areas.libraries.handbook.codes import add_item, rename_item, switch_item
from app.areas.libraries.handbook.shelves import LIST, Part, Shelf, merge, shelves, split
from app.core.fields import choice, named
from app.core.records import Record
from app.widgets import dialogs, theme
from app.widgets.desk import Desk
from app.widgets.field_sheet import ask_fields
from app.widgets.frame import WorkPage, redraw, section
from app.widgets.record_import import ask_table
from app.widgets.rows import beside, button, words

if TYPE_CHECKING:
    from db.session import Session

SHELVES = "shelves"
ACROSS = 3
TYPES = ("unit", "person", "policy", "library_item", "code_item")


def read_shelves(session: Session) -> tuple[tuple[Shelf, ...], tuple[Shelf, ...]]:
    """The libraries in use, and those that are switched off."""
    return shelves(session), shelves(session, off=True)


class ShelvesPage(WorkPage):
    """The page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk, "六库一览", "库名可以改，库可以并、可以停；点数字看条目", about="library_item", wide=True
        )
        self.buttons.addWidget(button("增加一库…", self._on_add, icon_name="plus"))
        self.buttons.addWidget(button("登记资料", self._on_new, icon_name="plus", role="main"))
        self.watch(*TYPES)
        self.refresh()

    def refresh(self) -> None:
        """Read anew."""
        self.desk.work.read(read_shelves, self._on_shelves, owner=self, slot="shelves")

    def _on_shelves(self, held: tuple[tuple[Shelf, ...], tuple[Shelf, ...]]) -> None:
        used, off = held
        box = redraw(self.body)
        made = QWidget()
        grid = QGridLayout(made)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(theme.EDGE)
        for place, shelf in enumerate(used):
            grid.addWidget(self._tile(shelf), *divmod(place, ACROSS))
        for column in range(ACROSS):
            grid.setColumnStretch(column, 1)
        box.addWidget(made)
        if off:
            section(box, "已停用的库", "里面的条目都还在")
            for shelf in off:
                back = button("恢复", partial(self._restore, shelf.item.id), role="link")
                back.setAccessibleName(f"恢复{shelf.item.label}")
                box.addLayout(
                    beside(words(shelf.item.label), words(f"{shelf.count} 条", "muted"), back, None)
                )
        box.addStretch(1)

    def _tile(self, shelf: Shelf) -> QWidget:
        tile = QFrame()
        tile.setProperty("role", "tile")
        tile.setMinimumHeight(theme.scaled(150))
        box = QVBoxLayout(tile)
        box.setContentsMargins(theme.EDGE, theme.GAP, theme.GAP, theme.GAP)
        box.setSpacing(theme.GRID)
        box.addLayout(beside(words(shelf.item.label, "section"), None, self._menu(shelf)))
        if shelf.item.note:
            box.addWidget(words(shelf.item.note, "muted", wrap=True))
        figure = words(f"{shelf.count:,}", "figure")
        figure.setFont(theme.font(28, strong=True, tabular=True))
        figure.setAccessibleName(f"{shelf.item.label} {shelf.count} 条")
        box.addWidget(figure)
        row = beside(gap=theme.EDGE)
        for part in shelf.parts:
            row.addWidget(self._link(shelf, part))
        row.addStretch(1)
        box.addLayout(row)
        if shelf.merged:
            box.addWidget(words("并入：" + "、".join(label for label, _ in shelf.merged), "muted", wrap=True))
        box.addStretch(1)
        return tile

    def _link(self, shelf: Shelf, part: Part) -> QWidget:
        text = f"打开{part.label} {part.count} 条" if len(shelf.parts) > 1 else "打开"
        go = button(text, partial(self.desk.open_list, part.type, part.filters), role="link")
        go.setAccessibleName(f"打开{shelf.item.label}：{part.label}，{part.count} 条")
        return go

    def _menu(self, shelf: Shelf) -> QWidget:
        more = button("更多", lambda: None, icon_name="ellipsis", role="link")
        more.setAccessibleName(f"{shelf.item.label}：更多")
        menu = QMenu(more)
        if shelf.parts:
            menu.addAction("从表格导入…", partial(ask_table, self.desk, shelf.parts[0].type))
        if self.desk.actor.may("code.edit"):
            menu.addAction("改名…", partial(self._ask_name, shelf))
            menu.addAction("并入另一库…", partial(self._ask_merge, shelf))
            for label, id in shelf.merged:
                menu.addAction(f"拆出“{label}”", partial(self._restore, id))
            menu.addAction("停用", partial(self._switch_off, shelf))
        more.setMenu(menu)
        more.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return more

    # What is done

    def _on_new(self) -> None:
        self.desk.new_record("library_item")

    def _on_add(self) -> None:
        dialogs.ask_text(
            self.window(), "增加一库", "库的名称", "增加", self._add, long=False,
            text="新库里放“资料”；登记资料时选这个库。",
        )  # fmt: skip

    def _add(self, name: str) -> None:
        self.desk.work.write(
            lambda session: add_item(session, LIST, name), lambda _item: self.desk.note(f"已增加“{name}”")
        )

    def _ask_name(self, shelf: Shelf) -> None:
        def store(name: str) -> None:
            self.desk.work.write(
                lambda session: rename_item(session, shelf.item.id, name),
                lambda _item: self.desk.note(f"已改名为“{name}”"),
            )

        dialogs.ask_text(
            self.window(), f"改名：{shelf.item.label}", "新名称", "改名", store, long=False,
            text="条目不动，各处一起显示新名称。",
        )  # fmt: skip

    def _ask_merge(self, shelf: Shelf) -> None:
        into = named(choice("并入哪一库", codes=LIST, required=True), "into")

        def go(_record: Record, values: dict[str, Any]) -> None:
            def write(session: Session) -> object:
                found = next(s.item.id for s in shelves(session) if s.item.code == values["into"])
                return merge(session, shelf.item.id, found)

            self.desk.work.write(write, lambda _item: self.desk.note(f"“{shelf.item.label}”已并入"))

        ask_fields(
            self.desk, f"并入另一库：{shelf.item.label}", lambda _session: shelf.item, (), "并入", go,
            needs=("into",), more=(into,), text="条目都还在原处，从并入的库里打开；以后可以拆出。",
        )  # fmt: skip

    def _switch_off(self, shelf: Shelf) -> None:
        self.desk.work.write(
            lambda session: switch_item(session, shelf.item.id, on=False),
            lambda _item: self.desk.note(f"“{shelf.item.label}”已停用，条目都还在"),
        )

    def _restore(self, id: str) -> None:
        self.desk.work.write(
            lambda session: split(session, id), lambda item: self.desk.note(f"“{item.label}”已恢复")
        )
