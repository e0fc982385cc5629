"""Meetings at work: what belongs to one, decisions into tracked items, the levels of a report's deliberation.

Copies of the materials are issued and taken back by app.areas.reporting.meetings.issuing.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from app.areas.preparation.model import Task
from app.areas.reporting.gates import gates_of, may_sign, signers
from app.areas.reporting.meetings.model import (
    AgendaItem,
    Deliberation,
    Instruction,
    ItemProgress,
    Meeting,
    MeetingMaterial,
    NamedItem,
    names_in,
    ordered,
)
from app.areas.reporting.model import Report
from app.core.errors import Refused
from app.core.fields import FileRef, Signature
from app.core.lifecycle import Reader
from db.session import Session

LAST_LEVEL = "secretary"
OPTIONAL = ("consult",)
"""Shipped levels that a report may skip; each step can be changed in its form."""


# What belongs to a meeting --------------------------------------------------------------------------------


def tasks_of(meeting: Meeting) -> tuple[str, ...]:
    """Ids of the tasks that the meeting concerns."""
    return tuple(dict.fromkeys(id for id in (meeting.task_id, *meeting.task_ids) if id))


def meetings_of(reader: Reader, task_id: str) -> tuple[Meeting, ...]:
    """The meetings that concern a task, oldest first."""
    own = (*reader.find(Meeting, task_id=task_id), *reader.find(Meeting, task_ids=task_id))
    found = {held.id: held for held in own if held.state != "dropped"}
    return tuple(sorted(found.values(), key=lambda held: (str(held.at or ""), held.number)))


def agenda_of(reader: Reader, meeting_id: str) -> tuple[AgendaItem, ...]:
    """The agenda, in order."""
    return tuple(sorted(reader.find(AgendaItem, meeting_id=meeting_id), key=lambda held: held.position or 0))


def materials_of(reader: Reader, meeting_id: str) -> tuple[MeetingMaterial, ...]:
    """The papers of the meeting, in order."""
    found = reader.find(MeetingMaterial, meeting_id=meeting_id)
    return tuple(sorted(found, key=lambda held: held.position or 0))


def people_of(meeting: Meeting) -> tuple[str, ...]:
    """Who gets a copy unless somebody says otherwise: the chair, those present, those sitting in."""
    return tuple(
        dict.fromkeys((*names_in(meeting.chair), *names_in(meeting.attendees), *names_in(meeting.observers)))
    )


# Decisions and instructions become tracked items ------------------------------------------------------------


def items_from_minutes(session: Session, meeting: Meeting) -> tuple[NamedItem, ...]:
    """A tracked item for every decision of the minutes that has none yet; Refused when there is no decision at all."""
    lines = [line.strip() for line in meeting.conclusions.splitlines() if line.strip()]
    if not lines:
        raise Refused("不能转为督办事项", ["“议定事项”还没有填写"], kept="会议记录没有变化")
    known = {held.content for held in session.find(NamedItem, meeting_id=meeting.id)}
    tasks = tasks_of(meeting)
    unit = session.get(Task, tasks[0]).unit_id if len(tasks) == 1 else ""
    with session.transaction():
        return tuple(
            session.create(
                NamedItem(
                    kind="decision",
                    content=line,
                    meeting_id=meeting.id,
                    round_id=meeting.round_id,
                    task_id=tasks[0] if len(tasks) == 1 else "",
                    unit_id=unit,
                    said_by=meeting.chair,
                    said_on=meeting.at.date() if meeting.at else None,
                ),
                note=f"由{meeting.number}的议定事项转来",
            )
            for line in dict.fromkeys(lines)
            if line not in known
        )


def item_from_instruction(session: Session, held: Instruction) -> NamedItem:
    """The tracked item of an instruction; the one it has when it has one."""
    known = session.find(NamedItem, instruction_id=held.id)
    if known:
        return known[-1]
    return session.create(
        NamedItem(
            kind="instruction",
            content=held.content.splitlines()[0],
            instruction_id=held.id,
            round_id=held.round_id,
            task_id=held.task_id,
            said_by=held.given_by,
            said_on=held.given_on,
            assigned_to=held.addressed_to,
            requirement=held.requirement,
            due_on=held.due_on,
        ),
        note=f"由{held.number}转来",
    )


def report_on(
    session: Session,
    item: NamedItem,
    content: str,
    *,
    by: str = "",
    on: date | None = None,
    files: tuple[FileRef, ...] = (),
) -> ItemProgress:
    """What was done about an item; Refused once it is closed."""
    if item.state == "closed":
        raise Refused(
            "不能登记进展", ["这件事项已经办结"], kept="事项没有变化", todo="确需再办的，先“重新办理”"
        )
    return session.create(
        ItemProgress(
            item_id=item.id,
            task_id=item.task_id,
            happened_on=on or date.today(),
            reported_by=by or item.assigned_to,
            content=content,
            attachments=files,
        )
    )


# The levels of a report -----------------------------------------------------------------------------------


def begin_deliberation(session: Session, report: Report) -> tuple[Deliberation, ...]:
    """The levels that the report has to pass, one record each from the vault's list; those already there are kept."""
    known = {step.level for step in session.find(Deliberation, report_id=report.id)}
    with session.transaction():
        for place, code in enumerate(session.codes("deliberation_level"), 1):
            if code.active and code.code not in known:
                session.create(
                    Deliberation(
                        report_id=report.id,
                        task_id=report.task_id,
                        position=place,
                        level=code.code,
                        name=code.label,
                        required=code.code not in OPTIONAL,
                    )
                )
    return steps_of(session, report.id)


def steps_of(reader: Reader, report_id: str) -> tuple[Deliberation, ...]:
    """The levels of a report, in order."""
    return ordered(reader.find(Deliberation, report_id=report_id))


def hear(
    session: Session, step: Deliberation, *, passed: bool, opinion: str, handled: str = "", meeting_id: str = "",
    held_on: date | None = None,
) -> Deliberation:  # fmt: skip
    """Enter what a level decided; the day is that of the meeting unless given. The agenda item of the meeting follows.

    Refused, with every reason, when an earlier level is open or the meeting does not fit; then nothing is changed.
    """
    report = session.get(Report, step.report_id)
    day = held_on
    if meeting_id and day is None:
        at = session.get(Meeting, meeting_id).at
        day = at.date() if at else None
    label = report.TYPE.lifecycle.state(report.state).label
    filled = replace(
        step,
        meeting_id=meeting_id,
        held_on=day,
        opinion=opinion,
        handled=handled or step.handled,
        draft=f"{label}第{report.version}稿" if report.version else label,
    )
    with session.transaction():
        saved = session.save(filled)
        moved = session.move(saved, "pass" if passed else "return", opinion=opinion, reason=opinion)
        if passed and step.level == LAST_LEVEL:
            _reported(session, report.task_id, day)
        for item in (
            session.find(AgendaItem, meeting_id=meeting_id, report_id=report.id) if meeting_id else ()
        ):
            session.save(
                replace(item, result="pass" if passed else "return", opinion=item.opinion or opinion)
            )
    return moved


def _reported(session: Session, task_id: str, day: date | None) -> None:
    """Enter the day of the hearing with the task, from which the limits of feedback run, unless it stands there already."""
    task = session.get(Task, task_id)
    locked = task.TYPE.lifecycle.state(task.state).locked
    if day and task.reported_on is None and not locked and session.actor.may(task.TYPE.action):
        session.save(replace(task, reported_on=day), note="书记专题会已听取汇报")


def sign_gate(session: Session, report: Report, name: str, opinion: str = "") -> Report:
    """Sign a gate in the name of who is at the desk; the newest signature of a gate counts.

    Refused when no gate in use is called so, or when the post of who is at the desk may not sign it.
    """
    gate = next((gate for gate in gates_of(session) if gate.name == name), None)
    if gate is None:
        raise Refused(f"不能签“{name}”", ["这道关口已经停用或改名"], kept="报告没有变化")
    if not may_sign(gate, session.actor):
        raise Refused(f"不能签“{name}”", [f"须由{signers(gate)}办理"], kept="报告没有变化")
    row = Signature(name, session.actor.name, date.today(), opinion.strip() or "同意")
    return session.save(replace(report, gates=(*report.gates, row)), note=name)
