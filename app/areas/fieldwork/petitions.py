"""The petition (信访件): one letter, visit, call or message received by the group, and its way to a result.

The identity of a reporter who asked for protection never stands here; it lies in the clue compartment.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

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
    long_text,
    moment,
    number,
    person,
    signatures,
    text,
)
from app.core.lifecycle import Lifecycle, Reader, State, Transition
from app.core.records import Record, record

SETTLED = ("closed", "filed", "handed", "transferred", "merged")
"""States of a petition that count as disposed of."""


def _reporter_hidden(held: Petition) -> Iterator[Problem]:
    left = [
        name
        for name in ("reporter", "reporter_contact", "reporter_address")
        if str(getattr(held, name)).strip()
    ]
    if held.naming == "anonymous" and left:
        yield Problem("naming", "匿名件里还留有反映人身份，请清空，或改为实名")
    if held.naming == "protected" and left:
        yield Problem("naming", "反映人要求保护身份：请清空这里的身份信息，改登在“受保护反映人”里")


def _petition_advice(held: Petition) -> Iterator[Problem]:
    if held.in_scope == "out" and held.handling in ("inspect", "clue"):
        yield Problem("handling", "不属于受理范围的件，一般转有关部门办理或解释回复")
    if held.repeated and not held.merged_into:
        yield Problem("merged_into", "重复件请指明首次登记的件，便于并案")
    if held.due_on and held.received_on and held.due_on < held.received_on:
        yield Problem("due_on", "办理时限早于收到日期")


def _out_of_scope(held: Petition, _reader: Reader) -> str | None:
    return None if held.in_scope == "out" else "只有“不属于受理范围”的件才转办；受理范围内的件请办理后办结"


def _merge_target(held: Petition, reader: Reader) -> str | None:
    if not held.merged_into:
        return None
    if held.merged_into == held.id:
        return "不能并入自己"
    target = reader.get(Petition, held.merged_into)
    if target.task_id != held.task_id:
        return "只能并入同一任务的信访件"
    return f"{target.number}也已并案，请并入首次登记的件" if target.state == "merged" else None


PETITION = Lifecycle(
    states=(
        State("registered", "已登记", "draft"),
        State("proposed", "拟办"),
        State("decided", "已批示"),
        State("handling", "办理中"),
        State("reported", "已报调查报告"),
        State("examined", "已审定"),
        State("closed", "已办结", "done", locked=True),
        State("filed", "已归档", "done", locked=True),
        State("handed", "已移交", "done"),
        State("transferred", "已转办", "done"),
        State("merged", "已并案", "done", locked=True),
    ),
    transitions=(
        Transition(
            "propose",
            "报请批示",
            ("registered",),
            "proposed",
            needs=("in_scope", "proposal"),
            signs=("signed", "拟办人"),
        ),
        Transition(
            "decide",
            "批示",
            ("proposed",),
            "decided",
            "petition.decide",
            needs=("decision",),
            signs=("signed", "批示领导"),
        ),
        Transition("handle", "交办", ("decided",), "handling", needs=("handler", "handling")),
        Transition(
            "close",
            "办结",
            ("handling", "reported", "examined"),
            "closed",
            needs=("conclusion", "result", "closed_on"),
            signs=("signed", "承办人"),
        ),
        Transition("report", "报调查报告", ("handling",), "reported", needs=("process", "report")),
        Transition(
            "examine",
            "审定",
            ("reported",),
            "examined",
            "petition.decide",
            needs=("verdict",),
            signs=("signed", "审定领导"),
        ),
        Transition("file", "归档", ("closed",), "filed"),
        Transition("hand", "移交", ("handling", "closed", "filed"), "handed", needs=("destination",)),
        Transition(
            "transfer",
            "转办",
            ("registered", "proposed", "decided"),
            "transferred",
            needs=("destination",),
            rules=(_out_of_scope,),
        ),
        Transition(
            "merge",
            "并案",
            ("registered", "proposed", "decided"),
            "merged",
            needs=("merged_into",),
            rules=(_merge_target,),
        ),
        Transition(
            "return", "退回重拟", ("proposed", "decided"), "registered", "petition.decide", reason=True
        ),
        Transition("revise", "退回补查", ("reported",), "handling", "petition.decide", reason=True),
        Transition(
            "reopen",
            "重新办理",
            ("closed", "filed", "transferred", "merged"),
            "registered",
            "petition.decide",
            reason=True,
        ),
    ),
)


@record(
    "petition",
    "信访件",
    area="fieldwork",
    number="信访〔{year}〕{serial:03}号",
    heading="{number} {summary}",
    icon="mail",
    lifecycle=PETITION,
    checks=(_reporter_hidden,),
    warners=(_petition_advice,),
    purpose="来信、来访、来电、网络、扫码、意见箱收到的反映，一件一登",
)
class Petition(Record):
    """One letter, visit, call or message received by the group."""

    task_id: str = link("巡察任务", to="task", required=True, section="登记")
    received_on: date | None = day("受理日期", required=True, listed=True)
    origin: str = choice(
        "来源", codes="petition_origin", default="received", help="巡察期间收到，还是交办转来"
    )
    channel: str = choice("渠道", codes="petition_channel", required=True, listed=True)
    business: str = choice("业务类型", codes="petition_business", default="accusation")
    secrecy: str = choice("密级", codes="secrecy", default="internal")
    secrecy_term: str = secrecy_term()
    naming: str = choice(
        "署名情况",
        codes="petition_naming",
        default="real",
        required=True,
        listed=True,
        help="反映人要求保护身份的，只选“要求保护”，身份另登在受保护反映人里",
        section="反映人",
    )
    reporter: str = person("反映人", sensitivity=Sensitivity.GUARDED, show_if=("naming", ("real",)))
    reporter_contact: str = text("联系方式", sensitivity=Sensitivity.GUARDED, show_if=("naming", ("real",)))
    reporter_address: str = text("住址或单位", sensitivity=Sensitivity.GUARDED, show_if=("naming", ("real",)))
    joint: int | None = number("联名人数", unit="人", help="两人以上联名时填写")
    subject: str = person(
        "被反映人", search=True, listed=True, section="反映内容", help="不止一人时写主要的一人"
    )
    subject_post: str = text("被反映人单位职务", search=True)
    subject_level: str = choice("被反映人职级", codes="rank")
    summary: str = text(
        "内容摘要", required=True, search=True, listed=True, help="一句话：谁、什么事；不写反映人"
    )
    content: str = long_text(
        "反映内容", search=True, help="来访、来电照原话记；来信摘录要点，原件扫描挂在附件"
    )
    disciplines: tuple[str, ...] = choices("涉及纪律", codes="discipline")
    in_scope: str = choice(
        "受理范围", codes="petition_scope", listed=True, help="个人诉求、涉法涉诉不属于受理范围"
    )
    repeated: bool = flag("重复件")
    merged_into: str = link("首次登记件", to="petition", show_if=("repeated", ("1",)))
    sheets: int | None = number("原件页数", unit="页")
    attachments: tuple[FileRef, ...] = files("原件扫描")
    registrar: str = person("登记人", section="办理")
    handling: str = choice("处理方式", codes="petition_handling", listed=True)
    proposal: str = long_text("拟办意见")
    decision: str = long_text("领导批示")
    handler: str = person("承办人", listed=True)
    due_on: date | None = day("办理时限", listed=True)
    methods: tuple[str, ...] = choices("了解方式", codes="inquiry_method")
    process: str = long_text("了解经过", search=True, help="什么时间、找谁、查了什么资料")
    conclusion: str = choice("了解结论", codes="petition_conclusion", section="结果")
    result: str = long_text("办理结果", search=True)
    destination: str = text("去向", help="移交或转办给哪个部门；存档的写存档")
    handed_on: date | None = day("移交日期")
    closed_on: date | None = day("办结日期")
    signed: tuple[Signature, ...] = signatures("办理签字", roles=("拟办人", "批示领导", "承办人", "审定领导"))
    note: str = long_text("备注")
    opened_on: date | None = day("拆阅日期", section="登记")
    opened_by: str = person("拆阅人", section="登记")
    from_body: str = text(
        "交办单位", section="登记", search=True, show_if=("origin", ("office", "department"))
    )
    from_number: str = text(
        "来文号", section="登记", search=True, show_if=("origin", ("office", "department"))
    )
    met_at: datetime | None = moment(
        "来访来电时间", section="登记", show_if=("channel", ("visit", "phone", "oral"))
    )
    met_by: str = person("接待接听人", section="登记", show_if=("channel", ("visit", "phone", "oral")))
    report: str = long_text("调查报告", section="结果", search=True, help="了解经过、认定的事实、处理建议")
    verdict: str = long_text("审定意见", section="结果")
    filed_as: str = text("归档位置", section="结果", help="卷号、盒号")
    copies: int | None = number("移交份数", unit="份", section="结果")
    answered_on: date | None = day("答复日期", section="结果", help="实名件办结后答复反映人的日期")
    notify_due: date | None = day("受理告知期限", section="办理", show_if=("naming", ("real",)))
    notified_on: date | None = day(
        "告知受理日期", section="办理", show_if=("naming", ("real",)), help="按本地规定要告知的才填"
    )
    reply_due: date | None = day("答复反映人期限", section="结果", show_if=("naming", ("real",)))
