"""Bring one database to the newest schema by numbered SQL files. It must not import record types: steps are frozen SQL."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from sqlcipher3.dbapi2 import complete_statement

from app.core.errors import BugError, VaultError
from db.connection import Connection, DatabaseError

MIGRATIONS = Path(__file__).parent / "migrations"
_NAME = re.compile(r"(\d{4})_[a-z0-9_]+\.sql")
_ONLY_COMMENT = re.compile(r"(\s|;|--[^\n]*(\n|$)|/\*.*?\*/)*", re.DOTALL)


def migrate(conn: Connection, folder: Path) -> None:
    """Run the steps of `folder` that this database has not had; each step and its `user_version` commit together.

    Raises VaultError when a newer program wrote the database; BugError (MIG…) when a step is wrong, rolled back whole.
    """
    steps = _steps(folder)
    have = _version(conn)
    if have > len(steps):
        raise VaultError(
            "这个工作库是用更新版本的程序建立的，本程序读不了",
            kept="库里的内容没有变化",
            todo="请安装同版本或更新版本的程序后再打开",
        )
    for number, path in steps[have:]:
        _run(conn, number, path)


def statements(script: str) -> Iterator[str]:
    """The statements of a script one by one; semicolons in texts, comments and trigger bodies do not split."""
    pending = ""
    for piece in re.split(r"(?<=;)", script):
        pending += piece
        if complete_statement(pending) and not _ONLY_COMMENT.fullmatch(pending):
            yield pending.strip()
            pending = ""
    if not _ONLY_COMMENT.fullmatch(pending):
        raise BugError("MIG2", "the last statement has no end")


def _steps(folder: Path) -> list[tuple[int, Path]]:
    found: list[tuple[int, Path]] = []
    for path in sorted(folder.glob("*.sql")):
        match = _NAME.fullmatch(path.name)
        if match is None or int(match[1]) != len(found) + 1:
            raise BugError("MIG1", path.name)
        found.append((int(match[1]), path))
    if not found:
        raise BugError("MIG3", folder.name)
    return found


def _run(conn: Connection, number: int, path: Path) -> None:
    # Never executescript: it commits first, and a step that fails half-way would stay half done.
    conn.execute("BEGIN IMMEDIATE")
    try:
        if _version(conn) < number:
            for statement in statements(path.read_text(encoding="utf-8")):
                conn.execute(statement)
            if conn.execute("PRAGMA foreign_key_check").fetchone() is not None:
                raise BugError("MIG4", path.name)
            conn.execute(f"PRAGMA user_version = {number:d}")
        conn.execute("COMMIT")
    except BaseException as error:
        if conn.in_transaction:
            conn.execute("ROLLBACK")
        if isinstance(error, DatabaseError) and "full" not in str(error):
            raise BugError("MIG5", f"{path.name}: {error}") from error
        raise


def _version(conn: Connection) -> int:
    return int(conn.execute("PRAGMA user_version").fetchone()[0])
