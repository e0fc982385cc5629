"""The page 下拉选项: every drop-down list by its name, its items in order; add, rename, switch off, move.

Internal names and codes are not shown here; the list 代码项 has them, for exports.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.areas.libraries.handbook.codes import (
    CodeList,
    add_item,
    code_lists,
    matching,
    rename_item,
    shift_item,
    switch_item,
)
from app.areas.libraries.model import CodeItem
from app.widgets import dialogs, theme
from app.widgets.desk import Desk
from app.widgets.frame import WorkPage
from app.widgets.lines import ID, Lines
from app.widgets.rows import beside, button, clear_layout, name_control, words

if TYPE_CHECKING:
    from db.session import Session

CODES = "codes"
LISTS_WIDTH = 300
MOST_ROWS = 16
MOST_PLACES = 6


class CodesPage(WorkPage):
    """The page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk, "下拉选项", "停用的不再出现在表单里，用过它的记录照样看得懂", about="code_item", wide=True
        )
        self._lists: tuple[CodeList, ...] = ()
        self._name = ""
        self._item = ""
        self._text = QLineEdit()
        self._text.setPlaceholderText("找列表或选项")
        self._text.setClearButtonEnabled(True)
        self._text.setFixedWidth(theme.scaled(LISTS_WIDTH))
        name_control(self._text, "找列表或选项")
        self._text.textChanged.connect(self._on_text)
        self._names = Lines("下拉列表", ("列表", "在用"), (220, 60), most=MOST_ROWS)
        self._names.setFixedWidth(theme.scaled(LISTS_WIDTH))
        self._names.itemSelectionChanged.connect(self._on_list)
        self._items = Lines(
            "选项", ("选项", "状态", "上级", "说明"), (220, 64, 150, 240), grow=3, most=MOST_ROWS
        )
        self._items.itemSelectionChanged.connect(self._on_item)
        self._items.opened.connect(lambda _id: self._on_rename())
        self._head = QVBoxLayout()
        self._lay_out()
        self.buttons.addWidget(button("全部代码项", partial(desk.open_page, "list:code_item")))
        self._add = button("新增选项…", self._on_add, icon_name="plus", role="main")
        self.buttons.addWidget(self._add)
        self.watch("code_item")
        self.refresh()

    def _lay_out(self) -> None:
        self._rename = button("改名…", self._on_rename, icon_name="pencil")
        self._switch = button("停用", self._on_switch)
        self._up = button("上移", partial(self._on_shift, -1), icon_name="chevron-up")
        self._down = button("下移", partial(self._on_shift, 1), icon_name="chevron-down")
        left = QVBoxLayout()
        left.setSpacing(theme.GAP)
        left.addWidget(self._text)
        left.addWidget(self._names)
        left.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(theme.GAP)
        right.addLayout(self._head)
        right.addWidget(self._items)
        right.addLayout(beside(self._rename, self._switch, self._up, self._down, None))
        right.addStretch(1)
        both = QHBoxLayout()
        both.setSpacing(theme.EDGE)
        both.addLayout(left)
        both.addLayout(right, 1)
        self.body.addLayout(both)
        self.body.addStretch(1)

    def keyboard_start(self) -> QWidget:
        """The keyboard begins in the search."""
        return self._text

    def refresh(self) -> None:
        """Read anew."""
        self.desk.work.read(code_lists, self._on_lists, owner=self, slot="lists")

    @property
    def held(self) -> CodeList | None:
        """The list whose items are shown."""
        return next((each for each in self._lists if each.name == self._name), None)

    @property
    def item(self) -> CodeItem | None:
        """The item that is chosen."""
        held = self.held
        return next((item for item in held.items if item.id == self._item), None) if held else None

    # Lists

    def _on_lists(self, lists: tuple[CodeList, ...]) -> None:
        self._lists = lists
        self._show_lists()

    def _on_text(self, _text: str) -> None:
        self._show_lists()

    def _show_lists(self) -> None:
        shown = matching(self._lists, self._text.text())
        self._names.blockSignals(True)
        self._names.clear()
        for each in shown:
            self._names.add((each.label, str(each.active)), each.name)
        self._names.right(1)
        self._names.fit()
        self._names.blockSignals(False)
        if not any(each.name == self._name for each in shown):
            self._name = shown[0].name if shown else ""
        _choose(self._names, self._name)
        self._show_items()

    def _on_list(self) -> None:
        chosen = self._names.chosen()
        if chosen and chosen[0] != self._name:
            self._name, self._item = str(chosen[0]), ""
            self._show_items()

    # Items

    def _show_items(self) -> None:
        held = self.held
        clear_layout(self._head)
        self._items.blockSignals(True)
        self._items.clear()
        if held is not None:
            said = f"在用 {held.active} 项，停用 {len(held.items) - held.active} 项"
            self._head.addLayout(beside(words(held.label, "section"), words(said, "muted"), None))
            self._head.addWidget(words(self._used_in(held.name), "muted", wrap=True))
            labels = {item.code: item.label for each in self._lists for item in each.items}
            for item in held.items:
                state = "在用" if item.active else "停用"
                row = (item.label, state, labels.get(item.parent, item.parent), item.note)
                self._items.add(row, item.id)
        self._items.fit()
        self._items.blockSignals(False)
        if held is not None and self.item is None:
            self._item = held.items[0].id if held.items else ""
        _choose(self._items, self._item)
        self._show_buttons()

    def _used_in(self, name: str) -> str:
        """Where people meet the list: the fields of the records that offer it."""
        found = [
            f"{kind.label}的{spec.label}"
            for kind in self.desk.catalog
            for spec in kind.fields
            if spec.codes == name
        ]
        more = f"等{len(found)}处" if len(found) > MOST_PLACES else ""
        return f"用在：{'、'.join(found[:MOST_PLACES])}{more}" if found else "由程序使用"

    def _on_item(self) -> None:
        chosen = self._items.chosen()
        if chosen:
            self._item = str(chosen[0])
            self._show_buttons()

    def _show_buttons(self) -> None:
        item, may = self.item, self.desk.actor.may(CodeItem.TYPE.action)
        self._switch.setText("启用" if item is not None and not item.active else "停用")
        for each in (self._rename, self._switch, self._up, self._down):
            each.setEnabled(item is not None and may)
        self._add.setEnabled(self.held is not None and may)

    # What is done

    def _write(self, fn: Callable[[Session], object], said: str) -> None:
        self.desk.work.write(fn, lambda _done: self.desk.note(said))

    def _on_add(self) -> None:
        held = self.held
        if held is None:
            return

        def store(label: str) -> None:
            self._write(lambda session: add_item(session, held.name, label), f"已新增“{label}”")

        dialogs.ask_text(self.window(), f"新增选项：{held.label}", "名称", "新增", store, long=False)

    def _on_rename(self) -> None:
        item = self.item
        if item is None:
            return

        def store(label: str) -> None:
            self._write(lambda session: rename_item(session, item.id, label), f"已改名为“{label}”")

        dialogs.ask_text(
            self.window(), f"改名：{item.label}", "新名称", "改名", store, long=False,
            text="用过这一项的记录一起显示新名称。",
        )  # fmt: skip

    def _on_switch(self) -> None:
        item = self.item
        if item is not None:
            said = f"“{item.label}”已{'停用' if item.active else '启用'}"
            self._write(lambda session: switch_item(session, item.id, on=not item.active), said)

    def _on_shift(self, by: int) -> None:
        item = self.item
        if item is not None:
            self._write(lambda session: shift_item(session, item.id, by), "次序已调整")


def _choose(lines: Lines, key: str) -> None:
    for row in lines.every():
        if row.data(0, ID) == key:
            lines.setCurrentItem(row)
            lines.scrollToItem(row, Lines.ScrollHint.EnsureVisible)
            row.setSelected(True)
            return
