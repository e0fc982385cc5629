"""Record types of the clue compartment: clues (问题线索) and reporters whose identity is protected.

Everything here lies in the database with its own key; nothing outside may link to it, count it or name it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, cast

from app.areas.clues.tracking.routing import route
from app.areas.libraries.deadlines.reckoning import Reckoner, holds, split
from app.areas.preparation.model import Task
from app.areas.secrecy.terms import secrecy_term
from app.core.errors import Problem
from app.core.fields import (
    FileRef,
    Sensitivity,
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
from app.core.records import Compartment, Record, record

if TYPE_CHECKING:
    from db.session import Session


def _clue_dates(held: Clue) -> Iterator[Problem]:
    if held.handed_on and held.received_on and held.received_on < held.handed_on:
        yield Problem("received_on", "“接收日期”早于“移交日期”")


def _clue_advice(held: Clue) -> Iterator[Problem]:
    if not held.disciplines:
        yield Problem("disciplines", "还没有选涉及哪项纪律；一般性缺点、涉法涉诉和个人诉求不作线索")
    if held.subject and not held.subject_post:
        yield Problem("subject_post", "被反映人没有写单位职务，接收方不好认定管理权限")


def _has_ground(held: Clue, _reader: Reader) -> str | None:
    if held.finding_ids or held.petition_ids or held.interview_ids or held.ground.strip():
        return None
    return "没有来源：指明出自哪件信访、哪份谈话或哪个问题，或在“来源说明”里写明"


READY = ("approved", "reviewed", "decided")
"""States in which a clue may be handed over."""
OUT = ("handed", "received", "handling")
"""States in which an answer is awaited."""
GONE = (*OUT, "answered", "closed")
"""States of a clue that has left the group."""
PUNISHED = ("warning", "serious_warning", "remove", "probation", "expel", "administrative")
"""Sanctions that need a case (立案)."""


def _routing(held: Clue, reader: Reader | None) -> Iterator[Problem]:
    """Which receiver the table of rules proposes; the codes are said by the list beside the field."""
    if reader is None or held.state in GONE or not (held.subject_rank or held.source == "disclosure"):
        return
    rule = route(reader, held)
    if rule is not None and rule.receiver != held.receiver_body:
        done = "与管理权限规则不同" if held.receiver_body else "还没有定"
        yield Problem("receiver_body", f"接收单位{done}：规则是“{rule.name}”（{rule.reason}）")


def _case_filed(held: Clue, _reader: Reader) -> str | None:
    if set(held.sanctions) & {*PUNISHED, "transfer_law"} and held.case_state not in ("filed", "closed"):
        return "给予党纪政务处分或移送司法的，要先登记立案"
    return None


def _form_fits(held: Clue, _reader: Reader) -> str | None:
    if held.form == "fourth" and held.case_state not in ("filed", "closed"):
        return "运用第四种形态的，要先登记立案"
    return None


def reply_due(reader: Reader, held: Clue, handed_on: date) -> date | None:
    """Until when the receiver answers, by the rule clue_result of the round; None when it is off."""
    task = reader.get(Task, held.task_id)
    reckoner = Reckoner(cast("Session", reader))  # a step of the lifecycle is always given the session
    rule = reckoner.rule("clue_result", task.round_id)
    return reckoner.due(rule, handed_on) if rule is not None else None


def with_limits(reader: Reader, held: Clue) -> Clue:
    """The clue with every limit that its rules reckon from the day it was handed over; what is filled stays."""
    reckoner = Reckoner(cast("Session", reader))
    task = reader.get(Task, held.task_id)
    for rule in reckoner.rules(task.round_id):
        type_name, field = split(rule.target)
        if (
            type_name == "clue"
            and rule.base == "clue.handed_on"
            and holds(rule, held)
            and not getattr(held, field)
        ):
            held = replace(held, **{field: reckoner.due(rule, held.handed_on)})  # type: ignore[arg-type]  # a date field of a clue
    return held


def _fill_due(held: Clue, writer: Writer, _why: str) -> None:
    if held.handed_on is not None:
        writer.save(with_limits(writer, held))


def _dealt_out(held: Clue, writer: Writer, _why: str) -> None:
    """The manner of handling is settled: the clue is dealt out, and the limits of that manner begin."""
    writer.save(with_limits(writer, replace(held, accepted_on=held.accepted_on or date.today())))


CLUE = Lifecycle(
    states=(
        State("registered", "已登记", "draft"),
        State("assessed", "已研判"),
        State("approved", "组长已审"),
        State("reviewed", "巡察办已审"),
        State("decided", "领导小组已定"),
        State("handed", "已移交", locked=True),
        State("received", "已接收"),
        State("handling", "办理中"),
        State("answered", "已反馈"),
        State("closed", "已办结", "done", locked=True),
        State("returned", "退回", "back"),
        State("dropped", "不作线索", "stop", locked=True),
    ),
    transitions=(
        Transition(
            "assess",
            "研判",
            ("registered", "returned"),
            "assessed",
            needs=("summary", "content", "subject", "assessment", "proposal"),
            rules=(_has_ground,),
            signs=("signed", "研判人"),
        ),
        Transition(
            "approve", "组长审定", ("assessed",), "approved", "clue.approve", signs=("signed", "组长")
        ),
        Transition(
            "review", "巡察办审核", ("approved",), "reviewed", "clue.accept", signs=("signed", "巡察办")
        ),
        Transition(
            "decide",
            "登记领导小组审定",
            ("reviewed",),
            "decided",
            "clue.accept",
            signs=("signed", "领导小组"),
        ),
        Transition(
            "hand",
            "移交",
            READY,
            "handed",
            "clue.hand",
            needs=("receiver_body", "handed_on", "handed_by"),
            signs=("signed", "移交人"),
            confirm="移交后组内不再留存纸质材料，确定？",
        ),
        Transition(
            "receive",
            "接收",
            ("handed",),
            "received",
            "clue.accept",
            signs=("signed", "接收人"),
            effects=(_fill_due,),
        ),
        Transition(
            "handle",
            "登记处置方式",
            ("received",),
            "handling",
            "clue.accept",
            needs=("disposal",),
            effects=(_dealt_out,),
        ),
        Transition(
            "answer",
            "登记办理反馈",
            ("received", "handling"),
            "answered",
            "clue.accept",
            needs=("disposal", "outcome", "answered_on"),
            rules=(_case_filed, _form_fits),
            effects=(_dealt_out,),
        ),
        Transition(
            "close",
            "办结",
            ("received", "handling", "answered"),
            "closed",
            "clue.accept",
            needs=("disposal", "outcome", "outcome_on"),
            rules=(_case_filed, _form_fits),
        ),
        Transition("reopen", "重新办理", ("closed",), "handling", "clue.accept", reason=True),
        Transition(
            "return",
            "退回",
            ("assessed", "approved", "reviewed", "decided"),
            "returned",
            "clue.approve",
            reason=True,
        ),
        Transition(
            "reject", "接收方退回", ("handed", "received", "handling"), "returned", "clue.accept", reason=True
        ),
        Transition(
            "drop", "不作线索", ("registered", "assessed", "returned"), "dropped", "clue.approve", reason=True
        ),
        Transition("restore", "重新登记", ("dropped",), "registered", "clue.approve", reason=True),
    ),
)


@record(
    "clue",
    "问题线索",
    area="clues",
    number="线索〔{year}〕{serial:03}号",
    heading="{number} {summary}",
    icon="key",
    compartment=Compartment.CLUES,
    lifecycle=CLUE,
    checks=(_clue_dates,),
    warners=(_clue_advice,),
    advisers=(_routing,),
    purpose="反映领导干部的问题线索，单独保管、密封移交，不进底稿和报告",
)
class Clue(Record):
    """A clue about a person, kept apart from everything else."""

    task_id: str = link("巡察任务", to="task", required=True, section="登记")
    summary: str = text(
        "线索名称", required=True, search=True, listed=True, help="一句话：某单位某职务涉嫌什么问题"
    )
    registered_on: date | None = day("登记日期", listed=True)
    registrar: str = person("登记人")
    source: str = choice("线索来源", codes="clue_source", required=True, listed=True)
    secrecy: str = choice("密级", codes="secrecy", default="secret")
    secrecy_term: str = secrecy_term()
    urgent: bool = flag("边巡边移", help="情况紧急、需要及时移交的，由组长决定")
    subject: str = person(
        "被反映人", search=True, listed=True, sensitivity=Sensitivity.GUARDED, section="被反映人"
    )
    subject_unit: str = text("单位", search=True, listed=True)
    subject_post: str = text("职务", search=True, listed=True)
    subject_rank: str = choice("职级", codes="rank")
    subject_politics: str = choice("政治面貌", codes="politics")
    county_managed: bool = flag("县管干部")
    others: str = long_text(
        "其他被反映人", search=True, sensitivity=Sensitivity.GUARDED, help="一行一人：姓名、单位职务"
    )
    persons: int | None = number("涉及人数", default=1, unit="人")
    disciplines: tuple[str, ...] = choices("涉及纪律", codes="discipline", listed=True, section="内容")
    content: str = long_text(
        "反映问题", search=True, sensitivity=Sensitivity.GUARDED, help="逐条写：时间、事由、金额、知情人"
    )
    amount: int | None = money("涉及金额")
    happened_from: date | None = day("发生时间起")
    happened_to: date | None = day("发生时间止")
    verifiable: str = choice("可查性", codes="verifiable", listed=True)
    petition_ids: tuple[str, ...] = links("来源信访件", to="petition", section="来源")
    interview_ids: tuple[str, ...] = links("来源谈话", to="interview")
    finding_ids: tuple[str, ...] = links("来源问题", to="finding")
    ground: str = long_text("来源说明", help="不是从信访、谈话、问题来的，写明怎样发现的")
    inquiry: str = long_text(
        "已了解情况", search=True, sensitivity=Sensitivity.GUARDED, help="只作初步了解，不查办案件"
    )
    assessment: str = long_text("研判意见", search=True, section="研判")
    proposal: str = choice("拟处置建议", codes="clue_disposal", listed=True)
    assessed_on: date | None = day("研判日期")
    receiver_body: str = choice("接收单位", codes="clue_receiver", listed=True, section="移交")
    handed_on: date | None = day("移交日期", listed=True)
    handed_by: str = person("移交经办人")
    received_on: date | None = day("接收日期")
    received_by: str = person("接收经办人")
    seal_number: str = text("封条号")
    sheets: int | None = number("材料页数", unit="页")
    pieces: int | None = number("材料件数", unit="件")
    reply_due: date | None = day("办理反馈期限", help="一般自移交之日起三个月")
    disposal: str = choice("处置方式", codes="clue_disposal", section="办理结果")
    outcome: str = long_text("办理结果", search=True, sensitivity=Sensitivity.GUARDED)
    form: str = choice("四种形态", codes="four_forms", listed=True)
    sanctions: tuple[str, ...] = choices("处理处分", codes="sanction")
    outcome_on: date | None = day("办结日期")
    signed: tuple[Signature, ...] = signatures(
        "签字", roles=("研判人", "组长", "巡察办", "领导小组", "移交人", "接收人")
    )
    attachments: tuple[FileRef, ...] = files("材料")
    note: str = long_text("备注")
    transfer_id: str = link("移交批次", to="clue_transfer", readonly=True, section="移交")
    case_state: str = choice("立案情况", codes="case_result", listed=True, section="办理结果")
    filed_on: date | None = day("立案日期", section="办理结果")
    sanctioned: int | None = number("处理处分人数", unit="人", section="办理结果")
    dual: bool = flag("一案双查", section="办理结果", help="既查当事人，也查党组织和领导人员的责任")
    dual_note: str = long_text(
        "双查情况", sensitivity=Sensitivity.GUARDED, show_if=("dual", ("1",)), section="办理结果"
    )
    answered_on: date | None = day("反馈日期", listed=True, section="办理结果")
    answered_by: str = text("反馈单位经办人", section="办理结果")
    accept_due: date | None = day("分办期限", section="移交", help="按“问题线索受理分办”规则推算")
    accepted_on: date | None = day("分办日期", section="移交")
    approval_due: date | None = day(
        "函询审批期限", show_if=("disposal", ("letter",)), section="办理结果", help="按“谈话函询审批”规则推算"
    )
    approved_on: date | None = day("函询批准日期", show_if=("disposal", ("letter",)), section="办理结果")
    handle_due: date | None = day(
        "函询或初核期限", show_if=("disposal", ("letter", "verify")), section="办理结果",
        help="按处置方式，取“谈话函询办结”或“初步核实”规则推算",
    )  # fmt: skip

    @property
    def inner_due(self) -> tuple[str, date] | None:
        """The limit inside the receiver's handling that is waited for now, and what it is for."""
        if self.state not in OUT:
            return None
        waiting = (
            ("分办", self.accept_due, self.accepted_on),
            ("函询审批", self.approval_due, self.approved_on),
            ("函询" if self.disposal == "letter" else "初核", self.handle_due, self.answered_on),
        )
        found = [(label, due) for label, due, done in waiting if due is not None and done is None]
        return min(found, key=lambda one: one[1], default=None)


@record(
    "protected_person",
    "受保护反映人",
    area="clues",
    number="保护〔{year}〕{serial:03}号",
    heading="{number}",
    icon="shield",
    compartment=Compartment.CLUES,
    lifecycle=Lifecycle(
        states=(State("kept", "保护中"), State("handed", "已移交", "done", locked=True)),
        transitions=(
            Transition(
                "hand", "随件移交", ("kept",), "handed", "clue.approve", needs=("handed_on", "handed_to")
            ),
        ),
    ),
    purpose="要求保护身份的反映人：身份只在这里，信访件上只有“要求保护”",
)
class ProtectedPerson(Record):
    """Who stands behind a petition whose reporter asked for protection."""

    task_id: str = link("巡察任务", to="task", required=True, section="身份")
    petition_id: str = link("信访件", to="petition", required=True, listed=True)
    name: str = person("姓名", required=True, search=True, sensitivity=Sensitivity.GUARDED)
    contact: str = text("联系方式", sensitivity=Sensitivity.GUARDED)
    identity_number: str = text("身份证件号码", sensitivity=Sensitivity.GUARDED, help="不必要的不填")
    unit: str = text("单位或住址", sensitivity=Sensitivity.GUARDED)
    relation: str = text("与被反映人关系", sensitivity=Sensitivity.GUARDED)
    request: str = long_text("保护要求", section="保护", help="反映人自己提出的要求，例如不约见、不去电")
    risk: str = long_text("泄露风险", help="从反映内容能不能推断出反映人，怎样处理")
    known_to: str = text("知悉人员", help="除登记人和组长外还有谁知道")
    requested_on: date | None = day("提出日期", listed=True)
    handed_on: date | None = day("移交日期")
    handed_to: str = text("移交给")


TYPES: tuple[type[Record], ...] = (Clue, ProtectedPerson)
