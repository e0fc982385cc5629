"""What the right pane is to speak of: a type, and a record of it when there is one. Plain values only."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.records import Record, RecordType


@dataclass(frozen=True)
class Context:
    """kind: whose guide to show; record: whose links, attachments and history, None on lists and new forms."""

    kind: RecordType | None
    record: Record | None = None
