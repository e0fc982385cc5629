"""The page 一单位一清单: a task's own list with what came of each point, and the boards to pick points from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QVBoxLayout

from app.areas.preparation.model import Task
from app.areas.preparation.planning.model.focus import ChecklistItem, FocusItem
from app.areas.preparation.planning.papers import CHECKLIST_SPEC
from app.areas.preparation.planning.service.focus import (
    done_of,
    library,
    pick,
    start_list,
    theme_for,
    themes,
    unit_list,
)
from app.areas.preparation.planning.service.shipped import load_boards
from app.areas.preparation.planning.view.checking import ask_clear, ask_found
from app.areas.preparation.planning.view.task_page import TaskPage
from app.widgets import dialogs, theme
from app.widgets.desk import Desk
from app.widgets.frame import empty, redraw, section
from app.widgets.lines import ID, Lines
from app.widgets.rows import beside, button, name_control

if TYPE_CHECKING:
    from db.session import Session

CHECKLIST = "planning.checklist"
SIGN = {"open": "○", "clear": "✓", "found": "▲", "skipped": "—"}


@dataclass(frozen=True)
class Shown:
    """A task's list, and the points of one board that are not on it. boards: (code, theme, label) of each."""

    task: Task
    items: tuple[ChecklistItem, ...]
    boards: tuple[tuple[str, str, str], ...]
    offered: tuple[FocusItem, ...]
    labels: dict[str, str]
    theme: str
    stocked: bool


def read_list(session: Session, task_id: str, board: str, theme: str) -> Shown:
    """The list of a task and what a board offers beside it."""
    task = session.get(Task, task_id)
    items = unit_list(session, task_id)
    held = {item.item_id for item in items}
    labels = {code.code: code.label for code in session.codes("focus_board")}
    boards = [(code, "", label) for code, label in labels.items() if code != "special"]
    boards += [("special", name, f"专项：{name}") for name in themes(session)]
    offered = tuple(item for item in library(session, board, theme) if item.id not in held)
    stocked = any(library(session, code) for code in labels)
    return Shown(task, items, tuple(boards), offered, labels, theme_for(session, task), stocked)


class ChecklistPage(TaskPage):
    """The page."""

    code = CHECKLIST

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk, "一单位一清单", "从重点库选出本单位要查的，逐条了解、逐条有结论", about="checklist_item"
        )
        self._chosen: tuple[str, str] = ("regular", "")
        self._shown: Shown | None = None
        self._items: Lines | None = None
        self._offers: Lines | None = None
        for each in (
            button("打印清单", self._on_print, icon_name="printer"),
            button("列入清单", self._on_pick, icon_name="plus", role="main"),
        ):
            self.buttons.addWidget(each)
        self.watch("checklist_item", "focus_item", "task")
        self.refresh()

    def read(self, task_id: str) -> None:
        """Ask for the list of a task."""
        board, theme = self._chosen
        self.desk.work.read(
            partial(read_list, task_id=task_id, board=board, theme=theme),
            self._on_shown,
            owner=self,
            slot="list",
        )

    def _on_board(self, place: int) -> None:
        if self._shown is not None:
            self._chosen = self._shown.boards[place][:2]
        if self.box.id:
            self.read(self.box.id)

    def _on_shown(self, shown: Shown) -> None:
        self._shown = shown
        box = redraw(self.body)
        self._draw_list(box, shown)
        self._draw_offers(box, shown)
        box.addStretch(1)

    def _draw_list(self, box: QVBoxLayout, shown: Shown) -> None:
        section(box, "本单位清单", done_of(shown.items).words if shown.items else "")
        self._items = None
        if not shown.items:
            go = button("按单位类型列出初稿", self._on_start, icon_name="list-checks")
            theme_said = f"、专项“{shown.theme}”" if shown.theme else ""
            text = f"可以从下面的板块逐条勾选，也可以先列出初稿（一把手和领导班子、常规或村级{theme_said}）再删改。"
            box.addWidget(empty("list-checks", "这个单位还没有清单", text, go))
            return
        heads = ("序号", "板块", "监督重点", "承办人", "结论", "发现的情况", "问题")
        lines = Lines("本单位清单", heads, (52, 104, 250, 84, 116, 240, 52), grow=5, most=12)
        for item in shown.items:
            said = item.found or item.method
            state = item.TYPE.lifecycle.state(item.state).label
            row = lines.add(
                (
                    str(item.position or ""),
                    item.theme or shown.labels.get(item.board, ""),
                    item.point + ("（一把手）" if item.about_leader else ""),
                    item.assigned_to,
                    f"{SIGN[item.state]} {state}",
                    " ".join(said.split()),
                    str(len(item.finding_ids) or ""),
                ),
                item.id,
            )
            row.setToolTip(2, item.questions)
            if item.state == "found":
                row.setForeground(4, theme.color("amber"))
        lines.right(0, 6)
        lines.opened.connect(self._on_item)
        lines.fit()
        self._items = lines
        box.addWidget(lines)
        box.addLayout(
            beside(
                button("未发现问题…", self._on_clear, icon_name="check"),
                button("发现问题…", self._on_found, icon_name="triangle-alert"),
                button("补一条本单位特有的", self._on_own, icon_name="plus"),
                None,
            )
        )

    def _draw_offers(self, box: QVBoxLayout, shown: Shown) -> None:
        section(box, "从重点库选", "勾选后点“列入清单”", self._boards(shown))
        self._offers = None
        if not shown.stocked:
            go = button("载入随程序提供的重点", self._on_load, icon_name="import")
            text = "重点库有常规、村（社区）延伸、六项纪律、一把手和两个专项，载入后可以增删改。"
            box.addWidget(empty("list-checks", "重点库还是空的", text, go))
            return
        heads = ("监督重点", "具体问题点", "查阅资料", "谈话对象")
        lines = Lines("重点库", heads, (260, 330, 220, 150), grow=1, most=12)
        for item in shown.offered:
            row = lines.add(
                (
                    item.point,
                    " ".join(item.questions.split()),
                    "、".join(item.documents.split()),
                    item.talk_to,
                ),
                item,
            )
            row.setFlags(row.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            row.setCheckState(0, Qt.CheckState.Unchecked)
            row.setToolTip(1, item.questions)
        lines.opened.connect(self._on_offer)
        lines.fit()
        self._offers = lines
        box.addWidget(lines)

    def _boards(self, shown: Shown) -> QComboBox:
        board = QComboBox()
        name_control(board, "重点库板块")
        for _, _, label in shown.boards:
            board.addItem(label)
        held = (place for place, (code, name, _) in enumerate(shown.boards) if (code, name) == self._chosen)
        board.setCurrentIndex(next(held, 0))
        board.activated.connect(self._on_board)
        return board

    # What buttons do

    def _on_item(self, id: str) -> None:
        self.desk.open_record("checklist_item", id)

    def _on_offer(self, item: FocusItem) -> None:
        self.desk.open_record("focus_item", item.id)

    def _on_clear(self) -> None:
        ask_clear(self.desk, self._items.chosen() if self._items is not None else ())

    def _on_found(self) -> None:
        ask_found(self.desk, self._items.chosen() if self._items is not None else ())

    def _on_own(self) -> None:
        place = max((item.position or 0 for item in self._shown.items), default=0) if self._shown else 0
        self.desk.new_record("checklist_item", task_id=self.box.id, position=place + 1, board="regular")

    def _on_load(self) -> None:
        self.desk.work.write(
            load_boards, lambda count: self.desk.note(f"已载入 {count} 条监督重点"), owner=self
        )

    def _on_start(self) -> None:
        id = self.box.id
        self.desk.work.write(
            lambda session: len(start_list(session, session.get(Task, id))),
            lambda count: self.desk.note(f"已列出 {count} 条，请删改成本单位的清单"),
            owner=self,
        )

    def _on_pick(self) -> None:
        rows = self._offers.every() if self._offers is not None else []
        items = [row.data(0, ID) for row in rows if row.checkState(0) is Qt.CheckState.Checked]
        id = self.box.id
        if not items:
            dialogs.tell(self.window(), "还没有勾选监督重点", "先在“从重点库选”里勾选，再点“列入清单”。")
            return
        self.desk.work.write(
            lambda session: len(pick(session, session.get(Task, id), items)),
            lambda count: self.desk.note(f"已列入 {count} 条"),
            owner=self,
        )

    def _on_print(self) -> None:
        if self._shown is None or not self._shown.items:
            dialogs.tell(self.window(), "没有可以打印的清单", "先把监督重点列入本单位清单。")
            return
        id = self.box.id
        self.desk.print_paper(
            CHECKLIST_SPEC.label, lambda session: CHECKLIST_SPEC.build(session, id), self._shown.items
        )
