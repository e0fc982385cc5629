"""Erasing after a verified receipt: two persons agree, the vault is destroyed, what is left is certified.

The two nevers of it: never erased without a verified receipt and two persons, never certified without erasure. Every
step is durable; an erasure that was cut short anywhere goes on where it stopped.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from app.areas.closeout.certificate import Certificate, Outside, from_plain, ordered, signed, to_plain
from app.areas.closeout.handover import AFTERWARDS, receipt_file, receipt_key
from app.areas.closeout.model import Closeout
from app.areas.closeout.remains import exported_files, known_digests, near_places, telling_texts
from app.areas.closeout.service import closeout_blockers
from app.areas.closeout.witnesses import Tokens, confirmed
from app.areas.preparation.model import Task
from app.areas.secrecy.model import Account, Exposure, exposure_open
from app.areas.secrecy.service import account_of
from app.bundle import contacts, traffic, unfinished
from app.bundle.bundle import BundleKind, Identity
from app.core.awake import awake
from app.core.errors import KnownError, Refused, VaultError
from app.core.paths import PENDING_ERASURE, session_folders
from app.core.roles import MAY, who_may
from db.durable import sync_folder
from db.erase import erase_vault, finish_erasure
from db.layout import VaultPaths
from db.residue import find_copies
from db.session import Session
from db.vault import UserKey, Vault

PENDING = PENDING_ERASURE
Step = Callable[[str], None]


@dataclass(frozen=True)
class Search:
    """What to look for once the vault is gone, and where. It is never written down: a resumed erasure goes without.

    places: searched whole for texts of the case and for files that left the vault, known by their sha256s; near: folders
    that are looked through for copies of the vault that somebody made by hand.
    """

    places: tuple[Path, ...] = ()
    texts: tuple[str, ...] = ()
    sha256s: frozenset[str] = frozenset()
    near: tuple[Path, ...] = ()


@dataclass(frozen=True)
class Aftermath:
    """What else belongs to an erasure, done by whoever knows how; each may be called again after a power cut.

    certified: puts the certificate on paper, before the last file of the vault goes. ended: forgets that there was a
    vault (lists of recent files, session folders).
    """

    certified: Callable[[Certificate], object] = lambda _certificate: None
    ended: Callable[[], object] = lambda: None


def begin_erasure(
    session: Session,
    vault: Vault,
    closeout: Closeout,
    persons: Sequence[tuple[str, str]],
    tokens: Tokens = (),
) -> Certificate:
    """Check the two persons' passwords and that a verified receipt is in; then the close-out is `erasing`.

    persons: two (login, password), tokens: their token files where they have one. Refused, with every reason; nothing of
    this is kept. Seconds of Argon2id.
    Asked again, with both passwords, when the program was cut short before `erase` had begun.
    """
    closeout = session.get(Closeout, closeout.id)
    begun = closeout.state == "erasing"
    reasons = _open_points(session, closeout) if begun else _reasons(session, closeout)
    found, wrong = confirmed(vault, persons, tokens)
    reasons += wrong + _posts(session, [user for user in found if user])
    header = traffic.sent(session, BundleKind.HANDOVER)
    registered = session.setting(receipt_key(closeout.bundle_id))
    if header is None or header.bundle_id != closeout.bundle_id or registered != closeout.receipt_id:
        reasons.append("没有核验过本次移交包的回执")
    elif traffic.entries_since(session, header, AFTERWARDS):
        reasons.append("封装以后又有改动，请重新封装并取得回执")
    if out := [entry for entry in session.find(Exposure) if exposure_open(entry)]:
        reasons.append(f"还有{len(out)}份打印导出件没有收回或销毁")
    copies = find_copies(vault.paths, near_places(vault.paths.folder))
    reasons += [f"本机还有这个工作库的另一份副本：{place}，请先交保密管理员处理" for place in copies]
    if reasons:
        session.note_refusal("未能开始清除：条件不齐")
        raise Refused("不能开始清除", reasons, kept="没有清除任何内容")
    names = _names(found)
    if not begun:
        with session.transaction():
            filled = session.save(replace(closeout, first_by=names[0], second_by=names[1]))
            session.move(filled, "erase")
    swept = [
        (folder, unfinished.sweep_leftovers(session, folder)) for folder in unfinished.seal_folders(session)
    ]
    away = [str(folder) for folder, _ in swept if not folder.is_dir()]
    left = [entry.number for entry, _ in exported_files(session)]
    head = session.head()
    return ordered(
        Certificate(
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
            left_out=(
                *(f"封装用过的U盘不在手边，可能有封装中断留下的半截密封包：{place}" for place in away),
                *(f"另存出去的文件在清除时还在原处：{number}，须随介质交出或删除" for number in left),
            ),
            receipt_file=receipt_file(session, closeout),
        ),
        contacts.own_identity(session),
    )


def search_for(session: Session, folder: Path) -> Search:
    """What to look for once the vault in `folder` is gone; reads some texts of the case, for the search alone."""
    return Search(session_folders(), telling_texts(session), known_digests(session), near_places(folder))


@awake("正在清除工作库，请等它做完")
def erase(
    folder: Path,
    certificate: Certificate,
    output: Path,
    identity: Identity | None,
    *,
    search: Search | None = None,
    aftermath: Aftermath | None = None,
    on_step: Step | None = None,
) -> Certificate:
    """Erase the closed vault in `folder`, then return the certificate, signed, as it also stands in `output`.

    The certificate so far is written to `output` first, so that an erasure cut short can be finished and certified by
    `resume_erasure`. KnownError when traces were found: then nothing is certified.
    """
    output.mkdir(parents=True, exist_ok=True)
    other = pending_erasure(output)
    if other is not None and other[0] != folder.absolute():
        raise KnownError(
            "另一个工作库的清除还没有完成",
            kept="这个库没有清除任何内容",
            todo="请先重新打开程序，让那一个清除完，再回来办这一个",
        )
    pending = output / PENDING
    held = {"folder": str(folder.absolute()), "standing": _standing(folder), **to_plain(certificate)}
    _write(pending, json.dumps(held, ensure_ascii=False).encode())
    looked = search or Search()
    try:
        report = erase_vault(
            folder,
            scan_places=looked.places,
            copies_in=looked.near,
            canaries=looked.texts,
            sha256s=looked.sha256s,
            on_step=on_step,
        )
    except VaultError:
        if not VaultPaths(folder).erasing.exists():  # in use: nothing was begun, so nothing is to be resumed
            pending.unlink()
        raise
    if report.traces:
        raise KnownError(
            f"清除后仍发现{report.traces}处残留",
            kept="已清除的部分不可恢复",
            todo="请按下列位置处理后重新打开程序，会接着查验；处理不了的交保密管理员："
            + "、".join(trace.path for place in report.places_scanned for trace in place.traces),
        )
    resumed = (
        ()
        if identity is not None
        else ("清除中断后继续：口令确认以后到中断之前的步骤没有电子签名，查验时没有比对文件内容",)
    )
    done = replace(
        certificate, report=replace(report, not_covered=report.not_covered + certificate.left_out + resumed)
    )
    if identity is not None:
        done = signed(done, identity)
    _write(
        output / f"{certificate.number}.json",
        json.dumps(to_plain(done), ensure_ascii=False, indent=1).encode(),
    )
    _finish(folder, output, done, aftermath or Aftermath(), on_step)
    return done


def _finish(
    folder: Path, output: Path, done: Certificate, aftermath: Aftermath, on_step: Step | None
) -> None:
    """What follows once the certificate is durable; all of it may be done twice."""
    step = on_step or (lambda _name: None)
    step("sheet")
    aftermath.certified(done)
    finish_erasure(folder, on_step=on_step)
    step("forget")
    aftermath.ended()
    for part in output.glob("*.part"):
        part.unlink(missing_ok=True)
    step("end")
    (output / PENDING).unlink(missing_ok=True)


def pending_erasure(output: Path) -> tuple[Path, Certificate] | None:
    """An erasure that was cut short: (vault folder, certificate so far); None when there is none."""
    path = output / PENDING
    if not path.exists():
        return None
    held = json.loads(path.read_text(encoding="utf-8"))
    folder = Path(held.pop("folder"))
    held.pop("standing")
    return folder, from_plain(held)


def resume_erasure(
    output: Path,
    *,
    search: Search | None = None,
    aftermath: Aftermath | None = None,
    on_step: Step | None = None,
) -> Certificate:
    """Finish an erasure that a power cut stopped. A certificate that was not yet written is then unsigned: the key is gone.

    KnownError when nothing had been destroyed and the vault was used since: then two persons have to confirm again.
    """
    found = pending_erasure(output)
    if found is None:
        raise KnownError("没有中断的清除", todo="请从撤组页面开始清除")
    folder, certificate = found
    written = output / f"{certificate.number}.json"
    if written.exists():
        done = from_plain(json.loads(written.read_text(encoding="utf-8")))
        _finish(folder, output, done, aftermath or Aftermath(), on_step)
        return done
    standing = json.loads((output / PENDING).read_text(encoding="utf-8"))["standing"]
    if not VaultPaths(folder).erasing.exists() and _standing(folder) != standing:
        (output / PENDING).unlink()
        raise KnownError(
            "清除中断后，工作库又使用过",
            kept="没有清除任何内容",
            todo="请重新打开工作库，由两人再次确认后清除",
        )
    return erase(folder, certificate, output, None, search=search, aftermath=aftermath, on_step=on_step)


def _reasons(session: Session, closeout: Closeout) -> list[str]:
    return [*session.why_not(replace(closeout, first_by="-", second_by="-"), "erase")]


def _open_points(session: Session, closeout: Closeout) -> list[str]:
    """What keeps an erasure from being begun once more, after it was confirmed and cut short before it began."""
    reasons = [*closeout_blockers(session, session.get(Task, closeout.task_id), sealed=True)]
    if not session.actor.may("vault.erase"):
        reasons.append(f"须由{who_may('vault.erase')}办理")
    return reasons


def _posts(session: Session, users: Sequence[UserKey]) -> list[str]:
    """Why these persons may not agree to an erasure: one has to be allowed to erase, the other at least to witness it."""
    if not session.find(Account):
        return []
    wrong, erasers = [], 0
    for user in users:
        account = account_of(session, user.user_id)
        posts = set(account.roles) if account is not None and account.state != "off" else set()
        erasers += bool(posts & MAY["vault.erase"])
        if not posts & (MAY["vault.erase"] | MAY["vault.witness"]):
            wrong.append(f"“{user.login}”的岗位不能参与清除（须为{who_may('vault.witness')}）")
    if users and not wrong and not erasers:
        wrong.append(f"两人中至少一人须为{who_may('vault.erase')}")
    return wrong


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


def _write(path: Path, content: bytes) -> None:
    part = path.with_name(path.name + ".part")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    sync_folder(path.parent)
