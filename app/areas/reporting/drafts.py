"""Drafts of the other reports: 专题报告 out of chosen working papers, 汇报材料 shortened from a report.

They compose what papers and report say; what a person wrote is never overwritten.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.areas.libraries.model import Unit
from app.areas.preparation.model import Task
from app.areas.reporting.model import POINT, SPECIAL, Report, cited
from app.areas.reporting.service import basics, compose, paper_reasons
from app.areas.workpapers.model import WorkingPaper
from app.core.errors import Refused
from db.session import Session

SENTENCES = 2
_CITED = re.compile(r"［底稿：[^］]+］\s*$")


def draft_special(session: Session, task: Task, kind: str, papers: Sequence[WorkingPaper]) -> Report:
    """A 专题报告 of that kind from these signed papers of the task; Refused with every reason.

    A draft of the same kind that is still open is the reason to go on there instead.
    """
    reasons = [*paper_reasons(session, papers)]
    reasons += [] if kind in SPECIAL else ["没有选专题报告的种类"]
    reasons += [
        f"{paper.formal_number or paper.number}属于另一个任务" for paper in papers if paper.task_id != task.id
    ]
    label = session.code_label("report_kind", kind)
    if any(held.state != "final" for held in session.find(Report, task_id=task.id, kind=kind)):
        reasons.append(f"本任务已有{label}没有定稿，请接着写那一份")
    if reasons:
        raise Refused("不能起草专题报告", reasons, kept="底稿和已有报告都没有变化")
    unit = session.get(Unit, task.unit_id)
    made = compose(papers, [(code.code, code.label) for code in session.codes("focus")])
    return session.create(
        Report(
            task_id=task.id,
            kind=kind,
            title=f"关于{unit.name}{label.removesuffix('专题报告')}情况的专题报告",
            secrecy=task.secrecy,
            basics=basics(session, task),
            problems=made.problems,
            crosswalk=made.crosswalk,
            paper_ids=tuple(paper.id for paper in papers),
            drafter=session.actor.name,
        )
    )


def shortened(problems: str) -> str:
    """A problem section with the first two sentences of every point (标题和主要事实), its working papers still named."""
    found = []
    for line in problems.splitlines():
        if POINT.match(line):
            mark = _CITED.search(line)
            said = [part for part in _CITED.sub("", line).strip().split("。") if part.strip()][:SENTENCES]
            found.append(f"{'。'.join(said)}。{mark[0].strip() if mark else ''}")
        elif not found or not POINT.match(found[-1]) or line.lstrip().startswith("（"):
            found.append(line)
        elif cited(line) and not cited(found[-1]) and (mark := _CITED.search(line)):
            found[-1] += mark[0].strip()
    return "\n".join(found)


def make_brief(session: Session, report: Report) -> Report:
    """汇报材料 of a report: its text with the problems shortened, for the meetings that hear it.

    Refused when one is being written already: people's own shortening is not thrown away.
    """
    held = session.find(Report, task_id=report.task_id, kind="brief")
    reasons = [f"已有汇报材料{one.number}没有定稿" for one in held if one.state != "final"]
    if report.kind == "brief":
        reasons.append("这一份就是汇报材料")
    if reasons:
        raise Refused("不能生成汇报材料", reasons, kept="已有材料没有变化", todo="请打开已有的汇报材料接着改")
    task = session.get(Task, report.task_id)
    unit = session.get(Unit, task.unit_id)
    return session.create(
        Report(
            task_id=report.task_id,
            kind="brief",
            title=f"关于巡察{unit.name}情况的汇报",
            secrecy=report.secrecy,
            secrecy_term=report.secrecy_term,
            basics=report.basics,
            overall=report.overall,
            problems=shortened(report.problems),
            suggestions=report.suggestions,
            paper_ids=report.paper_ids,
            crosswalk=report.crosswalk,
            drafter=session.actor.name,
        ),
        note=f"由{report.number}精简",
    )
