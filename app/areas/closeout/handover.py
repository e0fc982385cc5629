"""From a complete close-out to a verified receipt: seal everything to the office, and check what it sends back.

It erases nothing: app.areas.closeout.erasure does, on the strength of the receipt that is registered here.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from app.areas.closeout.model import Closeout
from app.areas.closeout.service import closeout_blockers
from app.areas.preparation.dispatch import bundle_entry, neutral_path
from app.areas.preparation.model import Task
from app.areas.secrecy.leavings import settle_bundles
from app.areas.secrecy.model import BundleLog
from app.areas.secrecy.service import log_bundle
from app.bundle import traffic, transfer
from app.bundle.bundle import BundleKind, Card, Receipt, Sealed
from app.bundle.contents import Cancelled, Progress
from app.core.errors import BundleError, KnownError, Refused
from db.durable import sync_folder
from db.session import Session

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
        "holding_chase",
    }
)
"""Record types that close-out itself still writes after the bundle was sealed; their last state is on the sheets."""
UNNAMED = "handover_unnamed"
"""The setting that says which sealed hand-over bundle still bears its hidden name."""


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

    papers: (neutral name, PDF) that travel along. The close-out is then `sealed`, and the bundle registered. A hidden
    `path` is given its name by `name_sealed`, which may be called after a power cut. Not inside a transaction: what was
    sealed must be noted durably before anybody can carry it away.
    """
    session.allow("bundle.seal", "不能封装移交包")
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
                # A receipt for an earlier bundle covers nothing of this one.
                receipt_id="",
                receipt_on=None,
                first_by="",
                second_by="",
            )
        )
        if path.name.startswith("."):
            names = [str(path.absolute()), str(neutral_path(path.parent, sealed.bundle_id).absolute())]
            session.set_setting(UNNAMED, json.dumps(names, ensure_ascii=False))
        return session.move(filled, "seal"), sealed


def unnamed_bundle(session: Session) -> Path | None:
    """Where a sealed hand-over bundle waits for its name, after a power cut between noting and naming; else None."""
    text = session.setting(UNNAMED)
    return Path(json.loads(text)[1]) if text else None


def name_sealed(session: Session) -> Path | None:
    """Give the sealed hand-over bundle its name; None when none waits. KnownError when its stick is not there."""
    text = session.setting(UNNAMED)
    if not text:
        return None
    hidden, final = (Path(name) for name in json.loads(text))
    with suppress(OSError):
        if hidden.is_file():
            os.replace(hidden, final)
            sync_folder(final.parent)
    if not final.is_file():
        raise KnownError(
            "找不到封装好的移交包",
            kept="本库内容没有变化，封装已经登记",
            todo=f"请插上封装时用的U盘（{final.parent}）后再按一次；U盘不在了的，退回撤组、重新封装",
        )
    session.set_setting(UNNAMED, "")
    return final


def register_receipt(session: Session, closeout: Closeout, path: Path) -> tuple[Closeout, Receipt]:
    """Verify the office's receipt against the sealed bundle, and that nothing was changed since. BundleError if not."""
    header = traffic.sent(session, BundleKind.HANDOVER)
    if header is None or header.bundle_id != closeout.bundle_id:
        raise Refused("还不能登记回执", ["本次撤组还没有封装移交包"])
    receipt = transfer.read_receipt(session, path, header)
    if changed := traffic.entries_since(session, header, AFTERWARDS):
        raise BundleError(
            f"封装以后又有{changed}条记录改动，回执不再覆盖全部内容",
            kept="本机数据没有变化",
            todo="请退回撤组、重新封装并重新取得回执",
        )
    with session.transaction():
        session.set_setting(receipt_key(closeout.bundle_id), receipt.header.bundle_id)
        session.set_setting(_receipt_file(closeout.bundle_id), path.read_bytes().hex())
        logged = session.find(BundleLog, bundle_id=closeout.bundle_id, direction="out")
        for entry in logged:
            session.move(session.save(replace(entry, receipt_id=receipt.header.bundle_id)), "receipt")
        filled = session.save(
            replace(closeout, receipt_id=receipt.header.bundle_id, receipt_on=receipt.issued.date())
        )
        moved = session.move(filled, "receipt")
        settle_bundles(session)
        return moved, receipt


def receipt_file(session: Session, closeout: Closeout) -> str:
    """The verified receipt as it was brought, hex, which stays inside the certificate; "" when none was kept."""
    return session.setting(_receipt_file(closeout.bundle_id))


def _receipt_file(bundle_id: str) -> str:
    return f"receipt_file.{bundle_id}"


def receipt_key(bundle_id: str) -> str:
    """The setting that names the verified receipt of a bundle: beside the record, where no merged copy can put it."""
    return f"receipt.{bundle_id}"
