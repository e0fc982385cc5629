"""Pages and menu actions of supervision: deadlines, warnings, letters and verdicts task by task; deductions by stage.

Nothing is written here; the services beside it do it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QBrush

from app.areas.fieldwork.view import on_both
from app.areas.libraries.schemes.view import open_sheet
from app.areas.preparation.model import Task
from app.areas.rectification.model import DUE_LABEL, Due, RectTask
from app.areas.rectification.supervision.deductions import StageScore, stage_scores, stage_sheet
from app.areas.rectification.supervision.model.letters import SUPERVISION, SupervisionLetter
from app.areas.rectification.supervision.model.visits import InspectionVisit
from app.areas.rectification.supervision.service import (
    draft_letter,
    escalate,
    list_checks,
    pressed,
    propose_warnings,
    send_back,
    verdicts,
)
from app.core.points import short_points
from app.core.records import Record
from app.widgets import dialogs, theme
from app.widgets.desk import ActionOffer, Desk
from app.widgets.frame import active_window, ask_fields, section
from app.widgets.lines import Lines
from app.widgets.page import PageSpec
from app.widgets.rows import button, words
from app.widgets.task_page import TaskPage
from db.query import Filter, Op
from db.vault import Vault

if TYPE_CHECKING:
    from PySide6.QtWidgets import QVBoxLayout

    from db.session import Session

PAGE = "rectification.supervision"
TONE = {Due.GREEN: "green", Due.YELLOW: "amber", Due.RED: "red"}


def pages(_vault: Vault) -> tuple[PageSpec, ...]:
    """预警与督办一览."""
    return (
        PageSpec(
            PAGE, "预警与督办一览", "triangle-alert", "rectification", SupervisionPage, group=SUPERVISION
        ),
    )


def actions() -> Mapping[str, tuple[ActionOffer, ...]]:
    """Letters for several tasks, one step up, judging task by task; warnings and deductions are on the page."""
    return {
        "rect_task": on_both("起草督办文书…", "mail", "整改任务", press),
        "supervision_letter": (ActionOffer("逾期升级", "arrow-up", climb),),
        "inspection_visit": (
            ActionOffer("逐项核查整改任务", "list-checks", judge),
            ActionOffer("没有改到位的退回整改", "undo-2", take_back),
        ),
    }


@dataclass(frozen=True)
class Line:
    """One rectification task as the page shows it."""

    id: str
    due: Due
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Watched:
    """What the page shows of a unit."""

    lines: tuple[Line, ...]
    counts: str
    stages: tuple[StageScore, ...]


class SupervisionPage(TaskPage[Watched]):
    """Task by task: the deadline with its colour, the warning, letters, the verdict; then deductions by stage."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk,
            "预警与督办一览",
            "颜色按到期天数由程序提出，发不发函由人定",
            about="warning",
            watched=("rect_task", "warning", "supervision_letter", "visit_check", "assessment_score"),
            more=(button("提出到期预警", self._on_warn, icon_name="triangle-alert", role="main"),),
        )

    def read(self, session: Session, task_id: str) -> Watched:
        """Every task of the inspection, and the sheets of the stages."""
        task = session.get(Task, task_id)
        rows = pressed(session, task, today=date.today())
        lines = []
        for place, one in enumerate(rows, 1):
            kind = one.task.TYPE.lifecycle
            left = "" if one.days_left is None else str(one.days_left)
            warned = session.code_label("warning_colour", one.warning.colour)[:2] if one.warning else ""
            state = one.warning.TYPE.lifecycle.state(one.warning.state).label if one.warning else ""
            cells = (
                str(place), one.task.title, str(one.task.due_on or ""), left,
                DUE_LABEL[one.due] if one.due in TONE else "", " ".join(filter(None, (warned, state))),
                str(len(one.letters) or ""),
                session.code_label("rect_verdict", one.verdict) if one.verdict else "",
                kind.state(one.task.state).label,
            )  # fmt: skip
            lines.append(Line(one.task.id, one.due, cells))
        counts = {due: sum(one.due is due for one in rows) for due in TONE}
        said = "，".join(f"{DUE_LABEL[due]}{count}项" for due, count in counts.items() if count)
        return Watched(tuple(lines), said or "没有临近期限的任务", stage_scores(session, task))

    def draw(self, box: QVBoxLayout, shown: Watched) -> None:
        """The table of tasks, then the stages."""
        section(box, "整改任务", shown.counts)
        heads = ("序号", "整改任务", "期限", "还剩天数", "到期", "预警", "督办", "核查", "状态")
        lines = Lines("整改任务", heads, (48, 200, 92, 72, 96, 96, 48, 76, 76), grow=1)
        for line in shown.lines:
            item = lines.add(line.cells, line.id)
            if line.due in TONE:
                item.setForeground(4, QBrush(theme.color(TONE[line.due])))
        lines.right(0, 3, 6)
        lines.opened.connect(self._on_task)
        lines.fit()
        box.addWidget(lines)
        section(
            box,
            "分阶段扣分",
            "日常监督、中期指导、专项督查各一张，按“整改预警”方案",
            button("扣分…", self._on_deduct),
        )
        for stage in shown.stages:
            said = stage.result.formula if stage.result else "还没有扣分"
            box.addWidget(words(f"{stage.label}：{said}", wrap=True))
            for row in stage.lost:
                text = f"　　{row.content}　扣{short_points(row.points or 0)}分　{row.reason}"
                box.addWidget(words(text, "muted", wrap=True))

    def _on_task(self, id: object) -> None:
        self.desk.open_record("rect_task", str(id))

    def _on_warn(self) -> None:
        if self.task_id:
            warn(self.desk, (self.task_id,))

    def _on_deduct(self) -> None:
        if self.task_id:
            deduct_on(self.desk, (self.task_id,))


# Actions --------------------------------------------------------------------------------------------------


def warn(desk: Desk, ids: tuple[str, ...]) -> None:
    """Propose warnings for an inspection and show them."""

    def write(session: Session) -> int:
        task = session.get(Task, ids[0])
        return len(propose_warnings(session, task, today=date.today()))

    def done(count: int) -> None:
        if count:
            desk.note(f"已提出 {count} 条预警，审核后发函")
            desk.open_list("warning", (Filter("task_id", Op.EQ, ids[0]),))
        else:
            dialogs.tell(
                active_window(), "没有新的预警", "临近期限和逾期的任务都已经预警过；同一颜色只预警一次。"
            )

    desk.work.write(write, done)


def press(desk: Desk, ids: tuple[str, ...]) -> None:
    """Ask for the kind of letter and draft it over the chosen tasks."""

    def store(_record: Record, values: dict[str, Any]) -> None:
        def write(session: Session) -> str:
            tasks = [session.get(RectTask, id) for id in ids]
            return draft_letter(session, tasks, kind=values["kind"], today=date.today()).id

        desk.work.write(write, lambda id: desk.open_record("supervision_letter", id))

    ask_fields(
        desk, "起草督办文书", lambda session: SupervisionLetter(task_id=session.get(RectTask, ids[0]).task_id),
        ("kind",), "起草", store, needs=("kind",), text=f"涉及所选 {len(ids)} 项整改任务。",
    )  # fmt: skip


def climb(desk: Desk, ids: tuple[str, ...]) -> None:
    """One step up, and show what came of it."""
    desk.work.write(
        lambda session: escalate(session, session.get(SupervisionLetter, ids[0]), today=date.today()),
        lambda made: desk.open_record(made.TYPE.name, made.id),
    )


def judge(desk: Desk, ids: tuple[str, ...]) -> None:
    """List the tasks to be judged in a visit."""

    def done(count: int) -> None:
        desk.note(f"已列出 {count} 项，逐项填核查结论" if count else "任务都已列出")
        desk.open_list("visit_check", (Filter("visit_id", Op.EQ, ids[0]),))

    desk.work.write(lambda session: len(list_checks(session, session.get(InspectionVisit, ids[0]))), done)


def take_back(desk: Desk, ids: tuple[str, ...]) -> None:
    """Return to work what was not put right, after a question that says how many."""

    def ask(counts: dict[str, int]) -> None:
        bad = sum(counts.get(code, 0) for code in ("partly", "fake", "none"))
        if not bad:
            dialogs.tell(
                active_window(), "没有需要退回的任务", "还没有“部分整改”“假改”“没有整改”的核查结论。"
            )
            return
        dialogs.ask(
            active_window(), f"把 {bad} 项没有改到位的任务退回整改？",
            "已完成、已销号的任务改回“整改中”，原因写明是这次督查。还在整改中的不变。", "退回整改",
            partial(desk.work.write, write, lambda count: desk.note(f"已退回 {count} 项")),
        )  # fmt: skip

    def write(session: Session) -> int:
        return len(send_back(session, session.get(InspectionVisit, ids[0])))

    desk.work.read(lambda session: verdicts(session, session.get(InspectionVisit, ids[0])), ask)


def deduct_on(desk: Desk, ids: tuple[str, ...]) -> None:
    """Ask for the stage and open its sheet."""

    def store(_record: Record, values: dict[str, Any]) -> None:
        desk.work.write(
            lambda session: stage_sheet(session, session.get(Task, ids[0]), values["stage"]).id,
            lambda id: open_sheet(desk, (id,)),
        )

    ask_fields(
        desk, "督查扣分", lambda _session: SupervisionLetter(task_id=ids[0]), ("stage",), "打开扣分表", store,
        needs=("stage",), text="每个阶段一张扣分表，逐项写明扣几分、为什么。",
    )  # fmt: skip
