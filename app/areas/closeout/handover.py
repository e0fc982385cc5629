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
from app.bundle import contacts, keys, traffic, transfer
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
        # Beside the record, where no merged copy of a close-out can put it.
        session.set_setting(_receipt_key(closeout.bundle_id), receipt.header.bundle_id)
        logged = session.find(BundleLog, bundle_id=closeout.bundle_id, direction="out")
        for entry in logged:
            session.move(session.save(replace(entry, receipt_id=receipt.header.bundle_id)), "receipt")
        filled = session.save(
            replace(closeout, receipt_id=receipt.header.bundle_id, receipt_on=receipt.issued.date())
        )
        return session.move(filled, "receipt"), receipt


@dataclass(frozen=True)
class Outside:
    """A copy that left the program, as the certificate lists it: number, what kind, copies, how it ended."""

    number: str
    kind: str
    paper: str
    copies: int
    copy_numbers: str
    end: str


@dataclass(frozen=True)
class Certificate:
    """What the printed 清除确认书 states. It holds numbers and kinds, nothing of the case.

    report: None until the erasure has run; signature: hex, by the vault's identity, "" when it was cut short between.
    """

    number: str
    task: str
    bundle_id: str
    bundle_sha256: str
    receipt_id: str
    receipt_on: str
    office: str
    erased_by: tuple[str, str]
    outside: tuple[Outside, ...]
    anchors: tuple[tuple[str, str], ...]
    report: EraseReport | None = None
    signature: str = ""


def begin_erasure(
    session: Session, vault: Vault, closeout: Closeout, persons: Sequence[tuple[str, str]]
) -> Certificate:
    """Check the two persons' passwords and that a verified receipt is in; then the close-out is `erasing`.

    persons: two (login, password). Refused, with every reason; passwords are never kept. Seconds of Argon2id.
    Asked again, with both passwords, when the program was cut short before `erase` had begun.
    """
    closeout = session.get(Closeout, closeout.id)
    begun = closeout.state == "erasing"
    reasons = _open_points(session, closeout) if begun else _reasons(session, closeout)
    found = [vault.confirm(login, password) for login, password in persons]
    if len(persons) != 2 or len({user.user_id for user in found if user}) != 2:
        reasons.append("须由两名不同的使用人分别输入正确的口令")
    header = traffic.sent(session, BundleKind.HANDOVER)
    registered = session.setting(_receipt_key(closeout.bundle_id))
    if header is None or header.bundle_id != closeout.bundle_id or registered != closeout.receipt_id:
        reasons.append("没有核验过本次移交包的回执")
    elif traffic.entries_since(session, header, AFTERWARDS):
        reasons.append("封装以后又有改动，请重新封装并取得回执")
    out = [
        e for e in session.find(Exposure) if e.state == "out" and e.kind in ("print", "pdf", "docx", "xlsx")
    ]
    if out:
        reasons.append(f"还有{len(out)}份打印导出件没有收回或销毁")
    if reasons:
        session.note("未能开始清除：条件不齐")
        raise Refused("不能开始清除", reasons, kept="没有清除任何内容")
    names = _names(found)
    if not begun:
        with session.transaction():
            filled = session.save(replace(closeout, first_by=names[0], second_by=names[1]))
            session.move(filled, "erase")
    head = session.head()
    return Certificate(
        number=f"清-{closeout.bundle_id[:8]}",
        task=session.get(Task, closeout.task_id).group_name,
        bundle_id=closeout.bundle_id,
        bundle_sha256=closeout.bundle_sha256,
        receipt_id=closeout.receipt_id,
        receipt_on=closeout.receipt_on.isoformat() if closeout.receipt_on else "",
        office=_office(session),
        erased_by=names,
        outside=tuple(_outside(session, entry) for entry in session.find(Exposure)),
        anchors=(("seq", str(head.seq)), ("head", head.hash.hex())),
    )


def erase(
    folder: Path,
    certificate: Certificate,
    output: Path,
    identity: Identity | None,
    *,
    hashes: Sequence[str] = (),
    on_step: Callable[[str], None] | None = None,
) -> Certificate:
    """Erase the closed vault in `folder`, then return the certificate, signed, as it also stands in `output`.

    The certificate so far is written to `output` first, so that an erasure cut short can be finished and certified by
    `resume_erasure`. KnownError when traces were found: then nothing is certified.
    """
    output.mkdir(parents=True, exist_ok=True)
    pending = output / PENDING
    held = {"folder": str(folder.absolute()), "standing": _standing(folder), **_plain(certificate)}
    _write(pending, json.dumps(held, ensure_ascii=False))
    try:
        report = erase_vault(folder, sha256s=hashes, on_step=on_step)
    except VaultError:
        if not VaultPaths(folder).erasing.exists():  # in use: nothing was begun, so nothing is to be resumed
            pending.unlink()
        raise
    if report.traces:
        raise KnownError(
            f"清除后仍发现{report.traces}处残留",
            kept="已清除的部分不可恢复",
            todo="请交保密管理员处理，不能出具确认书",
        )
    done = replace(certificate, report=report)
    if identity is not None:
        done = replace(done, signature=_signed(done, identity))
    _write(output / f"{certificate.number}.json", json.dumps(_plain(done), ensure_ascii=False, indent=1))
    finish_erasure(folder, on_step=on_step)
    pending.unlink(missing_ok=True)
    return done


def pending_erasure(output: Path) -> tuple[Path, Certificate] | None:
    """An erasure that was cut short: (vault folder, certificate so far); None when there is none."""
    path = output / PENDING
    if not path.exists():
        return None
    held = json.loads(path.read_text(encoding="utf-8"))
    folder = Path(held.pop("folder"))
    held.pop("standing")
    return folder, _certificate(held)


def resume_erasure(output: Path, *, on_step: Callable[[str], None] | None = None) -> Certificate:
    """Finish an erasure that a power cut stopped. A certificate that was not yet written is then unsigned: the key is gone.

    KnownError when nothing had been destroyed and the vault was used since: then two persons have to confirm again.
    """
    found = pending_erasure(output)
    if found is None:
        raise KnownError("没有中断的清除", todo="请从撤组页面开始清除")
    folder, certificate = found
    written = output / f"{certificate.number}.json"
    if written.exists():
        finish_erasure(folder, on_step=on_step)
        (output / PENDING).unlink()
        return _certificate(json.loads(written.read_text(encoding="utf-8")))
    standing = json.loads((output / PENDING).read_text(encoding="utf-8"))["standing"]
    if not VaultPaths(folder).erasing.exists() and _standing(folder) != standing:
        (output / PENDING).unlink()
        raise KnownError(
            "清除中断后，工作库又使用过",
            kept="没有清除任何内容",
            todo="请重新打开工作库，由两人再次确认后清除",
        )
    return erase(folder, certificate, output, None, on_step=on_step)


def _receipt_key(bundle_id: str) -> str:
    return f"receipt.{bundle_id}"


def _reasons(session: Session, closeout: Closeout) -> list[str]:
    return [*session.why_not(replace(closeout, first_by="-", second_by="-"), "erase")]


def _open_points(session: Session, closeout: Closeout) -> list[str]:
    """What keeps an erasure from being begun once more, after it was confirmed and cut short before it began."""
    reasons = [*closeout_blockers(session, session.get(Task, closeout.task_id), sealed=True)]
    if not session.actor.may("vault.erase"):
        reasons.append(f"须由{who_may('vault.erase')}办理")
    return reasons


def _standing(folder: Path) -> str:
    """One digest over header and records, by which a vault that was used since is told from one that was not."""
    paths = VaultPaths(folder)
    digest = hashlib.sha256()
    for path in (paths.header, paths.records, paths.clues):
        for part in (path, path.with_name(path.name + "-wal")):
            if part.exists() and part.stat().st_size:
                with part.open("rb") as file:
                    digest.update(part.name.encode() + hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


def _certificate(held: dict[str, Any]) -> Certificate:
    """What `_plain` made, read back."""
    if report := held["report"]:
        places = [
            PlaceScanned(**{**place, "traces": tuple(Trace(**trace) for trace in place["traces"])})
            for place in report["places_scanned"]
        ]
        held["report"] = EraseReport(
            report["vault_id"],
            datetime.fromisoformat(report["begun_at"]),
            report["keys_destroyed"],
            tuple(RemovedFile(**file) for file in report["files_removed"]),
            tuple(places),
            tuple(report["places_missing"]),
            tuple(report["not_covered"]),
        )
    held["outside"] = tuple(Outside(**entry) for entry in held["outside"])
    held["erased_by"] = tuple(held["erased_by"])
    held["anchors"] = tuple((key, value) for key, value in held["anchors"])
    return Certificate(**held)


def _names(found: Sequence[UserKey | None]) -> tuple[str, str]:
    first, second = (user.login if user else "" for user in found)
    return first, second


def _office(session: Session) -> str:
    header = traffic.sent(session, BundleKind.HANDOVER)
    known = contacts.cards(session)
    names = [
        f"{known[key].org}{known[key].name}" for key in (header.recipients if header else ()) if key in known
    ]
    return "、".join(names)


def _outside(session: Session, entry: Exposure) -> Outside:
    return Outside(
        number=entry.number,
        kind=session.code_label("exposure_kind", entry.kind),
        paper=entry.paper,
        copies=entry.copies or 0,
        copy_numbers=entry.copy_numbers,
        end=entry.TYPE.lifecycle.state(entry.state).label,
    )


def _plain(certificate: Certificate) -> dict[str, object]:
    held = asdict(certificate)
    if certificate.report is not None:
        held["report"]["begun_at"] = certificate.report.begun_at.isoformat()
    return held


def _signed(certificate: Certificate, identity: Identity) -> str:
    body = json.dumps(_plain(certificate), ensure_ascii=False, sort_keys=True).encode()
    return keys.sign(identity.sign_seed, b"xuncha-desk certificate v1", hashlib.sha256(body).digest()).hex()


def _write(path: Path, text: str) -> None:
    part = path.with_suffix(".part")
    with part.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    sync_folder(path.parent)
