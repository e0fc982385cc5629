"""From a complete close-out to holding nothing: seal to the office, verify its receipt, erase, certify.

The two nevers of it: never erased without a verified receipt and two persons, never certified without erasure.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from app.areas.closeout.model import Closeout
from app.areas.closeout.service import closeout_blockers
from app.areas.preparation.dispatch import bundle_entry
from app.areas.preparation.model import Task
from app.areas.secrecy.model import BundleLog, Exposure
from app.areas.secrecy.service import log_bundle
from app.bundle import keys, transfer
from app.bundle.bundle import BundleKind, Card, Identity, Receipt, Sealed
from app.bundle.contents import Cancelled, Progress
from app.core.errors import BundleError, KnownError, Refused, VaultError
from app.core.roles import who_may
from db.durable import sync_folder
from db.erase import EraseReport, RemovedFile, erase_vault, finish_erasure
from db.layout import VaultPaths
from db.residue import PlaceScanned, Trace
from db.session import Session
from db.vault import UserKey, Vault

STAYS = frozenset({"account"})
"""Record types that never leave: who may sit at this laptop."""
AFTERWARDS = frozenset(
    {
        "closeout",
        "handover_item",
        "bundle_log",
        "exposure",
        "carrier",
        "account",
        "holding_pledge",
        "destruction",
    }
)
"""Record types that close-out itself still writes after the bundle was sealed; their last state is on the sheets."""
PENDING = "清除进行中.json"


def seal_handover(
    session: Session,
    closeout: Closeout,
    path: Path,
    office: Card,
    *,
    papers: Sequence[tuple[str, bytes]] = (),
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> tuple[Closeout, Sealed]:
    """Seal everything this vault holds to the office. Refused, with everything that is still open.

    papers: (neutral name, PDF) that travel along. The close-out is then `sealed`, and the bundle registered.
    """
    if not session.actor.may("bundle.seal"):
        raise Refused("不能封装移交包", [f"须由{who_may('bundle.seal')}办理"])
    task = session.get(Task, closeout.task_id)
    if open_points := closeout_blockers(session, task):
        raise Refused("还不能封装移交包", open_points, kept="所有内容都在", todo="请逐项办结后再封装")
    if session.setting("identity") == "":
        raise KnownError("本库还没有名片", todo="请先建立名片并与巡察办当面核对")
    if closeout.state == "open":
        closeout = session.move(closeout, "complete")
    sealed = transfer.send(
        session,
        path,
        kind=BundleKind.HANDOVER,
        to=[office],
        kinds=[kind for kind in session.catalog if kind.name not in STAYS],
        wanted=lambda record: True,
        facts={"task_id": task.id},
        with_journal=True,
        extra=papers,
        progress=progress,
        cancelled=cancelled,
    )
    with session.transaction():
        log_bundle(session, bundle_entry(sealed.header, office, "out", task.id))
        filled = session.save(
            replace(
                closeout,
                bundle_id=sealed.bundle_id,
                bundle_sha256=sealed.sha256,
                sealed_at=datetime.now().replace(second=0, microsecond=0),
            )
        )
        return session.move(filled, "seal"), sealed


def register_receipt(session: Session, closeout: Closeout, path: Path) -> tuple[Closeout, Receipt]:
    """Verify the office's receipt against the sealed bundle, and that nothing was changed since. BundleError if not."""
    header = transfer.sent(session, BundleKind.HANDOVER)
    if header is None or header.bundle_id != closeout.bundle_id:
        raise Refused("还不能登记回执", ["本次撤组还没有封装移交包"])
    receipt = transfer.read_receipt(session, path, header)
    if changed := transfer.entries_since(session, header, AFTERWARDS):
        raise BundleError(
            f"封装以后又有{changed}条记录改动，回执不再覆盖全部内容",
            kept="本机数据没有变化",
            todo="请退回撤组、重新封装并重新取得回执",
        )
    with session.transaction():
        # Beside the record, where no merged copy of a close-out can put it.
        session.set_setting(receipt_key(closeout.bundle_id), receipt.header.bundle_id)
        logged = session.find(BundleLog, bundle_id=closeout.bundle_id, direction="out")
        for entry in logged:
            session.move(session.save(replace(entry, receipt_id=receipt.header.bundle_id)), "receipt")
        filled = session.save(
            replace(closeout, receipt_id=receipt.header.bundle_id, receipt_on=receipt.issued.date())
        )
        return session.move(filled, "receipt"), receipt


def receipt_key(bundle_id: str) -> str:
    """The setting that names the verified receipt of a bundle: beside the record, where no merged copy can put it."""
    return f"receipt.{bundle_id}"
