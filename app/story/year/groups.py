"""What a group does on site, by the use cases: talks, letters, a visit, problems up to signed papers, a clue, the report.

Everything is found by the group's own content; nothing is taken from another group's vault.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from app.areas.clues.model import Clue
from app.areas.clues.service import hand_clue, register_clue
from app.areas.feedback.model import Opinion
from app.areas.fieldwork.model import Evidence, Interview, Petition, Visit
from app.areas.libraries.model import Policy
from app.areas.preparation.model import Task
from app.areas.reporting.model import Report
from app.areas.reporting.service import assemble_report
from app.areas.workpapers.model import Finding
from app.areas.workpapers.service import make_paper
from app.core.fields import Signature
from app.story.year.content import Site, Trouble
from db.session import Session


def enter(session: Session) -> Task:
    """The group goes on site."""
    return session.move(own_task(session), "enter")


def on_site(session: Session, site: Site) -> None:
    """Everything from entering to leaving, at one laptop."""
    enter(session)
    talk(session, site)
    read_letters(session, site)
    walk(session, site)
    for trouble in site.troubles:
        find(session, trouble)
    write_papers(session, site)
    tell_on(session, site)
    report(session, site)


def own_task(session: Session) -> Task:
    """The task of this laptop."""
    return session.find(Task)[-1]


def talk(session: Session, site: Site) -> None:
    """All talks, signed page by page."""
    task = own_task(session)
    assert task.stay_from is not None
    with session.transaction():
        for place, subject in enumerate(site.talks, 1):
            _talk(session, task, site, subject, task.stay_from + timedelta(days=2 * place))


def read_letters(session: Session, site: Site) -> None:
    """All letters, registered and settled."""
    task = own_task(session)
    assert task.stay_from is not None
    with session.transaction():
        for place in range(1, site.letters + 1):
            _letter(session, task, site, place, task.stay_from + timedelta(days=3 * place))


def walk(session: Session, site: Site) -> None:
    """One visit to places and people."""
    task = own_task(session)
    assert task.stay_from is not None
    with session.transaction():
        visit = session.create(
            Visit(
                task_id=task.id,
                kind="visit",
                visited_at=_at(task.stay_from + timedelta(days=9), 14),
                place=f"{site.short}服务窗口和下属单位",
                visitors="、".join(site.members),
                people=site.visited,
                content=f"走访{site.visited}人次，了解办事、值守和群众反映。",
            )
        )
        session.move(visit, "check")


def _talk(session: Session, task: Task, site: Site, subject: str, on: date) -> None:
    trouble = site.troubles[0]
    held = session.create(
        Interview(
            task_id=task.id,
            subject=subject,
            subject_unit=site.unit,
            subject_post="主要负责人" if subject == site.head else "干部职工",
            started_at=_at(on, 9),
            ended_at=_at(on, 10),
            place="谈话室",
            interviewer=site.members[0],
            recorder=site.members[1],
            content=f"问：{trouble.title}是怎么回事？\n答：{trouble.summary}，制度有，没有人盯着执行。",
            extract=trouble.summary,
            confirmed="signed",
            confirmed_on=on,
            signed_pages=2,
            signed=(Signature("被谈话人", subject, on),),
        )
    )
    session.move(held, "sign")


def _letter(session: Session, task: Task, site: Site, place: int, on: date) -> None:
    trouble = site.troubles[(place - 1) % len(site.troubles)]
    held = session.create(
        Petition(
            task_id=task.id,
            received_on=on,
            channel="letter",
            naming="anonymous",
            summary=f"反映{trouble.title}",
            content=f"反映：{trouble.summary}，希望了解。",
            in_scope="in",
            handling="inspect",
            proposal="建议重点了解",
            decision="同意",
            handler=site.members[0],
            conclusion="partly",
            result="已了解，属实部分列入底稿",
            closed_on=on + timedelta(days=15),
        )
    )
    for step in ("propose", "decide", "handle", "close"):
        held = session.move(held, step)


def find(session: Session, trouble: Trouble) -> Finding:
    """One problem with its evidence, as a draft that the group still works on."""
    task = own_task(session)
    with session.transaction():
        proof = session.create(
            Evidence(task_id=task.id, name=trouble.proof, source="account", pages="第1-6页", page_total=6)
        )
        return session.create(
            Finding(
                task_id=task.id,
                title=trouble.title,
                summary=trouble.summary,
                focus=trouble.focus,
                aspect=trouble.aspect,
                sources=("document",),
                phenomenon=trouble.phenomenon,
                nature=trouble.nature,
                duty=trouble.duty,
                policy_ids=(session.find(Policy)[0].id,),
                evidence_ids=(proof.id,),
                disposals=("feedback",),
                found_on=task.stay_to,
            )
        )


def write_papers(session: Session, site: Site) -> None:
    """Every problem confirmed, and put into a working paper that is signed by all three."""
    task = own_task(session)
    with session.transaction():
        for held in session.find(Finding, task_id=task.id, state="draft"):
            paper = make_paper(session, task, [session.move(held, "confirm")], authors=site.members)
            for step in ("submit", "review", "sign"):
                paper = session.move(paper, step, opinion="同意")


def tell_on(session: Session, site: Site) -> None:
    """The clue of the site, if there is one, up to its handing over under seal."""
    if not site.clue:
        return
    task = own_task(session)
    with session.transaction():
        held = register_clue(
            session, task, session.find(Petition, task_id=task.id)[:1], summary=site.clue, subject="待查人员"
        )
        held = session.save(
            replace(
                held,
                content=f"{site.clue}，有两份材料可查。",
                assessment="具体可查，建议移交",
                proposal="verify",
            )
        )
        for step in ("assess", "approve"):
            held = session.move(held, step, opinion="同意移交")
        assert isinstance(held, Clue)
        hand_clue(session, held, receiver_body="discipline", handed_by=site.leader, seal_number="0101")


def report(session: Session, site: Site) -> Report:
    """The report from the signed papers, to the end of its levels; opinions beside it; then the group leaves."""
    task = own_task(session)
    with session.transaction():
        held = assemble_report(session, task)
        held = session.save(
            replace(
                held,
                overall=f"{site.short}党组织能够履行职责，但在制度执行和抓落实上还有差距。",
                suggestions="\n".join(f"{n}.整改“{t.title}”。" for n, t in enumerate(site.troubles, 1)),
            )
        )
        for step in ("consult", "submit", "finish"):
            held = session.move(held, step, opinion="同意")
        for place, trouble in enumerate(site.troubles, 1):
            session.create(
                Opinion(
                    task_id=task.id,
                    position=place,
                    kind="unit",
                    receiver=site.unit,
                    content=f"查清“{trouble.title}”的原因，逐项纠正并建立长效机制",
                )
            )
        session.move(session.get(Task, task.id), "leave")
    return held


def _at(on: date, hour: int) -> datetime:
    return datetime(on.year, on.month, on.day, hour)
