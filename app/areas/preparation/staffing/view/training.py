"""The page 培训签到: attendance and scores of one session ticked in one sheet, and what everybody has of the round's.

A row is stored as soon as it is left.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from app.areas.libraries.model import Person
from app.areas.preparation.staffing.model import TrainingAttendance, TrainingCourse
from app.areas.preparation.staffing.papers import PAPERS
from app.areas.preparation.staffing.training import (
    Trained,
    add_person,
    attendance_of,
    attendance_text,
    enrol,
    mark,
    summary,
)
from app.core.points import points_text, short_points
from app.core.records import Record
from app.widgets import theme
from app.widgets.aim import has_aim, take_aim
from app.widgets.badges import state_badge
from app.widgets.desk import Desk
from app.widgets.field_sheet import ask_fields
from app.widgets.frame import TaskBox, WorkPage, empty, facts, redraw, section
from app.widgets.lines import Lines
from app.widgets.points_spin import PointsSpin
from app.widgets.rows import button, name_control, words
from app.widgets.steps import take_step

if TYPE_CHECKING:
    from db.session import Session

TRAINING = "staffing.training"


@dataclass(frozen=True)
class Shown:
    """A session with its people, and the sums of the round it belongs to."""

    course: TrainingCourse
    rows: tuple[TrainingAttendance, ...]
    trained: tuple[Trained, ...]


def read_course(session: Session, *, course_id: str) -> Shown | None:
    """Everything for the page, None without a session."""
    if not course_id:
        return None
    course = session.get(TrainingCourse, course_id)
    trained = summary(session, course.round_id) if course.round_id else ()
    return Shown(course, attendance_of(session, course), trained)


class TrainingPage(WorkPage):
    """The page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "培训签到", "一场一张表：到训、成绩、备注", about="training_course", wide=True)
        self._course = TaskBox(desk, "training_course")
        self._course.setMaximumWidth(theme.scaled(300))
        name_control(self._course, "培训场次")
        self._enrol = button("列入本轮组员", self._on_enrol, icon_name="users")
        self._add = button("加一人…", self._on_add, icon_name="plus")
        self._print = button("签到表", self._on_print, icon_name="printer")
        self._hold = button("登记办结", self._on_hold, icon_name="check", role="main")
        for part in (self._course, self._enrol, self._add, self._print, self._hold):
            self.buttons.addWidget(part)
        self._wanted = ""
        self._shown: Shown | None = None
        self._controls: dict[str, tuple[QCheckBox, PointsSpin | None, QLineEdit]] = {}
        self._course.chosen.connect(self._on_course)
        self.refresh()

    def refresh(self) -> None:
        """Read anew."""
        self._wanted = take_aim(self.desk, TRAINING) or self._wanted
        self._course.ask()

    def showEvent(self, event: QShowEvent) -> None:
        """A session may have been asked for while the page was covered."""
        super().showEvent(event)
        if has_aim(self.desk, TRAINING):
            self.refresh()

    def _on_course(self, _id: str) -> None:
        if self._wanted:
            self._course.choose(self._wanted)
            self._wanted = ""
        self._read()

    def _read(self) -> None:
        read = partial(read_course, course_id=self._course.id)
        self.desk.work.read(read, self._on_read, owner=self, slot="course")

    def _on_read(self, shown: Shown | None) -> None:
        self._shown = shown
        self._controls = {}
        box = redraw(self.body)
        for part in (self._enrol, self._add, self._print):
            part.setVisible(shown is not None)
        self._hold.setVisible(shown is not None and shown.course.state == "planned")
        if shown is None:
            go = button("去新建培训场次", partial(self.desk.new_record, "training_course"), role="main")
            text = "先排出培训清单：课程、日期、学时、授课人，再来签到和登记成绩。"
            box.addWidget(empty("book-open", "还没有培训场次", text, go))
        else:
            self._draw(box, shown)
        box.addStretch(1)

    def _draw(self, box: QVBoxLayout, shown: Shown) -> None:
        course = shown.course
        state = course.TYPE.lifecycle.state(course.state)
        section(box, f"{course.name} {course.turn}".strip(), course.teacher, state_badge(state))
        on = course.held_on.isoformat() if course.held_on else "日期未定"
        hours = f"{short_points(course.hours)} 学时" if course.hours is not None else ""
        box.addWidget(
            facts((("时间地点", f"{on}　{course.place}"), ("学时", hours), ("内容", course.outline)))
        )
        self._sum = words(attendance_text(course, shown.rows), "strong", wrap=True)
        box.addWidget(self._sum)
        if shown.rows:
            box.addWidget(self._sheet(shown))
        else:
            box.addWidget(words("还没有参训人员，点“列入本轮组员”一次列入。", "body-muted"))
        if shown.trained:
            self._draw_trained(box, shown.trained)

    def _sheet(self, shown: Shown) -> QWidget:
        made = QWidget()
        grid = QGridLayout(made)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.EDGE)
        grid.setVerticalSpacing(theme.GRID)
        grid.setColumnStretch(5, 1)
        titles = ("姓名", "单位", "巡察组", "到训", "成绩" if shown.course.examined else "", "备注")
        for column, title in enumerate(titles):
            grid.addWidget(words(title, "label"), 0, column)
        for line, row in enumerate(shown.rows, 1):
            came = QCheckBox("到")
            came.setChecked(row.present)
            name_control(came, f"{row.name}到训")
            came.clicked.connect(partial(self._on_came, row.id))
            note = QLineEdit(row.note)
            name_control(note, f"{row.name}备注")
            note.editingFinished.connect(partial(self._keep, row.id))
            spin = (
                PointsSpin(f"{row.name}成绩", shown.course.full, row.score) if shown.course.examined else None
            )
            parts: list[QWidget] = [words(row.name), words(row.employer), words(row.group_name), came]
            if spin is not None:
                spin.editingFinished.connect(partial(self._keep, row.id))
                parts.append(spin)
            for column, part in enumerate(parts):
                grid.addWidget(part, line, column, Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(note, line, 5)
            self._controls[row.id] = (came, spin, note)
        return made

    def _draw_trained(self, box: QVBoxLayout, trained: tuple[Trained, ...]) -> None:
        missed = sum(bool(one.missed) for one in trained)
        section(box, "本轮每人培训情况", f"{len(trained)} 人，缺训或不及格 {missed} 人")
        heads = ("姓名", "巡察组", "应到场", "实到场", "学时", "平均成绩", "缺训或不及格")
        lines = Lines("本轮每人培训情况", heads, (96, 160, 64, 64, 64, 80, 220), grow=6, most=12)
        for one in trained:
            average = "" if one.average is None else points_text(one.average)
            lines.add(
                (
                    one.name, one.group_name, str(one.sessions), str(one.present), short_points(one.hours), average,
                    f"▲ {'、'.join(one.missed)}" if one.missed else "",
                )
            )  # fmt: skip
        lines.right(2, 3, 4, 5)
        lines.fit()
        box.addWidget(lines)

    # Storing

    def _on_came(self, id: str, _on: bool = False) -> None:
        self._keep(id)

    def _keep(self, id: str) -> None:
        shown = self._shown
        if shown is None or id not in self._controls:
            return
        came, spin, note = self._controls[id]
        row = next(row for row in shown.rows if row.id == id)
        score = spin.tenths if spin is not None else row.score
        typed = replace(row, present=came.isChecked(), score=score, note=note.text().strip())
        if typed == row:
            return
        self._shown = replace(shown, rows=tuple(typed if held.id == id else held for held in shown.rows))
        self._sum.setText(attendance_text(shown.course, self._shown.rows))
        marks = {id: (typed.present, typed.score, typed.note)}
        self.desk.work.write(
            lambda session: mark(session, session.get(TrainingCourse, shown.course.id), marks), owner=self
        )

    def leave(self) -> None:
        """Another page comes: what is typed is kept."""
        for id in tuple(self._controls):
            self._keep(id)

    def _on_enrol(self) -> None:
        if self._shown is None:
            return
        course = self._shown.course

        def done(count: int) -> None:
            self.desk.note(f"已列入 {count} 人")
            self._read()

        self.desk.work.write(
            lambda session: enrol(session, session.get(TrainingCourse, course.id)), done, owner=self
        )

    def _on_add(self) -> None:
        if self._shown is None:
            return
        course = self._shown.course
        ask_fields(
            self.desk, "加一人参训", lambda _session: TrainingAttendance(course_id=course.id), ("person_id",), "列入",
            partial(self._store, course.id), needs=("person_id",),
        )  # fmt: skip

    def _store(self, course_id: str, _record: Record, values: dict[str, Any]) -> None:
        def write(session: Session) -> TrainingAttendance:
            person = session.get(Person, str(values["person_id"]))
            return add_person(session, session.get(TrainingCourse, course_id), person)

        self.desk.work.write(write, lambda _made: self._read(), owner=self)

    def _on_print(self) -> None:
        if self._shown is None:
            return
        self.leave()
        course = self._shown.course
        spec = next(spec for spec in PAPERS if spec.name == "training_sheet")
        self.desk.print_paper(spec.label, lambda session: spec.build(session, course.id), (course,))

    def _on_hold(self) -> None:
        if self._shown is None:
            return
        self.leave()
        step = TrainingCourse.TYPE.lifecycle.transition("hold")
        take_step(self.desk, self, self._shown.course, step, lambda _record: self._read())
