"""Record types that press for rectification: warnings before a day passes, letters that climb step by step, summonses.

They record what was asked and what came back; the state of a task is changed by the task's own steps.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from app.areas.secrecy.terms import secrecy_term
from app.areas.workpapers.model import names_clue
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
from app.core.lifecycle import Lifecycle, State, Transition
from app.core.records import Record, record

SUPERVISION = "督查督办"
"""The entry of the navigation that gathers these lists."""


@record(
    "warning",
    "整改预警",
    area="rectification",
    group=SUPERVISION,
    number="预警〔{year}〕{serial:03}",
    heading="{number} {matter}",
    apart=("task_id.unit_id",),
    icon="triangle-alert",
    lifecycle=Lifecycle(
        states=(
            State("proposed", "程序提出", "draft"),
            State("sent", "已发函", "back"),
            State("answered", "已答复"),
            State("lifted", "已解除", "done", locked=True),
            State("dropped", "不发", "stop", locked=True),
        ),
        transitions=(
            Transition(
                "send",
                "发预警函",
                ("proposed",),
                "sent",
                "rectification.confirm",
                needs=("addressee", "sent_on", "answer_due"),
                signs=("signed", "签发"),
            ),
            Transition("answer", "登记答复", ("sent",), "answered", needs=("answer", "answered_on")),
            Transition(
                "lift",
                "解除预警",
                ("sent", "answered"),
                "lifted",
                "rectification.confirm",
                reason=True,
            ),
            Transition("drop", "不发", ("proposed",), "dropped", "rectification.confirm", reason=True),
            Transition(
                "reopen", "重新预警", ("lifted", "dropped"), "proposed", "rectification.confirm", reason=True
            ),
        ),
    ),
    purpose="临近期限和逾期的整改任务，按绿、黄、红三级预警，发函并要求答复",
)
class RectWarning(Record):
    """One warning about one rectification task; the program proposes it, a person sends it."""

    task_id: str = link("巡察任务", to="task", required=True, section="预警")
    rect_task_id: str = link("整改任务", to="rect_task", required=True)
    colour: str = choice("颜色", codes="warning_colour", required=True, listed=True)
    matter: str = text("预警事项", required=True, search=True, listed=True)
    task_due: date | None = day("任务期限", listed=True)
    found_on: date | None = day("提出日期")
    days_left: int | None = number("距期限", unit="天", listed=True, help="提出那天算，逾期的写负数")
    addressee: str = text("发给谁", listed=True, section="预警函", help="被巡察党组织或责任单位")
    document_number: str = text("文号")
    secrecy: str = choice("密级", codes="secrecy", default="internal")
    secrecy_term: str = secrecy_term()
    requirement: str = long_text("要求", search=True, help="请对方在期限内做什么、报什么")
    sent_on: date | None = day("发函日期", listed=True)
    answer_due: date | None = day("答复期限")
    receipt_by: str = person("签收人")
    answer: str = long_text("答复", search=True, section="答复")
    answered_on: date | None = day("答复日期")
    signed: tuple[Signature, ...] = signatures("签发", roles=("签发",))
    attachments: tuple[FileRef, ...] = files("函件与答复")
    note: str = long_text("备注")


def _no_clue(held: Record) -> Iterator[Problem]:
    for spec in held.TYPE.fields:
        value = getattr(held, spec.name)
        if isinstance(value, str) and names_clue(value):
            yield Problem(spec.name, f"“{spec.label}”里写了线索编号；线索不向被巡察单位透露，请删去")


def _due_after_delivery(held: SupervisionLetter) -> Iterator[Problem]:
    if held.delivered_on and held.due_on and held.due_on < held.delivered_on:
        yield Problem("due_on", "“答复期限”早于“送达日期”")


@record(
    "supervision_letter",
    "督办文书",
    area="rectification",
    group=SUPERVISION,
    number="督办〔{year}〕{serial:03}号",
    heading="{number} {matter}",
    apart=("addressee",),
    icon="mail",
    checks=(_due_after_delivery, _no_clue),
    lifecycle=Lifecycle(
        states=(
            State("draft", "拟稿", "draft"),
            State("delivered", "已送达", "back"),
            State("answered", "已答复"),
            State("escalated", "已升级", "stop", locked=True),
            State("closed", "已办结", "done", locked=True),
        ),
        transitions=(
            Transition(
                "deliver",
                "签发送达",
                ("draft",),
                "delivered",
                "rectification.confirm",
                needs=("addressee", "requirement", "due_on", "delivered_on"),
                signs=("signed", "签发"),
            ),
            Transition("answer", "登记答复", ("delivered",), "answered", needs=("answer", "answered_on")),
            Transition(
                "again",
                "答复不合要求",
                ("answered",),
                "delivered",
                "rectification.confirm",
                reason=True,
            ),
            Transition(
                "close",
                "办结",
                ("answered",),
                "closed",
                "rectification.confirm",
                needs=("result",),
            ),
            Transition(
                "escalate",
                "升级处理",
                ("delivered", "answered"),
                "escalated",
                "rectification.confirm",
                reason=True,
            ),
            Transition(
                "reopen",
                "重新督办",
                ("closed", "escalated"),
                "delivered",
                "rectification.confirm",
                reason=True,
            ),
        ),
    ),
    purpose="通知、指导、提醒、督办、告诫：写清问题和要求，限期答复，到期不答复逐级升级",
)
class SupervisionLetter(Record):
    """One letter that presses for rectification."""

    task_id: str = link("巡察任务", to="task", required=True, listed=True, section="文书")
    kind: str = choice(
        "文种",
        codes="supervision_letter_kind",
        default="letter",
        required=True,
        listed=True,
        help="次序就是升级的次序，可在代码项里调整",
    )
    stage: str = choice("督查阶段", codes="supervision_stage", default="daily")
    addressee: str = text("送给谁", search=True, listed=True, help="单位、主要负责人或责任领导")
    matter: str = text("督办事项", required=True, search=True, listed=True)
    document_number: str = text("文号")
    secrecy: str = choice("密级", codes="secrecy", default="internal")
    secrecy_term: str = secrecy_term()
    made_on: date | None = day("成文日期")
    rect_task_ids: tuple[str, ...] = links("涉及的整改任务", to="rect_task", section="内容")
    problem: str = long_text("发现的问题", search=True, help="哪几项没有动、哪几项不实，写事实")
    requirement: str = long_text("办理要求", search=True, help="一行一条，能检查")
    due_on: date | None = day("答复期限", listed=True)
    previous_id: str = link("由哪一件升级", to="supervision_letter")
    delivered_on: date | None = day("送达日期", listed=True, section="送达与答复")
    delivered_by: str = person("送达人")
    receipt_by: str = person("签收人")
    answer: str = long_text("答复情况", search=True)
    answered_on: date | None = day("答复日期")
    result: str = long_text("办理结果", search=True)
    signed: tuple[Signature, ...] = signatures("签发", roles=("签发",))
    attachments: tuple[FileRef, ...] = files("文书与答复")
    note: str = long_text("备注")


@record(
    "summons",
    "约谈",
    area="rectification",
    group=SUPERVISION,
    number="约谈〔{year}〕{serial:02}号",
    heading="{number} {called} {reason}",
    icon="message-square",
    lifecycle=Lifecycle(
        states=(
            State("planned", "拟约谈", "draft"),
            State("noticed", "已通知"),
            State("held", "已约谈"),
            State("closed", "已兑现", "done", locked=True),
            State("dropped", "取消", "stop", locked=True),
        ),
        transitions=(
            Transition(
                "notify",
                "送达约谈通知",
                ("planned",),
                "noticed",
                "rectification.confirm",
                needs=("called", "talker", "talked_on", "place"),
                signs=("signed", "批准"),
            ),
            Transition(
                "hold",
                "登记约谈",
                ("planned", "noticed"),
                "held",
                needs=("talked_on", "talker", "content", "commitment"),
            ),
            Transition(
                "close",
                "承诺已兑现",
                ("held",),
                "closed",
                "rectification.confirm",
                needs=("result",),
            ),
            Transition(
                "drop", "取消", ("planned", "noticed"), "dropped", "rectification.confirm", reason=True
            ),
            Transition(
                "reopen", "重新办理", ("closed", "dropped"), "planned", "rectification.confirm", reason=True
            ),
        ),
    ),
    purpose="约谈整改不力的负责人：谁约谈、为什么、谈了什么、承诺什么、兑现没有",
)
class Summons(Record):
    """One person called in over rectification, with the record of the talk."""

    task_id: str = link("巡察任务", to="task", required=True, listed=True, section="约谈")
    letter_id: str = link("由哪件督办引起", to="supervision_letter")
    called: str = person("约谈对象", required=True, search=True, listed=True)
    post: str = text("单位职务", listed=True)
    reason: str = text("约谈事由", required=True, search=True, listed=True)
    secrecy: str = choice("密级", codes="secrecy", default="internal")
    secrecy_term: str = secrecy_term()
    talker: str = person("约谈人", listed=True, help="领导小组成员或巡察办负责人")
    attended: str = text("参加人")
    recorder: str = person("记录人")
    made_on: date | None = day("通知日期")
    talked_on: date | None = day("约谈日期", listed=True)
    place: str = text("约谈地点")
    content: str = long_text("约谈记录", search=True, section="记录", help="指出的问题、对方说明的原因")
    commitment: str = long_text("整改承诺", search=True, help="做到什么、什么时候做到")
    commit_due: date | None = day("承诺期限")
    result: str = long_text("兑现情况", search=True, section="结果")
    result_on: date | None = day("核实日期")
    signed: tuple[Signature, ...] = signatures("签字", roles=("批准", "约谈人", "约谈对象"))
    attachments: tuple[FileRef, ...] = files("通知与签字记录")
    note: str = long_text("备注")
