"""Record types: quality review of reports and papers, appraisal of leading groups, advice of experts."""

from __future__ import annotations

from app.core.records import Record

TYPES: tuple[type[Record], ...] = ()
