"""Assemble the inspection report from signed working papers, so that every point rests on one.

It composes what the papers say; judgement and style stay with the writer, whose own text it never overwrites.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.areas.clues.service import named_in
from app.areas.fieldwork.model import Interview, Petition, Visit
from app.areas.libraries.model import Unit
from app.areas.preparation.model import Task
from app.areas.reporting.model import Report, ordinal
from app.areas.workpapers.model import APPROVED, Finding, WorkingPaper
from app.core.errors import Refused
from app.core.lifecycle import Reader
from db.session import Session

EDITABLE = ("draft", "consulting", "returned")


@dataclass(frozen=True)
class Composed:
    """The problem section and the table that ties it to the papers."""

    problems: str
    crosswalk: str


def compose(papers: Sequence[WorkingPaper], focuses: Sequence[tuple[str, str]]) -> Composed:
    """Sections by 聚焦 in the order of `focuses` (code, label), a numbered point for each paper, its number cited.

    A focus that the vault's list does not know comes last, under its code: no paper is ever left out.
    """
    problems: list[str] = []
    table: list[str] = []
    place = section = 0
    known = {code for code, _ in focuses}
    strays = dict.fromkeys(paper.focus for paper in papers if paper.focus not in known)
    for code, label in (*focuses, *((stray, stray or "其他") for stray in strays)):
        chosen = [paper for paper in papers if paper.focus == code]
        if not chosen:
            continue
        section += 1
        problems.append(f"（{ordinal(section)}）{label}方面")
        for paper in sorted(chosen, key=lambda held: held.formal_number):
            place += 1
            problems.append(_point(place, paper))
            table.append(f"{place}\t{paper.title}\t{paper.formal_number}")
    return Composed("\n".join(problems), "\n".join(table))


def _point(place: int, paper: WorkingPaper) -> str:
    parts = [paper.phenomenon, paper.nature, paper.duty]
    body = "".join(_sentence(" ".join(part.split())) for part in parts if part.strip())
    return f"{place}.{_sentence(paper.title)}{body}［底稿：{paper.formal_number}］"


def _sentence(text: str) -> str:
    return text if text.endswith(("。", "！", "？")) else f"{text}。"


def assemble_report(session: Session, task: Task, *, replace_text: bool = False) -> Report:
    """The report draft of `task`, made or brought up to date from its signed working papers.

    An open draft keeps everything that people wrote; its problem section is renewed only while nobody has touched it,
    or when `replace_text` says so. Refused with every reason: papers unsigned, without focus, on withdrawn findings,
    naming a clue.
    """
    papers = tuple(p for p in session.find(WorkingPaper, task_id=task.id) if p.state != "void")
    drafts = session.find(Report, task_id=task.id, kind="inspection")
    reasons = [*paper_reasons(session, papers)]
    reasons += [
        f"报告已是“{r.TYPE.lifecycle.state(r.state).label}”，先退回再汇编"
        for r in drafts
        if r.state not in EDITABLE
    ]
    held = drafts[-1] if drafts else None
    order = _focus_order(session)
    if held and not replace_text and held.problems.strip() and not reasons:
        before = compose([session.get(WorkingPaper, key) for key in held.paper_ids], order)
        if before.problems != held.problems:
            reasons.append("“主要问题”已经有人改过；要用底稿重新汇编，请确认替换")
    if reasons:
        raise Refused("不能汇编报告", reasons, kept="底稿和已写的报告都没有变化")
    made = compose(papers, order)
    ids = tuple(paper.id for paper in papers)
    if held:
        return session.save(
            replace(held, problems=made.problems, crosswalk=made.crosswalk, paper_ids=ids),
            note="由底稿重新汇编",
        )
    unit = session.get(Unit, task.unit_id)
    return session.create(
        Report(
            task_id=task.id,
            title=f"关于巡察{unit.name}情况的报告",
            secrecy=task.secrecy,
            made_on=date.today(),
            basics=basics(session, task),
            problems=made.problems,
            crosswalk=made.crosswalk,
            paper_ids=ids,
            drafter=session.actor.name,
        )
    )


def paper_reasons(session: Session, papers: Sequence[WorkingPaper]) -> Iterable[str]:
    """Why these working papers cannot carry a report yet, each in the user's words; nothing when they can."""
    if not papers:
        yield "本任务还没有底稿"
    for paper in papers:
        name = paper.formal_number or paper.number
        if paper.state not in APPROVED:
            yield f"{name}是“{paper.TYPE.lifecycle.state(paper.state).label}”，组长审签后才能进报告"
        if not paper.focus:
            yield f"{name}没有选聚焦，不知道列入哪一部分"
        gone = [
            f
            for f in (session.get(Finding, key) for key in paper.finding_ids)
            if f.deleted or f.state == "withdrawn"
        ]
        if gone:
            yield f"{name}所列的问题已撤销或删除：{'、'.join(item.number for item in gone)}"
        if named_in(session, paper.title, paper.phenomenon, paper.nature, paper.duty):
            yield f"{name}里写到了线索，请退回删去"


def _focus_order(session: Session) -> tuple[tuple[str, str], ...]:
    return tuple((code.code, code.label) for code in session.codes("focus"))


@dataclass(frozen=True)
class Workload:
    """The quantities of one task that every report states."""

    talks: int
    petitions: int
    visits: int
    documents: int
    meetings: int
    questionnaires: int


def workload(session: Reader, task: Task) -> Workload:
    """Talks, petitions and visits are counted from the records; documents, meetings and forms are stated by the task."""
    return Workload(
        talks=len(session.find(Interview, task_id=task.id)),
        petitions=len(session.find(Petition, task_id=task.id)),
        visits=sum(visit.people or 1 for visit in session.find(Visit, task_id=task.id)),
        documents=task.documents_read or 0,
        meetings=task.meetings_held or 0,
        questionnaires=task.questionnaires or 0,
    )


def basics(session: Reader, task: Task) -> str:
    """The paragraph 基本情况, from the dates of the task and its quantities; what is nought is left out."""
    unit = session.get(Unit, task.unit_id)
    work = workload(session, task)
    span = "、".join(f"{d.year}年{d.month}月{d.day}日" for d in (task.stay_from, task.stay_to) if d).replace(
        "、", "至"
    )
    done = [
        text
        for count, text in (
            (work.talks, f"个别谈话{work.talks}人次"),
            (work.petitions, f"受理信访{work.petitions}件"),
            (work.visits, f"走访{work.visits}人次"),
            (work.documents, f"查阅资料{work.documents}份"),
            (work.meetings, f"召开座谈会{work.meetings}次"),
            (work.questionnaires, f"回收问卷{work.questionnaires}份"),
        )
        if count
    ]
    first = (
        f"{span}，{task.group_name}对{unit.name}开展了巡察。"
        if span
        else f"{task.group_name}对{unit.name}开展了巡察。"
    )
    return first + (f"其间，{'，'.join(done)}。" if done else "")
