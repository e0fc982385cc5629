"""The demonstration's records of preparation.process: the steps of the round, some of them ticked by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from app.areas.preparation.model import Round
from app.areas.preparation.process.service import make_steps, steps_of
from app.demo.calendar import told
from db.session import Session

BY_HAND = {
    "1.10": date(2026, 2, 24),
    "1.5": date(2026, 2, 27),
    "1.6": date(2026, 3, 3),
    "1.11": date(2026, 3, 2),
}
"""Steps of the demonstration that no record proves, with the days on which they were done."""


def play(session: Session, *, office: bool) -> None:
    """Fill this part of a new demonstration vault; inside the caller's transaction."""
    round_ = session.get(Round, "demo.round.1")
    make_steps(session, round_)
    for step in steps_of(session, round_.id):
        if step.code in BY_HAND:
            session.move(session.save(replace(step, done_on=told(BY_HAND[step.code]))), "finish")
        elif step.code == "2.13" and office:
            session.move(step, "skip", reason="本轮没有需要即时移交的紧急线索")
