"""Score things by editable schemes: begin a sheet, score its items, say the result with the sum that made it.

A sheet that was confirmed is not touched; an average says over how many sheets it was taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.areas.libraries.schemes.model import (
    Assessment,
    AssessmentScore,
    Scheme,
    SchemeItem,
    thresholds_of,
)
from app.core.errors import Refused
from app.core.lifecycle import Reader
from app.core.points import points_text, short_points
from db.session import Session


@dataclass(frozen=True)
class Result:
    """What a sheet (or several) came to. points and full are tenths; grade "" when the scheme names none that low."""

    points: int
    full: int
    grade: str
    formula: str


def schemes_of(session: Session, kind: str) -> tuple[Scheme, ...]:
    """The schemes of a kind that are in use, local ones first."""
    found = [scheme for scheme in session.find(Scheme, kind=kind) if scheme.valid]
    return tuple(sorted(found, key=lambda scheme: not scheme.local))


def items_of(session: Session, scheme_id: str) -> tuple[SchemeItem, ...]:
    """The items of a scheme, in order."""
    return tuple(sorted(session.find(SchemeItem, scheme_id=scheme_id), key=lambda item: item.position or 0))


def rows_of(reader: Reader, assessment: Assessment) -> tuple[AssessmentScore, ...]:
    """The score rows of a sheet, in order."""
    found = reader.find(AssessmentScore, assessment_id=assessment.id)
    return tuple(sorted(found, key=lambda row: row.position or 0))


def begin(
    session: Session,
    scheme_id: str,
    *,
    task_id: str = "",
    unit_id: str = "",
    person_id: str = "",
    subject: str = "",
    subject_id: str = "",
    stage: str = "",
    assessor: str = "",
    assessed_on: date | None = None,
) -> Assessment:
    """A sheet with one open row for each item of the scheme; Refused when the scheme cannot be used.

    subject: how the sheet is called; left out, it is the name of the person, unit or task.
    """
    scheme = session.get(Scheme, scheme_id)
    items = items_of(session, scheme.id)
    reasons = [] if items else ["方案里还没有评分项目"]
    reasons += [] if scheme.valid else ["方案已停用"]
    reasons += ["方案已移除"] if scheme.deleted else []
    called = subject or _called(session, person_id, unit_id, task_id)
    reasons += [] if called else ["没有写明评分对象"]
    if reasons:
        raise Refused(f"不能按“{scheme.name}”打分", reasons, kept="没有建立评分记录")
    with session.transaction():
        made = session.create(
            Assessment(
                scheme_id=scheme.id,
                kind=scheme.kind,
                method=scheme.method,
                subject=called,
                task_id=task_id,
                unit_id=unit_id,
                person_id=person_id,
                subject_id=subject_id,
                stage=stage,
                assessed_on=assessed_on or date.today(),
                assessor=assessor,
                full=scheme.full,
            )
        )
        for place, item in enumerate(items, 1):
            session.create(score_row(made, item, place))
    return made


def score_row(assessment: Assessment, item: SchemeItem, place: int) -> AssessmentScore:
    """The open row of an item; it keeps the words of the item as they are now."""
    return AssessmentScore(
        assessment_id=assessment.id,
        item_id=item.id,
        position=place,
        aspect=item.aspect,
        content=item.content,
        standard=item.standard,
        full=item.points,
    )


def _called(session: Session, person_id: str, unit_id: str, task_id: str) -> str:
    for type_name, id in (("person", person_id), ("unit", unit_id), ("task", task_id)):
        if id and session.exists(type_name, id):
            return str(getattr(session.fetch(type_name, id), "name", ""))
    return ""


def score(
    session: Session, assessment: Assessment, given: Mapping[int, tuple[int | None, str]]
) -> Assessment:
    """Fill in rows by position with (points in tenths, reason); every row that cannot be filled is a reason.

    Returns the sheet with points and grade anew.
    """
    held = session.get(Assessment, assessment.id)
    rows = {row.position or 0: row for row in rows_of(session, held)}
    if held.TYPE.lifecycle.state(held.state).locked:
        raise Refused("不能打分", ["这份评分已经确认"], kept="原评分没有变化", todo="确需改正的，先退回重评")
    reasons = [why for place, (points, _) in given.items() if (why := _wrong(rows.get(place), place, points))]
    if reasons:
        raise Refused("不能打分", reasons, kept="原评分没有变化")
    with session.transaction():
        for place, (points, reason) in given.items():
            session.save(replace(rows[place], points=points, reason=reason.strip()))
        done = result(session, held)
        return session.save(replace(held, points=done.points, grade=done.grade))


def _wrong(row: AssessmentScore | None, place: int, points: int | None) -> str:
    if row is None:
        return f"没有第{place}项"
    if points is not None and points < 0:
        return f"第{place}项的分数不能小于0"
    if points is not None and row.full is not None and points > row.full:
        return f"第{place}项最多{short_points(row.full)}分，填了{short_points(points)}分"
    return ""


def result(session: Session, assessment: Assessment) -> Result:
    """What the sheet comes to as it is filled now; open rows count as nothing given or taken."""
    scheme = session.get(Scheme, assessment.scheme_id)
    return result_of(scheme, assessment.full, rows_of(session, assessment))


def result_of(scheme: Scheme, full: int | None, rows: Sequence[AssessmentScore]) -> Result:
    """The result of these rows by this scheme; pure, so that a page can show it while somebody types."""
    whole = full or scheme.full or 0
    if scheme.method == "deduct":
        taken = [row.points for row in rows if row.points]
        points = max(0, whole - sum(taken))
        formula = f"得分＝{_minus(whole, taken)}＝{points_text(points)}（满分{short_points(whole)}，扣分{len(taken)}项）"
        if sum(taken) > whole:
            formula += "，扣完为止"
    else:
        points = sum(row.points or 0 for row in rows)
        parts = aspect_sums(rows)
        shown = "＋".join(f"{name}{short_points(got)}" for name, got, _ in parts) or "0"
        formula = f"得分＝{shown}＝{points_text(points)}（满分{short_points(whole)}）"
    open_rows = sum(row.points is None for row in rows)
    if open_rows and scheme.method == "add":
        formula += f"，还有{open_rows}项没有打分"
    return Result(points, whole, grade_for(scheme, points), formula)


def _minus(whole: int, taken: Sequence[int]) -> str:
    return "－".join((short_points(whole), *(short_points(each) for each in taken)))


def aspect_sums(rows: Iterable[AssessmentScore]) -> tuple[tuple[str, int, int], ...]:
    """(aspect, points, full) in the order of first use."""
    found: dict[str, tuple[int, int]] = {}
    for row in rows:
        got, most = found.get(row.aspect, (0, 0))
        found[row.aspect] = (got + (row.points or 0), most + (row.full or 0))
    return tuple((name, got, most) for name, (got, most) in found.items())


def grade_for(scheme: Scheme, points: int) -> str:
    """The grade that these points reach."""
    return next((grade for grade, least in thresholds_of(scheme.thresholds) if points >= least), "")


def combined(session: Session, assessments: Sequence[Assessment]) -> Result | None:
    """The average of several sheets by one scheme, rounded half up to a tenth; None without sheets.

    Refused when they were made by different schemes: such points cannot be added.
    """
    if not assessments:
        return None
    schemes = {held.scheme_id for held in assessments}
    if len(schemes) > 1:
        raise Refused("不能取平均", ["这些评分用的不是同一个方案"])
    scheme = session.get(Scheme, schemes.pop())
    each = [result(session, held) for held in assessments]
    count = len(each)
    total = sum(one.points for one in each)
    points = (2 * total + count) // (2 * count)
    if count <= 12:
        shown = "＋".join(short_points(one.points) for one in each)
        sum_text = f"（{shown}）÷{count}"
    else:
        sum_text = f"总分{short_points(total)}÷{count}份"
    formula = f"平均分＝{sum_text}＝{points_text(points)}（满分{short_points(each[0].full)}）"
    return Result(points, each[0].full, grade_for(scheme, points), formula)


def sheets_about(
    session: Session,
    kind: str,
    *,
    subject_id: str = "",
    unit_id: str = "",
    person_id: str = "",
    task_id: str = "",
) -> tuple[Assessment, ...]:
    """Every sheet of a kind about a subject, newest last."""
    given = {"subject_id": subject_id, "unit_id": unit_id, "person_id": person_id, "task_id": task_id}
    return session.find(Assessment, kind=kind, **{name: value for name, value in given.items() if value})


def confirm(session: Session, assessment: Assessment) -> Assessment:
    """Confirm a sheet; Refused names every row that is still to be filled."""
    return session.move(session.get(Assessment, assessment.id), "confirm")


def copy_scheme(session: Session, scheme: Scheme, name: str) -> Scheme:
    """另存为本地方案: the same items under a name of one's own."""
    with session.transaction():
        made = session.create(
            replace(
                scheme, id="", number="", state="", rev=0, name=name, local=True, valid=True, deleted=False
            )
        )
        for item in items_of(session, scheme.id):
            session.create(replace(item, id="", number="", state="", rev=0, scheme_id=made.id))
    return made


@dataclass(frozen=True)
class ItemRow:
    """One line of a sheet of items that comes in from outside; points are tenths."""

    aspect: str
    content: str
    points: int | None
    standard: str = ""
    evidence: str = ""


def add_items(session: Session, scheme: Scheme, rows: Sequence[ItemRow]) -> int:
    """Put items behind those that a scheme has; returns how many."""
    held = items_of(session, scheme.id)
    first = max((item.position or 0 for item in held), default=0)
    with session.transaction():
        for place, row in enumerate(rows, first + 1):
            session.create(
                SchemeItem(
                    scheme_id=scheme.id,
                    position=place,
                    aspect=row.aspect,
                    content=row.content,
                    points=row.points,
                    standard=row.standard,
                    evidence=row.evidence,
                )
            )
    return len(rows)
