"""Record types of rectification (整改): tasks, their measures, and the progress reported on them.

It records what the unit did; whether a task may be struck off is a rule here, a judgement of people there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from app.areas.feedback.model import FeedbackProblem
from app.areas.preparation.model import Task
from app.core.deadline import DUE_LABEL as DUE_LABEL
from app.core.deadline import Due as Due
from app.core.deadline import due_colour as due_colour
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
from app.core.lifecycle import Lifecycle, Reader, State, StepRule, Transition, named
from app.core.records import Record, record

FINISHED = ("done", "closed")
"""States that count as 已完成 in a completion rate; 基本完成 does not."""


def _task_shape(held: RectTask) -> Iterator[Problem]:
    if held.started_on and held.due_on and held.due_on < held.started_on:
        yield Problem("due_on", "“完成时限”早于“启动日期”")


def _task_advice(held: RectTask) -> Iterator[Problem]:
    if held.permanent and held.in_period:
        yield Problem("permanent", "勾了“长期坚持”，又勾了“集中整改期内完成”，请核对")
    if not held.permanent and held.due_on is None:
        yield Problem("due_on", "还没有完成时限，到期提醒不会出现")


def _has_measures(held: RectTask, reader: Reader) -> str | None:
    measures = reader.find(Measure, rect_task_id=held.id)
    return None if measures else "还没有整改措施，至少一条"


def _measures_done(held: RectTask, reader: Reader) -> str | None:
    waiting = [
        m.content[:12]
        for m in reader.find(Measure, rect_task_id=held.id)
        if m.state not in ("done", "dropped")
    ]
    return f"措施还没有完成：{'；'.join(waiting)}" if waiting else None


def has_proof(held: RectTask, reader: Reader) -> bool:
    """Whether files, or verified progress, show that the task was done."""
    if held.attachments or held.proof.strip():
        return True
    rows = reader.find(Progress, rect_task_id=held.id)
    return any((row.attachments or row.proof.strip()) and row.state == "verified" for row in rows)


def _proven(held: RectTask, reader: Reader) -> str | None:
    return None if has_proof(held, reader) else "没有佐证：挂上整改佐证材料，或登记经核实、带佐证的整改进展"


RECT_TASK = Lifecycle(
    states=(
        State("idle", "未启动", "draft"),
        State("doing", "整改中"),
        State("mostly", "基本完成"),
        State("done", "已完成"),
        State("permanent", "长期坚持"),
        State("closed", "已销号", "done", locked=True),
        State("dropped", "不再适用", "stop", locked=True),
    ),
    transitions=(
        Transition("start", "启动", ("idle",), "doing", needs=("goal", "lead_unit"), rules=(_has_measures,)),
        Transition("mostly", "基本完成", ("doing",), "mostly", needs=("result",)),
        Transition(
            "finish", "完成", ("doing", "mostly"), "done", needs=("result",), rules=(_measures_done, _proven)
        ),
        Transition(
            "keep", "转长期坚持", ("doing", "mostly", "done"), "permanent", needs=("result",), reason=True
        ),
        Transition(
            "close",
            "销号",
            ("done", "permanent"),
            "closed",
            "rectification.confirm",
            needs=("result",),
            rules=(_measures_done, _proven),
            signs=("signed", "销号审批"),
        ),
        Transition(
            "return",
            "退回整改",
            ("mostly", "done", "permanent"),
            "doing",
            "rectification.confirm",
            reason=True,
        ),
        Transition("reopen", "撤销销号", ("closed",), "doing", "rectification.confirm", reason=True),
        Transition("drop", "不再适用", ("idle", "doing"), "dropped", "rectification.confirm", reason=True),
        Transition("restore", "恢复", ("dropped",), "idle", "rectification.confirm", reason=True),
    ),
)


@record(
    "rect_task",
    "整改任务",
    area="rectification",
    number="整改〔{year}〕{serial:03}",
    heading="{number} {title}",
    icon="clipboard-check",
    lifecycle=RECT_TASK,
    checks=(_task_shape,),
    warners=(_task_advice,),
    purpose="一个反馈问题分解成若干整改任务，挂账、推进、销号",
)
class RectTask(Record):
    """One task of the rectification plan (整改方案)."""

    task_id: str = link("巡察任务", to="task", required=True, section="任务")
    position: int | None = number("序号", listed=True)
    title: str = text("整改任务", required=True, search=True, listed=True)
    problem_ids: tuple[str, ...] = links(
        "反馈问题", to="feedback_problem", help="一个问题可以分几项任务，一项任务也可以对几个问题"
    )
    goal: str = long_text("整改目标", search=True, help="做到什么程度算整改到位，能检查、能量化")
    leader: str = person("责任领导", listed=True, section="责任", help="领导班子成员一人")
    leader_kind: str = choice("责任领导类型", codes="leader_kind")
    lead_unit: str = text("责任单位", search=True, listed=True)
    partners: str = text("配合单位")
    permanent: bool = flag("长期坚持", section="时限")
    in_period: bool = flag("集中整改期内完成", default=True)
    started_on: date | None = day("启动日期")
    due_on: date | None = day("完成时限", listed=True)
    done_on: date | None = day("完成日期", listed=True)
    result: str = long_text(
        "完成情况", search=True, section="成效", help="做了什么、解决到什么程度，对照目标写"
    )
    rules_made: int | None = number("建章立制", unit="项")
    recovered: int | None = money("挽回或清退金额")
    people_handled: int | None = number("处理人数", unit="人")
    handled_how: tuple[str, ...] = choices("处理方式", codes="sanction")
    unfinished: str = long_text("未完成原因和下一步", search=True)
    proof: str = text("佐证材料说明", help="纸质佐证写明名称、页数和存放处")
    withheld: bool = flag("拟不公开", section="公开")
    withheld_why: str = long_text("不公开理由", show_if=("withheld", ("1",)))
    opinion: str = long_text("审核意见", section="销号")
    signed: tuple[Signature, ...] = signatures("销号审批", roles=("责任领导", "主管部门", "销号审批"))
    attachments: tuple[FileRef, ...] = files("佐证材料")
    note: str = long_text("备注")


MEASURE = Lifecycle(
    states=(
        State("open", "未完成", "draft"),
        State("mostly", "基本完成"),
        State("done", "已完成", "done"),
        State("dropped", "取消", "stop", locked=True),
    ),
    transitions=(
        Transition("mostly", "基本完成", ("open",), "mostly", needs=("result",)),
        Transition("finish", "完成", ("open", "mostly"), "done", needs=("result", "done_on")),
        Transition("reopen", "改为未完成", ("mostly", "done"), "open", reason=True),
        Transition("drop", "取消", ("open", "mostly"), "dropped", "rectification.confirm", reason=True),
    ),
)


@record(
    "measure",
    "整改措施",
    area="rectification",
    heading="{content}",
    icon="list-checks",
    lifecycle=MEASURE,
    purpose="整改任务下的具体措施，一条一责任人一期限",
)
class Measure(Record):
    """One measure of a task."""

    rect_task_id: str = link("整改任务", to="rect_task", required=True, listed=True, section="措施")
    task_id: str = link("巡察任务", to="task", required=True)
    position: int | None = number("序号", listed=True)
    content: str = text(
        "措施内容", required=True, search=True, listed=True, help="动作具体、可检查，不写“加强”“提高”"
    )
    kind: str = choice("措施类型", codes="measure_kind", listed=True)
    leader: str = person("责任领导")
    unit: str = text("责任单位", listed=True)
    due_on: date | None = day("完成时限", listed=True)
    done_on: date | None = day("完成日期", listed=True, section="完成情况")
    result: str = long_text("完成说明", search=True)
    attachments: tuple[FileRef, ...] = files("佐证材料")


@record(
    "progress",
    "整改进展",
    area="rectification",
    heading="{reported_on} {content}",
    icon="trending-up",
    lifecycle=Lifecycle(
        states=(
            State("reported", "已上报", "draft"),
            State("verified", "已核实", "done", locked=True),
            State("returned", "退回补充", "back"),
        ),
        transitions=(
            Transition(
                "verify",
                "核实",
                ("reported",),
                "verified",
                "rectification.confirm",
                needs=("checked_by", "checked"),
            ),
            Transition("return", "退回补充", ("reported",), "returned", "rectification.confirm", reason=True),
            Transition("resubmit", "重新上报", ("returned",), "reported"),
        ),
    ),
    purpose="整改任务每次上报的进展和佐证，由巡察办或原巡察组核实",
)
class Progress(Record):
    """One report on one task."""

    rect_task_id: str = link("整改任务", to="rect_task", required=True, listed=True, section="进展")
    task_id: str = link("巡察任务", to="task", required=True)
    reported_on: date | None = day("上报日期", required=True, listed=True)
    reported_by: str = person("上报人", listed=True)
    status: str = choice("自评状态", codes="rect_status", listed=True)
    content: str = text("进展摘要", required=True, search=True, listed=True)
    detail: str = long_text("进展情况", search=True)
    rules_made: int | None = number("建章立制", unit="项", section="量化成效")
    recovered: int | None = money("挽回或清退金额")
    people_handled: int | None = number("处理人数", unit="人")
    proof: str = text("佐证材料说明", section="佐证与核实", help="纸质佐证写明名称、页数和存放处")
    attachments: tuple[FileRef, ...] = files("佐证材料")
    checked_by: str = person("核实人")
    checked: str = long_text("核实情况", help="看了什么、问了谁、与上报是否一致")


TYPES: tuple[type[Record], ...] = (RectTask, Measure, Progress)


def _all_struck_off(task: Task, reader: Reader) -> Iterator[str]:
    """What is still owed when a task is to be filed away: problems without a task, tasks neither struck off nor lasting."""
    problems = reader.find(FeedbackProblem, task_id=task.id, state="issued")
    yield from named("反馈问题还没有分解整改任务", problems)
    held = reader.find(RectTask, task_id=task.id)
    yield from named("整改任务没有销号", (t for t in held if t.state in ("idle", "doing", "mostly", "done")))


STEP_RULES: Mapping[tuple[str, str], StepRule] = {("task", "close"): _all_struck_off}
"""What stands against a step of an earlier area."""
