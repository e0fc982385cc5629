"""Record types: warnings, inspection visits, satisfaction, publication, accounts."""

from __future__ import annotations

from app.core.records import Record

TYPES: tuple[type[Record], ...] = ()
