"""What is done in one step on site: letters of a box and calls into petitions, villages of a task, the weekly report.

What is shipped (sets of methods, minimums) is stored once and belongs to the vault from then on.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from app.areas.fieldwork.model import Petition
from app.areas.fieldwork.presence.counting import COUNTERS, figure
from app.areas.fieldwork.presence.methods import (
    ExtensionMinimum,
    ExtensionTarget,
    Method,
    MethodList,
    WeeklyReport,
)
from app.areas.fieldwork.presence.model import HotlineCall, HotlineDuty, MailboxOpening
from app.areas.libraries.deadlines.service import calendar_of
from app.areas.preparation.model import Member, Task
from app.core.errors import InputProblems, Problem, Refused
from app.core.paths import RESOURCES
from app.core.records import Record
from db.session import Session

SHIPPED = RESOURCES / "methods"
REPORTED = (
    "interview", "evidence", "petition", "visit", "covert", "report", "seminar", "attend", "survey", "poll",
    "announcement", "mailbox", "hotline", "disclosure", "finding", "working_paper",
)  # fmt: skip
"""What a weekly report says, in this order."""


# Shipped --------------------------------------------------------------------------------------------------


def seed_methods(session: Session) -> int:
    """Store the shipped sets of methods and minimums that the vault does not have yet; returns how many were added.

    What a user changed or switched off is left as it is, so it can run after every upgrade.
    """
    lists = json.loads((SHIPPED / "lists.json").read_text(encoding="utf-8"))
    rows = json.loads((SHIPPED / "minimums.json").read_text(encoding="utf-8"))
    made: list[Record] = []
    for place, held in enumerate(lists, 1):
        key = f"method_list.{held['code']}"
        made.append(MethodList(id=key, name=held["name"], note=held["note"], position=place))
        made += [
            Method(
                id=f"method.{held['code']}.{number}",
                list_id=key,
                position=number,
                name=row["name"],
                content=row["content"],
                counters=tuple(row["counters"]),
            )
            for number, row in enumerate(held["methods"], 1)
        ]
    made += [
        ExtensionMinimum(
            id=f"extension_minimum.{row['code']}",
            position=place,
            **{name: row[name] for name in ("name", "counter", "basis", "least", "note")},
            kinds=tuple(row["kinds"]),
        )
        for place, row in enumerate(rows, 1)
    ]
    fresh = [record for record in made if not session.exists(record.TYPE.name, record.id)]
    with session.transaction():
        for record in fresh:
            session.seed(record)
    return len(fresh)


# Petitions ------------------------------------------------------------------------------------------------


def letters_to_petitions(
    session: Session, opening: MailboxOpening, summaries: Sequence[str]
) -> tuple[Petition, ...]:
    """One petition for each letter, by its summary; the opening lists them. Refused for more letters than were found."""
    given = tuple(line.strip() for line in summaries if line.strip())
    room = (opening.letters or 0) - (opening.other_items or 0) - len(opening.petition_ids)
    if not given:
        raise InputProblems("没有登记信访件", [Problem("summaries", "一行写一件信的内容摘要")])
    if len(given) > room:
        raise Refused(
            "登记的件数比取出的多",
            [
                f"取出{opening.letters or 0}件，已登记{len(opening.petition_ids)}件，只能再登记{max(0, room)}件"
            ],
            kept="一件也没有登记",
        )
    with session.transaction():
        made = tuple(
            session.create(
                Petition(
                    task_id=opening.task_id,
                    received_on=opening.opened_at.date() if opening.opened_at else date.today(),
                    channel="box",
                    naming="anonymous",
                    summary=summary,
                    registrar=session.actor.name,
                    note=f"意见箱：{opening.box}",
                )
            )
            for summary in given
        )
        ids = (*opening.petition_ids, *(petition.id for petition in made))
        session.save(replace(opening, petition_ids=ids))
    return made


def call_to_petition(session: Session, call: HotlineCall) -> Petition:
    """A petition that carries over what the call said; the call points to it and counts as passed on."""
    if call.petition_id:
        raise Refused("不能重复登记", [f"{call.number}已登记为信访件"], kept="来电登记没有变化")
    reasons = session.why_not(replace(call, petition_id="x"), "register")
    if reasons:
        raise Refused("不能转为信访件", reasons)
    with session.transaction():
        made = session.create(
            Petition(
                task_id=call.task_id,
                received_on=call.called_at.date() if call.called_at else date.today(),
                channel="phone",
                naming=call.naming,
                reporter=call.caller if call.naming == "real" else "",
                reporter_contact=call.caller_phone if call.naming == "real" else "",
                subject=call.subject,
                subject_post=call.subject_post,
                summary=call.summary,
                content=call.content,
                registrar=call.recorder or session.actor.name,
            )
        )
        session.move(session.save(replace(call, petition_id=made.id)), "register")
    return made


# Villages -------------------------------------------------------------------------------------------------


def targets_from_task(session: Session, task: Task) -> tuple[ExtensionTarget, ...]:
    """A target for every line of 延伸巡察对象 of the task that has none yet."""
    known = {held.name for held in session.find(ExtensionTarget, task_id=task.id)}
    names = [line.strip() for line in task.extended.splitlines() if line.strip()]
    with session.transaction():
        return tuple(
            session.create(ExtensionTarget(task_id=task.id, name=name, kind=_kind_of(name)))
            for name in dict.fromkeys(names)
            if name not in known
        )


def _kind_of(name: str) -> str:
    if "社区" in name or "居委会" in name:
        return "community"
    return "village" if "村" in name else "sub"


# Duty -----------------------------------------------------------------------------------------------------


def plan_duty(session: Session, task: Task) -> tuple[HotlineDuty, ...]:
    """One person on duty for every working day of the stay that has nobody, the members of the group in turn.

    Until the end of acceptance (信访受理截止), else until the group leaves. Refused, with every reason, without days or people.
    """
    people = [m for m in session.find(Member, task_id=task.id) if m.state == "serving" and m.role != "leader"]
    start, end = task.stay_from, task.petition_until or task.stay_to
    reasons = [] if start and end else ["任务还没有填进驻日期和离点日期"]
    if not people:
        reasons.append("组里还没有在组的组员")
    if reasons or start is None or end is None:
        raise Refused("不能排值班", reasons, kept="值班安排没有变化")
    calendar = calendar_of(session)
    taken = {held.duty_on for held in session.find(HotlineDuty, task_id=task.id)}
    days = (start + timedelta(days=n) for n in range((end - start).days + 1))
    open_days = [day for day in days if calendar.is_workday(day) and day not in taken]
    with session.transaction():
        return tuple(
            session.create(
                HotlineDuty(
                    task_id=task.id, duty_on=day, name=people[place % len(people)].name, deputy=task.leader
                )
            )
            for place, day in enumerate(open_days, len(taken))
        )


# Weekly report --------------------------------------------------------------------------------------------


def next_report(session: Session, task: Task, *, today: date, kind: str = "weekly") -> WeeklyReport:
    """A report not yet stored: from the day after the last one (else the arrival) for a week, or to today for 中期."""
    held = [r for r in session.find(WeeklyReport, task_id=task.id) if r.ends_on and r.kind == "weekly"]
    last = max((report.ends_on for report in held if report.ends_on), default=None)
    start = task.stay_from or today
    if kind == "weekly" and last is not None:
        start = last + timedelta(days=1)
    end = today if kind == "mid" else start + timedelta(days=6)
    draft = WeeklyReport(
        task_id=task.id, kind=kind, starts_on=start, ends_on=max(start, end), author=session.actor.name
    )
    return counted(session, draft)


def counted(session: Session, report: WeeklyReport) -> WeeklyReport:
    """The report with its figures worked out anew from the records; the texts people wrote stay."""
    lines = []
    for code in REPORTED:
        item = figure(session, code, report.task_id, report.starts_on, report.ends_on)
        if item is not None and (item.total or code in ("interview", "petition", "visit", "finding")):
            lines.append(f"{item.label} {item.value} {item.unit}（累计 {item.total} {item.unit}）")
    return replace(report, figures="\n".join(lines), by_focus=_by_focus(session, report))


def _by_focus(session: Session, report: WeeklyReport) -> str:
    """Problems found so far by focus. Findings belong to a later step and are read by their type's name alone."""
    name = COUNTERS["finding"].type
    if name not in session.catalog:
        return ""
    found = session.find(session.catalog[name].cls, task_id=report.task_id)
    counts: dict[str, int] = {}
    for held in found:
        if held.state != "withdrawn":
            code = str(getattr(held, "focus", ""))
            counts[code] = counts.get(code, 0) + 1
    order = {code.code: place for place, code in enumerate(session.codes("focus"))}
    ranked = sorted(counts.items(), key=lambda pair: order.get(pair[0], len(order)))
    return "\n".join(
        f"{session.code_label('focus', code) if code else '还没有归类'} {count} 个" for code, count in ranked
    )
