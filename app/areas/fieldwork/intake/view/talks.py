"""The page 谈话进度 (who is still to be talked to), and the actions that begin, fill and repeat a talk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QVBoxLayout

from app.areas.fieldwork.intake.model import InterviewPlan
from app.areas.fieldwork.intake.papers.talks import ORDER
from app.areas.fieldwork.intake.talks import (
    OPEN,
    TalkFigures,
    arrange,
    begin_interview,
    fill_questions,
    open_questions,
    plan_defaults,
    plan_people,
    talk_again,
    talk_figures,
)
from app.areas.fieldwork.model import Interview
from app.areas.fieldwork.view import on_both
from app.areas.preparation.model import Task
from app.core.fields import FieldSpec, Kind
from app.core.records import Record
from app.widgets import dialogs
from app.widgets.desk import ActionOffer, Desk
from app.widgets.frame import TaskBox, WorkPage, ask_fields, empty, redraw, section
from app.widgets.lines import Lines
from app.widgets.page import list_code
from app.widgets.rows import button, name_control, words

if TYPE_CHECKING:
    from db.session import Session

TALKS_PAGE = "fieldwork.talks"
HEADS = ("姓名", "职务", "必谈选谈", "约定时间", "地点", "谈话人", "记录人", "状态")
WIDTHS = (84, 200, 84, 136, 140, 84, 84, 84)
MINUTES = FieldSpec("minutes", "每人间隔", Kind.NUMBER, unit="分钟", help="几个人一起约的，依次往后排")


@dataclass(frozen=True)
class Planned:
    """The talks of a task as the page shows them."""

    task: Task | None
    figures: TalkFigures
    plans: tuple[InterviewPlan, ...]
    rows: tuple[tuple[str, ...], ...]


def read_planned(session: Session, task_id: str) -> Planned:
    """Plans in the order of the work: who must be talked to first, then by time."""
    if not task_id:
        return Planned(None, TalkFigures((0, 0), (0, 0), 0), (), ())
    plans = sorted(
        session.find(InterviewPlan, task_id=task_id),
        key=lambda p: (p.state not in OPEN, ORDER.index(p.must) if p.must in ORDER else 9, str(p.planned_at or "9")),
    )  # fmt: skip
    rows = tuple(
        (
            plan.subject or "（待定）",
            plan.subject_post,
            session.code_label("interview_must", plan.must),
            f"{plan.planned_at:%Y-%m-%d %H:%M}" if plan.planned_at else "",
            plan.place,
            plan.interviewer,
            plan.recorder,
            plan.TYPE.lifecycle.state(plan.state).label,
        )
        for plan in plans
    )
    return Planned(session.get(Task, task_id), talk_figures(session, task_id), tuple(plans), rows)


class TalksPage(WorkPage):
    """The page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "谈话进度", "谁必谈、谁选谈、还有谁没谈", about="interview_plan", wide=True)
        self._task = TaskBox(desk)
        name_control(self._task, "巡察任务")
        self._task.chosen.connect(self._on_task)
        self._begin = button("开始谈话", self._on_begin, icon_name="message-square", role="main")
        self._held = Planned(None, TalkFigures((0, 0), (0, 0), 0), (), ())
        self._lines: Lines | None = None
        for each in (
            self._task,
            button("加入人员…", self._on_people, icon_name="plus"),
            button("约定时间…", self._on_arrange, icon_name="calendar"),
            button("打印安排表", self._on_print, icon_name="printer"),
            self._begin,
        ):
            self.buttons.addWidget(each)
        self.watch("interview_plan", "interview")
        self.refresh()

    def refresh(self) -> None:
        """Read anew."""
        self._task.ask()

    def _on_task(self, id: str) -> None:
        self.desk.work.read(partial(read_planned, task_id=id), self._on_planned, owner=self, slot="planned")

    def _on_planned(self, planned: Planned) -> None:
        self._held = planned
        self._lines = None
        box = redraw(self.body)
        if planned.task is None:
            go = button("去巡察任务", partial(self.desk.open_page, "list:task"))
            box.addWidget(
                empty("users", "还没有巡察任务", "谈话归到任务名下。先接收任务包，或新建巡察任务。", go)
            )
        elif not planned.plans:
            make = button("按常规生成名单", self._on_defaults)
            text = "先按常规生成必谈、选谈的职务，再填姓名；也可以把名单贴进“加入人员…”。"
            box.addWidget(empty("users", "还没有谈话安排", text, make))
        else:
            self._draw(box, planned)
        box.addStretch(1)

    def _draw(self, box: QVBoxLayout, planned: Planned) -> None:
        figures = planned.figures
        said = (
            f"必谈 {figures.must[0]} 人，已谈 {figures.must[1]} 人；选谈 {figures.chosen[0]} 人，已谈 {figures.chosen[1]} 人；"
            f"还有 {figures.open} 人没谈，其中已约定 {figures.arranged} 人"
        )
        box.addWidget(words(said, "strong"))
        more = button("按常规补名单", self._on_defaults, role="link")
        everything = button(
            "谈话安排列表", partial(self.desk.open_page, list_code("interview_plan")), role="link"
        )
        section(box, "谈话对象", "没谈的在前，双击打开", more, everything)
        lines = Lines("谈话对象", HEADS, WIDTHS, grow=1, most=16)
        lines.setSelectionMode(Lines.SelectionMode.ExtendedSelection)
        for plan, row in zip(planned.plans, planned.rows, strict=True):
            lines.add(row, plan.id)
        lines.tight(0, 2, 3, 5, 6, 7)
        lines.opened.connect(self._on_opened)
        lines.fit()
        self._lines = lines
        box.addWidget(lines)

    def _on_opened(self, id: str) -> None:
        self.desk.open_record("interview_plan", id)

    def _chosen(self, what: str) -> tuple[str, ...]:
        ids = tuple(self._lines.chosen()) if self._lines is not None else ()
        if not ids:
            dialogs.tell(self.window(), "还没有选中谈话对象", f"先在名单里点一行，再{what}。")
        return ids

    def _on_defaults(self) -> None:
        task = self._held.task
        if task is not None:
            self.desk.work.write(
                partial(plan_defaults, task=task),
                lambda made: self.desk.note(f"已加入 {len(made)} 个谈话对象，请填姓名" if made else "常规名单已经齐全"),
                owner=self,
            )  # fmt: skip

    def _on_people(self) -> None:
        task = self._held.task
        if task is None:
            return
        dialogs.ask_text(
            self.window(), "加入谈话对象", "名单", "加入", lambda text: self._add_people(task, text),
            text="一行一人：姓名 职务 对象类别 必谈或选谈。后两项可以不写，例如：张三 副局长 班子其他成员 必谈",
        )  # fmt: skip

    def _add_people(self, task: Task, text: str) -> None:
        self.desk.work.write(
            partial(plan_people, task=task, text=text),
            lambda made: self.desk.note(f"已加入 {len(made)} 人"),
            owner=self,
        )

    def _on_arrange(self) -> None:
        if ids := self._chosen("约定时间"):
            ask_arrange(self.desk, ids)

    def _on_begin(self) -> None:
        if ids := self._chosen("开始谈话"):
            begin(self.desk, ids)

    def _on_print(self) -> None:
        from app.areas.fieldwork.intake.papers.talks import PAPERS

        task = self._held.task
        if task is not None:
            spec = PAPERS[0]
            self.desk.print_paper(spec.label, lambda session: spec.build(session, task.id), (task,))


# Actions --------------------------------------------------------------------------------------------------


def actions() -> Mapping[str, tuple[ActionOffer, ...]]:
    """开始谈话, 约定时间; 按提纲填入问题, 再约谈."""
    return {
        "interview_plan": (
            *on_both("开始谈话", "message-square", "谈话安排", begin),
            *on_both("约定时间…", "calendar", "谈话安排", ask_arrange),
        ),
        "interview": (
            ActionOffer("按提纲填入问题", "list", fill),
            ActionOffer("再约谈…", "calendar-days", again),
        ),
    }


def begin(desk: Desk, ids: tuple[str, ...]) -> None:
    """Make the record of a planned talk and open it."""

    def write(session: Session) -> Interview:
        return begin_interview(session, session.get(InterviewPlan, ids[0]))

    desk.work.write(write, lambda made: desk.open_record("interview", made.id))


def ask_arrange(desk: Desk, ids: tuple[str, ...]) -> None:
    """Ask for the time of the first and the people, then arrange all that were chosen one after another."""

    def make(session: Session) -> Record:
        return session.get(InterviewPlan, ids[0])

    def store(_record: Record, values: dict[str, Any]) -> None:
        given = dict(values)
        start, minutes = given.pop("planned_at"), given.pop("minutes") or 60

        def write(session: Session) -> int:
            plans = [session.get(InterviewPlan, id) for id in ids]
            return len(arrange(session, plans, start=start, minutes=minutes, **given))

        desk.work.write(write, lambda count: desk.note(f"已约定 {count} 人"))

    ask_fields(
        desk, "约定谈话", make, ("planned_at", "place", "interviewer", "recorder"), "约定", store,
        needs=("planned_at", "interviewer", "recorder"), more=(MINUTES,) if len(ids) > 1 else (_HIDDEN,),
        text=f"共 {len(ids)} 人" if len(ids) > 1 else "",
    )  # fmt: skip


_HIDDEN = FieldSpec("minutes", "预计时长", Kind.NUMBER, unit="分钟")


def fill(desk: Desk, ids: tuple[str, ...]) -> None:
    """Put the outline into the text of a talk as questions."""

    def write(session: Session) -> Interview:
        return fill_questions(session, session.get(Interview, ids[0]))

    def done(held: Interview) -> None:
        desk.note("提纲已填入谈话内容，逐条记录回答")
        desk.open_record("interview", held.id)

    desk.work.write(write, done)


def again(desk: Desk, ids: tuple[str, ...]) -> None:
    """Ask for the open points, make a second talk linked to this one, and open it."""

    def make(session: Session) -> Record:
        former = session.get(Interview, ids[0])
        left = "\n".join(open_questions(former))
        return Interview(task_id=former.task_id, subject=former.subject, open_points=left)

    def store(_record: Record, values: dict[str, Any]) -> None:
        def write(session: Session) -> Interview:
            former = session.get(Interview, ids[0])
            return talk_again(session, former, values["open_points"], at=values["started_at"])

        desk.work.write(write, lambda made: desk.open_record("interview", made.id))

    ask_fields(
        desk, "再约谈", make, ("started_at", "open_points"), "建立再约谈记录", store, needs=("open_points",),
        text="新的谈话连着这一次，待核实事项一行一个，自动成为提纲。没有答上来的问题已列在下面。",
    )  # fmt: skip
