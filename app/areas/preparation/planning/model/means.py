"""A group's means: duties of its posts, equipment, budget. They are plans and accounts, not the register of carriers."""

from __future__ import annotations

from datetime import date

from app.core.fields import choice, day, link, long_text, money, number, person, text
from app.core.lifecycle import Lifecycle, State, Transition
from app.core.records import Record, record

GROUP = "组务保障"
"""The navigation entry that gathers these lists."""


@record(
    "post_duty",
    "岗位职责",
    area="preparation",
    sorting=(("task_id", False), ("position", False)),
    heading="{post} {name}",
    icon="user",
    action="preparation.write",
    group=GROUP,
    purpose="巡察组各岗位由谁担任、具体负责什么",
)
class PostDuty(Record):
    """One post of a group: who holds it and what it answers for."""

    task_id: str = link("巡察任务", to="task", required=True, listed=True, section="岗位")
    position: int | None = number("序号", listed=True)
    post: str = text(
        "岗位", required=True, search=True, listed=True, help="例如：综合协调、谈话外调、财务审计、党建组织"
    )
    name: str = person("人员", search=True, listed=True, help="几人用顿号隔开")
    duties: str = long_text("职责", search=True, help="一行一项")
    outputs: str = long_text("要交的成果", search=True)  # fmt: skip


@record(
    "equipment_item",
    "装备物资",
    area="preparation",
    heading="{name}",
    icon="package",
    action="preparation.write",
    group=GROUP,
    lifecycle=Lifecycle(
        states=(
            State("planned", "计划", "draft"),
            State("issued", "已配发"),
            State("returned", "已归还", "done"),
            State("dropped", "不配", "stop"),
        ),
        transitions=(
            Transition(
                "issue", "配发", ("planned",), "issued", "preparation.write", needs=("issued_on", "holder")
            ),
            Transition(
                "return", "归还", ("issued",), "returned", "preparation.write", needs=("returned_on",)
            ),
            Transition("drop", "不配", ("planned",), "dropped", "preparation.write", reason=True),
            Transition(
                "reopen", "改正", ("returned", "dropped"), "planned", "preparation.write", reason=True
            ),
        ),
    ),
    purpose="巡察组的办公和勤务装备：要什么、配了没有、还了没有；涉密载体另有登记",
)
class EquipmentItem(Record):
    """One kind of equipment of one group. What holds secrets is a carrier (涉密载体) besides."""

    task_id: str = link("巡察任务", to="task", required=True, section="装备")
    kind: str = choice("类别", codes="equipment_kind", listed=True)
    name: str = text("名称", required=True, search=True, listed=True)
    quantity: int | None = number("数量", default=1, required=True, listed=True)
    unit: str = text("单位", default="件")
    source: str = text("来源", search=True, help="巡察办配发、借用、采购")
    holder: str = person("保管人", listed=True)
    issued_on: date | None = day("配发日期", listed=True, section="配发与归还")
    returned_on: date | None = day("归还日期")
    note: str = long_text("备注")


@record(
    "budget_item",
    "经费预算",
    area="preparation",
    heading="{content}",
    icon="receipt",
    action="preparation.write",
    group=GROUP,
    purpose="巡察组的经费：预算多少、依据什么、实际花了多少",
)
class BudgetItem(Record):
    """One line of a group's budget and what was spent on it."""

    task_id: str = link("巡察任务", to="task", required=True, section="预算")
    kind: str = choice("科目", codes="budget_kind", required=True, listed=True)
    content: str = text("内容", required=True, search=True, listed=True)
    quantity: int | None = number("数量")
    price: int | None = money("单价")
    amount: int | None = money("预算金额", required=True, listed=True)
    basis: str = text("测算依据", search=True, help="人数、天数、标准")
    spent: int | None = money("实际支出", listed=True, section="支出")
    spent_on: date | None = day("结算日期")
    note: str = long_text("备注")
