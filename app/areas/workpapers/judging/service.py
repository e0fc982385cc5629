"""Judging findings and papers: what is shipped, the self-check of a paper, fixes on site, facts put before the unit.

Common problems stand in likeness.py; it decides nothing that people have to decide.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.areas.fieldwork.model import Evidence, page_reference
from app.areas.libraries.deadlines.service import set_due
from app.areas.libraries.model import Unit
from app.areas.preparation.model import Task
from app.areas.workpapers.judging.fixes import InstantFix
from app.areas.workpapers.judging.model import FactConfirmation
from app.areas.workpapers.judging.quality import Defect as Defect
from app.areas.workpapers.judging.quality import Quality as Quality
from app.areas.workpapers.judging.quality import QualityRule, rules_of, shipped_rules
from app.areas.workpapers.judging.wording import (
    CONCRETE,
    PLACE,
    POST,
    TIME,
    WordingPhrase,
    cadres_named,
    found_phrases,
    phrases_of,
    shipped_phrases,
)
from app.areas.workpapers.model import Finding, WorkingPaper, cadre_names
from app.core.errors import Refused
from app.core.fields import Signature
from app.core.lifecycle import Reason
from db.query import Filter, Op, Query
from db.session import Session

LONGEST_TITLE = 30


def seed_judging(session: Session) -> int:
    """Store the shipped phrases and rules that the vault does not have yet; returns how many were added."""
    added = 0
    with session.transaction():
        for item in (*shipped_phrases(), *shipped_rules()):
            if not session.exists(item.TYPE.name, item.id):
                session.seed(item)
                added += 1
    return added


def open_points(session: Session, task: Task) -> tuple[Reason, ...]:
    """What keeps the group from leaving the site, each with the records it is about; the step 撤点 asks the same."""
    more = session.catalog.step_rules("task", "leave")
    found = [reason for rule in more for reason in rule(task, session)]
    return tuple(why if isinstance(why, Reason) else Reason(why) for why in found)


# Self-check of a paper ------------------------------------------------------------------------------------


def defects(session: Session, paper: WorkingPaper) -> tuple[Defect, ...]:
    """Everything that the rules in force find wrong with `paper` as it stands, in the order of the rules."""
    return quality(session, paper).defects


@dataclass(frozen=True)
class Rulebook:
    """Rules by code, and phrases, read once for many papers."""

    rules: dict[str, QualityRule]
    phrases: tuple[WordingPhrase, ...]


def rulebook(session: Session) -> Rulebook:
    """What papers are checked by."""
    return Rulebook(rules_of(session), phrases_of(session))


def quality(session: Session, paper: WorkingPaper, book: Rulebook | None = None) -> Quality:
    """Defects and score of `paper` by the vault's rules. book: those, when they were read before."""
    known = book or rulebook(session)
    rules = known.rules
    found = {code: (where, said) for code, where, said in _breaches(session, paper, known.phrases)}
    return Quality(
        tuple(
            Defect(code, found[code][0], rule.aspect, found[code][1] or rule.label, rule.points or 0)
            for code, rule in rules.items()
            if code in found
        )
    )


def _breaches(
    session: Session, held: WorkingPaper, phrases: Sequence[WordingPhrase]
) -> Iterator[tuple[str, str, str]]:
    """(rule code, field, what exactly) of every breach; the text is empty where the rule's own label says it all."""
    yield from _of_elements(session, held)
    for code, name in _EMPTY.items():
        if not getattr(held, name):
            yield code, name, ""
    if held.phenomenon.strip():
        for code, pattern in (("time", TIME), ("place", PLACE), ("figures", CONCRETE)):
            if not pattern.search(held.phenomenon):
                yield code, "phenomenon", ""
    if held.duty.strip() and not POST.search(held.duty):
        yield "post", "duty", ""
    texts = {name: getattr(held, name) for name in ("phenomenon", "nature", "duty")}
    for name, kind, hits in found_phrases(texts, phrases):
        yield kind, name, f"“{'”“'.join(hit.phrase for hit in hits)}”：{hits[0].why}"
    for problem in cadres_named({**texts, "summary": held.summary}, cadre_names(held, session)):
        yield "cadre", problem.where, problem.text


_EMPTY = {
    "summary": "summary",
    "inquiry": "inquiry",
    "phenomenon": "phenomenon",
    "nature": "nature",
    "duty": "duty",
    "causes": "causes",
    "disposal": "disposals",
    "talk": "talked",
}


def _of_elements(session: Session, held: WorkingPaper) -> Iterator[tuple[str, str, str]]:
    names = {row.name.strip() for row in held.authors if row.name.strip()}
    if len(names) < 2:
        yield "authors", "authors", f"承办人须两人以上，现有{len(names)}人"
    proofs = [session.get(Evidence, key) for key in held.evidence_ids]
    if not proofs:
        yield "evidence", "evidence_ids", ""
    bare = [proof.number for proof in proofs if page_reference(proof.pages) is not None]
    if bare:
        yield "pages", "evidence_ids", f"支撑材料没有页码：{'、'.join(bare)}"
    if not held.policy_ids and not held.basis.strip():
        yield "policy", "policy_ids", ""
    if len(held.title) > LONGEST_TITLE:
        yield "title", "title", f"标题{len(held.title)}字，超过{LONGEST_TITLE}字"
    if len(held.finding_ids) > 1:
        yield "several", "finding_ids", f"合编了{len(held.finding_ids)}个问题，核对是不是同一事项"


# On site --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class FixFigures:
    """Fixes on site of some tasks: how many were given out, how many accepted, and what came of them."""

    issued: int
    accepted: int
    late: int
    amount: int
    people: int
    rules_made: int


def fix_figures(session: Session, task_ids: Sequence[str], *, today: date | None = None) -> FixFigures:
    """Figures of 立行立改; drafts and those taken back are not counted, late are those past their limit and not accepted."""
    scope = Filter("task_id", Op.IN, tuple(task_ids))
    out = (scope, Filter("state", Op.NE, "draft"), Filter("state", Op.NE, "void"))
    before = (today or date.today()) - timedelta(days=1)
    late = (*out, Filter("state", Op.NE, "accepted"), Filter("due_on", Op.LE, before))

    def total(name: str) -> int:
        return session.tally(Query("instant_fix", out), amount=name).get((), 0)

    return FixFigures(
        issued=session.count(Query("instant_fix", out)),
        accepted=session.count(Query("instant_fix", (scope, Filter("state", Op.EQ, "accepted")))),
        late=session.count(Query("instant_fix", late)),
        amount=total("amount"),
        people=total("people"),
        rules_made=total("rules_made"),
    )


def fix_from(session: Session, finding: Finding, *, requirement: str = "") -> InstantFix:
    """A notice of 立行立改 out of a finding, with its limit by the rule; the head of the unit stands as who signs for it."""
    unit = session.get(Unit, session.get(Task, finding.task_id).unit_id)
    made = session.create(
        InstantFix(
            task_id=finding.task_id,
            title=finding.title,
            finding_id=finding.id,
            problem=finding.phenomenon or finding.summary,
            requirement=requirement,
            issued_on=date.today(),
            received_by=unit.secretary,
            received_post="党组织书记" if unit.secretary else "",
        )
    )
    return set_due(session, made, "immediate_fix")


def confirm_facts(
    session: Session, papers: Sequence[WorkingPaper], *, answer_due: date | None = None
) -> FactConfirmation:
    """A draft confirmation of the facts of `papers`, with their authors; nature and duty are left out on purpose."""
    if len({paper.task_id for paper in papers}) != 1:
        raise Refused("不能编制事实确认单", ["所选底稿不属于同一个任务"])
    names = dict.fromkeys(row.name for paper in papers for row in paper.authors if row.name.strip())
    facts = "\n".join(
        f"{place}.{paper.phenomenon.strip() or paper.summary}" for place, paper in enumerate(papers, 1)
    )
    title = papers[0].title if len(papers) == 1 else f"{papers[0].title}等{len(papers)}个事项"
    return session.create(
        FactConfirmation(
            task_id=papers[0].task_id,
            title=title,
            secrecy=papers[0].secrecy,
            secrecy_term=papers[0].secrecy_term,
            paper_ids=tuple(paper.id for paper in papers),
            facts=facts,
            handlers=tuple(Signature("承办人", name, date.today()) for name in names),
            sent_on=date.today(),
            answer_due=answer_due,
        )
    )
