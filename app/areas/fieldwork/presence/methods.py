"""Record types: villages reached from a task with what is the least to do there, the vocabulary of methods, weekly reports.

What was done is counted from the records of the work itself (counting.py); nothing here is counted twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from app.core.errors import Problem
from app.core.fields import choice, choices, day, flag, link, long_text, number, person, text
from app.core.lifecycle import Lifecycle, State, Transition
from app.core.records import Record, record

GROUP = "走访与方法"


# Villages and sub-units -----------------------------------------------------------------------------------


@record(
    "extension_target",
    "延伸对象",
    area="fieldwork",
    heading="{name}",
    icon="home",
    group=GROUP,
    purpose="巡察延伸到的村（社区）和下属单位，一个一条；走访记录挂在它名下",
)
class ExtensionTarget(Record):
    """One village, community or sub-unit that an inspection reaches into."""

    task_id: str = link("巡察任务", to="task", required=True, section="延伸对象")
    name: str = text("名称", required=True, search=True, listed=True)
    kind: str = choice("类别", codes="extension_kind", default="village", listed=True)
    unit_id: str = link("党组织", to="unit", help="在被巡察党组织库里的填写")
    households: int | None = number("户数", unit="户", listed=True)
    people: int | None = number("人口", unit="人")
    members: int | None = number("党员", unit="人", listed=True)
    head: str = person("负责人", listed=True)
    team: str = text("负责的组员", listed=True, help="几人用顿号隔开")
    note: str = long_text("备注")


@record(
    "extension_minimum",
    "延伸最低要求",
    area="fieldwork",
    sorting=(("position", False),),
    heading="{name}",
    icon="list-checks",
    action="preparation.write",
    group=GROUP,
    purpose="每个村（社区）至少要做到多少；各地不同，可以增改停用",
)
class ExtensionMinimum(Record):
    """The least to be done at every target in one respect. The shipped ones are examples to be edited."""

    position: int | None = number("顺序", listed=True, section="要求")
    name: str = text("要求", required=True, listed=True, help="例如：入户走访")
    counter: str = choice("怎么数", codes="extension_counter", required=True, listed=True)
    basis: str = choice("标准", codes="minimum_basis", default="fixed", required=True, listed=True)
    least: int | None = number("至少", required=True, listed=True, help="按比例的填百分数，10就是10%")
    kinds: tuple[str, ...] = choices("适用类别", codes="extension_kind", help="空着都适用")
    active: bool = flag("启用", default=True, listed=True)
    note: str = text("依据")


# Methods --------------------------------------------------------------------------------------------------


@record(
    "method_list",
    "工作法",
    area="fieldwork",
    sorting=(("position", False),),
    heading="{name}",
    icon="list",
    group=GROUP,
    action="preparation.write",
    purpose="七步、四步、13+N、六个结合等成套的工作方法，可以增改",
)
class MethodList(Record):
    """A named set of methods."""

    name: str = text("名称", required=True, search=True, listed=True, section="工作法")
    position: int | None = number("顺序", listed=True)
    active: bool = flag("启用", default=True, listed=True)
    note: str = long_text("说明", search=True)


@record(
    "method",
    "工作方法",
    area="fieldwork",
    sorting=(("list_id", False), ("position", False)),
    heading="{name}",
    icon="list-checks",
    group=GROUP,
    action="preparation.write",
    purpose="一套工作法里的一种方法：怎么做，由哪些记录计数",
)
class Method(Record):
    """One method of a set, and the records from which its use is counted."""

    list_id: str = link("工作法", to="method_list", required=True, listed=True, section="方法")
    position: int | None = number("顺序", listed=True)
    name: str = text("名称", required=True, search=True, listed=True)
    content: str = long_text("怎么做", search=True)
    counters: tuple[str, ...] = choices(
        "由哪些记录计数", codes="work_counter", listed=True, help="不选的只数“方法运用”里登记的次数"
    )


@record(
    "method_use",
    "方法运用",
    area="fieldwork",
    heading="{used_on} {content}",
    icon="footprints",
    group=GROUP,
    purpose="别处没有记录的做法，在这里记一笔，计入该方法的次数",
)
class MethodUse(Record):
    """A use of a method that no other record shows."""

    task_id: str = link("巡察任务", to="task", required=True, section="运用")
    method_id: str = link("工作方法", to="method", required=True, listed=True)
    used_on: date | None = day("日期", required=True, listed=True)
    times: int | None = number("次数", default=1, unit="次", listed=True)
    users: str = text("运用的人", listed=True)
    content: str = text("做了什么", required=True, search=True, listed=True)
    outcome: str = long_text("了解到什么", search=True)


# Weekly report --------------------------------------------------------------------------------------------


def _period(held: WeeklyReport) -> Iterator[Problem]:
    if held.starts_on and held.ends_on and held.ends_on < held.starts_on:
        yield Problem("ends_on", "“结束日期”早于“开始日期”")


@record(
    "weekly_report",
    "周报",
    area="fieldwork",
    number="周报〔{year}〕{serial:02}号",
    heading="{number} {starts_on}",
    icon="file-text",
    group=GROUP,
    checks=(_period,),
    lifecycle=Lifecycle(
        states=(State("draft", "草稿", "draft"), State("sent", "已报送", "done", locked=True)),
        transitions=(
            Transition("send", "报送", ("draft",), "sent", needs=("figures", "work", "next_plan")),
            Transition("reopen", "退回修改", ("sent",), "draft", reason=True),
        ),
    ),
    purpose="每周（或中期）向巡察办报告：数字由程序从记录里数，文字可以改",
)
class WeeklyReport(Record):
    """What a group reports for a week, or in the middle of its stay."""

    task_id: str = link("巡察任务", to="task", required=True, section="报告期")
    kind: str = choice("种类", codes="report_period", default="weekly", required=True, listed=True)
    starts_on: date | None = day("开始日期", required=True, listed=True)
    ends_on: date | None = day("结束日期", required=True, listed=True)
    figures: str = long_text(
        "数字", help="由“重算数字”写入：本期（累计）；算法见“方法计数”页", section="情况"
    )
    by_focus: str = long_text("发现问题（按聚焦）", help="由“重算数字”写入")
    work: str = long_text("主要工作", search=True)
    next_plan: str = long_text("下一步打算", search=True, help="一行一条")
    difficulties: str = long_text("困难和需要协调的事", search=True)
    author: str = person("起草人", listed=True)
    approver: str = person("审核人")
