"""Papers: wording rules, common and typical problems, six-discipline check, quality of papers. They read records and write nothing."""

from __future__ import annotations

from app.areas.parts import PaperSpec

PAPERS: tuple[PaperSpec, ...] = ()
