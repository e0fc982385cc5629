"""Papers: scoring schemes, their items, and assessments by them. They read records and write nothing."""

from __future__ import annotations

from app.areas.parts import PaperSpec

PAPERS: tuple[PaperSpec, ...] = ()
