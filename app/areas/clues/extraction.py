"""A clue out of the very words of a talk, or out of a hit of compared lists. All of it stays in the compartment.

Nothing is written to the source, so that it does not tell of the clue.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from app.areas.clues.model import Clue
from app.areas.clues.service import NO_KEY, register_clue
from app.areas.fieldwork.comparison.model import DataHit
from app.areas.fieldwork.intake.talks import Line, places, quote
from app.areas.fieldwork.model import Interview
from app.areas.preparation.model import Task
from app.core.errors import Refused
from db.session import Session


def clue_from_lines(
    session: Session, talk: Interview, lines: Sequence[Line], *, summary: str, subject: str = ""
) -> Clue:
    """A clue on chosen lines of a talk: the words are its content, their place its ground."""
    reasons = [] if session.can_clues else [NO_KEY]
    reasons += [] if lines else ["还没有选谈话里的话"]
    if reasons:
        raise Refused("不能提取为线索", reasons, kept="谈话记录没有变化")
    task = session.get(Task, talk.task_id)
    with session.transaction():
        made = register_clue(session, task, [talk], summary=summary, subject=subject)
        return session.save(
            replace(made, content=quote(lines), ground=f"{talk.number}{places(lines)}，原话见“反映问题”")
        )


def clue_from_hit(session: Session, hit: DataHit, *, summary: str) -> Clue:
    """A clue out of a hit that was checked: both rows are its content."""
    reasons = [] if session.can_clues else [NO_KEY]
    reasons += [] if hit.state == "lead" else ["这条比对结果还没有核实为线索"]
    reasons += [] if hit.task_id else ["这条比对结果不属于哪个任务"]
    if reasons:
        raise Refused("不能提取为线索", reasons, kept="比对结果没有变化")
    return session.create(
        Clue(
            task_id=hit.task_id,
            summary=summary,
            registered_on=date.today(),
            registrar=session.actor.name,
            source="other",
            subject=hit.name,
            amount=hit.amount,
            content=f"{hit.left_text}\n——\n{hit.right_text}",
            ground=f"数据比对{hit.number}（{hit.rule}）",
            inquiry=hit.finding,
        )
    )
