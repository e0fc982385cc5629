"""Take an accepted bundle back (撤销本次导入), and say of each bundle in the register what still has to happen to it.

What was given a receipt stays: the other side may have erased its copy on the strength of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.areas.secrecy.model import BundleLog
from app.bundle.bundle import BundleKind
from app.core.errors import Refused
from app.core.roles import who_may
from db.unmerge import Undoing, plan_undo, undo_import

if TYPE_CHECKING:
    from db.session import Session

TAKEN_BACK = "撤销本次导入"
RECEIPTED = "已出具回执"
ANSWERED = (BundleKind.HANDOVER, BundleKind.CLUE, BundleKind.RECTIFICATION)
"""Kinds of bundles that the receiver answers with a receipt."""


@dataclass(frozen=True)
class Exchanged:
    """A bundle of the register. waits: a receipt is still to come; undone: its import was taken back."""

    log: BundleLog
    waits: bool
    undone: bool
    answered: bool


def source_of(log: BundleLog) -> str:
    """Under what name the import of a bundle stands in the journal."""
    return f"{BundleKind(log.kind).label} {log.bundle_id[:8]}"


def exchanged(session: Session) -> tuple[Exchanged, ...]:
    """Every bundle of the register, newest first."""
    found = [_exchanged(session, log) for log in session.find(BundleLog)]
    return tuple(reversed(found))


def _exchanged(session: Session, log: BundleLog) -> Exchanged:
    out = log.direction == "out"
    notes = () if out else tuple(entry.note for entry in session.history(log))
    waits = out and log.kind in ANSWERED and log.state in ("sealed", "delivered")
    return Exchanged(
        log,
        waits,
        any(note.startswith(TAKEN_BACK) for note in notes),
        any(note.startswith(RECEIPTED) for note in notes),
    )


def look_at_undo(session: Session, log: BundleLog) -> Undoing:
    """What taking back would do, with every reason against it. Writes nothing."""
    planned = plan_undo(session, source_of(log))
    return Undoing(planned.source, planned.records, (*_reasons(session, log), *planned.reasons))


def take_back(session: Session, log: BundleLog) -> Undoing:
    """Take the import of a bundle back as new, journalled changes. Refused with every reason."""
    if reasons := look_at_undo(session, log).reasons:
        session.note_refusal("未能撤销导入：条件不符", log)
        raise Refused("不能撤销本次导入", reasons, kept="本库内容没有变化")
    with session.transaction():
        done = undo_import(session, source_of(log))
        session.note(f"{TAKEN_BACK}：{len(done.records)} 条记录恢复原样", log)
    return done


def _reasons(session: Session, log: BundleLog) -> list[str]:
    reasons = []
    if not session.actor.may("bundle.undo"):
        reasons.append(f"须由{who_may('bundle.undo')}办理")
    if log.direction != "in" or log.kind == BundleKind.RECEIPT:
        reasons.append("只有接收进来的包可以撤销")
    if _exchanged(session, log).answered:
        reasons.append("已对这个包出具回执，对方可能据此清除了自己的库")
    if log.kind == BundleKind.CLUE and not session.can_clues:
        reasons.append("包里有您无权打开的内容")
    return reasons
