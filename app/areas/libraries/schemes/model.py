"""Record types: scoring schemes, their items, and assessments by them."""

from __future__ import annotations

from app.core.records import Record

TYPES: tuple[type[Record], ...] = ()
