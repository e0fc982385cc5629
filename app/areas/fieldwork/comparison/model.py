"""Record types of comparison: imported lists, the rules by which two are compared, and what was hit.

The rows of a list lie in a table of their own (rows.py); no list and no row leaves the vault.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from app.areas.fieldwork.intake.model import MATERIAL
from app.areas.preparation.model import Task
from app.core.fields import Sensitivity, choices, day, flag, link, long_text, money, number, person, text
from app.core.lifecycle import Lifecycle, Reader, State, StepRule, Transition
from app.core.records import Record, record


@record(
    "data_list",
    "比对名单",
    area="fieldwork",
    number="名单-{serial:03}",
    heading="{number} {name}",
    icon="table-2",
    group=MATERIAL,
    lifecycle=Lifecycle(
        states=(State("loaded", "可比对"), State("emptied", "内容已清除", "stop", locked=True)),
        transitions=(Transition("empty", "清除内容", ("loaded",), "emptied", reason=True),),
    ),
    by_program=True,
    purpose="导入库内比对的名单：谁提供的、有哪些列、多少行；用完随时清除",
)
class DataList(Record):
    """One imported table. `columns` has a line 列名 = 作用 for each column in its order."""

    task_id: str = link("巡察任务", to="task", section="名单")
    name: str = text("名单名称", required=True, search=True, listed=True, help="例如：2025年财政供养人员")
    source: str = text("提供单位", listed=True, search=True)
    obtained_on: date | None = day("取得日期", listed=True)
    period: str = text("数据时间", help="数据截至哪一天或属于哪一年")
    row_total: int | None = number("行数", unit="行", listed=True, readonly=True, section="内容")
    columns: str = long_text("列", readonly=True, help="一行一列：列名 = 作用")
    invalid: int | None = number("证件号码有误", unit="行", listed=True, readonly=True)
    digest: str = text("文件校验值", readonly=True)
    note: str = long_text("备注")


@record(
    "data_rule",
    "比对规则",
    area="fieldwork",
    heading="{name}",
    icon="scale",
    group=MATERIAL,
    purpose="两份名单按什么对、对上说明什么；可以增改停用",
)
class DataRule(Record):
    """What is compared with what, and what a hit may mean."""

    name: str = text("规则名称", required=True, search=True, listed=True, section="规则")
    left_kind: str = text("左边名单", listed=True, help="例如：财政供养人员")
    right_kind: str = text("右边名单", listed=True, help="例如：补贴发放")
    keys: tuple[str, ...] = choices(
        "对上的依据", codes="join_key", required=True, listed=True, help="选几种的，任一种对上即算"
    )
    later: bool = flag("右边日期须晚于左边", help="例如：死亡以后仍领取")
    same: bool = flag("同一名单内查重", help="左右选同一份名单，找重复领取的人")
    meaning: str = long_text("对上说明什么", help="核实时要查清的事")
    position: int | None = number("顺序")
    active: bool = flag("启用", default=True, listed=True)


HIT = Lifecycle(
    states=(
        State("open", "核实中", "draft"),
        State("excluded", "已排除", "done", locked=True),
        State("lead", "成为线索", "active"),
    ),
    transitions=(
        Transition("lead", "成为线索", ("open",), "lead", needs=("finding",)),
        Transition("exclude", "排除", ("open", "lead"), "excluded", reason=True),
        Transition("reopen", "重新核实", ("excluded", "lead"), "open", reason=True),
    ),
)


@record(
    "data_hit",
    "比对结果",
    area="fieldwork",
    number="比对-{serial:04}",
    heading="{number}",
    icon="search",
    group=MATERIAL,
    lifecycle=HIT,
    by_program=True,
    purpose="两份名单对上的人和事，逐条核实：排除，或者成为线索",
)
class DataHit(Record):
    """One pair of rows that agree. It keeps both rows, so that it outlives the lists."""

    task_id: str = link("巡察任务", to="task", section="对上的内容")
    rule: str = text("规则", listed=True, readonly=True)
    name: str = person("姓名", search=True, listed=True, readonly=True, sensitivity=Sensitivity.GUARDED)
    matched: str = text("对上的依据", listed=True, readonly=True)
    amount: int | None = money("金额", listed=True, readonly=True)
    left_list_id: str = link("左边名单", to="data_list", readonly=True)
    left_line: int | None = number("左边行号", readonly=True)
    left_text: str = long_text("左边内容", readonly=True, sensitivity=Sensitivity.GUARDED)
    right_list_id: str = link("右边名单", to="data_list", readonly=True)
    right_line: int | None = number("右边行号", readonly=True)
    right_text: str = long_text("右边内容", readonly=True, sensitivity=Sensitivity.GUARDED)
    checker: str = person("核实人", listed=True, section="核实")
    checked_on: date | None = day("核实日期")
    finding: str = long_text("核实情况", search=True, help="查了什么、结果怎样；成为线索的写明疑点")
    note: str = long_text("备注")


TYPES: tuple[type[Record], ...] = (DataList, DataRule, DataHit)


def _all_judged(task: Task, reader: Reader) -> Iterator[str]:
    """Hits that nobody has looked into when the group wants to leave."""
    open_hits = len(reader.find(DataHit, task_id=task.id, state="open"))
    if open_hits:
        yield f"名单比对结果还有{open_hits}条没有核实"


STEP_RULES: Mapping[tuple[str, str], StepRule] = {("task", "leave"): _all_judged}
"""What stands against a step of an earlier area."""
