"""What each member of a group declares before the work begins: relations to a unit, and secrecy.

It must not decide who may stay in a group; the task asks for these records.
"""

from __future__ import annotations

from datetime import date

from app.core.fields import (
    FileRef,
    Sensitivity,
    Signature,
    choice,
    day,
    files,
    flag,
    link,
    long_text,
    person,
    signatures,
    text,
)
from app.core.lifecycle import Lifecycle, State, Transition
from app.core.records import Record, record

RECUSAL = Lifecycle(
    states=(
        State("declared", "已申报", "draft"),
        State("seen", "组长已阅"),
        State("clear", "无须回避", "done", locked=True),
        State("recused", "决定回避", "stop", locked=True),
    ),
    transitions=(
        Transition("read", "组长审阅", ("declared",), "seen", "paper.sign", signs=("signed", "组长")),
        Transition(
            "clear",
            "认定无须回避",
            ("declared", "seen"),
            "clear",
            "report.approve",
            signs=("signed", "巡察办"),
        ),
        Transition(
            "recuse",
            "决定回避",
            ("declared", "seen"),
            "recused",
            "report.approve",
            reason=True,
            signs=("signed", "巡察办"),
        ),
        Transition("reopen", "重新审定", ("clear", "recused"), "declared", "report.approve", reason=True),
    ),
)


@record(
    "recusal",
    "回避申报",
    area="preparation",
    heading="{name}",
    icon="shield-off",
    lifecycle=RECUSAL,
    purpose="每名组员对每个被巡察单位都要申报，有无回避情形都留痕",
)
class Recusal(Record):
    """One member's declaration about one unit."""

    task_id: str = link("巡察任务", to="task", required=True, listed=True, section="申报")
    person_id: str = link("人才库人员", to="person")
    name: str = person("申报人", required=True, search=True, listed=True)
    employer: str = text("单位职务")
    declared_on: date | None = day("申报日期", listed=True)
    has_relation: bool = flag("有回避情形", listed=True)
    kind: str = choice("回避种类", codes="recusal_kind", listed=True, show_if=("has_relation", ("1",)))
    relation: str = choice("关系", codes="kinship", show_if=("has_relation", ("1",)))
    related_name: str = person(
        "关系人姓名", sensitivity=Sensitivity.GUARDED, show_if=("has_relation", ("1",))
    )
    related_post: str = text("关系人单位职务", show_if=("has_relation", ("1",)))
    statement: str = long_text(
        "情况说明", show_if=("has_relation", ("1",)), help="写明关系、起止时间，是否影响公正履职"
    )
    opinion: str = long_text("本人意见", section="审定", help="是否申请回避，拟如何调整分工")
    substitute: str = person("替换人员", show_if=("has_relation", ("1",)))
    signed: tuple[Signature, ...] = signatures("审签", roles=("申报人", "组长", "巡察办"))
    attachments: tuple[FileRef, ...] = files("签字扫描件")


@record(
    "pledge",
    "保密承诺",
    area="preparation",
    heading="{name}",
    icon="lock",
    lifecycle=Lifecycle(
        states=(
            State("draft", "待签", "draft"),
            State("signed", "已签", "active", locked=True),
            State("released", "离组清退", "done", locked=True),
        ),
        transitions=(
            Transition(
                "sign", "签署", ("draft",), "signed", needs=("signed_on",), signs=("signed", "承诺人")
            ),
            Transition("release", "离组清退确认", ("signed",), "released", "handover.tick", reason=True),
            Transition("reopen", "改正", ("signed",), "draft", reason=True),
        ),
    ),
    purpose="到组即签：知悉范围、载体设备、离组零持有",
)
class Pledge(Record):
    """A member's secrecy pledge for one task."""

    task_id: str = link("巡察任务", to="task", required=True, listed=True, section="承诺")
    person_id: str = link("人才库人员", to="person")
    name: str = person("承诺人", required=True, search=True, listed=True)
    scope: str = long_text("涉密事项", help="方案、谈话、底稿、线索、报告、会议内容等未公开材料")
    devices: str = long_text("领用载体与设备", help="名称和编号，一行一件，与涉密载体登记一致")
    duties: str = long_text("承诺内容", help="不外传、不外带、不联网、离组全部移交，离岗后继续保密")
    signed_on: date | None = day("签署日期", listed=True)
    signed: tuple[Signature, ...] = signatures("签字", roles=("承诺人",))
    attachments: tuple[FileRef, ...] = files("签字扫描件")
