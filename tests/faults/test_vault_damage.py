"""Bit flips and old pages in database files: detected or harmless, never a crash, always with a way back."""

from __future__ import annotations

import io
import os
import random
import shutil
from pathlib import Path

import pytest
from sqlcipher3.dbapi2 import DatabaseError

from app.core.errors import VaultError
from db.blobs import put_blob, read_blob
from db.check import check_database
from db.connection import BLOB_PAGE_SIZE, PAGE_SIZE, RESTORE_TODO, connect, named
from db.layout import VaultPaths
from db.vault import DatabaseName
from tests.db.vault_kit import FULL, open_vault, vault_copy
from tests.faults.figures import Figures

FLIPS = 2000 if FULL else 200


def with_attachment(place: Path) -> tuple[VaultPaths, dict[str, bytes], str, bytes]:
    """A vault, its raw keys, and one attachment with its content."""
    paths, _ = vault_copy(place)
    vault = open_vault(paths)
    content = os.urandom(400_000)
    conn = vault.connect("blobs", "writer")
    address = put_blob(conn, io.BytesIO(content), address_key=bytes(32)).address
    conn.close()
    held = {name: vault.database_key(name) for name in ("records", "blobs", "clues")}
    vault.close()
    return paths, held, address, content


def read_all(path: Path, key: bytes, name: DatabaseName, address: str) -> object:
    """All that a user could see in one database, after the full check."""
    conn = connect(path, key, role="writer", page_size=BLOB_PAGE_SIZE if name == "blobs" else PAGE_SIZE)
    try:
        if check_database(conn, name):
            raise DatabaseError("database disk image is malformed")
        if name == "blobs":
            return b"".join(read_blob(conn, address))
        return conn.execute("SELECT id, body FROM note ORDER BY id").fetchall()
    finally:
        conn.close()


def test_04_bit_flips_are_detected_or_harmless_and_name_the_way_back(tmp_path: Path, figure: Figures) -> None:
    paths, held, address, _ = with_attachment(tmp_path)
    whole = {name: paths.database(name).read_bytes() for name in held}
    good = {name: read_all(paths.database(name), held[name], name, address) for name in held}
    chance = random.Random(11)
    harmless = 0
    place = tmp_path / "flipped.vault"
    for _ in range(FLIPS):
        name = chance.choice(list(held))
        flipped = bytearray(whole[name])
        at = chance.randrange(len(flipped))
        flipped[at] ^= 1 << chance.randrange(8)
        place.write_bytes(flipped)
        try:
            seen = read_all(place, held[name], name, address)
        except VaultError as error:
            way_back = error.todo
        except DatabaseError as error:
            way_back = named(error, place).todo
        else:
            assert seen == good[name]
            harmless += 1
            continue
        assert way_back == RESTORE_TODO
    figure(
        "04",
        "flips in databases",
        f"{FLIPS}: {FLIPS - harmless} detected with the way back, {harmless} harmless",
        "2,000",
        seed=11,
    )
    assert harmless <= FLIPS // 50


def test_21_an_old_page_of_an_attachment_put_back_is_never_shown(tmp_path: Path) -> None:
    paths, held, _, _ = with_attachment(tmp_path)
    old = paths.blobs.read_bytes()
    conn = connect(paths.blobs, held["blobs"], role="writer", page_size=BLOB_PAGE_SIZE)
    conn.execute("DELETE FROM blob_piece")
    conn.execute("DELETE FROM blob")
    content = os.urandom(400_000)
    address = put_blob(conn, io.BytesIO(content), address_key=bytes(32)).address
    conn.close()
    new = paths.blobs.read_bytes()
    rounds = detected = 0
    for at in range(0, min(len(old), len(new)), BLOB_PAGE_SIZE):
        mixed = new[:at] + old[at : at + BLOB_PAGE_SIZE] + new[at + BLOB_PAGE_SIZE :]
        if mixed == new:
            continue
        rounds += 1
        place = tmp_path / "mixed.vault"
        place.write_bytes(mixed)
        try:
            seen = read_all(place, held["blobs"], "blobs", address)
        except (VaultError, DatabaseError):
            detected += 1
        else:
            assert seen == content
    assert rounds > 20
    assert detected >= rounds - 3  # pages of bookkeeping may be alike in effect, pages of content never


def test_21_a_rolled_back_attachment_file_is_noticed_at_unlock(tmp_path: Path) -> None:
    paths, _, _, _ = with_attachment(tmp_path)
    shutil.copyfile(paths.blobs, tmp_path / "old")
    vault = open_vault(paths)
    conn = vault.connect("blobs", "writer")
    put_blob(conn, io.BytesIO(b"later" * 100), address_key=bytes(32))
    conn.close()
    vault.close()
    shutil.copyfile(tmp_path / "old", paths.blobs)
    with pytest.raises(VaultError, match="附件与上次关闭时不一致"):
        open_vault(paths)
