"""The top line: round and unit in hand, search, 密级, and the buttons for lock, look and help. It decides nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLabel

from app.widgets import theme
from app.widgets.around import find_options
from app.widgets.badges import grade_badge
from app.widgets.desk import Desk, Hand
from app.widgets.display import title_of
from app.widgets.icons import icon
from app.widgets.inputs.base import Option
from app.widgets.inputs.pick import PickLine
from app.widgets.rows import beside, button, name_control, tool, words

LEAST_WIDTH = 100


class TopBar(QFrame):
    """Signals: search_wanted, lock_wanted, scheme_wanted, help_wanted, aside_wanted."""

    search_wanted = Signal()
    lock_wanted = Signal()
    scheme_wanted = Signal()
    help_wanted = Signal()
    aside_wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("role", "top")
        self._desk = desk
        row = beside(gap=theme.GAP)
        row.setContentsMargins(theme.EDGE, 6, theme.GAP, 6)
        self._lines: dict[str, PickLine] = {}
        for type_name, label, width in (("round", "轮次", 190), ("unit", "单位", 230)):
            if type_name in desk.catalog:
                row.addWidget(self._mark(label))
                row.addWidget(self._selector(type_name, label, width), 2)
        row.addStretch(1)
        search = button("搜索全部内容", self.search_wanted.emit, icon_name="search", hint="Ctrl+K")
        search.setMinimumWidth(theme.scaled(120))
        row.addWidget(search)
        row.addWidget(grade_badge(desk.vault.grade))
        self._look = tool("切换深色或浅色", "moon", self.scheme_wanted.emit)
        self.show_scheme()
        row.addWidget(self._look)
        row.addWidget(tool("帮助（F1）", "circle-help", self.help_wanted.emit))
        row.addWidget(tool("右侧说明栏（Ctrl+I）", "panel-right", self.aside_wanted.emit))
        lock = button("锁定", self.lock_wanted.emit, icon_name="lock", hint="Ctrl+L")
        row.addWidget(lock)
        self.setLayout(row)
        desk.hand_changed.connect(self._on_hand)

    def _mark(self, label: str) -> QLabel:
        return words(label, "label")

    def _selector(self, type_name: str, label: str, width: int) -> PickLine:
        line = PickLine(partial(self._ask, type_name), hint=f"全部{label}")
        line.setMinimumWidth(theme.scaled(LEAST_WIDTH))
        line.setMaximumWidth(theme.scaled(width))
        line.setClearButtonEnabled(True)
        name_control(line, f"手上的{label}", name=f"hand-{type_name}", help=f"选定后，列表只看这个{label}的")
        line.picked.connect(lambda _option: self._take(type_name))
        line.cleared.connect(lambda: self._take(type_name))
        line.textChanged.connect(lambda text: None if text else self._on_emptied(type_name))
        self._lines[type_name] = line
        return line

    def _ask(self, type_name: str, text: str, then: Callable[[tuple[Option, ...]], None]) -> None:
        self._desk.work.read(
            partial(find_options, type_name=type_name, text=text), then, owner=self, slot=f"hand-{type_name}"
        )

    def _held(self, type_name: str) -> str:
        line = self._lines.get(type_name)
        return line.held.key if line is not None and line.held is not None else ""

    def _on_emptied(self, type_name: str) -> None:
        line = self._lines[type_name]
        if line.held is not None:
            line.hold(None)
            self._take(type_name)

    def _take(self, _type_name: str) -> None:
        self._desk.take_in_hand(Hand(self._held("round"), self._held("unit")))

    def _on_hand(self, hand: Hand) -> None:
        for type_name, id in (("round", hand.round_id), ("unit", hand.unit_id)):
            line = self._lines.get(type_name)
            if line is not None and id and self._held(type_name) != id:
                self._desk.work.read(
                    partial(title_of, type_name=type_name, id=id),
                    partial(self._show_title, type_name, id),
                    owner=self,
                )
            elif line is not None and not id and line.held is not None:
                line.hold(None)

    def _show_title(self, type_name: str, id: str, title: str) -> None:
        self._lines[type_name].hold(Option(id, title))

    def show_scheme(self) -> None:
        """The sign of the look that a press would bring."""
        dark = theme.scheme() is theme.Scheme.DARK
        self._look.setIcon(icon("sun" if dark else "moon"))
