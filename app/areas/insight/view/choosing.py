"""What a page of statistics has in common: the scope to choose, and its figures taken out as a table or a paper."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox

from app.areas.insight.counting import Behind
from app.areas.insight.view.reading import Choices, Wanted, read_choices
from app.exchange.tables import SheetColumn, write_table
from app.widgets import dialogs, theme
from app.widgets.desk import Desk, Exposure
from app.widgets.frame import WorkPage
from app.widgets.leaving import let_out
from app.widgets.rows import button, name_control

if TYPE_CHECKING:
    from app.documents.paper import Paper
    from db.session import Session


class ScopePage(WorkPage):
    """A page over a scope: 统计范围 and 只看 at its head, 导出表格 and 打印 beside them."""

    def __init__(self, desk: Desk, title: str, purpose: str, *, about: str) -> None:
        super().__init__(desk, title, purpose, about=about, wide=True)
        self.wanted = Wanted()
        self._begun = False
        self._scopes, self._narrower = _box("统计范围", 190), _box("只看", 150)
        self._scopes.activated.connect(self._on_scope)
        self._narrower.activated.connect(self._on_narrower)
        self.buttons.addWidget(self._scopes)
        self.buttons.addWidget(self._narrower)
        if desk.actor.may("table.export"):
            self.buttons.addWidget(button("导出表格", self._on_export, icon_name="download"))
        self.buttons.addWidget(button("打印统计表", self._on_print, icon_name="printer", role="main"))

    def refresh(self) -> None:
        """Read anew."""
        hand = self.desk.hand
        if hand.round_id or hand.unit_id:
            self.wanted = Wanted(hand.round_id or self.wanted.round_id, 0, "", hand.unit_id)
            self._begun = self._begun or bool(hand.round_id)
        self._ask()

    def _ask(self) -> None:
        self.desk.work.read(
            partial(read_choices, wanted=self.wanted), self._on_choices, owner=self, slot="choices"
        )

    def _on_choices(self, choices: Choices) -> None:
        if not self._begun and choices.scopes:
            # The newest round, until somebody chooses otherwise.
            self._begun = True
            self.wanted = replace(self.wanted, round_id=choices.scopes[0][1])
            self._ask()
            return
        _fill(self._scopes, choices.scopes, self.wanted.round_id or str(self.wanted.year or ""))
        narrowed = f"group:{self.wanted.group}" if self.wanted.group else f"unit:{self.wanted.unit_id}"
        _fill(self._narrower, choices.narrower, narrowed if narrowed != "unit:" else "")
        self.read(bool(choices.scopes))

    def _on_scope(self, _place: int) -> None:
        chosen = str(self._scopes.currentData() or "")
        year = int(chosen) if len(chosen) == 4 and chosen.isdigit() else 0
        self.wanted = Wanted("" if year else chosen, year)
        self._ask()

    def _on_narrower(self, _place: int) -> None:
        kind, _, value = str(self._narrower.currentData() or "").partition(":")
        self.wanted = replace(
            self.wanted, group=value if kind == "group" else "", unit_id=value if kind == "unit" else ""
        )
        self._ask()

    def read(self, any_round: bool) -> None:
        """Read what the page shows for `wanted`; any_round: whether there is anything to count."""
        raise NotImplementedError

    def table(self, session: Session) -> tuple[str, Sequence[SheetColumn], Iterable[Sequence[object]]]:
        """What the page shows as a table: title, columns, rows."""
        raise NotImplementedError

    def paper(self, session: Session) -> Paper:
        """What the page shows as a paper."""
        raise NotImplementedError

    def open_behind(self, behind: Behind) -> None:
        """The list behind a figure."""
        if behind.type in self.desk.catalog:
            self.desk.open_list(behind.type, behind.filters)

    def _on_print(self) -> None:
        self.desk.print_paper(self.title, self.paper)

    def _on_export(self) -> None:
        dialogs.pick_save(
            self.window(),
            "导出统计表（离开本库，记入台账）",
            "统计表.xlsx",
            self._export,
            kinds="表格 (*.xlsx)",
        )

    def _export(self, name: str) -> None:
        self.desk.work.write(partial(_write, self.desk, self.table, name), self._on_exported, owner=self)

    def _on_exported(self, _none: None) -> None:
        self.desk.note("统计表已导出，并已记入输出台账")


def _write(
    desk: Desk,
    table: Callable[[Session], tuple[str, Sequence[SheetColumn], Iterable[Sequence[object]]]],
    name: str,
    session: Session,
) -> None:
    title, columns, rows = table(session)
    let_out(desk, session, write_table(None, title, columns, rows), Exposure("xlsx", title, target=name))


def _box(name: str, width: int) -> QComboBox:
    made = QComboBox()
    made.setMinimumWidth(theme.scaled(width))
    made.setMaximumWidth(theme.scaled(width + 60))
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    name_control(made, name)
    return made


def _fill(box: QComboBox, choices: Sequence[tuple[str, str]], chosen: str) -> None:
    with QSignalBlocker(box):
        box.clear()
        for label, value in choices:
            box.addItem(label, value)
        box.setCurrentIndex(max(0, box.findData(chosen)))
        box.setEnabled(bool(choices))
