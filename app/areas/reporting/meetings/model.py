"""Record types of meetings: agenda, materials, and the levels that a report passes; what is tracked stands in `items`.

Links to reports are by name only, so that the report's own rules can read these types.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime

from app.areas.reporting.meetings.items import GROUP as GROUP
from app.areas.reporting.meetings.items import Instruction as Instruction
from app.areas.reporting.meetings.items import ItemProgress as ItemProgress
from app.areas.reporting.meetings.items import NamedItem as NamedItem
from app.areas.reporting.meetings.items import no_clue as no_clue
from app.areas.secrecy.terms import secrecy_term
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

_BETWEEN = re.compile(r"[、，,；;\s]+")
HELD = ("held", "minuted")
"""States of a meeting that took place."""


def names_in(value: str) -> tuple[str, ...]:
    """The names of a list as people type it: by 、, commas, blanks or lines; each once, in order."""
    return tuple(dict.fromkeys(name for name in _BETWEEN.split(value.strip()) if name))


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
    sorting=(("meeting_id", False), ("position", False)),
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
    sorting=(("meeting_id", False), ("position", False)),
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
    attachments: tuple[FileRef, ...] = files(
        "另附文件", help="PDF 和扫描件排在这份材料后面，每页印份号；其他文件不排，在目录里注明另附"
    )
    pages: int | None = number("页数", unit="页")
    secrecy: str = choice("密级", codes="secrecy", default="internal", listed=True)
    secrecy_term: str = secrecy_term()
    provided_by: str = text("提供单位", listed=True)
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
    sorting=(("report_id", False), ("position", False)),
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
