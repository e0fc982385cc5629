"""What the attachment store promises: whole or not at all, streamed, checked when read."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.errors import VaultError
from db.blobs import (
    PIECE,
    Cancelled,
    address_of,
    delete_blob,
    has_blob,
    open_blob,
    put_blob,
    read_blob,
    sweep_orphans,
)  # fmt: skip
from db.connection import BLOB_PAGE_SIZE, Connection, connect, create_database
from db.migrate import MIGRATIONS, migrate

KEY = bytes(range(32))


@pytest.fixture
def conn(tmp_path: Path) -> Iterator[Connection]:
    key = os.urandom(48)
    create_database(tmp_path / "blobs.vault", key, page_size=BLOB_PAGE_SIZE)
    connection = connect(tmp_path / "blobs.vault", key, role="writer", page_size=BLOB_PAGE_SIZE)
    migrate(connection, MIGRATIONS / "blobs")
    yield connection
    connection.close()


def pieces(conn: Connection) -> int:
    return conn.execute("SELECT count(*) FROM blob_piece").fetchone()[0]


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE + 17])
def test_an_attachment_comes_back_as_it_was_stored(conn: Connection, size: int) -> None:
    content = os.urandom(size)
    seen: list[int] = []
    stored = put_blob(conn, io.BytesIO(content), address_key=KEY, progress=seen.append)
    assert stored.size == size
    assert stored.sha256 == hashlib.sha256(content).hexdigest()
    assert stored.address == address_of(hashlib.sha256(content).digest(), KEY)
    assert b"".join(read_blob(conn, stored.address)) == content
    assert (seen[-1] if seen else 0) == size


def test_any_chopping_of_the_stream_gives_the_same_attachment(conn: Connection) -> None:
    content = os.urandom(2 * PIECE + 999)
    parts = [content[:5], content[5 : PIECE + 7], b"", content[PIECE + 7 :]]
    whole = put_blob(conn, [content], address_key=KEY)
    assert put_blob(conn, iter(parts), address_key=KEY) == whole
    assert pieces(conn) == 3


def test_a_file_view_seeks_and_reads_across_pieces(conn: Connection) -> None:
    content = os.urandom(2 * PIECE + 500)
    stored = put_blob(conn, io.BytesIO(content), address_key=KEY)
    with io.BufferedReader(open_blob(conn, stored.address)) as file:
        for at, length in ((PIECE - 10, 20), (0, 5), (2 * PIECE + 490, 100), (5 * PIECE, 10)):
            file.seek(at)
            assert file.read(length) == content[at : at + length]
        assert file.seek(-5, io.SEEK_END) == len(content) - 5
        assert file.read() == content[-5:]


def test_a_cancelled_or_failing_copy_leaves_nothing(conn: Connection) -> None:
    def failing() -> Iterator[bytes]:
        yield from (os.urandom(PIECE) for _ in range(20))
        raise OSError("the stick was pulled out")

    with pytest.raises(OSError, match="pulled"):
        put_blob(conn, failing(), address_key=KEY)
    asked = iter([False] * 18 + [True] * 9)
    with pytest.raises(Cancelled):
        put_blob(conn, io.BytesIO(os.urandom(20 * PIECE)), address_key=KEY, cancelled=lambda: next(asked))
    assert pieces(conn) == 0
    assert sweep_orphans(conn, set()) == 0


def test_the_sweep_removes_what_no_record_names_and_keeps_the_rest(conn: Connection) -> None:
    kept = put_blob(conn, io.BytesIO(b"kept" * 1000), address_key=KEY)
    lost = put_blob(conn, io.BytesIO(b"lost" * 1000), address_key=KEY)
    upload = conn.execute("INSERT INTO upload DEFAULT VALUES RETURNING id").fetchone()[0]
    conn.execute("INSERT INTO blob_piece VALUES (?, x'00')", (upload << 24,))
    assert sweep_orphans(conn, {kept.address}) == 2
    assert has_blob(conn, kept.address)
    assert not has_blob(conn, lost.address)
    assert pieces(conn) == 1


def test_a_deleted_attachment_is_gone_and_said_so(conn: Connection) -> None:
    stored = put_blob(conn, io.BytesIO(b"x" * PIECE * 2), address_key=KEY)
    delete_blob(conn, stored.address)
    delete_blob(conn, stored.address)
    assert pieces(conn) == 0
    with pytest.raises(VaultError, match="不在库里"):
        open_blob(conn, stored.address)


def test_a_piece_that_is_not_the_stored_one_is_never_given_out(conn: Connection) -> None:
    one = put_blob(conn, io.BytesIO(b"1" * 2 * PIECE), address_key=KEY)
    two = put_blob(conn, io.BytesIO(b"2" * 2 * PIECE), address_key=KEY)
    first, second = conn.execute("SELECT id FROM blob ORDER BY address = ?", (two.address,)).fetchall()
    conn.execute(
        "UPDATE blob_piece SET content = (SELECT content FROM blob_piece WHERE id = ?) WHERE id = ?",
        ((second[0] << 24) + 1, (first[0] << 24) + 1),
    )
    with pytest.raises(VaultError, match="校验不符"):
        list(read_blob(conn, one.address))
    file = open_blob(conn, one.address)
    assert file.read(10) == b"1" * 10
    file.seek(PIECE + 3)
    with pytest.raises(VaultError, match="校验不符"):
        file.read(10)
