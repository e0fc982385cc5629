"""What goes out besides task and hand-over bundles: working bundles, clue bundles, rectification bundles; and their receipts.

It chooses records and enters the bundle in both ledgers; how a bundle is sealed is not its business.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.areas.closeout.handover import STAYS
from app.areas.clues.tracking.model import ClueTransfer
from app.areas.preparation.dispatch import PARTS, bundle_entry, name_by_id
from app.areas.preparation.model import Task
from app.areas.secrecy.leavings import settle_bundles
from app.areas.secrecy.model import BundleLog
from app.areas.secrecy.service import log_bundle, record_exposure
from app.bundle import traffic, transfer, unfinished
from app.bundle.bundle import BundleKind, Card, Receipt, inspect
from app.bundle.contents import Cancelled, Progress
from app.core.errors import BundleError, InputProblems, KnownError, Problem, Refused
from app.core.records import Compartment, Record, RecordType
from app.core.roles import who_may
from db.session import SHIPPED

if TYPE_CHECKING:
    from db.session import Session

ROOT = ("unit", "round", "task")
CLUE_TYPES = (*ROOT, "clue", "clue_transfer", "clue_chase")
RECT_TYPES = (
    *ROOT, "feedback_problem", "opinion", "feedback_letter", "rect_plan", "rect_task", "measure", "progress", "rect_report",
    "pledge_of_truth", "democratic_meeting", "handled_cadre", "withheld_item", "publication", "warning", "supervision_letter",
)  # fmt: skip
MAY: Mapping[BundleKind, str] = {
    BundleKind.COLLAB: "bundle.share",
    BundleKind.CLUE: "clue.hand",
    BundleKind.RECTIFICATION: "bundle.seal",
}
TO: Mapping[BundleKind, tuple[str, ...]] = {
    BundleKind.COLLAB: ("group", "person"),
    BundleKind.CLUE: ("organ", "office"),
    BundleKind.RECTIFICATION: ("organ", "office"),
}
"""Kinds of cards that a bundle may be sealed to."""


@dataclass(frozen=True)
class Draft:
    """What somebody wants to send. since: only what changed since the last bundle of this kind to that card.

    transfer_id: the batch of clues of a clue bundle; with_clues: a working bundle takes the tasks' clues along.
    """

    kind: BundleKind
    task_ids: tuple[str, ...]
    to: Card | None
    since: bool = False
    with_clues: bool = False
    transfer_id: str = ""


@dataclass(frozen=True)
class Chosen:
    """The types that go out and which of their records."""

    kinds: tuple[RecordType, ...]
    wanted: Callable[[Record], bool]


def allowed_types(session: Session, kind: BundleKind) -> frozenset[str]:
    """The record types that a bundle of this kind may bring; all others are refused on arrival."""
    match kind:
        case BundleKind.TASK:
            return frozenset(name for part in PARTS for name in part.types)
        case BundleKind.CLUE:
            return frozenset(CLUE_TYPES)
        case BundleKind.RECTIFICATION:
            return frozenset(RECT_TYPES)
        case BundleKind.COLLAB:
            return frozenset(held.name for held in session.catalog) - STAYS - {"bundle_log"}
        case _:
            return frozenset(held.name for held in session.catalog) - STAYS


def choose(session: Session, draft: Draft) -> Chosen:
    """The records of a draft."""
    names = allowed_types(session, draft.kind)
    kinds = tuple(kind for kind in session.catalog if kind.name in names)
    tasks = [session.get(Task, id) for id in draft.task_ids if session.exists("task", id)]
    around = frozenset(id for task in tasks for id in (task.id, task.round_id, task.unit_id) if id)
    match draft.kind:
        case BundleKind.COLLAB:
            if not draft.with_clues:
                kinds = tuple(kind for kind in kinds if kind.compartment is Compartment.RECORDS)
            return Chosen(kinds, _working(session, draft))
        case BundleKind.CLUE:
            return Chosen(kinds, _clues(session, draft, around))
        case _:
            ids = frozenset(draft.task_ids)

            def wanted(record: Record) -> bool:
                if record.TYPE.name in ROOT:
                    return record.id in around
                return getattr(record, "task_id", "") in ids

            return Chosen(kinds, wanted)


def _working(session: Session, draft: Draft) -> Callable[[Record], bool]:
    tasks = frozenset(draft.task_ids)
    last = traffic.last_sent_to(session, draft.kind, draft.to.key_id) if draft.since and draft.to else None
    changed = traffic.changed_since(session, last) if last is not None else None

    def wanted(record: Record) -> bool:
        if record.created_by == record.updated_by == SHIPPED:
            return False
        if changed is not None and record.id not in changed:
            return False
        if record.TYPE.name == "task":
            return record.id in tasks
        task = getattr(record, "task_id", "")
        return not task or task in tasks

    return wanted


def _clues(session: Session, draft: Draft, around: frozenset[str]) -> Callable[[Record], bool]:
    batch = session.get(ClueTransfer, draft.transfer_id) if draft.transfer_id else None
    clues = frozenset(batch.clue_ids) if batch else frozenset[str]()
    ids = clues | {draft.transfer_id} | around

    def wanted(record: Record) -> bool:
        if record.TYPE.name == "clue_chase":
            return getattr(record, "clue_id", "") in clues
        return record.id in ids

    return wanted


def counts_of(session: Session, draft: Draft) -> dict[str, int]:
    """Type name → how many records would go out; what a person sees before the bundle is made."""
    chosen = choose(session, draft)
    found: dict[str, int] = {}
    for kind in chosen.kinds:
        count = sum(chosen.wanted(record) for record in session.find(kind.cls))
        if count:
            found[kind.name] = count
    return found


def problems_of(session: Session, draft: Draft) -> list[Problem]:
    """Everything that keeps a draft from being sent."""
    wrong = []
    if draft.to is None:
        wrong.append(Problem("card", "还没有选对方名片"))
    elif draft.to.kind not in TO[draft.kind]:
        wrong.append(Problem("card", f"{draft.kind.label}不能封给{draft.to.kind_label}的名片"))
    if not draft.task_ids:
        wrong.append(Problem("tasks", "还没有选任务"))
    if draft.kind is BundleKind.CLUE:
        wrong += _clue_problems(session, draft)
    if draft.kind is BundleKind.RECTIFICATION and len(draft.task_ids) > 1:
        wrong.append(Problem("tasks", "整改包一次只给一个单位，请只选一个任务"))
    if not wrong and not counts_of(session, draft):
        wrong.append(Problem("since", "没有可以送的记录：上次往来以后没有改动"))
    return wrong


def _clue_problems(session: Session, draft: Draft) -> list[Problem]:
    if not session.can_clues:
        return [Problem("clues", "您没有线索权限")]
    if not draft.transfer_id:
        return [Problem("batch", "还没有选移交批次")]
    batch = session.get(ClueTransfer, draft.transfer_id)
    if batch.state not in ("handed", "received"):
        return [Problem("batch", "这一批还没有办理“整批移交”，办理后再封装")]
    return []


def send_draft(
    session: Session,
    folder: Path,
    draft: Draft,
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> tuple[Path, BundleLog]:
    """Seal a draft into `folder` under a neutral name, entered in both ledgers. Refused or InputProblems otherwise."""
    if not session.actor.may(MAY[draft.kind]):
        raise Refused(f"不能制作{draft.kind.label}", [f"须由{who_may(MAY[draft.kind])}办理"])
    if wrong := problems_of(session, draft):
        raise InputProblems(f"{draft.kind.label}还不能制作", wrong)
    assert draft.to is not None  # a problem otherwise
    chosen = choose(session, draft)
    path = unfinished.working_path(session, folder)
    try:
        with session.transaction():
            sealed = transfer.send(
                session,
                path,
                kind=draft.kind,
                to=[draft.to],
                kinds=chosen.kinds,
                wanted=chosen.wanted,
                facts={"tasks": len(draft.task_ids), "since": int(draft.since)},
                progress=progress,
                cancelled=cancelled,
            )
            one = draft.task_ids[0] if len(draft.task_ids) == 1 else ""
            entry = bundle_entry(sealed.header, draft.to, "out", one)
            if draft.kind is BundleKind.CLUE or draft.with_clues:
                # The register lies with the records: how many clues there are is not for all who read it.
                entry = replace(entry, counts="", records=None)
            logged = log_bundle(session, entry)
            record_exposure(
                session,
                kind="bundle",
                paper=draft.kind.label,
                records=[session.get(Task, id) for id in draft.task_ids],
                destination=f"{draft.to.org}{draft.to.name}",
                sha256=sealed.sha256,
            )
    except BaseException:
        with suppress(OSError):
            path.unlink(missing_ok=True)
        raise
    if draft.kind is BundleKind.CLUE:
        session.set_setting(_batch_key(sealed.bundle_id), draft.transfer_id)
    return name_by_id(path, sealed.bundle_id), logged


def register_receipt(session: Session, log: BundleLog, path: Path) -> Receipt:
    """Verify a receipt against the bundle in the register; a batch of clues is then signed for. BundleError if not."""
    header = traffic.sent_bundle(session, log.bundle_id)
    if header is None or log.direction != "out":
        raise KnownError("这个包不是本库封装的", todo="请在送出的包上登记回执")
    if header.kind is BundleKind.HANDOVER:
        raise KnownError("移交包的回执在“撤组与零持有”里登记", kept="这份回执没有登记")
    try:
        receipt = transfer.read_receipt(session, path, header)
    except BundleError as refused:
        note_refused(session, path, refused)
        raise
    with session.transaction():
        held = session.save(
            replace(log, receipt_id=receipt.header.bundle_id, receipt_at=receipt.issued.replace(tzinfo=None))
        )
        session.move(held, "receipt")
        settle_bundles(session)
        batch_id = session.setting(_batch_key(log.bundle_id))
        if batch_id and session.can_clues and session.exists("clue_transfer", batch_id):
            _sign_for(session, session.get(ClueTransfer, batch_id), receipt)
    return receipt


def note_refused(session: Session, path: Path, refused: BundleError) -> None:
    """Write down that a bundle was refused: its number, its kind and why, none of its content (docs/decisions/0007)."""
    try:
        header = inspect(path)
    except BundleError:
        session.note_refusal(f"未接收密封包：{refused.what}")
    else:
        session.note_refusal(f"未接收密封包（{header.kind.label}，包号 {header.bundle_id}）：{refused.what}")


def _sign_for(session: Session, batch: ClueTransfer, receipt: Receipt) -> None:
    if batch.state != "handed":
        return
    filled = replace(
        batch,
        received_on=receipt.issued.date(),
        received_by=f"{receipt.office.org}{receipt.office.name}",
        receipt_number=receipt.header.bundle_id[:12],
        intact=True,
    )
    session.move(session.save(filled), "receive", opinion="电子回执核验相符")


def batches(session: Session) -> tuple[ClueTransfer, ...]:
    """Batches of clues that can be sealed; none for those without the compartment."""
    if not session.can_clues:
        return ()
    return tuple(held for held in session.find(ClueTransfer) if held.state in ("handed", "received"))


def _batch_key(bundle_id: str) -> str:
    return f"clue_batch.{bundle_id}"
