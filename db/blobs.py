"""Attachments inside an encrypted database: in and out as a stream of 1 MiB pieces. It must not decode what they hold.

The tables stand in migrations/blobs/0001; the clue compartment carries the same ones. A blob is committed before the
record that names it, so a crash leaves at most an orphan, which `sweep_orphans` removes at the next opening.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, cast

from app.core.errors import KnownError, VaultError
from db.connection import RESTORE_TODO, Connection
from db.keys import mac

PIECE = 1 << 20
_PIECE_BITS = 24
# Pieces in one transaction: large enough that the syncs do not count, small enough that the WAL stays small.
_BATCH = 16
_DIGEST = 32


class Cancelled(KnownError):
    """The user stopped the copying; nothing of it stays."""

    def __init__(self) -> None:
        super().__init__("已取消添加附件", kept="库里的内容没有变化")


@dataclass(frozen=True)
class StoredBlob:
    """A stored attachment. address: HMAC of the SHA-256 under a key of the vault, so it tells nothing outside of it."""

    address: str
    size: int
    sha256: str


@dataclass(frozen=True)
class _Found:
    first: int
    size: int
    sha256: str
    digests: bytes

    @property
    def pieces(self) -> int:
        return len(self.digests) // _DIGEST


def put_blob(
    conn: Connection,
    source: BinaryIO | Iterable[bytes],
    *,
    address_key: bytes,
    progress: Callable[[int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> StoredBlob:
    """Store a stream and commit it; on any failure or Cancelled nothing of it stays. Progress in bytes so far.

    Commits by itself in batches, so no transaction may be open. The same content twice is stored once.
    """
    if conn.in_transaction:
        raise ValueError("put_blob commits by itself: call it before the transaction of the record")
    upload = int(conn.execute("""INSERT INTO upload DEFAULT VALUES RETURNING id""").fetchone()[0])
    try:
        whole, digests, size = _copy(conn, upload, source, progress, cancelled)
        sha256 = whole.hex()
        address = address_of(whole, address_key)
        conn.execute("BEGIN IMMEDIATE")
        known = conn.execute("""SELECT 1 FROM blob WHERE address = ?""", (address,)).fetchone() is not None
        if not known:
            conn.execute(
                """INSERT INTO blob (address, id, size, sha256, piece_digests) VALUES (?, ?, ?, ?, ?)""",
                (address, upload, size, sha256, digests),
            )
            conn.execute("""DELETE FROM upload WHERE id = ?""", (upload,))
        conn.execute("COMMIT")
    except BaseException:
        if conn.in_transaction:
            conn.execute("ROLLBACK")
        _drop_upload(conn, upload)
        raise
    if known:
        _drop_upload(conn, upload)
    return StoredBlob(address, size, sha256)


def address_of(digest: bytes, address_key: bytes) -> str:
    """The address under which content with this SHA-256 (32 bytes) is stored."""
    return mac(address_key, digest).hex()


def has_blob(conn: Connection, address: str) -> bool:
    """True when the attachment stands complete in this database."""
    return conn.execute("""SELECT 1 FROM blob WHERE address = ?""", (address,)).fetchone() is not None


def blob_size(conn: Connection, address: str) -> int:
    """Size in bytes; VaultError when it is not there."""
    return _find(conn, address).size


def read_blob(conn: Connection, address: str) -> Iterator[bytes]:
    """The attachment piece by piece, each checked before it is given out, the whole against its SHA-256 at the end.

    Raises VaultError when a piece is missing or not the one that was stored.
    """
    found = _find(conn, address)
    whole = hashlib.sha256()
    for number in range(found.pieces):
        piece = _piece(conn, found, number)
        whole.update(piece)
        yield piece
    if whole.hexdigest() != found.sha256:
        raise _damaged_blob()


def open_blob(conn: Connection, address: str) -> io.RawIOBase:
    """The attachment as a seekable read-only file; each piece is checked, one is held in memory."""
    return _BlobFile(conn, _find(conn, address))


def delete_blob(conn: Connection, address: str) -> None:
    """Remove an attachment; nothing happens when it is not there. Commits by itself."""
    row = conn.execute("""SELECT id FROM blob WHERE address = ?""", (address,)).fetchone()
    if row is None:
        return
    conn.execute("BEGIN IMMEDIATE")
    try:
        conn.execute("""INSERT OR IGNORE INTO upload (id) VALUES (?)""", (row[0],))
        conn.execute("""DELETE FROM blob WHERE address = ?""", (address,))
        conn.execute("COMMIT")
    except BaseException:
        if conn.in_transaction:
            conn.execute("ROLLBACK")
        raise
    _drop_upload(conn, row[0])


def sweep_orphans(conn: Connection, live: set[str]) -> int:
    """Remove unfinished uploads and attachments that no record names; returns how many were removed.

    For the opening of a vault, before any upload runs: an upload in progress looks like an unfinished one.
    """
    unfinished = [int(row[0]) for row in conn.execute("""SELECT id FROM upload""").fetchall()]
    for upload in unfinished:
        _drop_upload(conn, upload)
    stored = [str(row[0]) for row in conn.execute("""SELECT address FROM blob""").fetchall()]
    orphans = [address for address in stored if address not in live]
    for address in orphans:
        delete_blob(conn, address)
    return len(unfinished) + len(orphans)


def addresses(conn: Connection) -> list[str]:
    """All stored addresses, sorted."""
    return [str(row[0]) for row in conn.execute("""SELECT address FROM blob ORDER BY address""").fetchall()]


def _copy(
    conn: Connection,
    upload: int,
    source: BinaryIO | Iterable[bytes],
    progress: Callable[[int], None] | None,
    cancelled: Callable[[], bool] | None,
) -> tuple[bytes, bytes, int]:
    whole = hashlib.sha256()
    digests = bytearray()
    size = 0
    for number, piece in enumerate(_pieces(source)):
        if cancelled is not None and cancelled():
            raise Cancelled
        if not conn.in_transaction:
            conn.execute("BEGIN IMMEDIATE")
        conn.execute(
            """INSERT INTO blob_piece (id, content) VALUES (?, ?)""",
            ((upload << _PIECE_BITS) + number, piece),
        )
        whole.update(piece)
        digests += hashlib.sha256(piece).digest()
        size += len(piece)
        if number % _BATCH == _BATCH - 1:
            conn.execute("COMMIT")
        if progress is not None:
            progress(size)
    if conn.in_transaction:
        conn.execute("COMMIT")
    return whole.digest(), bytes(digests), size


def _pieces(source: BinaryIO | Iterable[bytes]) -> Iterator[bytes]:
    """Any stream as pieces of exactly 1 MiB, the last one shorter."""
    parts = _reads(cast(BinaryIO, source)) if hasattr(source, "read") else iter(source)
    pending = bytearray()
    for part in parts:
        if not pending and len(part) == PIECE:
            yield bytes(part)
            continue
        for start in range(0, len(part), PIECE):
            pending += part[start : start + PIECE]
            if len(pending) >= PIECE:
                yield bytes(pending[:PIECE])
                del pending[:PIECE]
    if pending:
        yield bytes(pending)


def _reads(file: BinaryIO) -> Iterator[bytes]:
    while part := file.read(PIECE):
        yield part


def _drop_upload(conn: Connection, upload: int) -> None:
    """Remove pieces batch by batch, then the note of the upload: a crash in between is finished by the sweep."""
    first, last = upload << _PIECE_BITS, (upload + 1) << _PIECE_BITS
    gone = _BATCH
    while gone == _BATCH:
        gone = conn.execute(
            """DELETE FROM blob_piece WHERE id IN (
                   SELECT id FROM blob_piece WHERE id >= ? AND id < ? ORDER BY id LIMIT ?)""",
            (first, last, _BATCH),
        ).rowcount
    conn.execute("""DELETE FROM upload WHERE id = ?""", (upload,))


def _find(conn: Connection, address: str) -> _Found:
    row = conn.execute(
        """SELECT id, size, sha256, piece_digests FROM blob WHERE address = ?""", (address,)
    ).fetchone()
    if row is None:
        raise VaultError(
            "附件不在库里", kept="其他内容没有变化", todo="请先合并带有该附件的数据包，或重新添加附件"
        )
    upload, size, sha256, digests = row
    return _Found(upload << _PIECE_BITS, size, sha256, digests)


def _piece(conn: Connection, found: _Found, number: int) -> bytes:
    row = conn.execute("""SELECT content FROM blob_piece WHERE id = ?""", (found.first + number,)).fetchone()
    expected = found.digests[number * _DIGEST : (number + 1) * _DIGEST]
    if row is None or hashlib.sha256(row[0]).digest() != expected:
        raise _damaged_blob()
    return bytes(row[0])


def _damaged_blob() -> VaultError:
    return VaultError("附件内容校验不符，没有打开", kept="其他内容没有变化", todo=RESTORE_TODO)


class _BlobFile(io.RawIOBase):
    """Random access over the pieces of one blob."""

    def __init__(self, conn: Connection, found: _Found) -> None:
        self._conn = conn
        self._found = found
        self._at = 0
        self._held = (-1, b"")

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._found.size}[whence]
        if start + offset < 0:
            raise ValueError("negative position")
        self._at = start + offset
        return self._at

    def readinto(self, buffer: object) -> int:
        target = memoryview(cast(bytearray, buffer)).cast("B")
        if self._at >= self._found.size or not target:
            return 0
        number, offset = divmod(self._at, PIECE)
        if self._held[0] != number:
            self._held = (number, _piece(self._conn, self._found, number))
        part = memoryview(self._held[1])[offset : offset + len(target)]
        target[: len(part)] = part
        self._at += len(part)
        return len(part)
