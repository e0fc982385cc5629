"""Record types of judging: common and typical problems, facts confirmed by the unit, talks with its head, fixes on site.

It also says what must not be open when a group leaves the site; nothing here may name a clue.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from app.areas.preparation.model import Task
from app.areas.secrecy.terms import secrecy_term
from app.areas.workpapers.judging.fixes import InstantFix
from app.areas.workpapers.judging.leaving import open_before_leaving
from app.areas.workpapers.judging.quality import QualityRule
from app.areas.workpapers.judging.wording import WordingPhrase
from app.areas.workpapers.model import Finding, WorkingPaper, names_clue
from app.core.errors import Problem
from app.core.fields import (
    FileRef,
    Signature,
    choice,
    choices,
    day,
    files,
    link,
    links,
    long_text,
    moment,
    person,
    signatures,
    text,
)
from app.core.lifecycle import Lifecycle, Reader, State, StepRule, Transition, named
from app.core.records import Record, record

GROUP = "研判与核实"


def _no_clue(held: Record) -> Iterator[Problem]:
    for spec in held.TYPE.fields:
        value = getattr(held, spec.name)
        if isinstance(value, str) and names_clue(value):
            yield Problem(spec.name, f"“{spec.label}”里写了线索编号；线索不能写在这里，请删去")


# Common, individual and typical problems ------------------------------------------------------------------

TREATMENTS = {
    "common": ("special_report", "authority", "rules"),
    "individual": ("feedback",),
    "typical": ("circular", "special_report", "rules", "feedback"),
}
"""Which treatments fit which kind of problem."""


def _several_units(held: CommonProblem, _reader: Reader) -> str | None:
    if held.nature == "common" and len(set(held.unit_ids)) < 2:
        return f"共性问题至少涉及两个单位，现有{len(set(held.unit_ids))}个"
    return None


def _treatment_fits(held: CommonProblem, _reader: Reader) -> str | None:
    wrong = set(held.treatments) - set(TREATMENTS.get(held.nature, held.treatments))
    if not wrong:
        return None
    return "处理方式与种类不符：共性问题转专题报告、行业主管部门或建章立制，个性问题反馈整改，典型问题通报"


def _findings_stand(held: CommonProblem, reader: Reader) -> str | None:
    found = [reader.get(Finding, key) for key in held.finding_ids]
    bad = [item.number for item in found if item.deleted or item.state in ("draft", "withdrawn")]
    return f"所依据的问题没有会商认定，或已撤销、删除：{'、'.join(bad)}" if bad else None


def _authority_named(held: CommonProblem, _reader: Reader) -> str | None:
    if "authority" in held.treatments and not held.authority.strip():
        return "转行业主管部门的，要写明主管部门"
    return None


@record(
    "common_problem",
    "共性典型问题",
    area="workpapers",
    group=GROUP,
    number="研判〔{year}〕{serial:02}号",
    heading="{number} {title}",
    icon="git-merge",
    checks=(_no_clue,),
    lifecycle=Lifecycle(
        states=(
            State("proposed", "拟定", "draft"),
            State("confirmed", "已研判"),
            State("treated", "已处理", "done", locked=True),
            State("dropped", "不成立", "stop", locked=True),
        ),
        transitions=(
            Transition(
                "confirm",
                "研判认定",
                ("proposed",),
                "confirmed",
                "common.confirm",
                needs=("title", "nature", "unit_ids", "finding_ids", "treatments"),
                rules=(_several_units, _treatment_fits, _findings_stand, _authority_named),
                signs=("signed", "研判人"),
            ),
            Transition("treat", "已处理", ("confirmed",), "treated", needs=("result", "treated_on")),
            Transition("drop", "不成立", ("proposed", "confirmed"), "dropped", "common.confirm", reason=True),
            Transition(
                "reopen",
                "重新研判",
                ("confirmed", "treated", "dropped"),
                "proposed",
                "common.confirm",
                reason=True,
            ),
        ),
    ),
    purpose="共性、个性、典型三类问题分别研判处理；共性问题由程序比对提出，人来认定",
)
class CommonProblem(Record):
    """What several units have in common, or what one of them stands for."""

    title: str = text("问题名称", required=True, search=True, listed=True, section="问题")
    nature: str = choice("种类", codes="problem_nature", default="common", required=True, listed=True)
    focus: str = choice("聚焦", codes="focus", listed=True)
    aspect: str = choice("子类", codes="focus_item", listed=True)
    round_ids: tuple[str, ...] = links("轮次", to="round")
    unit_ids: tuple[str, ...] = links("涉及单位", to="unit", listed=True)
    finding_ids: tuple[str, ...] = links("所依据的问题", to="finding")
    summary: str = long_text("共同表现", search=True, help="几个单位都有的情形，用数字说明面有多大")
    causes: str = long_text("原因分析", search=True, help="从体制机制上找，为什么几个单位都有")
    likeness: str = text("比对依据", readonly=True, help="程序为什么把它们放在一起")
    treatments: tuple[str, ...] = choices("处理方式", codes="common_treatment", listed=True, section="处理")
    authority: str = text("行业主管部门", search=True, help="转给谁推动整改")
    proposal: str = long_text("建议", search=True, help="提给谁、建什么制度、什么时限")
    treated_on: date | None = day("处理日期", listed=True)
    result: str = long_text("处理结果", search=True, help="专题报告或建议书的文号、建立的制度、通报的范围")
    signed: tuple[Signature, ...] = signatures("研判签字", roles=("研判人",))
    note: str = long_text("备注")


# Facts confirmed by the unit ------------------------------------------------------------------------------


def _two_handlers(held: FactConfirmation, _reader: Reader) -> str | None:
    names = {row.name.strip() for row in held.handlers if row.name.strip()}
    return None if len(names) >= 2 else f"承办人须两人以上，现有{len(names)}人"


def _papers_of_task(held: FactConfirmation, reader: Reader) -> str | None:
    papers = [reader.get(WorkingPaper, key) for key in held.paper_ids]
    stray = [p.number for p in papers if p.task_id != held.task_id or p.deleted or p.state == "void"]
    return f"所列底稿不属于本任务，或已作废：{'、'.join(stray)}" if stray else None


def _answered(held: FactConfirmation, _reader: Reader) -> str | None:
    if held.opinion in ("partly", "disagree") and not held.statement.strip():
        return "单位不完全认可的，要写明单位说明"
    return None


def _settled(held: FactConfirmation, _reader: Reader) -> str | None:
    if held.opinion in ("partly", "disagree") and not held.verified.strip():
        return "单位有不同意见的，要写明巡察组核实情况"
    return None


def _signed_by_unit(held: FactConfirmation, _reader: Reader) -> str | None:
    roles = {row.role for row in held.unit_signed if row.name.strip()}
    return (
        None
        if "单位主要负责人" in roles
        else "单位主要负责人还没有签字；拒签的，在备注写明并由两名承办人签字"
    )


@record(
    "fact_confirmation",
    "事实确认单",
    area="workpapers",
    group=GROUP,
    number="事实〔{year}〕{serial:02}号",
    heading="{number} {title}",
    icon="user-check",
    checks=(_no_clue,),
    lifecycle=Lifecycle(
        states=(
            State("draft", "草拟", "draft"),
            State("sent", "已送单位"),
            State("answered", "单位已反馈"),
            State("confirmed", "已确认", "done", locked=True),
            State("void", "作废", "stop", locked=True),
        ),
        transitions=(
            Transition(
                "send",
                "送单位核对",
                ("draft",),
                "sent",
                "paper.submit",
                needs=("paper_ids", "facts", "sent_on", "answer_due"),
                rules=(_two_handlers, _papers_of_task),
            ),
            Transition(
                "answer",
                "登记单位意见",
                ("sent",),
                "answered",
                "paper.submit",
                needs=("opinion", "answered_on"),
                rules=(_answered,),
            ),
            Transition(
                "confirm",
                "确认",
                ("answered",),
                "confirmed",
                "paper.review",
                needs=("talked",),
                rules=(_two_handlers, _settled, _signed_by_unit),
                signs=("reviewed", "复核人"),
            ),
            Transition("return", "重新核对", ("sent", "answered"), "draft", "paper.submit", reason=True),
            Transition("void", "作废", ("draft", "sent"), "void", "paper.review", reason=True),
        ),
    ),
    purpose="把底稿里的事实送被巡察单位核对，单位写明认可不认可，主要负责人签字",
)
class FactConfirmation(Record):
    """Facts of one or several papers, put before the unit."""

    task_id: str = link("巡察任务", to="task", required=True, section="事实")
    title: str = text("事项", required=True, search=True, listed=True)
    secrecy: str = choice("密级", codes="secrecy", default="internal")
    secrecy_term: str = secrecy_term()
    paper_ids: tuple[str, ...] = links("所据底稿", to="working_paper", help="只送事实部分，不送定性和责任")
    facts: str = long_text("核对的事实", search=True, help="逐条写，一条一行；只写查证的事实，不写来源和人")
    handlers: tuple[Signature, ...] = signatures("承办人", roles=("承办人",), help="两人以上")
    sent_on: date | None = day("送核日期", listed=True, section="单位意见")
    answer_due: date | None = day("反馈期限", listed=True)
    answered_on: date | None = day("反馈日期", listed=True)
    opinion: str = choice("单位意见", codes="fact_opinion", listed=True)
    statement: str = long_text("单位说明", search=True, help="补充、更正和依据，照单位原话")
    unit_signed: tuple[Signature, ...] = signatures("单位签字", roles=("单位主要负责人", "单位经办人"))
    verified: str = long_text(
        "核实情况", search=True, section="核实", help="对不同意见逐条核实，采纳不采纳写明理由"
    )
    talk_id: str = link("沟通记录", to="leader_talk")
    talked: str = long_text("主要负责人沟通情况", search=True, help="什么时间、谁与主要负责人沟通，对方意见")
    reviewed: tuple[Signature, ...] = signatures("复核", roles=("复核人",))
    attachments: tuple[FileRef, ...] = files("签字件扫描")
    note: str = long_text("备注")


# Talks with the head of the unit --------------------------------------------------------------------------


def _two_of_us(held: LeaderTalk, _reader: Reader) -> str | None:
    if held.speaker and held.speaker == held.recorder:
        return "沟通须两人以上：沟通人和记录人不能是同一人"
    return None


def _times(held: LeaderTalk) -> Iterator[Problem]:
    if held.talked_at and held.ended_at and held.ended_at < held.talked_at:
        yield Problem("ended_at", "“结束时间”早于“开始时间”")


@record(
    "leader_talk",
    "与主要负责人沟通记录",
    area="workpapers",
    group=GROUP,
    number="沟通〔{year}〕{serial:02}号",
    heading="{number} {matter}",
    icon="message-square",
    checks=(_no_clue, _times),
    lifecycle=Lifecycle(
        states=(State("draft", "草稿", "draft"), State("signed", "已签字", "done", locked=True)),
        transitions=(
            Transition(
                "sign",
                "核对签字",
                ("draft",),
                "signed",
                needs=("talked_at", "partner", "speaker", "recorder", "content", "opinion"),
                rules=(_two_of_us,),
                signs=("signed", "记录人"),
            ),
            Transition("reopen", "退回改正", ("signed",), "draft", "paper.review", reason=True),
        ),
    ),
    purpose="就发现的问题与被巡察党组织主要负责人沟通：事项、对方意见、后续办理",
)
class LeaderTalk(Record):
    """One talk of the group with the head of the unit."""

    task_id: str = link("巡察任务", to="task", required=True, section="沟通")
    matter: str = text("沟通事项", required=True, search=True, listed=True)
    stage: str = choice("沟通时机", codes="leader_talk_stage", default="facts", listed=True)
    secrecy: str = choice("密级", codes="secrecy", default="internal")
    secrecy_term: str = secrecy_term()
    talked_at: datetime | None = moment("开始时间", listed=True)
    ended_at: datetime | None = moment("结束时间")
    place: str = text("地点")
    partner: str = person("主要负责人", search=True, listed=True)
    partner_post: str = text("职务", listed=True)
    speaker: str = person("沟通人", listed=True, help="一般由组长沟通")
    recorder: str = person("记录人")
    others: str = text("其他在场人")
    finding_ids: tuple[str, ...] = links("涉及问题", to="finding", section="内容")
    content: str = long_text("沟通内容", search=True, help="只谈事实和问题，不谈来源和线索")
    attitude: str = choice("对方态度", codes="talk_attitude", listed=True)
    opinion: str = long_text("对方意见", search=True, help="认可、补充或不同意见，照原话")
    follow_up: str = long_text("后续办理", search=True, help="补证、核实、立行立改等")
    signed: tuple[Signature, ...] = signatures("签字", roles=("主要负责人", "沟通人", "记录人"))
    attachments: tuple[FileRef, ...] = files("签字件扫描")
    note: str = long_text("备注")


TYPES: tuple[type[Record], ...] = (
    InstantFix,
    FactConfirmation,
    LeaderTalk,
    CommonProblem,
    WordingPhrase,
    QualityRule,
)


def _unconfirmed_facts(task: Task, reader: Reader) -> Iterator[str]:
    held = reader.find(FactConfirmation, task_id=task.id)
    yield from named("事实确认单没有确认", (f for f in held if f.state in ("sent", "answered")))


def leaving_rule(task: Task, reader: Reader) -> Iterator[str]:
    """Everything on site that is still open when the group wants to leave (撤点), each reason with its records."""
    yield from open_before_leaving(task, reader)
    yield from _unconfirmed_facts(task, reader)


STEP_RULES: Mapping[tuple[str, str], StepRule] = {("task", "leave"): leaving_rule}
