"""Record types: handbooks, methods, question banks, registers of rules."""

from __future__ import annotations

from app.core.records import Record

TYPES: tuple[type[Record], ...] = ()
