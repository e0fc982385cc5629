"""Record types: meetings, instructions, decisions tracked to the end."""

from __future__ import annotations

from app.core.records import Record

TYPES: tuple[type[Record], ...] = ()
