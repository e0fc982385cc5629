"""The office's books of the year, filled by the use cases where clicking would be endless: units, people, tasks, members.

What is typed through the window stands in the acts; here are only more of the same.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from app.areas.libraries.model import Person, Policy, Unit
from app.areas.preparation.declarations import Pledge, Recusal
from app.areas.preparation.model import Round, Task
from app.areas.preparation.service import add_member, new_task
from app.story.year.content import ORDINALS, POLICY, ROUNDS, WAITING, RoundPlan, Site
from db.session import Session


def libraries(session: Session) -> None:
    """Units of the term, the people that the groups are drawn from, one policy."""
    title, clause, content = POLICY
    with session.transaction():
        session.create(Policy(title=title, clause=clause, content=content))
        for site in (site for plan in ROUNDS for site in plan.sites):
            session.create(
                Unit(
                    name=site.unit,
                    short_name=site.short,
                    category=site.category,
                    secretary=site.head,
                    contact="综合办公室",
                    contact_phone="0000-5550100",
                    county_leader="分管县领导",
                )
            )
        for name in WAITING:
            session.create(Unit(name=name, category="other"))
        for name in dict.fromkeys(name for plan in ROUNDS for site in plan.sites for name in group_of(site)):
            session.create(Person(name=name, employer="云栖县有关单位"))


def group_of(site: Site) -> tuple[str, ...]:
    """Leader, deputy and two members."""
    return (site.leader, site.deputy, *site.members)


def round_of(session: Session, plan: RoundPlan) -> Round:
    """The round as the window's form makes it."""
    return session.create(
        Round(
            name=plan.name,
            ordinal=plan.ordinal,
            year=2026,
            kinds=("regular",),
            starts_on=plan.stay[0],
            ends_on=plan.feedback,
            approved_on=plan.approved,
        )
    )


def task_of(session: Session, round_: Round, plan: RoundPlan, place: int) -> Task:
    """The task of group `place` (from 0) with its four members, who have declared and pledged."""
    site = plan.sites[place]
    unit = session.find(Unit, name=site.unit)[0]
    ordinal = ORDINALS[place]
    with session.transaction():
        task = new_task(
            session,
            round_,
            unit,
            group_name=f"县委第{ordinal}巡察组",
            group_ordinal=ordinal,
            leader=site.leader,
            stay_from=plan.stay[0],
            stay_to=plan.stay[1],
        )
        task = session.save(
            replace(
                task,
                deputies=site.deputy,
                liaison=site.members[0],
                name=f"县委第{ordinal}巡察组巡察{site.short}",
                authorised_on=plan.approved,
                hotline="0000-5550111",
                mailbox="云栖县邮政专用信箱",
                office="县城东路一号",
            )
        )
        add_group(session, task, site, plan.approved)
    return task


def add_group(session: Session, task: Task, site: Site, on: date) -> None:
    """The four members, none of whom has to stay away."""
    roles = ("leader", "deputy", "liaison", "member")
    for name, role in zip(group_of(site), roles, strict=True):
        member = add_member(session, task, session.find(Person, name=name)[0], role)
        session.move(member, "join")
    for recusal in session.find(Recusal, task_id=task.id):
        session.move(session.save(replace(recusal, declared_on=on)), "clear", opinion="无须回避")
    for pledge in session.find(Pledge, task_id=task.id):
        session.move(session.save(replace(pledge, signed_on=on)), "sign")
