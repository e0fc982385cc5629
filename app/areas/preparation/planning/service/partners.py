"""Ask all departments in one go (巡前情况函), chase those that do not answer, and see who answered what.

One letter goes to a department for a round; its answers are kept unit by unit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.areas.libraries.deadlines.service import due_from
from app.areas.libraries.model import Unit
from app.areas.preparation.model import Task
from app.areas.preparation.planning.model.partners import InfoRequest, Partner
from app.areas.preparation.planning.service.shipped import asks_of
from app.core.errors import InputProblems, Problem, Refused
from db.query import Filter, Op, Query
from db.session import Session

MOST = 40
"""Tasks looked at when no round is in hand."""
LETTER = "巡情函〔{year}〕{serial:02}号"


@dataclass(frozen=True)
class LetterBoard:
    """Departments × tasks: who was asked about whom. cells: (partner id, task id) → request; more: older tasks left out."""

    partners: tuple[Partner, ...]
    tasks: tuple[tuple[Task, Unit], ...]
    cells: dict[tuple[str, str], InfoRequest]
    more: int = 0

    def waiting(self, today: date) -> tuple[InfoRequest, ...]:
        """Letters that are out and past their day."""
        return tuple(r for r in self.cells.values() if r.state == "sent" and r.due_on and r.due_on < today)


def due_day(session: Session, sent_on: date, *, round_id: str = "") -> date | None:
    """The day to answer by the rule `partner_answer`, None where it is off; the sheet lets one change it."""
    return due_from(session, "partner_answer", sent_on, round_id=round_id)


def board(session: Session, round_id: str) -> LetterBoard:
    """The letters of one round; without one in hand those of the newest MOST tasks."""
    scope = (Filter("round_id", Op.EQ, round_id),) if round_id else ()
    tasks = [task for task in session.some(Query("task", scope), MOST) if isinstance(task, Task)]
    tasks.reverse()
    requests = [
        r for task in tasks for r in session.find(InfoRequest, task_id=task.id) if r.state != "closed"
    ]
    asked = {r.partner_id for r in requests}
    return LetterBoard(
        tuple(p for p in session.find(Partner) if p.active or p.id in asked),
        tuple((t, session.get(Unit, t.unit_id)) for t in tasks if session.exists("unit", t.unit_id)),
        {(r.partner_id, r.task_id): r for r in requests},
        session.count(Query("task", scope)) - len(tasks),
    )


def ask_all(
    session: Session,
    tasks: Sequence[Task],
    *,
    sent_on: date,
    due_on: date,
    contact: str = "",
    contact_phone: str = "",
) -> tuple[InfoRequest, ...]:
    """A letter to every active department about every one of `tasks` that it was not asked about; sent at once."""
    partners = [partner for partner in session.find(Partner) if partner.active]
    wrong = [Problem("due_on", "“回函期限”早于“发函日期”")] if due_on < sent_on else []
    if not partners:
        wrong.append(Problem("partner", "还没有登记协作单位：先在“协作单位”载入或新建"))
    if wrong:
        raise InputProblems("情况函还不能制发", wrong)
    made = []
    with session.transaction():
        for partner in partners:
            asked = {r.task_id for r in session.find(InfoRequest, partner_id=partner.id)}
            fresh = [task for task in tasks if task.id not in asked]
            number = session.number(LETTER) if fresh else ""
            for task in fresh:
                made.append(
                    session.move(
                        session.create(
                            InfoRequest(
                                round_id=task.round_id,
                                task_id=task.id,
                                partner_id=partner.id,
                                letter_number=number,
                                secrecy=task.secrecy,
                                content=asks_of(partner),
                                contact=contact,
                                contact_phone=contact_phone,
                                sent_on=sent_on,
                                due_on=due_on,
                            )
                        ),
                        "send",
                    )
                )
    if not made:
        raise Refused("没有要制发的情况函", ["所有协作单位都已就这些任务发过函"])
    return tuple(made)


def chase(session: Session, request: InfoRequest, *, on: date, how: str) -> InfoRequest:
    """Note that a department was reminded (催办); Refused when nothing is outstanding."""
    if request.state != "sent":
        label = request.TYPE.lifecycle.state(request.state).label
        raise Refused("不用催办", [f"这份情况函的状态是“{label}”"])
    line = f"{on.isoformat()} {how or '催办'}（{session.actor.name}）"
    return session.save(
        replace(
            request,
            chased=(request.chased or 0) + 1,
            chased_on=on,
            chases="\n".join(part for part in (request.chases, line) if part),
        )
    )


def answer(session: Session, request: InfoRequest, **values: object) -> InfoRequest:
    """Record what a department answered and close the letter."""
    with session.transaction():
        saved = session.save(replace(request, **values))  # type: ignore[arg-type]  # declared fields of InfoRequest
        return session.move(saved, "answer")


def same_letter(session: Session, request: InfoRequest) -> tuple[InfoRequest, ...]:
    """All requests that went out in one letter with this one."""
    rows = session.find(InfoRequest, partner_id=request.partner_id, letter_number=request.letter_number)
    return rows if request.letter_number else (request,)
