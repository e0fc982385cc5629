"""Open one encrypted database file the only way the product opens it. It must not create a file by accident.

Keys are raw (32 key + 16 salt), so an open costs no derivation; see `db.vault` for where they come from.
"""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal, TypeAlias

import sqlcipher3.dbapi2 as sqlcipher

from app.core.errors import VaultError
from db.durable import sync_file, sync_folder
from db.keys import DATABASE_KEY_BYTES

Role = Literal["writer", "reader"]
DatabaseError: Any = sqlcipher.DatabaseError
PAGE_SIZE = 4096
BLOB_PAGE_SIZE = 16_384

RESTORE_TODO = "请用“从备份恢复”选一份最近的备份；没有备份时，请保留整个库文件夹并联系安全保密管理员"

_OK, _DENY = 0, 1
_PRAGMAS_WITH_VALUE = frozenset(
    {
        "user_version",
        "wal_checkpoint",
        "table_info",
        "table_xinfo",
        "index_list",
        "index_info",
        "index_xinfo",
        "foreign_key_list",
        "foreign_key_check",
        "integrity_check",
        "quick_check",
        "optimize",
        "shrink_memory",
        "analysis_limit",
    }
)
_PRAGMAS_READ_ONLY = frozenset(
    {
        "cipher_integrity_check",
        "cipher_version",
        "data_version",
        "page_count",
        "page_size",
        "freelist_count",
        "schema_version",
        "application_id",
        "foreign_keys",
        "journal_mode",
        "synchronous",
        "secure_delete",
        "temp_store",
        "trusted_schema",
        "cell_size_check",
        "query_only",
        "table_list",
        "compile_options",
        "cipher_page_size",
    }
)

_STEPS_BETWEEN_LOOKS = 20_000
_guard = threading.Lock()
_vacuum = threading.Lock()


class _Handle(sqlcipher.Connection):  # type: ignore[misc]  # sqlcipher3 ships no types
    """A connection that is counted while it is open."""

    def close(self) -> None:
        with _guard:
            _open.discard(self)
        super().close()


_open: weakref.WeakSet[_Handle] = weakref.WeakSet()
Connection: TypeAlias = Any  # an sqlcipher3 Connection: the library has no types


def open_connections() -> int:
    """Handles open in this process."""
    with _guard:
        return len(_open)


def create_database(path: Path, key: bytes, *, page_size: int = PAGE_SIZE) -> None:
    """Create an empty encrypted database; FileExistsError if anything stands there already."""
    path.touch(mode=0o600, exist_ok=False)
    connection = _open_keyed(path, key, page_size)
    try:
        connection.execute("PRAGMA journal_mode = WAL").fetchall()
    finally:
        connection.close()
    sync_file(path)
    sync_folder(path.parent)


def connect(path: Path, key: bytes, *, role: Role, page_size: int = PAGE_SIZE) -> Connection:
    """Open an existing database for one thread at a time; transactions are explicit (`BEGIN IMMEDIATE`).

    Raises VaultError, with the way back, for a missing, empty, truncated, unencrypted or damaged file. A key that does
    not fit looks like damage: SQLCipher cannot tell the two apart.
    """
    _refuse_wrong_file(path, page_size)
    connection: Connection | None = None
    try:
        connection = _open_keyed(path, key, page_size)
        connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
        _configure(connection, role)
    except DatabaseError as error:
        if connection is not None:
            connection.close()
        raise named(error, path) from error
    connection.set_authorizer(_authorizer())
    return connection


def named(error: Exception, path: Path) -> VaultError:
    """An error of the database in the user's words, with the way back."""
    text = str(error)
    if "full" in text:
        return VaultError(
            "磁盘空间不够，这一步没有保存", kept="已保存的内容都在", todo="请清出空间后再做一次"
        )
    if "locked" in text or "busy" in text:
        return VaultError("工作库正忙，这一步没有保存", kept="已保存的内容都在", todo="请稍候再试")
    if "unable to open" in text or "readonly" in text or "disk I/O" in text:
        return VaultError(
            f"读写 {path.name} 失败",
            kept="已保存的内容没有改动",
            todo="请检查磁盘和文件夹权限后再试；" + RESTORE_TODO,
        )
    return damaged(path, "校验不符")


def damaged(path: Path, why: str) -> VaultError:
    """The one wording for a damaged vault file."""
    return VaultError(
        f"工作库文件 {path.name} 已损坏（{why}）",
        kept="程序没有改动库里的任何文件，备份不受影响",
        todo=RESTORE_TODO,
    )


def vacuum_into(connection: Connection, target: Path, page_size: int = PAGE_SIZE) -> None:
    """Write a compact, consistent, equally encrypted copy of the database to `target`, which must not exist.

    The trap: SQLCipher writes the copy with its default page size whatever the source has, and a 16 KiB source then
    becomes an unreadable copy; so the default is set for the moment of the copy.
    """
    with _vacuum:
        connection.set_authorizer(_authorizer(attach=str(target)))
        try:
            connection.execute(f"PRAGMA cipher_default_page_size = {page_size:d}").fetchall()
            connection.execute("VACUUM INTO ?", (str(target),))
        finally:
            connection.execute(f"PRAGMA cipher_default_page_size = {PAGE_SIZE}").fetchall()
            connection.set_authorizer(_authorizer())


def encrypt_into(
    connection: Connection,
    target: Path,
    key: bytes,
    page_size: int = PAGE_SIZE,
    watch: Callable[[], None] | None = None,
) -> None:
    """Write a compact, consistent copy of the database to `target`, which must not exist, under another raw keyspec.

    watch: called now and then; what it raises stops the copying and is raised again.
    """
    said: list[BaseException] = []

    def look() -> int:
        try:
            if watch is not None:
                watch()
        except BaseException as error:  # noqa: BLE001 - nothing may be raised through SQLite; it is raised again below
            said.append(error)
            return 1
        return 0

    uri = f"{target.absolute().as_uri()}?key=x'{key.hex()}'"
    with _vacuum:
        connection.set_authorizer(_authorizer(attach=uri))
        connection.set_progress_handler(look, _STEPS_BETWEEN_LOOKS)
        try:
            connection.execute(f"PRAGMA cipher_default_page_size = {page_size:d}").fetchall()
            connection.execute("VACUUM INTO ?", (uri,))
        except DatabaseError:
            if said:
                raise said[0] from None
            raise
        finally:
            connection.set_progress_handler(None, 0)
            connection.execute(f"PRAGMA cipher_default_page_size = {PAGE_SIZE}").fetchall()
            connection.set_authorizer(_authorizer())


def _open_keyed(path: Path, key: bytes, page_size: int) -> Connection:
    if len(key) != DATABASE_KEY_BYTES:
        raise ValueError(f"a raw keyspec has {DATABASE_KEY_BYTES} bytes")
    # mode=rw: a file that vanished since the check is an error, never a new database.
    connection = sqlcipher.connect(
        f"{path.absolute().as_uri()}?mode=rw",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=10.0,
        factory=_Handle,
        cached_statements=256,
    )
    with _guard:
        _open.add(connection)
    try:
        connection.execute("PRAGMA cipher_log = off").fetchall()
        connection.execute(f"""PRAGMA key = "x'{key.hex()}'" """).fetchall()
        connection.execute(f"PRAGMA cipher_page_size = {page_size:d}").fetchall()
    except BaseException:
        connection.close()
        raise
    return connection


def _configure(connection: Connection, role: Role) -> None:
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",
        "temp_store = MEMORY",
        "secure_delete = ON",
        "foreign_keys = ON",
        "trusted_schema = OFF",
        "cell_size_check = ON",
        # A page that counts what waits looks at some 20 MB of indexes; every one that was let go is decrypted anew.
        f"cache_size = {-32768 if role == 'reader' else -16384}",
        "journal_size_limit = 67108864",
        "wal_autocheckpoint = 1000",
        f"query_only = {'ON' if role == 'reader' else 'OFF'}",
    ):
        connection.execute(f"PRAGMA {pragma}").fetchall()
    connection.enable_load_extension(False)


def _refuse_wrong_file(path: Path, page_size: int) -> None:
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(16)
    except FileNotFoundError as error:
        raise damaged(path, "文件不见了") from error
    except OSError as error:
        raise VaultError(
            f"打不开 {path.name}", kept="库文件没有变化", todo="请检查磁盘和文件夹权限后再试"
        ) from error
    if size == 0:
        raise damaged(path, "文件是空的")
    if start == b"SQLite format 3\x00":
        raise VaultError(
            f"{path.name} 没有加密，不是本程序的库文件", kept="没有打开它，也没有改动它", todo=RESTORE_TODO
        )
    if not any(start):
        raise damaged(path, "文件开头被清零")
    # A power cut during a checkpoint may leave a part of a page at the end while the WAL still holds all of it.
    wal = path.with_name(path.name + "-wal")
    if (size < page_size or size % page_size) and not (wal.exists() and wal.stat().st_size):
        raise damaged(path, "文件长度不对，可能被截断或追加")


def _authorizer(attach: str | None = None) -> Callable[..., int]:
    def decide(
        action: int, first: str | None, second: str | None, _database: str | None, _inner: str | None
    ) -> int:
        match action:
            case 24:  # SQLITE_ATTACH: VACUUM INTO attaches its target
                return _OK if attach is not None and first == attach else _DENY
            case 25:  # SQLITE_DETACH
                return _DENY
            case 31:  # SQLITE_FUNCTION
                return _DENY if (second or "").lower() == "load_extension" else _OK
            case 19:  # SQLITE_PRAGMA
                return _pragma(first or "", second, copying=attach is not None)
        return _OK

    return decide


def _pragma(name: str, value: str | None, *, copying: bool) -> int:
    name = name.lower()
    if name in _PRAGMAS_WITH_VALUE or (name in _PRAGMAS_READ_ONLY and value is None):
        return _OK
    return _OK if name == "cipher_default_page_size" and copying else _DENY
