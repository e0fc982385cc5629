"""Quality review of reports and papers, its bulletin for a round, and the appraisal of a unit's leading group.

Scores are assessments by the schemes of the library; what the bulletin counts is said beside each figure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from app.areas.libraries.model import Unit
from app.areas.libraries.schemes.model import Assessment
from app.areas.libraries.schemes.service import begin, combined, schemes_of, sheets_about
from app.areas.preparation.model import Task
from app.areas.reporting.model import Report
from app.areas.reporting.review.model import ABOUT, AssessmentUse, Defect, LeadershipAssessment, ReportComment
from app.areas.workpapers.judging.service import defects
from app.areas.workpapers.model import Finding, WorkingPaper
from app.core.errors import Refused
from app.core.records import Record
from db.session import Session

Reviewed = Report | WorkingPaper
KIND = {"report": "report_quality", "working_paper": "paper_quality", "leadership_assessment": "leadership"}
"""What is scored → the kind of scheme that it is scored by."""


# Scoring --------------------------------------------------------------------------------------------------


def begin_review(
    session: Session, held: Reviewed | LeadershipAssessment, *, scheme_id: str = ""
) -> Assessment:
    """A scoring sheet for a report, a working paper or a leading group, by the scheme chosen, else the first in use."""
    kind = KIND[held.TYPE.name]
    schemes = schemes_of(session, kind)
    if not scheme_id and not schemes:
        raise Refused(
            "不能评审打分",
            ["没有启用的评分方案"],
            kept="没有建立评分记录",
            todo="先在资料库的“评分方案”里启用一套",
        )
    task = session.get(Task, held.task_id)
    number = len(sheets_about(session, kind, subject_id=held.id)) + 1
    return begin(
        session,
        scheme_id or schemes[0].id,
        task_id=held.task_id,
        unit_id=task.unit_id,
        subject=_called(session, held),
        subject_id=held.id,
        stage=f"第{number}份",
        assessor=session.actor.name,
    )


def _called(session: Session, held: Reviewed | LeadershipAssessment) -> str:
    if isinstance(held, LeadershipAssessment):
        return f"{session.get(Unit, held.unit_id).name}领导班子"
    return held.title


def outcome(session: Session, kind: str, subject_id: str) -> tuple[int, str, int] | None:
    """(points in tenths, grade, sheets) over the confirmed sheets of the scheme used last; None without one."""
    sheets = [
        sheet for sheet in sheets_about(session, kind, subject_id=subject_id) if sheet.state == "confirmed"
    ]
    if not sheets:
        return None
    same = [sheet for sheet in sheets if sheet.scheme_id == sheets[-1].scheme_id]
    got = combined(session, same)
    assert got is not None
    return got.points, got.grade, len(same)


# Defects --------------------------------------------------------------------------------------------------


def take_defects(session: Session, paper: WorkingPaper) -> tuple[Defect, ...]:
    """List what the rules of the self-check find wrong with a paper; what is listed already is not listed twice."""
    known = {(held.place, held.content) for held in session.find(Defect, paper_id=paper.id)}
    made = []
    with session.transaction():
        for found in defects(session, paper):
            place = paper.TYPE.field(found.where).label if paper.TYPE.has(found.where) else found.where
            if (place, found.text) in known:
                continue
            made.append(
                session.create(
                    Defect(
                        task_id=paper.task_id,
                        paper_id=paper.id,
                        place=place,
                        kind=found.aspect,
                        content=found.text,
                        found_by=session.actor.name,
                        found_on=date.today(),
                        by_rule=True,
                    )
                )
            )
    return tuple(made)


# The bulletin of a round ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Ranked:
    """One group in the bulletin. report and papers: points in tenths, None where nothing was confirmed.

    total: what the rank goes by, the mean of report and papers, or the one that there is.
    """

    rank: int
    task: Task
    unit: str
    report: int | None
    grade: str
    papers: int | None
    scored: int
    of: int
    total: int | None
    defects: int
    fixed: int


@dataclass(frozen=True)
class Bulletin:
    """评审通报: groups by rank, defects by kind (code, count, groups) most common first, and the open ones."""

    rows: tuple[Ranked, ...]
    kinds: tuple[tuple[str, int, int], ...]
    open: tuple[Defect, ...]
    formula: str = "总评＝（报告得分＋底稿平均分）÷2；只有一项的按那一项；只计已确认的评分"


def bulletin(session: Session, round_id: str) -> Bulletin:
    """The review of a round's reports and papers, from confirmed sheets and listed defects."""
    tasks = session.find(Task, round_id=round_id)
    rows = sorted((_scored(session, task) for task in tasks), key=_by_total, reverse=True)
    placed = tuple(
        replace(row, rank=1 + sum(_by_total(other) > _by_total(row) for other in rows)) for row in rows
    )
    found = [held for task in tasks for held in session.find(Defect, task_id=task.id)]
    counts = Counter(held.kind for held in found)
    kinds = tuple(
        (kind, count, len({held.task_id for held in found if held.kind == kind}))
        for kind, count in counts.most_common()
    )
    return Bulletin(placed, kinds, tuple(held for held in found if held.state == "open"))


def _by_total(row: Ranked) -> int:
    return -1 if row.total is None else row.total


def _scored(session: Session, task: Task) -> Ranked:
    reports = session.find(Report, task_id=task.id, kind="inspection")
    report = outcome(session, "report_quality", reports[-1].id) if reports else None
    papers = [held for held in session.find(WorkingPaper, task_id=task.id) if held.state != "void"]
    each = [got[0] for held in papers if (got := outcome(session, "paper_quality", held.id))]
    mean = (2 * sum(each) + len(each)) // (2 * len(each)) if each else None
    both = [points for points in (report[0] if report else None, mean) if points is not None]
    listed = session.find(Defect, task_id=task.id)
    return Ranked(
        0,
        task,
        session.get(Unit, task.unit_id).name,
        report[0] if report else None,
        report[1] if report else "",
        mean,
        len(each),
        len(papers),
        (2 * sum(both) + len(both)) // (2 * len(both)) if both else None,
        len(listed),
        sum(held.state != "open" for held in listed),
    )


# Comments -------------------------------------------------------------------------------------------------


def comments_of(session: Session, id: str, about: str = "report") -> tuple[ReportComment, ...]:
    """The comments on a text, open ones first. about: the record type of the text."""
    found = session.find(ReportComment, **{ABOUT[about]: id})
    return tuple(sorted(found, key=lambda held: held.state != "open"))


def comment_on(session: Session, held: Record, part: str, quoted: str) -> ReportComment:
    """A comment on a passage of a text, not stored yet: whose it is, of which day, on what."""
    name = held.TYPE.name
    text: dict[str, Any] = {ABOUT[name]: held.id}
    return ReportComment(
        about=name,
        task_id=str(getattr(held, "task_id", "")),
        part=part,
        quoted=quoted,
        noted_by=session.actor.name,
        noted_on=date.today(),
        **text,
    )


def settle_comment(session: Session, comment: ReportComment, *, adopted: bool, answer: str) -> ReportComment:
    """Adopt a comment, or say why it is not adopted."""
    with session.transaction():
        held = session.save(replace(comment, answer=answer)) if answer.strip() else comment
        return session.move(held, "adopt" if adopted else "keep", reason=answer, opinion=answer)


# Appraisal of the leading group -----------------------------------------------------------------------------


def begin_appraisal(session: Session, task: Task) -> LeadershipAssessment:
    """The appraisal of the unit's leading group, resting on the findings that the group confirmed; the open one if any."""
    known = [held for held in session.find(LeadershipAssessment, task_id=task.id) if held.state == "draft"]
    if known:
        return known[-1]
    found = [
        held for held in session.find(Finding, task_id=task.id) if held.state in ("confirmed", "papered")
    ]
    return session.create(
        LeadershipAssessment(
            task_id=task.id,
            unit_id=task.unit_id,
            made_on=date.today(),
            made_by=session.actor.name,
            shortcomings="\n".join(held.title for held in found),
            finding_ids=tuple(held.id for held in found),
            secrecy=task.secrecy,
        )
    )


def grade_by_scores(session: Session, held: LeadershipAssessment) -> LeadershipAssessment:
    """The grade that the confirmed scoring sheets come to; Refused when there is none or the list lacks that grade."""
    got = outcome(session, "leadership", held.id)
    codes = {code.label: code.code for code in session.codes("leadership_grade")}
    reasons = ["还没有已确认的评分"] if got is None else []
    if got is not None and got[1] not in codes:
        reasons.append(f"“班子评价等次”里没有“{got[1] or '未定'}”")
    if reasons or got is None:
        raise Refused("不能按评分定等次", reasons, kept="评价没有变化")
    return session.save(replace(held, grade=codes[got[1]]), note=f"按{got[2]}份评分定等次")


def uses_of(
    session: Session, appraisals: Sequence[LeadershipAssessment]
) -> dict[str, tuple[AssessmentUse, ...]]:
    """Appraisal id → who received it and what came of it."""
    return {held.id: session.find(AssessmentUse, appraisal_id=held.id) for held in appraisals}
