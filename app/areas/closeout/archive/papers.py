"""Papers: filing by item and by volume, the archive bundle. They read records and write nothing."""

from __future__ import annotations

from app.areas.parts import PaperSpec

PAPERS: tuple[PaperSpec, ...] = ()
