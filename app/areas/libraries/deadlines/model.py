"""Record types: the rules that make deadlines, the holidays that working days skip, and the register of deadlines.

A rule names types and fields; it must not know what they mean.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from app.core.errors import Problem
from app.core.fields import choice, day, flag, link, long_text, number, text
from app.core.lifecycle import Lifecycle, State, Transition
from app.core.records import Record, record

GROUP = "期限规则"
WARNINGS = ("warning_green", "warning_yellow", "warning_red")
"""Rules that say how many days before a deadline each colour begins."""


def _rule_shape(held: DeadlineRule) -> Iterator[Problem]:
    if held.offset is not None and held.offset < 0:
        yield Problem("offset", "“期限”写正数，提前的把“方向”选为之前")
    if held.target and not held.base:
        yield Problem("base", "有到期字段的规则要写明从哪个日期起算")


def _rule_advice(held: DeadlineRule) -> Iterator[Problem]:
    if held.active and held.offset is None:
        yield Problem("offset", "没有写期限，这条规则不起作用")


@record(
    "deadline_rule",
    "期限规则",
    area="libraries",
    sorting=(("position", False),),
    heading="{label}",
    icon="clock",
    action="code.edit",
    checks=(_rule_shape,),
    warners=(_rule_advice,),
    group=GROUP,
    purpose="从哪个日期起、多少个工作日（日、月）到期；各地规定不同，按本地和本轮的规定改",
)
class DeadlineRule(Record):
    """How one deadline is reckoned. A rule with a round holds in that round alone and goes before the general one."""

    label: str = text("事项", required=True, search=True, listed=True, section="规则")
    offset: int | None = number("期限", listed=True)
    unit: str = choice("单位", codes="deadline_unit", default="workday", required=True, listed=True)
    direction: str = choice("方向", codes="deadline_direction", default="after", required=True, listed=True)
    base: str = choice("起算日期", codes="deadline_event", listed=True)
    active: bool = flag("启用", default=True, listed=True, help="停用后不再计算，已有的日期不变")
    round_id: str = link("只用于轮次", to="round", listed=True, help="空着适用于所有轮次")
    level: str = text("规定层级", help="例如：党内法规、省、市、本县")
    source_note: str = long_text("依据和说明", search=True, help="写明出自哪个文件或为何这样定")
    target: str = choice("到期日期写入", codes="deadline_target", section="用在哪里")
    done: str = choice(
        "办结看哪个日期",
        codes="deadline_event",
        help="这个日期填了，就不再提醒；可以是同一任务其他记录上的日期",
    )
    applies: str = choice("只适用于", codes="deadline_condition", help="空着对全部记录适用")
    round_field: str = text("轮次里的数", readonly=True, help="轮次表单上写了数的，本轮以那个数为准")
    code: str = text("规则代码", readonly=True, inner=True)
    position: int | None = number("顺序")
    silent: bool = flag(
        "只推算不提醒", section="用在哪里", help="勾上的只推算日期，不进待办和期限台账的到期提醒"
    )

    @property
    def key(self) -> str:
        """By what dates remember the rule: its code, or the id of one that a user added."""
        return self.code or self.id


@record(
    "holiday",
    "节假日",
    area="libraries",
    heading="{day} {name}",
    icon="calendar-days",
    action="code.edit",
    group=GROUP,
    purpose="法定节假日和调休上班日，计算工作日用；每年年底按公布的安排导入下一年",
)
class Holiday(Record):
    """One day off, or one day worked in exchange (调休)."""

    day: date | None = day("日期", required=True, listed=True)
    kind: str = choice("类别", codes="holiday_kind", default="off", required=True, listed=True)
    name: str = text("名称", search=True, listed=True, help="例如：国庆节")
    year: int | None = number("年度", listed=True)


def _extension(held: Deadline) -> Iterator[Problem]:
    if held.extended_to and not held.reason.strip():
        yield Problem("reason", "延期要写明原因和批准人")
    if held.extended_to and held.due_on and held.extended_to < held.due_on:
        yield Problem("extended_to", "“延至”早于原期限")


@record(
    "deadline",
    "期限",
    area="libraries",
    heading="{label} {subject}",
    icon="bell",
    checks=(_extension,),
    by_program=True,
    group=GROUP,
    purpose="哪条记录、按哪条规则、从哪天起算、哪天到期、是否办结、有无延期",
    lifecycle=Lifecycle(
        states=(
            State("open", "未办结"),
            State("done", "已办结", "done", locked=True),
            State("dropped", "不适用", "stop", locked=True),
        ),
        transitions=(
            Transition("finish", "办结", ("open",), "done", needs=("done_on",)),
            Transition("drop", "不适用", ("open",), "dropped", reason=True),
            Transition("reopen", "重新打开", ("done", "dropped"), "open", reason=True),
        ),
    ),
)
class Deadline(Record):
    """Which rule made which date. The date itself stands in the record where that has a field for it."""

    label: str = text("事项", readonly=True, search=True, listed=True, section="期限")
    subject: str = text("对象", readonly=True, search=True, listed=True)
    due_on: date | None = day("规则算出的期限", readonly=True, listed=True)
    done_on: date | None = day("办结日期", listed=True)
    task_id: str = link("巡察任务", to="task", readonly=True, listed=True)
    base_on: date | None = day("起算日期", readonly=True, section="由来")
    basis: str = text("计算", readonly=True)
    extended_to: date | None = day("延至", listed=True, section="延期")
    reason: str = long_text("延期原因和批准人")
    rule_code: str = text("规则代码", readonly=True, inner=True, section="登记")
    about_type: str = text("记录类型", readonly=True, inner=True)
    about_id: str = text("记录标识", readonly=True, inner=True)
    about_field: str = text("日期字段", readonly=True)

    @property
    def ends_on(self) -> date | None:
        """The day that counts: the extended one where there is one."""
        return self.extended_to or self.due_on


TYPES: tuple[type[Record], ...] = (DeadlineRule, Holiday, Deadline)
