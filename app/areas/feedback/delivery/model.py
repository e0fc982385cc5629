"""Record types: double feedback, copies to several levels, advice to departments."""

from __future__ import annotations

from app.core.records import Record

TYPES: tuple[type[Record], ...] = ()
