"""The journal: every write, in a hash chain whose head is sealed with a key. Audit, history, undo and merge read it.

Entries are appended in the transaction of the write they describe; nothing ever changes or removes one.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from db.rows import dumps
from db.versions import Wire

GENESIS = bytes(32)
CLOCK_SLACK = 120
"""Seconds that the clock may be set back, as by a time service, without an entry."""


@dataclass(frozen=True)
class FieldChange:
    """A field before and after, as values of the field's kind (wire values where the field is unknown)."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Entry:
    """One line of the journal. `op`: create, save, move, delete, restore, undo, settle, merge, or event."""

    seq: int
    at: datetime
    who: str
    device: str
    op: str
    type: str
    record: str
    rev: int
    note: str
    changes: tuple[FieldChange, ...]


@dataclass(frozen=True)
class Head:
    """The newest entry: its number (0 for none) and hash."""

    seq: int
    hash: bytes


class Line(NamedTuple):
    """What an entry says, before it has its place in the chain. changes: field → (before, after) as wire values."""

    op: str
    type: str
    record: str
    rev: int
    changes: Mapping[str, tuple[Wire, Wire]]
    note: str
    mac: bytes


class Journal:
    """Appends to and reads the journal of one database. `key` seals the head.

    Entries are ordered by their numbers, never by the clock; that the clock went back is an entry of its own.
    """

    def __init__(self, conn: Any, key: bytes, device: str) -> None:
        self._conn = conn
        self._key = key
        self._device = device
        self._begun: Head | None = None
        self._head: Head | None = None
        self._last = (0, "")

    def head(self) -> Head:
        """The stored head; the caller has checked its seal with `check_head`."""
        row = self._conn.execute("""SELECT seq, hash FROM journal_head""").fetchone()
        return Head(int(row[0]), bytes(row[1])) if row else Head(0, GENESIS)

    def begin(self) -> None:
        """Read the head at the start of a write transaction."""
        self._begun = self._head = self.head()

    def append(
        self,
        op: str,
        *,
        at: str,
        who: str,
        type: str = "",
        record: str = "",
        note: str = "",
    ) -> None:
        """Add one entry that changes no field."""
        self.extend([Line(op, type, record, 0, {}, note, b"")], at=at, who=who)

    def extend(self, lines: Sequence[Line], *, at: str, who: str) -> None:
        """Add entries, all by one person at one time, in this order."""
        head = self._head or self.head()
        seq, digest = head.seq, head.hash
        entries = []
        for line in (*self._clock(seq, at), *lines):
            op, type, record, rev, changes, note, mac = line
            seq, text = seq + 1, dumps(changes)
            digest = entry_hash(digest, seq, at, who, self._device, op, type, record, rev, text, note, mac)
            entries.append((seq, at, who, self._device, op, type, record, rev, text, note, mac, digest))
        if not entries:
            return
        self._conn.executemany(
            """INSERT INTO journal (seq, at, who, device, op, type, record, rev, changes, note, mac, hash)
               VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
            entries,
        )
        self._head = Head(seq, digest)
        self._last = (seq, at)

    def _clock(self, seq: int, at: str) -> tuple[Line, ...]:
        """The entry that the clock was set back since entry `seq`, when it was."""
        last = self._at(seq)
        if not last or at >= last or _seconds_back(last, at) <= CLOCK_SLACK:
            return ()
        return (Line("event", "", "", 0, {}, f"本机时钟倒退：上一条记于 {last[:16].replace('T', ' ')}", b""),)

    def _at(self, seq: int) -> str:
        """When entry `seq` was written, "" for none; remembered, for every entry asks."""
        if self._last[0] != seq:
            row = self._conn.execute("""SELECT at FROM journal WHERE seq = ?""", (seq,)).fetchone()
            self._last = (seq, str(row[0]) if row else "")
        return self._last[1]

    def seal(self) -> None:
        """Write the head with its seal, once, before the transaction commits; nothing when nothing was appended."""
        head, begun, self._head = self._head, self._begun, None
        if head is None or head == begun:
            return
        self._conn.execute(
            """INSERT INTO journal_head (one, seq, hash, mac) VALUES (1, ?, ?, ?)
               ON CONFLICT (one) DO UPDATE SET seq = excluded.seq, hash = excluded.hash, mac = excluded.mac""",
            (head.seq, head.hash, self._seal_of(head)),
        )

    def forget(self) -> None:
        """Drop the head of a transaction that rolled back."""
        self._head = None
        self._last = (0, "")

    def check_head(self) -> bool:
        """Whether the sealed head is genuine and is the newest entry. Cheap; done at every unlock."""
        row = self._conn.execute("""SELECT seq, hash, mac FROM journal_head""").fetchone()
        last = self._conn.execute("""SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1""").fetchone()
        if row is None or last is None:
            return row is None and last is None
        head = Head(int(row[0]), bytes(row[1]))
        genuine = hmac.compare_digest(self._seal_of(head), bytes(row[2]))
        return genuine and (head.seq, head.hash) == (int(last[0]), bytes(last[1]))

    def hash_at(self, seq: int) -> bytes | None:
        """Hash of entry `seq`; GENESIS for 0; None when there is no such entry."""
        if seq == 0:
            return GENESIS
        row = self._conn.execute("""SELECT hash FROM journal WHERE seq = ?""", (seq,)).fetchone()
        return bytes(row[0]) if row else None

    def broken_at(self, step: Callable[[int], None] | None = None) -> int | None:
        """The first entry whose hash does not follow from the one before it; None when the chain is whole."""
        previous, expected = GENESIS, 1
        for row in self._conn.execute(
            """SELECT seq, at, who, device, op, type, record, rev, changes, note, mac, hash FROM journal ORDER BY seq"""
        ):
            if row[0] != expected or entry_hash(previous, *row[:11]) != bytes(row[11]):
                return int(row[0])
            previous, expected = bytes(row[11]), expected + 1
            if step and expected % 1000 == 0:
                step(expected)
        return None

    def entries(self, record: str) -> Iterator[tuple[Any, ...]]:
        """Rows (seq, at, who, device, op, type, record, rev, note, changes as JSON) of one record, newest first."""
        yield from self._conn.execute(
            """SELECT seq, at, who, device, op, type, record, rev, note, changes FROM journal
               WHERE record = ? AND record <> '' ORDER BY seq DESC""",
            (record,),
        )

    def _seal_of(self, head: Head) -> bytes:
        return hmac.digest(self._key, head.seq.to_bytes(8, "big") + head.hash, hashlib.sha256)


def entry_hash(previous: bytes, *parts: object) -> bytes:
    """SHA-256 over the previous hash and the entry's columns in order (the macs as hex)."""
    plain = [part.hex() if isinstance(part, bytes) else part for part in parts]
    return hashlib.sha256(previous + dumps(plain).encode("utf-8", "surrogatepass")).digest()


def _seconds_back(last: str, at: str) -> float:
    return (datetime.fromisoformat(last) - datetime.fromisoformat(at)).total_seconds()


def parsed_changes(text: str) -> dict[str, tuple[Wire, Wire]]:
    """The `changes` column: field → (before, after) as wire values."""
    return {name: (pair[0], pair[1]) for name, pair in json.loads(text).items()}
