"""A record of the export as a copy that another laptop edited, so that it is merged as everything is merged.

What is open here is taken; what both sides filled in differently stays with both values until a person decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from app.areas.rectification.unit_form.standalone.drafting import Change
from app.areas.rectification.unit_form.standalone.matching import plain
from app.areas.rectification.unit_form.standalone.wording import once
from app.areas.rectification.unit_form.versions import undone_last
from app.core.fields import FileRef, Kind
from db.rows import Row, codec, dumps, from_wire, stamp, to_wire
from db.versions import Sibling, Versioned, Wire, born, of_writes, pack, unpack

if TYPE_CHECKING:
    from db.session import Session

ATTACHMENTS = "attachments"
Brought = Mapping[str, Wire]
"""Field → what the same export said last time; of attachments, all that ever came."""


def copy_of(
    session: Session, change: Change, refs: tuple[FileRef, ...], before: Brought, replica: str
) -> Versioned | None:
    """The copy; None when there is nothing in it that this vault does not have. before: what is not in it was emptied."""
    kind = change.type.TYPE
    store = session.store(kind.compartment)
    assert store is not None  # rectification lies with the records
    here = store.find_row(kind, change.id)
    if here is None:
        values = {**codec(kind).wire(change.type()), **change.values, **change.steps}
        if refs:
            values[ATTACHMENTS] = to_wire(Kind.FILES, refs)
        return born(replica, values)
    return _written(session, here, change, _files(here, refs, before), before, replica)


def _written(
    session: Session, here: Row, change: Change, files: dict[str, Wire], before: Brought, replica: str
) -> Versioned | None:
    kind = codec(here.record.TYPE)
    mine = unpack(here.dots, kind.wire(here.record))
    empty = kind.wire(change.type())
    revived = here.record.deleted and undone_last(session, here.record)
    taken: dict[str, Wire] = {**change.steps, **files, **({"deleted": 0} if revived else {})}
    disputed: dict[str, Wire] = {}
    cleared = {name: empty[name] for name in before if name not in change.values and name != ATTACHMENTS}
    for name, value in {**cleared, **change.values}.items():
        held = mine.value(name)
        if _alike(value, held) or (name in before and value == before[name]):
            continue
        if revived or held == empty[name] or (name in before and held == before[name]):
            taken[name] = value
        else:
            disputed[name] = value
    taken = {name: value for name, value in taken.items() if value != mine.value(name)}
    if not taken and not disputed:
        return None
    counter = max(mine.seen.values(), default=0) + 1
    fields: dict[str, tuple[Sibling, ...]] = dict(mine.fields)
    fields |= {name: ((replica, counter, value),) for name, value in taken.items()}
    # Both writes live: neither side has seen the other's.
    fields |= {name: (*mine.fields[name], (replica, counter, value)) for name, value in disputed.items()}
    return of_writes(mine.birth, {**mine.seen, replica: counter}, fields)


def _alike(value: Wire, held: Wire) -> bool:
    """Whether two values say the same; spaces and stops make no difference."""
    if isinstance(value, str) and isinstance(held, str) and value and held:
        return value == held or plain(value) == plain(held) != ""
    return value == held


def _files(here: Row, refs: tuple[FileRef, ...], before: Brought) -> dict[str, Wire]:
    """What is held with what is new; a file that came before and was taken away here does not come again."""
    held: tuple[FileRef, ...] = getattr(here.record, ATTACHMENTS, ())
    came = before.get(ATTACHMENTS)
    known = {ref.sha256 for ref in (*held, *(from_wire(Kind.FILES, came) if came else ()))}
    fresh = tuple(ref for ref in refs if ref.sha256 not in known)
    return {ATTACHMENTS: to_wire(Kind.FILES, (*held, *fresh))} if fresh else {}


def said_of(change: Change, refs: tuple[FileRef, ...], before: Brought) -> dict[str, Wire]:
    """What is kept of a change, to be compared with the next export."""
    came = before.get(ATTACHMENTS)
    files = once((*(from_wire(Kind.FILES, came) if came else ()), *refs))
    return {**change.values, **({ATTACHMENTS: to_wire(Kind.FILES, files)} if files else {})}


def line_of(session: Session, change: Change, copy: Versioned, who: str) -> bytes:
    """The record as a line of a bundle."""
    now = stamp(datetime.now())
    made = [now, who]
    if session.exists(change.type.TYPE.name, change.id):
        held = session.fetch(change.type.TYPE.name, change.id)
        made = [stamp(held.created_at), held.created_by]
    line = {"t": change.type.TYPE.name, "i": change.id, "d": pack(copy), "m": [*made, now, who], "x": copy.values()}  # fmt: skip
    return dumps(line).encode("utf-8", "surrogatepass")
