"""Record types of review: defects, comments on a report, appraisal of leading groups and its use, advice of experts.

Scores themselves are assessments by a scheme (libraries.schemes); nothing here may name a clue.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from app.areas.reporting.meetings.model import no_clue
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
    person,
    signatures,
    text,
)
from app.core.lifecycle import Lifecycle, Reader, State, StepRule, Transition
from app.core.records import Record, record

GROUP = "评审与评价"


@record(
    "defect",
    "评审缺陷",
    area="reporting",
    heading="{place} {content}",
    icon="triangle-alert",
    lifecycle=Lifecycle(
        states=(State("open", "待改", "draft"), State("fixed", "已改", "done"), State("waived", "不用改", "stop")),
        transitions=(
            Transition("fix", "已改", ("open",), "fixed", needs=("fixed_how",)),
            Transition("waive", "不用改", ("open",), "waived", reason=True),
            Transition("reopen", "重新改", ("fixed", "waived"), "open", reason=True),
        ),
    ),
    checks=(no_clue("content", "fixed_how"),),
    purpose="质量评审在报告和底稿里查出的缺陷，逐处列明、改了没有",
    group=GROUP,
)  # fmt: skip
class Defect(Record):
    """One defect that a quality review found in a report or a working paper."""

    task_id: str = link("巡察任务", to="task", required=True, listed=True, section="缺陷")
    report_id: str = link("报告", to="report", listed=True)
    paper_id: str = link("底稿", to="working_paper", listed=True)
    place: str = text("位置", search=True, listed=True, help="例如：主要问题第3条、底稿“定性”")
    kind: str = choice("缺陷种类", codes="defect_kind", required=True, listed=True)
    content: str = long_text("缺陷", required=True, search=True, listed=True)
    found_by: str = person("评审人", listed=True)
    found_on: date | None = day("评审日期")
    by_rule: bool = flag("自动检查发现", readonly=True)
    fixed_how: str = long_text("怎么改的", section="整改")
    fixed_on: date | None = day("改正日期")


ABOUT: Mapping[str, str] = {
    "report": "report_id",
    "feedback_letter": "letter_id",
    "recommendation": "advice_id",
    "rect_plan": "plan_id",
    "rect_report": "rect_report_id",
    "democratic_meeting": "meeting_id",
}
"""Record type of a text that is commented on → the field that names the text."""
REPORTS = ("", "report")
"""What `about` says of a comment on a report: nothing, where it was made before other texts could be commented on."""


def _text(to: str, label: str) -> Any:
    return link(label, to=to, required=True, section="批注的文稿", show_if=("about", (to,)))


def _known_text(held: ReportComment) -> Iterator[Problem]:
    if held.about and held.about not in ABOUT:
        yield Problem(
            "about", "只有报告、反馈意见、巡察建议书、整改方案、整改报告和专题民主生活会材料可以批注"
        )


@record(
    "report_comment",
    "报告批注",
    area="reporting",
    heading="{noted_by} {comment}",
    icon="message-square",
    lifecycle=Lifecycle(
        states=(
            State("open", "待处理", "draft"),
            State("adopted", "已采纳", "done"),
            State("kept", "未采纳", "stop"),
        ),
        transitions=(
            Transition("adopt", "已采纳", ("open",), "adopted"),
            Transition("keep", "不采纳", ("open",), "kept", reason=True),
            Transition("reopen", "重新处理", ("adopted", "kept"), "open", reason=True),
        ),
    ),
    checks=(no_clue("quoted", "comment", "answer"), _known_text),
    purpose="审阅人对报告、反馈意见、巡察建议书和整改文稿某一处的意见，编写时逐条处理",
    group=GROUP,
)
class ReportComment(Record):
    """A reviewer's comment on a passage of a text. `part` is the name of a text field of the record it is about."""

    report_id: str = link(
        "报告", to="report", required=True, listed=True, section="批注的文稿", show_if=("about", REPORTS)
    )
    task_id: str = link("巡察任务", to="task")
    part: str = choice(
        "哪一部分", codes="report_part", default="problems", required=True, listed=True, section="批注"
    )
    quoted: str = text("原文", search=True, listed=True)
    comment: str = long_text("意见", required=True, search=True, listed=True)
    noted_by: str = person("提出人", listed=True)
    noted_on: date | None = day("日期", listed=True)
    answer: str = long_text("处理说明")
    about: str = choice("文稿种类", codes="prose_kind", default="report", listed=True, section="批注的文稿")
    letter_id: str = _text("feedback_letter", "反馈意见")
    advice_id: str = _text("recommendation", "巡察建议书")
    plan_id: str = _text("rect_plan", "整改方案")
    rect_report_id: str = _text("rect_report", "整改报告")
    meeting_id: str = _text("democratic_meeting", "专题民主生活会")


def nothing_open(held: Record, reader: Reader) -> Iterator[str]:
    """A text is signed off when every comment on it is settled; the reason says where the open ones stand."""
    kind = held.TYPE
    found = reader.find(ReportComment, **{ABOUT[kind.name]: held.id})
    left = Counter(
        f"“{kind.field(c.part).label if kind.has(c.part) else '其他'}”{c.noted_by}".strip()
        for c in found
        if c.state == "open"
    )
    if left:
        places = "、".join(f"{place}{count}条" for place, count in left.items())
        yield f"还有{left.total()}条批注没有处理（{places}），在编写页右边逐条采纳或写明不采纳的理由"


@record(
    "leadership_assessment",
    "班子评价",
    area="reporting",
    number="班评〔{year}〕{serial:02}",
    heading="{number}",
    icon="gauge",
    lifecycle=Lifecycle(
        states=(
            State("draft", "起草", "draft"),
            State("confirmed", "已审定", "done", locked=True),
        ),
        transitions=(
            Transition(
                "confirm",
                "审定",
                ("draft",),
                "confirmed",
                "report.approve",
                needs=("grade", "overall"),
                signs=("signed", "审定"),
            ),
            Transition("reopen", "退回修改", ("confirmed",), "draft", "report.approve", reason=True),
        ),
    ),
    checks=(no_clue("overall", "strengths", "shortcomings", "members", "note"),),
    purpose="巡察组对被巡察单位领导班子的总体评价和等次，供考核、用人参考；不写线索",
    group=GROUP,
)
class LeadershipAssessment(Record):
    """The group's appraisal of a unit's leading group; members in general words only."""

    task_id: str = link("巡察任务", to="task", required=True, listed=True, section="评价")
    unit_id: str = link("被巡察党组织", to="unit", required=True, listed=True)
    grade: str = choice(
        "总体评价等次", codes="leadership_grade", listed=True, help="可以用打分得出，也可以直接评定"
    )
    made_on: date | None = day("评价日期", listed=True)
    made_by: str = person("评价人", listed=True)
    overall: str = long_text("班子总体评价", search=True)
    strengths: str = long_text("主要优点")
    shortcomings: str = long_text("主要不足", search=True)
    members: str = long_text("成员情况", help="只写一般表现，例如分管工作、作风；反映的问题线索另库登记")
    finding_ids: tuple[str, ...] = links("依据的问题", to="finding", section="依据")
    secrecy: str = choice("密级", codes="secrecy", default="internal")
    signed: tuple[Signature, ...] = signatures("审定", roles=("审定",))
    attachments: tuple[FileRef, ...] = files("附件")
    note: str = long_text("备注")


@record(
    "assessment_use",
    "评价运用",
    area="reporting",
    heading="{receiver}",
    icon="send",
    lifecycle=Lifecycle(
        states=(State("given", "已送交"), State("answered", "已反馈", "done")),
        transitions=(
            Transition("answer", "登记反馈", ("given",), "answered", needs=("feedback", "feedback_on")),
            Transition("reopen", "撤销反馈", ("answered",), "given", reason=True),
        ),
    ),
    checks=(no_clue("feedback", "note"),),
    purpose="班子评价送给了谁、用在哪里、结果怎样",
    group=GROUP,
)
class AssessmentUse(Record):
    """One body that received an appraisal, and what it did with it."""

    appraisal_id: str = link(
        "班子评价", to="leadership_assessment", required=True, listed=True, section="运用"
    )
    task_id: str = link("巡察任务", to="task")
    receiver: str = text("送交单位", required=True, search=True, listed=True, help="例如：组织部、考核办")
    given_on: date | None = day("送交日期", required=True, listed=True)
    given_by: str = person("经办人")
    use: str = choice("用途", codes="appraisal_use", required=True, listed=True)
    feedback: str = long_text("运用结果", search=True)
    feedback_on: date | None = day("反馈日期", listed=True)
    note: str = long_text("备注")


@record(
    "expert_advice",
    "专家指导意见",
    area="reporting",
    number="专家〔{year}〕{serial:02}",
    heading="{number} {subject}",
    icon="user-check",
    lifecycle=Lifecycle(
        states=(
            State("asked", "已提请", "draft"),
            State("advised", "已提意见"),
            State("settled", "已处理", "done"),
        ),
        transitions=(
            Transition("advise", "专家提出意见", ("asked",), "advised", needs=("expert_id", "advice", "advised_on")),
            Transition("settle", "登记采纳情况", ("advised",), "settled", needs=("adoption",)),
            Transition("reopen", "重新提请", ("advised", "settled"), "asked", reason=True),
        ),
    ),
    checks=(no_clue("question", "advice", "adopted_how"),),
    purpose="请专家指导组对方案、底稿、报告、整改措施提意见，采纳到哪里",
    group=GROUP,
)  # fmt: skip
class ExpertAdvice(Record):
    """What an expert was asked, what he advised, and what came of it."""

    subject: str = text("请教什么", required=True, search=True, listed=True, section="提请")
    kind: str = choice("对象", codes="advice_on", required=True, listed=True)
    expert_id: str = link(
        "专家", to="person", listed=True, help="从人才库里选，入库类别是协查专家库的排在专家名单里"
    )
    asked_on: date | None = day("提请日期", listed=True)
    question: str = long_text("问题", search=True)
    round_id: str = link("轮次方案", to="round", section="对哪一件")
    task_id: str = link("巡察任务", to="task", help="单位一清单、任务方案填这里")
    finding_id: str = link("问题", to="finding")
    paper_id: str = link("底稿", to="working_paper")
    report_id: str = link("报告", to="report")
    rect_task_id: str = link("整改任务", to="rect_task")
    measure_id: str = link("整改措施", to="measure")
    advice: str = long_text("专家意见", search=True, section="意见和采纳")
    advised_on: date | None = day("提出日期")
    adoption: str = choice("采纳情况", codes="adoption", listed=True)
    adopted_how: str = long_text("怎么采纳的", search=True)
    attachments: tuple[FileRef, ...] = files("附件")


TYPES: tuple[type[Record], ...] = (
    Defect,
    ReportComment,
    LeadershipAssessment,
    AssessmentUse,
    ExpertAdvice,
)

STEP_RULES: Mapping[tuple[str, str], StepRule] = dict.fromkeys(
    (
        ("report", "submit"),
        ("report", "finish"),
        ("feedback_letter", "approve"),
        ("recommendation", "send"),
        ("rect_plan", "accept"),
        ("rect_report", "accept"),
        ("democratic_meeting", "report"),
    ),
    nothing_open,
)
"""The steps that sign a text off, or register it as it stands."""
