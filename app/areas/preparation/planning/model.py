"""Record types: plans, responsibilities, coverage, choice of units, focus lists, cooperation."""

from __future__ import annotations

from app.core.records import Record

TYPES: tuple[type[Record], ...] = ()
