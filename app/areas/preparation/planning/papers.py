"""Papers: plans, responsibilities, coverage, choice of units, focus lists, cooperation. They read records and write nothing."""

from __future__ import annotations

from app.areas.parts import PaperSpec

PAPERS: tuple[PaperSpec, ...] = ()
