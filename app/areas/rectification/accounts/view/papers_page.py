"""The page 整改材料: what the unit has to hand in, what came when, what is due, and the button that makes the next one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout

from app.areas.preparation.model import Task
from app.areas.rectification.accounts.model import DemocraticMeeting, PledgeOfTruth, RectPlan, RectReport
from app.areas.rectification.accounts.service import draft_meeting, draft_plan, draft_pledge, draft_report
from app.core.deadline import DUE_LABEL, Due, due_colour
from app.core.records import Record
from app.widgets.desk import Desk
from app.widgets.frame import section
from app.widgets.lines import Lines
from app.widgets.rows import beside, button, words
from app.widgets.task_page import TaskPage

if TYPE_CHECKING:
    from db.session import Session

HEADS = ("材料", "期限", "报送", "状态", "真实性承诺书", "题名")
WIDTHS = (190, 150, 96, 90, 110, 200)
Make = Callable[["Session", Task], Record]


@dataclass(frozen=True)
class Paper:
    """One thing to be handed in. type, id: the record, id "" while there is none; pledge: what stands of its pledge."""

    kind: str
    label: str
    type: str
    id: str
    cells: tuple[str, ...]


class PapersPage(TaskPage[tuple[Paper, ...]]):
    """Plan, meeting, reports and pledges of one unit, in the order in which they fall due."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk,
            "整改材料",
            "方案、专题民主生活会、整改报告按期报送；报告有书记签字的承诺书才接收",
            about="rect_report",
            watched=("rect_plan", "rect_report", "pledge_of_truth", "democratic_meeting"),
        )

    def read(self, session: Session, task_id: str) -> tuple[Paper, ...]:
        """Everything that one unit has to hand in."""
        found = [
            *_plans(session, task_id),
            *_meetings(session, task_id),
            *(
                paper
                for code in session.codes("rect_report_kind")
                for paper in _reports(session, task_id, code.code)
            ),
        ]
        return tuple(found)

    def draw(self, box: QVBoxLayout, shown: tuple[Paper, ...]) -> None:
        """The table, then a button for each that is missing."""
        held = sum(bool(paper.id) for paper in shown)
        section(box, "应报送的材料", f"已登记{held}份")
        lines = Lines("整改材料", HEADS, WIDTHS, grow=5)
        for paper in shown:
            lines.add(paper.cells, (paper.type, paper.id) if paper.id else None)
        lines.opened.connect(self._on_opened)
        lines.fit()
        box.addWidget(lines)
        missing = [paper for paper in shown if not paper.id]
        section(box, "起草", "由整改记录生成，再修改文字")
        for place, paper in enumerate(missing):
            go = button(
                f"起草{paper.label}", partial(self._on_draft, paper.kind), role="main" if place == 0 else ""
            )
            box.addLayout(beside(go, None))
        unpledged = [p for p in shown if p.type == "rect_report" and p.id and not p.cells[4]]
        for paper in unpledged:
            go = button(f"生成{paper.label}的真实性承诺书", partial(self._on_pledge, paper.id))
            box.addLayout(beside(go, None))
        if not missing and not unpledged:
            box.addWidget(words("都已起草。在上面的表里点开办理。", "body-muted"))

    def _on_opened(self, key: object) -> None:
        if isinstance(key, tuple):
            self.desk.open_record(*key)

    def _on_draft(self, kind: str) -> None:
        task_id = self.task_id

        def write(session: Session) -> Record:
            return MAKERS[kind](session, session.get(Task, task_id))

        self.desk.work.write(write, self._on_made)

    def _on_pledge(self, id: str) -> None:
        self.desk.work.write(
            lambda session: draft_pledge(session, session.get(RectReport, id)), self._on_made
        )

    def _on_made(self, made: Record) -> None:
        self.desk.open_record(made.TYPE.name, made.id)


MAKERS: dict[str, Make] = {
    "plan": draft_plan,
    "meeting": draft_meeting,
    "progress": lambda session, task: draft_report(session, task, "progress", until=date.today()),
    "secretary": lambda session, task: draft_report(session, task, "secretary", until=date.today()),
    "follow_up": lambda session, task: draft_report(session, task, "follow_up", until=date.today()),
}


def _plans(session: Session, task_id: str) -> list[Paper]:
    held = session.find(RectPlan, task_id=task_id)
    return [
        _row("plan", "整改方案", row, row.due_on, row.received_on, row.title, "不需要") for row in held
    ] or [_none("plan", "整改方案", "rect_plan")]


def _meetings(session: Session, task_id: str) -> list[Paper]:
    held = session.find(DemocraticMeeting, task_id=task_id)
    label = "专题民主生活会"
    return [
        _row("meeting", label, row, row.due_on, row.reported_on, row.theme, "不需要") for row in held
    ] or [_none("meeting", label, "democratic_meeting")]


def _reports(session: Session, task_id: str, kind: str) -> list[Paper]:
    label = session.code_label("rect_report_kind", kind)
    held = session.find(RectReport, task_id=task_id, kind=kind)
    found = []
    for row in held:
        pledges = session.find(PledgeOfTruth, report_id=row.id)
        said = pledges[-1].TYPE.lifecycle.state(pledges[-1].state).label if pledges else ""
        found.append(_row(kind, label, row, row.due_on, row.received_on, row.title, said))
    return found or ([_none(kind, label, "rect_report")] if kind in MAKERS else [])


def _row(
    kind: str, label: str, held: Record, due: date | None, received: date | None, title: str, pledge: str
) -> Paper:
    colour = due_colour(due, date.today()) if not received else Due.NONE
    warned = f" {DUE_LABEL[colour]}" if colour in (Due.GREEN, Due.YELLOW, Due.RED) else ""
    state = held.TYPE.lifecycle.state(held.state).label
    cells = (label, f"{due or ''}{warned}", str(received or ""), state, pledge, title)
    return Paper(kind, label, held.TYPE.name, held.id, cells)


def _none(kind: str, label: str, type_name: str) -> Paper:
    return Paper(kind, label, type_name, "", (label, "", "", "还没有", "", ""))
