"""Record types of feedback: the letter to the unit, its problems (the 7-column list) and its opinions.

It states what the unit is told; what the unit does about it stands in rectification.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

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
    number,
    person,
    signatures,
    text,
)
from app.core.lifecycle import Lifecycle, State, Transition
from app.core.records import Record, record


def _no_clue(held: Record) -> Iterator[Problem]:
    for spec in held.TYPE.fields:
        value = getattr(held, spec.name)
        if isinstance(value, str) and names_clue(value):
            yield Problem(spec.name, f"“{spec.label}”里写了线索编号；线索不向被巡察单位反馈，请删去")


def _key_case(held: FeedbackProblem) -> Iterator[Problem]:
    if held.key and not held.key_case:
        yield Problem("key_case", "勾了“重点关注”的，要选重点关注情形")


FEEDBACK_PROBLEM = Lifecycle(
    states=(
        State("draft", "拟反馈", "draft"),
        State("issued", "已反馈"),
        State("assigned", "整改中"),
        State("closed", "已销号", "done", locked=True),
        State("dropped", "不反馈", "stop", locked=True),
    ),
    transitions=(
        Transition("issue", "反馈", ("draft",), "issued", "preparation.write", needs=("title", "focus")),
        Transition("assign", "分解整改任务", ("issued",), "assigned"),
        Transition("drop", "不反馈", ("draft",), "dropped", "report.finish", reason=True),
        Transition("restore", "恢复", ("dropped",), "draft", "report.finish", reason=True),
        Transition("close", "销号", ("assigned",), "closed", "rectification.confirm"),
        Transition("reopen", "撤销销号", ("closed",), "assigned", "rectification.confirm", reason=True),
    ),
)
"""Closing a problem when all its tasks are closed is done by rectification.service.close_problem."""


@record(
    "feedback_problem",
    "反馈问题",
    area="feedback",
    number="反馈〔{year}〕{serial:03}",
    heading="{position} {title}",
    icon="message-square-warning",
    lifecycle=FEEDBACK_PROBLEM,
    checks=(_no_clue, _key_case),
    purpose="向被巡察单位反馈的问题，对应七列清单的一行",
)
class FeedbackProblem(Record):
    """One row of the 7-column list (反馈问题清单)."""

    task_id: str = link("巡察任务", to="task", required=True, section="问题")
    position: int | None = number("序号", listed=True)
    category: str = text("问题类别", search=True, listed=True, help="七列清单第一列")
    subcategory: str = text("问题子类", search=True, listed=True, help="七列清单第二列")
    title: str = text(
        "具体问题", required=True, search=True, listed=True, help="七列清单第三列，一个问题一句话"
    )
    detail: str = long_text("具体表现", search=True, help="七列清单第四列")
    focus: str = choice("对应聚焦", codes="focus", listed=True, help="七列清单第五列")
    key: bool = flag("是否重点关注", listed=True, help="七列清单第六列")
    key_case: str = choice("重点关注情形", codes="key_case", show_if=("key", ("1",)), help="七列清单第七列")
    origin: str = choice("产生方式", codes="feedback_origin", default="report", section="来源")
    report_id: str = link("巡察报告", to="report", show_if=("origin", ("report",)))
    paper_ids: tuple[str, ...] = links("依据底稿", to="working_paper")
    source_text: str = text(
        "导入文本位置", help="从通报文本读入的，记原文序号，便于核对", show_if=("origin", ("import",))
    )
    special: str = choice(
        "所属清单", codes="problem_list", default="main", help="巡察、选人用人、意识形态专项或立行立改"
    )
    immediate: bool = flag("立行立改", listed=True)
    withheld: bool = flag("拟不公开", section="公开")
    withheld_why: str = long_text("不公开理由", show_if=("withheld", ("1",)))
    note: str = long_text("备注")
    about_leader: bool = flag("涉及一把手", section="问题", help="“一把手监督”单列")


@record(
    "opinion",
    "反馈意见建议",
    area="feedback",
    number="意见〔{year}〕{serial:03}",
    heading="{position} {content}",
    icon="lightbulb",
    checks=(_no_clue,),
    lifecycle=Lifecycle(
        states=(
            State("draft", "草拟", "draft"),
            State("issued", "已提出"),
            State("answered", "已回复", "done"),
        ),
        transitions=(
            Transition("issue", "提出", ("draft",), "issued", "preparation.write"),
            Transition("answer", "登记回复", ("issued",), "answered", needs=("answer", "answered_on")),
            Transition("reopen", "重新办理", ("answered",), "issued", reason=True),
        ),
    ),
    purpose="随反馈提出的整改意见，以及给职能部门、党委政府的建议",
)
class Opinion(Record):
    """One opinion to the unit, or one suggestion to somebody else."""

    task_id: str = link("巡察任务", to="task", required=True, section="意见")
    position: int | None = number("序号", listed=True)
    kind: str = choice(
        "种类",
        codes="opinion_kind",
        default="unit",
        listed=True,
        help="给被巡察单位的是整改意见，给别处的是建议",
    )
    receiver: str = text("提给谁", listed=True)
    content: str = text("意见建议", required=True, search=True, listed=True, help="一条一句，能检查")
    detail: str = long_text("说明", search=True)
    problem_ids: tuple[str, ...] = links("针对问题", to="feedback_problem")
    due_on: date | None = day("回复期限", listed=True)
    answer: str = long_text("回复情况", search=True, section="回复")
    answered_on: date | None = day("回复日期")
    attachments: tuple[FileRef, ...] = files("附件")


@record(
    "feedback_letter",
    "反馈意见",
    area="feedback",
    number="反馈意见〔{year}〕{serial:02}",
    heading="{title}",
    icon="send",
    checks=(_no_clue,),
    lifecycle=Lifecycle(
        states=(
            State("draft", "拟稿", "draft"),
            State("approved", "已审定", locked=True),
            State("delivered", "已反馈", "done", locked=True),
            State("returned", "退回", "back"),
        ),
        transitions=(
            Transition(
                "approve",
                "审定",
                ("draft", "returned"),
                "approved",
                "report.approve",
                needs=("overall", "problems", "opinions", "requirements"),
                signs=("signed", "审定"),
            ),
            Transition(
                "deliver",
                "反馈会送达",
                ("approved",),
                "delivered",
                "preparation.write",
                signs=("signed", "反馈人"),
            ),
            Transition("return", "退回", ("approved",), "returned", "report.approve", reason=True),
        ),
    ),
    purpose="书面反馈意见：对领导班子一份，对主要负责人一份",
)
class FeedbackLetter(Record):
    """The written feedback, one for the body and one for its head (双反馈)."""

    task_id: str = link("巡察任务", to="task", required=True, section="反馈意见")
    report_id: str = link("巡察报告", to="report")
    title: str = text("标题", required=True, search=True, listed=True)
    kind: str = choice("反馈对象", codes="feedback_kind", default="body", listed=True)
    document_number: str = text("文号")
    secrecy: str = choice("密级", codes="secrecy", default="internal")
    secrecy_term: str = secrecy_term()
    addressed_to: str = text("主送", listed=True)
    made_on: date | None = day("成文日期", listed=True)
    basis: str = long_text("引言", search=True, help="依据、起止时间、巡察组、对象、类型")
    overall: str = long_text("总体评价", search=True, section="正文")
    problems: str = long_text("主要问题", search=True, help="分节用“（一）”，问题用“1.”")
    opinions: str = long_text("意见建议", search=True)
    requirements: str = long_text("整改要求", search=True, help="整改期限、报送材料和联系人")
    held_on: date | None = day("反馈会日期", listed=True, section="反馈会")
    place: str = text("地点")
    presenter: str = person("反馈人")
    chaired_by: str = person("主持人")
    attended_by: str = text("领导小组参加人")
    reply_by: str = person("表态人")
    receipt_by: str = person("签收人")
    received_on: date | None = day("签收日期")
    signed: tuple[Signature, ...] = signatures("审签", roles=("审定", "反馈人", "签收人"))
    attachments: tuple[FileRef, ...] = files("签收单、表态发言等", section="附件")
    note: str = long_text("备注")


TYPES: tuple[type[Record], ...] = (FeedbackProblem, Opinion, FeedbackLetter)
