"""Fill a new vault with an invented round, so that a newcomer sees a desk at work and the figures have something to count.

Every place and person is made up. The first unit is left open: its inspection is the reader's to do.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.areas.libraries.model import Person, Unit
from app.areas.preparation.model import Round, Task
from app.catalog import seed_shipped
from app.core.paths import RESOURCES
from app.demo import (
    appraisal,
    archive,
    closing,
    comparison,
    deadlines,
    delivery,
    handbook,
    holding,
    intake,
    judging,
    lookback,
    meetings,
    planning,
    presence,
    process,
    register,
    review,
    schemes,
    staffing,
    supervision,
    surveys,
    templates,
    tracking,
)
from app.demo.calendar import is_moved, told_on
from app.demo.inspected import inspected
from app.demo.making import libraries_of, round_of, task_of
from app.demo.onsite import on_site
from db.session import Session

PLAYS = (
    deadlines.play,
    schemes.play,
    handbook.play,
    templates.play,
    process.play,
    planning.play,
    staffing.play,
    surveys.play,
    presence.play,
    intake.play,
    comparison.play,
    judging.play,
    tracking.play,
    meetings.play,
    review.play,
    delivery.play,
    supervision.play,
    lookback.play,
    appraisal.play,
    archive.play,
    closing.play,
    holding.play,
    register.play,
)
"""What each part of the work adds, from left to right."""
SOURCE = RESOURCES / "demo" / "round.json"
LATER = ("2026-09-21", "2026-11-06")
"""The stay in the unit that is still to be inspected, where the story moves with the day."""


@dataclass(frozen=True)
class Demo:
    """What was made: the round, its units, and the task that is left to be done by hand."""

    round: Round
    units: tuple[Unit, ...]
    people: tuple[Person, ...]
    first_task: Task


def fill_demo(session: Session, *, office: bool, today: date | None = None) -> Demo:
    """Fill a new vault. office: the whole round, two of its three units inspected; else one group's laptop on site.

    With `office` the round holds 11 problems, 9 opinions, 4 clues and 25 people; the first unit is still to come.
    Records have fixed ids, so that two demonstration vaults merge without doubles.
    today: the story is told so that it stands in its middle on this day; None leaves its days as they are written.
    """
    with told_on(today, office=office):
        return _filled(session, office=office)


def _filled(session: Session, *, office: bool) -> Demo:
    source: dict[str, Any] = json.loads(SOURCE.read_text(encoding="utf-8"))
    with session.transaction():
        seed_shipped(session)
        session.set_setting("group", "一")
        session.set_setting("round", "三")
        libraries = libraries_of(session, source)
        if office:
            lookback.ahead(session)
        later = office and is_moved()
        round_ = round_of(session, longer=later)
        plan = source["first"] | ({"stay": LATER} if later else {})
        first = task_of(session, "1", plan, round_, libraries, "preparing" if office else "onsite")
        if office:
            for key, plan in enumerate(source["others"], 2):
                inspected(session, str(key), plan, round_, libraries)
        else:
            on_site(session, first, libraries)
        for play in PLAYS:
            play(session, office=office)
    return Demo(round_, libraries.units, libraries.people, first)
