"""What a database file must be before it is opened, and what an open connection may not do."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest
from sqlcipher3.dbapi2 import DatabaseError

from app.core.errors import VaultError
from db.check import full_check, quick_check
from db.connection import named, open_connections
from db.vault import DatabaseName, Vault
from tests.db.vault_kit import open_vault, vault_copy
from tests.faults.figures import Figures

RUINED = ("05", "a ruined file", "refused, left as it was, the way back named", "refused, no new empty vault")


def damage(path: Path, how: str) -> None:
    """One way in which a file can be ruined."""
    content = path.read_bytes()
    match how:
        case "empty":
            path.write_bytes(b"")
        case "truncated":
            path.write_bytes(content[: len(content) // 2 - 100])
        case "one page":
            path.write_bytes(content[:4096])
        case "half a page":
            path.write_bytes(content[:2048])
        case "zeroed":
            path.write_bytes(bytes(len(content)))
        case "extended":
            path.write_bytes(content + b"x" * 777)
        case "missing":
            path.unlink()
        case "plain":
            path.unlink()
            plain = sqlite3.connect(path)
            plain.execute("CREATE TABLE note (id)")
            plain.commit()
            plain.close()


def read_all(vault: Vault, name: DatabaseName) -> None:
    conn = vault.connect(name, "writer")
    try:
        conn.execute("SELECT count(*), sum(length(body)) FROM note").fetchall()
    finally:
        conn.close()


@pytest.mark.parametrize("name", ["records", "clues"])
@pytest.mark.parametrize(
    "how", ["empty", "truncated", "one page", "half a page", "zeroed", "extended", "missing", "plain"]
)
def test_05_a_ruined_file_is_refused_and_never_becomes_an_empty_vault(
    tmp_path: Path, name: str, how: str, figure: Figures
) -> None:
    paths, _ = vault_copy(tmp_path)
    path = paths.database(name)
    damage(path, how)
    before = path.read_bytes() if path.exists() else None
    vault = open_vault(paths)
    with pytest.raises((VaultError, DatabaseError)) as caught:
        read_all(vault, name)
    if isinstance(caught.value, VaultError):
        assert "从备份恢复" in caught.value.todo
    else:
        assert how == "one page"
        assert "从备份恢复" in named(caught.value, path).todo
        assert full_check(vault)
    assert (path.read_bytes() if path.exists() else None) == before
    vault.close()
    assert open_connections() == 0
    figure(*RUINED)


@pytest.mark.parametrize("how", ["empty", "truncated", "zeroed", "missing", "plain"])
def test_05_a_ruined_attachment_file_is_said_at_unlock(tmp_path: Path, how: str, figure: Figures) -> None:
    paths, _ = vault_copy(tmp_path)
    damage(paths.blobs, how)
    with pytest.raises(VaultError) as caught:
        open_vault(paths)
    assert "从备份恢复" in caught.value.todo
    assert open_connections() == 0
    figure(*RUINED)


def test_05_a_file_with_the_key_of_another_database_is_refused(tmp_path: Path) -> None:
    paths, _ = vault_copy(tmp_path)
    vault = open_vault(paths)
    shutil.copyfile(paths.clues, paths.records)
    with pytest.raises(VaultError, match="已损坏"):
        vault.connect("records", "writer")
    vault.close()


def test_the_pragmas_of_a_connection_are_the_specified_ones(tmp_path: Path) -> None:
    vault = open_vault(vault_copy(tmp_path)[0])
    conn = vault.connect("records", "writer")
    held = {
        name: str(conn.execute(f"PRAGMA {name}").fetchone()[0])
        for name in ("journal_mode", "synchronous", "temp_store", "secure_delete", "foreign_keys", "trusted_schema",
                     "cell_size_check", "query_only", "page_size")
    }  # fmt: skip
    conn.close()
    vault.close()
    assert held == {"journal_mode": "wal", "synchronous": "2", "temp_store": "2", "secure_delete": "1",
                    "foreign_keys": "1", "trusted_schema": "0", "cell_size_check": "1", "query_only": "0",
                    "page_size": "4096"}  # fmt: skip


@pytest.mark.parametrize(
    "statement",
    [
        "ATTACH '{place}' AS other", "VACUUM INTO '{place}'", "SELECT load_extension('x')", "PRAGMA rekey = 'x'",
        "PRAGMA key = 'x'", "PRAGMA secure_delete = OFF", "PRAGMA journal_mode = DELETE", "PRAGMA writable_schema = ON",
        "PRAGMA cipher_log = '{place}'", "PRAGMA query_only = OFF", "PRAGMA cipher_default_page_size = 512",
    ],
)  # fmt: skip
def test_a_statement_that_leaves_the_vault_is_refused(tmp_path: Path, statement: str) -> None:
    vault = open_vault(vault_copy(tmp_path)[0])
    conn = vault.connect("records", "writer")
    place = tmp_path / "outside"
    with pytest.raises(DatabaseError):
        conn.execute(statement.format(place=place)).fetchall()
    assert not place.exists()
    conn.close()
    vault.close()


def test_a_reader_cannot_write_and_sees_what_the_writer_committed(tmp_path: Path) -> None:
    vault = open_vault(vault_copy(tmp_path)[0])
    writer, reader = vault.connect("records", "writer"), vault.connect("records", "reader")
    assert open_connections() == 2
    with pytest.raises(DatabaseError):
        reader.execute("DELETE FROM note")
    writer.execute("INSERT INTO note (body) VALUES ('新一条')")
    assert reader.execute("SELECT count(*) FROM note").fetchone()[0] == 301
    writer.close()
    reader.close()
    vault.close()


def test_a_damaged_salt_is_repaired_by_the_key_that_carries_it(tmp_path: Path) -> None:
    paths, _ = vault_copy(tmp_path)
    content = bytearray(paths.records.read_bytes())
    content[5] ^= 0xFF
    paths.records.write_bytes(content)
    vault = open_vault(paths)
    assert full_check(vault) == ()
    vault.close()


def test_a_sound_vault_passes_both_checks_with_changes_still_in_the_wal(tmp_path: Path) -> None:
    vault = open_vault(vault_copy(tmp_path)[0])
    conn = vault.connect("records", "writer")
    conn.execute("UPDATE note SET body = body || '补充'")
    assert quick_check(vault) == ()
    assert full_check(vault) == ()
    conn.close()
    vault.close()
