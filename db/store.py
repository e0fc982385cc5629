"""One encrypted database of records: rows, their journal and their search index, written together.

It stores what it is told and keeps it consistent; rules, roles and numbering are the session's.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.core.errors import BugError, KnownError
from app.core.fields import FieldSpec, Kind
from app.core.records import Record, RecordType
from db import search
from db.journal import Journal, Line
from db.query import Filter, Op, Query
from db.rows import Row, codec, dumps, row_mac, seal_holds, stamp, to_wire
from db.versions import Versioned, Wire, fresh_dots, pack, unpack, written

_META_COLUMNS = frozenset({"number", "state", "created_at", "created_by", "updated_at", "updated_by", "id"})
_MANY = frozenset({Kind.CHOICES, Kind.LINKS, Kind.FILES, Kind.SIGNATURES})
PAGE = 400
"""Ids fetched in one statement."""
_MOST_LISTS = 400
"""Lists counted in one statement; SQLite joins at most 500."""


@dataclass
class Changes:
    """What a transaction has touched so far: (record type, id) pairs."""

    touched: set[tuple[str, str]] = field(default_factory=set)

    def concerns(self, type_name: str) -> bool:
        """Whether a record of this type was touched."""
        return any(name == type_name for name, _ in self.touched)


@dataclass(frozen=True, slots=True)
class Signed:
    """Who writes and when: stamped on rows and journal entries."""

    at: str
    who: str


@dataclass(frozen=True, slots=True)
class Fresh:
    """A record that is not here yet. values: each versioned one; dots: its version state; made, moved: as on the row."""

    id: str
    values: Mapping[str, Wire]
    dots: str
    made: Signed
    moved: Signed
    note: str


class Store:
    """Records of one compartment. `mac_key` seals rows, `replica` names this vault in version vectors."""

    def __init__(self, conn: Any, *, head_key: bytes, mac_key: bytes, replica: str) -> None:
        self.conn = conn
        self.journal = Journal(conn, head_key, replica)
        self.replica = replica
        self._mac_key = mac_key

    def begin(self) -> None:
        """Start a write transaction."""
        self.conn.execute("BEGIN IMMEDIATE")
        self.journal.begin()

    def commit(self) -> None:
        """Seal the journal and commit."""
        self.journal.seal()
        self.conn.execute("COMMIT")

    def roll_back(self) -> None:
        """Undo the open transaction."""
        self.journal.forget()
        if self.conn.in_transaction:
            self.conn.execute("ROLLBACK")

    def find_row(self, kind: RecordType, id: str) -> Row | None:
        """The stored row of record `id`, removed ones included."""
        coded = codec(kind)
        found = self.conn.execute(f"{coded.select} WHERE id = ?", (id,)).fetchone()
        return coded.row(found) if found else None

    def find_rows(self, kind: RecordType, ids: Sequence[str]) -> dict[str, Row]:
        """The stored rows of those of the records `ids` that are here, by id."""
        coded = codec(kind)
        found = self.conn.execute(
            f"{coded.select} WHERE id IN (SELECT value FROM json_each(?))", (dumps(ids),)
        )
        return {row.record.id: row for row in map(coded.row, found)}

    def numbers_held(self, kind: RecordType, numbers: Sequence[str]) -> set[str]:
        """Those of `numbers` that records of a type, not removed, bear. Reads the whole table once."""
        found = self.conn.execute(
            f"""SELECT DISTINCT number FROM {kind.name}
                WHERE deleted = 0 AND number IN (SELECT value FROM json_each(?))""",
            (dumps(numbers),),
        )
        return {str(number) for (number,) in found}

    def where(self, kind: RecordType, equals: Mapping[str, object]) -> Iterator[Record]:
        """Records, not removed, whose fields equal `equals` (many-valued fields contain the value), oldest first."""
        filters = tuple(
            Filter(name, Op.CONTAINS if _is_many(kind, name) else Op.EQ, value)
            for name, value in equals.items()
        )
        clause, values = self._clause(kind, Query(kind.name, filters))
        coded = codec(kind)
        for found in self.conn.execute(f"{coded.select} WHERE {clause} ORDER BY id", values):
            yield coded.row(found).record

    def some(self, kind: RecordType, query: Query, limit: int) -> tuple[Record, ...]:
        """The first `limit` records of what `query` asks for, in its order."""
        clause, values = self._clause(kind, query)
        coded = codec(kind)
        found = self.conn.execute(
            f"{coded.select} WHERE {clause} ORDER BY {_order(kind, query)} LIMIT ?", (*values, limit)
        )
        return tuple(coded.row(row).record for row in found)

    def values(
        self, kind: RecordType, query: Query, names: Sequence[str], limit: int
    ) -> list[tuple[Wire, ...]]:
        """The wire values of some fields of what `query` asks for, in its order; all when `limit` is negative."""
        clause, values = self._clause(kind, query)
        columns = ", ".join(_column(kind, name) for name in names)
        found = self.conn.execute(
            f"SELECT {columns} FROM {kind.name} WHERE {clause} ORDER BY {_order(kind, query)} LIMIT ?",
            (*values, limit),
        )
        return [tuple(row) for row in found]

    def rows(self, kind: RecordType, query: Query) -> array[int]:
        """Row numbers of what `query` asks for, in its order: 8 bytes a record, so that a million fit."""
        clause, values = self._clause(kind, query)
        cursor = self.conn.execute(
            f"SELECT row FROM {kind.name} WHERE {clause} ORDER BY {_order(kind, query)}", values
        )
        found = array("q")
        while batch := cursor.fetchmany(10_000):
            found.extend(row for (row,) in batch)
        return found

    def count(self, kind: RecordType, query: Query) -> int:
        """How many records `query` asks for."""
        clause, values = self._clause(kind, query)
        return int(
            self.conn.execute(f"SELECT count(*) FROM {kind.name} WHERE {clause}", values).fetchone()[0]
        )

    def tallies(
        self, queries: Sequence[tuple[RecordType, Query]], *, by_state: bool
    ) -> list[tuple[int, str, int]]:
        """(place in `queries`, state, how many) of lists of any types, read at one go; without `by_state` the state is ""."""
        found: list[tuple[int, str, int]] = []
        for start in range(0, len(queries), _MOST_LISTS):
            parts: list[str] = []
            values: list[object] = []
            for place, (kind, query) in enumerate(queries[start : start + _MOST_LISTS], start):
                clause, bound = self._clause(kind, query)
                what, group = ("state", " GROUP BY state") if by_state else ("''", "")
                parts.append(f"SELECT {place}, {what}, count(*) FROM {kind.name} WHERE {clause}{group}")
                values.extend(bound)
            found.extend(self.conn.execute(" UNION ALL ".join(parts), values))
        return found

    def tally(
        self, kind: RecordType, query: Query, by: Sequence[str], amount: str, blank: int
    ) -> dict[tuple[Wire, ...], int]:
        """What `query` asks for, by the values of the fields `by`: how many, or the sum of `amount`; blank counts for null."""
        clause, values = self._clause(kind, query)
        keys, members = [], ""
        for place, name in enumerate(by):
            column = f"held.{_column(kind, name)}"
            if _is_many(kind, name):
                members += f", json_each({column}) AS each{place}"
                column = f"each{place}.value"
            keys.append(column)
        what = (
            f"coalesce(sum(coalesce(held.{_column(kind, amount)}, {int(blank)})), 0)"
            if amount
            else "count(*)"
        )
        group = f" GROUP BY {', '.join(keys)}" if keys else ""
        rows = self.conn.execute(
            f"""SELECT {", ".join([*keys, what])}
                FROM (SELECT * FROM {kind.name} WHERE {clause}) AS held{members}{group}""",
            values,
        )
        return {tuple(row[:-1]): int(row[-1]) for row in rows}

    def page(self, kind: RecordType, rows: Sequence[int]) -> tuple[Record, ...]:
        """The records with these row numbers, in this order; vanished rows are left out."""
        coded = codec(kind)
        found: dict[int, Record] = {}
        for start in range(0, len(rows), PAGE):
            part = rows[start : start + PAGE]
            marks = ", ".join("?" * len(part))
            for values in self.conn.execute(f"{coded.select} WHERE row IN ({marks})", tuple(part)):
                row = coded.row(values)
                found[row.row] = row.record
        return tuple(found[row] for row in rows if row in found)

    def insert(self, record: Record, signed: Signed, *, note: str = "", replica: str = "") -> None:
        """Store a new record that has id, number and state, as first written by `replica` (this vault when empty)."""
        values = codec(record.TYPE).wire(record)
        made = Signed(stamp(record.created_at), record.created_by)
        moved = Signed(stamp(record.updated_at), record.updated_by)
        fresh = Fresh(record.id, values, fresh_dots(replica or self.replica), made, moved, note)
        self.add(record.TYPE, [fresh], signed, op="create")

    def add(self, kind: RecordType, fresh: Sequence[Fresh], signed: Signed, *, op: str) -> None:
        """Store records of one type that are not here yet, each sealed, journalled and indexed, in this order."""
        empty = codec(kind).empty
        sealed: list[tuple[Fresh, bytes]] = []
        lines: list[Line] = []
        filled: set[str] = set()
        for one in fresh:
            mac = row_mac(self._mac_key, kind.name, one.id, 1, one.values)
            changed = {
                name: (empty[name], value) for name, value in one.values.items() if value != empty[name]
            }
            filled.update(changed)
            sealed.append((one, mac))
            lines.append(Line(op, kind.name, one.id, 1, changed, one.note, mac))
        # A column that no row fills is left to its default: what is bound is what an insert costs.
        names = [spec.name for spec in kind.fields if spec.name in filled]
        self.conn.executemany(
            codec(kind).adding(names),
            [(*_fixed(one, mac), *[one.values[name] for name in names]) for one, mac in sealed],
        )
        self.journal.extend(lines, at=signed.at, who=signed.who)
        bodies = [(one.id, search.body_of(kind, one.values)) for one in fresh if not one.values["deleted"]]
        search.add(self.conn, kind.name, bodies)

    def update(
        self, row: Row, changes: Mapping[str, Wire], signed: Signed, *, op: str = "save", note: str = ""
    ) -> None:
        """Write the fields in `changes` (wire values) of a stored record. Nothing changed, nothing written."""
        values = codec(row.record.TYPE).wire(row.record)
        changed = {name: (values[name], value) for name, value in changes.items() if values[name] != value}
        if not changed and op == "save":
            return
        state = written(unpack(row.dots, values), self.replica, changes)
        self.put_state(row, state, changed, signed, op=op, note=note)

    def put_state(
        self,
        row: Row,
        state: Versioned,
        changed: Mapping[str, tuple[Wire, Wire]],
        signed: Signed,
        *,
        op: str,
        note: str = "",
    ) -> None:
        """Store a version state over a stored record, journalled as `changed`."""
        kind, rev = row.record.TYPE, row.record.rev + 1
        values = state.values()
        mac = row_mac(self._mac_key, kind.name, row.record.id, rev, values)
        sets = "".join(f", {name} = ?" for name in changed)
        self.conn.execute(
            f"UPDATE {kind.name} SET rev = ?, updated_at = ?, updated_by = ?, dots = ?, mac = ?{sets} WHERE row = ?",
            (rev, signed.at, signed.who, pack(state), mac, *(values[name] for name in changed), row.row),
        )
        id = row.record.id
        search.drop(self.conn, id, "")
        self.journal.extend([Line(op, kind.name, id, rev, changed, note, mac)], at=signed.at, who=signed.who)
        if not values["deleted"]:
            search.add(self.conn, kind.name, [(id, search.body_of(kind, values))])

    def faulty_rows(self, kind: RecordType) -> list[str]:
        """Ids of the rows whose seal is wrong or differs from their newest journal entry."""
        coded = codec(kind)
        faulty = []
        newest = """SELECT mac FROM journal WHERE record = ? AND record <> '' AND mac <> x'' ORDER BY seq DESC LIMIT 1"""
        for values in self.conn.execute(coded.select):
            row = coded.row(values)
            record = row.record
            mac = bytes(row.mac)
            sealed = seal_holds(self._mac_key, kind, record.id, record.rev, coded.wire(record), mac)
            entry = self.conn.execute(newest, (record.id,)).fetchone()
            if not sealed or entry is None or bytes(entry[0]) != mac:
                faulty.append(record.id)
        return faulty

    def _clause(self, kind: RecordType, query: Query) -> tuple[str, tuple[object, ...]]:
        parts = [f"deleted = {int(query.deleted)}"]
        values: list[object] = []
        for condition in query.filters:
            part, bound = _condition(kind, condition)
            parts.append(part)
            values.extend(bound)
        if query.text.strip():
            parts.append(f"id IN ({search.MATCHING})")
            values += (search.phrase(query.text), kind.name)
        return " AND ".join(parts), tuple(values)


def _fixed(one: Fresh, mac: bytes) -> tuple[Wire | bytes, ...]:
    values, made, moved = one.values, one.made, one.moved
    number, state, deleted = values["number"], values["state"], values["deleted"]
    return one.id, number, state, 1, made.at, made.who, moved.at, moved.who, deleted, one.dots, mac


def _is_many(kind: RecordType, name: str) -> bool:
    return name not in _META_COLUMNS and kind.field(name).kind in _MANY


def _column(kind: RecordType, name: str) -> str:
    """The column of `name`, checked against the declaration: no other text ever reaches SQL."""
    if name in _META_COLUMNS or kind.has(name):
        return name
    raise BugError("S-COLUMN", f"{kind.name}.{name}")


def _order(kind: RecordType, query: Query) -> str:
    order = ", ".join(f"{_column(kind, name)} {'DESC' if down else 'ASC'}" for name, down in query.sort)
    return f"{order}, row DESC" if order else "row DESC"


def _wire_of(spec: FieldSpec | None, value: object) -> object:
    return value if spec is None else to_wire(spec.kind, value)


def _condition(kind: RecordType, condition: Filter) -> tuple[str, tuple[object, ...]]:
    column = _column(kind, condition.field)
    spec = kind.field(condition.field) if kind.has(condition.field) else None
    many = spec is not None and spec.kind in _MANY
    match condition.op:
        case Op.EQ | Op.NE:
            sign = "IS" if condition.op is Op.EQ else "IS NOT"
            return f"{column} {sign} ?", (_wire_of(spec, condition.value),)
        case Op.GE | Op.LE:
            sign = ">=" if condition.op is Op.GE else "<="
            return f"{column} {sign} ?", (_wire_of(spec, condition.value),)
        case Op.CONTAINS if many:
            # The first part lets an index leave out the many that hold nothing.
            return (
                f"{column} <> '[]' AND EXISTS (SELECT 1 FROM json_each({column}) WHERE value = ?)",
                (condition.value,),
            )
        case Op.CONTAINS:
            return f"instr({column}, ?) > 0", (condition.value,)
        case Op.IN:
            items = condition.value if isinstance(condition.value, tuple) else ()
            if many:
                marks = ", ".join("?" * len(items))
                return f"EXISTS (SELECT 1 FROM json_each({column}) WHERE value IN ({marks}))", items
            marks = ", ".join("?" * len(items))
            return f"{column} IN ({marks})", tuple(_wire_of(spec, item) for item in items)
        case Op.EMPTY | Op.FILLED:
            sign = "" if condition.op is Op.EMPTY else "NOT "
            return f"{sign}({column} IS NULL OR {column} IN ('', '[]'))", ()


def not_found(kind: RecordType) -> KnownError:
    """The record asked for is not in this vault."""
    return KnownError(f"找不到这条{kind.label}", todo="它可能已被移交或合并，请刷新列表")
