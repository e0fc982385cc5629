"""Records out to a bundle and in from one: every copy of a record joined so that no edit is lost in silence.

A plan shows what would change before anything does; applying it is one transaction. Sealing is not its business.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.core.errors import BundleError
from app.core.records import Compartment, RecordType
from db.incoming import Incoming, journal_line, record_line
from db.rows import codec, dumps, stamp
from db.session import Session
from db.store import Signed, Store
from db.versions import Versioned, joined, unpack


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


@dataclass(frozen=True)
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
    return Plan(tuple(_planned(session, record_line(session.catalog, line)) for line in lines))


def apply(session: Session, planned: Plan, *, source: str) -> dict[str, int]:
    """Import `planned` as one transaction, journalled with `source` and who wrote it there; outcome → count.

    Twice is a no-op. db.unmerge finds by `source` what an import wrote.
    """
    with session.transaction() as changes:
        for item in planned.records:
            kind = session.catalog[item.type]
            store = session.store(kind.compartment)
            if store is None:
                raise no_key()
            if item.outcome in (Outcome.SAME, Outcome.AHEAD):
                continue
            _put(session, store, kind, item, source)
            changes.touched.add((item.type, item.id))
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


def _planned(session: Session, parsed: Incoming) -> PlannedRecord:
    kind, theirs = parsed.kind, parsed.state
    store = session.store(kind.compartment)
    if store is None:
        raise no_key()
    row = store.find_row(kind, parsed.id)
    title = (
        codec(kind)
        .record(parsed.id, theirs.values(), rev=1, made=(parsed.made.at, ""), moved=(parsed.moved.at, ""))
        .title
    )
    number = str(theirs.value("number") or "")
    taken = bool(row is None and number and any(store.where(kind, {"number": number})))
    if row is None:
        return PlannedRecord(
            Outcome.NEW, kind.name, parsed.id, title, (), taken, theirs, parsed.made, parsed.moved
        )
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
        for name in mine.fields
        if (name in conflicts or both.value(name) != mine.value(name))
        and outcome not in (Outcome.SAME, Outcome.AHEAD)
    )
    return PlannedRecord(
        outcome, kind.name, parsed.id, title, differences, False, both, parsed.made, parsed.moved
    )


def _outcome(mine: Versioned, theirs: Versioned, both: Versioned, conflict: bool) -> Outcome:
    behind = any(count > mine.seen.get(replica, 0) for replica, count in theirs.seen.items())
    ahead = any(count > theirs.seen.get(replica, 0) for replica, count in mine.seen.items())
    if both.fields == mine.fields and not behind:
        return Outcome.AHEAD if ahead else Outcome.SAME
    if conflict:
        return Outcome.CONFLICT
    return Outcome.JOIN if ahead else Outcome.TAKE


def _put(session: Session, store: Store, kind: RecordType, item: PlannedRecord, source: str) -> None:
    signed = session.signed()
    row = store.find_row(kind, item.id)
    source = f"{source}，{item.moved.who} {item.moved.at[:16].replace('T', ' ')} 所改"
    if row is None:
        store.put_foreign(kind, item.id, item.state, item.made, item.moved, signed, source)
        return
    # Joined again with what is here now: between plan and apply a person may have typed on.
    before = codec(kind).wire(row.record)
    both = joined(unpack(row.dots, before), item.state)
    after = both.values()
    changed = {name: (before[name], after[name]) for name in before if before[name] != after[name]}
    store.put_state(row, both, changed, signed, op="merge", note=source)
