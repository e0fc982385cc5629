"""From what was heard and read to findings, and from findings to working papers, without typing anything twice.

It never signs or approves: those are steps that people take.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from app.areas.fieldwork.model import Evidence
from app.areas.fieldwork.service import Source, evidence_from
from app.areas.preparation.model import Task
from app.areas.workpapers.model import Finding, WorkingPaper
from app.core.errors import Refused
from app.core.fields import Signature
from db.session import Session

METHODS = {
    "interview": "interview",
    "petition": "petition",
    "visit": "visit",
    "hearing": "report",
    "survey_answer_sheet": "survey",
}
"""Type of a source → 问题来源."""


def finding_from(session: Session, source: Source, *, title: str, pages: str = "") -> Finding:
    """A draft finding out of what was heard or read, with that source as its first evidence.

    pages: where in the source it stands; without it the evidence must get its page reference later.
    """
    method = METHODS[source.TYPE.name]
    with session.transaction():
        proof = evidence_from(session, source, pages=pages, proves=title)
        return session.create(
            Finding(
                task_id=source.task_id,
                title=title,
                sources=(method,),
                evidence_ids=(proof.id,),
                found_by=session.actor.name,
                found_on=date.today(),
            )
        )


def make_paper(
    session: Session, task: Task, findings: Sequence[Finding], *, authors: Sequence[str] = (), title: str = ""
) -> WorkingPaper:
    """A draft working paper that carries over everything the confirmed `findings` say; they become 已入底稿.

    authors: names of the 承办人. Refused, with every reason, when a finding is of another task or not confirmed.
    """
    reasons = [] if findings else ["没有选择问题"]
    reasons += [f"{f.number}属于另一个任务" for f in findings if f.task_id != task.id]
    reasons += [
        f"{f.number}的状态是“{f.TYPE.lifecycle.state(f.state).label}”，会商认定的问题才能入底稿"
        for f in findings
        if f.state != "confirmed" or f.deleted
    ]
    if reasons:
        raise Refused("不能编制底稿", reasons)
    with session.transaction():
        made = session.create(_carried_over(session, task, findings, authors, title))
        for finding in findings:
            session.move(finding, "paper")
    return made


def _carried_over(
    session: Session, task: Task, findings: Sequence[Finding], authors: Sequence[str], title: str
) -> WorkingPaper:
    first = findings[0]
    evidence_ids = _once(key for finding in findings for key in finding.evidence_ids)
    amounts = [finding.amount for finding in findings if finding.amount is not None]
    starts = [finding.happened_from for finding in findings if finding.happened_from]
    ends = [finding.happened_to for finding in findings if finding.happened_to]
    return WorkingPaper(
        task_id=task.id,
        title=title or first.title,
        made_on=date.today(),
        secrecy=task.secrecy,
        finding_ids=tuple(finding.id for finding in findings),
        sources=_once(code for finding in findings for code in finding.sources),
        focus=first.focus,
        aspect=first.aspect,
        level=first.level,
        scope=first.scope,
        key=any(finding.key for finding in findings),
        key_case=next((finding.key_case for finding in findings if finding.key_case), ""),
        summary=first.summary,
        inquiry=_inquiry(session, evidence_ids),
        phenomenon=_joined(finding.phenomenon for finding in findings),
        amount=sum(amounts) if amounts else None,
        happened_from=min(starts, default=None),
        happened_to=max(ends, default=None),
        nature=_joined(finding.nature for finding in findings),
        policy_ids=_once(key for finding in findings for key in finding.policy_ids),
        basis=_joined(finding.basis for finding in findings),
        duty=_joined(finding.duty for finding in findings),
        cause_kinds=_once(code for finding in findings for code in finding.cause_kinds),
        points=_once(code for finding in findings for code in finding.points),
        causes=_joined(finding.causes for finding in findings),
        evidence_ids=evidence_ids,
        disposals=_once(code for finding in findings for code in finding.disposals),
        authors=tuple(Signature("承办人", name, date.today()) for name in authors),
    )


def _inquiry(session: Session, evidence_ids: Sequence[str]) -> str:
    names = [session.get(Evidence, key) for key in evidence_ids]
    seen = _once(f"{item.name}{item.pages}" for item in names)
    return f"查阅{'、'.join(seen)}。" if seen else ""


def _once(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))


def _joined(values: Iterable[str]) -> str:
    return "\n".join(_once(values))


def void_paper(session: Session, paper: WorkingPaper, reason: str) -> WorkingPaper:
    """Void a working paper; the step gives its findings back, so that they can go into another."""
    return session.move(paper, "void", reason=reason)


def sign_as_author(session: Session, paper: WorkingPaper, opinion: str = "") -> WorkingPaper:
    """Add whoever is at the desk as 承办人 of a paper that is still open; signing twice changes nothing."""
    if any(row.name == session.actor.name for row in paper.authors):
        return paper
    row = Signature("承办人", session.actor.name, date.today(), opinion)
    return session.save(replace(paper, authors=(*paper.authors, row)))
