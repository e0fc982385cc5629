"""Record types: the steps of a round (流程): who does what, to which standard, until when.

A step that records can prove is proved by them; it must not be ticked by hand against them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from app.core.errors import Problem
from app.core.fields import choice, day, link, long_text, number, text
from app.core.lifecycle import Lifecycle, State, Transition
from app.core.records import Record, record

GROUP = "流程与日程"
STAGES = ("prepare", "inspect", "report", "feedback", "rectify", "archive")
"""The six stages, in order; codes of process_stage."""


def _dates(held: ProcessStep) -> Iterator[Problem]:
    if held.planned_from and held.planned_to and held.planned_to < held.planned_from:
        yield Problem("planned_to", "“计划完成”早于“计划开始”")


def _advice(held: ProcessStep) -> Iterator[Problem]:
    if not held.who.strip():
        yield Problem("who", "没有写由谁来做")


STEP = Lifecycle(
    states=(
        State("planned", "未开始", "draft"),
        State("doing", "进行中"),
        State("done", "已完成", "done", locked=True),
        State("skipped", "不适用", "stop", locked=True),
    ),
    transitions=(
        Transition("start", "开始", ("planned",), "doing", "preparation.write"),
        Transition("finish", "完成", ("planned", "doing"), "done", "preparation.write", needs=("done_on",)),
        Transition("skip", "本轮不适用", ("planned", "doing"), "skipped", "preparation.write", reason=True),
        Transition("reopen", "重新打开", ("done", "skipped"), "planned", "preparation.write", reason=True),
    ),
)


@record(
    "process_step",
    "流程步骤",
    area="preparation",
    sorting=(("round_id", False), ("position", False)),
    heading="{code} {name}",
    icon="list-checks",
    action="preparation.write",
    lifecycle=STEP,
    checks=(_dates,),
    warners=(_advice,),
    group=GROUP,
    purpose="本轮巡察从准备到归档的每一步：做什么、谁来做、产出、标准和时限",
)
class ProcessStep(Record):
    """One step of one round."""

    round_id: str = link("轮次", to="round", required=True, section="步骤")
    stage: str = choice("阶段", codes="process_stage", required=True, listed=True)
    code: str = text("序号", listed=True, help="例如：1.3")
    name: str = text("步骤", required=True, search=True, listed=True)
    who: str = text("谁来做", search=True, listed=True)
    what: str = long_text("做什么", search=True)
    output: str = text("产出")
    standard: str = long_text("完成标准")
    rule_id: str = link("按哪条期限规则", to="deadline_rule", section="时限")
    time_limit: str = text("时限", help="没有规则的写在这里，例如：进驻当日、每周")
    planned_from: date | None = day("计划开始", listed=True)
    planned_to: date | None = day("计划完成", listed=True)
    done_on: date | None = day("完成日期", listed=True)
    note: str = long_text("备注")
    proof: str = text("由哪些记录看出", readonly=True, inner=True, section="登记")
    position: int | None = number("顺序")


TYPES: tuple[type[Record], ...] = (ProcessStep,)
"""The record types of the process."""
