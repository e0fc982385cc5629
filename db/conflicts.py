"""What two vaults wrote without knowing of each other and nobody has decided yet, over all record types.

It decides nothing: a person settles each with `Session.settle`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.core.records import RecordType
from db.journal import parsed_changes
from db.rows import Row, codec
from db.session import Session
from db.store import Store
from db.versions import Sibling, Wire, unpack


@dataclass(frozen=True)
class Side:
    """One of the values. here: written in this vault; said: who wrote it and when, as far as this vault knows."""

    value: Any
    here: bool
    said: str


@dataclass(frozen=True)
class OpenConflict:
    """A field of a record with several living values, those of this vault first."""

    type: str
    id: str
    title: str
    field: str
    label: str
    sides: tuple[Side, ...]


def open_conflicts(session: Session) -> tuple[OpenConflict, ...]:
    """Every open conflict that this user may see, type by type. Reads one column of the small tables: for a worker."""
    found: list[OpenConflict] = []
    for kind in session.catalog:
        store = session.store(kind.compartment)
        if store is None:
            continue
        # Unordered, so that the index of just these rows serves where a type has one.
        ids = store.conn.execute(
            f"""SELECT row, id FROM {kind.name} WHERE instr(dots, '"s":{{') > 0"""
        ).fetchall()
        for _, id in sorted(ids):
            row = store.find_row(kind, str(id))
            if row is not None:
                found.extend(_of_record(store, kind, row))
    return tuple(found)


def _of_record(store: Store, kind: RecordType, row: Row) -> Iterator[OpenConflict]:
    state = unpack(row.dots, codec(kind).wire(row.record))
    for name in state.conflicts():
        writes = sorted(state.writes(name), key=lambda write: write[0] != store.replica)
        once: dict[Wire, Sibling] = {}
        for write in writes:
            once.setdefault(write[2], write)
        sides = tuple(_side(store, kind, row, name, write) for write in once.values())
        yield OpenConflict(kind.name, row.record.id, row.record.title, name, kind.label_of(name), sides)


def _side(store: Store, kind: RecordType, row: Row, name: str, write: Sibling) -> Side:
    replica, _, value = write
    here = replica == store.replica
    return Side(
        codec(kind).decode(name, value),
        here,
        _written_here(store, row, name, value) if here else _came_with(store, row),
    )


def _written_here(store: Store, row: Row, name: str, value: Wire) -> str:
    for entry in store.journal.entries(row.record.id):
        _, at, who, _, op, _, _, _, _, changes = entry
        pair = parsed_changes(changes).get(name)
        if op != "merge" and pair is not None and pair[1] == value:
            return f"{who} {_when(at)}"
    return row.record.created_by


def _came_with(store: Store, row: Row) -> str:
    for entry in store.journal.entries(row.record.id):
        if entry[4] == "merge":
            return str(entry[8])
    return ""


def _when(at: str) -> str:
    return f"{datetime.fromisoformat(at):%Y-%m-%d %H:%M}"
