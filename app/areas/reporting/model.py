"""Record type of the inspection report (巡察报告) and the rules that tie each of its points to a signed paper.

It reads working papers only; clues have no way into it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date

from app.areas.reporting.gates import ReportGate, gates_of
from app.areas.reporting.meetings.model import BEFORE_SUBMIT, Deliberation, ordered
from app.areas.secrecy.terms import secrecy_term
from app.areas.workpapers.model import APPROVED, Finding, WorkingPaper, names_clue
from app.core.errors import Problem
from app.core.fields import (
    FileRef,
    Signature,
    choice,
    day,
    files,
    link,
    links,
    long_text,
    number,
    person,
    signatures,
    text,
)
from app.core.lifecycle import Lifecycle, Reader, State, Transition
from app.core.records import Record, record

CITATION = re.compile(r"［底稿：([^］]+)］")
"""How a problem of the report names its working papers; papers leave the mark out of the printed text."""

POINT = re.compile(r"^\s*\d+[.．、]")


DIGITS = "零一二三四五六七八九"


def ordinal(count: int) -> str:
    """1 → 一, 12 → 十二, 20 → 二十: the number of a section, 1 to 99."""
    tens, ones = divmod(count, 10)
    head = "" if not tens else "十" if tens == 1 else f"{DIGITS[tens]}十"
    return head + (DIGITS[ones] if ones or not tens else "")


def cited(value: str) -> tuple[str, ...]:
    """The formal numbers of the working papers that `value` cites, in order."""
    return tuple(number for group in CITATION.findall(value) for number in group.split("、"))


def without_citations(value: str) -> str:
    """`value` as it is printed."""
    return CITATION.sub("", value)


def points(problems: str) -> tuple[str, ...]:
    """The numbered problems of a report's problem section, each with the lines that follow it."""
    found: list[list[str]] = []
    for line in problems.splitlines():
        if POINT.match(line):
            found.append([line])
        elif line.lstrip().startswith(("（", "一、", "二、", "三、", "四、", "五、")):
            found.append([])
        elif found and found[-1]:
            found[-1].append(line)
    return tuple("\n".join(lines) for lines in found if lines)


REPORT_TEXTS = ("title", "basics", "overall", "problems", "causes", "suggestions", "crosswalk", "note")

SPECIAL = ("personnel", "ideology", "special")
"""Kinds of 专题报告."""


def _report_clue(held: Report) -> Iterator[Problem]:
    for name in REPORT_TEXTS:
        if names_clue(getattr(held, name)):
            yield Problem(name, f"“{held.TYPE.field(name).label}”里写了线索编号；线索另行移交，不进报告")


def _papers_signed(held: Report, reader: Reader) -> str | None:
    papers = [reader.get(WorkingPaper, key) for key in held.paper_ids]
    bad = [
        f"{paper.formal_number or paper.number}（{paper.TYPE.lifecycle.state(paper.state).label}）"
        for paper in papers
        if paper.deleted or paper.state not in APPROVED
    ]
    return f"报告引用的底稿没有审签：{'、'.join(bad)}" if bad else None


def _points_cited(held: Report, reader: Reader) -> str | None:
    numbers = {reader.get(WorkingPaper, key).formal_number for key in held.paper_ids}
    found = points(held.problems)
    if held.kind == "inspection" and not found:
        return "“主要问题”里没有编号的问题"
    bare = [point.strip()[:16] for point in found if not cited(point)]
    unknown = sorted({number for number in cited(held.problems) if number not in numbers})
    reasons = []
    if bare:
        reasons.append(f"以下问题没有注明底稿号：{'；'.join(bare)}")
    if unknown:
        reasons.append(f"引用了本报告之外的底稿号：{'、'.join(unknown)}")
    return "；".join(reasons) or None


def _findings_alive(held: Report, reader: Reader) -> str | None:
    papers = [reader.get(WorkingPaper, key) for key in held.paper_ids]
    found = [reader.get(Finding, key) for paper in papers for key in paper.finding_ids]
    gone = [item.number for item in found if item.deleted or item.state == "withdrawn"]
    return f"底稿所列的问题已撤销或删除：{'、'.join(gone)}" if gone else None


def open_gates(held: Report, reader: Reader) -> tuple[str, ...]:
    """The names of the gates in use that nobody has signed yet."""
    signed = {row.role for row in held.gates}
    return tuple(gate.name for gate in gates_of(reader) if gate.name not in signed)


def _levels_open(held: Report, reader: Reader, wanted: Callable[[Deliberation], bool]) -> str | None:
    steps = ordered(reader.find(Deliberation, report_id=held.id))
    left = [
        step.name
        for step in steps
        if wanted(step) and step.required and step.state not in ("passed", "skipped")
    ]
    return f"审议还没有通过：{'、'.join(left)}" if left else None


def _levels_before_submit(held: Report, reader: Reader) -> str | None:
    return _levels_open(held, reader, lambda step: step.level in BEFORE_SUBMIT)


def _every_level(held: Report, reader: Reader) -> str | None:
    return _levels_open(held, reader, lambda _step: True)


def _gates_signed(held: Report, reader: Reader) -> str | None:
    """Asked of reports whose deliberation was begun (逐级审议): until then the county's own way is not second-guessed."""
    left = open_gates(held, reader)
    return (
        f"四关还没有签：{'、'.join(left)}" if left and reader.find(Deliberation, report_id=held.id) else None
    )


RULES = (_papers_signed, _points_cited, _findings_alive)

REPORT = Lifecycle(
    states=(
        State("draft", "初稿", "draft"),
        State("consulting", "征求意见稿"),
        State("submitted", "送审稿", locked=True),
        State("final", "定稿", "done", locked=True),
        State("returned", "退回修改", "back"),
    ),
    transitions=(
        Transition(
            "consult",
            "征求意见",
            ("draft", "returned"),
            "consulting",
            needs=("basics", "overall", "problems", "suggestions"),
            rules=(_papers_signed,),
        ),
        Transition(
            "submit",
            "送审",
            ("consulting",),
            "submitted",
            "report.finish",
            needs=("basics", "overall", "problems", "suggestions", "paper_ids"),
            rules=(*RULES, _levels_before_submit, _gates_signed),
            signs=("signed", "组长"),
        ),
        Transition(
            "finish",
            "定稿",
            ("submitted",),
            "final",
            "report.approve",
            rules=(*RULES, _every_level),
            signs=("signed", "审定"),
            confirm="定稿后不再修改，确定？",
        ),
        Transition("return", "退回修改", ("consulting",), "returned", "report.finish", reason=True),
        Transition(
            "send_back", "审议退回", ("submitted", "final"), "returned", "report.approve", reason=True
        ),
    ),
)


@record(
    "report",
    "巡察报告",
    area="reporting",
    number="报告〔{year}〕{serial:02}",
    heading="{title}",
    icon="book-open",
    lifecycle=REPORT,
    checks=(_report_clue,),
    purpose="由已审签的底稿汇成：基本情况、总体评价、主要问题、意见建议",
)
class Report(Record):
    """The report of one task. `problems` holds headings （一）… and numbered points, each citing its papers."""

    task_id: str = link("巡察任务", to="task", required=True, section="报告")
    title: str = text("标题", required=True, search=True, listed=True)
    kind: str = choice("报告种类", codes="report_kind", default="inspection", listed=True)
    document_number: str = text("文号")
    secrecy: str = choice("密级", codes="secrecy", default="internal")
    secrecy_term: str = secrecy_term()
    urgency: str = choice("紧急程度", codes="urgency")
    made_on: date | None = day("成文日期", listed=True)
    addressed_to: str = text("主送", help="例如：县委巡察工作领导小组")
    basics: str = long_text(
        "基本情况", search=True, section="一、基本情况", help="起止时间、工作方式和工作量"
    )
    overall: str = long_text(
        "总体评价", search=True, section="二、总体评价", help="先讲主要成效，再点主要不足；一分为二"
    )
    problems: str = long_text(
        "主要问题",
        search=True,
        section="三、主要问题",
        help="由底稿汇成。分节用“（一）”，问题用“1.”，末尾的［底稿：…］是对照标记，印出来时隐去，请保留",
    )
    suggestions: str = long_text(
        "意见建议", search=True, section="四、意见建议", help="针对问题，可操作、可检查，一条一行"
    )
    other: str = long_text("其他需要说明的情况", search=True)
    paper_ids: tuple[str, ...] = links("依据底稿", to="working_paper", readonly=True, section="底稿对照")
    crosswalk: str = long_text("问题与底稿对照表", readonly=True, help="一行一条：问题序号、标题、底稿号")
    version: int | None = number("版次", default=1, section="审签")
    drafter: str = person("执笔人")
    checker: str = person("核稿人")
    consulted: str = long_text("征求意见情况", help="组务会、巡察办、必要时主要负责人的意见和采纳情况")
    heard_on: date | None = day("领导小组审议日期")
    approved_on: date | None = day("书记专题会日期")
    approval: str = long_text("审议意见")
    signed: tuple[Signature, ...] = signatures("签发", roles=("组长", "审定"))
    attachments: tuple[FileRef, ...] = files("附件")
    note: str = long_text("备注")
    causes: str = long_text(
        "原因分析",
        search=True,
        section="四、意见建议",
        help="专题报告写，巡察报告可以不写：问题背后的思想、责任、制度、执行原因",
    )
    gates: tuple[Signature, ...] = signatures("四关把关", roles=(), section="审签", readonly=True)


TYPES: tuple[type[Record], ...] = (Report, ReportGate)
