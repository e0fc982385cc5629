"""Record types: interview plans and outlines, petition steps, loans, scanned paper."""

from __future__ import annotations

from app.core.records import Record

TYPES: tuple[type[Record], ...] = ()
