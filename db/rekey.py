"""Encrypt a whole vault anew under fresh keys, when a key may have leaked: copy, verify, then exchange and destroy.

The old vault stays valid until the copy is whole, verified and durable. It must not change a record: seals and journals
go on unbroken, because what they are derived from is kept (db.roster.Contents).
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from app.core.awake import awake
from app.core.errors import InputProblems, Problem, Refused, VaultError
from db import header, keys
from db.blobs import addresses, read_blob
from db.check import check_file, problems_as_error
from db.connection import BLOB_PAGE_SIZE, PAGE_SIZE, Connection, DatabaseError, connect, encrypt_into, named
from db.durable import sync_file, sync_folder
from db.layout import DATABASES, DatabaseName, VaultPaths
from db.pages import file_digest, register_digest
from db.places import backup_places
from db.rekeyed import finish_rekey
from db.vault import Vault

Progress = Callable[[str, int, int], None]
"""Called with what is being done, bytes done and bytes in all; may raise to cancel, until the copy counts."""

_WORDS: Mapping[DatabaseName, str] = {"records": "工作记录", "blobs": "附件", "clues": "线索专区"}
_ROOM = 1.15


@dataclass(frozen=True)
class NewSecrets:
    """What has to be written down after a re-encryption: it is shown once and kept nowhere.

    passwords: (login, one-time password) of the other users. away: backup places out of reach, still under the old keys.
    """

    recovery_code: str = field(repr=False)
    passwords: tuple[tuple[str, str], ...] = field(repr=False)
    away: tuple[Path, ...]


@awake("正在全库重新加密，请等它做完")
def reencrypt(vault: Vault, password: str, progress: Progress | None = None) -> NewSecrets:
    """New vault key, clue key, database keys, salt and slots for `vault`, which is closed afterwards.

    For its own user, who may open clues, with no other connection open. The other users get one-time passwords, for theirs
    are not known here; tokens of others are dropped. VaultError or what `progress` raises leaves everything as it was.
    """
    say = progress or (lambda _what, _done, _total: None)
    user = vault.user
    reasons = []
    if not user.login:
        reasons.append("请先用自己的口令解锁，不能用恢复码")
    if not vault.has_clues:
        reasons.append("须由能打开线索专区的人办理，否则专区换不了钥匙")
    if reasons:
        raise Refused("不能全库重新加密", reasons, kept="库和口令都没有变化")
    if vault.confirm(user.login, password, token=vault.own_token) is None:
        raise InputProblems("没有开始重新加密", [Problem("password", "现在的口令不对")])
    paths, staging = vault.paths, VaultPaths(vault.paths.rekeying)
    shutil.rmtree(paths.rekeying, ignore_errors=True)
    try:
        _require_room(paths)
        staging.folder.mkdir(mode=0o700)
        fresh = {name: secrets.token_bytes(keys.DATABASE_KEY_BYTES) for name in DATABASES}
        _copy_all(vault, staging, fresh, say)
        region, told = vault.with_fresh_keys(password, fresh, _left(staging, fresh))
        header.create(staging.header, region)
        sync_folder(staging.folder)
        os.replace(paths.rekeying, paths.rekeyed)
        sync_folder(paths.folder)
    except (OSError, DatabaseError) as error:
        shutil.rmtree(paths.rekeying, ignore_errors=True)
        raise _not_done(error, paths) from error
    except BaseException:
        shutil.rmtree(paths.rekeying, ignore_errors=True)
        raise
    away = tuple(place for place in backup_places(paths)[1:] if not place.is_dir())
    lock = vault.give_up()
    try:
        finish_rekey(paths)
    except OSError:
        # It counts already; the next unlock goes on with what is left to exchange and destroy.
        return NewSecrets(*told, away)
    finally:
        lock.release()
    return NewSecrets(*told, away)


def _copy_all(vault: Vault, staging: VaultPaths, fresh: Mapping[DatabaseName, bytes], say: Progress) -> None:
    sizes = {name: vault.paths.database(name).stat().st_size for name in DATABASES}
    total = 2 * sum(sizes.values())
    done = 0
    for name in DATABASES:
        page_size = BLOB_PAGE_SIZE if name == "blobs" else PAGE_SIZE
        target = staging.database(name)
        what = f"正在重新加密{_WORDS[name]}"
        say(what, done, total)
        conn = vault.connect(name, "writer")
        try:
            encrypt_into(
                conn, target, fresh[name], page_size,
                watch=partial(_look, say, what, done, total, target),
            )  # fmt: skip
            done += sizes[name]
            say(f"正在核对{_WORDS[name]}", done, total)
            _require_same(conn, target, fresh[name], name, page_size)
        finally:
            conn.close()
        done += sizes[name]
        for suffix in ("-wal", "-shm"):
            target.with_name(target.name + suffix).unlink(missing_ok=True)
        sync_file(target)
    say("正在换钥匙", total, total)


def _require_same(old: Connection, target: Path, key: bytes, name: DatabaseName, page_size: int) -> None:
    """Every page, the structure, the number of rows of each table, and the content of each attachment."""
    problems = check_file(target, key, name, page_size)
    if problems:
        raise problems_as_error(tuple(problems))
    conn = connect(target, key, role="writer", page_size=page_size)
    try:
        if _counts(conn) != _counts(old):
            raise VaultError(
                "重新加密的副本与原库不一致", kept="原来的库没有变化，口令照旧", todo="请先“检查库”，再试一次"
            )
        if "blob" in _counts(conn):
            for address in addresses(conn):
                for _ in read_blob(conn, address):
                    pass
    finally:
        conn.close()


def _counts(conn: Connection) -> dict[str, int]:
    names = [
        str(row[0])
        for row in conn.execute(
            """SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"""
        )
    ]
    held = {
        name: int(conn.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0])
        for name in names
        if not name.startswith("sqlite_")
    }
    return held | {"user_version": int(conn.execute("PRAGMA user_version").fetchone()[0])}


def _left(staging: VaultPaths, fresh: Mapping[DatabaseName, bytes]) -> dict[DatabaseName, bytes]:
    """How the new files lie, so that the next unlock compares them."""
    found: dict[DatabaseName, bytes] = {}
    for name in ("records", "clues"):
        digest = file_digest(staging.database(name))
        if digest is not None:
            found[name] = digest
    blobs = connect(staging.blobs, fresh["blobs"], role="reader", page_size=BLOB_PAGE_SIZE)
    try:
        found["blobs"] = register_digest(blobs)
    finally:
        blobs.close()
    return found


def _require_room(paths: VaultPaths) -> None:
    needed = int(sum(paths.database(name).stat().st_size for name in DATABASES) * _ROOM)
    free = shutil.disk_usage(paths.folder).free
    if free < needed:
        raise VaultError(
            f"磁盘空间不够：重新加密要 {needed >> 20} MB，现在只有 {free >> 20} MB",
            kept="库和口令都没有变化",
            todo="请清出空间后再试",
        )


def _not_done(error: Exception, paths: VaultPaths) -> VaultError:
    why = named(error, paths.records).what if isinstance(error, DatabaseError) else "写不进库文件夹"
    return VaultError(
        f"重新加密没有完成（{why}）", kept="原来的库没有变化，口令照旧", todo="请检查磁盘空间和权限后再试"
    )


def _look(say: Progress, what: str, before: int, total: int, file: Path) -> None:
    say(what, before + _size(file), total)


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
