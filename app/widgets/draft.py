"""Half-typed forms as bytes for the vault, and back. It must not decide when a draft is kept or dropped."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.core.records import RecordType
from db.rows import from_wire, to_wire


@dataclass(frozen=True)
class Draft:
    """What a form held: values by field, texts that could not be read, the rev it was based on, and when."""

    values: Mapping[str, Any]
    typed: Mapping[str, str] = field(default_factory=dict)
    rev: int = 0
    at: datetime | None = None


def draft_key(type_name: str, id: str) -> str:
    """Where the draft of a record lies; all new records of a type share one."""
    return f"form:{type_name}:{id or 'new'}"


def parse_key(key: str) -> tuple[str, str] | None:
    """(type name, id or "") of a form draft; None for other drafts."""
    parts = key.split(":", 2)
    return (
        (parts[1], "" if parts[2] == "new" else parts[2]) if len(parts) == 3 and parts[0] == "form" else None
    )


def pack(kind: RecordType, draft: Draft) -> bytes:
    """The draft as UTF-8 JSON of wire values."""
    values = {name: to_wire(kind.field(name).kind, value) for name, value in draft.values.items()}
    at = (draft.at or datetime.now()).isoformat(timespec="seconds")
    return json.dumps(
        {"values": values, "typed": dict(draft.typed), "rev": draft.rev, "at": at}, ensure_ascii=False
    ).encode()


def unpack(kind: RecordType, content: bytes | None) -> Draft | None:
    """The draft again; fields that this program does not know are left out, an unreadable draft is None."""
    if not content:
        return None
    try:
        held = json.loads(content)
        values = {
            name: from_wire(kind.field(name).kind, wire)
            for name, wire in held["values"].items()
            if kind.has(name)
        }
        return Draft(values, held["typed"], held["rev"], datetime.fromisoformat(held["at"]))
    except (ValueError, KeyError, TypeError):
        return None
