"""Open the close-out of a task, keep its counts honest, and list what still keeps the group from holding nothing.

It erases nothing: erasing is the vault's own work, after a verified receipt.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from app.areas.closeout.model import Closeout, HandoverItem, blockers
from app.areas.fieldwork.model import Evidence, Interview, Petition
from app.areas.libraries.deadlines.service import length_of, set_due
from app.areas.preparation.model import Member, Task
from app.areas.reporting.model import Report
from app.areas.secrecy.model import PAPER_KINDS, BundleLog, Carrier, Exposure
from app.areas.workpapers.model import WorkingPaper
from app.core.paths import RESOURCES
from db.session import Session

CHECKLIST = RESOURCES / "checklists" / "handover_items.json"


@dataclass(frozen=True)
class ChecklistRow:
    """A shipped row of the checklist. limit: said where no rule gives its length; count: what 应交 counts."""

    code: str
    aspect: str
    name: str
    standard: str
    limit: str
    unit: str
    count: str


@cache
def checklist() -> tuple[ChecklistRow, ...]:
    """The shipped checklist of 7 方面 17 环节."""
    read = json.loads(CHECKLIST.read_text(encoding="utf-8"))
    return tuple(ChecklistRow(**row) for row in read["items"])


def open_closeout(session: Session, task: Task) -> Closeout:
    """Open the close-out of `task` with its checklist; opening it again returns what is there, with counts renewed."""
    held = session.find(Closeout, task_id=task.id)
    if held:
        renew_counts(session, task)
        return held[-1]
    counts = due_counts(session, task)
    with session.transaction():
        for place, row in enumerate(checklist(), 1):
            item = session.create(
                HandoverItem(
                    task_id=task.id,
                    position=place,
                    code=row.code,
                    aspect=row.aspect,
                    name=row.name,
                    standard=row.standard,
                    time_limit=_limit(session, task, row),
                    unit=row.unit,
                    due=counts.get(row.count),
                )
            )
            set_due(session, item, f"handover_{row.code}")
        return session.create(Closeout(task_id=task.id, name=f"{task.name}撤组", opened_on=date.today()))


def _limit(session: Session, task: Task, row: ChecklistRow) -> str:
    """The time limit in words, by the rule of the task's round."""
    length = length_of(session, f"handover_{row.code}", round_id=task.round_id)
    return f"撤点后{length}" if length[:1].isdigit() else row.limit


def due_counts(session: Session, task: Task) -> dict[str, int]:
    """How many of each thing must be handed over, from the records; clues are left to the leader to fill in."""
    carriers = [c for c in session.find(Carrier) if c.task_id in ("", task.id) and c.state != "store"]
    exposures = [e for e in session.find(Exposure) if e.task_id in ("", task.id) and e.kind in PAPER_KINDS]
    reports = session.find(Report, task_id=task.id)
    evidence = session.find(Evidence, task_id=task.id)
    bundles = session.find(BundleLog, kind="handover", direction="out")
    return {
        "computers": sum(c.kind == "computer" for c in carriers),
        "media": sum(c.kind in ("usb", "disk", "disc", "token") for c in carriers),
        "copies": sum(e.copies or 0 for e in exposures),
        "reports": sum(r.kind == "inspection" for r in reports),
        "special_reports": sum(r.kind != "inspection" for r in reports),
        "petitions": len(session.find(Petition, task_id=task.id)),
        "papers": sum(p.state != "void" for p in session.find(WorkingPaper, task_id=task.id)),
        "interviews": len(session.find(Interview, task_id=task.id)),
        "bundle": max(1, sum(b.task_id in ("", task.id) for b in bundles)),
        "borrowed": sum(e.original == "borrowed" for e in evidence),
        "members": len(session.find(Member, task_id=task.id)),
    }


def renew_counts(session: Session, task: Task) -> int:
    """Bring 应交 of the open rows up to date; returns how many rows changed."""
    counts = due_counts(session, task)
    wanted = {row.code: counts.get(row.count) for row in checklist()}
    changed = 0
    with session.transaction():
        for item in session.find(HandoverItem, task_id=task.id):
            due = wanted.get(item.code)
            if item.state == "open" and due is not None and due != item.due:
                session.save(replace(item, due=due, given=None), note="按现有记录重新计数")
                changed += 1
    return changed


def closeout_blockers(session: Session, task: Task, *, sealed: bool = False) -> tuple[str, ...]:
    """Everything open, in the order of the work: before sealing, or (`sealed`) before erasing. See model.blockers."""
    return blockers(session, task.id, sealed=sealed)


def give_item(
    session: Session, item: HandoverItem, *, giver: str, given: int | None = None, contents: str = ""
) -> HandoverItem:
    """Hand one item over today; all that is due unless `given` says otherwise."""
    filled = replace(
        item,
        giver=giver,
        given_on=date.today(),
        given=item.due if given is None else given,
        contents=contents or item.contents,
    )
    with session.transaction():
        return session.move(session.save(filled), "give")


def receive_item(session: Session, item: HandoverItem, *, receiver: str) -> HandoverItem:
    """Take one item over today."""
    with session.transaction():
        return session.move(
            session.save(replace(item, receiver=receiver, received_on=date.today())), "receive"
        )
