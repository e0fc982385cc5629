"""Record types of meetings: agenda, materials, what was decided and said, instructions, and the levels a report passes.

Links to reports are by name only, so that the report's own rules can read these types.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime

from app.areas.secrecy.terms import secrecy_term
from app.areas.workpapers.model import names_clue
from app.core.errors import Problem
from app.core.fields import (
    FileRef,
    Signature,
    choice,
    day,
    files,
    flag,
    link,
    links,
    long_text,
    moment,
    number,
    person,
    signatures,
    text,
)
from app.core.lifecycle import Lifecycle, Reader, State, Transition
from app.core.records import Record, record

GROUP = "会议与批示"
_BETWEEN = re.compile(r"[、，,；;\s]+")
HELD = ("held", "minuted")
"""States of a meeting that took place."""


def names_in(value: str) -> tuple[str, ...]:
    """The names of a list as people type it: by 、, commas, blanks or lines; each once, in order."""
    return tuple(dict.fromkeys(name for name in _BETWEEN.split(value.strip()) if name))


def no_clue(*fields: str) -> Callable[[Record], Iterator[Problem]]:
    """A check that none of these texts quotes a clue's number."""

    def check(held: Record) -> Iterator[Problem]:
        for name in fields:
            if names_clue(getattr(held, name)):
                label = held.TYPE.field(name).label
                yield Problem(name, f"“{label}”里写了线索编号；线索另库登记，不写进会议和督办事项")

    return check


# Meetings -------------------------------------------------------------------------------------------------


def _ends_after(held: Meeting) -> Iterator[Problem]:
    if held.at and held.ends_at and held.ends_at < held.at:
        yield Problem("ends_at", "“结束时间”早于“开会时间”")


def _not_ahead(held: Meeting, _reader: Reader) -> str | None:
    return "会议时间还没有到" if held.at and held.at.date() > date.today() else None


MEETING = Lifecycle(
    states=(
        State("planned", "筹备", "draft"),
        State("held", "已召开"),
        State("minuted", "已出纪要", "done", locked=True),
        State("dropped", "取消", "stop", locked=True),
    ),
    transitions=(
        Transition(
            "hold", "会议已召开", ("planned",), "held", needs=("at", "place", "chair", "attendees"), rules=(_not_ahead,)
        ),
        Transition(
            "minute",
            "印发纪要",
            ("held",),
            "minuted",
            needs=("recorder", "discussion", "conclusions"),
            signs=("signed", "签发"),
        ),
        Transition("drop", "取消会议", ("planned",), "dropped", reason=True),
        Transition("reopen", "退回修改", ("minuted", "dropped"), "held", reason=True),
        Transition("back", "撤回到筹备", ("held",), "planned", reason=True),
    ),
)  # fmt: skip


@record(
    "meeting",
    "会议",
    area="reporting",
    number="会议〔{year}〕{serial:02}",
    heading="{title}",
    icon="users",
    lifecycle=MEETING,
    checks=(_ends_after, no_clue("discussion", "conclusions", "note")),
    purpose="动员会、组务会、组办联审会、领导小组会、书记专题会、反馈会：议程、到会、议定事项",
    group=GROUP,
)
class Meeting(Record):
    """One meeting. `attendees`, `observers` and `absent` are names; `conclusions` has one decision a line."""

    title: str = text("会议名称", required=True, search=True, listed=True, section="会议")
    kind: str = choice("会议种类", codes="meeting_kind", required=True, listed=True)
    round_id: str = link("轮次", to="round")
    task_id: str = link("巡察任务", to="task", listed=True, help="只研究一个任务的会填这里")
    task_ids: tuple[str, ...] = links("同时研究的任务", to="task", help="听取几个组汇报时逐个选上")
    at: datetime | None = moment("开会时间", listed=True)
    ends_at: datetime | None = moment("结束时间")
    place: str = text("地点", listed=True)
    secrecy: str = choice("密级", codes="secrecy", default="internal")
    secrecy_term: str = secrecy_term()
    chair: str = person("主持人", search=True, listed=True, section="到会")
    attendees: str = long_text("出席", search=True, help="姓名用顿号或换行隔开")
    observers: str = long_text("列席", help="姓名用顿号或换行隔开")
    absent: str = long_text("请假", help="姓名和原因")
    recorder: str = person("记录人")
    discussion: str = long_text("研究情况", search=True, section="纪要", help="主要发言和意见")
    conclusions: str = long_text(
        "议定事项", search=True, help="一行一项；印发后可以一次转为督办事项，逐项跟到办结"
    )
    minutes_number: str = text("纪要期号", help="例如：第3期")
    minuted_on: date | None = day("印发日期")
    copies_to: str = text("分送", help="单位用顿号隔开")
    signed: tuple[Signature, ...] = signatures("签发", roles=("签发",))
    attachments: tuple[FileRef, ...] = files("附件", section="附件")
    note: str = long_text("备注")


@record(
    "agenda_item",
    "议题",
    area="reporting",
    heading="{position} {topic}",
    icon="list",
    checks=(no_clue("topic", "opinion"),),
    purpose="会议逐项研究的议题：谁汇报、研究哪份材料、结果怎样",
    group=GROUP,
)
class AgendaItem(Record):
    """One item of the agenda of a meeting."""

    meeting_id: str = link("会议", to="meeting", required=True, listed=True, section="议题")
    position: int | None = number("序号", listed=True)
    topic: str = text("议题", required=True, search=True, listed=True)
    reporter: str = person("汇报人", listed=True)
    minutes: int | None = number("安排时间", unit="分钟")
    task_id: str = link("巡察任务", to="task")
    report_id: str = link("研究的报告", to="report")
    result: str = choice("结果", codes="hearing_result", listed=True, section="结果")
    opinion: str = long_text("研究意见", search=True)


@record(
    "meeting_material",
    "会议材料",
    area="reporting",
    heading="{position} {name}",
    icon="paperclip",
    checks=(no_clue("content"),),
    purpose="上会的材料；制成一人一份、各有份号的会议材料，会后逐份收回",
    group=GROUP,
)
class MeetingMaterial(Record):
    """One paper that goes into the copies of a meeting, in the order of `position`."""

    meeting_id: str = link("会议", to="meeting", required=True, listed=True, section="材料")
    position: int | None = number("序号", listed=True)
    name: str = text("材料名称", required=True, search=True, listed=True)
    report_id: str = link("取自报告", to="report", help="选上后按报告的文书排印")
    content: str = long_text("正文", search=True, help="不取自报告的材料，正文写在这里")
    attachments: tuple[FileRef, ...] = files("另附文件", help="图片和 PDF 不排进合订本，在目录里注明另附")
    pages: int | None = number("页数", unit="页")
    secrecy: str = choice("密级", codes="secrecy", default="internal", listed=True)
    secrecy_term: str = secrecy_term()
    provided_by: str = text("提供单位", listed=True)
    note: str = long_text("备注")


# What was said and decided --------------------------------------------------------------------------------


ITEM = Lifecycle(
    states=(
        State("open", "待交办", "draft"),
        State("doing", "办理中"),
        State("reported", "已报结果"),
        State("closed", "已办结", "done", locked=True),
    ),
    transitions=(
        Transition("assign", "交办", ("open",), "doing", needs=("assigned_to", "due_on")),
        Transition("answer", "报结果", ("doing",), "reported", needs=("result",)),
        Transition(
            "close", "核实办结", ("reported",), "closed", "report.approve", needs=("result",), signs=("signed", "核实")
        ),
        Transition("return", "退回再办", ("reported",), "doing", "report.approve", reason=True),
        Transition("reopen", "重新办理", ("closed",), "doing", "report.approve", reason=True),
    ),
)  # fmt: skip


@record(
    "named_item",
    "点人点事事项",
    area="reporting",
    number="督办〔{year}〕{serial:03}",
    heading="{number} {content}",
    icon="flag",
    lifecycle=ITEM,
    checks=(no_clue("content", "about", "requirement", "result", "note"),),
    purpose="书记专题会等会上点到的人和事、议定的事项，逐条交办、跟到办结；线索不写在这里",
    group=GROUP,
)
class NamedItem(Record):
    """Something said or decided that is tracked to its end; people appear by unit and post."""

    kind: str = choice(
        "类别", codes="named_kind", default="matter", required=True, listed=True, section="事项"
    )
    content: str = text("事项", required=True, search=True, listed=True, help="原话或议定的内容，一事一条")
    about: str = text("涉及单位和职务", search=True, listed=True, help="写单位、职务；有线索的另库登记")
    unit_id: str = link("被巡察党组织", to="unit")
    round_id: str = link("轮次", to="round")
    task_id: str = link("巡察任务", to="task")
    meeting_id: str = link("出自会议", to="meeting")
    instruction_id: str = link("出自批示", to="instruction")
    said_by: str = person("提出人", listed=True)
    said_on: date | None = day("提出日期")
    assigned_to: str = text("承办单位", search=True, listed=True, section="办理")
    handler: str = person("承办人")
    requirement: str = long_text("办理要求")
    due_on: date | None = day("办理期限", listed=True)
    result: str = long_text("办理结果", search=True)
    answered_on: date | None = day("报结果日期")
    signed: tuple[Signature, ...] = signatures("核实", roles=("核实",))
    attachments: tuple[FileRef, ...] = files("佐证")
    note: str = long_text("备注")


@record(
    "item_progress",
    "督办进展",
    area="reporting",
    heading="{happened_on} {content}",
    icon="history",
    checks=(no_clue("content"),),
    purpose="点人点事事项每一步办了什么",
    group=GROUP,
)
class ItemProgress(Record):
    """One report on a tracked item."""

    item_id: str = link("事项", to="named_item", required=True, listed=True, section="进展")
    task_id: str = link("巡察任务", to="task")
    happened_on: date | None = day("日期", required=True, listed=True)
    reported_by: str = text("报送单位", listed=True)
    content: str = long_text("进展", required=True, search=True, listed=True)
    attachments: tuple[FileRef, ...] = files("附件")


INSTRUCTION = Lifecycle(
    states=(
        State("registered", "已登记", "draft"),
        State("passed", "已转办"),
        State("answered", "已反馈"),
        State("done", "已办结", "done", locked=True),
    ),
    transitions=(
        Transition("pass", "转办", ("registered",), "passed", needs=("addressed_to",)),
        Transition("answer", "反馈结果", ("passed",), "answered", needs=("feedback", "feedback_on")),
        Transition("finish", "办结", ("answered",), "done", "report.approve", signs=("signed", "办结")),
        Transition("return", "退回再办", ("answered", "done"), "passed", "report.approve", reason=True),
    ),
)


@record(
    "instruction",
    "批示",
    area="reporting",
    number="批示〔{year}〕{serial:02}",
    heading="{number} {given_by} {on_paper}",
    icon="stamp",
    lifecycle=INSTRUCTION,
    checks=(no_clue("content", "requirement", "feedback", "note"),),
    purpose="领导在报告、专报等材料上的批示：原文、批给谁、要求、反馈、办结",
    group=GROUP,
)
class Instruction(Record):
    """One written instruction (批示) on a paper."""

    given_by: str = person("批示人", required=True, search=True, listed=True, section="批示")
    post: str = text("职务", listed=True)
    given_on: date | None = day("批示日期", required=True, listed=True)
    on_paper: str = text("批在什么材料上", required=True, search=True, listed=True)
    report_id: str = link("巡察报告", to="report")
    round_id: str = link("轮次", to="round")
    task_id: str = link("巡察任务", to="task")
    secrecy: str = choice("密级", codes="secrecy", default="internal")
    secrecy_term: str = secrecy_term()
    content: str = long_text("批示原文", required=True, search=True)
    addressed_to: str = text("批给谁", search=True, listed=True, section="办理")
    requirement: str = long_text("要求")
    due_on: date | None = day("反馈期限", listed=True)
    feedback: str = long_text("办理和反馈情况", search=True)
    feedback_on: date | None = day("反馈日期")
    signed: tuple[Signature, ...] = signatures("办结", roles=("办结",))
    attachments: tuple[FileRef, ...] = files("批示件")
    note: str = long_text("备注")


# The levels that a report passes --------------------------------------------------------------------------

MEETINGS_OF: dict[str, tuple[str, ...]] = {
    "group": ("group",),
    "joint": ("joint",),
    "leading": ("leading",),
    "secretary": ("secretary", "standing"),
}
"""Level of the shipped list → kinds of meeting that can hear a report at that level; other levels need no meeting."""

BEFORE_SUBMIT = ("group", "joint")
"""Levels that come before the report goes to the leading group (送审)."""


def ordered(steps: tuple[Deliberation, ...]) -> tuple[Deliberation, ...]:
    """The levels of a report in their order."""
    return tuple(sorted(steps, key=lambda step: step.position or 0))


def _earlier_passed(held: Deliberation, reader: Reader) -> str | None:
    steps = ordered(reader.find(Deliberation, report_id=held.report_id))
    left = [
        step.name
        for step in steps
        if (step.position or 0) < (held.position or 0)
        and step.required
        and step.state not in ("passed", "skipped")
    ]
    return f"前面还有没通过的：{'、'.join(left)}" if left else None


def _meeting_named(held: Deliberation, reader: Reader) -> str | None:
    kinds = MEETINGS_OF.get(held.level)
    if kinds is None and not held.meeting_id:
        return None
    if not held.meeting_id:
        return "没有选是哪一次会议"
    meeting = reader.get(Meeting, held.meeting_id)
    if meeting.deleted or meeting.state not in HELD:
        return f"“{meeting.title}”还没有召开"
    if kinds is not None and meeting.kind not in kinds:
        return f"“{meeting.title}”不是这一级的会议"
    return None


def _optional(held: Deliberation, _reader: Reader) -> str | None:
    return "这一级是必经环节，不能略过" if held.required else None


DELIBERATION = Lifecycle(
    states=(
        State("open", "待审议", "draft"),
        State("passed", "通过", "done", locked=True),
        State("returned", "退回修改", "back"),
        State("skipped", "略过", "stop", locked=True),
    ),
    transitions=(
        Transition(
            "pass",
            "审议通过",
            ("open", "returned"),
            "passed",
            needs=("held_on", "opinion"),
            rules=(_earlier_passed, _meeting_named),
        ),
        Transition("return", "退回修改", ("open",), "returned", needs=("held_on", "opinion"), rules=(_meeting_named,)),
        Transition("skip", "略过", ("open",), "skipped", rules=(_optional,), reason=True),
        Transition("reopen", "重新审议", ("passed", "skipped"), "open", reason=True),
    ),
)  # fmt: skip


@record(
    "deliberation",
    "审议环节",
    area="reporting",
    heading="{name}",
    icon="list-checks",
    lifecycle=DELIBERATION,
    checks=(no_clue("opinion", "handled"),),
    by_program=True,
    purpose="报告逐级审议：每一级在哪次会上、什么意见、怎么修改",
    group=GROUP,
)
class Deliberation(Record):
    """One level of the deliberation of a report."""

    report_id: str = link("报告", to="report", required=True, listed=True, section="审议")
    task_id: str = link("巡察任务", to="task")
    position: int | None = number("序号", listed=True)
    level: str = choice("级次", codes="deliberation_level", readonly=True)
    name: str = text("环节", required=True, listed=True)
    required: bool = flag("必经", default=True)
    meeting_id: str = link("哪次会议", to="meeting", listed=True)
    held_on: date | None = day("审议日期", listed=True)
    draft: str = text("审议的稿次", help="例如：征求意见稿第2稿")
    opinion: str = long_text("审议意见", search=True)
    handled: str = long_text("修改采纳情况", search=True)


TYPES: tuple[type[Record], ...] = (
    Meeting,
    AgendaItem,
    MeetingMaterial,
    NamedItem,
    ItemProgress,
    Instruction,
    Deliberation,
)
