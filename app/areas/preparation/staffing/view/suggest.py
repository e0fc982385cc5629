"""The page 选配建议: the needs of a task, ranked candidates with reasons, those left out with theirs; a person picks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout

from app.areas.preparation.model import Member, Task
from app.areas.preparation.staffing.model import StaffNeed
from app.areas.preparation.staffing.suggest import Candidate, Pick, Proposal, name_members, propose
from app.core.records import Record
from app.widgets import dialogs, theme
from app.widgets.aim import has_aim, take_aim
from app.widgets.desk import Desk
from app.widgets.field_sheet import ask_fields
from app.widgets.frame import TaskBox, WorkPage, empty, redraw, rest, section
from app.widgets.lines import ID, Lines
from app.widgets.rows import button, name_control, words
from db.query import Filter, Op, Query

if TYPE_CHECKING:
    from db.session import Session

SUGGEST = "staffing.suggest"
HEADS = ("人选", "得分", "单位职务", "轮次", "上次", "理由")
WIDTHS = (96, 56, 190, 52, 150, 300)
MOST = 60
"""Candidates of a need, and people left out, that are listed."""


@dataclass(frozen=True)
class Shown:
    """A task with an answer to each of its needs. roles: labels of the posts."""

    task: Task
    unit: str
    answers: tuple[Proposal, ...]
    roles: dict[str, str]


def read_answers(session: Session, *, task_id: str) -> Shown | None:
    """Everything for the page, None without a task."""
    if not task_id:
        return None
    task = session.get(Task, task_id)
    roles = {code.code: code.label for code in session.codes("group_role")}
    unit = session.fetch("unit", task.unit_id).title if session.exists("unit", task.unit_id) else ""
    return Shown(task, unit, propose(session, task, today=date.today()), roles)


def task_to_staff(session: Session) -> str:
    """The newest task that is still being prepared, "" for none."""
    query = Query("task", (Filter("state", Op.EQ, "preparing"),), (("id", True),))
    return next((task.id for task in session.some(query, 1)), "")


class SuggestPage(WorkPage):
    """The page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk,
            "选配建议",
            "按需要的职务和专长排出人选，回避和条件不符的排除在外",
            about="staff_need",
            wide=True,
        )
        self._task = TaskBox(desk)
        self._task.setMaximumWidth(theme.scaled(320))
        name_control(self._task, "巡察任务")
        self._add = button("增加需求…", self._on_add, icon_name="plus")
        self._name = button("列入拟任名单", self._on_name, icon_name="users", role="main")
        for part in (self._task, self._add, self._name):
            self.buttons.addWidget(part)
        self._wanted = ""
        self._shown: Shown | None = None
        self._lines: list[tuple[Proposal, Lines]] = []
        self._task.chosen.connect(self._on_task)
        self.watch("staff_need", "member", "person", "recusal", "condition_check", "staff_limit")
        self.refresh()

    def refresh(self) -> None:
        """Read anew."""
        self._wanted = take_aim(self.desk, SUGGEST) or self._wanted
        if self._wanted or self._task.id:
            self._task.ask()
        else:
            self.desk.work.read(task_to_staff, self._on_start, owner=self, slot="start")

    def _on_start(self, id: str) -> None:
        self._wanted = id
        self._task.ask()

    def showEvent(self, event: QShowEvent) -> None:
        """A task may have been asked for while the page was covered."""
        super().showEvent(event)
        if has_aim(self.desk, SUGGEST):
            self.refresh()

    def _on_task(self, _id: str) -> None:
        if self._wanted:
            self._task.choose(self._wanted)
            self._wanted = ""
        read = partial(read_answers, task_id=self._task.id)
        self.desk.work.read(read, self._on_answers, owner=self, slot="answers")

    def _on_answers(self, shown: Shown | None) -> None:
        self._shown = shown
        self._lines = []
        box = redraw(self.body)
        self._add.setVisible(shown is not None)
        self._name.setVisible(shown is not None and bool(shown.answers))
        if shown is None:
            go = button("去新建巡察任务", partial(self.desk.new_record, "task"), role="main")
            text = "选配是给一个任务配人。先建立轮次和巡察任务。"
            box.addWidget(empty("users", "还没有巡察任务", text, go))
        elif not shown.answers:
            go = button("写第一条需求", self._on_add, role="main")
            text = "写明缺什么职务、什么专长、几个人，例如“财务审计，专长审计和财务，2人”。"
            box.addWidget(empty("users", "这个任务还没有用人需求", text, go))
        else:
            self._draw(box, shown)
        box.addStretch(1)

    def _draw(self, box: QVBoxLayout, shown: Shown) -> None:
        taken: set[str] = set()
        for answer in shown.answers:
            self._draw_answer(box, answer, shown, taken)
        out = {held.person.id: held for answer in shown.answers for held in answer.excluded}
        if out:
            section(box, "不能选的", f"{len(out)} 人；对象是{shown.unit}")
            lines = Lines("不能选的人", ("姓名", "单位职务", "原因"), (96, 220, 500), grow=2, most=8)
            for held in list(out.values())[:MOST]:
                post = " ".join(part for part in (held.person.employer, held.person.post) if part)
                lines.add((held.person.name, post, "；".join(held.reasons)), held.person.id)
            lines.opened.connect(partial(self.desk.open_record, "person"))
            lines.fit()
            box.addWidget(lines)
            rest(box, len(out) - MOST, "人", go=self._to_people)
        box.addWidget(
            words("得分是各项理由的和，权重在“人员管理参数”里改；勾选后点“列入拟任名单”。", "muted")
        )

    def _draw_answer(self, box: QVBoxLayout, answer: Proposal, shown: Shown, taken: set[str]) -> None:
        need = answer.need
        role = shown.roles.get(need.role, need.role)
        filled = f"，已有{'、'.join(held.name for held in answer.filled)}" if answer.filled else ""
        edit = button("改需求", partial(self.desk.open_record, "staff_need", need.id), role="link")
        section(
            box, f"{need.duty}（{role}）", f"需{need.count}人，还缺{answer.open}人{filled}；人选{len(answer.candidates)}人", edit
        )  # fmt: skip
        if not answer.candidates:
            box.addWidget(words("没有合适的人选，看下面不能选的原因，或者调整需求。", "body-muted"))
            return
        lines = Lines(f"{need.duty}人选", HEADS, WIDTHS, grow=5, most=7)
        chosen = 0
        for held in answer.candidates[:MOST]:
            mine = chosen < answer.open and held.person.id not in taken
            if mine:
                chosen += 1
                taken.add(held.person.id)
            self._add_line(lines, held, ticked=mine)
        lines.right(1, 3)
        lines.opened.connect(self._on_opened)
        lines.fit()
        box.addWidget(lines)
        rest(
            box, len(answer.candidates) - MOST, "个得分较低的人选", "写细专长，名单会变短", go=self._to_people
        )
        self._lines.append((answer, lines))

    @property
    def _to_people(self) -> tuple[str, Callable[[], object]]:
        return "看全部人员", partial(self.desk.open_page, "list:person")

    def _add_line(self, lines: Lines, held: Candidate, *, ticked: bool) -> None:
        person = held.person
        post = " ".join(part for part in (person.employer, person.post) if part)
        item = lines.add(
            (person.name, str(held.points), post, str(held.rounds), held.last or "—", held.why), held
        )
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(0, Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)

    def _on_opened(self, held: object) -> None:
        if isinstance(held, Candidate):
            self.desk.open_record("person", held.person.id)

    def picks(self) -> tuple[Pick, ...]:
        """Who is ticked, for what and why."""
        return tuple(
            Pick(item.data(0, ID).person.id, answer.need.role, answer.need.duty, item.data(0, ID).why)
            for answer, lines in self._lines
            for item in lines.every()
            if item.checkState(0) is Qt.CheckState.Checked
        )

    def _on_name(self) -> None:
        shown, picks = self._shown, self.picks()
        if shown is None:
            return
        if not picks:
            dialogs.tell(self.window(), "还没有勾选人选", "在每条需求下面勾上要列入的人。")
            return

        def write(session: Session) -> tuple[Member, ...]:
            return name_members(session, session.get(Task, shown.task.id), picks)

        def done(made: tuple[Member, ...]) -> None:
            self.desk.note(f"已列入 {len(made)} 人，状态是“拟任”，并建立了回避申报和保密承诺")

        self.desk.work.write(write, done, owner=self)

    def _on_add(self) -> None:
        shown = self._shown
        if shown is None:
            return
        task_id = shown.task.id
        ask_fields(
            self.desk, "增加用人需求", lambda _session: StaffNeed(task_id=task_id),
            ("role", "duty", "skills", "count", "note"), "增加", self._store, needs=("role", "duty", "count"),
        )  # fmt: skip

    def _store(self, record: Record, values: dict[str, Any]) -> None:
        self.desk.work.write(
            lambda session: session.create(replace(record, **values)),
            lambda made: self.desk.note(f"已增加需求：{made.title}"),
            owner=self,
        )
