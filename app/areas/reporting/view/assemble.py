"""The page 汇成报告: a task, the signed working papers that its report will rest on, and why others cannot be used yet.

The page decides nothing; app.areas.reporting.service assembles, or refuses with every reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout

from app.areas.preparation.model import Task
from app.areas.reporting.model import Report
from app.areas.reporting.service import EDITABLE, assemble_report, compose
from app.areas.reporting.service import paper_reasons as paper_reasons
from app.areas.reporting.view.aim import ASSEMBLE, EDITOR, go_to, has_aim, take_aim
from app.areas.workpapers.model import WorkingPaper
from app.widgets import dialogs, theme
from app.widgets.badges import SIGNS
from app.widgets.desk import Desk
from app.widgets.frame import TaskBox, WorkPage, empty, facts, redraw, section
from app.widgets.lines import Lines
from app.widgets.rows import Row, beside, button, words
from db.query import Filter, Op

if TYPE_CHECKING:
    from db.session import Session


@dataclass(frozen=True)
class PaperRow:
    """A working paper of the task. reasons: why it cannot go into the report, empty when it can."""

    paper: WorkingPaper
    focus: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Prospect:
    """What a report of the task would be made of. rewritten: people have changed the problem section of the draft."""

    task: Task
    rows: tuple[PaperRow, ...]
    report: Report | None
    rewritten: bool

    @property
    def ready(self) -> tuple[PaperRow, ...]:
        """Papers that will be used."""
        return tuple(row for row in self.rows if not row.reasons)

    @property
    def waiting(self) -> tuple[PaperRow, ...]:
        """Papers that cannot be used yet."""
        return tuple(row for row in self.rows if row.reasons)


def read_prospect(session: Session, *, task_id: str) -> Prospect:
    """The papers of a task in the order of the report (聚焦, then number), and the draft of its report."""
    focuses = [(code.code, code.label) for code in session.codes("focus")]
    labels = dict(focuses)
    papers = [paper for paper in session.find(WorkingPaper, task_id=task_id) if paper.state != "void"]
    order = [code for code, _ in focuses]
    papers.sort(
        key=lambda paper: (
            order.index(paper.focus) if paper.focus in order else len(order),
            paper.formal_number,
            paper.number,
        )
    )
    rows = tuple(
        PaperRow(paper, labels.get(paper.focus, paper.focus), tuple(paper_reasons(session, [paper])))
        for paper in papers
    )
    reports = session.find(Report, task_id=task_id, kind="inspection")
    report = reports[-1] if reports else None
    rewritten = False
    if report is not None and report.problems.strip():
        before = compose([session.get(WorkingPaper, key) for key in report.paper_ids], focuses)
        rewritten = before.problems != report.problems
    return Prospect(session.get(Task, task_id), rows, report, rewritten)


class AssemblePage(WorkPage):
    """The page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk, "汇成报告", "报告的每一条都来自组长审签的底稿；线索不进报告", about="report", wide=True
        )
        self._make = button("汇成报告", self._on_make, icon_name="file-check", role="main")
        self._make.hide()
        self.buttons.addWidget(self._make)
        self._box = TaskBox(desk)
        self._box.setMaximumWidth(theme.scaled(420))
        self._row = Row("巡察任务", self._box, help="一个任务一份报告")
        self._below = QVBoxLayout()
        self.body.addWidget(self._row)
        self.body.addLayout(self._below)
        self.body.addStretch(1)
        self._prospect: Prospect | None = None
        self._box.chosen.connect(self._on_chosen)
        self.watch("task", "working_paper", "finding", "report")
        self.refresh()

    def refresh(self) -> None:
        """Read anew."""
        self._box.ask()

    def showEvent(self, event: QShowEvent) -> None:
        """Another task may be wanted since the page was last shown."""
        super().showEvent(event)
        if has_aim(self.desk, ASSEMBLE):
            self.refresh()

    def _on_chosen(self, id: str) -> None:
        if aim := take_aim(self.desk, ASSEMBLE):
            self._box.choose(aim)
            id = self._box.id
        if id:
            self.desk.work.read(
                partial(read_prospect, task_id=id), self._on_read, owner=self, slot="prospect"
            )
            return
        self._prospect = None
        self._row.hide()
        self._make.hide()
        go = button("去新建巡察任务", partial(self.desk.new_record, "task"), role="main")
        text = "报告按任务汇成。先建立轮次和巡察任务，再做谈话、问题和底稿。"
        redraw(self._below).addWidget(empty("file-text", "还没有巡察任务", text, go))

    def _on_read(self, prospect: Prospect) -> None:
        self._prospect = prospect
        self._row.show()
        box = redraw(self._below)
        self._make.setVisible(bool(prospect.rows))
        self._make.setText("重新汇编" if prospect.report else "汇成报告")
        self._make.setAccessibleName(self._make.text())
        if not prospect.rows:
            wanted = (Filter("task_id", Op.EQ, prospect.task.id),)
            go = button("去看本任务的问题", partial(self.desk.open_list, "finding", wanted), role="main")
            text = "问题经会商认定后编入底稿；底稿经承办、副组长复核、组长审签后，才能汇成报告。"
            box.addWidget(empty("file-check", "本任务还没有底稿", text, go))
            return
        if prospect.report is not None:
            self._draw_report(box, prospect.report, rewritten=prospect.rewritten)
        self._draw_waiting(box, prospect.waiting)
        self._draw_ready(box, prospect.ready)

    def _draw_report(self, box: QVBoxLayout, report: Report, *, rewritten: bool) -> None:
        section(box, "已有的报告")
        state = report.TYPE.lifecycle.state(report.state)
        if report.state not in EDITABLE:
            advice = f"报告已是“{state.label}”，不能再汇编；要改先退回"
        elif rewritten:
            advice = "“主要问题”已经有人改过；重新汇编会替换它，其他部分不动"
        else:
            advice = "重新汇编只更新“主要问题”，其他部分不动"
        box.addWidget(
            facts((("标题", report.title), ("状态", f"{SIGNS[state.tone]} {state.label}"), ("提示", advice)))
        )
        open_form = button("打开报告", partial(self.desk.open_record, "report", report.id))
        write = button("在提纲里编写", partial(go_to, self.desk, EDITOR, report.id))
        box.addLayout(beside(open_form, write, None))

    def _draw_waiting(self, box: QVBoxLayout, rows: tuple[PaperRow, ...]) -> None:
        if not rows:
            return
        section(box, "还不能用的底稿", f"▲ {len(rows)} 份，办好或作废后才能汇成报告")
        lines = Lines("还不能用的底稿", ("底稿", "问题标题", "为什么不能用"), (190, 300, 300), grow=2)
        for row in rows:
            name = row.paper.formal_number or row.paper.number
            why = "；".join(reason.removeprefix(name) for reason in row.reasons)
            lines.add((name, row.paper.title, why), row.paper.id)
        self._end(box, lines)

    def _draw_ready(self, box: QVBoxLayout, rows: tuple[PaperRow, ...]) -> None:
        section(box, "将写进报告的底稿", f"{len(rows)} 份，按聚焦和编号排列" if rows else "")
        if not rows:
            box.addWidget(
                words("还没有组长审签的底稿。底稿经承办、副组长复核、组长审签后列在这里。", "body-muted")
            )
            return
        lines = Lines("将写进报告的底稿", ("正式编号", "问题标题", "聚焦"), (190, 300, 300), grow=1)
        for row in rows:
            lines.add((row.paper.formal_number, row.paper.title, row.focus), row.paper.id)
        self._end(box, lines)

    def _end(self, box: QVBoxLayout, lines: Lines) -> None:
        lines.opened.connect(partial(self.desk.open_record, "working_paper"))
        lines.fit()
        box.addWidget(lines)

    def _on_make(self) -> None:
        prospect = self._prospect
        if prospect is None:
            return
        editable = prospect.report is not None and prospect.report.state in EDITABLE
        if prospect.rewritten and editable and not prospect.waiting:
            dialogs.ask(
                self.window(), "用底稿替换已经改过的“主要问题”？",
                "“主要问题”里有人工修改的内容，重新汇编后由底稿原文替换；原内容留在修改历史里，可以撤销。",
                "替换", partial(self._assemble, prospect.task, replace_text=True), danger=True,
            )  # fmt: skip
        else:
            self._assemble(prospect.task)

    def _assemble(self, task: Task, *, replace_text: bool = False) -> None:
        def write(session: Session) -> Report:
            return assemble_report(session, session.get(Task, task.id), replace_text=replace_text)

        def done(report: Report) -> None:
            self.desk.note(f"报告已由 {len(report.paper_ids)} 份底稿汇成")
            self.desk.open_record("report", report.id)

        self.desk.work.write(write, done, owner=self)
