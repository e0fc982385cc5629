"""Record types of satisfaction (三满意): a poll of each side, and the rule that brings the sides together.

Rates are computed where they are shown; nothing computed is stored here.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from app.core.errors import Problem
from app.core.fields import FileRef, choice, choices, day, files, link, long_text, number, person, text
from app.core.lifecycle import Lifecycle, State, Transition
from app.core.records import Record, record

EVALUATION = "评估与满意度"
"""The entry of the navigation that gathers these lists and pages."""


def _counts(held: SatisfactionPoll) -> Iterator[Problem]:
    parts = [held.very or 0, held.basic or 0, held.dissatisfied or 0, held.unsure or 0]
    given = [held.issued, held.returned, held.very, held.basic, held.dissatisfied, held.unsure]
    if any(value is not None and value < 0 for value in given):
        yield Problem("returned", "票数不能是负数")
    if held.issued is not None and held.returned is not None and held.returned > held.issued:
        yield Problem("returned", f"收回{held.returned}张，多于发出{held.issued}张")
    if held.returned is not None and sum(parts) > held.returned:
        yield Problem("very", f"各档合计{sum(parts)}张，多于收回{held.returned}张")


def _short(held: SatisfactionPoll) -> Iterator[Problem]:
    parts = sum(v or 0 for v in (held.very, held.basic, held.dissatisfied, held.unsure))
    if held.returned and parts < held.returned:
        yield Problem("very", f"各档合计{parts}张，少于收回{held.returned}张，差的按无效票算")


@record(
    "satisfaction_poll",
    "满意度测评",
    area="rectification",
    group=EVALUATION,
    heading="{polled_on} {respondents}",
    icon="gauge",
    checks=(_counts,),
    warners=(_short,),
    lifecycle=Lifecycle(
        states=(State("open", "登记中", "draft"), State("counted", "已核定", "done", locked=True)),
        transitions=(
            Transition(
                "count",
                "核定",
                ("open",),
                "counted",
                "rectification.confirm",
                needs=("polled_on", "issued", "returned", "very"),
            ),
            Transition("reopen", "改正", ("counted",), "open", "rectification.confirm", reason=True),
        ),
    ),
    purpose="三满意：督查评估、业务主管部门、党员干部群众各测评一次，比率写明算式",
)
class SatisfactionPoll(Record):
    """The votes of one side about one unit's rectification."""

    task_id: str = link("巡察任务", to="task", required=True, listed=True, section="测评")
    side: str = choice("测评方", codes="satisfaction_side", required=True, listed=True)
    respondents: str = text("参加测评的是谁", listed=True, help="例如：督查组成员、县财政局、党员和群众代表")
    polled_on: date | None = day("测评日期", listed=True)
    way: str = text("测评方式", help="现场填票、入户、书面征求意见")
    issued: int | None = number("发出", unit="张", section="票数")
    returned: int | None = number("收回", unit="张", listed=True)
    very: int | None = number("满意", unit="张", listed=True)
    basic: int | None = number("基本满意", unit="张", listed=True)
    dissatisfied: int | None = number("不满意", unit="张", listed=True)
    unsure: int | None = number("不了解", unit="张")
    opinions: str = long_text("意见和建议", section="意见")
    counted_by: str = person("计票人")
    attachments: tuple[FileRef, ...] = files("测评表")
    note: str = long_text("备注")


def _weights(held: SatisfactionRule) -> Iterator[Problem]:
    total = sum(v or 0 for v in (held.inspection, held.department, held.people))
    if total != 100:
        yield Problem("inspection", f"三方权重合计{total}，要等于100")
    if held.basic_share is not None and not 0 <= held.basic_share <= 100:
        yield Problem("basic_share", "基本满意的折算要在0到100之间")


@record(
    "satisfaction_rule",
    "满意度算法",
    area="rectification",
    group=EVALUATION,
    heading="{name}",
    icon="scale",
    action="code.edit",
    checks=(_weights,),
    purpose="三满意怎样合成：权重、折算、合格线、一票否决，按本县办法改",
)
class SatisfactionRule(Record):
    """How the sides come together; one for a round, or one for all rounds without their own."""

    name: str = text("名称", default="三满意合成办法", required=True, listed=True, section="办法")
    round_id: str = link("适用轮次", to="round", listed=True, help="留空对没有单独办法的轮次通用")
    inspection: int | None = number("督查评估权重", default=40, unit="%", listed=True, section="权重")
    department: int | None = number("业务主管部门权重", default=30, unit="%", listed=True)
    people: int | None = number("党员干部群众权重", default=30, unit="%", listed=True)
    basic_share: int | None = number(
        "基本满意按几成算", default=100, unit="%", help="100表示基本满意算满意，60表示按六成折算"
    )
    passing: int | None = number("合格线", default=80, unit="%", listed=True)
    veto_sides: tuple[str, ...] = choices(
        "一票否决的测评方", codes="satisfaction_side", section="一票否决", help="留空表示不用一票否决"
    )
    veto_below: int | None = number("低于多少否决", default=60, unit="%")
    source: str = text("依据", help="本县办法的名称和文号")


TYPES: tuple[type[Record], ...] = (SatisfactionPoll, SatisfactionRule)
