"""Record types: comparison of imported lists."""

from __future__ import annotations

from app.core.records import Record

TYPES: tuple[type[Record], ...] = ()
