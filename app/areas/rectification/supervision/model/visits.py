"""Record types of going there: the visit to a unit (回访、专项督查、回头看), and its verdict on every task.

A verdict is about what was seen; the unit's own claim stands beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from app.areas.rectification.supervision.model.letters import SUPERVISION
from app.core.errors import Problem
from app.core.fields import (
    FileRef,
    Signature,
    choice,
    choices,
    day,
    files,
    link,
    long_text,
    number,
    person,
    signatures,
    text,
)
from app.core.lifecycle import Lifecycle, Reader, State, Transition
from app.core.records import Record, record


def _visit_days(held: InspectionVisit) -> Iterator[Problem]:
    if held.visited_on and held.ended_on and held.ended_on < held.visited_on:
        yield Problem("ended_on", "“结束日期”早于“督查日期”")


def _all_judged(held: InspectionVisit, reader: Reader) -> str | None:
    checks = reader.find(VisitCheck, visit_id=held.id)
    if not checks:
        return "还没有逐项核查：用“逐项核查整改任务”列出任务，再填结论"
    left = [check.matter[:12] for check in checks if not check.verdict]
    return f"{len(left)}项还没有核查结论：{'；'.join(left[:5])}" if left else None


@record(
    "inspection_visit",
    "回访与督查",
    area="rectification",
    group=SUPERVISION,
    number="督查〔{year}〕{serial:03}",
    heading="{visited_on} {title}",
    icon="footprints",
    checks=(_visit_days,),
    lifecycle=Lifecycle(
        states=(
            State("planned", "拟督查", "draft"),
            State("doing", "督查中"),
            State("done", "已形成结论"),
            State("closed", "已办结", "done", locked=True),
        ),
        transitions=(
            Transition("begin", "开始督查", ("planned",), "doing", needs=("visited_on", "inspectors")),
            Transition(
                "conclude",
                "形成结论",
                ("doing",),
                "done",
                needs=("methods", "findings"),
                rules=(_all_judged,),
                signs=("signed", "督查组长"),
            ),
            Transition("close", "办结", ("done",), "closed", "rectification.confirm", needs=("result",)),
            Transition("return", "退回补查", ("done",), "doing", "rectification.confirm", reason=True),
            Transition("reopen", "重新办理", ("closed",), "doing", "rectification.confirm", reason=True),
        ),
    ),
    purpose="到单位查整改是真是假：听、对、看、抽、到现场，逐项下结论",
)
class InspectionVisit(Record):
    """One visit to a unit to see whether it really put things right."""

    task_id: str = link("巡察任务", to="task", required=True, listed=True, section="督查")
    kind: str = choice("种类", codes="rect_visit_kind", default="revisit", required=True, listed=True)
    title: str = text("督查名称", required=True, search=True, listed=True)
    secrecy: str = choice("密级", codes="secrecy", default="internal")
    visited_on: date | None = day("督查日期", listed=True)
    ended_on: date | None = day("结束日期")
    leader: str = person("督查组长", listed=True)
    inspectors: str = text("督查人员", help="几人用顿号隔开")
    received_by: str = text("接待人员")
    methods: tuple[str, ...] = choices("督查方式", codes="rect_visit_method", section="查了什么")
    heard: str = long_text("听取汇报", search=True, help="谁汇报、汇报了什么")
    ledger: str = long_text("核对台账", search=True, help="台账与整改报告是否一致")
    documents: str = long_text("核查资料", search=True)
    cases: str = long_text("抽查案卷", search=True, help="抽了几卷、卷号、看出什么")
    site: str = long_text("现场查看", search=True)
    completion: str = long_text(
        "任务完成情况", section="回头看", show_if=("kind", ("lookback",)), help="应完成几项、实际完成几项"
    )
    carried_out: str = long_text("措施落实情况", show_if=("kind", ("lookback",)))
    lasting: str = long_text("成效巩固情况", show_if=("kind", ("lookback",)), help="有没有反弹回潮")
    mechanism: str = long_text("长效机制情况", show_if=("kind", ("lookback",)), help="制度建了没有、执行没有")
    grade: str = choice("总体评价", codes="lookback_grade", show_if=("kind", ("lookback",)))
    findings: str = long_text("发现的问题", search=True, section="结论")
    advice: str = long_text("督查意见", search=True)
    result: str = long_text("处理结果", search=True)
    signed: tuple[Signature, ...] = signatures("签字", roles=("督查组长",))
    attachments: tuple[FileRef, ...] = files("记录与佐证")
    note: str = long_text("备注")


def _said_why(held: VisitCheck) -> Iterator[Problem]:
    if held.verdict in ("partly", "fake", "none") and not held.seen.strip():
        yield Problem("seen", "结论不是“真改”的，要写明看了什么、差在哪里")


@record(
    "visit_check",
    "逐项核查",
    area="rectification",
    sorting=(("visit_id", False), ("position", False)),
    group=SUPERVISION,
    heading="{position} {matter}",
    icon="list-checks",
    checks=(_said_why,),
    by_program=True,
    purpose="一次督查里对一项整改任务的核查结论：真改、部分整改、假改",
)
class VisitCheck(Record):
    """What one visit found of one task."""

    visit_id: str = link("督查", to="inspection_visit", required=True, section="核查")
    task_id: str = link("巡察任务", to="task", required=True)
    rect_task_id: str = link("整改任务", to="rect_task", required=True)
    position: int | None = number("序号", listed=True)
    matter: str = text("核查事项", required=True, search=True, listed=True)
    claimed: str = text("单位自报状态", listed=True)
    verdict: str = choice("核查结论", codes="rect_verdict", listed=True)
    seen: str = long_text("核查情况", search=True, help="看了什么、问了谁，与上报是否一致")
    demand: str = long_text("下一步要求", search=True)
    attachments: tuple[FileRef, ...] = files("佐证")
