"""What numbered migrations promise: all of a step or nothing, in order, once."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.errors import BugError, VaultError
from db.connection import Connection, connect, create_database
from db.migrate import migrate, statements

TRIGGER = """
CREATE TABLE a (id INTEGER PRIMARY KEY, t TEXT DEFAULT 'x;y'); -- a comment; with a semicolon
/* another; one */
CREATE TRIGGER a_stays BEFORE DELETE ON a BEGIN
    SELECT RAISE(ABORT, 'no; never');
    SELECT 1;
END;
INSERT INTO a (t) VALUES ('一；二;三');
-- the end;
"""


@pytest.fixture
def conn(tmp_path: Path) -> Iterator[Connection]:
    key = secrets.token_bytes(48)
    create_database(tmp_path / "x.vault", key)
    connection = connect(tmp_path / "x.vault", key, role="writer")
    yield connection
    connection.close()


def folder(place: Path, *steps: str) -> Path:
    made = place / "steps"
    made.mkdir(exist_ok=True)
    for number, step in enumerate(steps, 1):
        (made / f"{number:04}_step.sql").write_text(step, encoding="utf-8")
    return made


def version(conn: Connection) -> int:
    return conn.execute("PRAGMA user_version").fetchone()[0]


def tables(conn: Connection) -> set[str]:
    return {row[0] for row in conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def test_statements_split_at_semicolons_outside_texts_comments_and_triggers() -> None:
    assert [text.split("(")[0].split("BEFORE")[0].strip().splitlines()[-1] for text in statements(TRIGGER)] == [
        "CREATE TABLE a", "CREATE TRIGGER a_stays", "INSERT INTO a",
    ]  # fmt: skip
    with pytest.raises(BugError, match="MIG2"):
        list(statements("CREATE TABLE b (id)"))


def test_steps_run_once_and_in_order(tmp_path: Path, conn: Connection) -> None:
    steps = folder(tmp_path, TRIGGER, "CREATE TABLE b (id);")
    migrate(conn, steps)
    migrate(conn, steps)
    assert version(conn) == 2
    assert tables(conn) == {"a", "b"}
    assert conn.execute("SELECT t FROM a").fetchall() == [("一；二;三",)]


def test_a_step_that_fails_half_way_leaves_nothing_of_itself(tmp_path: Path, conn: Connection) -> None:
    steps = folder(tmp_path, "CREATE TABLE a (id);", "CREATE TABLE b (id); INSERT INTO nowhere VALUES (1);")
    with pytest.raises(BugError, match="MIG5"):
        migrate(conn, steps)
    assert (version(conn), tables(conn), conn.in_transaction) == (1, {"a"}, False)
    folder(tmp_path, "CREATE TABLE a (id);", "CREATE TABLE b (id);")
    migrate(conn, steps)
    assert version(conn) == 2


def test_a_vault_of_a_newer_program_is_refused_with_a_way_back(tmp_path: Path, conn: Connection) -> None:
    conn.execute("PRAGMA user_version = 9")
    with pytest.raises(VaultError, match="更新版本") as caught:
        migrate(conn, folder(tmp_path, "CREATE TABLE a (id);"))
    assert caught.value.todo
    assert tables(conn) == set()


def test_a_step_that_breaks_a_foreign_key_is_rolled_back(tmp_path: Path, conn: Connection) -> None:
    conn.execute("CREATE TABLE p (id INTEGER PRIMARY KEY)")
    broken = "CREATE TABLE c (p INTEGER REFERENCES p (id) DEFERRABLE INITIALLY DEFERRED); INSERT INTO c VALUES (5);"
    with pytest.raises(BugError, match="MIG4"):
        migrate(conn, folder(tmp_path, broken))
    assert tables(conn) == {"p"}


def test_a_gap_in_the_numbers_is_a_bug(tmp_path: Path, conn: Connection) -> None:
    steps = folder(tmp_path, "CREATE TABLE a (id);")
    (steps / "0003_late.sql").write_text("CREATE TABLE c (id);")
    with pytest.raises(BugError, match="MIG1"):
        migrate(conn, steps)
