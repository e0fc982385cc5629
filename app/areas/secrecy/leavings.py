"""Bundles in the ledger of what went out: one whose receipt or import is known comes back by itself. Prints do not."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from app.areas.secrecy.model import BundleLog, Exposure

if TYPE_CHECKING:
    from db.session import Session

WAITING = ("sealed", "delivered")


def settle_bundles(session: Session, *, sender: str = "", tasks: Collection[str] = ()) -> int:
    """Write off every bundle in the ledger that is known to have arrived; returns how many entries that was.

    Known is: its receipt was verified, its import stands in a register that came along, or (sender: key id of a card,
    tasks: ids that just came from it) the tasks of the one task bundle that card still owed came back from it.
    """
    logs = session.find(BundleLog)
    arrived = {log.bundle_id for log in logs if log.direction == "in"}
    why: dict[str, str] = {}
    with session.transaction():
        for log in logs:
            if log.direction != "out" or not log.sha256:
                continue
            if log.receipt_id:
                why[log.sha256] = f"回执{log.receipt_id[:12]}已核验"
            elif log.bundle_id in arrived or log.state == "imported":
                why[log.sha256] = "对方往来登记中已导入"
        if owed := _owed(logs, sender, tasks):
            why.setdefault(owed.sha256, "对方交回了包里的任务，已导入")
        for log in logs:
            if log.direction == "out" and log.sha256 in why and not log.receipt_id and log.state in WAITING:
                session.move(log, "import")
        entries = [
            entry
            for entry in session.find(Exposure, kind="bundle")
            if entry.state in ("out", "noted") and entry.sha256 in why
        ]
        for entry in entries:
            session.move(entry, "settle", reason=why[entry.sha256])
    return len(entries)


def _owed(logs: Collection[BundleLog], sender: str, tasks: Collection[str]) -> BundleLog | None:
    """The task bundle that `sender` must have imported, when there is exactly one it can be."""
    sent = [
        log
        for log in logs
        if log.direction == "out"
        and log.kind == "task"
        and log.counterpart_key == sender
        and log.state in WAITING
    ]
    fits = [log for log in sent if not log.task_id or log.task_id in tasks]
    return fits[0] if sender and tasks and len(fits) == 1 else None
