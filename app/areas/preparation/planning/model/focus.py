"""Focus lists (监督重点清单): the library of points by board, a unit's own list made from it, and the policies beside it.

A point says what to look at; what was found is a finding (问题), which is linked and never copied here.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from app.core.errors import Problem
from app.core.fields import choice, choices, day, flag, link, links, long_text, number, person, text
from app.core.lifecycle import Lifecycle, State, Transition
from app.core.records import Record, record

GROUP = "监督重点"
"""The navigation entry that gathers these lists."""


@record(
    "focus_item",
    "监督重点库",
    area="preparation",
    sorting=(("board", False), ("theme", False), ("position", False)),
    heading="{point}",
    icon="list-checks",
    action="preparation.write",
    group=GROUP,
    purpose="常规、村（社区）延伸、专项、六项纪律、一把手各板块的监督重点，供各单位选用",
)
class FocusItem(Record):
    """One point of the library: what to look at, what to ask, what to read, whom to talk to."""

    board: str = choice("板块", codes="focus_board", required=True, listed=True, section="重点")
    theme: str = text(
        "专项主题",
        search=True,
        listed=True,
        show_if=("board", ("special",)),
        help="同一专项的各条写同一个主题",
    )
    position: int | None = number("序号", listed=True)
    focus: str = choice("聚焦", codes="focus", help="发现问题时归到哪一类")
    discipline: str = choice("纪律", codes="discipline", listed=True, show_if=("board", ("discipline",)))
    point: str = text("监督重点", required=True, search=True, listed=True)
    questions: str = long_text("具体问题点", search=True, help="一行一个，问得出是或不是")
    documents: str = long_text("查阅资料", search=True, help="一行一种")
    talk_to: str = long_text("谈话对象", search=True)
    basis: str = long_text("依据", search=True)
    categories: tuple[str, ...] = choices("适用单位", codes="unit_category", help="不选为都适用")
    about_leader: bool = flag("涉及一把手", help="“一把手”监督页单列")
    active: bool = flag("启用", default=True)  # fmt: skip


def _found_says_what(held: ChecklistItem) -> Iterator[Problem]:
    if held.finding_ids and held.state == "clear":
        yield Problem("finding_ids", "结论是“未发现问题”，却挂了问题，请核对")


@record(
    "checklist_item",
    "单位清单项",
    area="preparation",
    sorting=(("task_id", False), ("position", False)),
    heading="{position} {point}",
    icon="square-check",
    group=GROUP,
    warners=(_found_says_what,),
    lifecycle=Lifecycle(
        states=(
            State("open", "待了解", "draft"),
            State("clear", "未发现问题", "done"),
            State("found", "发现问题", "active"),
            State("skipped", "不适用", "stop"),
        ),
        transitions=(
            Transition("clear", "未发现问题", ("open",), "clear", needs=("checked_on", "method")),
            Transition("find", "发现问题", ("open",), "found", needs=("checked_on", "found")),
            Transition("skip", "不适用", ("open",), "skipped", reason=True),
            Transition("reopen", "重新了解", ("clear", "found", "skipped"), "open", reason=True),
        ),
    ),
    purpose="“一单位一清单”：从重点库选来的和本单位特有的，逐条了解、逐条有结论",
)
class ChecklistItem(Record):
    """One point of one task's list, with what came of it."""

    task_id: str = link("巡察任务", to="task", required=True, section="重点")
    item_id: str = link("来自重点库", to="focus_item", help="本单位特有的留空")
    board: str = choice("板块", codes="focus_board", listed=True)
    theme: str = text("专项主题")
    position: int | None = number("序号", listed=True)
    focus: str = choice("聚焦", codes="focus")
    discipline: str = choice("纪律", codes="discipline", show_if=("board", ("discipline",)))
    point: str = text("监督重点", required=True, search=True, listed=True)
    questions: str = long_text("具体问题点", search=True)
    documents: str = long_text("查阅资料", search=True)
    talk_to: str = long_text("谈话对象", search=True)
    basis: str = long_text("依据", search=True)
    about_leader: bool = flag("涉及一把手")
    assigned_to: str = person("承办人", listed=True)
    checked_on: date | None = day("了解日期", listed=True, section="结果")
    checked_by: str = person("了解人")
    method: str = text("了解方式", search=True, help="看了什么、问了谁")
    found: str = long_text("发现的情况", search=True)
    finding_ids: tuple[str, ...] = links("形成的问题", to="finding")


@record(
    "policy_reference",
    "政策参考",
    area="preparation",
    sorting=(("task_id", False), ("position", False)),
    heading="{position} {why}",
    icon="book-open",
    group=GROUP,
    purpose="一个轮次或一个单位的政策参考清单，写问题时一点即引",
)
class PolicyReference(Record):
    """One clause of the policy library put on a round's or a unit's reference list."""

    round_id: str = link("轮次", to="round", section="参考")
    task_id: str = link("巡察任务", to="task", listed=True, help="留空为全轮通用")
    position: int | None = number("序号", listed=True)
    policy_id: str = link("政策依据", to="policy", required=True, listed=True)
    focus: str = choice("对应聚焦", codes="focus", listed=True)
    why: str = text("用在哪里", search=True, listed=True, help="对应哪个监督重点")
