"""Record types of what is tracked to its end: items named or decided at meetings, their progress, written instructions.

Nothing here may quote a clue: people appear by unit and post.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from app.areas.secrecy.terms import secrecy_term
from app.areas.workpapers.model import names_clue
from app.core.errors import Problem
from app.core.fields import FileRef, Signature, choice, day, files, link, long_text, person, signatures, text
from app.core.lifecycle import Lifecycle, State, Transition
from app.core.records import Record, record

GROUP = "会议与批示"


def no_clue(*fields: str) -> Callable[[Record], Iterator[Problem]]:
    """A check that none of these texts quotes a clue's number."""

    def check(held: Record) -> Iterator[Problem]:
        for name in fields:
            if names_clue(getattr(held, name)):
                label = held.TYPE.field(name).label
                yield Problem(name, f"“{label}”里写了线索编号；线索另库登记，不写进会议和督办事项")

    return check


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
