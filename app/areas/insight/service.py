"""Figures over a whole round, counted from the records, each with the formula that a reader can check.

It reads every area and is read by none; it writes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.areas.clues.model import Clue
from app.areas.feedback.model import FeedbackProblem, Opinion
from app.areas.fieldwork.model import Interview, Petition, Visit
from app.areas.libraries.model import Person
from app.areas.preparation.model import Member, Round, Task
from app.areas.rectification.model import RectTask
from app.areas.rectification.service import Rate, rate_of
from app.areas.workpapers.judging.service import FixFigures, fix_figures
from app.areas.workpapers.model import WorkingPaper
from db.session import Session


@dataclass(frozen=True)
class RoundFigures:
    """The quantities of one round. clues, clue_persons: None for a user who cannot open the compartment.

    immediate_fixes: feedback problems so marked; fixes: notices given out on site. people: the talent pool; members: people drawn into this round's groups, each once.
    """

    units: int
    problems: int
    opinions: int
    suggestions: int
    clues: int | None
    clue_persons: int | None
    people: int
    members: int
    talks: int
    petitions: int
    visits: int
    papers: int
    immediate_fixes: int
    fixes: FixFigures
    rate: Rate

    @property
    def formula(self) -> str:
        """How the completion rate was computed."""
        return self.rate.formula


def task_figures(session: Session, task: Task) -> RoundFigures:
    """The quantities of one task alone."""
    return _figures(session, (task,))


def round_figures(session: Session, round_: Round) -> RoundFigures:
    """The quantities of one round, over all its tasks."""
    return _figures(session, session.find(Task, round_id=round_.id))


def _figures(session: Session, tasks: tuple[Task, ...]) -> RoundFigures:
    ids = [task.id for task in tasks]
    problems = [
        held for key in ids for held in session.find(FeedbackProblem, task_id=key) if held.state != "dropped"
    ]
    opinions = [held for key in ids for held in session.find(Opinion, task_id=key)]
    clues = [held for key in ids for held in session.find(Clue, task_id=key) if held.state != "dropped"]
    visits = [held for key in ids for held in session.find(Visit, task_id=key)]
    papers = [held for key in ids for held in session.find(WorkingPaper, task_id=key) if held.state != "void"]
    return RoundFigures(
        units=len({task.unit_id for task in tasks}),
        problems=len(problems),
        opinions=len(opinions),
        suggestions=sum(held.kind != "unit" for held in opinions),
        clues=len(clues) if session.can_clues else None,
        clue_persons=sum(held.persons or 1 for held in clues) if session.can_clues else None,
        people=len(session.find(Person)),
        members=len(
            {held.person_id or held.name for key in ids for held in session.find(Member, task_id=key)}
        ),
        talks=sum(len(session.find(Interview, task_id=key)) for key in ids),
        petitions=sum(len(session.find(Petition, task_id=key)) for key in ids),
        visits=sum(held.people or 1 for held in visits),
        papers=len(papers),
        immediate_fixes=sum(held.immediate for held in problems),
        fixes=fix_figures(session, ids),
        rate=rate_of(held for key in ids for held in session.find(RectTask, task_id=key)),
    )
