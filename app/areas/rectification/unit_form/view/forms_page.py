"""The page 填报表: a form for a unit that has no program goes out, comes back, is checked, shown, and taken in or not.

Nothing of it is applied before a person has seen every field that would change.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QVBoxLayout

from app.areas.feedback.model import FeedbackLetter
from app.areas.libraries.model import Unit
from app.areas.preparation.model import Task
from app.areas.rectification.unit_form.enclosures import Folder, folder_beside, look_in
from app.areas.rectification.unit_form.model import UnitForm, UnitReturn
from app.areas.rectification.unit_form.reading import Checked, wanted_sheets
from app.areas.rectification.unit_form.service import (
    Arrival,
    Prepared,
    accept,
    decline,
    examine,
    issue,
    prepare,
    stage,
)
from app.areas.rectification.unit_form.view.standalone import StandalonePart
from app.areas.rectification.unit_form.view.taking_back import ask_take_back
from app.core.records import Record
from app.exchange.form_reading import MOST_BYTES, Book, read_book
from app.tasks.work import Cancel, Progress
from app.widgets import dialogs, theme
from app.widgets.desk import Desk
from app.widgets.field_sheet import ask_fields
from app.widgets.frame import empty, facts, read_file, section
from app.widgets.lines import Lines
from app.widgets.merging.plan import ShownPlan, groups_of
from app.widgets.merging.view import Chosen, PlanView
from app.widgets.notices import Notice
from app.widgets.rows import beside, button, words
from app.widgets.task_page import TaskPage
from app.widgets.texts import index_new_files

if TYPE_CHECKING:
    from db.session import Session

PAGE = "rectification.forms"
KINDS = "整改填报表 (*.xlsx)"
ASKED = ("destination", "secrecy", "approved_by", "due_on", "spare")
MOST_SAID = 200


@dataclass(frozen=True)
class Shown:
    """The forms of an inspection, newest first, and how often each came back; grades: code → label."""

    forms: tuple[UnitForm, ...]
    returns: tuple[UnitReturn, ...]
    grades: dict[str, str]


@dataclass(frozen=True)
class Opened:
    """A file that was chosen, its folder, and what the check found."""

    path: Path
    content: bytes
    book: Book
    folder: Folder | None
    checked: Checked


@dataclass(frozen=True)
class Ready:
    """A form without problems, staged, as it is shown before it is taken in."""

    opened: Opened
    arrival: Arrival
    shown: ShownPlan


class FormsPage(TaskPage[Shown]):
    """The page."""

    def __init__(self, desk: Desk) -> None:
        self._opened: Opened | None = None
        self._ready: Ready | None = None
        self._chosen: Chosen = {}
        self._returns: Lines | None = None
        self._make = button("制作填报表…", self._on_make, icon_name="table-2", role="main")
        self._pick = button("导入交回的表…", self._on_pick, icon_name="import")
        self._alone = StandalonePart(desk, self, self.again, self._show_task)
        self._export = button("读入单机版导出包…", self._alone.pick, icon_name="briefcase")
        self._decline = button("不接收", self._on_decline)
        self._accept = button("接收", self._on_accept, icon_name="check", role="main")
        super().__init__(
            desk,
            "填报表",
            "单位没有本程序的，发一张表去填；交回后逐格核对，看清每一处变化再接收",
            about="unit_form",
            watched=("unit_form", "unit_return"),
            more=(self._export, self._pick, self._make, self._decline, self._accept),
        )

    # Reading and drawing

    def read(self, session: Session, task_id: str) -> Shown:
        """The forms of one inspection."""
        return Shown(
            tuple(reversed(session.find(UnitForm, task_id=task_id))),
            tuple(reversed(session.find(UnitReturn, task_id=task_id))),
            {item.code: item.label for item in session.codes("secrecy")},
        )

    def draw(self, box: QVBoxLayout, shown: Shown) -> None:
        """What is being taken in, then what went out and came back."""
        ready = self._ready is not None or self._alone.ready
        for each in (self._make, self._pick, self._export):
            each.setVisible(not ready and not self._alone.busy)
        for each in (self._decline, self._accept):
            each.setVisible(ready)
        self._returns = None
        if self._alone.busy:
            self._alone.draw(box)
            return
        if self._ready is not None:
            self._draw_ready(box, self._ready)
            return
        if self._opened is not None:
            self._draw_problems(box, self._opened)
        if not shown.forms and not shown.returns:
            text = "“制作填报表…”按本任务的整改任务、措施生成一张带锁定键和下拉的表，交单位填写；填好的表和附件文件夹用“导入交回的表…”收回。"
            box.addWidget(empty("table-2", "还没有给单位的填报表", text))
            return
        if shown.forms:
            section(box, "发出的表", f"{len(shown.forms)} 张；双击打开登记")
            box.addWidget(self._form_lines(shown))
        if shown.returns:
            section(box, "收回", f"{len(shown.returns)} 次")
            self._returns = self._return_lines(shown)
            box.addWidget(self._returns)
            box.addLayout(beside(button("撤销本次导入…", self._on_undo, icon_name="undo-2"), None))

    def _form_lines(self, shown: Shown) -> Lines:
        lines = Lines(
            "发出的表",
            ("编号", "发给", "密级", "批准人", "制作时间", "交回期限", "行数", "状态"),
            (150, 220, 70, 100, 140, 104, 56, 90),
            grow=1,
            most=10,
        )
        for held in shown.forms:
            late = held.state == "issued" and held.due_on is not None and held.due_on < date.today()
            label = held.TYPE.lifecycle.state(held.state).label
            item = lines.add(
                (
                    held.number, held.destination, shown.grades.get(held.secrecy, held.secrecy), held.approved_by,
                    f"{held.made_at:%Y-%m-%d %H:%M}" if held.made_at else "",
                    held.due_on.isoformat() if held.due_on else "", str(held.rows or 0), f"▲ {label}，已过期" if late else label,
                ),
                ("unit_form", held.id),
            )  # fmt: skip
            if late:
                item.setForeground(7, theme.color("amber"))
        lines.right(6)
        lines.tight(4, 5)
        lines.opened.connect(self._on_row)
        lines.fit()
        return lines

    def _return_lines(self, shown: Shown) -> Lines:
        heads = ("收回", "导入时间", "导入人", "变化的记录", "附件", "状态")
        lines = Lines("收回", heads, (260, 140, 110, 90, 60, 90), most=8)
        for held in shown.returns:
            when = f"{held.came_at:%Y-%m-%d %H:%M}" if held.came_at else ""
            state = held.TYPE.lifecycle.state(held.state).label
            lines.add(
                (held.label, when, held.taken_by, str(held.changed or 0), str(held.files_came or 0), state),
                ("unit_return", held.id),
            )
        lines.right(3, 4)
        lines.tight(1)
        lines.opened.connect(self._on_row)
        lines.fit()
        lines.setCurrentItem(lines.every()[0])
        return lines

    def _draw_problems(self, box: QVBoxLayout, opened: Opened) -> None:
        checked = opened.checked
        head = f"{checked.form.number}有 {len(checked.problems)} 处要改，一处也没有导入；改好后重新选择"
        strip = Notice("stop", "circle-x", head)
        for problem in checked.problems[:MOST_SAID]:
            strip.line(f"✕ {problem.text}")
        if len(checked.problems) > MOST_SAID:
            strip.line(f"还有 {len(checked.problems) - MOST_SAID} 处没有列出")
        box.addWidget(strip)
        self._draw_folder(box, opened)
        box.addLayout(
            beside(
                button("重新检查", self._on_again),
                button("选附件文件夹…", self._on_folder, icon_name="briefcase"),
                button("放弃", self._on_drop),
                None,
            )
        )

    def _draw_folder(self, box: QVBoxLayout, opened: Opened) -> None:
        checked = opened.checked
        rows = [("文件", opened.path.name), ("填报表", f"{checked.form.number}　{checked.form.destination}")]
        rows.append(
            ("附件文件夹", f"{opened.folder.path.name}，{len(opened.folder.files)} 个文件" if opened.folder else "没有")
        )  # fmt: skip
        box.addWidget(facts(rows))
        if checked.unknown:
            strip = Notice("warn", "triangle-alert", f"{len(checked.unknown)} 个文件没有对应的行，不会入库")
            for name in checked.unknown[:40]:
                strip.line(name)
            box.addWidget(strip)
        for said in checked.notices:
            box.addWidget(words(f"△ {said}", "body-muted", wrap=True))

    def _draw_ready(self, box: QVBoxLayout, ready: Ready) -> None:
        section(box, "核对结果", "✓ 键和封都相符，每一格都合格")
        self._draw_folder(box, ready.opened)
        if ready.arrival.files:
            box.addWidget(words(f"随表附件 {ready.arrival.files} 份，接收后挂在各自的记录上。", "body-muted"))
        box.addWidget(PlanView(ready.shown, self.desk.catalog, self._chosen))
        if not ready.shown.changes:
            box.addWidget(words("这张表里没有新的内容。接收只作登记。", "body-muted"))

    def _on_row(self, key: object) -> None:
        if isinstance(key, tuple):
            self.desk.open_record(*key)

    # Out

    def _on_make(self) -> None:
        task_id = self.task_id
        if not task_id:
            return

        def start(session: Session) -> UnitForm:
            task = session.get(Task, task_id)
            letters = session.find(FeedbackLetter, task_id=task_id)
            return UnitForm(
                task_id=task_id,
                destination=session.get(Unit, task.unit_id).name,
                secrecy=letters[-1].secrecy if letters else "internal",
            )

        ask_fields(
            self.desk, "制作填报表", start, ASKED, "制作…", self._on_asked, needs=("destination", "approved_by"),
            text="表里带整改任务、措施和进展，离开本库即记入打印导出台账；收回或核销后才能撤组。",
        )  # fmt: skip

    def _on_asked(self, record: Record, values: dict[str, Any]) -> None:
        draft = replace(record, **values)
        assert isinstance(draft, UnitForm)
        dialogs.pick_save(
            self.window(), "填报表存到哪里（离开本库，记入台账）", f"整改填报-{date.today():%m%d}.xlsx",
            lambda target: self.make(draft, Path(target)), kinds=KINDS,
        )  # fmt: skip

    def make(self, draft: UnitForm, path: Path) -> None:
        """Make the form and write it to `path`."""

        def build(session: Session, _progress: Progress, _cancelled: Cancel) -> Prepared:
            return prepare(session, draft)

        def write(ready: Prepared) -> None:
            self.desk.work.write(lambda session: issue(session, ready, path), made, owner=self)

        def made(form: UnitForm) -> None:
            self.desk.note(f"{form.number}已制作，并已记入输出台账")
            self.again()

        self.desk.work.store_job("正在制作填报表…", build, write, owner=self)

    # In

    def open_export(self, path: Path) -> None:
        """Read an export of the stand-alone program, and show what it brings, what is wrong or what has to be said."""
        self._alone.open_file(path)

    def _on_pick(self) -> None:
        dialogs.pick_open(
            self.window(), "选择单位交回的填报表", lambda names: self.open_file(Path(names[0])), kinds=KINDS
        )

    def open_file(self, path: Path, folder: Path | None = None) -> None:
        """Read a form that came back, with the folder beside it, and show what it brings or what is wrong."""
        self._opened = self._ready = None

        def read() -> tuple[bytes, Book, Folder | None]:
            content = read_file(path, MOST_BYTES)
            beside_it = folder or folder_beside(path)
            return content, read_book(content, wanted_sheets()), look_in(beside_it) if beside_it else None

        def check(held: tuple[bytes, Book, Folder | None]) -> None:
            content, book, found = held
            self.desk.work.read(
                lambda session: Opened(path, content, book, found, examine(session, book, found)),
                self._on_checked,
                owner=self,
                slot="check",
            )

        self.desk.work.compute(read, check, owner=self)

    def _on_checked(self, opened: Opened) -> None:
        self._opened = opened
        if opened.checked.problems:
            self.again()
            return

        def store(session: Session, progress: Progress, _cancelled: Cancel) -> Ready:
            arrival = stage(session, opened.checked, opened.content, progress)
            return Ready(opened, arrival, ShownPlan(arrival.plan, groups_of(session, arrival.plan)))

        self.desk.work.store_job("正在核对并存附件…", store, self._on_ready, owner=self)

    def _on_ready(self, ready: Ready) -> None:
        self._chosen = {}
        self._ready = ready
        self._show_task(ready.opened.checked.form.task_id)

    def _show_task(self, task_id: str) -> None:
        if self.task_id != task_id:
            self._box.choose(task_id)
        self.again()

    def _on_again(self) -> None:
        if self._opened is not None:
            self.open_file(self._opened.path, self._opened.folder.path if self._opened.folder else None)

    def _on_folder(self) -> None:
        opened = self._opened
        if opened is not None:
            dialogs.pick_folder(
                self.window(), "选择附件文件夹", lambda name: self.open_file(opened.path, Path(name))
            )

    def _on_drop(self) -> None:
        self._opened = None
        self.again()

    def _on_accept(self) -> None:
        if self._alone.ready:
            self._alone.accept()
            return
        ready = self._ready
        if ready is None:
            return
        decided = {key: value for key, (_, value) in self._chosen.items()}

        def take(
            session: Session, _progress: Progress, _cancelled: Cancel
        ) -> tuple[UnitReturn, tuple[Record, ...]]:
            made = accept(session, ready.arrival, decided)
            files = [c for c in ready.opened.checked.changes if c.files]
            return made, tuple(session.fetch(c.row.type, c.row.id) for c in files)

        def taken(done: tuple[UnitReturn, tuple[Record, ...]]) -> None:
            made, with_files = done
            self._opened = self._ready = None
            self.desk.note(f"已接收，{made.changed or 0} 条记录有变化")
            for record in with_files:
                index_new_files(self.desk, record, type(record)())
            self.again()

        self.desk.work.write_job("正在接收…", take, taken, owner=self)  # fmt: skip

    def _on_decline(self) -> None:
        if self._alone.ready:
            self._alone.decline()
            return

        def forget(session: Session, _progress: Progress, _cancelled: Cancel) -> None:
            decline(session)

        def gone(_none: None) -> None:
            self._opened = self._ready = None
            self.desk.note("没有接收，本库内容没有变化")
            self.again()

        self.desk.work.store_job("正在清理…", forget, gone, owner=self)

    def _on_undo(self) -> None:
        held = self._returns.chosen() if self._returns is not None else []
        if held:
            ask_take_back(self.desk, self, held[0][1], self.again)
