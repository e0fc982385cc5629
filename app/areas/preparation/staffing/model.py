"""Record types: choice of people, recusal matrix, training, loads."""

from __future__ import annotations

from app.core.records import Record

TYPES: tuple[type[Record], ...] = ()
