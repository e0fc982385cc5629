"""The papers of delivery: feedback to the head, the meeting's plan and receipt, the news, report, copy, recommendation."""

from __future__ import annotations

from app.areas.feedback.delivery.papers.letters import LETTER_PAPERS
from app.areas.feedback.delivery.papers.meetings import MEETING_PAPERS
from app.areas.parts import PaperSpec

PAPERS: tuple[PaperSpec, ...] = (*MEETING_PAPERS, *LETTER_PAPERS)
