"""Record types: conduct review of the group, performance of people and partners."""

from __future__ import annotations

from app.core.records import Record

TYPES: tuple[type[Record], ...] = ()
