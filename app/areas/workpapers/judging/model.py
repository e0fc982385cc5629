"""Record types: wording rules, common and typical problems, six-discipline check, quality of papers."""

from __future__ import annotations

from app.core.records import Record

TYPES: tuple[type[Record], ...] = ()
