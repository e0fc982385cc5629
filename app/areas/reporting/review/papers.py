"""Papers: quality review of reports and papers, appraisal of leading groups, advice of experts. They read records and write nothing."""

from __future__ import annotations

from app.areas.parts import PaperSpec

PAPERS: tuple[PaperSpec, ...] = ()
