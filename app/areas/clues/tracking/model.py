"""Record types: routing, transfer, chase and result of clues."""

from __future__ import annotations

from app.core.records import Record

TYPES: tuple[type[Record], ...] = ()
