"""The page 反馈问题清单: the seven columns of one task, out to xlsx and in from it.

Every cell problem of a sheet is listed at once; a sheet with problems imports nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout

from app.areas.feedback.model import FeedbackProblem
from app.areas.feedback.papers import PAPERS
from app.areas.feedback.service import FeedbackRow, Imported, import_feedback
from app.areas.preparation.model import Task
from app.core.errors import Problem
from app.exchange import feedback_list
from app.tasks.work import Cancel, Progress
from app.widgets import dialogs
from app.widgets.desk import Desk, Exposure
from app.widgets.frame import TaskBox, WorkPage, empty, read_file, redraw, section
from app.widgets.leaving import let_out
from app.widgets.lines import Lines
from app.widgets.notices import Notice
from app.widgets.rows import beside, button, name_control, words

if TYPE_CHECKING:
    from db.session import Session

KINDS = "表格 (*.xlsx)"
MOST_BYTES = 32 << 20
HEADS = ("序号", "问题类别", "问题子类", "具体问题", "具体表现", "对应聚焦", "重点关注", "重点关注情形")
WIDTHS = (52, 130, 130, 240, 180, 150, 76, 120)


@dataclass(frozen=True)
class Listed:
    """The problems of a task as the seven columns; texts has one row of eight cells for each."""

    task: Task | None
    problems: tuple[FeedbackProblem, ...]
    rows: tuple[feedback_list.FeedbackRow, ...]


@dataclass(frozen=True)
class Sheet:
    """A sheet that was read: its rows and everything that is wrong with its cells."""

    name: str
    rows: tuple[feedback_list.FeedbackRow, ...]
    problems: tuple[Problem, ...]


def read_listed(session: Session, task_id: str) -> Listed:
    """The problems of a task that are fed back, in order."""
    if not task_id:
        return Listed(None, (), ())
    found = [p for p in session.find(FeedbackProblem, task_id=task_id) if p.state != "dropped"]
    found.sort(key=lambda p: p.position or 0)
    rows = tuple(
        feedback_list.FeedbackRow(
            p.category,
            p.subcategory,
            p.title,
            p.detail,
            session.code_label("focus", p.focus) if p.focus else "",
            p.key,
            session.code_label("key_case", p.key_case) if p.key_case else "",
        )
        for p in found
    )
    return Listed(session.get(Task, task_id), tuple(found), rows)


def as_service_row(row: feedback_list.FeedbackRow, place: str) -> FeedbackRow:
    """A row of a sheet as the service takes it."""
    return FeedbackRow(
        row.category, row.subcategory, row.problem, row.manifestation, row.focus,
        "是" if row.key_concern else "否", row.concern_case, place,
    )  # fmt: skip


class FeedbackListPage(WorkPage):
    """The page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "反馈问题清单", "七列清单的导入和导出", about="feedback_problem", wide=True)
        self._task = TaskBox(desk)
        name_control(self._task, "巡察任务")
        self._task.chosen.connect(lambda _id: self._read())
        self._export = button("导出清单…", self._on_export, icon_name="download")
        for each in (
            self._task,
            button("打印清单", self._on_print, icon_name="printer"),
            self._export,
            button("导入清单…", self._on_pick, icon_name="import", role="main"),
        ):
            self.buttons.addWidget(each)
        self._listed = Listed(None, (), ())
        self._sheet: Sheet | None = None
        self.watch("feedback_problem")
        self.refresh()

    def refresh(self) -> None:
        """Read anew."""
        self._task.ask()

    def _read(self) -> None:
        self.desk.work.read(
            partial(read_listed, task_id=self._task.id), self._on_listed, owner=self, slot="listed"
        )

    def _on_listed(self, listed: Listed) -> None:
        self._listed = listed
        self._draw()

    def _draw(self) -> None:
        box = redraw(self.body)
        if self._listed.task is None:
            go = button("去巡察任务", partial(self.desk.open_page, "list:task"))
            box.addWidget(
                empty("list", "还没有巡察任务", "反馈问题归到任务名下。先接收任务包，或新建巡察任务。", go)
            )
            box.addStretch(1)
            return
        if self._sheet is not None:
            self._draw_sheet(box, self._sheet)
        section(box, "本任务的反馈问题", f"{len(self._listed.rows)} 个")
        if not self._listed.rows:
            go = button("导入反馈或整改通报", partial(self.desk.open_page, "feedback.notice"))
            box.addWidget(
                empty(
                    "list",
                    "还没有反馈问题",
                    "可以从定稿的报告生成，从公开的通报读入，或用“导入清单…”读入七列表格。",
                    go,
                )
            )
        else:
            lines = _lines("反馈问题", self._listed.rows, [p.id for p in self._listed.problems])
            lines.opened.connect(lambda id: self.desk.open_record("feedback_problem", id))
            box.addWidget(lines)
        box.addStretch(1)

    def _draw_sheet(self, box: QVBoxLayout, sheet: Sheet) -> None:
        section(box, f"要导入的表格：{sheet.name}", f"{len(sheet.rows)} 行")
        if sheet.problems:
            strip = Notice("stop", "circle-x", f"表格里有 {len(sheet.problems)} 处要改，改好后重新选择")
            for problem in sheet.problems:
                strip.line(f"✕ {problem.where}　{problem.text}" if problem.where else f"✕ {problem.text}")
            box.addWidget(strip)
        if sheet.rows:
            box.addWidget(_lines("要导入的行", sheet.rows, []))
        confirm = button("确认导入", self._on_import, icon_name="import", role="main")
        confirm.setVisible(bool(sheet.rows) and not sheet.problems)
        box.addLayout(
            beside(confirm, button("不导入", self._on_drop), words("没有导入任何一行。", "muted"), None)
        )

    # In

    def _on_pick(self) -> None:
        dialogs.pick_open(
            self.window(), "选择七列清单（.xlsx）", lambda names: self.open_file(Path(names[0])), kinds=KINDS
        )

    def open_file(self, path: Path) -> None:
        """Read a sheet and show it with everything that is wrong with it."""

        def read() -> Sheet:
            rows, problems = feedback_list.read_feedback_list(read_file(path, MOST_BYTES))
            return Sheet(path.name, rows, problems)

        def shown(sheet: Sheet) -> None:
            self._sheet = sheet
            self._draw()

        self.desk.work.compute(read, shown, owner=self, slot="sheet")

    def _on_drop(self) -> None:
        self._sheet = None
        self._draw()

    def _on_import(self) -> None:
        sheet, task = self._sheet, self._listed.task
        if sheet is None or task is None:
            return
        rows = [as_service_row(row, f"{sheet.name} 第{place}条") for place, row in enumerate(sheet.rows, 1)]

        def store(session: Session) -> Imported:
            return import_feedback(session, session.get(Task, task.id), rows)

        def stored(done: Imported) -> None:
            self._sheet = None
            known = f"，{len(done.known)} 个已有、没有改动" if done.known else ""
            self.desk.note(f"已导入 {len(done.made)} 个反馈问题{known}")
            self._read()

        self.desk.work.write(store, stored, owner=self)

    # Out

    def _on_export(self) -> None:
        if self._listed.task is None or not self._listed.rows:
            dialogs.tell(self.window(), "没有可以导出的问题", "这个任务还没有反馈问题。")
            return
        dialogs.pick_save(
            self.window(), "导出七列清单（离开本库，记入台账）", f"清单-{self._listed.task.id[-6:]}.xlsx",
            lambda target: self.export_to(Path(target)), kinds=KINDS,
        )  # fmt: skip

    def export_to(self, path: Path) -> None:
        """Write the list as xlsx and enter it in the ledger."""
        rows, desk = self._listed.rows, self.desk
        records = tuple((p.TYPE.name, p.id) for p in self._listed.problems)

        def write(session: Session, _progress: Progress, _cancelled: Cancel) -> None:
            content = feedback_list.write_feedback_list(rows)
            let_out(desk, session, content, Exposure("xlsx", "反馈问题清单", records, target=str(path)))

        desk.work.write_job(
            "正在导出…",
            write,
            lambda _none: desk.note(f"已导出 {len(rows)} 条，并已记入输出台账"),
            owner=self,
        )

    def _on_print(self) -> None:
        task = self._listed.task
        spec = next((spec for spec in PAPERS if spec.name == "feedback_list" and spec.record == "task"), None)
        if task is not None and spec is not None and self._listed.rows:
            self.desk.print_paper(
                spec.label, lambda session: spec.build(session, task.id), self._listed.problems
            )
        else:
            dialogs.tell(self.window(), "没有可以打印的问题", "这个任务还没有反馈问题。")


def _lines(name: str, rows: tuple[feedback_list.FeedbackRow, ...], ids: list[str]) -> Lines:
    lines = Lines(name, HEADS, WIDTHS, grow=3, most=14)
    for place, row in enumerate(rows):
        texts = (
            str(place + 1), row.category, row.subcategory, row.problem, row.manifestation, row.focus,
            "是" if row.key_concern else "否", row.concern_case,
        )  # fmt: skip
        lines.add(texts, ids[place] if place < len(ids) else None)
    lines.right(0)
    lines.tight(0, 6)
    lines.fit()
    return lines
