"""Responsibility lists (六大责任主体), the five-year plan with its units and annual points, steps of a round, linked inspections.

They hold what was decided; how far it is carried out is computed by the service.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from app.core.errors import Problem
from app.core.fields import FileRef, choice, choices, day, files, link, long_text, number, person, text
from app.core.lifecycle import Lifecycle, State, Transition
from app.core.records import Record, record

GROUP = "规划与责任"
"""The navigation entry that gathers these lists."""


@record(
    "responsibility",
    "责任事项",
    area="preparation",
    sorting=(("body", False), ("position", False)),
    heading="{item}",
    icon="clipboard-list",
    action="preparation.write",
    group=GROUP,
    lifecycle=Lifecycle(
        states=(
            State("open", "待落实", "draft"),
            State("done", "已落实", "done"),
            State("waived", "本期不涉及", "stop"),
        ),
        transitions=(
            Transition(
                "finish", "登记落实", ("open",), "done", "preparation.write", needs=("done_on", "proof")
            ),
            Transition("waive", "本期不涉及", ("open",), "waived", "preparation.write", reason=True),
            Transition("reopen", "改为待落实", ("done", "waived"), "open", "preparation.write", reason=True),
        ),
    ),
    purpose="六大责任主体各自该做什么、做到什么程度、落实没有",
)
class Responsibility(Record):
    """One duty of one of the six responsible bodies, for one year or round."""

    body: str = choice("责任主体", codes="responsible_body", required=True, listed=True, section="责任")
    year: int | None = number("年度", listed=True)
    position: int | None = number("序号")
    item: str = text("责任事项", required=True, search=True, listed=True, help="一事一条，写得出完成没完成")
    basis: str = text("依据", search=True)
    standard: str = long_text("落实标准", search=True, help="做到什么算落实，可以核对")
    period: str = choice("频次", codes="duty_period", listed=True)
    due_on: date | None = day("期限", listed=True)
    round_id: str = link("轮次", to="round", help="只属于某一轮的填写")
    unit_id: str = link("被巡察党组织", to="unit", show_if=("body", ("unit",)))
    owner: str = person("责任人")
    done_on: date | None = day("落实日期", section="落实")
    proof: str = text("佐证", search=True, help="会议纪要、文件、记录的名称和日期")
    result: str = long_text("落实情况", search=True)
    attachments: tuple[FileRef, ...] = files("佐证材料")


def _plan_years(held: Plan) -> Iterator[Problem]:
    if held.from_year and held.to_year and held.to_year < held.from_year:
        yield Problem("to_year", "“止年”早于“起年”")


@record(
    "plan",
    "巡察规划",
    area="preparation",
    heading="{name}",
    icon="flag",
    action="preparation.write",
    group=GROUP,
    checks=(_plan_years,),
    lifecycle=Lifecycle(
        states=(State("draft", "拟稿", "draft"), State("running", "实施中"), State("ended", "已完成", "done")),
        transitions=(
            Transition(
                "approve", "批准实施", ("draft",), "running", "preparation.write", needs=("from_year", "to_year", "approved_on")
            ),
            Transition("end", "规划期满", ("running",), "ended", "preparation.write"),
            Transition("reopen", "重新实施", ("ended",), "running", "preparation.write", reason=True),
        ),
    ),
    purpose="一届党委任期内的巡察工作规划：目标、任务和全覆盖要求",
)  # fmt: skip
class Plan(Record):
    """The plan of one term of the party committee, usually five years."""

    name: str = text(
        "规划名称",
        required=True,
        search=True,
        listed=True,
        section="规划",
        help="例如：第十五届县委巡察工作规划",
    )
    term: str = text("届次", listed=True)
    from_year: int | None = number("起年", listed=True)
    to_year: int | None = number("止年", listed=True)
    target: int | None = number(
        "全覆盖目标", unit="%", default=100, help="任期内应巡察的党组织所占比例，按本地规划填写"
    )
    goals: str = long_text("总体目标", search=True)
    tasks: str = long_text("主要任务", search=True, help="一行一项")
    approved_on: date | None = day("批准日期", section="批准")
    approved_by: str = text("批准机关")
    attachments: tuple[FileRef, ...] = files("规划文本")
    note: str = long_text("备注")  # fmt: skip


@record(
    "plan_unit",
    "规划对象",
    area="preparation",
    heading="{year} {batch}",
    icon="building",
    action="preparation.write",
    group=GROUP,
    purpose="规划里每个党组织安排在哪一年、哪一轮、用什么方式巡察",
)
class PlanUnit(Record):
    """One unit in the plan: the year and round in which it is to be inspected."""

    plan_id: str = link("巡察规划", to="plan", required=True, listed=True, section="安排")
    unit_id: str = link("被巡察党组织", to="unit", required=True, listed=True)
    year: int | None = number("计划年度", required=True, listed=True)
    batch: str = text("计划轮次", listed=True, help="例如：第三轮；还没定的留空")
    round_id: str = link("对应轮次", to="round", help="轮次建立后填上，用来核对计划和实际")
    kind: str = choice("巡察方式", codes="inspection_kind", listed=True)
    reason: str = text("安排理由", search=True)


@record(
    "annual_point",
    "年度要点",
    area="preparation",
    heading="{year} {content}",
    icon="calendar-days",
    action="preparation.write",
    group=GROUP,
    lifecycle=Lifecycle(
        states=(State("open", "推进中", "draft"), State("done", "已完成", "done")),
        transitions=(
            Transition("finish", "完成", ("open",), "done", "preparation.write", needs=("result", "done_on")),
            Transition("reopen", "重新推进", ("done",), "open", "preparation.write", reason=True),
        ),
    ),
    purpose="规划分解到年度的工作要点，一条一责任人一期限",
)
class AnnualPoint(Record):
    """One point of a year's work plan (年度工作要点)."""

    plan_id: str = link("巡察规划", to="plan", listed=True, section="要点")
    year: int | None = number("年度", required=True, listed=True)
    position: int | None = number("序号")
    content: str = text("要点", required=True, search=True, listed=True)
    detail: str = long_text("具体安排", search=True)
    owner: str = person("责任人", listed=True)
    due_on: date | None = day("期限", listed=True)
    round_id: str = link("落到哪一轮", to="round")
    done_on: date | None = day("完成日期", section="完成")
    result: str = long_text("完成情况", search=True)


@record(
    "round_step",
    "轮次安排",
    area="preparation",
    sorting=(("round_id", False), ("position", False)),
    heading="{position} {step}",
    icon="list",
    action="preparation.write",
    group=GROUP,
    lifecycle=Lifecycle(
        states=(State("open", "未完成", "draft"), State("done", "已完成", "done")),
        transitions=(
            Transition("finish", "完成", ("open",), "done", "preparation.write", needs=("done_on",)),
            Transition("reopen", "改为未完成", ("done",), "open", "preparation.write", reason=True),
        ),
    ),
    purpose="一轮巡察从筹备到督查的步骤、时间、负责和成果",
)
class RoundStep(Record):
    """One step of a round's work plan (轮次工作方案): who does what by when."""

    round_id: str = link("轮次", to="round", required=True, section="安排")
    position: int | None = number("序号", listed=True)
    phase: str = text("阶段", listed=True, help="例如：准备、了解、报告、反馈、整改督查")
    step: str = text("工作内容", required=True, search=True, listed=True)
    who: str = text("负责", search=True, listed=True)
    output: str = text("成果", search=True)
    starts_on: date | None = day("开始")
    ends_on: date | None = day("完成时限", listed=True)
    done_on: date | None = day("完成日期")
    note: str = long_text("备注")


@record(
    "linkage",
    "联动巡察",
    area="preparation",
    heading="{name}",
    icon="git-merge",
    action="preparation.write",
    group="协作",
    lifecycle=Lifecycle(
        states=(State("planned", "筹划", "draft"), State("running", "进行中"), State("done", "已结束", "done")),
        transitions=(
            Transition("start", "启动", ("planned",), "running", "preparation.write", needs=("lead", "starts_on")),
            Transition("finish", "结束", ("running",), "done", "preparation.write", needs=("result",)),
            Transition("reopen", "重新进行", ("done",), "running", "preparation.write", reason=True),
        ),
    ),
    purpose="几级、几家一起开展的巡察：谁牵头、同一时间表、各成员进展",
)  # fmt: skip
class Linkage(Record):
    """A linked inspection of several levels or units under one lead and one schedule."""

    round_id: str = link("轮次", to="round", required=True, listed=True, section="联动")
    name: str = text("名称", required=True, search=True, listed=True, help="例如：粮食购销领域县乡联动巡察")
    kinds: tuple[str, ...] = choices("方式", codes="inspection_kind")
    theme: str = text("主题", search=True)
    lead: str = text("牵头单位", listed=True)
    levels: tuple[str, ...] = choices("参与层级", codes="linkage_level", listed=True)
    starts_on: date | None = day("开始日期", section="同一时间表", listed=True)
    ends_on: date | None = day("结束日期")
    schedule: str = long_text("时间安排", search=True, help="一行一步：日期和要做的事，各成员同步执行")
    sharing: str = long_text("情况互通和成果共享", search=True)
    result: str = long_text("联动成效", search=True, section="结果")


@record(
    "linkage_member",
    "联动成员",
    area="preparation",
    heading="{name}",
    icon="users",
    action="preparation.write",
    group="协作",
    lifecycle=Lifecycle(
        states=(State("waiting", "未开始", "draft"), State("running", "进行中"), State("done", "已完成", "done")),
        transitions=(
            Transition("start", "开始", ("waiting",), "running", "preparation.write", needs=("started_on",)),
            Transition("finish", "完成", ("running",), "done", "preparation.write", needs=("done_on", "progress")),
            Transition("reopen", "改正", ("running", "done"), "waiting", "preparation.write", reason=True),
        ),
    ),
    purpose="联动巡察里每一级、每个单位由谁巡、进展怎样",
)  # fmt: skip
class LinkageMember(Record):
    """One member of a linked inspection: which unit at which level, by whom, and how far it is."""

    linkage_id: str = link("联动巡察", to="linkage", required=True, listed=True, section="成员")
    level: str = choice("层级", codes="linkage_level", required=True, listed=True)
    name: str = text("被巡察单位", required=True, search=True, listed=True)
    unit_id: str = link("库内单位", to="unit", help="本库登记了的单位，选上")
    task_id: str = link("本库任务", to="task", help="由本县巡察组承担的，选任务，进展随任务走")
    group_name: str = text("承担的巡察组", listed=True)
    started_on: date | None = day("开始日期", section="进展")
    done_on: date | None = day("完成日期")
    problems: int | None = number("发现问题", unit="个")
    progress: str = text("进展", search=True, listed=True)
    note: str = long_text("备注")
