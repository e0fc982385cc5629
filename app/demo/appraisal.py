"""The demonstration's records of closeout.appraisal: partner tasks, a review of conduct, appraisals, nominations."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from app.areas.closeout.appraisal.model import ConductReview, ExcellentCadre, InfoPiece, PartnerTask
from app.areas.closeout.appraisal.service import count_review
from app.areas.libraries.model import Person, Unit
from app.areas.libraries.schemes.model import Assessment, AssessmentScore, Scheme, SchemeItem
from app.areas.libraries.schemes.service import items_of, result_of, score_row
from app.areas.libraries.schemes.shipped import scheme_id
from app.areas.preparation.model import Member, Round, Task
from app.demo.calendar import day, is_moved, told
from app.demo.making import put
from db.session import Session

PARTNERS = (
    ("示例县审计局", "提供近三年审计情况", "按单位列明问题和整改", date(2026, 3, 6), date(2026, 3, 5), 100),
    ("示例县审计局", "选派审计人员2名", "能够脱产", date(2026, 3, 2), date(2026, 3, 2), 95),
    ("示例县信访局", "提供信访情况", "近三年信访量和重复访", date(2026, 3, 6), date(2026, 3, 10), 80),
    ("示例县财政局", "提供预决算和绩效情况", "近三年，附异常收支", date(2026, 3, 6), date(2026, 3, 6), None),
    ("示例县委组织部", "提供班子和选人用人情况", "含民主生活会情况", date(2026, 3, 6), None, None),
)
"""Department, what, to which standard, by when, done when, points in tenths once checked."""


def play(session: Session, *, office: bool) -> None:
    """Fill this part of a new demonstration vault; inside the caller's transaction."""
    round_ = session.get(Round, "demo.round.1")
    task = session.get(Task, "demo.task.1")
    people = {person.name: person for person in session.find(Person)}
    put(
        session, InfoPiece, "1", task_id=task.id, title="驻村巡察把党课讲到院坝", author="祁慎言",
        written_on=day(2026, 3, 20), adopted="county", adopted_by="县级简报",
    )  # fmt: skip
    if not office:
        return
    _partners(session, round_)
    _review(session, session.get(Task, "demo.task.2"))
    _cooperation(session)
    _cadres(session)
    _excellent(session, round_, people)


def sheet(
    session: Session,
    key: str,
    scheme: str,
    points: Callable[[SchemeItem], int],
    *,
    confirmed: bool = True,
    **about: Any,
) -> Assessment:
    """A sheet under a fixed id with every row scored."""
    held = session.get(Scheme, scheme)
    made = Assessment(id=f"demo.assessment.{key}")
    rows = [score_row(made, item, place) for place, item in enumerate(items_of(session, scheme), 1)]
    filled = []
    for item, row in zip(items_of(session, scheme), rows, strict=True):
        values = {spec.name: getattr(row, spec.name) for spec in row.TYPE.fields}
        values["points"] = points(item)
        values["reason"] = "材料晚一天提供" if held.method == "deduct" and values["points"] else ""
        filled.append(put(session, AssessmentScore, f"{key}.{row.position:02}", **values))
    done = result_of(held, held.full, filled)
    return put(
        session, Assessment, key, scheme_id=scheme, kind=held.kind, method=held.method, full=held.full,
        points=done.points, grade=done.grade, state="confirmed" if confirmed else "draft", **about,
    )  # fmt: skip


def _partners(session: Session, round_: Round) -> None:
    for place, (department, content, standard, due, done, score) in enumerate(PARTNERS, 1):
        put(
            session, PartnerTask, str(place), round_id=round_.id, position=place, department=department,
            content=content, standard=standard, due_on=day(2026, 9, 25) if is_moved() and score is None else told(due), done_on=told(done), score=score,
            result="已书面回复" if done else "", state="checked" if score is not None else "done" if done else "assigned",
        )  # fmt: skip


def _review(session: Session, task: Task) -> None:
    review = put(
        session, ConductReview, "1", task_id=task.id, scheme_id=scheme_id("conduct_review"),
        group_name=task.group_name, started_on=day(2026, 6, 18), sent=8, talk_due=day(2026, 7, 3),
        talked_on=day(2026, 6, 25), talked_by="巡察办主任", talked_with="班子成员2名、干部职工4名",
        talk="普遍反映巡察组纪律严明、待人平和；有干部提出个别资料重复要过。",
        self_view="总体遵守纪律，资料调阅有两次没有统一口径。",
    )  # fmt: skip
    for number in range(6):
        sheet(
            session, f"conduct.{number + 1}", scheme_id("conduct_review"), _slightly_less(number), task_id=task.id,
            subject=f"{task.group_name}作风纪律", subject_id=review.id, stage=f"第{number + 1}份",
            assessed_on=day(2026, 6, 26),
        )  # fmt: skip
    count_review(session, review)


def _slightly_less(number: int) -> Callable[[SchemeItem], int]:
    def points(item: SchemeItem) -> int:
        short = ((item.position or 0) + number * 5) % 11 == 0 or (item.position == 21 and number % 2 == 0)
        return (item.points or 0) * (7 if short else 10) // 10

    return points


def _cooperation(session: Session) -> None:
    for key in ("2", "3"):
        task = session.get(Task, f"demo.task.{key}")
        unit = session.get(Unit, task.unit_id)
        late = 4 if key == "2" else 6
        sheet(
            session, f"cooperation.{key}", scheme_id("unit_cooperation"),
            lambda item, late=late: 20 if item.position in (late, 7) else 0,  # type: ignore[misc]  # a bound default
            task_id=task.id, unit_id=unit.id, subject=unit.name, subject_id=task.id, stage="配合情况",
            assessor=task.leader, assessed_on=day(2026, 5, 9),
        )  # fmt: skip


def _cadres(session: Session) -> None:
    members = [held for held in session.find(Member, task_id="demo.task.2") if held.role == "member"]
    for number, member in enumerate(members[:2]):
        sheet(
            session, f"secondment.{number + 1}", scheme_id("secondment"),
            lambda item, less=number + 1: (item.points or 0) - 10 * less if (item.points or 0) >= 150 else item.points or 0,  # type: ignore[misc]  # a bound default
            task_id=member.task_id, person_id=member.person_id, subject=member.name, subject_id=member.id,
            stage="离组考评", assessor="方守正", assessed_on=day(2026, 5, 9), confirmed=number == 0,
            opinion="工作主动，底稿扎实，能独立完成查账。",
        )  # fmt: skip


def _excellent(session: Session, round_: Round, people: dict[str, Person]) -> None:
    rows = (
        ("万如一", "县委第二巡察组", 925, "承办3份底稿，查清2个工程项目程序问题", "chosen"),
        ("邹明察", "县委第二巡察组", 905, "核账发现往来款长期挂账问题", "chosen"),
        ("向日新", "县委第三巡察组", 890, "入户走访27户，掌握补贴发放实情", "nominated"),
    )
    for place, (name, group, points, deeds, state) in enumerate(rows, 1):
        held = people[name]
        put(
            session, ExcellentCadre, str(place), round_id=round_.id, person_id=held.id, name=name,
            employer=f"{held.employer} {held.post}", group_name=group, points=points, deeds=deeds, state=state,
            decided_on=day(2026, 6, 30) if state == "chosen" else None,
        )  # fmt: skip
