"""Records out to a bundle and in from one: every copy of a record joined so that no edit is lost in silence.

A plan shows what would change before anything does; applying it is one transaction. Sealing is not its business.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby
from typing import Any, TypeVar

from app.core.errors import BundleError
from app.core.records import Compartment, RecordType
from db.incoming import Incoming, Reader, journal_line
from db.rows import Row, codec, dumps, stamp
from db.session import Session
from db.store import Fresh, Signed, Store
from db.versions import Versioned, joined, pack, unpack

SLICE = 1000
"""How many records of one type are looked up, and written, at once."""


class Outcome(StrEnum):
    """What importing one record would do here."""

    NEW = "new"  # not here yet
    SAME = "same"  # nothing new in it
    AHEAD = "ahead"  # the copy here is newer
    TAKE = "take"  # the copy that comes is newer
    JOIN = "join"  # both were edited, in different fields
    CONFLICT = "conflict"  # both were edited in the same field: stays open until a person decides


@dataclass(frozen=True)
class FieldDifference:
    """One field here and in the bundle, as field values."""

    field: str
    label: str
    mine: Any
    theirs: Any
    conflict: bool


@dataclass(frozen=True, slots=True)
class PlannedRecord:
    """One record of the bundle against the copy here."""

    outcome: Outcome
    type: str
    id: str
    title: str
    differences: tuple[FieldDifference, ...]
    number_taken: bool
    state: Versioned
    made: Signed
    moved: Signed


@dataclass(frozen=True)
class Plan:
    """What an import would do. `counts` has the number of records of each outcome."""

    records: tuple[PlannedRecord, ...]

    @property
    def counts(self) -> dict[str, int]:
        """Outcome → how many records."""
        found = dict.fromkeys((outcome.value for outcome in Outcome), 0)
        for record in self.records:
            found[record.outcome.value] += 1
        return found


def export_lines(
    session: Session, kinds: Iterable[RecordType], wanted: Callable[[Any], bool]
) -> Iterator[bytes]:
    """One JSON line a record, removed ones included: type, id, version state, values; in the order of `kinds`.

    wanted: takes a record, says whether it goes out.
    """
    for kind in kinds:
        store = session.store(kind.compartment)
        coded = codec(kind)
        for found in store.conn.execute(f"{coded.select} ORDER BY row") if store else ():
            row = coded.row(found)
            record = row.record
            if wanted(record):
                made = [
                    stamp(record.created_at),
                    record.created_by,
                    stamp(record.updated_at),
                    record.updated_by,
                ]
                line = {"t": kind.name, "i": record.id, "d": row.dots, "m": made, "x": coded.wire(record)}
                yield dumps(line).encode("utf-8", "surrogatepass")


def journal_lines(session: Session, compartment: Compartment) -> Iterator[bytes]:
    """One JSON line for each journal entry, in order, hashes as hex, so that the chain can be checked elsewhere."""
    store = session.store(compartment)
    for row in (
        store.conn.execute(
            """SELECT seq, at, who, device, op, type, record, rev, changes, note, mac, hash FROM journal ORDER BY seq"""
        )
        if store
        else ()
    ):
        yield dumps([part.hex() if isinstance(part, bytes) else part for part in row]).encode(
            "utf-8", "surrogatepass"
        )


def plan(session: Session, lines: Iterable[bytes]) -> Plan:
    """What importing `lines` would do. BundleError when a line is not understood; nothing is written."""
    came = map(Reader(session.catalog).record, lines)
    return Plan(
        _numbers_taken(session, [planned for part in _slices(came) for planned in _planned(session, part)])
    )


def apply(session: Session, planned: Plan, *, source: str) -> dict[str, int]:
    """Import `planned` as one transaction, journalled with `source` and who wrote it there; outcome → count.

    Twice is a no-op. db.unmerge finds by `source` what an import wrote.
    """
    with session.transaction() as changes:
        for part in _slices(planned.records):
            changes.touched.update(_put(session, part, source))
    return planned.counts


def keep_foreign_journal(session: Session, lines: Iterable[bytes]) -> int:
    """Keep another vault's journal beside ours, as evidence; entries already kept are left. Returns the new ones."""
    store = session.store(Compartment.RECORDS)
    assert store is not None
    kept = 0
    with session.transaction():
        for line in lines:
            device, seq = journal_line(line)
            cursor = store.conn.execute(
                """INSERT OR IGNORE INTO foreign_journal (device, seq, body) VALUES (?, ?, ?)""",
                (device, seq, line.decode("utf-8")),
            )
            kept += cursor.rowcount
    return kept


def no_key() -> BundleError:
    """What comes holds clues, and this user's key does not open them."""
    return BundleError(
        "这个密封包里有当前用户无权打开的内容", kept="本机数据没有变化", todo="请由有线索权限的人接收"
    )


_Item = TypeVar("_Item", Incoming, PlannedRecord)


def _slices(items: Iterable[_Item]) -> Iterator[list[_Item]]:
    """The items in their order, in pieces of one type in which no record comes twice."""
    part: list[_Item] = []
    ids: set[str] = set()
    for item in items:
        if part and (item.type != part[0].type or item.id in ids or len(part) >= SLICE):
            yield part
            part, ids = [], set()
        part.append(item)
        ids.add(item.id)
    if part:
        yield part


def _store(session: Session, kind: RecordType) -> Store:
    store = session.store(kind.compartment)
    if store is None:
        raise no_key()
    return store


def _planned(session: Session, part: Sequence[Incoming]) -> Iterator[PlannedRecord]:
    kind = part[0].kind
    held = _store(session, kind).find_rows(kind, [came.id for came in part])
    for came in part:
        title, row = codec(kind).title(came.state.shown), held.get(came.id)
        if row is not None:
            yield _compared(kind, came, title, row)
        else:
            yield PlannedRecord(
                Outcome.NEW, kind.name, came.id, title, (), False, came.state, came.made, came.moved
            )


def _compared(kind: RecordType, came: Incoming, title: str, row: Row) -> PlannedRecord:
    theirs = came.state
    mine = unpack(row.dots, codec(kind).wire(row.record))
    both = joined(mine, theirs)
    conflicts = set(both.conflicts())
    outcome = _outcome(mine, theirs, both, bool(conflicts - set(mine.conflicts())))
    differences = tuple(
        FieldDifference(
            name,
            kind.label_of(name),
            codec(kind).decode(name, mine.value(name)),
            codec(kind).decode(name, theirs.value(name)),
            name in conflicts,
        )
        for name in mine.shown
        if (name in conflicts or both.value(name) != mine.value(name))
        and outcome not in (Outcome.SAME, Outcome.AHEAD)
    )
    return PlannedRecord(outcome, kind.name, came.id, title, differences, False, both, came.made, came.moved)


def _numbers_taken(session: Session, records: Sequence[PlannedRecord]) -> tuple[PlannedRecord, ...]:
    """The records; of the new ones, those whose number another one here bears say so."""
    numbers: dict[str, set[str]] = {}
    for planned in records:
        if planned.outcome is Outcome.NEW and (number := planned.state.value("number")):
            numbers.setdefault(planned.type, set()).add(str(number))
    taken: dict[str, set[str]] = {}
    for name, borne in numbers.items():
        kind = session.catalog[name]
        taken[name] = _store(session, kind).numbers_held(kind, sorted(borne))
    return tuple(
        replace(planned, number_taken=True)
        if planned.outcome is Outcome.NEW and planned.state.value("number") in taken.get(planned.type, ())
        else planned
        for planned in records
    )


def _outcome(mine: Versioned, theirs: Versioned, both: Versioned, conflict: bool) -> Outcome:
    behind = any(count > mine.seen.get(replica, 0) for replica, count in theirs.seen.items())
    ahead = any(count > theirs.seen.get(replica, 0) for replica, count in mine.seen.items())
    if not behind and (both.shown, both.single, both.several) == (mine.shown, mine.single, mine.several):
        return Outcome.AHEAD if ahead else Outcome.SAME
    if conflict:
        return Outcome.CONFLICT
    return Outcome.JOIN if ahead else Outcome.TAKE


def _put(session: Session, part: Sequence[PlannedRecord], source: str) -> Iterator[tuple[str, str]]:
    """Write the records of a slice; yields the type and id of each that changed."""
    kind = session.catalog[part[0].type]
    store = _store(session, kind)
    moving = [item for item in part if item.outcome not in (Outcome.SAME, Outcome.AHEAD)]
    held = store.find_rows(kind, [item.id for item in moving])
    for is_here, items in groupby(moving, key=lambda item: item.id in held):
        if is_here:
            for item in items:
                _join(session, store, kind, item, held[item.id], source)
        else:
            store.add(kind, [_fresh(item, source) for item in items], session.signed(), op="merge")
    return ((item.type, item.id) for item in moving)


def _fresh(item: PlannedRecord, source: str) -> Fresh:
    state = item.state
    return Fresh(item.id, state.shown, pack(state), item.made, item.moved, _said(item, source))


def _said(item: PlannedRecord, source: str) -> str:
    return f"{source}，{item.moved.who} {item.moved.at[:16].replace('T', ' ')} 所改"


def _join(
    session: Session, store: Store, kind: RecordType, item: PlannedRecord, row: Row, source: str
) -> None:
    # Joined again with what is here now: between plan and apply a person may have typed on.
    before = codec(kind).wire(row.record)
    both = joined(unpack(row.dots, before), item.state)
    after = both.values()
    changed = {name: (before[name], after[name]) for name in before if before[name] != after[name]}
    store.put_state(row, both, changed, session.signed(), op="merge", note=_said(item, source))
