"""Turn the report into what the unit is told, and read problem lists from outside into the same records.

Importing adds rows that a person has confirmed; it never replaces what is already there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from app.areas.feedback.model import FeedbackLetter, FeedbackProblem, Opinion
from app.areas.libraries.deadlines.service import length_of
from app.areas.libraries.model import Unit
from app.areas.preparation.model import Round, Task
from app.areas.reporting.model import Report, ordinal, without_citations
from app.areas.workpapers.model import Finding, WorkingPaper
from app.core.errors import InputProblems, Problem, Refused
from db.session import Session

REPORTED = ("submitted", "final")
ALSO = "也写作："
YES = ("是", "√", "1", "true", "True", "Y", "y")


@dataclass(frozen=True)
class FeedbackRow:
    """One row of a problem list from outside; the seven columns in their order, then where it stood.

    focus, key_case: a code or the label of one; key: 是 or 否, or empty.
    """

    category: str = ""
    subcategory: str = ""
    title: str = ""
    detail: str = ""
    focus: str = ""
    key: str = ""
    key_case: str = ""
    place: str = ""


@dataclass(frozen=True)
class Imported:
    """What an import did: problems made, titles that were there before and were left alone."""

    made: tuple[FeedbackProblem, ...]
    known: tuple[str, ...]


def import_feedback(session: Session, task: Task, rows: Sequence[FeedbackRow]) -> Imported:
    """Store confirmed rows as feedback problems, numbered after those that exist. InputProblems lists every bad row."""
    focuses = _codes(session, "focus")
    cases = _codes(session, "key_case")
    problems = [*_row_problems(rows, focuses, cases)]
    if problems:
        raise InputProblems("清单里有几行不能导入", problems, kept="没有导入任何一行", todo="改好后再导入")
    existing = session.find(FeedbackProblem, task_id=task.id)
    titles = {held.title for held in existing}
    place = max((held.position or 0 for held in existing), default=0)
    made: list[FeedbackProblem] = []
    known: list[str] = []
    with session.transaction():
        for row in rows:
            title = row.title.strip()
            if title in titles:
                known.append(title)
                continue
            titles.add(title)
            place += 1
            made.append(
                session.create(
                    FeedbackProblem(
                        task_id=task.id,
                        position=place,
                        category=row.category.strip(),
                        subcategory=row.subcategory.strip(),
                        title=title,
                        detail=row.detail.strip(),
                        focus=focuses.get(row.focus.strip(), ""),
                        key=row.key.strip() in YES,
                        key_case=cases.get(row.key_case.strip(), ""),
                        origin="import",
                        source_text=row.place,
                    )
                )
            )
    return Imported(tuple(made), tuple(known))


def _codes(session: Session, name: str) -> dict[str, str]:
    # Lists from other programs spell a label their own way; the note of a code item keeps those spellings.
    found: dict[str, str] = {}
    for code in session.codes(name):
        _, _, others = code.note.partition(ALSO)
        for key in (code.code, code.label, *others.split("；")):
            if key:
                found.setdefault(key, code.code)
    return found


def _row_problems(
    rows: Sequence[FeedbackRow], focuses: dict[str, str], cases: dict[str, str]
) -> Iterable[Problem]:
    if not rows:
        yield Problem("", "清单里一行也没有")
    for place, row in enumerate(rows, 1):
        where = row.place or f"第{place}行"
        if not row.title.strip():
            yield Problem(where, f"{where}：没有“具体问题”")
        if row.focus.strip() and row.focus.strip() not in focuses:
            yield Problem(where, f"{where}：不认识的“对应聚焦”：{row.focus.strip()}")
        if row.key.strip() in YES and row.key_case.strip() not in cases:
            yield Problem(where, f"{where}：重点关注的问题要写明“重点关注情形”")


def problems_from_report(session: Session, task: Task, report: Report) -> tuple[FeedbackProblem, ...]:
    """A feedback problem for each working paper of a submitted or final report that has none yet."""
    if report.state not in REPORTED:
        raise Refused(
            "不能生成反馈问题", [f"报告还是“{report.TYPE.lifecycle.state(report.state).label}”，送审后再生成"]
        )
    existing = session.find(FeedbackProblem, task_id=task.id)
    covered = {key for held in existing for key in held.paper_ids}
    place = max((held.position or 0 for held in existing), default=0)
    labels = {code.code: code.label for code in session.codes("focus")}
    aspects = {code.code: code.label for code in session.codes("focus_item")}
    order = {code: index for index, code in enumerate(labels)}
    papers = [session.get(WorkingPaper, key) for key in report.paper_ids]
    made = []
    with session.transaction():
        for paper in sorted(papers, key=lambda p: (order.get(p.focus, len(order)), p.formal_number)):
            if paper.id in covered:
                continue
            place += 1
            made.append(
                session.create(
                    FeedbackProblem(
                        task_id=task.id,
                        position=place,
                        category=labels.get(paper.focus, ""),
                        subcategory=aspects.get(paper.aspect, ""),
                        title=paper.title,
                        detail=paper.phenomenon,
                        focus=paper.focus,
                        key=paper.key,
                        key_case=paper.key_case if paper.key else "",
                        origin="report",
                        report_id=report.id,
                        paper_ids=(paper.id,),
                        immediate="immediate" in paper.disposals,
                        about_leader=any(session.get(Finding, key).about_leader for key in paper.finding_ids),
                    )
                )
            )
    return tuple(made)


def issue_all(session: Session, task: Task) -> tuple[FeedbackProblem, ...]:
    """Mark every draft problem and opinion of `task` as told to the unit; Refused, naming those that cannot be."""
    drafts = [held for held in session.find(FeedbackProblem, task_id=task.id) if held.state == "draft"]
    reasons = [f"第{held.position}条：{why}" for held in drafts for why in session.why_not(held, "issue")]
    if reasons:
        raise Refused("还不能全部反馈", reasons)
    with session.transaction():
        for opinion in session.find(Opinion, task_id=task.id):
            if opinion.state == "draft":
                session.move(opinion, "issue")
        return tuple(session.move(held, "issue") for held in drafts)


def draft_letter(session: Session, task: Task, *, kind: str = "body") -> FeedbackLetter:
    """A draft of the written feedback from report, problems and opinions. kind: a code of feedback_kind."""
    unit = session.get(Unit, task.unit_id)
    round_ = session.get(Round, task.round_id)
    reports = [r for r in session.find(Report, task_id=task.id, kind="inspection") if r.state in REPORTED]
    report = reports[-1] if reports else None
    opinions = [o for o in session.find(Opinion, task_id=task.id) if o.kind == "unit"]
    plan = length_of(session, "plan_due", round_id=round_.id)
    period = length_of(session, "rectification_due", round_id=round_.id)
    return session.create(
        FeedbackLetter(
            task_id=task.id,
            report_id=report.id if report else "",
            kind=kind,
            title=f"{task.group_name}关于巡察{unit.name}的反馈意见",
            secrecy=task.secrecy,
            addressed_to=unit.name if kind == "body" else unit.secretary,
            made_on=date.today(),
            basis=_basis(task, unit, round_),
            overall=report.overall if report else "",
            problems=_problem_text(session, task, report),
            opinions="\n".join(
                f"（{ordinal(n)}）{held.content}" for n, held in enumerate(sorted(opinions, key=_place), 1)
            ),
            requirements=f"请在收到反馈意见之日起{plan or '规定时限'}内报送整改方案，"
            f"{period or '规定时限'}内完成集中整改并报送整改进展情况报告和主要负责人组织落实情况报告。",
            held_on=task.feedback_on,
            presenter=task.feedback_by or task.leader,
        )
    )


def _place(held: Opinion | FeedbackProblem) -> int:
    return held.position or 0


def _basis(task: Task, unit: Unit, round_: Round) -> str:
    days = [f"{d.year}年{d.month}月{d.day}日" for d in (task.stay_from, task.stay_to) if d]
    return f"根据{round_.name}工作安排，{'至'.join(days)}，{task.group_name}对{unit.name}开展了巡察。现将巡察情况反馈如下。"


def _problem_text(session: Session, task: Task, report: Report | None) -> str:
    if report and report.problems.strip():
        return without_citations(report.problems)
    held = sorted(session.find(FeedbackProblem, task_id=task.id), key=_place)
    lines: list[str] = []
    heads = dict.fromkeys(item.category for item in held)
    for n, head in enumerate(heads, 1):
        if head:
            lines.append(f"（{ordinal(n)}）{head}")
        lines += [f"{item.position}.{item.title}" for item in held if item.category == head]
    return "\n".join(lines)
