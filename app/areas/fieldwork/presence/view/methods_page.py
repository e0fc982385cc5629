"""The page 方法计数: a set of methods with how often each was used, every figure with its records one click away.

It counts nothing itself and changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from app.areas.fieldwork.presence.counting import COUNTERS, Figure, MethodCount, figure, method_counts
from app.areas.fieldwork.presence.methods import GROUP, MethodList
from app.widgets import theme
from app.widgets.desk import Desk
from app.widgets.frame import TaskBox, WorkPage, empty, redraw, section
from app.widgets.page import PageSpec
from app.widgets.rows import beside, button, name_control, words
from db.query import Filter, Op

if TYPE_CHECKING:
    from db.session import Session

METHODS = "presence.methods"
METHODS_PAGE = PageSpec(
    METHODS, "方法计数", "chart-column", "fieldwork", lambda desk: MethodsPage(desk), group=GROUP
)


@dataclass(frozen=True)
class Shown:
    """A set of methods with its counts for a task, and all figures of that task."""

    task_id: str
    title: str
    held: MethodList | None
    counts: tuple[MethodCount, ...]
    figures: tuple[Figure, ...]


def read_methods(session: Session, task_id: str, list_id: str) -> Shown | None:
    """Everything of the page; None when there is no task."""
    if not task_id or not session.exists("task", task_id):
        return None
    held = session.get(MethodList, list_id) if session.exists("method_list", list_id) else None
    counts = method_counts(session, list_id, task_id) if held else ()
    found = (figure(session, code, task_id) for code in COUNTERS)
    figures = tuple(item for item in found if item is not None)
    return Shown(task_id, session.fetch("task", task_id).title, held, counts, figures)


class MethodsPage(WorkPage):
    """The page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk, "方法计数", "次数都从记录里数出来；点一个数看背后的记录", about="method", wide=True
        )
        self._task = TaskBox(desk)
        name_control(self._task, "巡察任务")
        self._task.chosen.connect(lambda _id: self._read())
        self._list = TaskBox(desk, "method_list")
        self._list.setMinimumWidth(theme.scaled(170))
        name_control(self._list, "工作法")
        self._list.chosen.connect(lambda _id: self._read())
        for each in (
            self._task,
            self._list,
            button("改这套方法", self._on_edit, icon_name="pencil"),
            button("登记运用", self._on_use, icon_name="plus", role="main"),
        ):
            self.buttons.addWidget(each)
        self.watch("method", "method_use", "method_list", *{counter.type for counter in COUNTERS.values()})
        self.refresh()

    def refresh(self) -> None:
        """Read anew."""
        self._task.ask()
        self._list.ask((Filter("active", Op.EQ, True),))

    def _read(self) -> None:
        read = partial(read_methods, task_id=self._task.id, list_id=self._list.id)
        self.desk.work.read(read, self._on_shown, owner=self, slot="methods")

    def _on_shown(self, shown: Shown | None) -> None:
        box = redraw(self.body)
        if shown is None:
            go = button("去巡察任务", partial(self.desk.open_page, "list:task"))
            box.addWidget(
                empty("chart-column", "还没有巡察任务", "方法按任务计数。先接收任务包，或新建巡察任务。", go)
            )
            box.addStretch(1)
            return
        if shown.held is not None:
            used = sum(count.used for count in shown.counts)
            section(box, shown.held.title, f"{len(shown.counts)} 种方法，已运用 {used} 种")
            if shown.held.note:
                box.addWidget(words(shown.held.note, "muted", wrap=True))
            box.addWidget(self._methods(shown))
        section(box, "全部工作量", shown.title)
        box.addWidget(self._figures(shown))
        box.addStretch(1)

    def _methods(self, shown: Shown) -> QWidget:
        made, grid = _grid()
        for line, count in enumerate(shown.counts):
            sign = "●" if count.used else "○"
            grid.addWidget(words(f"{sign} {count.method.name}", "strong"), line, 0)
            grid.addWidget(words(count.method.content, "muted", wrap=True), line, 1)
            row = beside(gap=theme.GRID)
            for item in count.figures:
                row.addWidget(self._link(item))
            if count.uses or not count.figures:
                row.addWidget(self._uses(shown.task_id, count))
            row.addStretch(1)
            grid.addLayout(row, line, 2)
        grid.setColumnStretch(1, 2)
        grid.setColumnStretch(2, 3)
        return made

    def _figures(self, shown: Shown) -> QWidget:
        made, grid = _grid()
        for place, item in enumerate(shown.figures):
            line, column = place // 4, place % 4
            grid.addWidget(self._link(item), line, column, Qt.AlignmentFlag.AlignLeft)
            grid.setColumnStretch(column, 1)
        return made

    def _link(self, item: Figure) -> QWidget:
        made = button(f"{item.label} {item.text}", partial(self._on_behind, item), role="link")
        made.setAccessibleName(f"查看{item.label}的记录，{item.text}")
        made.setToolTip(f"查看{item.label}的记录")
        return made

    def _uses(self, task_id: str, count: MethodCount) -> QWidget:
        return button(f"登记 {count.uses} 次", partial(self._on_uses, task_id, count.method.id), role="link")

    def _on_behind(self, item: Figure) -> None:
        self.desk.open_list(item.type, item.filters)

    def _on_uses(self, task_id: str, method_id: str) -> None:
        self.desk.open_list(
            "method_use", (Filter("task_id", Op.EQ, task_id), Filter("method_id", Op.EQ, method_id))
        )

    def _on_edit(self) -> None:
        self.desk.open_list("method", (Filter("list_id", Op.EQ, self._list.id),))

    def _on_use(self) -> None:
        self.desk.new_record("method_use", task_id=self._task.id)


def _grid() -> tuple[QWidget, QGridLayout]:
    made = QWidget()
    grid = QGridLayout(made)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(theme.EDGE)
    grid.setVerticalSpacing(theme.GRID)
    return made, grid
