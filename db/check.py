"""Look for damage in the databases of an unlocked vault. It must not repair anything.

A page's HMAC shows a changed page, not an old page put back: that is what the journal, the row seals and the digests of
attachment pieces are for.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.errors import Problem, VaultError
from db.blobs import addresses, read_blob
from db.connection import PAGE_SIZE, RESTORE_TODO, Connection, DatabaseError, connect
from db.layout import DATABASES, DatabaseName
from db.vault import Vault

if TYPE_CHECKING:
    from db.session import Session

_WORDS: dict[DatabaseName, str] = {"records": "工作记录", "blobs": "附件", "clues": "线索专区"}
_SHOWN = 20


def quick_check(vault: Vault) -> tuple[Problem, ...]:
    """Structure of each database this user may open; seconds. Empty: nothing found."""
    found: list[Problem] = []
    for name in _reachable(vault):
        found += _with(vault, name, partial(_rows, pragma="PRAGMA quick_check(20)", name=name))
    return tuple(found)


def full_check(vault: Vault, progress: Callable[[str, int], None] | None = None) -> tuple[Problem, ...]:
    """Every page's HMAC, structure, foreign keys, and every attachment against its SHA-256; minutes for large vaults.

    progress(what, percent) is called between the steps and for each attachment.
    """
    found: list[Problem] = []
    say = progress or (lambda _what, _percent: None)
    for name in _reachable(vault):
        say(_WORDS[name], 0)
        found += _with(vault, name, partial(check_database, name=name))
        found += _with(vault, name, partial(_check_blobs, name=name, say=say))
        say(_WORDS[name], 100)
    return tuple(found)


def read_check(session: Session, progress: Callable[[str, int], None] | None = None) -> tuple[Problem, ...]:
    """Structure and the content of attachments through the connections of a session that only reads.

    SQLCipher authenticates each page as it is read, the log included; the check of all pages of the file (full_check) needs
    that nobody writes.
    """
    say = progress or (lambda _what, _percent: None)
    found: list[Problem] = []
    for name, conn in session.connections():
        say(_WORDS[name], 0)
        try:
            found += _rows(conn, "PRAGMA integrity_check(20)", name)
            found += _check_blobs(conn, name, say)
        except DatabaseError:
            found.append(Problem(_WORDS[name], "读不出来，文件已损坏"))
    return tuple(found)


def check_database(conn: Connection, name: DatabaseName) -> list[Problem]:
    """The three checks on one database. The checkpoint first: pages that lie newer in the WAL look false otherwise."""
    busy = conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    found = [] if busy else _rows(conn, "PRAGMA cipher_integrity_check", name)
    found += _rows(conn, "PRAGMA integrity_check(20)", name)
    for table, row, _parent, _key in conn.execute("PRAGMA foreign_key_check").fetchmany(_SHOWN):
        found.append(Problem(_WORDS[name], f"表 {table} 第 {row} 行的关联对象不存在"))
    return found


def check_file(path: Path, key: bytes, name: DatabaseName, page_size: int = PAGE_SIZE) -> list[Problem]:
    """The three checks on a database file by itself, such as a backup."""
    try:
        conn = connect(path, key, role="writer", page_size=page_size)
    except VaultError as error:
        return [Problem(_WORDS[name], error.what)]
    try:
        return check_database(conn, name)
    except DatabaseError:
        return [Problem(_WORDS[name], "读不出来，文件已损坏")]
    finally:
        conn.close()


def problems_as_error(problems: tuple[Problem, ...]) -> VaultError:
    """What a failed check says to the user, with the way back."""
    parts = "、".join(dict.fromkeys(problem.where for problem in problems))
    return VaultError(
        f"检查发现 {len(problems)} 处损坏（{parts}）",
        kept="程序没有改动库里的任何文件，备份不受影响",
        todo=RESTORE_TODO,
    )


def _reachable(vault: Vault) -> list[DatabaseName]:
    return [name for name in DATABASES if name != "clues" or vault.has_clues]


def _with(vault: Vault, name: DatabaseName, ask: Callable[[Connection], list[Problem]]) -> list[Problem]:
    try:
        conn = vault.connect(name, "writer")
    except VaultError as error:
        return [Problem(_WORDS[name], error.what)]
    try:
        return ask(conn)
    except DatabaseError:
        return [Problem(_WORDS[name], "读不出来，文件已损坏")]
    finally:
        conn.close()


def _rows(conn: Connection, pragma: str, name: DatabaseName) -> list[Problem]:
    rows = [str(row[0]) for row in conn.execute(pragma).fetchmany(_SHOWN)]
    return [Problem(_WORDS[name], f"校验不符：{row}") for row in rows if row != "ok"]


def _check_blobs(conn: Connection, name: DatabaseName, say: Callable[[str, int], None]) -> list[Problem]:
    found: list[Problem] = []
    if conn.execute("""SELECT 1 FROM sqlite_master WHERE name = 'blob_piece'""").fetchone() is None:
        return found
    stored = addresses(conn)
    for number, address in enumerate(stored):
        try:
            for _ in read_blob(conn, address):
                pass
        except (VaultError, DatabaseError):
            found.append(Problem(_WORDS[name], f"附件 {address[:12]} 校验不符"))
        say(_WORDS[name], 100 * number // len(stored))
    return found
