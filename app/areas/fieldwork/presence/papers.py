"""Papers: announcement, letter box, hotline, village work, methods on site. They read records and write nothing."""

from __future__ import annotations

from app.areas.parts import PaperSpec

PAPERS: tuple[PaperSpec, ...] = ()
