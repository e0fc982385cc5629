"""The page 制作任务包 of an office: which tasks, which group, what goes along, and the sealed file.

The page decides nothing about the bundle; app.areas.preparation.dispatch makes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QTreeWidgetItem, QVBoxLayout

from app.areas.preparation.dispatch import PARTS, counts_of, send_tasks
from app.areas.preparation.model import Task
from app.areas.secrecy.model import BundleLog
from app.bundle import contacts
from app.bundle.bundle import Card
from app.tasks.work import Cancel, Progress
from app.widgets import dialogs, theme
from app.widgets.desk import ActionOffer, Desk
from app.widgets.frame import IN_HAND, WorkPage, empty, facts, redraw, rest, section
from app.widgets.lines import ID, Lines
from app.widgets.page import PageSpec
from app.widgets.rows import Row, beside, button, name_control, words
from db.query import Filter, Op, Query
from db.vault import Vault

if TYPE_CHECKING:
    from collections.abc import Mapping

    from db.session import Session

DISPATCH = "preparation.dispatch"


def pages(vault: Vault) -> tuple[PageSpec, ...]:
    """制作任务包, for an office alone."""
    if vault.kind != "office":
        return ()
    return (PageSpec(DISPATCH, "制作任务包", "package", "preparation", DispatchPage),)


def actions() -> Mapping[str, tuple[ActionOffer, ...]]:
    """制作任务包 from the list of tasks."""
    return {"task": (ActionOffer("制作任务包…", "package", _open, on_list=True),)}


def _open(desk: Desk, _ids: tuple[str, ...]) -> None:
    desk.open_page(DISPATCH)


@dataclass(frozen=True)
class TaskRow:
    """A task that can be sent: title, leader, how far it is."""

    task: Task
    unit: str
    round: str


MOST = 60
"""Tasks offered; others are reached by choosing their round at the top."""


@dataclass(frozen=True)
class Ready:
    """What the page offers. has_card: whether this vault can sign; groups: cards of groups; more: older open tasks."""

    has_card: bool
    groups: tuple[Card, ...]
    tasks: tuple[TaskRow, ...]
    more: int = 0


def read_ready(session: Session, round_id: str) -> Ready:
    """The newest MOST open tasks of the round in hand (of all when there is none), and the cards."""
    scope = (Filter("round_id", Op.EQ, round_id),) if round_id else ()
    query = Query("task", (*scope, Filter("state", Op.NE, "closed")))
    newest = session.some(query, MOST)
    found = [task for task in newest if isinstance(task, Task)]
    rows = tuple(
        TaskRow(task, session.fetch("unit", task.unit_id).title, session.fetch("round", task.round_id).title)
        for task in found
        if session.exists("unit", task.unit_id) and session.exists("round", task.round_id)
    )
    groups = tuple(card for card in contacts.valid_cards(session) if card.kind == "group")
    return Ready(contacts.has_identity(session), groups, rows, session.count(query) - len(newest))


class DispatchPage(WorkPage):
    """The page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "制作任务包", "把任务和资料封给巡察组的名片，存到U盘带去打开", about="task")
        self._make = button("制作任务包…", self._on_make, icon_name="package", role="main")
        self.buttons.addWidget(self._make)
        self._tasks: Lines | None = None
        self._ready = Ready(False, (), ())
        self._made: tuple[Path, BundleLog] | None = None
        self.watch("task")
        self.refresh()

    def refresh(self) -> None:
        """Read anew."""
        read = partial(read_ready, round_id=self.desk.hand.round_id)
        self.desk.work.read(read, self._on_ready, owner=self, slot="ready")

    def _on_ready(self, ready: Ready) -> None:
        held = {row.task.id for row in self._chosen()}
        self._ready = ready
        self._tasks = None
        box = redraw(self.body)
        self._make.setVisible(ready.has_card and bool(ready.groups) and bool(ready.tasks))
        if not ready.has_card or not ready.groups:
            what = "本库还没有名片" if not ready.has_card else "还没有登记巡察组的名片"
            text = (
                "任务包要用本库的名片签发，只有登记过名片的巡察组才能打开。请先到“名片与往来”建立和登记名片。"
            )
            go = button("去名片与往来", partial(self.desk.open_page, "secrecy.cards"), role="main")
            box.addWidget(empty("user-check", what, text, go))
        elif not ready.tasks:
            text = "先建立轮次和巡察任务（哪个组、巡察哪个党组织），再回来制作任务包。"
            go = button("去新建巡察任务", partial(self.desk.new_record, "task"), role="main")
            box.addWidget(empty("briefcase", "还没有可以下发的任务", text, go))
        else:
            self._draw(box, held)
        box.addStretch(1)

    def _draw(self, box: QVBoxLayout, held: set[str]) -> None:
        if self._made is not None:
            self._draw_made(box, *self._made)
        section(box, "1. 选任务", "勾选要发给这个组的任务")
        self._tasks = Lines(
            "要下发的任务", ("任务", "轮次", "组长", "进驻日期"), (300, 220, 96, 112), most=10
        )
        for row in self._ready.tasks:
            stay = row.task.stay_from.isoformat() if row.task.stay_from else ""
            item = self._tasks.add((row.task.title, row.round, row.task.leader, stay), row)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(0, Qt.CheckState.Checked if row.task.id in held else Qt.CheckState.Unchecked)
        self._tasks.itemChanged.connect(self._on_checked)
        self._tasks.opened.connect(lambda row: self.desk.open_record("task", row.task.id))
        self._tasks.tight(2, 3)
        self._tasks.fit()
        box.addWidget(self._tasks)
        rest(box, self._ready.more, "个较早的任务", IN_HAND)
        section(box, "2. 选巡察组")
        self._card = QComboBox()
        for card in self._ready.groups:
            self._card.addItem(f"{card.org}{card.name}", card)
        self._card.setFixedWidth(theme.scaled(360))
        box.addWidget(Row("封给哪个组的名片", self._card, help="只有持有这张名片的库才打得开"))
        section(box, "3. 选内容")
        self._parts: dict[str, QCheckBox] = {}
        self._counts: dict[str, str] = {}
        for part in PARTS:
            check = QCheckBox(part.label)
            name_control(check, part.label)
            check.setChecked(part.fixed or part.code != "library")
            check.setEnabled(not part.fixed)
            self._parts[part.code] = check
            box.addWidget(check)
        box.addWidget(words("任务包不带信访、谈话、问题、线索和报告。", "muted"))
        self._count()

    def _draw_made(self, box: QVBoxLayout, path: Path, log: BundleLog) -> None:
        section(box, "刚制作的任务包")
        box.addWidget(
            facts(
                (
                    ("文件", str(path)),
                    ("包号", log.bundle_id),
                    ("封给", log.counterpart),
                    ("记录", f"{log.records} 条"),
                    ("校验值", log.sha256),
                )
            )
        )
        box.addLayout(beside(button("打开登记", partial(self.desk.open_record, "bundle_log", log.id)), None))

    def _chosen(self) -> tuple[TaskRow, ...]:
        if self._tasks is None:
            return ()
        found: list[QTreeWidgetItem] = self._tasks.every()
        return tuple(item.data(0, ID) for item in found if item.checkState(0) is Qt.CheckState.Checked)

    def _on_checked(self, _item: QTreeWidgetItem, _column: int) -> None:
        self._count()

    def _count(self) -> None:
        tasks = tuple(row.task for row in self._chosen())

        def show(counts: dict[str, int]) -> None:
            for part in PARTS:
                self._parts[part.code].setText(
                    f"{part.label}　{counts[part.code]} 条" if tasks else part.label
                )

        self.desk.work.read(partial(counts_of, tasks=tasks), show, owner=self, slot="count")

    def chosen_tasks(self) -> tuple[Task, ...]:
        """The tasks that are ticked."""
        return tuple(row.task for row in self._chosen())

    def chosen_parts(self) -> tuple[str, ...]:
        """Codes of the parts that are ticked."""
        return tuple(code for code, check in self._parts.items() if check.isChecked())

    def _on_make(self) -> None:
        tasks = self.chosen_tasks()
        if not tasks:
            dialogs.tell(self.window(), "请先勾选任务", "在“选任务”里勾上要发给这个组的任务。")
            return
        card: Card = self._card.currentData()
        parts = self.chosen_parts()
        dialogs.pick_folder(
            self.window(),
            "存到哪个文件夹（U盘）",
            lambda folder: self.seal_into(Path(folder), tasks, card, parts),
        )

    def seal_into(self, folder: Path, tasks: tuple[Task, ...], card: Card, parts: tuple[str, ...]) -> None:
        """Make the bundle in a folder, with progress."""

        def make(session: Session, progress: Progress, cancelled: Cancel) -> tuple[Path, BundleLog]:
            return send_tasks(session, folder, tasks, card, parts, progress=progress, cancelled=cancelled)

        self.desk.work.store_job("正在制作任务包…", make, self._on_made, owner=self)

    def _on_made(self, made: tuple[Path, BundleLog]) -> None:
        self._made = made
        self.desk.note(f"任务包已制作：{made[0].name}，并已登记")
        self.refresh()
