"""The demonstration's records of libraries.deadlines: deadline rules, holidays, and which rule made which date."""

from __future__ import annotations

from app.areas.libraries.deadlines.holidays import load_years
from app.areas.libraries.deadlines.service import seed_rules, set_due
from app.areas.preparation.model import Task
from app.areas.preparation.service import FEEDBACK_RULES
from app.demo.calendar import is_moved, year
from db.session import Session


def play(session: Session, *, office: bool) -> None:
    """Fill this part of a new demonstration vault; inside the caller's transaction."""
    seed_rules(session)
    load_years(session, (year(), year() + 1) if is_moved() else (year(),))
    for task in session.find(Task):
        if task.feedback_on is not None and office:
            for code in FEEDBACK_RULES:
                task = set_due(session, task, code)
