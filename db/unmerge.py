"""Take back a whole import: what it wrote is written over with what stood before, as new, journalled changes.

It removes no entry of the journal, and it takes nothing back on which later work stands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.core.errors import Refused
from app.core.records import Compartment, RecordType
from db.journal import parsed_changes
from db.rows import codec
from db.session import Session
from db.store import Store
from db.versions import Wire, unpack

TAKEN_BACK = "撤销导入："
"""How the note of an import that was taken back begins, before its source."""
_PART_OF_IT = ("merge", "settle", "event")
"""Journal operations that do not stand in the way: the import, its settling, and remarks."""


@dataclass
class Imported:
    """One record that an import wrote. added: it was not here; before: the fields as they stood here."""

    kind: RecordType
    id: str
    title: str
    added: bool
    before: dict[str, Wire] = field(default_factory=dict)


@dataclass(frozen=True)
class Undoing:
    """What taking an import back would do, and everything that stands against it."""

    source: str
    records: tuple[Imported, ...]
    reasons: tuple[str, ...]

    @property
    def added(self) -> int:
        """How many records would be taken out again."""
        return sum(held.added for held in self.records)


def plan_undo(session: Session, source: str) -> Undoing:
    """What `undo_import` would do for the import journalled with `source` (of db.merge.apply). Writes nothing."""
    found: list[Imported] = []
    reasons: list[str] = []
    for compartment in Compartment:
        store = session.store(compartment)
        if store is not None:
            _collect(session, store, source, found, reasons)
    added = {held.id for held in found if held.added}
    for held in found:
        if held.added:
            others = [r for r in session.linked(session.fetch(held.kind.name, held.id)) if r.id not in added]
            if others:
                reasons.append(f"{held.kind.label}“{held.title}”：本库已有 {len(others)} 条记录引用它")
    if not found:
        reasons.append("这次导入没有改动本库的记录，或者已经撤销")
    return Undoing(source, tuple(found), tuple(reasons))


def undo_import(session: Session, source: str) -> Undoing:
    """Put back what stood before the import. Refused, with every reason, when later work stands on it."""
    with session.transaction() as changes:
        planned = plan_undo(session, source)
        if planned.reasons:
            raise Refused("不能撤销本次导入", planned.reasons, kept="本库内容没有变化")
        for held in reversed(planned.records):
            store = session.store(held.kind.compartment)
            assert store is not None  # it was read from there
            row = store.find_row(held.kind, held.id)
            assert row is not None  # rows are never removed
            values = codec(held.kind).wire(row.record)
            wanted = _wanted(held, values, unpack(row.dots, values).conflicts())
            store.update(row, wanted, session.signed(), op="undo", note=f"{TAKEN_BACK}{source}")
            changes.touched.add((held.kind.name, held.id))
    return planned


def _wanted(held: Imported, values: Mapping[str, Wire], conflicts: tuple[str, ...]) -> dict[str, Wire]:
    if held.added:
        # Every field is written anew, as when a record is removed by hand.
        return {**values, "deleted": 1}
    return {**{name: values[name] for name in conflicts}, **held.before}


def _collect(session: Session, store: Store, source: str, found: list[Imported], reasons: list[str]) -> None:
    merged = store.conn.execute(
        """SELECT seq, type, record, rev, changes FROM journal
           WHERE op = 'merge' AND (note = ? OR substr(note, 1, ?) = ?) ORDER BY seq""",
        (source, len(source) + 1, f"{source}，"),
    ).fetchall()
    for seq, type_name, id, rev, changes in merged:
        kind = session.catalog[str(type_name)]
        row = store.find_row(kind, str(id))
        if row is None:
            continue
        before = {name: pair[0] for name, pair in parsed_changes(changes).items()}
        held = Imported(kind, str(id), row.record.title, int(rev) == 1, before)
        later = _standing(
            store.conn.execute(
                """SELECT op, changes, who, at, note FROM journal
                   WHERE record = ? AND record <> '' AND seq > ? ORDER BY seq""",
                (id, seq),
            ).fetchall(),
            source,
        )
        if later is None:
            continue
        standing = [entry for entry in later if entry[0] not in _PART_OF_IT]
        standing += [entry for entry in later if entry[0] == "merge"]
        if standing:
            _, _, who, at, _ = standing[-1]
            reasons.append(f"{kind.label}“{held.title}”：导入之后又改过（{who} {str(at)[:10]}）")
        for op, settled, *_ in later:
            if op == "settle":
                for name, pair in parsed_changes(settled).items():
                    held.before.setdefault(name, pair[0])
        found.append(held)


def _standing(later: Sequence[tuple[Any, ...]], source: str) -> list[tuple[Any, ...]] | None:
    """What happened to a record after an import and stands; None when that import itself was taken back.

    A later import that was taken back, with all that was settled in it, is as if it had not been.
    """
    if any(op == "undo" and note == f"{TAKEN_BACK}{source}" for op, _, _, _, note in later):
        return None
    left: list[tuple[Any, ...]] = []
    for entry in later:
        op, note = entry[0], str(entry[4])
        if op == "undo" and note.startswith(TAKEN_BACK):
            gone = note.removeprefix(TAKEN_BACK)
            start = next(
                (n for n, e in enumerate(left) if e[0] == "merge" and _from(str(e[4]), gone)), len(left)
            )
            del left[start:]
        else:
            left.append(entry)
    return left


def _from(note: str, source: str) -> bool:
    """Whether a journal note of a merge names this import."""
    return note == source or note.startswith(f"{source}，")
