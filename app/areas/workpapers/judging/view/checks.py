"""The pages 底稿自查 and 撤点检查: every defect of every paper with its points, and everything open before leaving the site.

Both only show; what they lead to is done on the records.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from app.areas.preparation.model import Task
from app.areas.workpapers.judging.service import Quality, open_points, quality, rulebook
from app.areas.workpapers.model import WorkingPaper
from app.core.lifecycle import Reason
from app.widgets.desk import Desk
from app.widgets.frame import TaskBox, WorkPage, empty, facts, redraw, section
from app.widgets.lines import Lines
from app.widgets.rows import button, name_control

if TYPE_CHECKING:
    from db.session import Session

HEADS = ("底稿和缺陷", "状态或方面", "得分", "扣分", "缺陷")
WIDTHS = (560, 130, 64, 64, 64)
GOOD = 85
"""From this score on a paper starts folded; lower ones show their defects at once."""


@dataclass(frozen=True)
class Checked:
    """The papers of a task with their self-check, worst first. aspects: code → label."""

    task: Task | None
    papers: tuple[tuple[WorkingPaper, Quality], ...]
    aspects: dict[str, str]


def read_checked(session: Session, *, task_id: str) -> Checked:
    """Every paper of the task that is not void."""
    if not task_id:
        return Checked(None, (), {})
    held = [paper for paper in session.find(WorkingPaper, task_id=task_id) if paper.state != "void"]
    book = rulebook(session)
    found = sorted(((paper, quality(session, paper, book)) for paper in held), key=lambda pair: pair[1].score)
    aspects = {item.code: item.label for item in session.codes("quality_aspect")}
    return Checked(session.get(Task, task_id), tuple(found), aspects)


class TaskPage(WorkPage):
    """A page about one task, chosen at the right of its head."""

    def __init__(self, desk: Desk, title: str, purpose: str, about: str) -> None:
        super().__init__(desk, title, purpose, about=about, wide=True)
        self.task = TaskBox(desk)
        name_control(self.task, "巡察任务")
        self.task.chosen.connect(self._on_task)
        self.buttons.addWidget(self.task)

    def refresh(self) -> None:
        """Read anew."""
        self.task.ask()

    def _on_task(self, id: str) -> None:
        self.read(id)

    def read(self, task_id: str) -> None:
        """Read what the page shows of the task."""


class QualityPage(TaskPage):
    """底稿自查."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk, "底稿自查", "送审前按规则逐份查，一百分起扣；规则和分值可以改", "working_paper"
        )
        self.buttons.addWidget(
            button("自查规则", partial(desk.open_page, "list:quality_rule"), icon_name="scale")
        )
        self.buttons.addWidget(
            button("措辞提示", partial(desk.open_page, "list:wording_phrase"), icon_name="pencil")
        )
        self.watch("working_paper", "evidence", "quality_rule", "wording_phrase")
        self.refresh()

    def read(self, task_id: str) -> None:
        """Check the papers of the task."""
        self.desk.work.read(
            partial(read_checked, task_id=task_id), self._on_checked, owner=self, slot="checked"
        )

    def _on_checked(self, checked: Checked) -> None:
        box = redraw(self.body)
        if not checked.papers:
            go = button("去问题列表", partial(self.desk.open_page, "list:finding"), role="main")
            box.addWidget(
                empty("scale", "这个任务还没有底稿", "会商认定的问题“编入底稿”以后，在这里逐份自查。", go)
            )
            box.addStretch(1)
            return
        scores = [held.score for _, held in checked.papers]
        lost = Counter(defect.aspect for _, held in checked.papers for defect in held.defects)
        by_aspect = "、".join(f"{checked.aspects.get(code, code)}{n}处" for code, n in lost.most_common())
        box.addWidget(
            facts(
                (
                    ("平均得分", f"{sum(scores)}÷{len(scores)}＝{sum(scores) / len(scores):.1f}分"),
                    ("缺陷分布", by_aspect or "没有查到缺陷"),
                )
            )
        )
        section(box, "逐份自查", f"{len(checked.papers)} 份，得分低的在前")
        lines = Lines("逐份自查", HEADS, WIDTHS, grow=0, most=20)
        lines.setRootIsDecorated(True)
        for paper, held in checked.papers:
            state = paper.TYPE.lifecycle.state(paper.state).label
            head = lines.add(
                (f"{paper.formal_number or paper.number}　{paper.title}", state, str(held.score),
                 str(100 - held.score), str(len(held.defects))),
                paper.id,
            )  # fmt: skip
            for defect in held.defects:
                aspect = checked.aspects.get(defect.aspect, defect.aspect)
                lines.add((defect.text, aspect, "", str(defect.points), ""), paper.id, under=head)
            head.setExpanded(held.score < GOOD)
        lines.right(2, 3, 4)
        lines.tight(1)
        lines.fit()
        lines.opened.connect(self._on_open)
        box.addWidget(lines)
        box.addStretch(1)

    def _on_open(self, key: object) -> None:
        self.desk.open_record("working_paper", str(key))


@dataclass(frozen=True)
class Open:
    """A task and what is open in it; None where there is no task."""

    task: Task | None
    reasons: tuple[Reason, ...]


def read_open(session: Session, *, task_id: str) -> Open:
    """What keeps the group of the task from leaving."""
    if not task_id:
        return Open(None, ())
    task = session.get(Task, task_id)
    return Open(task, open_points(session, task))


class LeavingPage(TaskPage):
    """撤点检查."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "撤点检查", "撤点前这些都要办清；有一条没办清，“撤点”就办不了", "task")
        self._main = button("去办理撤点", self._on_task_open, icon_name="log-out", role="main")
        self.buttons.addWidget(self._main)
        self.watch(
            "task", "interview", "visit", "petition", "evidence", "finding", "working_paper", "instant_fix",
            "fact_confirmation", "carrier",
        )  # fmt: skip
        self.refresh()

    def read(self, task_id: str) -> None:
        """Ask what is open in the task."""
        self.desk.work.read(partial(read_open, task_id=task_id), self._on_read, owner=self, slot="open")

    def _on_read(self, found: Open) -> None:
        box = redraw(self.body)
        self._main.setEnabled(found.task is not None)
        if found.task is None:
            go = button("去巡察任务", partial(self.desk.open_page, "list:task"))
            box.addWidget(empty("log-out", "还没有巡察任务", "先接收任务包，或新建巡察任务。", go))
        elif not found.reasons:
            text = "谈话、信访、调阅、底稿、立行立改和该还的载体都已办清，可以办理撤点。"
            box.addWidget(empty("circle-check", "没有未办清的事项", text))
        else:
            self._draw(found)
        box.addStretch(1)

    def _draw(self, found: Open) -> None:
        section(self.body, "还没有办清", f"{len(found.reasons)} 项，双击一条去办理")
        lines = Lines("还没有办清", ("事项", "类别"), (700, 160), grow=0, most=22)
        lines.setRootIsDecorated(True)
        for reason in found.reasons:
            if len(reason.about) == 1:
                type_name, id, _name = reason.about[0]
                lines.add((str(reason), self.desk.catalog[type_name].label), (type_name, id))
                continue
            head = lines.add((str(reason), f"{len(reason.about)} 件" if reason.about else ""))
            for type_name, id, name in reason.about:
                lines.add((name, self.desk.catalog[type_name].label), (type_name, id), under=head)
            head.setExpanded(len(reason.about) <= 4)
        lines.fit()
        lines.opened.connect(self._on_open)
        self.body.addWidget(lines)

    def _on_open(self, key: object) -> None:
        if isinstance(key, tuple):
            self.desk.open_record(*key)

    def _on_task_open(self) -> None:
        if self.task.id:
            self.desk.open_record("task", self.task.id)
