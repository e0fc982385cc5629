"""Training: who is to come, who came, with what result; sums per person and per round. It examines nobody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.areas.libraries.model import Person
from app.areas.preparation.model import Member, Task
from app.areas.preparation.staffing.conditions import passed
from app.areas.preparation.staffing.model import TrainingAttendance, TrainingCourse
from app.core.errors import Refused
from app.core.points import short_points
from db.session import Session


@dataclass(frozen=True)
class Trained:
    """What one person has of a round's training. average: tenths over the exams taken, None without one."""

    name: str
    group_name: str
    sessions: int
    present: int
    hours: int
    average: int | None
    missed: tuple[str, ...]


def attendance_of(session: Session, course: TrainingCourse) -> tuple[TrainingAttendance, ...]:
    """The people of a session, in the order in which they were entered."""
    return session.find(TrainingAttendance, course_id=course.id)


def enrol(session: Session, course: TrainingCourse) -> int:
    """Put everybody of the round's groups on the list of a session; returns how many were added."""
    if not course.round_id:
        raise Refused("不能列入组员", ["这场培训没有写明轮次"], todo="先在培训场次里选定轮次")
    held = {row.person_id or row.name for row in session.find(TrainingAttendance, course_id=course.id)}
    added = 0
    with session.transaction():
        for task in session.find(Task, round_id=course.round_id):
            for member in session.find(Member, task_id=task.id):
                key = member.person_id or member.name
                if member.state == "left" or key in held:
                    continue
                held.add(key)
                session.create(_row(session, course, member, task))
                added += 1
    return added


def _row(session: Session, course: TrainingCourse, member: Member, task: Task) -> TrainingAttendance:
    known = session.exists("person", member.person_id)
    return TrainingAttendance(
        course_id=course.id,
        person_id=member.person_id,
        name=member.name,
        employer=session.get(Person, member.person_id).employer if known else "",
        group_name=task.group_name,
    )


def add_person(session: Session, course: TrainingCourse, person: Person) -> TrainingAttendance:
    """Put somebody who is in no group on the list."""
    if session.find(TrainingAttendance, course_id=course.id, person_id=person.id):
        raise Refused("不能重复列入", [f"{person.name}已在名单里"])
    return session.create(
        TrainingAttendance(
            course_id=course.id, person_id=person.id, name=person.name, employer=person.employer
        )
    )


def mark(session: Session, course: TrainingCourse, marks: Mapping[str, tuple[bool, int | None, str]]) -> int:
    """Store (came, score in tenths, note) by attendance id; returns how many rows changed. All or none."""
    rows = {row.id: row for row in session.find(TrainingAttendance, course_id=course.id)}
    full = course.full or 0
    reasons = [
        f"{rows[id].name}的成绩{short_points(score)}分超过满分{short_points(full)}分"
        for id, (_, score, _) in marks.items()
        if score is not None and full and score > full
    ]
    if reasons:
        raise Refused("签到没有保存", reasons, kept="原来的登记没有变化")
    changed = 0
    with session.transaction():
        for id, (present, score, note) in marks.items():
            wanted = replace(rows[id], present=present, score=score, note=note.strip())
            if wanted != rows[id]:
                session.save(wanted)
                changed += 1
    return changed


def summary(session: Session, round_id: str) -> tuple[Trained, ...]:
    """Everybody on a list of the round's training, with what each has of it, those who missed something first."""
    courses = session.find(TrainingCourse, round_id=round_id)
    rows: dict[str, list[tuple[TrainingCourse, TrainingAttendance]]] = {}
    for course in courses:
        for row in attendance_of(session, course):
            rows.setdefault(row.person_id or row.name, []).append((course, row))
    found = [_trained(held) for held in rows.values()]
    return tuple(sorted(found, key=lambda one: not one.missed))


def _trained(held: list[tuple[TrainingCourse, TrainingAttendance]]) -> Trained:
    scores = [row.score for course, row in held if course.examined and row.score is not None]
    return Trained(
        name=held[0][1].name,
        group_name=next((row.group_name for _, row in held if row.group_name), ""),
        sessions=len(held),
        present=sum(row.present or row.made_up_on is not None for _, row in held),
        hours=sum(course.hours or 0 for course, row in held if row.present or row.made_up_on),
        average=(2 * sum(scores) + len(scores)) // (2 * len(scores)) if scores else None,
        missed=tuple(
            course.name for course, row in held if course.state == "held" and not passed(course, row)
        ),
    )


def attendance_text(course: TrainingCourse, rows: tuple[TrainingAttendance, ...]) -> str:
    """应到、实到、到训率 and the pass rate as sums that a reader can check."""
    due, came = len(rows), sum(row.present for row in rows)
    if not due:
        return "还没有列入参训人员"
    if not came and course.state == "planned":
        return f"应到{due}人，还没有签到"
    said = f"应到{due}人，实到{came}人，到训率＝{came}÷{due}＝{came * 100 / due:.1f}%"
    if course.examined:
        taken = [row for row in rows if row.score is not None]
        good = sum(passed(course, row) for row in taken)
        if taken:
            said += f"；考试{len(taken)}人，及格{good}人，及格率＝{good}÷{len(taken)}＝{good * 100 / len(taken):.1f}%"
    return said
