"""Record types: the steps of a round: who, what, standard, limit."""

from __future__ import annotations

from app.core.records import Record

TYPES: tuple[type[Record], ...] = ()
