"""Reading an export of the stand-alone program in, as a part of the page 填报表: whose it is, what is doubtful, what would change.

It draws into the page's box and stores nothing; nothing is applied before a person has seen every field that would change.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QVBoxLayout

from app.areas.preparation.model import Task
from app.areas.rectification.unit_form.model import UnitReturn
from app.areas.rectification.unit_form.service import decline
from app.areas.rectification.unit_form.standalone.drafting import Line
from app.areas.rectification.unit_form.standalone.matching import Fitting, tasks_fitting
from app.areas.rectification.unit_form.standalone.service import (
    Arrival,
    Checked,
    accept,
    examine,
    refuse_empty,
    stage,
)
from app.core.records import Record
from app.exchange.standalone import MOST_BYTES, Package, read_package
from app.exchange.standalone_model import Head
from app.exchange.standalone_rows import heads_of
from app.tasks.work import Cancel, Progress
from app.widgets import dialogs
from app.widgets.field_sheet import ask_fields
from app.widgets.frame import facts, read_file, section
from app.widgets.lines import Lines
from app.widgets.merging.plan import ShownPlan, groups_of
from app.widgets.merging.view import Chosen, PlanView
from app.widgets.notices import Notice
from app.widgets.rows import beside, button, words
from app.widgets.texts import index_new_files

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from app.widgets.desk import Desk
    from db.session import Session

KINDS = "单机版导出包 (*.zip)"
MOST_SAID = 100
UNSEALED = "这个导出包没有加密：读入以后请把它从U盘和电脑上清除，不要另外留存"


@dataclass(frozen=True)
class Opened:
    """An export that was chosen."""

    path: Path
    content: bytes
    package: Package
    heads: tuple[Head, ...]


@dataclass(frozen=True)
class Ready:
    """An export without open questions, staged, as it is shown before it is taken in."""

    arrival: Arrival
    shown: ShownPlan


class StandalonePart:
    """What of the page is about an export. again: the page reads and draws anew; show_task: the page turns to a task."""

    def __init__(
        self, desk: Desk, page: QWidget, again: Callable[[], None], show_task: Callable[[str], None]
    ) -> None:
        self._desk = desk
        self._page = page
        self._again = again
        self._show_task = show_task
        self._drop()

    def _drop(self) -> None:
        self._opened: Opened | None = None
        self._head: Head | None = None
        self._fitting = Fitting("", ())
        self._task: Task | None = None
        self._answers: dict[str, str] = {}
        self._checked: Checked | None = None
        self._leave = False
        self._ready: Ready | None = None
        self._chosen: Chosen = {}

    @property
    def busy(self) -> bool:
        """Whether an export is open."""
        return self._opened is not None

    @property
    def ready(self) -> bool:
        """Whether it can be taken in."""
        return self._ready is not None

    # Step by step

    def pick(self) -> None:
        """Let a person choose an export."""
        dialogs.pick_open(
            self._page.window(), "选择单机版导出包", lambda names: self.open_file(Path(names[0])), kinds=KINDS
        )

    def open_file(self, path: Path) -> None:
        """Read an export, find its task, and show what it brings, what is wrong or what has to be said."""
        self._drop()

        def read() -> Opened:
            content = read_file(path, MOST_BYTES)
            package = read_package(content)
            heads = heads_of(package)
            refuse_empty(heads)
            return Opened(path, content, package, heads)

        self._desk.work.compute(read, self._on_opened, owner=self._page)

    def _on_opened(self, opened: Opened) -> None:
        self._opened = opened
        if len(opened.heads) == 1:
            self._take_head(opened.heads[0])
        else:
            self._again()

    def _take_head(self, head: Head) -> None:
        self._head = head
        self._desk.work.read(
            lambda session: tasks_fitting(session, head), self._on_fitting, owner=self._page, slot="check"
        )

    def _on_fitting(self, fitting: Fitting) -> None:
        self._fitting = fitting
        if fitting.certain:
            self._take_task(fitting.certain)
        else:
            self._again()

    def _take_task(self, task_id: str) -> None:
        self._answers = {}
        self._leave = False
        self._desk.work.read(
            lambda session: session.get(Task, task_id), self._on_task, owner=self._page, slot="check"
        )

    def _on_task(self, task: Task) -> None:
        self._task = task
        self._check()

    def _check(self) -> None:
        opened, head, task = self._opened, self._head, self._task
        if opened is None or head is None or task is None:
            return
        answers, leave = dict(self._answers), self._leave
        self._desk.work.read(
            lambda session: examine(session, opened.package, head, task.id, answers, leave=leave),
            self._on_checked,
            owner=self._page,
            slot="check",
        )

    def _on_checked(self, checked: Checked) -> None:
        opened = self._opened
        self._checked = checked
        if opened is None or checked.problems or checked.asked:
            self._again()
            return

        def store(session: Session, progress: Progress, _cancelled: Cancel) -> Ready:
            arrival = stage(session, checked, opened.package, opened.content, progress)
            return Ready(arrival, ShownPlan(arrival.plan, groups_of(session, arrival.plan)))

        self._desk.work.store_job("正在核对并存附件…", store, self._on_ready, owner=self._page)

    def _on_ready(self, ready: Ready) -> None:
        self._chosen = {}
        self._ready = ready
        self._show_task(ready.arrival.checked.task_id)

    def accept(self) -> None:
        """Take in what is shown."""
        ready = self._ready
        if ready is None:
            return
        decided = {key: value for key, (_, value) in self._chosen.items()}

        def take(
            session: Session, _progress: Progress, _cancelled: Cancel
        ) -> tuple[UnitReturn, tuple[Record, ...]]:
            made = accept(session, ready.arrival, decided)
            held = [c for c in ready.arrival.checked.changes if c.files]
            return made, tuple(session.fetch(c.type.TYPE.name, c.id) for c in held)

        def taken(done: tuple[UnitReturn, tuple[Record, ...]]) -> None:
            made, with_files = done
            self._drop()
            self._desk.note(f"已接收，{made.changed or 0} 条记录有变化；导出包没有加密，请从U盘上清除")
            for record in with_files:
                index_new_files(self._desk, record, type(record)())
            self._again()

        self._desk.work.write_job("正在接收…", take, taken, owner=self._page)  # fmt: skip

    def decline(self) -> None:
        """Forget the export, and the files that were stored of it."""

        def forget(session: Session, _progress: Progress, _cancelled: Cancel) -> None:
            decline(session)

        def gone(_none: None) -> None:
            self._drop()
            self._desk.note("没有接收，本库内容没有变化")
            self._again()

        self._desk.work.store_job("正在清理…", forget, gone, owner=self._page)

    # Drawing

    def draw(self, box: QVBoxLayout) -> None:
        """What is open, as far as it has come."""
        opened = self._opened
        assert opened is not None
        strip = Notice("warn", "triangle-alert", UNSEALED)
        if self._checked is not None and self._checked.graded:
            strip.line(f"其中 {self._checked.graded} 个附件标着秘密或机密，请按密级处理原来的介质。")
        box.addWidget(strip)
        rows = [("文件", opened.path.name)]
        if self._head is not None:
            rows.append(("单机版里的任务", self._head.said))
        if self._task is not None:
            rows.append(("本库的任务", self._task.title))
        box.addWidget(facts(rows))
        if self._ready is not None:
            self._draw_ready(box, self._ready)
        elif self._checked is not None and self._task is not None:
            self._draw_doubts(box, self._checked)
        elif self._head is None:
            self._draw_heads(box, opened.heads)
        else:
            self._draw_tasks(box)

    def _draw_heads(self, box: QVBoxLayout, heads: Sequence[Head]) -> None:
        section(box, "读入哪一个任务", f"导出包里有 {len(heads)} 个，一次读入一个")
        strip = Notice("notice", "list", "请选定一个任务")
        strip.choice(
            "单机版里的任务",
            [
                (f"{head.said}{'（最后打开的）' if head.current else ''}", partial(self._take_head, head))
                for head in heads
            ],
        )
        box.addWidget(strip)
        box.addLayout(beside(button("放弃", self._on_drop), None))

    def _draw_tasks(self, box: QVBoxLayout) -> None:
        section(box, "对应本库哪一个任务", "党组织名称和轮次都相符的不是正好一个，请选定")
        if self._fitting.near:
            strip = Notice("notice", "list", "名称相近的任务")
            strip.choice(
                "本库的任务",
                [(label, partial(self._take_task, task_id)) for task_id, label in self._fitting.near],
            )
            box.addWidget(strip)
        other = button("选别的任务…", self._on_other_task)
        box.addLayout(beside(other, button("放弃", self._on_drop), None))

    def _draw_doubts(self, box: QVBoxLayout, checked: Checked) -> None:
        if checked.problems:
            head = (
                f"导出包里有 {len(checked.problems)} 处不对，一条也没有带入；请单位在单机版里改好后重新导出"
            )
            self._draw_strip(box, "stop", "circle-x", head, [f"✕ {p.text}" for p in checked.problems])
        asked = [each for each in checked.asked if each.key not in self._answers]
        if asked:
            section(box, "请选定", f"{len(asked)} 处对得上的不止一条")
        for each in asked:
            strip = Notice("warn", "circle-help", each.text)
            strip.choice(
                "对应哪一条",
                [(label, partial(self._on_answer, each.key, value)) for value, label in each.answers],
            )
            box.addWidget(strip)
        self._draw_said(box, checked)
        buttons = [button("重新读入", self._on_anew), button("放弃", self._on_drop)]
        if checked.problems:
            buttons.insert(1, button("不对的不带，其余带入", self._on_leave))
        box.addLayout(beside(*buttons, None))

    def _draw_ready(self, box: QVBoxLayout, ready: Ready) -> None:
        checked = ready.arrival.checked
        section(box, "核对结果", f"反馈问题 {len(checked.shown)} 条，附件 {ready.arrival.files} 份")
        box.addWidget(_problem_lines(checked.shown))
        self._draw_said(box, checked)
        if checked.left:
            text = f"{len(checked.left)} 份环节材料没有对应的登记，随这次读入存在“填报表收回”的留底里。"
            box.addWidget(words(text, "body-muted", wrap=True))
        box.addWidget(PlanView(ready.shown, self._desk.catalog, self._chosen))
        if not ready.shown.changes:
            box.addWidget(words("这个导出包里没有新的内容。接收只作登记。", "body-muted"))

    def _draw_said(self, box: QVBoxLayout, checked: Checked) -> None:
        told = checked.told
        self._draw_strip(box, "notice", "info", "以下内容本程序不认识，没有带入", told.unknown)
        missing = f"{len(told.missing)} 个附件导出包里没有，没有带入"
        self._draw_strip(box, "warn", "triangle-alert", missing, told.missing)
        self._draw_strip(box, "warn", "triangle-alert", f"{len(checked.notices)} 处请留意", checked.notices)

    def _draw_strip(self, box: QVBoxLayout, role: str, sign: str, head: str, lines: Sequence[str]) -> None:
        if not lines:
            return
        strip = Notice(role, sign, head)
        for line in lines[:MOST_SAID]:
            strip.line(line)
        if len(lines) > MOST_SAID:
            strip.line(f"还有 {len(lines) - MOST_SAID} 处没有列出")
        box.addWidget(strip)

    def _on_answer(self, key: str, value: str) -> None:
        self._answers[key] = value
        checked = self._checked
        if checked is not None and all(each.key in self._answers for each in checked.asked):
            self._check()
        else:
            self._again()

    def _on_other_task(self) -> None:
        def chosen(_record: Record, values: dict[str, Any]) -> None:
            self._take_task(values["task_id"])

        ask_fields(
            self._desk, "对应哪个巡察任务", lambda _session: UnitReturn(), ("task_id",), "选定", chosen, needs=("task_id",),
            text=self._head.said if self._head else "",
        )  # fmt: skip

    def _on_leave(self) -> None:
        self._leave = True
        self._check()

    def _on_anew(self) -> None:
        if self._opened is not None:
            self.open_file(self._opened.path)

    def _on_drop(self) -> None:
        self._drop()
        self._again()


def _problem_lines(shown: Sequence[Line]) -> Lines:
    heads = ("具体问题", "反馈问题", "整改任务", "整改目标", "措施", "自报", "附件")
    lines = Lines("导出包里的问题", heads, (300, 130, 130, 260, 50, 80, 50), grow=0, most=8)
    for held in shown:
        figures = (str(held.measures), held.status, str(held.files))
        lines.add((held.title, held.here, held.task, " ".join(held.goal.split()), *figures), held.title)
    lines.right(4, 6)
    lines.fit()
    return lines
