"""Cooperating departments (协作单位): who they are, what each is asked before a round, what each does in cooperation.

Answers about units are held closely: they travel only with the task that they are about.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from app.core.errors import Problem
from app.core.fields import (
    FileRef,
    Sensitivity,
    choice,
    choices,
    day,
    files,
    flag,
    link,
    long_text,
    number,
    person,
    text,
)
from app.core.lifecycle import Lifecycle, State, Transition
from app.core.records import Record, record

GROUP = "协作"
"""The navigation entry that gathers these lists."""


@record(
    "partner",
    "协作单位",
    area="preparation",
    heading="{name}",
    icon="landmark",
    action="preparation.write",
    group=GROUP,
    purpose="纪检、组织、审计、财政、信访等协作单位和联络员",
)
class Partner(Record):
    """A department that gives information to, and works with, the inspection."""

    name: str = text("单位名称", required=True, search=True, listed=True, section="单位")
    kind: str = choice(
        "类别", codes="partner_kind", required=True, listed=True, help="决定巡前情况函里请它提供什么"
    )
    leader: str = person("分管负责人")
    liaison: str = person("联络员", listed=True)
    phone: str = text("联系电话", sensitivity=Sensitivity.GUARDED)
    asks: str = long_text("请其提供的情况", search=True, help="一行一项；留空用类别的通用内容")
    active: bool = flag("参加协作", default=True, listed=True)
    note: str = long_text("备注")  # fmt: skip


def _request_days(held: InfoRequest) -> Iterator[Problem]:
    if held.sent_on and held.due_on and held.due_on < held.sent_on:
        yield Problem("due_on", "“回函期限”早于“发函日期”")
    if held.sent_on and held.answered_on and held.answered_on < held.sent_on:
        yield Problem("answered_on", "“回函日期”早于“发函日期”")


@record(
    "info_request",
    "巡前情况函",
    area="preparation",
    heading="{letter_number}",
    apart=("partner_id", "task_id.unit_id"),
    icon="mail",
    action="preparation.write",
    group=GROUP,
    checks=(_request_days,),
    lifecycle=Lifecycle(
        states=(
            State("draft", "拟函", "draft"),
            State("sent", "已发函"),
            State("answered", "已回函", "done"),
            State("closed", "不再需要", "stop"),
        ),
        transitions=(
            Transition("send", "发函", ("draft",), "sent", "preparation.write", needs=("content", "sent_on", "due_on")),
            Transition("answer", "登记回函", ("sent",), "answered", "preparation.write", needs=("answered_on", "answer")),
            Transition("close", "不再需要", ("draft", "sent"), "closed", "preparation.write", reason=True),
            Transition("reopen", "退回补充", ("answered", "closed"), "sent", "preparation.write", reason=True),
        ),
    ),
    purpose="进驻前向协作单位了解被巡察单位情况：问什么、何时回、催没催、答了什么",
)  # fmt: skip
class InfoRequest(Record):
    """What one department is asked about one unit, and its answer. Those of one letter share its number."""

    round_id: str = link("轮次", to="round", section="发函")
    task_id: str = link("巡察任务", to="task", required=True, listed=True)
    partner_id: str = link("协作单位", to="partner", required=True, listed=True)
    letter_number: str = text("函号", readonly=True, search=True, listed=True)
    secrecy: str = choice("密级", codes="secrecy", default="internal")
    content: str = long_text("请提供的内容", search=True, help="一行一项")
    contact: str = person("联系人")
    contact_phone: str = text("联系电话")
    sent_on: date | None = day("发函日期")
    due_on: date | None = day("回函期限", listed=True)
    chased: int | None = number("催办次数", section="催办", listed=True, readonly=True)
    chased_on: date | None = day("最近催办", readonly=True)
    chases: str = long_text("催办记录", readonly=True)
    answered_on: date | None = day("回函日期", section="回函")
    answered_by: str = text("回函文号或经办人")
    answer: str = long_text("回函内容", search=True, help="照录要点；没有情况的写“没有”")
    usable: str = long_text("可用于了解的情况", search=True, help="组里要核实的，一行一条")
    attachments: tuple[FileRef, ...] = files("回函原件")


@record(
    "cooperation",
    "协作机制",
    area="preparation",
    sorting=(("partner_id", False), ("position", False)),
    heading="{duty}",
    icon="link",
    action="preparation.write",
    group=GROUP,
    purpose="每个协作单位在巡前、巡中、巡后分别承担什么、怎么配合",
)
class Cooperation(Record):
    """A standing duty of a department in the mechanism of cooperation."""

    partner_id: str = link("协作单位", to="partner", required=True, listed=True, section="职责")
    position: int | None = number("序号")
    stages: tuple[str, ...] = choices("环节", codes="cooperation_stage", listed=True)
    duty: str = text("协作职责", required=True, search=True, listed=True)
    how: str = long_text("怎么做", search=True, help="触发条件、办理时限、交接方式")
    contact: str = person("具体联系人", listed=True)
    basis: str = text("依据", search=True)


@record(
    "cooperation_done",
    "协作办理",
    area="preparation",
    heading="{done_on} {what}",
    icon="check",
    action="preparation.write",
    group=GROUP,
    purpose="协作机制每一次实际办理：哪天、办了什么、结果怎样",
)
class CooperationDone(Record):
    """One thing that a department did under the mechanism."""

    cooperation_id: str = link("协作职责", to="cooperation", required=True, listed=True, section="办理")
    partner_id: str = link("协作单位", to="partner", required=True, listed=True)
    round_id: str = link("轮次", to="round")
    done_on: date | None = day("日期", required=True, listed=True)
    what: str = text("办理事项", required=True, search=True, listed=True)
    result: str = long_text("结果", search=True)
    done_by: str = person("经办人")
    attachments: tuple[FileRef, ...] = files("附件")
