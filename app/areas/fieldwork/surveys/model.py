"""Record types: questionnaires, democratic assessment, their counts."""

from __future__ import annotations

from app.core.records import Record

TYPES: tuple[type[Record], ...] = ()
