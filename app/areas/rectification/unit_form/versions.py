"""A form as a copy of records that another laptop edited: the version state in which it is merged.

Where the unit wrote what this vault has not touched since, it is taken; where both wrote, both stay until a person decides.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from app.areas.rectification.model import Measure
from app.areas.rectification.unit_form.layout import Stub
from app.areas.rectification.unit_form.model import UnitForm
from app.areas.rectification.unit_form.reading import Came, Change
from app.core.fields import FileRef, Kind
from app.core.records import Record
from db.rows import Row, codec, dumps, from_wire, stamp, to_wire
from db.unmerge import TAKEN_BACK
from db.versions import Versioned, Wire, born, pack, unpack, written

if TYPE_CHECKING:
    from db.session import Session


def replica_of(form_id: str) -> str:
    """Under what name the writes of a form stand in the version state of records."""
    return f"form-{form_id}"


class Places:
    """Numbers for measures that are new, counted on while a form is planned."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._last: dict[str, int] = {}

    def following(self, rect_task_id: str) -> int:
        """The next number under a task."""
        if rect_task_id not in self._last:
            held = self._session.find(Measure, rect_task_id=rect_task_id)
            self._last[rect_task_id] = max((m.position or 0 for m in held), default=0)
        self._last[rect_task_id] += 1
        return self._last[rect_task_id]


def theirs(
    session: Session, stub: Stub, change: Change, came: Came, refs: tuple[FileRef, ...], places: Places
) -> tuple[Versioned, dict[str, Wire]]:
    """The copy of a record that the form is: its version state, and what of it is new."""
    kind = session.catalog[change.row.type]
    replica = replica_of(stub.form_id)
    store = session.store(kind.compartment)
    assert store is not None  # rectification lies with the records
    here = store.find_row(kind, change.row.id)
    if here is None:
        full = {**codec(kind).empty, "task_id": stub.task_id, "rect_task_id": change.task, **change.values}
        if kind.has("position"):
            full["position"] = places.following(change.task)
        full |= _files((), refs)
        return born(replica, full), full
    known = _known(session, here, change, came, replica)
    held = from_wire(Kind.FILES, known.value("attachments"))
    values = {**change.values, **_files(held, refs)}
    if here.record.deleted and known.value("deleted"):
        values["deleted"] = 0
    return (written(known, replica, values), values) if values else (known, {})


def _known(session: Session, here: Row, change: Change, came: Came, replica: str) -> Versioned:
    """The record as the form knew it when the unit wrote: as it went out, or as an earlier return left it.

    When the last return was taken back and nothing came after, it is the record as it stands.
    """
    if change.row.id in came.states:
        dots, values = came.states[change.row.id]
        known = unpack(dots, values)
    elif change.row.held:
        known = unpack(change.row.dots, change.row.x)
    else:
        known = None
    if known is None or undone_last(session, here.record):
        return unpack(here.dots, codec(here.record.TYPE).wire(here.record))
    last = max(came.last.get(change.row.id, 0), known.seen.get(replica, 0))
    return replace(known, seen={**known.seen, replica: last}) if last else known


def undone_last(session: Session, record: Record) -> bool:
    """Whether the last thing that happened to a record is that an import was taken back."""
    entries = session.history(record)
    return bool(entries) and entries[0].op == "undo" and entries[0].note.startswith(TAKEN_BACK)


def _files(held: tuple[FileRef, ...], refs: tuple[FileRef, ...]) -> dict[str, Wire]:
    known = {ref.sha256 for ref in held}
    fresh = tuple(ref for ref in dict.fromkeys(refs) if ref.sha256 not in known)
    return {"attachments": to_wire(Kind.FILES, (*held, *fresh))} if fresh else {}


def line_of(session: Session, form: UnitForm, change: Change, theirs: Versioned) -> bytes:
    """The record as a line of a bundle, so that it is merged as one."""
    now, who = stamp(datetime.now()), f"{form.destination}填报"
    made = [now, who]
    if session.exists(change.row.type, change.row.id):
        held = session.fetch(change.row.type, change.row.id)
        made = [stamp(held.created_at), held.created_by]
    line = {"t": change.row.type, "i": change.row.id, "d": pack(theirs), "m": [*made, now, who], "x": theirs.values()}  # fmt: skip
    return dumps(line).encode("utf-8", "surrogatepass")
