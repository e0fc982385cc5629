"""Appraise units, cadres, partner departments and the group's own conduct; every sum says how it was made.

A figure of clues is counted only for somebody whose key opens their compartment.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.areas.closeout.appraisal.model import (
    ConductReview,
    ExcellentCadre,
    PartnerTask,
    cap_of,
    drawn_in,
    share_of,
)
from app.areas.libraries.deadlines.service import due_from
from app.areas.libraries.model import Person, Unit
from app.areas.libraries.schemes.model import Assessment
from app.areas.libraries.schemes.service import Result, begin, combined, rows_of, schemes_of, sheets_about
from app.areas.preparation.model import Member, Round, Task
from app.core.errors import Refused
from app.core.lifecycle import Reader
from app.core.points import points_text, short_points
from db.session import Session

CONDUCT = "conduct_review"
COOPERATION = "unit_cooperation"
SECONDMENT = "secondment"
PARTNERS = "partner_tasks"
EXCELLENT = "excellent_cadre"
PERFORMANCE = "cadre_performance"


@dataclass(frozen=True)
class Standing:
    """Somebody or something appraised. key: id of the task, member or nomination; sheet: newest sheet, "" for none."""

    key: str
    name: str
    about: str
    sheet: str = ""
    points: int | None = None
    grade: str = ""
    state: str = ""


@dataclass(frozen=True)
class Partner:
    """One department over the round. score and full: of what was checked, in tenths; late: done or open past its date."""

    department: str
    total: int
    done: int
    late: int
    score: int
    full: int
    sheet: str = ""
    points: int | None = None
    grade: str = ""

    @property
    def formula(self) -> str:
        """The rate and the points as sums."""
        said = f"完成{self.done}÷分解{self.total}"
        return f"{said}；得分{short_points(self.score)}÷分值{short_points(self.full)}" if self.full else said


@dataclass(frozen=True)
class Board:
    """All appraisals of a round. drawn, share, cap: how many may be excellent."""

    units: tuple[Standing, ...]
    cadres: tuple[Standing, ...]
    partners: tuple[Partner, ...]
    excellent: tuple[Standing, ...]
    drawn: int
    share: int
    cap: int

    @property
    def share_text(self) -> str:
        """The limit as a sum."""
        return f"抽调{self.drawn}人×{self.share}%＝最多{self.cap}人"


def board_of(session: Session, round_id: str, *, today: date) -> Board:
    """The appraisals of a round as they stand."""
    tasks = session.find(Task, round_id=round_id)
    units = tuple(
        _standing(
            session, COOPERATION, task.id,
            session.get(Unit, task.unit_id).name if session.exists("unit", task.unit_id) else task.name,
            task.group_name,
        )
        for task in tasks
    )  # fmt: skip
    roles = {code.code: code.label for code in session.codes("group_role")}
    cadres = tuple(
        _standing(
            session,
            SECONDMENT,
            member.id,
            member.name,
            f"{task.group_name} {roles.get(member.role, '')}".strip(),
        )
        for task in tasks
        for member in session.find(Member, task_id=task.id)
        if member.state != "named"
    )
    nominated = session.find(ExcellentCadre, round_id=round_id)
    excellent = tuple(_nominee(session, held) for held in nominated)
    drawn, share = drawn_in(session, round_id), share_of(session)
    return Board(
        units, cadres, _partners(session, round_id, today), excellent, drawn, share, cap_of(drawn, share)
    )


def _standing(session: Session, kind: str, key: str, name: str, about: str) -> Standing:
    sheets = sheets_about(session, kind, subject_id=key)
    if not sheets:
        return Standing(key, name, about)
    last = sheets[-1]
    return Standing(
        key, name, about, last.id, last.points, last.grade, last.TYPE.lifecycle.state(last.state).label
    )


def _nominee(session: Session, held: ExcellentCadre) -> Standing:
    sheets = sheets_about(session, EXCELLENT, subject_id=held.id)
    last = sheets[-1] if sheets else None
    return Standing(
        held.id,
        held.name,
        held.group_name,
        last.id if last else "",
        last.points if last else held.points,
        last.grade if last else "",
        held.TYPE.lifecycle.state(held.state).label,
    )


def _partners(session: Session, round_id: str, today: date) -> tuple[Partner, ...]:
    rows: dict[str, list[PartnerTask]] = {}
    for held in session.find(PartnerTask, round_id=round_id):
        rows.setdefault(held.department, []).append(held)
    found = []
    for department, own in rows.items():
        sheets = sheets_about(session, PARTNERS, subject_id=f"{round_id}/{department}")
        checked = [held for held in own if held.state == "checked"]
        found.append(
            Partner(
                department=department,
                total=len(own),
                done=sum(held.state != "assigned" for held in own),
                late=sum(bool(held.due_on and (held.done_on or today) > held.due_on) for held in own),
                score=sum(held.score or 0 for held in checked),
                full=sum(held.full or 0 for held in checked),
                sheet=sheets[-1].id if sheets else "",
                points=sheets[-1].points if sheets else None,
                grade=sheets[-1].grade if sheets else "",
            )
        )
    return tuple(sorted(found, key=lambda held: -(held.points or 0)))


def _scheme(session: Session, kind: str) -> str:
    found = schemes_of(session, kind)
    if not found:
        label = session.code_label("scheme_kind", kind)
        raise Refused("不能打分", [f"没有启用的“{label}”评分方案"], todo="到资料库“评分方案”里启用或新建一个")
    return found[0].id


def appraise_unit(session: Session, task: Task) -> Assessment:
    """A sheet on how the inspected unit cooperated; the open one when there is one."""
    return _open_sheet(session, COOPERATION, task.id) or begin(
        session,
        _scheme(session, COOPERATION),
        task_id=task.id,
        unit_id=task.unit_id,
        subject=session.get(Unit, task.unit_id).name,
        subject_id=task.id,
        stage="配合情况",
        assessor=session.actor.name,
    )


def appraise_member(session: Session, member: Member) -> Assessment:
    """A sheet on a cadre who was drawn (挂职锻炼、抽调); leaders and deputies by their own scheme where there is one."""
    schemes = schemes_of(session, SECONDMENT)
    heads = [held for held in schemes if held.id.endswith(".leader")]
    chosen = heads[0].id if heads and member.role in ("leader", "deputy") else ""
    others = [held for held in schemes if held not in heads]
    return _open_sheet(session, SECONDMENT, member.id) or begin(
        session,
        chosen or (others[0].id if others else _scheme(session, SECONDMENT)),
        task_id=member.task_id,
        person_id=member.person_id,
        subject=member.name,
        subject_id=member.id,
        stage="离组考评",
        assessor=session.actor.name,
    )


def appraise_partner(session: Session, round_: Round, department: str) -> Assessment:
    """A sheet on a partner department of a round."""
    key = f"{round_.id}/{department}"
    return _open_sheet(session, PARTNERS, key) or begin(
        session, _scheme(session, PARTNERS), subject=department, subject_id=key, stage=round_.name,
        assessor=session.actor.name,
    )  # fmt: skip


def appraise_nominee(session: Session, held: ExcellentCadre) -> Assessment:
    """A sheet for the choice of excellent cadres; its points stand in the list beside the nomination."""
    return _open_sheet(session, EXCELLENT, held.id) or begin(
        session, _scheme(session, EXCELLENT), person_id=held.person_id, subject=held.name, subject_id=held.id,
        stage="评选", assessor=session.actor.name,
    )  # fmt: skip


def _open_sheet(session: Session, kind: str, key: str) -> Assessment | None:
    sheets = sheets_about(session, kind, subject_id=key)
    return sheets[-1] if sheets else None


def nominate(
    session: Session, round_: Round, person: Person, *, deeds: str = "", group_name: str = ""
) -> ExcellentCadre:
    """Nominate somebody for 优秀巡察干部, once in a round."""
    if session.find(ExcellentCadre, round_id=round_.id, person_id=person.id):
        raise Refused("不能重复推荐", [f"{person.name}已在推荐名单里"])
    return session.create(
        ExcellentCadre(
            round_id=round_.id,
            person_id=person.id,
            name=person.name,
            employer=" ".join(part for part in (person.employer, person.post) if part),
            group_name=group_name,
            deeds=deeds,
        )
    )


# 作风纪律后评估 -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ItemAverage:
    """One item over all sheets; average is tenths, rounded half up."""

    position: int
    aspect: str
    content: str
    full: int
    average: int

    @property
    def share(self) -> float:
        """Average over full points, in per cent."""
        return self.average * 100 / self.full if self.full else 100.0


def open_review(session: Session, task: Task) -> ConductReview:
    """The review of a group's conduct at its unit, with the day by which the talk is due; made once for a task."""
    held = session.find(ConductReview, task_id=task.id)
    if held:
        return held[-1]
    return session.create(
        ConductReview(
            task_id=task.id,
            scheme_id=_scheme(session, CONDUCT),
            group_name=task.group_name,
            started_on=date.today(),
            talk_due=due_from(session, "aftertalk", task.feedback_on, round_id=task.round_id),
        )
    )


def review_sheets(session: Session, review: ConductReview) -> tuple[Assessment, ...]:
    """The sheets of a review, in the order in which they were entered."""
    return sheets_about(session, CONDUCT, subject_id=review.id)


def add_sheet(session: Session, review: ConductReview) -> Assessment:
    """One more anonymous sheet to be entered: it has a number and no scorer."""
    if review.TYPE.lifecycle.state(review.state).locked:
        raise Refused("不能再录问卷", ["后评估已定结果"], todo="确需补录的，先“重新评估”")
    count = len(review_sheets(session, review)) + 1
    return begin(
        session, review.scheme_id, task_id=review.task_id, subject=f"{review.group_name}作风纪律",
        subject_id=review.id, stage=f"第{count}份",
    )  # fmt: skip


def count_review(session: Session, review: ConductReview) -> tuple[ConductReview, Result | None]:
    """Put the average of the confirmed sheets into the review; None while there is none."""
    held = session.get(ConductReview, review.id)
    confirmed = [sheet for sheet in review_sheets(session, held) if sheet.state == "confirmed"]
    done = combined(session, confirmed)
    wanted = replace(
        held, sheets=len(confirmed), points=done.points if done else None, grade=done.grade if done else ""
    )
    if wanted != held and not held.TYPE.lifecycle.state(held.state).locked:
        held = session.save(wanted)
    return held, done


def item_averages(reader: Reader, sheets: Sequence[Assessment]) -> tuple[ItemAverage, ...]:
    """Every item over the sheets, the weakest first."""
    points: dict[int, list[int]] = {}
    known: dict[int, tuple[str, str, int]] = {}
    for sheet in sheets:
        for row in rows_of(reader, sheet):
            place = row.position or 0
            known[place] = (row.aspect, row.content, row.full or 0)
            if row.points is not None:
                points.setdefault(place, []).append(row.points)
    found = [
        ItemAverage(place, *known[place], (2 * sum(given) + len(given)) // (2 * len(given)))
        for place, given in points.items()
    ]
    return tuple(sorted(found, key=lambda held: (held.share, held.position)))


def review_text(review: ConductReview, done: Result | None) -> str:
    """How many sheets came back and what they come to, as sums."""
    if done is None:
        return "还没有已确认的问卷"
    back = f"发出{review.sent}份，有效{review.sheets}份" if review.sent else f"有效问卷{review.sheets}份"
    return f"{back}；{done.formula}，{done.grade or '未定等次'}"


def points_or_dash(points: int | None) -> str:
    """Points for a table, a dash while nothing was scored."""
    return "—" if points is None else points_text(points)
