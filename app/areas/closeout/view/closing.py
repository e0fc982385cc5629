"""What the close-out page reads and writes of a task: how far it is, what is open and where, the rows handed over.

It erases nothing and seals nothing by itself; app.areas.closeout.handover does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from app.areas.closeout.handover import AFTERWARDS, name_sealed, seal_handover, unnamed_bundle
from app.areas.closeout.model import Closeout, HandoverItem
from app.areas.closeout.papers import PAPERS
from app.areas.closeout.remains import exported_files
from app.areas.closeout.service import closeout_blockers, give_item, receive_item
from app.areas.preparation.model import Task
from app.areas.secrecy.model import BundleLog
from app.bundle import contacts, traffic, unfinished
from app.bundle.bundle import BundleKind, Card
from app.core.errors import Refused
from app.documents.pdf import render_pdf
from app.tasks.work import Cancel, Progress

if TYPE_CHECKING:
    from db.session import Session

PLACES: Mapping[str, str] = {
    "底稿引用的佐证": "evidence",
    "调阅的原件": "evidence",
    "底稿": "working_paper",
    "谈话记录": "interview",
    "走访记录": "visit",
    "信访件": "petition",
    "问题": "finding",
    "立行立改": "instant_fix",
    "事实确认单": "fact_confirmation",
    "即时报告": "urgent_report",
    "班子成员情况": "leader_note",
    "报告": "report",
    "还没有巡察报告": "report",
    "线索": "clue",
    "受保护反映人": "protected_person",
    "涉密载体": "carrier",
    "打印导出件": "exposure",
    "移交项": "handover_item",
}
"""How a line of what is open begins → the record type it speaks of; the first that fits counts."""
TRAVELLING = ("zero_holding_list", "exposure_ledger", "carrier_list")
"""Papers that go along inside the hand-over bundle."""
STATES = {"open": 1, "complete": 2, "sealed": 3, "receipted": 4, "erasing": 4, "certified": 5}
"""State of a close-out → the step in hand, counted from 0; an open one with nothing left to finish is at 封装, as is one whose bundle waits for its name."""


@dataclass(frozen=True)
class Blocker:
    """One thing that is open. type: record type it speaks of, "" when none; records: (id, number) that it names."""

    text: str
    type: str = ""
    records: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Closing:
    """All that the page shows of one task.

    before: what keeps it from being sealed; after: what has to be settled between sealing and erasing as well; changed:
    records written since the bundle was sealed that its receipt does not cover; unnamed: where a sealed bundle waits for
    its name since the program was cut short; saved: (ledger number, path) of exported files that still lie there.
    """

    task: Task
    closeout: Closeout | None
    items: tuple[HandoverItem, ...]
    aspects: Mapping[str, str]
    before: tuple[Blocker, ...]
    after: tuple[Blocker, ...]
    has_card: bool
    offices: tuple[Card, ...]
    bundle: BundleLog | None
    changed: int
    counts: Mapping[str, int]
    unnamed: Path | None = None
    saved: tuple[tuple[str, str], ...] = ()


def read_closing(session: Session, task_id: str) -> Closing | None:
    """Everything for the page, on the reader; None when there is no such task."""
    if not task_id or not session.exists("task", task_id):
        return None
    task = session.get(Task, task_id)
    held = session.find(Closeout, task_id=task.id)
    closeout = held[-1] if held else None
    sealed = closeout is not None and closeout.state in ("sealed", "receipted", "erasing")
    logged = (
        session.find(BundleLog, bundle_id=closeout.bundle_id, direction="out")
        if closeout and closeout.bundle_id
        else ()
    )
    header = traffic.sent(session, BundleKind.HANDOVER)
    first = closeout_blockers(session, task)
    second = [text for text in closeout_blockers(session, task, sealed=True) if text not in first]
    return Closing(
        task=task,
        closeout=closeout,
        items=tuple(sorted(session.find(HandoverItem, task_id=task.id), key=lambda item: item.position or 0)),
        aspects={code.code: code.label for code in session.codes("handover_aspect")},
        before=tuple(_blocker(session, text) for text in first),
        after=tuple(_blocker(session, text) for text in second),
        has_card=contacts.has_identity(session),
        offices=tuple(card for card in contacts.valid_cards(session) if card.kind == "office"),
        bundle=logged[-1] if logged else None,
        changed=traffic.entries_since(session, header, AFTERWARDS) if sealed and header is not None else 0,
        counts={
            kind.name: len(session.find(kind.cls)) for kind in session.catalog if kind.name != "code_item"
        },
        unnamed=unnamed_bundle(session),
        saved=tuple((entry.number, str(path)) for entry, path in exported_files(session)) if sealed else (),
    )


def _blocker(session: Session, text: str) -> Blocker:
    type_name = next((name for start, name in PLACES.items() if text.startswith(start)), "")
    if not type_name or type_name not in session.catalog:
        return Blocker(text)
    _, _, named = text.partition("：")
    numbers = [part.partition("等")[0].strip() for part in named.split("、")] if named else []
    cls = session.catalog[type_name].cls
    found = [
        (record.id, number) for number in numbers if number for record in session.find(cls, number=number)
    ]
    return Blocker(text, type_name, tuple(found))


def give_items(session: Session, ids: Sequence[str], giver: str) -> int:
    """Hand all these rows over, each with all that is due; Refused with the reasons of every row that cannot be."""
    items = [session.get(HandoverItem, id) for id in ids]
    filled = [replace(item, giver=giver, given_on=date.today(), given=item.due) for item in items]
    _refuse(session, filled, "give", "移交")
    for item in items:
        give_item(session, item, giver=giver)
    return len(items)


def receive_items(session: Session, ids: Sequence[str], receiver: str) -> int:
    """Take all these rows over; Refused with the reasons of every row that cannot be."""
    items = [session.get(HandoverItem, id) for id in ids]
    filled = [replace(item, receiver=receiver, received_on=date.today()) for item in items]
    _refuse(session, filled, "receive", "接收")
    for item in items:
        receive_item(session, item, receiver=receiver)
    return len(items)


def _refuse(session: Session, items: Sequence[HandoverItem], step: str, label: str) -> None:
    reasons = [
        f"第{item.position}项“{item.name}”：{why}" for item in items for why in session.why_not(item, step)
    ]
    if reasons:
        raise Refused(
            f"还不能{label}", reasons, kept="一项也没有登记", todo="请逐项改好，或在备注里写明去向后再办"
        )


def seal_into(
    session: Session, progress: Progress, cancelled: Cancel, *, closeout: Closeout, folder: Path, office: Card
) -> tuple[Path, Closeout]:
    """Seal the hand-over to `office` into `folder` under a neutral name, with the close-out's own papers inside.

    Not inside a transaction: each step is durable, and after a power cut `name_sealed` or another sealing goes on.
    """
    build = {spec.name: spec.build for spec in PAPERS if spec.record == "closeout"}
    papers = [(f"{name}.pdf", render_pdf(build[name](session, closeout.id))) for name in TRAVELLING]
    path = unfinished.working_path(session, folder)
    try:
        stored, _ = seal_handover(
            session,
            session.get(Closeout, closeout.id),
            path,
            office,
            papers=papers,
            progress=progress,
            cancelled=cancelled,
        )
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    named = name_sealed(session)
    assert named is not None  # a hidden path was given
    return named, stored


def at_step(closing: Closing) -> int:
    """The step that is in hand, from 0 (清单) to 5 (零持有)."""
    if closing.closeout is None:
        return 0
    at = STATES.get(closing.closeout.state, 1)
    if at == 1:
        return 1 if closing.before else 2
    return 2 if closing.unnamed is not None and closing.closeout.state == "sealed" else at


def summary(place: int, closing: Closing) -> str:
    """One line about a step, for its head."""
    closeout = closing.closeout
    match place:
        case 0 if closeout is not None:
            done = sum(item.state in ("received", "waived") for item in closing.items)
            return f"{len(closing.items)} 个环节，已交接 {done}"
        case 1 if closeout is not None:
            return f"还有 {len(closing.before)} 项未了" if closing.before else "没有未了的事项"
        case 2 if closeout is not None and closeout.sealed_at:
            return f"{closeout.sealed_at:%Y-%m-%d %H:%M} 封装，包号 {closeout.bundle_id[:12]}"
        case 3 if closeout is not None and closeout.receipt_on:
            return f"{closeout.receipt_on.isoformat()} 回执已核"
        case 4 if closeout is not None and closeout.bundle_id and closing.after:
            return f"还有 {len(closing.after)} 项没有交清"
        case _:
            return ""
