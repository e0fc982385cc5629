"""Rows of a database whose schema can no longer be read, taken from its pages one by one: the last of the last ways back.

It follows the file formats of SQLite and SQLCipher (SECURITY.md §5) and reads only. What a row is worth is for db.salvage
to say: a page counts when its HMAC holds, a record when its seal does.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from app.core.records import RecordType
from db.connection import Connection, DatabaseError
from db.rows import codec, seal_holds
from db.schema import FIXED

Value = str | int | float | bytes | None
_RESERVED, _IV = 80, 16
_LEAF, _INTERIOR = 0x0D, 0x05
_MAGIC = b"SQLite format 3\x00"
_WAL_HEADER, _FRAME_HEADER = 32, 24
_INTEGERS = (0, 1, 2, 3, 4, 6, 8)
_SCHEMA_COLUMNS = 5
_HEX = 64
_WRONG = (ValueError, IndexError, TypeError, KeyError, OverflowError)


class Pages:
    """The pages of one encrypted file, what its WAL has committed included."""

    def __init__(self, path: Path, key: bytes, page_size: int) -> None:
        self._size, self._usable = page_size, page_size - _RESERVED
        self._cipher, salt = algorithms.AES(key[:32]), bytes(byte ^ 0x3A for byte in key[32:])
        self._mac_key = hashlib.pbkdf2_hmac("sha512", key[:32], salt, 2, 32)
        self._file = path.open("rb")
        self._newer = _committed(path.with_name(f"{path.name}-wal"), page_size)
        self.count = max(os.fstat(self._file.fileno()).st_size // page_size, *self._newer, 0)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def page(self, number: int) -> bytes | None:
        """A page as SQLite sees it; None when it is not there or its HMAC does not hold."""
        raw = self._newer.get(number)
        if raw is None:
            self._file.seek((number - 1) * self._size)
            raw = self._file.read(self._size)
        body = raw[_IV if number == 1 else 0 :]
        signed, told = body[:-64], body[-64:]
        mac = hmac.new(self._mac_key, signed + number.to_bytes(4, "little"), "sha512").digest()
        if len(raw) != self._size or not hmac.compare_digest(mac, told):
            return None
        decryptor = Cipher(self._cipher, modes.CBC(signed[-_IV:])).decryptor()
        plain = decryptor.update(signed[:-_IV]) + decryptor.finalize()
        return _MAGIC + plain if number == 1 else plain

    def kind(self, number: int, page: bytes) -> int:
        """What sort of b-tree page it may be."""
        return page[_start(number)]

    def children(self, number: int, page: bytes) -> Iterator[int]:
        """The pages below an inner page of a table."""
        start = _start(number)
        yield _number(page, start + 8, 4)
        for place in _cells(page, start, 12):
            yield _number(page, place, 4)

    def rows(self, number: int, page: bytes) -> Iterator[tuple[int, Sequence[Value]]]:
        """Row number and columns of each row of a leaf that can be read whole."""
        for place in _cells(page, _start(number), 8):
            try:
                length, at = _varint(page, place)
                row, at = _varint(page, at)
                yield row, _values(self._payload(page, at, length))
            except _WRONG:
                continue

    def _payload(self, page: bytes, at: int, length: int) -> bytes:
        most = self._usable - 35
        if length <= most:
            return page[at : at + length]
        least = (self._usable - 12) * 32 // 255 - 23
        here = least + (length - least) % (self._usable - 4)
        here = here if here <= most else least
        found, after = bytearray(page[at : at + here]), _number(page, at + here, 4)
        while len(found) < length:
            more = self.page(after) if 0 < after <= self.count else None
            if more is None:
                raise ValueError("overflow")
            found += more[4 : 4 + min(length - len(found), self._usable - 4)]
            after = _number(more, 0, 4)
        return bytes(found)


@dataclass(frozen=True)
class _Table:
    """A table of the newest schema. alias: the place of the column that stands for the row number, -1 for none."""

    name: str
    columns: tuple[str, ...]
    alias: int


def refill(
    pages: Pages, conn: Connection, kinds: Sequence[RecordType], mac_key: bytes, others: Sequence[str]
) -> int:
    """Put the rows of `pages` into the fresh database `conn`, newest schema; how many. kinds, others: which tables.

    Pages are told apart by what is left of the schema; where that is lost, a record finds its table by its seal, and
    an attachment by its form.
    """
    tables = {name: _table(conn, name) for name in (*(kind.name for kind in kinds), *others)}
    leaves, roots = _survey(pages, tables)
    owners = {leaf: name for name, root in roots.items() for leaf in _under(pages, root)}
    guess = _Guess(kinds, tables, mac_key)
    count = 0
    conn.execute("BEGIN IMMEDIATE")
    for number in sorted(leaves, key=lambda leaf: leaf not in owners):
        page = pages.page(number)
        for row, values in pages.rows(number, page) if page is not None else ():
            name = owners.get(number) or _by_form(values, tables) or guess.table_of(row, values)
            if name is not None:
                count += _insert(conn, tables[name], row, values)
    conn.execute("COMMIT")
    return count


def _survey(pages: Pages, tables: Mapping[str, _Table]) -> tuple[list[int], dict[str, int]]:
    """Every leaf of a table; and table name → root page, as far as rows of the schema can be read."""
    leaves, roots = [], {}
    for number in range(1, pages.count + 1):
        page = pages.page(number)
        if page is None or pages.kind(number, page) != _LEAF:
            continue
        leaves.append(number)
        for _row, values in pages.rows(number, page):
            if len(values) != _SCHEMA_COLUMNS or values[0] != "table":
                break
            if values[1] in tables and isinstance(values[3], int):
                roots[str(values[1])] = values[3]
    return leaves, roots


def _under(pages: Pages, root: int) -> Iterator[int]:
    waiting, seen = [root], set[int]()
    while waiting:
        number = waiting.pop()
        page = pages.page(number) if 0 < number <= pages.count and number not in seen else None
        seen.add(number)
        if page is None:
            continue
        if pages.kind(number, page) == _INTERIOR:
            waiting.extend(pages.children(number, page))
        elif pages.kind(number, page) == _LEAF:
            yield number


def _by_form(values: Sequence[Value], tables: Mapping[str, _Table]) -> str | None:
    """Attachments and their pieces: what they hold is checked by its digests before it is kept."""
    match values:
        case [None, bytes()] if "blob_piece" in tables:
            return "blob_piece"
        case [str() as address, int(), int(), str() as sha256, bytes()] if "blob" in tables:
            return "blob" if len(address) == len(sha256) == _HEX else None
        case _:
            return None


class _Guess:
    """Finds the table of a record by its seal; the type that fitted last is tried first."""

    def __init__(self, kinds: Sequence[RecordType], tables: Mapping[str, _Table], mac_key: bytes) -> None:
        self._kinds, self._tables, self._mac_key = list(kinds), tables, mac_key

    def table_of(self, row: int, values: Sequence[Value]) -> str | None:
        seal = values[len(FIXED) - 1] if len(values) >= len(FIXED) else None
        if not isinstance(seal, bytes) or not isinstance(values[1], str):
            return None
        for place, kind in enumerate(self._kinds):
            if len(values) <= len(self._tables[kind.name].columns) and self._fits(kind, row, values, seal):
                self._kinds.insert(0, self._kinds.pop(place))
                return kind.name
        return None

    def _fits(self, kind: RecordType, row: int, values: Sequence[Value], seal: bytes) -> bool:
        coded, table = codec(kind), self._tables[kind.name]
        held = {**coded.empty, **dict(zip(table.columns, values, strict=False)), "row": row}
        try:
            record = coded.row(tuple(held[name] for name in coded.columns)).record
            return seal_holds(self._mac_key, kind, record.id, record.rev, coded.wire(record), seal)
        except _WRONG:
            return False


def _table(conn: Connection, name: str) -> _Table:
    told = conn.execute(f"PRAGMA table_info({name})").fetchall()
    keys = [place for place, column in enumerate(told) if column[5]]
    alias = keys[0] if len(keys) == 1 and str(told[keys[0]][2]).upper() == "INTEGER" else -1
    return _Table(name, tuple(str(column[1]) for column in told), alias)


def _insert(conn: Connection, table: _Table, row: int, values: Sequence[Value]) -> int:
    if not 0 < len(values) <= len(table.columns):
        return 0
    held = list(values)
    if table.alias >= 0:
        held[table.alias] = row
    names, marks = ", ".join(table.columns[: len(held)]), ", ".join("?" * len(held))
    try:
        done = conn.execute(f"INSERT OR IGNORE INTO {table.name} ({names}) VALUES ({marks})", held)
    except DatabaseError:  # it does not fit the table, so it cannot have come from it
        return 0
    return int(done.rowcount > 0)


def _committed(wal: Path, page_size: int) -> dict[int, bytes]:
    """The newest committed copy of each page in a WAL; what follows the last commit does not count."""
    found: dict[int, bytes] = {}
    try:
        file = wal.open("rb")
    except OSError:
        return found
    with file:
        salts, waiting = file.read(_WAL_HEADER)[16:24], dict[int, bytes]()
        while len(head := file.read(_FRAME_HEADER)) == _FRAME_HEADER and head[8:16] == salts:
            waiting[_number(head, 0, 4)] = file.read(page_size)
            if _number(head, 4, 4):
                found |= waiting
                waiting.clear()
    return found


def _start(number: int) -> int:
    return 100 if number == 1 else 0


def _number(page: bytes, at: int, size: int) -> int:
    return int.from_bytes(page[at : at + size], "big")


def _cells(page: bytes, start: int, header: int) -> list[int]:
    count = _number(page, start + 3, 2)
    return [_number(page, start + header + 2 * place, 2) for place in range(count)]


def _varint(page: bytes, at: int) -> tuple[int, int]:
    value = 0
    for place in range(8):
        value = value << 7 | page[at + place] & 0x7F
        if page[at + place] < 0x80:
            return value, at + place + 1
    return value << 8 | page[at + 8], at + 9


def _values(payload: bytes) -> list[Value]:
    length, at = _varint(payload, 0)
    place, found = length, list[Value]()
    while at < length:
        kind, at = _varint(payload, at)
        size = _INTEGERS[kind] if kind < len(_INTEGERS) else (kind - 12) // 2 if kind >= 12 else 0
        part = payload[place : place + size]
        if len(part) != size or kind in (7, 10, 11):  # no column of ours holds a fraction
            raise ValueError("value")
        place += size
        if kind >= 12:
            found.append(part.decode("utf-8") if kind % 2 else part)
        else:
            found.append(
                None if kind == 0 else kind - 8 if kind >= 8 else int.from_bytes(part, "big", signed=True)
            )
    return found
