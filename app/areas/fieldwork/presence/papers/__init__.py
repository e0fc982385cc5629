"""Papers of the work on site: the kick-off meeting, meetings heard, the party branch, visits, checks, leaving, weekly report.

They read records and write nothing; a paper that is filled by hand is printed blank where nothing is known.
"""

from __future__ import annotations

from app.areas.fieldwork.presence.papers import meetings, onsite, weekly
from app.areas.parts import PaperSpec

PAPERS: tuple[PaperSpec, ...] = (*meetings.PAPERS, *onsite.PAPERS, *weekly.PAPERS)
