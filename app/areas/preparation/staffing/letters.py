"""Letters to home units (抽调函): one for each unit that people of a round are drawn from. It sends nothing."""

from __future__ import annotations

from app.areas.libraries.model import Person
from app.areas.preparation.model import Member, Round, Task
from app.areas.preparation.staffing.model import DrawLetter
from app.areas.preparation.staffing.rotation import home_unit_of
from db.session import Session


def letters_for(session: Session, round_: Round) -> tuple[DrawLetter, ...]:
    """A letter for every home unit whose people have none yet in this round, in the order of the groups."""
    asked = {id for letter in session.find(DrawLetter, round_id=round_.id) for id in letter.member_ids}
    wanted: dict[str, list[Member]] = {}
    tasks = session.find(Task, round_id=round_.id)
    for task in tasks:
        for member in session.find(Member, task_id=task.id):
            if member.state == "left" or member.id in asked:
                continue
            known = session.exists("person", member.person_id)
            home = home_unit_of(member, session.get(Person, member.person_id) if known else None)
            if home:
                wanted.setdefault(home, []).append(member)
    starts = min((task.stay_from for task in tasks if task.stay_from), default=round_.starts_on)
    ends = max((task.stay_to for task in tasks if task.stay_to), default=round_.ends_on)
    with session.transaction():
        return tuple(
            session.create(
                DrawLetter(
                    round_id=round_.id,
                    home_unit=home,
                    member_ids=tuple(dict.fromkeys(member.id for member in members)),
                    people="、".join(dict.fromkeys(member.name for member in members)),
                    starts_on=starts,
                    ends_on=ends,
                )
            )
            for home, members in wanted.items()
        )
