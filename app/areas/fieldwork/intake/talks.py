"""Interviews before and after: whom to talk to, the outline for each, the record begun from it, a second talk.

It writes plans and drafts; what is said and signed is typed by people.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app.areas.fieldwork.intake.model import InterviewPlan, Question
from app.areas.fieldwork.intake.shipped import default_subjects
from app.areas.fieldwork.model import Evidence, Interview, turns
from app.areas.fieldwork.service import evidence_from
from app.areas.libraries.model import Unit
from app.areas.preparation.model import Task
from app.core.errors import InputProblems, Problem, Refused
from app.core.lifecycle import Reader
from db.session import Session

OPEN = ("listed", "arranged")
"""States of a plan whose person has not been talked to yet."""
_FIELDS = re.compile(r"[\t，,、；;]+|\s{2,}| ")


@dataclass(frozen=True)
class TalkFigures:
    """How far the talks of a task are: (planned, held) of those who must and those who may be talked to."""

    must: tuple[int, int]
    chosen: tuple[int, int]
    arranged: int

    @property
    def open(self) -> int:
        """How many are still to be talked to."""
        return self.must[0] - self.must[1] + self.chosen[0] - self.chosen[1]


@dataclass(frozen=True)
class Line:
    """One line of an interview: its number in the text from 1, the speaker (问, 答 or none) and the words."""

    number: int
    speaker: str
    words: str


# Plans ----------------------------------------------------------------------------------------------------


def plan_defaults(session: Session, task: Task) -> tuple[InterviewPlan, ...]:
    """A plan for everybody whom a group talks to as a rule and who is not planned yet; open names stay open."""
    unit = session.get(Unit, task.unit_id)
    held = session.find(InterviewPlan, task_id=task.id)
    known = {(plan.subject_kind, plan.subject_post) for plan in held}
    names = {plan.subject for plan in held if plan.subject}
    made = []
    with session.transaction():
        for row in default_subjects(unit):
            name = str(getattr(unit, row.person)) if row.person else ""
            if (row.subject_kind, row.post) in known or (name and name in names):
                continue
            plan = InterviewPlan(
                task_id=task.id,
                subject=name,
                subject_unit=unit.short_name or unit.name,
                subject_post=row.post,
                subject_kind=row.subject_kind,
                must=row.must,
                place=task.office,
            )
            made.append(session.create(plan))
    return tuple(made)


def plan_people(session: Session, task: Task, text: str) -> tuple[InterviewPlan, ...]:
    """A plan for each line 姓名 职务 [类别] [必谈|选谈]. InputProblems names every line that cannot be read."""
    kinds = {item.label: item.code for item in session.codes("interview_subject")}
    musts = {item.label: item.code for item in session.codes("interview_must")}
    names = {plan.subject for plan in session.find(InterviewPlan, task_id=task.id)}
    unit = session.get(Unit, task.unit_id)
    plans: list[InterviewPlan] = []
    wrong: list[Problem] = []
    for place, line in enumerate(text.splitlines(), 1):
        parts = [part for part in _FIELDS.split(line.strip()) if part]
        if not parts:
            continue
        said = f"第{place}行“{parts[0]}”"
        if parts[0] in names:
            wrong.append(Problem(str(place), f"{said}已经在名单里"))
            continue
        names.add(parts[0])
        plan = InterviewPlan(
            task_id=task.id, subject=parts[0], subject_unit=unit.short_name or unit.name, must="chosen"
        )
        for part in parts[1:]:
            if part in musts:
                plan = replace(plan, must=musts[part])
            elif part in kinds:
                plan = replace(plan, subject_kind=kinds[part])
            elif not plan.subject_post:
                plan = replace(plan, subject_post=part)
            else:
                wrong.append(Problem(str(place), f"{said}的“{part}”看不懂：应为对象类别，或必谈、选谈"))
        plans.append(plan)
    if wrong or not plans:
        raise InputProblems(
            "名单还不能加入",
            wrong or [Problem("", "还没有写姓名")],
            todo="一行一人，例如：张三 副局长 班子其他成员 必谈",
        )
    with session.transaction():
        return tuple(session.create(plan) for plan in plans)


def arrange(
    session: Session, plans: Sequence[InterviewPlan], *, start: datetime, minutes: int, place: str,
    interviewer: str, recorder: str,
) -> tuple[InterviewPlan, ...]:  # fmt: skip
    """Give the plans times one after another, `minutes` apart, with place and interviewers, and mark them 已约定."""
    nameless = [plan.subject_post for plan in plans if not plan.subject]
    if nameless:
        raise Refused(
            "不能约定时间", [f"还没有填姓名：{post}" for post in nameless], todo="先在谈话安排里填上姓名"
        )
    made = []
    with session.transaction():
        for place_in_line, plan in enumerate(plans):
            at = datetime.fromtimestamp(start.timestamp() + place_in_line * minutes * 60)
            changed = replace(
                plan, planned_at=at, place=place or plan.place, interviewer=interviewer, recorder=recorder
            )
            stored = session.save(changed)
            made.append(session.move(stored, "arrange") if stored.state == "listed" else stored)
    return tuple(made)


def talk_figures(session: Session, task_id: str) -> TalkFigures:
    """How far the talks of a task are."""
    plans = [plan for plan in session.find(InterviewPlan, task_id=task_id) if plan.state != "dropped"]

    def of(must: bool) -> tuple[int, int]:
        chosen = [plan for plan in plans if (plan.must == "must") is must]
        return len(chosen), sum(plan.state == "held" for plan in chosen)

    return TalkFigures(of(True), of(False), sum(plan.state == "arranged" for plan in plans))


# Outline and record ---------------------------------------------------------------------------------------


def outline_for(session: Reader, subject_kind: str, points: str = "") -> tuple[Question, ...]:
    """The questions for a kind of interviewee: what is special to this plan first, then his kind's, then general ones."""
    bank = [item for item in session.find(Question, use="ask") if item.active]
    own = sorted((q for q in bank if q.subject_kind == subject_kind and subject_kind), key=_place)
    general = sorted((q for q in bank if not q.subject_kind), key=_place)
    special = tuple(Question(wording=line.strip()) for line in points.splitlines() if line.strip())
    return (*special, *own, *general)


def _place(item: Question) -> tuple[int, str]:
    return item.position or 0, item.id


def never_said(session: Reader) -> tuple[Question, ...]:
    """What must not be said or asked in a talk (谈话负面清单), in order."""
    return tuple(sorted((q for q in session.find(Question, use="never") if q.active), key=_place))


def begin_interview(session: Session, plan: InterviewPlan) -> Interview:
    """The record of a planned talk, with its outline and questions in it; the plan counts as held.

    Begun twice, the record that is there comes back.
    """
    made = session.find(Interview, plan_id=plan.id)
    if made:
        return made[-1]
    if not plan.subject:
        raise Refused("不能开始谈话", ["还没有填谈话对象的姓名"], todo="先在谈话安排里填上姓名")
    outline = "\n".join(q.wording for q in outline_for(session, plan.subject_kind, plan.points))
    draft = Interview(
        task_id=plan.task_id,
        plan_id=plan.id,
        subject=plan.subject,
        subject_unit=plan.subject_unit,
        subject_post=plan.subject_post,
        subject_kind=plan.subject_kind,
        subject_phone=plan.phone,
        must=plan.must,
        started_at=plan.planned_at or datetime.now().replace(second=0, microsecond=0),
        place=plan.place,
        interviewer=plan.interviewer,
        recorder=plan.recorder,
        outline=outline,
        content=as_questions(outline),
    )
    with session.transaction():
        made_now = session.create(draft)
        session.move(plan, "hold")
    return made_now


def as_questions(outline: str, content: str = "") -> str:
    """The lines of an outline as 问：… with an empty 答： below each, after `content`; questions already there are not repeated."""
    there = {turn.words for turn in turns(content) if turn.speaker == "问"}
    new = [line.strip() for line in outline.splitlines() if line.strip() and line.strip() not in there]
    return "\n".join(part for part in (content.rstrip(), *(f"问：{line}\n答：" for line in new)) if part)


def fill_questions(session: Session, held: Interview) -> Interview:
    """Put the outline into the text of a talk as questions; without an outline it is taken from the question bank."""
    outline = held.outline or "\n".join(
        q.wording for q in outline_for(session, held.subject_kind, held.open_points)
    )
    return session.save(replace(held, outline=outline, content=as_questions(outline, held.content)))


def open_questions(held: Interview) -> tuple[str, ...]:
    """Questions of a talk that got no answer."""
    found = turns(held.content)
    return tuple(
        turn.words
        for place, turn in enumerate(found)
        if turn.speaker == "问"
        and not (place + 1 < len(found) and found[place + 1].speaker == "答" and found[place + 1].words)
    )


def talk_again(
    session: Session, former: Interview, open_points: str, *, at: datetime | None = None
) -> Interview:
    """A second talk (再约谈) with the same person, linked to the former one, on the open points."""
    if not open_points.strip():
        raise Refused("不能再约谈", ["还没有写待核实事项"], kept="上次谈话没有变化")
    return session.create(
        Interview(
            task_id=former.task_id,
            subject=former.subject,
            subject_unit=former.subject_unit,
            subject_post=former.subject_post,
            subject_politics=former.subject_politics,
            subject_kind=former.subject_kind,
            subject_phone=former.subject_phone,
            must=former.must,
            kind=former.kind,
            started_at=at,
            place=former.place,
            interviewer=former.interviewer,
            recorder=former.recorder,
            secrecy=former.secrecy,
            secrecy_term=former.secrecy_term,
            former_id=former.id,
            open_points=open_points.strip(),
            outline=open_points.strip(),
            content=as_questions(open_points),
        )
    )


# Lines taken out of a record ------------------------------------------------------------------------------


def lines_of(held: Interview) -> tuple[Line, ...]:
    """The question and answer lines of a talk, numbered as they are shown and printed."""
    return tuple(
        Line(number, turn.speaker, turn.words)
        for number, turn in enumerate(turns(held.content), 1)
        if turn.words
    )


def quote(lines: Sequence[Line]) -> str:
    """The lines as they stand in the record."""
    return "\n".join(f"{line.speaker}：{line.words}" if line.speaker else line.words for line in lines)


def places(lines: Sequence[Line]) -> str:
    """Where the lines stand: 第3、5行."""
    return f"第{'、'.join(str(line.number) for line in lines)}行" if lines else ""


def quoted_evidence(
    session: Session, held: Interview, lines: Sequence[Line], *, pages: str = "", proves: str = ""
) -> Evidence:
    """Evidence that points at lines of a talk and keeps their very words."""
    with session.transaction():
        made = evidence_from(session, held, pages=pages, proves=proves)
        return session.save(replace(made, quote=quote(lines), quote_lines=places(lines)))
