"""Record types: announcement, letter box, hotline, village work, methods on site."""

from __future__ import annotations

from app.core.records import Record

TYPES: tuple[type[Record], ...] = ()
