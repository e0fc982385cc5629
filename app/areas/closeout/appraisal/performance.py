"""绩效考核 of cadres: what the records say of each, points made of it by a shown rule, and the ranking with its reasons.

Figures are proposals for the sheet; a person scores and confirms.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.areas.closeout.appraisal.model import InfoPiece
from app.areas.closeout.appraisal.service import PERFORMANCE
from app.areas.clues.model import Clue
from app.areas.libraries.schemes.model import Assessment, SchemeItem
from app.areas.libraries.schemes.service import begin, items_of, schemes_of, score, sheets_about
from app.areas.preparation.model import Member, Task
from app.areas.workpapers.model import APPROVED, WorkingPaper
from app.core.errors import Refused
from app.core.points import points_text
from db.query import Filter, Op, Query
from db.session import Session

FIGURES = ("problems", "papers", "clues", "talks", "visits", "petitions", "pieces")
LABELS = {
    "problems": "发现问题", "papers": "审签底稿", "clues": "线索", "talks": "谈话", "visits": "走访", "petitions": "信访",
    "pieces": "信息稿件",
}  # fmt: skip
UNITS = {
    "problems": "个", "papers": "份", "clues": "件", "talks": "次", "visits": "次", "petitions": "件", "pieces": "篇"
}  # fmt: skip
MARK = "程序统计："
"""查验材料 of a scheme item that begins so is scored from figures: their labels follow, joined by 、."""
AT_AVERAGE = 70
"""Per cent of an item's points that somebody has who is exactly at the average."""


@dataclass(frozen=True)
class Cadre:
    """One person over the round. counts: figures by code, without clues for a user who cannot open them."""

    key: str
    name: str
    group_name: str
    role: str
    counts: Mapping[str, int]
    sheet: str = ""
    points: int | None = None
    grade: str = ""
    confirmed: bool = False

    def value(self, codes: Sequence[str]) -> int:
        """The sum of several figures; those that are not known count as nothing."""
        return sum(self.counts.get(code, 0) for code in codes)


@dataclass(frozen=True)
class Ranking:
    """Everybody of a round, best first. averages: of each figure over all of them."""

    cadres: tuple[Cadre, ...]
    averages: Mapping[str, float]

    def reasons(self, cadre: Cadre) -> str:
        """What a person has, beside the average, what is above it first."""
        named = sorted(cadre.counts.items(), key=lambda pair: pair[1] <= self.averages.get(pair[0], 0))
        said = [
            f"{LABELS[code]}{count}{UNITS[code]}（人均{self.averages[code]:.1f}）"
            for code, count in named
            if count
        ]
        return "，".join(said) or "还没有记录"


def ranking(session: Session, round_id: str) -> Ranking:
    """The cadres of a round by confirmed points, then by points, then by figures."""
    tasks = session.find(Task, round_id=round_id)
    cadres = []
    for task in tasks:
        counted = _counter(session, task)
        for member in session.find(Member, task_id=task.id):
            if member.state == "named":
                continue
            cadres.append(_cadre(session, task, member, counted(member.name)))
    averages = {
        code: sum(cadre.counts.get(code, 0) for cadre in cadres) / len(cadres)
        for code in FIGURES
        if cadres and any(code in cadre.counts for cadre in cadres)
    }
    cadres.sort(key=lambda held: (-(held.points or -1), -sum(held.counts.values()), held.name))
    return Ranking(tuple(cadres), averages)


def _cadre(session: Session, task: Task, member: Member, counts: Mapping[str, int]) -> Cadre:
    sheets = sheets_about(session, PERFORMANCE, subject_id=member.id)
    last = sheets[-1] if sheets else None
    return Cadre(
        member.id,
        member.name,
        task.group_name,
        member.role,
        counts,
        last.id if last else "",
        last.points if last else None,
        last.grade if last else "",
        last is not None and last.state == "confirmed",
    )


def _counter(session: Session, task: Task) -> Callable[[str], Mapping[str, int]]:
    def tallied(name: str, *by: str) -> dict[tuple[str, ...], int]:
        found = session.tally(Query(name, (Filter("task_id", Op.EQ, task.id),)), *by)
        return {tuple(str(part) for part in key): n for key, n in found.items()}

    findings = [key for key in tallied("finding", "id", "found_by", "state") if key[2] != "withdrawn"]
    papers = [held for held in session.find(WorkingPaper, task_id=task.id) if held.state in APPROVED]
    talks = tallied("interview", "interviewer", "recorder")
    visits = tallied("visit", "visitors")
    petitions = tallied("petition", "created_by")
    pieces = session.find(InfoPiece, task_id=task.id)
    clues = [held for held in session.find(Clue, task_id=task.id) if held.state != "dropped"]

    def counts(name: str) -> Mapping[str, int]:
        authored = {id for paper in papers if _wrote(paper, name) for id in paper.finding_ids}
        found = {
            "problems": sum(found_by == name or id in authored for id, found_by, _ in findings),
            "papers": sum(_wrote(paper, name) for paper in papers),
            "talks": sum(n for named, n in talks.items() if name in named),
            "visits": sum(n for (visitors,), n in visits.items() if name in visitors),
            "petitions": petitions.get((name,), 0),
            "pieces": sum(held.author == name for held in pieces),
        }
        if session.can_clues:
            found["clues"] = sum(held.registrar == name for held in clues)
        return found

    return counts


def _wrote(paper: WorkingPaper, name: str) -> bool:
    return any(signature.name == name for signature in paper.authors)


def figures_of(item: SchemeItem) -> tuple[str, ...]:
    """The figures that an item is scored from, by its 查验材料; empty for one that people score.

    Never those of clues: a sheet is read by people who may not know of them.
    """
    if not item.evidence.startswith(MARK):
        return ()
    named = item.evidence.removeprefix(MARK).split("、")
    return tuple(code for code, label in LABELS.items() if label in named and code != "clues")


def points_for(full: int, value: int, average: float) -> tuple[int, str]:
    """Points in tenths for a figure, and how they came: 70 % at the average, in proportion, never more than full."""
    if not average:
        return 0, "全组没有记录"
    points = min(full, round(full * AT_AVERAGE / 100 * value / average))
    return (
        points,
        f"{points_text(full)}×{AT_AVERAGE}%×{value}÷人均{average:.1f}＝{points_text(points)}（不超过分值）",
    )


def score_member(session: Session, member: Member) -> Assessment:
    """The performance sheet of a cadre, begun with the items that the records can score; an open one is brought up to date."""
    schemes = schemes_of(session, PERFORMANCE)
    if not schemes:
        raise Refused(
            "不能考核", ["没有启用的“巡察干部绩效考核”评分方案"], todo="到资料库“评分方案”里启用或新建"
        )
    sheets = sheets_about(session, PERFORMANCE, subject_id=member.id)
    if sheets and sheets[-1].state == "confirmed":
        return sheets[-1]
    task = session.get(Task, member.task_id)
    with session.transaction():
        sheet = (
            sheets[-1]
            if sheets
            else begin(
                session, schemes[0].id, task_id=task.id, person_id=member.person_id, subject=member.name,
                subject_id=member.id, stage="绩效考核", assessor=session.actor.name, assessed_on=date.today(),
            )
        )  # fmt: skip
        ranked = ranking(session, task.round_id)
        cadre = next(held for held in ranked.cadres if held.key == member.id)
        given = {}
        for place, item in enumerate(items_of(session, sheet.scheme_id), 1):
            codes = [code for code in figures_of(item) if code in ranked.averages]
            if codes:
                average = sum(ranked.averages[code] for code in codes)
                given[place] = points_for(item.points or 0, cadre.value(codes), average)
        return score(session, sheet, given) if given else sheet
