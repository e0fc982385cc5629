"""The page 汇成报告: the signed working papers that a report will rest on, those that are not ready, and the report itself.

It composes nothing; app.areas.reporting.service does, and refuses with every reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout

from app.areas.clues.service import named_in
from app.areas.preparation.model import Task
from app.areas.reporting.model import Report, cited, points
from app.areas.reporting.service import EDITABLE, assemble_report, workload
from app.areas.secrecy.view.frame import Lines, TaskBox, WorkPage, empty, facts, redraw, section
from app.areas.workpapers.model import APPROVED, Finding, WorkingPaper
from app.widgets import dialogs
from app.widgets.desk import Desk
from app.widgets.notices import Notice
from app.widgets.rows import button, name_control, words

if TYPE_CHECKING:
    from db.session import Session

WRITE = "reporting.write"
WANTED = "report.wanted"
"""Property of the desk that names the report which the writing page shows next."""


@dataclass(frozen=True)
class PaperRow:
    """A working paper as the page lists it; reasons: why a report cannot rest on it yet."""

    id: str
    number: str
    title: str
    focus: str
    state: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Gathered:
    """What the page shows of one task."""

    task: Task | None
    papers: tuple[PaperRow, ...]
    report: Report | None
    work: tuple[tuple[str, str], ...]


def read_gathered(session: Session, task_id: str) -> Gathered:
    """The working papers of a task with what keeps each from the report, and the report if there is one."""
    if not task_id:
        return Gathered(None, (), None, ())
    task = session.get(Task, task_id)
    papers = [paper for paper in session.find(WorkingPaper, task_id=task_id) if paper.state != "void"]
    reports = session.find(Report, task_id=task_id, kind="inspection")
    rows = tuple(
        PaperRow(
            paper.id,
            paper.formal_number or paper.number,
            paper.title,
            session.code_label("focus", paper.focus) if paper.focus else "",
            paper.TYPE.lifecycle.state(paper.state).label,
            tuple(_reasons(session, paper)),
        )
        for paper in sorted(papers, key=lambda paper: paper.formal_number or "～" + paper.number)
    )
    work = workload(session, task)
    said = (
        ("个别谈话", f"{work.talks} 人次"),
        ("受理信访", f"{work.petitions} 件"),
        ("走访", f"{work.visits} 人次" if work.visits else ""),
        ("查阅资料", f"{work.documents} 份" if work.documents else ""),
    )
    return Gathered(task, rows, reports[-1] if reports else None, said)


def _reasons(session: Session, paper: WorkingPaper) -> list[str]:
    found = []
    if paper.state not in APPROVED:
        found.append(f"{paper.TYPE.lifecycle.state(paper.state).label}，组长审签后才能进报告")
    if not paper.focus:
        found.append("没有选聚焦")
    gone = [
        f.number
        for f in (session.get(Finding, key) for key in paper.finding_ids)
        if f.deleted or f.state == "withdrawn"
    ]
    if gone:
        found.append(f"所列问题已撤销：{'、'.join(gone)}")
    if named_in(session, paper.title, paper.phenomenon, paper.nature, paper.duty):
        found.append("写到了线索，请退回删去")
    return found


class AssemblePage(WorkPage):
    """The page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk, "汇成报告", "报告只由组长审签过的底稿汇成，每个问题注明底稿号", about="report", wide=True
        )
        self._task = TaskBox(desk)
        name_control(self._task, "巡察任务")
        self._task.chosen.connect(lambda _id: self._read())
        self._make = button("汇成报告", self._on_make, icon_name="book-open", role="main")
        self.buttons.addWidget(self._task)
        self.buttons.addWidget(self._make)
        self._gathered = Gathered(None, (), None, ())
        self.watch("working_paper", "report", "finding")
        self.refresh()

    def refresh(self) -> None:
        """Read anew."""
        self._task.ask()

    def _read(self) -> None:
        self.desk.work.read(
            partial(read_gathered, task_id=self._task.id), self._on_gathered, owner=self, slot="papers"
        )

    def _on_gathered(self, gathered: Gathered) -> None:
        self._gathered = gathered
        box = redraw(self.body)
        self._make.setVisible(bool(gathered.papers))
        if gathered.task is None:
            go = button("去巡察任务", partial(self.desk.open_page, "list:task"), role="main")
            box.addWidget(
                empty("book-open", "还没有巡察任务", "报告按任务汇编。先接收任务包，或新建巡察任务。", go)
            )
        elif not gathered.papers:
            go = button("去问题底稿", partial(self.desk.open_page, "list:working_paper"), role="main")
            box.addWidget(
                empty(
                    "file-check",
                    "还没有底稿",
                    "把会商认定的问题编入底稿，走完承办、复核、审签，再回来汇成报告。",
                    go,
                )
            )
        else:
            self._draw(box, gathered)
        box.addStretch(1)

    def _draw(self, box: QVBoxLayout, gathered: Gathered) -> None:
        ready = [row for row in gathered.papers if not row.reasons]
        waiting = [row for row in gathered.papers if row.reasons]
        if gathered.report is not None:
            self._draw_report(box, gathered.report)
        section(box, "可以列入报告的底稿", f"{len(ready)} 份")
        if ready:
            box.addWidget(
                self._lines(
                    "可以列入报告的底稿",
                    [(r.id, (r.number, r.title, r.focus, f"● {r.state}")) for r in ready],
                )
            )
        else:
            box.addWidget(words("还没有审签过的底稿。", "body-muted"))
        if waiting:
            section(box, "还不能列入的底稿", f"{len(waiting)} 份；全部办妥或作废后才能汇成")
            rows = [(r.id, (r.number, r.title, r.focus, "○ " + "；".join(r.reasons))) for r in waiting]
            box.addWidget(self._lines("还不能列入的底稿", rows))
        section(box, "将写进“基本情况”的工作量")
        box.addWidget(facts(gathered.work))

    def _draw_report(self, box: QVBoxLayout, report: Report) -> None:
        state = report.TYPE.lifecycle.state(report.state).label
        found = points(report.problems)
        strip = Notice(
            "notice",
            "book-open",
            f"已有报告：{report.title}（{state}），{len(found)} 个问题，引用底稿 {len({n for p in found for n in cited(p)})} 份",
        )
        strip.offer("按章节编写", partial(self._on_write, report.id))
        strip.offer("打开表单", partial(self.desk.open_record, "report", report.id))
        box.addWidget(strip)

    def _lines(self, name: str, rows: Sequence[tuple[str, tuple[str, ...]]]) -> Lines:
        lines = Lines(name, ("底稿号", "问题", "聚焦", "情况"), (210, 260, 230, 220), grow=1, most=12)
        for id, texts in rows:
            lines.add(texts, id)
        lines.opened.connect(lambda id: self.desk.open_record("working_paper", id))
        lines.fit()
        return lines

    def _on_write(self, id: str) -> None:
        self.desk.setProperty(WANTED, id)
        self.desk.open_page(WRITE)

    def _on_make(self) -> None:
        held = self._gathered.report
        if held is not None and held.state in EDITABLE and held.problems.strip():
            dialogs.ask(
                self.window(),
                "用底稿重新汇编“主要问题”",
                "“主要问题”一节和对照表按现有底稿重新生成，别人在这一节里改过的文字会被替换（可以在历史里找回）；其他各节不动。",
                "重新汇编",
                partial(self._assemble, replace_text=True),
            )
        else:
            self._assemble(replace_text=False)

    def _assemble(self, *, replace_text: bool) -> None:
        task_id = self._task.id

        def make(session: Session) -> Report:
            return assemble_report(session, session.get(Task, task_id), replace_text=replace_text)

        def made(report: Report) -> None:
            self.desk.note(f"报告已汇成，列入底稿 {len(report.paper_ids)} 份")
            self._on_write(report.id)

        self.desk.work.write(make, made, owner=self)
