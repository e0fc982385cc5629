"""Record types: deadline rules, holidays, and which rule made which date."""

from __future__ import annotations

from app.core.records import Record

TYPES: tuple[type[Record], ...] = ()
