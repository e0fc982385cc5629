"""An opened bundle: what it would change, accepting it, the receipt for it. What it looks like is not decided here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.areas.closeout.answering import refuse_beyond_answer
from app.areas.closeout.sending import allowed_types, note_refused
from app.areas.closeout.taking_back import RECEIPTED
from app.areas.closeout.unit_answers import Beyond, bounded, take_in
from app.areas.preparation.dispatch import NOTICES, bundle_entry, take_over_numbering
from app.areas.preparation.model import Task
from app.areas.secrecy.leavings import settle_bundles
from app.areas.secrecy.model import BundleLog
from app.areas.secrecy.service import log_bundle
from app.bundle import contacts, transfer
from app.bundle.bundle import BundleKind, Card, Sealed
from app.bundle.transfer import Arrival
from app.core.errors import BundleError
from app.core.fields import FileRef
from app.tasks.work import Cancel, Progress
from app.widgets.merging.deciding import Key
from app.widgets.merging.plan import ShownPlan, groups_of

if TYPE_CHECKING:
    from db.session import Session


@dataclass(frozen=True)
class Preview(ShownPlan):
    """An arrival with its plan in words."""

    arrival: Arrival
    sender_note: str = ""
    """What became of the sender's card since it sealed this."""
    beyond: tuple[Beyond, ...] = ()
    """What stays out, because its sender may not change it."""


def open_arrival(session: Session, progress: Progress, cancelled: Cancel, *, path: Path) -> Preview:
    """Open, verify and plan a bundle; BundleError when it is refused, and then the records are as they were.

    A refusal is an event of the journal.
    Not inside a transaction: attachments are stored as they come, and swept away when the bundle is refused.
    """
    session.allow("bundle.open", "不能打开密封包")
    try:
        arrival = transfer.receive(session, path, progress=progress, cancelled=cancelled)
        try:
            _refuse_strays(session, arrival)
            refuse_beyond_answer(session, arrival)
        except BundleError:
            transfer.decline(session)
            raise
    except BundleError as refused:
        note_refused(session, path, refused)
        raise
    after = contacts.successions(session).get(arrival.header.sender)
    note = f"此后（{after.on.isoformat()}）已换发名片 {after.new.key_id}" if after else ""
    found = bounded(session, arrival)
    return Preview(found.plan, groups_of(session, found.plan), arrival, note, found.beyond)


def _refuse_strays(session: Session, arrival: Arrival) -> None:
    allowed = allowed_types(session, arrival.header.kind)
    stray = sorted({p.type for p in arrival.plan.records if p.type not in allowed})
    if stray:
        labels = "、".join(session.catalog[name].label for name in stray)
        raise BundleError(
            f"{arrival.header.kind.label}里不该有这些记录：{labels}",
            kept="本机数据没有变化",
            todo="请与封装人核对，按规定的种类重新封装",
        )


def store_papers(session: Session, arrival: Arrival) -> tuple[FileRef, ...]:
    """Store the papers that came along; before `accept_arrival` and outside its transaction, as attachments are."""
    return tuple(
        session.attach(BytesIO(content), name, media="application/pdf")
        for name, content in arrival.extras.items()
        if name.endswith(".pdf")
    )


def accept_arrival(
    session: Session,
    arrival: Arrival,
    papers: tuple[FileRef, ...],
    decided: Mapping[Key, Any] | None = None,
) -> BundleLog:
    """Apply an arrival as far as its sender may go and register it, with the papers that came along as its attachments.

    decided: (type, id, field) → the value that stands, as settled in the preview; one transaction with the rest.
    """
    taken = take_in(session, arrival)
    for (type_name, id, field), value in (decided or {}).items():
        session.settle(session.fetch(type_name, id), field, value)
    came = {planned.id for planned in taken.plan.records if planned.type == "task"}
    found = [task for task in session.find(Task) if task.id in came]
    earlier = {task.earlier_task_id for task in found}  # 回头看: the task looked back at comes along
    tasks = [task for task in found if task.id not in earlier]
    if arrival.header.kind is BundleKind.TASK:
        take_over_numbering(session, tasks)
        contacts.take_notices(session, arrival.extras.get(NOTICES, b""))
    entry = bundle_entry(arrival.header, arrival.sender, "in", tasks[0].id if len(tasks) == 1 else "")
    note = f"未采用 {len(taken.beyond)} 处：不由对方改动" if taken.beyond else ""
    stored = session.move(log_bundle(session, replace(entry, attachments=papers, note=note)), "import")
    settle_bundles(session, sender=arrival.sender.key_id, tasks=came)
    return stored


def issue_receipt(session: Session, path: Path, arrival: Arrival) -> Sealed:
    """Seal the office's receipt for an accepted bundle and register it."""
    session.allow("receipt.issue", "不能出具回执")
    sealed = transfer.answer(session, path, arrival)
    log_bundle(session, bundle_entry(sealed.header, arrival.sender, "out", ""))
    for held in session.find(BundleLog, bundle_id=arrival.header.bundle_id, direction="in"):
        session.note(f"{RECEIPTED} {sealed.bundle_id}", held)
    return sealed


def sender_text(card: Card) -> str:
    """Who sealed it, as the pinned card says."""
    return f"{card.org}{card.name}（{card.kind_label}，名片标识 {card.key_id}，当面核对过）"


def kind_text(kind: BundleKind) -> str:
    """What a bundle is for, in one line."""
    return {
        BundleKind.TASK: "任务包：巡察办发来的任务和资料",
        BundleKind.HANDOVER: "移交包：巡察组撤组时移交的全部内容",
        BundleKind.COLLAB: "协作包：同组其他电脑上的记录",
        BundleKind.CLUE: "线索包：移交的问题线索，或办理结果",
        BundleKind.RECTIFICATION: "整改包：一个单位的整改任务、措施和进展",
    }.get(kind, kind.label)


def when_text(when: datetime) -> str:
    """When it was sealed."""
    return f"{when:%Y-%m-%d %H:%M}（按封装人的时钟）"
