"""Between a record and its row: one codec for each record type, built from the declaration.

The wire value of a field (what the column, the journal and a bundle hold) is text, integer or null, never an object.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import json.encoder as json_encoder
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from functools import cache
from typing import Any

from app.core.fields import EMPTY, FileRef, Kind, Signature
from app.core.records import Record, RecordType
from db.schema import columns
from db.versions import Wire

_SIGNED = tuple(f.name for f in fields(FileRef))
VERSIONED_META = ("number", "state", "deleted")
"""Columns beside the declared fields whose writes are versioned and merged."""


def _no_json(value: object) -> object:
    raise TypeError(type(value).__name__)


# JSONEncoder makes one of these at each call, which costs more than a short value itself.
_ENCODE = json_encoder.c_make_encoder(  # type: ignore[attr-defined]  # the stubs leave it out
    None, _no_json, json_encoder.encode_basestring, None, ":", ",", True, False, True
)


def dumps(value: object) -> str:
    """Compact JSON with stable key order, the form that is hashed."""
    return "".join(_ENCODE(value, 0))


def stamp(when: datetime | None) -> str:
    """Date-times as text that sorts: 2026-03-15T09:30:00."""
    return when.isoformat(timespec="seconds") if when else ""


def _files_out(value: Sequence[FileRef]) -> str:
    return dumps([[getattr(ref, name) for name in _SIGNED] for ref in value]) if value else "[]"


def _files_in(text: str) -> tuple[FileRef, ...]:
    return tuple(FileRef(*row) for row in json.loads(text)) if text != "[]" else ()


def _signatures_out(value: Sequence[Signature]) -> str:
    return (
        dumps([[s.role, s.name, s.on.isoformat() if s.on else "", s.opinion] for s in value])
        if value
        else "[]"
    )


def _signatures_in(text: str) -> tuple[Signature, ...]:
    rows = json.loads(text) if text != "[]" else ()
    return tuple(Signature(r, n, date.fromisoformat(on) if on else None, op) for r, n, on, op in rows)


def _int(value: Any) -> Wire:
    return int(value)


def _bool(value: Any) -> bool:
    return bool(value)


_TO_WIRE: dict[Kind, Callable[[Any], Wire]] = {
    Kind.DATE: lambda v: v.isoformat() if v else None,
    Kind.MOMENT: lambda v: v.isoformat(timespec="minutes") if v else None,
    Kind.FLAG: _int,
    Kind.CHOICES: lambda v: dumps(list(v)) if v else "[]",
    Kind.LINKS: lambda v: dumps(list(v)) if v else "[]",
    Kind.FILES: _files_out,
    Kind.SIGNATURES: _signatures_out,
}
_FROM_WIRE: dict[Kind, Callable[[Any], Any]] = {
    Kind.DATE: lambda v: date.fromisoformat(v) if v else None,
    Kind.MOMENT: lambda v: datetime.fromisoformat(v) if v else None,
    Kind.FLAG: _bool,
    Kind.CHOICES: lambda v: tuple(json.loads(v)) if v != "[]" else (),
    Kind.LINKS: lambda v: tuple(json.loads(v)) if v != "[]" else (),
    Kind.FILES: _files_in,
    Kind.SIGNATURES: _signatures_in,
}


def to_wire(kind: Kind, value: object) -> Wire:
    """The wire value of a field of `kind`."""
    out = _TO_WIRE.get(kind)
    wire: Wire = out(value) if out else value  # type: ignore[assignment]  # the remaining kinds are their own wire value
    return wire


def from_wire(kind: Kind, value: Wire) -> Any:
    """The field value that `value` stands for."""
    into = _FROM_WIRE.get(kind)
    return into(value) if into else value


@dataclass(frozen=True)
class Row:
    """A stored record with what only the store needs: row number and version state."""

    row: int
    record: Record
    dots: str
    mac: bytes


class Codec:
    """Turns records of one type into column values and back."""

    def __init__(self, kind: RecordType) -> None:
        self.kind = kind
        self.columns = tuple(name for name, _ in columns(kind))
        self.select = f"SELECT {', '.join(self.columns)} FROM {kind.name}"
        self._out = tuple((s.name, _TO_WIRE.get(s.kind)) for s in kind.fields)
        self._in = tuple((s.name, _FROM_WIRE.get(s.kind)) for s in kind.fields)
        # A type with a field of that name is called what stands there.
        self.titled_by = ("title",) if kind.has("title") else tuple(sorted(kind.heading_fields | {"number"}))
        self._first = len(self.columns) - len(kind.fields)
        self.empty: dict[str, Wire] = {
            "number": "",
            "state": kind.lifecycle.initial,
            "deleted": 0,
            **{s.name: to_wire(s.kind, EMPTY[s.kind]) for s in kind.fields},
        }

    def wire(self, record: Record) -> dict[str, Wire]:
        """Every versioned value of `record`: number, state, deleted and the declared fields."""
        values: dict[str, Wire] = {
            "number": record.number,
            "state": record.state,
            "deleted": int(record.deleted),
        }
        for name, out in self._out:
            value = getattr(record, name)
            values[name] = out(value) if out else value
        return values

    def adding(self, names: Sequence[str]) -> str:
        """The statement that adds a row with the fixed columns but its number, and the fields `names`; the others stay empty."""
        held = (*self.columns[1 : self._first], *names)
        return f"INSERT INTO {self.kind.name} ({', '.join(held)}) VALUES ({', '.join('?' * len(held))})"

    def title(self, values: Mapping[str, Wire]) -> str:
        """The title of the record with these wire values; those of `titled_by` are enough."""
        if self.titled_by == ("title",):
            return str(values["title"])
        shown = {name: self.decode(name, values[name]) for name in self.kind.heading_fields}
        return self.kind.titled(shown, str(values["number"]))

    def record(
        self, id: str, values: Mapping[str, Wire], *, rev: int, made: tuple[str, str], moved: tuple[str, str]
    ) -> Record:
        """The record that these wire values make. made, moved: (when, by whom)."""
        columns = (
            None,
            id,
            values["number"],
            values["state"],
            rev,
            *made,
            *moved,
            values["deleted"],
            "",
            b"",
        )
        return self.row(columns + tuple(values[spec.name] for spec in self.kind.fields)).record

    def row(self, values: tuple[Any, ...]) -> Row:
        """A row fetched with `self.select`."""
        row, id, number, state, rev, made, maker, moved, mover, deleted, dots, mac = values[: self._first]
        held = {
            name: value if into is None else into(value)
            for (name, into), value in zip(self._in, values[self._first :], strict=True)
        }
        record = self.kind.cls(
            id=id,
            number=number,
            state=state,
            rev=rev,
            created_at=datetime.fromisoformat(made),
            created_by=maker,
            updated_at=datetime.fromisoformat(moved),
            updated_by=mover,
            deleted=bool(deleted),
            **held,
        )
        return Row(row, record, dots, mac)

    def after(self, record: Record, values: Mapping[str, Wire], names: Iterable[str], rev: int) -> Record:
        """`record` with the fields in `names` taken from the wire `values`."""
        changed = {name: self.decode(name, values[name]) for name in names}
        return replace(record, rev=rev, **changed)

    def decode(self, name: str, value: Wire) -> Any:
        """The value of field or meta column `name`."""
        if name in VERSIONED_META:
            return bool(value) if name == "deleted" else value
        return from_wire(self.kind.field(name).kind, value)


@cache
def codec(kind: RecordType) -> Codec:
    """The codec of `kind`, made once."""
    return Codec(kind)


def row_mac(key: bytes, kind: str, id: str, rev: int, values: Mapping[str, Wire]) -> bytes:
    """HMAC over type, id, rev and content, so that a row put back from an older page is noticed."""
    return hmac.digest(key, dumps([kind, id, rev, values]).encode("utf-8", "surrogatepass"), hashlib.sha256)


def seal_holds(
    key: bytes, kind: RecordType, id: str, rev: int, values: Mapping[str, Wire], mac: bytes
) -> bool:
    """Whether `mac` seals these values, or sealed them before the type was given its last fields, which then are empty."""
    held, empty = dict(values), codec(kind).empty
    for spec in reversed(kind.fields):
        if row_mac(key, kind.name, id, rev, held) == mac:
            return True
        if held.pop(spec.name) != empty[spec.name]:
            return False
    return False
