"""The page 四清单: one set of records, four lists, switched by a press; below, who struck off what and why not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QVBoxLayout

from app.areas.preparation.model import Task
from app.areas.rectification.accounts.lists import LISTS, Projection, projection
from app.areas.rectification.accounts.papers import one_list
from app.areas.rectification.accounts.service import StruckOff, struck_off
from app.widgets import theme
from app.widgets.desk import Desk
from app.widgets.frame import section
from app.widgets.lines import Lines
from app.widgets.rows import button, name_control, words
from app.widgets.task_page import TaskPage

if TYPE_CHECKING:
    from db.session import Session

WIDTHS = {
    "problem": (48, 120, 200, 240, 150, 48, 72),
    "duty": (48, 200, 200, 90, 100, 90, 96),
    "measure": (48, 150, 130, 160, 130, 76, 110, 130),
    "supervision": (48, 200, 90, 96, 76, 110, 130, 90),
}
GROW = {"problem": 3, "duty": 2, "measure": 3, "supervision": 1}


@dataclass(frozen=True)
class Shown:
    """One list and the strike-offs of the same inspection."""

    held: Projection
    struck: tuple[StruckOff, ...]


class ListsPage(TaskPage[Shown]):
    """One of the four lists at a time."""

    def __init__(self, desk: Desk) -> None:
        self._which = QComboBox()
        for code, label in LISTS.items():
            self._which.addItem(label, code)
        name_control(self._which, "清单")
        self._which.setMinimumWidth(theme.scaled(110))
        super().__init__(
            desk,
            "四清单",
            "问题、责任、整改、督查四张清单出自同一份记录，改一处，四张都变",
            about="rect_task",
            watched=(
                "feedback_problem", "rect_task", "measure", "progress", "warning", "supervision_letter", "visit_check",
            ),
            more=(self._which, button("打印这张清单", self._on_print, icon_name="printer", role="main")),
        )  # fmt: skip
        self._which.activated.connect(self._on_which)

    @property
    def code(self) -> str:
        """The list now shown."""
        return str(self._which.currentData())

    def read(self, session: Session, task_id: str) -> Shown:
        """The chosen list of one inspection."""
        task = session.get(Task, task_id)
        return Shown(projection(session, task, self.code, today=date.today()), struck_off(session, task))

    def draw(self, box: QVBoxLayout, shown: Shown) -> None:
        """The list, then the strike-offs."""
        held = shown.held
        section(box, held.label, f"{len(held.rows)}行")
        if not held.rows:
            text = "这个任务还没有已反馈的问题。登记反馈、分解整改任务以后，四张清单自动生成。"
            box.addWidget(words(text, "body-muted", wrap=True))
            return
        lines = Lines(held.label, held.heads, WIDTHS[held.code], grow=GROW[held.code], most=12)
        for row in held.rows:
            lines.add([cell.replace("\n", "　") for cell in row.cells], (row.type, row.id))
        lines.right(0)
        lines.opened.connect(self._on_row)
        lines.fit()
        box.addWidget(lines)
        closed = sum(one.task.state == "closed" for one in shown.struck)
        section(box, "逐项销号", f"已销号{closed}/{len(shown.struck)}项")
        table = Lines(
            "逐项销号",
            ("编号", "整改任务", "审批", "佐证", "还不能销号的原因"),
            (136, 170, 160, 150, 220),
            grow=4,
            most=10,
        )
        for one in shown.struck:
            said = f"{one.approved.name} {one.approved.on or ''}" if one.approved else ""
            cells = (one.task.number, one.task.title, said, one.proof or "没有佐证", "；".join(one.against))
            table.add(cells, ("rect_task", one.task.id))
        table.opened.connect(self._on_row)
        table.fit()
        box.addWidget(table)

    def _on_row(self, key: object) -> None:
        if isinstance(key, tuple):
            self.desk.open_record(*key)

    def _on_which(self, _place: int) -> None:
        self.again()

    def _on_print(self) -> None:
        task_id, code = self.task_id, self.code
        if task_id:
            self.desk.print_paper(LISTS[code], lambda session: one_list(session, task_id, code))
