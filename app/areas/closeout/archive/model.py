"""Record types: filing by item and by volume, the archive bundle."""

from __future__ import annotations

from app.core.records import Record

TYPES: tuple[type[Record], ...] = ()
