"""What the choice of units rests on: signals from departments, editable weights, and the list that is proposed.

No clue may be told here: these records are open to everybody who prepares a round.
"""

from __future__ import annotations

from datetime import date

from app.core.fields import choice, day, flag, link, long_text, number, tenths, text
from app.core.lifecycle import Lifecycle, State, Transition
from app.core.records import Record, record

GROUP = "对象选择"
"""The navigation entry that gathers these lists."""


@record(
    "unit_signal",
    "单位情况",
    area="preparation",
    heading="{summary}",
    icon="bell",
    action="preparation.write",
    group=GROUP,
    purpose="审计、组织、信访等部门提供的单位情况，选对象时作依据；不写线索",
)
class UnitSignal(Record):
    """Something a department reported about a unit that speaks for or against inspecting it."""

    unit_id: str = link("党组织", to="unit", required=True, listed=True, section="情况")
    kind: str = choice("种类", codes="signal_kind", required=True, listed=True)
    seen_on: date | None = day("日期", required=True, listed=True)
    count: int | None = number("数量", default=1, listed=True, help="信访写件数，审计写问题个数，其他写1")
    summary: str = text("情况摘要", required=True, search=True, listed=True)
    source: str = text("提供部门", search=True, listed=True)
    content: str = long_text("具体情况", search=True)


@record(
    "choice_factor",
    "选题权重",
    area="preparation",
    heading="{scheme} {note}",
    icon="scale",
    action="preparation.write",
    group=GROUP,
    purpose="选巡察对象时各项因素怎么计分；本地可以改，改了排序随之变",
)
class ChoiceFactor(Record):
    """One factor of a weighting scheme: how many tenths of a point each unit of it is worth, up to a cap."""

    scheme: str = text(
        "方案", required=True, default="通用方案", listed=True, search=True, help="同名的各条合成一个方案"
    )
    factor: str = choice("因素", codes="choice_factor", required=True, listed=True)
    points: int | None = tenths("每一单位分值", required=True, listed=True, help="例如：0.5 表示每件半分")
    cap: int | None = tenths("最多计", listed=True, help="留空为不封顶")
    years: int | None = number("看近几年", default=3, unit="年")
    active: bool = flag("启用", default=True, listed=True)
    note: str = text("说明")  # fmt: skip


@record(
    "candidate",
    "拟巡察对象",
    area="preparation",
    sorting=(("round_id", False), ("position", False)),
    heading="第{position}位",
    icon="star",
    action="preparation.write",
    group=GROUP,
    lifecycle=Lifecycle(
        states=(
            State("proposed", "建议", "draft"),
            State("approved", "已确定", "done"),
            State("dropped", "本轮不安排", "stop"),
        ),
        transitions=(
            Transition("approve", "确定", ("proposed",), "approved", "report.approve", needs=("decided_on",)),
            Transition("drop", "本轮不安排", ("proposed",), "dropped", "report.approve", reason=True),
            Transition(
                "reopen", "重新研究", ("approved", "dropped"), "proposed", "report.approve", reason=True
            ),
        ),
    ),
    purpose="提请研究的本轮巡察对象建议，写明排序分数和理由",
)
class Candidate(Record):
    """One unit proposed for a round, with its score and the reasons for it."""

    round_id: str = link("轮次", to="round", required=True, listed=True, section="建议")
    unit_id: str = link("党组织", to="unit", required=True, listed=True)
    position: int | None = number("排序", listed=True)
    score: int | None = tenths("分数", listed=True)
    scheme: str = text("权重方案")
    reasons: str = long_text("理由", search=True, help="各项因素和算法；专库里的因素不写在这里")
    kind: str = choice("建议方式", codes="inspection_kind")
    group_name: str = text("建议承担的组")
    decided_on: date | None = day("研究日期", section="研究")
    decision: str = long_text("研究意见", search=True)
