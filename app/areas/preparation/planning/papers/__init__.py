"""Papers of planning: plans, letters to departments and to the unit, lists, speeches. They read records and write nothing."""

from __future__ import annotations

from app.areas.parts import PaperSpec
from app.areas.preparation.planning.papers.letters import LETTERS
from app.areas.preparation.planning.papers.lists import CHECKLIST_SPEC, DISCIPLINE_SPEC, LISTS
from app.areas.preparation.planning.papers.means import BUDGET_SPEC, DUTIES_SPEC, EQUIPMENT_SPEC, MEANS
from app.areas.preparation.planning.papers.plans import PLANS
from app.areas.preparation.planning.papers.speeches import SPEECHES

__all__ = ("BUDGET_SPEC", "CHECKLIST_SPEC", "DISCIPLINE_SPEC", "DUTIES_SPEC", "EQUIPMENT_SPEC", "PAPERS")

PAPERS: tuple[PaperSpec, ...] = (*PLANS, *LETTERS, *LISTS, *MEANS, *SPEECHES)
