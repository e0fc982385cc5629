"""What backups promise: checked, thinned, listed, and the way back from damage."""

from __future__ import annotations

import io
import os
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app.core.errors import VaultError
from db.backup import back_up, list_backups, restore, thin
from db.blobs import has_blob, put_blob
from db.check import full_check
from db.places import backup_places
from db.vault import Vault, WrongPassword
from tests.db.vault_kit import LOGIN, MEMBER, MEMBER_PASSWORD, PASSWORD, open_vault, vault_copy


def notes(vault: Vault, name: str = "records") -> int:
    conn = vault.connect(name, "reader")
    try:
        return conn.execute("SELECT count(*) FROM note").fetchone()[0]
    finally:
        conn.close()


def add_note(vault: Vault) -> None:
    conn = vault.connect("records", "writer")
    conn.execute("INSERT INTO note (body) VALUES ('备份之后')")
    conn.close()


def test_a_damaged_vault_comes_back_from_its_backup(tmp_path: Path) -> None:
    paths, _ = vault_copy(tmp_path)
    vault = open_vault(paths)
    conn = vault.connect("blobs", "writer")
    stored = put_blob(
        conn, io.BytesIO(os.urandom(3 << 20)), address_key=vault.subkey("blob-address", "blobs")
    )
    conn.close()
    made = back_up(vault)
    replica = vault.replica_id
    vault.set_anchor("records", 5, b"h" * 32)
    add_note(vault)
    vault.close()
    for path in (paths.records, paths.blobs, paths.clues):
        path.write_bytes(b"")
    with pytest.raises(VaultError, match="从备份恢复"):
        open_vault(paths)
    assert list_backups(paths.folder) == [made]
    aside = restore(paths.folder, made, LOGIN, PASSWORD)
    assert (aside / "records.vault").exists()
    vault = open_vault(paths)
    assert (notes(vault), notes(vault, "clues")) == (300, 300)
    conn = vault.connect("blobs", "reader")
    assert has_blob(conn, stored.address)
    conn.close()
    assert full_check(vault) == ()
    assert vault.anchor("records") is None
    assert vault.restored_at is not None
    assert vault.replica_id != replica
    vault.close()


def test_a_lost_header_comes_back_from_its_mirror_with_the_newest_password(tmp_path: Path) -> None:
    paths, _ = vault_copy(tmp_path)
    vault = open_vault(paths)
    made = back_up(vault)
    vault.set_password(vault.user.user_id, "Gao-Shan5-Xinglu")
    vault.close()
    paths.header.write_bytes(bytes(8192))
    with pytest.raises(WrongPassword):
        restore(paths.folder, made, LOGIN, PASSWORD)
    paths.backoff.unlink()
    restore(paths.folder, made, LOGIN, "Gao-Shan5-Xinglu")
    Vault.unlock(paths.folder, LOGIN, "Gao-Shan5-Xinglu").close()


def test_a_member_backs_up_the_clue_compartment_unseen_and_restores_the_rest(tmp_path: Path) -> None:
    paths, _ = vault_copy(tmp_path)
    vault = Vault.unlock(paths.folder, MEMBER, MEMBER_PASSWORD)
    made = back_up(vault)
    vault.close()
    paths.records.unlink()
    paths.clues.write_bytes(b"")
    restore(paths.folder, made, MEMBER, MEMBER_PASSWORD)
    assert paths.clues.read_bytes() == b""
    restore(paths.folder, made, LOGIN, PASSWORD)
    vault = open_vault(paths)
    assert (notes(vault), notes(vault, "clues")) == (300, 300)
    vault.close()


def test_a_damaged_backup_is_refused_and_the_vault_stays_as_it_is(tmp_path: Path) -> None:
    paths, _ = vault_copy(tmp_path)
    vault = open_vault(paths)
    made = back_up(vault)
    add_note(vault)
    vault.close()
    content = bytearray((made.folder / "records.vault").read_bytes())
    content[9000] ^= 1
    (made.folder / "records.vault").write_bytes(content)
    with pytest.raises(VaultError, match="另选一份"):
        restore(paths.folder, made, LOGIN, PASSWORD)
    vault = open_vault(paths)
    assert notes(vault) == 301
    vault.close()


def test_a_damaged_vault_makes_no_backup_that_pretends_to_be_good(tmp_path: Path) -> None:
    paths, _ = vault_copy(tmp_path)
    content = bytearray(paths.records.read_bytes())
    content[len(content) // 2] ^= 1
    paths.records.write_bytes(content)
    vault = open_vault(paths)
    with pytest.raises(VaultError):
        back_up(vault)
    assert list_backups(vault) == []
    assert not list(paths.backups.glob("*.part"))
    vault.close()


def test_unchanged_attachments_are_shared_between_backups(tmp_path: Path) -> None:
    vault = open_vault(vault_copy(tmp_path)[0])
    first = back_up(vault, now=datetime(2026, 3, 1, 9))
    second = back_up(vault, now=datetime(2026, 3, 2, 9))
    assert (first.folder / "blobs.vault").samefile(second.folder / "blobs.vault")
    assert not (first.folder / "records.vault").samefile(second.folder / "records.vault")
    vault.close()


def test_a_backup_on_a_stick_is_noted_and_opens_when_the_laptop_is_lost(tmp_path: Path) -> None:
    paths, _ = vault_copy(tmp_path)
    stick = tmp_path / "stick"
    stick.mkdir()
    vault = open_vault(paths)
    made = back_up(vault, stick)
    assert made.folder.parent in backup_places(paths)
    vault.close()
    new = tmp_path / "new laptop"
    new.mkdir()
    restore(new, made, LOGIN, PASSWORD)
    vault = Vault.unlock(new, LOGIN, PASSWORD)
    assert notes(vault) == 300
    vault.close()
    shutil.rmtree(stick)
    assert list_backups(paths.folder) == []


def test_thinning_keeps_days_weeks_and_months(tmp_path: Path) -> None:
    start = datetime(2026, 12, 31, 18)
    for days in range(400):
        folder = tmp_path / f"{start - timedelta(days=days):%Y%m%d-%H%M%S}"
        folder.mkdir()
        (folder / "backup.json").write_text('{"records.vault": ""}')
        (folder / "records.vault").touch()
    thin(tmp_path)
    left = sorted((folder.name[:8] for folder in tmp_path.iterdir()), reverse=True)
    assert left[:7] == [f"{start - timedelta(days=n):%Y%m%d}" for n in range(7)]
    assert 7 + 3 + 10 <= len(left) <= 7 + 5 + 12
    assert left[-1].startswith("202601")
