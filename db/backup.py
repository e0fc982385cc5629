"""Encrypted copies of a vault: made, listed, thinned, put back. It must not write anything unencrypted.

A backup is a folder `YYYYMMDD-HHMMSS` with the three database files and a list of their SHA-256. Keys stay in the header
and its mirror, so a later password change holds for old backups too.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count as step_numbers
from pathlib import Path

from app.core.errors import VaultError
from db import header, keys
from db.blobs import addresses
from db.check import check_file, problems_as_error
from db.connection import BLOB_PAGE_SIZE, PAGE_SIZE, DatabaseError, named, vacuum_into
from db.durable import create_file, sync_file, sync_folder, write_in_place
from db.header import RECOVERY_SLOT, USER_SLOT
from db.layout import DATABASES, DatabaseName, VaultPaths
from db.lockfile import acquire
from db.places import backup_places, note_place
from db.rekeyed import finish_rekey
from db.vault import Vault, open_with_key, require_not_erasing

_NAME = re.compile(r"\d{8}-\d{6}")
_LIST = "backup.json"
_DAILY, _WEEKLY, _MONTHLY = 7, 5, 12
_WAL = ("", "-wal", "-shm")


@dataclass(frozen=True)
class Backup:
    """One backup: where it lies, when it was made, its size in bytes, whether all its files are there."""

    folder: Path
    made_at: datetime
    size: int
    complete: bool


def back_up(
    vault: Vault,
    into: Path | None = None,
    *,
    progress: Callable[[str], None] | None = None,
    now: datetime | None = None,
) -> Backup:
    """A checked backup in the vault's own folder, or under `into` (a stick), noted so that close-out destroys it too.

    Appears under its name only when written, synced, opened and checked. Records before attachments: an attachment is
    committed before the record that names it. Raises VaultError; what was there stays.
    """
    place = into / f"xuncha-{vault.vault_id[:12]}" if into else vault.paths.backups
    made_at = (now or datetime.now()).replace(microsecond=0)
    final = place / f"{made_at:%Y%m%d-%H%M%S}"
    unfinished = final.with_name(final.name + ".part")
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        if into:
            note_place(vault.paths, place)
        if final.exists():
            raise VaultError("同一秒内已做过备份", todo="请稍候再试")
        _sweep_unfinished(place)
        unfinished.mkdir(mode=0o700)
        previous = next((old for old in _in_place(place) if old.complete), None)
        sums: dict[str, str] = {}
        for name in DATABASES:
            if progress is not None:
                progress({"records": "正在备份记录", "blobs": "正在备份附件", "clues": "正在备份专区"}[name])
            sums |= _copy_database(vault, name, unfinished, previous)
        create_file(unfinished / _LIST, json.dumps(sums, indent=1).encode())
        os.replace(unfinished, final)
        sync_folder(place)
        if into:
            _mirror_beside(vault, place)
        vault.mirror_header()
    except (OSError, DatabaseError) as error:
        shutil.rmtree(unfinished, ignore_errors=True)
        why = named(error, vault.paths.records).what if isinstance(error, DatabaseError) else "写不进备份位置"
        raise VaultError(
            f"备份没有做成（{why}）", kept="库里的内容和原有备份都在", todo="请检查磁盘空间和权限后再试"
        ) from error
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    thin(place)
    return _described(final)


def list_backups(source: Vault | Path) -> list[Backup]:
    """All backups of a vault (unlocked, or its folder), newest first, in its own folder and in noted places in reach."""
    paths = source.paths if isinstance(source, Vault) else VaultPaths(source)
    found = [backup for place in backup_places(paths) for backup in _in_place(place)]
    return sorted(found, key=lambda backup: backup.made_at, reverse=True)


def thin(place: Path) -> list[Path]:
    """Keep the newest backup of each of 7 days, 5 weeks, 12 months; remove the others. Returns what was removed."""
    backups = _in_place(place)
    keep: set[Path] = set()
    for count, period in ((_DAILY, "%Y-%m-%d"), (_WEEKLY, "%G-%V"), (_MONTHLY, "%Y-%m")):
        newest: dict[str, Path] = {}
        for backup in backups:
            if backup.complete:
                newest.setdefault(f"{backup.made_at:{period}}", backup.folder)
        keep |= set(list(newest.values())[:count])
    gone = [backup.folder for backup in backups if backup.folder not in keep]
    for folder in gone:
        shutil.rmtree(folder, ignore_errors=True)
    return gone


def restore(
    folder: Path,
    backup: Backup,
    login: str = "",
    password: str = "",
    *,
    token: bytes | None = None,
    recovery_code: str = "",
    progress: Callable[[str, int, int], None] | None = None,
) -> Path:
    """Put a backup in place of damaged databases; returns the folder in which the replaced files are kept.

    progress(what, done, total) may raise to cancel, until the files are exchanged.

    A damaged header is first replaced by its mirror. The backup is checked before anything is moved. The clue compartment
    is put back only by a user who may open it. A crash in between is mended by restoring once more.
    """
    paths = VaultPaths(folder)
    require_not_erasing(paths)
    aside = paths.backups / f"replaced-{datetime.now():%Y%m%d-%H%M%S-%f}"
    lock = acquire(paths.lock)
    try:
        finish_rekey(paths)
        aside.mkdir(mode=0o700, parents=True)
        mend_header(paths, (paths.header_mirror, backup.folder.parent / paths.header.name), aside)
        if recovery_code:
            vault = open_with_key(
                paths,
                lock,
                RECOVERY_SLOT,
                lambda salt, kdf: keys.recovery_key(recovery_code, salt=salt, params=kdf),
            )
        else:
            vault = open_with_key(
                paths,
                lock,
                USER_SLOT,
                lambda salt, kdf: keys.user_key(login, password, token, salt=salt, params=kdf),
            )
        names = {name for name in DATABASES if name != "clues" or vault.has_clues}
        _put_back(vault, backup, names, aside, progress or (lambda _what, _done, _total: None))
        vault.note_restored(names)
        vault.mirror_header()
        vault.close()
    except OSError as error:
        raise VaultError(
            "恢复没有完成", kept="备份还在，被换下的文件也还在", todo="请检查磁盘空间和权限后，再恢复一次"
        ) from error
    finally:
        if aside.exists() and not any(aside.iterdir()):  # nothing was replaced, as after a wrong password
            aside.rmdir()
        lock.release()
    return aside


def _copy_database(vault: Vault, name: DatabaseName, target: Path, previous: Backup | None) -> dict[str, str]:
    source = vault.paths.database(name)
    copy = target / source.name
    if name == "clues" and not vault.has_clues:
        # Not ours to open, so nobody writes to it while we hold the vault's lock: its files as they are.
        sums = {}
        for suffix in _WAL[:2]:
            file = source.with_name(source.name + suffix)
            if file.exists():
                shutil.copyfile(file, target / file.name)
                sync_file(target / file.name)
                sums[file.name] = _sha256(target / file.name)
        return sums
    page_size = BLOB_PAGE_SIZE if name == "blobs" else PAGE_SIZE
    conn = vault.connect(name, "writer")
    try:
        if name == "blobs":
            stamp = hashlib.sha256("\n".join(addresses(conn)).encode()).hexdigest()
            linked = _link_unchanged(previous, copy, stamp)
            if linked:
                return {copy.name: linked, "attachments": stamp}
        vacuum_into(conn, copy, page_size)
    finally:
        conn.close()
    problems = check_file(copy, vault.database_key(name), name, page_size)
    if problems:
        raise problems_as_error(tuple(problems))
    for suffix in _WAL[1:]:
        copy.with_name(copy.name + suffix).unlink(missing_ok=True)
    sync_file(copy)
    sums = {copy.name: _sha256(copy)}
    return sums | {"attachments": stamp} if name == "blobs" else sums


def _link_unchanged(previous: Backup | None, copy: Path, stamp: str) -> str:
    """Same attachments as in the last backup: share its file instead of copying gigabytes again. Returns its SHA-256."""
    if previous is None:
        return ""
    sums = _sums(previous.folder)
    old = previous.folder / copy.name
    if sums.get("attachments") != stamp or _sha256(old) != sums.get(copy.name):
        return ""
    try:
        os.link(old, copy)
    except OSError:  # FAT sticks know no links
        shutil.copyfile(old, copy)
        sync_file(copy)
    return sums[copy.name]


def _put_back(
    vault: Vault,
    backup: Backup,
    names: set[DatabaseName],
    aside: Path,
    say: Callable[[str, int, int], None],
) -> None:
    done, total = step_numbers(), 3 * len(names)
    sums = _sums(backup.folder)
    for name in names:
        say("正在检查备份", next(done), total)
        kept = backup.folder / vault.paths.database(name).name
        if not kept.exists() or _sha256(kept) != sums.get(kept.name):
            raise VaultError(
                "这份备份已损坏或不完整", kept="没有改动库里的任何文件", todo="请另选一份备份再恢复"
            )
    staging = vault.paths.folder / "restoring"
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(mode=0o700)
    try:
        for name in names:
            file = vault.paths.database(name).name
            say("正在复制备份", next(done), total)
            for part in (file, file + "-wal"):
                if (backup.folder / part).exists():
                    shutil.copyfile(backup.folder / part, staging / part)
            say("正在核对复制的文件", next(done), total)
            page_size = BLOB_PAGE_SIZE if name == "blobs" else PAGE_SIZE
            problems = check_file(staging / file, vault.database_key(name), name, page_size)
            if problems:
                raise problems_as_error(tuple(problems))
            sync_file(staging / file)
        exchange(vault.paths, staging, names, aside)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def exchange(paths: VaultPaths, staging: Path, names: set[DatabaseName], aside: Path) -> None:
    """Put the databases in `staging` in the place of the vault's, whose files are kept in `aside`; durable on return."""
    for name in names:
        target = paths.database(name)
        for suffix in _WAL:
            old = target.with_name(target.name + suffix)
            if old.exists():
                os.replace(old, aside / old.name)
        os.replace(staging / target.name, target)
    sync_folder(aside)
    sync_folder(paths.folder)


def mend_header(paths: VaultPaths, mirrors: Sequence[Path], aside: Path) -> None:
    """Replace a damaged header by the first good one of `mirrors`, keeping it in `aside`; VaultError when none is good."""
    try:
        header.read(paths.header)
        return
    except VaultError as error:
        for mirror in mirrors:
            try:
                header.read(mirror)
            except VaultError:
                continue
            if paths.header.exists():
                os.replace(paths.header, aside / paths.header.name)
            create_file(paths.header, mirror.read_bytes())
            return
        raise VaultError(
            "密钥文件和它的副本都已损坏",
            kept="备份文件还在",
            todo="请从移动介质上的备份取回 vault.hdr，或联系安全保密管理员",
        ) from error


def _mirror_beside(vault: Vault, place: Path) -> None:
    """A backup on a stick carries the key slots with it, or it could not be opened when the laptop is lost."""
    target = place / vault.paths.header.name
    vault.mirror_header()
    content = vault.paths.header_mirror.read_bytes()
    if target.exists():
        if target.stat().st_size == len(content):
            write_in_place(target, 0, content)
            return
        target.unlink()
    create_file(target, content)


def _in_place(place: Path) -> list[Backup]:
    if not place.is_dir():
        return []
    found = [
        _described(folder) for folder in place.iterdir() if _NAME.fullmatch(folder.name) and folder.is_dir()
    ]
    return sorted(found, key=lambda backup: backup.made_at, reverse=True)


def _described(folder: Path) -> Backup:
    files = [file for file in folder.iterdir() if file.is_file()]
    names = {file.name for file in files}
    sums = _sums(folder)
    complete = bool(sums) and names >= {name for name in sums if name != "attachments"}
    made_at = datetime.strptime(folder.name, "%Y%m%d-%H%M%S")
    return Backup(folder, made_at, sum(file.stat().st_size for file in files), complete)


def _sums(folder: Path) -> dict[str, str]:
    try:
        held = json.loads((folder / _LIST).read_bytes())
    except (OSError, ValueError):
        return {}
    return {str(name): str(value) for name, value in held.items()} if isinstance(held, dict) else {}


def _sweep_unfinished(place: Path) -> None:
    for folder in place.glob("*.part"):
        shutil.rmtree(folder, ignore_errors=True)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
