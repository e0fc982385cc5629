"""Record types of findings (问题) and working papers (底稿), with their review and numbering.

Nothing here may name a clue: clues about people live in their own compartment, to the right of this area.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from app.areas.fieldwork.model import Interview
from app.areas.libraries.model import Unit
from app.areas.preparation.model import Task
from app.areas.secrecy.terms import secrecy_term
from app.areas.workpapers.grounds import (
    evidence_of_task,
    evidence_usable,
    has_basis,
    has_page_evidence,
    two_authors,
)
from app.areas.workpapers.judging.wording import (
    cadres_named,
    facts_missing,
    phrases_of,
)
from app.areas.workpapers.judging.wording import three_parts as three_parts
from app.core.errors import Problem
from app.core.fields import (
    FileRef,
    Signature,
    choice,
    choices,
    day,
    files,
    flag,
    link,
    links,
    long_text,
    money,
    number,
    person,
    signatures,
    text,
)
from app.core.lifecycle import Lifecycle, Reader, State, Transition, Writer
from app.core.records import Record, record

FORMAL_NUMBER = "〔{year}〕{round}巡-{group}组-{serial:02}号"
"""Assigned when the leader signs; {round} and {group} are settings of the vault."""

CLUE_NUMBER = re.compile(r"线索\s*[〔\[(（【]\s*\d{4}\s*[〕\])）】]")
APPROVED = ("signed", "filed")
"""States of a working paper that a report may rest on."""
LEADING = ("secretary", "discipline", "leader")
"""Kinds of talk partner who belong to the leadership of the unit."""


def names_clue(*texts: str) -> bool:
    """Whether one of the texts quotes a clue's number."""
    return any(CLUE_NUMBER.search(value) for value in texts)


def _no_clue(fields: tuple[str, ...], held: Record) -> Iterator[Problem]:
    for name in fields:
        value = getattr(held, name)
        if isinstance(value, str) and names_clue(value):
            yield Problem(
                name, f"“{held.TYPE.field(name).label}”里写了线索编号；线索不能进入问题和底稿，请删去"
            )


# Findings -------------------------------------------------------------------------------------------------

FINDING_TEXTS = ("title", "summary", "phenomenon", "nature", "duty", "causes", "discussion", "note")


def _finding_clue(held: Finding) -> Iterator[Problem]:
    yield from _no_clue(FINDING_TEXTS, held)


def wording(held: Finding | WorkingPaper, reader: Reader | None) -> Iterator[Problem]:
    """Advice on the three-part wording, by the vault's own list of phrases where there is a vault to ask."""
    basis = bool(held.policy_ids or held.basis.strip())
    yield from three_parts(held.phenomenon, held.nature, held.duty, basis, phrases_of(reader))
    if reader is not None:
        yield from facts_missing(held.phenomenon, held.duty)


def _meeting(held: Finding, reader: Reader | None) -> Iterator[Problem]:
    if reader is not None and held.id and held.state == "draft":
        for name, what in (("meeting_steps", "四步"), ("meeting_views", "五维")):
            if not getattr(held, name):
                yield Problem(name, f"会商认定前，组务会先对照“{what}”过一遍（见右侧“要求”）")


def _in_no_paper(held: Finding, reader: Reader) -> str | None:
    papers = [paper for paper in reader.find(WorkingPaper, finding_ids=held.id) if paper.state != "void"]
    return f"还列在底稿{'、'.join(p.number for p in papers)}里，先从底稿里去掉或作废底稿" if papers else None


FINDING = Lifecycle(
    states=(
        State("draft", "草拟", "draft"),
        State("confirmed", "会商认定"),
        State("papered", "已入底稿", "done", locked=True),
        State("withdrawn", "已撤销", "stop", locked=True),
    ),
    transitions=(
        Transition(
            "confirm",
            "会商认定",
            ("draft",),
            "confirmed",
            "finding.confirm",
            needs=("summary", "phenomenon", "focus", "evidence_ids"),
            rules=(evidence_of_task, evidence_usable),
            signs=("signed", "组务会"),
        ),
        Transition("paper", "列入底稿", ("confirmed",), "papered", "paper.submit"),
        Transition(
            "release",
            "退出底稿",
            ("papered",),
            "confirmed",
            "paper.submit",
            rules=(_in_no_paper,),
            reason=True,
        ),
        Transition("return", "退回草拟", ("confirmed",), "draft", "finding.confirm", reason=True),
        Transition("withdraw", "撤销", ("draft", "confirmed"), "withdrawn", "finding.confirm", reason=True),
        Transition("restore", "恢复", ("withdrawn",), "draft", "finding.confirm", reason=True),
    ),
)


@record(
    "finding",
    "问题",
    area="workpapers",
    number="问题〔{year}〕{serial:03}",
    heading="{number} {title}",
    icon="alert-triangle",
    lifecycle=FINDING,
    checks=(_finding_clue,),
    advisers=(wording, _meeting),
    purpose="组内提出、会商认定的问题，一事一条；涉及领导干部的线索不写在这里",
)
class Finding(Record):
    """One problem found, before it becomes a working paper."""

    task_id: str = link("巡察任务", to="task", required=True, section="问题")
    title: str = text("问题标题", required=True, search=True, listed=True, help="点明实质，不超过三十字")
    summary: str = text("问题概述", search=True, help="一句话讲清：谁、在什么事上、差在哪里")
    focus: str = choice("聚焦", codes="focus", listed=True, section="分类")
    aspect: str = choice("子类", codes="focus_item", listed=True)
    sources: tuple[str, ...] = choices("问题来源", codes="finding_source", listed=True)
    level: str = choice("发生单位层级", codes="occurrence_level")
    scope: str = choice("班子或部门", codes="finding_scope")
    key: bool = flag("重点关注")
    key_case: str = choice("重点关注情形", codes="key_case", show_if=("key", ("1",)))
    phenomenon: str = long_text(
        "现象", search=True, section="三段式", help="白描事实：时间、地点、人、事、数据，一两个典型事例"
    )
    nature: str = long_text("定性", search=True, help="对照条款写违反了什么、实质是什么")
    duty: str = long_text(
        "责任", search=True, help="党组织主体责任、第一责任人、分管责任、监督责任，分清领导责任和直接责任"
    )
    policy_ids: tuple[str, ...] = links("政策依据", to="policy", section="依据与佐证")
    basis: str = long_text("依据补充", search=True, help="政策库里没有的，写明文件名称、条款和原文")
    evidence_ids: tuple[str, ...] = links("佐证", to="evidence")
    amount: int | None = money("涉及金额", section="要素")
    happened_from: date | None = day("发生时间起")
    happened_to: date | None = day("发生时间止")
    people: int | None = number("涉及人数", unit="人")
    cause_kinds: tuple[str, ...] = choices("原因类别", codes="cause_kind", section="剖析")
    points: tuple[str, ...] = choices("三个点", codes="risk_point")
    causes: str = long_text("原因剖析", search=True)
    disposals: tuple[str, ...] = choices("建议处理方式", codes="finding_disposal", listed=True)
    found_by: str = person("发现人", listed=True, section="会商")
    found_on: date | None = day("发现日期", listed=True)
    discussion: str = long_text("会商意见", search=True, help="组务会研究的时间和意见")
    signed: tuple[Signature, ...] = signatures("认定签字", roles=("组务会",))
    note: str = long_text("备注")
    about_leader: bool = flag(
        "涉及一把手", section="分类", help="与党组织主要负责人履责有关的问题；对人的线索另登记"
    )
    spread: str = choice("共性个性典型", codes="problem_nature", listed=True, section="分类")
    disciplines: tuple[str, ...] = choices("对照六项纪律", codes="discipline", section="分类")
    meeting_steps: tuple[str, ...] = choices(
        "四步研判",
        codes="judging_step",
        section="会商",
        help="组务会上逐步过：是什么、为什么、谁之责、怎么办",
    )
    meeting_views: tuple[str, ...] = choices("五维对照", codes="judging_view", section="会商")


# Working papers -------------------------------------------------------------------------------------------

PAPER_TEXTS = ("title", "summary", "inquiry", "phenomenon", "nature", "duty", "basis", "causes", "note")


def _paper_clue(held: WorkingPaper) -> Iterator[Problem]:
    yield from _no_clue(PAPER_TEXTS, held)


def cadre_names(held: WorkingPaper, reader: Reader) -> tuple[str, ...]:
    """Names of leading cadres known in the task of a paper: of the unit, and of those talked with as its leaders."""
    if not held.task_id:
        return ()
    unit = reader.get(Unit, reader.get(Task, held.task_id).unit_id)
    found = (reader.find(Interview, task_id=held.task_id, subject_kind=kind) for kind in LEADING)
    talks = sorted((talk for some in found for talk in some), key=lambda talk: talk.id)
    names = [unit.secretary, unit.discipline_head, unit.county_leader]
    names += [talk.subject for talk in talks]
    return tuple(dict.fromkeys(name.strip() for name in names if len(name.strip()) >= 2))


def _paper_cadres(held: WorkingPaper, reader: Reader | None) -> Iterator[Problem]:
    if reader is not None:
        texts = {name: getattr(held, name) for name in ("summary", "phenomenon", "nature", "duty", "causes")}
        yield from cadres_named(texts, cadre_names(held, reader))


def _findings_usable(held: WorkingPaper, reader: Reader) -> str | None:
    found = [reader.get(Finding, key) for key in held.finding_ids]
    bad = [item.number for item in found if item.deleted or item.state in ("draft", "withdrawn")]
    stray = [item.number for item in found if item.task_id != held.task_id]
    reasons = []
    if bad:
        reasons.append(f"引用的问题没有会商认定，或已撤销、删除：{'、'.join(bad)}")
    if stray:
        reasons.append(f"引用的问题属于另一个任务：{'、'.join(stray)}")
    return "；".join(reasons) or None


def _free_findings(held: WorkingPaper, writer: Writer, why: str) -> None:
    for key in held.finding_ids:
        finding = writer.get(Finding, key)
        if finding.state == "papered" and not finding.deleted:
            writer.move(finding, "release", reason=f"{held.number}作废：{why}")


COMPLETE = ("title", "focus", "sources", "summary", "phenomenon", "nature", "duty", "finding_ids")
SUBMIT_RULES = (
    two_authors,
    has_page_evidence,
    evidence_of_task,
    evidence_usable,
    has_basis,
    _findings_usable,
)

PAPER = Lifecycle(
    states=(
        State("draft", "草稿", "draft"),
        State("submitted", "待副组长复核", locked=True),
        State("reviewed", "待组长审签", locked=True),
        State("signed", "组长已审签", "done", locked=True),
        State("filed", "巡察办已备案", "done", locked=True),
        State("returned", "退回", "back"),
        State("void", "作废", "stop", locked=True),
    ),
    transitions=(
        Transition(
            "submit",
            "承办提交",
            ("draft", "returned"),
            "submitted",
            "paper.submit",
            needs=COMPLETE,
            rules=SUBMIT_RULES,
        ),
        Transition(
            "review",
            "副组长复核",
            ("submitted",),
            "reviewed",
            "paper.review",
            rules=SUBMIT_RULES,
            signs=("reviews", "副组长"),
        ),
        Transition(
            "sign",
            "组长审签",
            ("reviewed",),
            "signed",
            "paper.sign",
            rules=SUBMIT_RULES,
            number=(("formal_number", FORMAL_NUMBER),),
            signs=("reviews", "组长"),
            confirm="审签后编正式号，内容不再修改，确定？",
        ),
        Transition("file", "巡察办备案", ("signed",), "filed", "paper.file", signs=("reviews", "巡察办")),
        Transition("return", "退回", ("submitted", "reviewed"), "returned", "paper.review", reason=True),
        Transition("recall", "退回重审", ("signed",), "returned", "paper.sign", reason=True),
        Transition("send_back", "备案退回", ("filed",), "returned", "paper.file", reason=True),
        Transition(
            "void",
            "作废",
            ("draft", "returned"),
            "void",
            "paper.review",
            reason=True,
            confirm="作废后不能再用，所列问题退回“会商认定”，确定？",
            effects=(_free_findings,),
        ),
    ),
)


@record(
    "working_paper",
    "问题底稿",
    area="workpapers",
    number="预〔{year}〕{serial:03}",
    heading="{formal_number} {number} {title}",
    icon="file-check",
    lifecycle=PAPER,
    checks=(_paper_clue,),
    advisers=(wording, _paper_cadres),
    purpose="报告的唯一依据：一事一底稿，承办、复核、审签、备案",
)
class WorkingPaper(Record):
    """The signed basis of one point of the report."""

    task_id: str = link("巡察任务", to="task", required=True, section="底稿")
    formal_number: str = text("正式编号", readonly=True, search=True, listed=True, help="组长审签时自动编号")
    title: str = text("问题标题", required=True, search=True, listed=True)
    made_on: date | None = day("编制日期", listed=True)
    secrecy: str = choice("密级", codes="secrecy", default="internal")
    secrecy_term: str = secrecy_term()
    finding_ids: tuple[str, ...] = links(
        "所列问题", to="finding", help="一事一底稿；同一事项的几个问题可以合编"
    )
    sources: tuple[str, ...] = choices("问题来源", codes="finding_source", section="分类")
    focus: str = choice("聚焦", codes="focus", listed=True)
    aspect: str = choice("子类", codes="focus_item")
    level: str = choice("发生单位层级", codes="occurrence_level")
    unit_kind: str = choice("发生单位类别", codes="unit_category")
    scope: str = choice("班子或部门", codes="finding_scope")
    key: bool = flag("重点关注")
    key_case: str = choice("重点关注情形", codes="key_case", show_if=("key", ("1",)))
    summary: str = text("问题概述", search=True, section="事实", help="一句话")
    inquiry: str = long_text(
        "了解方式和过程", search=True, help="听了谁的汇报、找了谁谈话、查了什么资料、看了哪里"
    )
    phenomenon: str = long_text(
        "现象", search=True, help="时间、地点、主体、情节、数据、金额、影响；写实，不评论"
    )
    amount: int | None = money("涉及金额")
    happened_from: date | None = day("发生时间起")
    happened_to: date | None = day("发生时间止")
    nature: str = long_text("定性", search=True, section="定性与责任", help="违反什么规定，实质是什么")
    policy_ids: tuple[str, ...] = links("政策依据", to="policy")
    basis: str = long_text("依据补充", search=True, help="文件名称、条款和原文")
    duty: str = long_text("责任", search=True, help="主体责任、第一责任人、分管责任、监督责任")
    cause_kinds: tuple[str, ...] = choices("原因类别", codes="cause_kind")
    points: tuple[str, ...] = choices("三个点", codes="risk_point")
    causes: str = long_text("原因剖析", search=True)
    evidence_ids: tuple[str, ...] = links(
        "支撑材料", to="evidence", section="支撑材料", help="印成目录：编号、名称、页码、份号"
    )
    disposals: tuple[str, ...] = choices(
        "建议处理方式", codes="finding_disposal", listed=True, section="处理"
    )
    talked_on: date | None = day("与主要负责人沟通日期")
    talked: str = long_text("沟通情况", search=True, help="对方认可、补充或不同意见")
    authors: tuple[Signature, ...] = signatures(
        "承办人", roles=("承办人",), section="审签", help="两人以上，签名和日期"
    )
    reviews: tuple[Signature, ...] = signatures("审签意见", roles=("副组长", "组长", "巡察办"), readonly=True)
    attachments: tuple[FileRef, ...] = files("附件")
    note: str = long_text("备注")


TYPES: tuple[type[Record], ...] = (Finding, WorkingPaper)
