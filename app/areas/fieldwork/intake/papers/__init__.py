"""Papers of taking in: talks planned and outlined, petitions on their way, documents borrowed and read.

They read records and write nothing; the clue compartment is never read.
"""

from __future__ import annotations

from app.areas.fieldwork.intake.papers import material, petitions, talks
from app.areas.parts import PaperSpec

PAPERS: tuple[PaperSpec, ...] = (*talks.PAPERS, *petitions.PAPERS, *material.PAPERS)
