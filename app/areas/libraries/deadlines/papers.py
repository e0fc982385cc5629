"""Papers: deadline rules, holidays, and which rule made which date. They read records and write nothing."""

from __future__ import annotations

from app.areas.parts import PaperSpec

PAPERS: tuple[PaperSpec, ...] = ()
