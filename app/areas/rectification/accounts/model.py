"""Record types of the unit's papers on rectification: plan, reports with their pledge of truth, the special meeting, cadres dealt with.

They state what the unit handed in and whether it was accepted; figures are computed from the tasks.
"""

from __future__ import annotations

from datetime import date

from app.core.fields import (
    FileRef,
    Signature,
    choice,
    day,
    files,
    link,
    long_text,
    number,
    person,
    signatures,
    text,
)
from app.core.lifecycle import Lifecycle, Reader, State, Transition
from app.core.records import Record, record

LEDGERS = "账与清单"
"""The entry of the navigation that gathers these lists and pages."""

_REVIEW = (
    State("draft", "拟稿", "draft"),
    State("received", "已收到"),
    State("returned", "退回", "back"),
    State("accepted", "已接收", "done", locked=True),
)


@record(
    "rect_plan",
    "整改方案",
    area="rectification",
    group=LEDGERS,
    number="方案〔{year}〕{serial:02}",
    heading="{title}",
    icon="file-text",
    lifecycle=Lifecycle(
        states=_REVIEW,
        transitions=(
            Transition(
                "receive",
                "登记报送",
                ("draft", "returned"),
                "received",
                needs=("received_on", "requirement", "organisation"),
            ),
            Transition("return", "退回修改", ("received",), "returned", "rectification.confirm", reason=True),
            Transition(
                "accept",
                "审核通过",
                ("received",),
                "accepted",
                "rectification.confirm",
                signs=("signed", "审核"),
            ),
            Transition("reopen", "重新审核", ("accepted",), "received", "rectification.confirm", reason=True),
        ),
    ),
    purpose="整改方案的正文；任务表由整改任务生成，不另抄一遍",
)
class RectPlan(Record):
    """The text of a unit's rectification plan."""

    task_id: str = link("巡察任务", to="task", required=True, listed=True, section="方案")
    title: str = text("标题", required=True, search=True, listed=True)
    document_number: str = text("文号")
    secrecy: str = choice("密级", codes="secrecy", default="internal")
    made_on: date | None = day("成文日期")
    requirement: str = long_text("总体要求", search=True, section="正文")
    organisation: str = long_text("组织领导", search=True, help="领导小组、第一责任人、分工")
    steps: str = long_text("实施步骤", search=True, help="一行一个阶段，写明起止")
    guarantee: str = long_text("保障措施", search=True)
    due_on: date | None = day("报送期限", listed=True, section="报送与审核")
    received_on: date | None = day("报送日期", listed=True)
    reviewed_by: str = person("审核人")
    opinion: str = long_text("审核意见")
    signed: tuple[Signature, ...] = signatures("审核", roles=("审核",))
    attachments: tuple[FileRef, ...] = files("方案原件")


def pledge_for(held: RectReport, reader: Reader) -> PledgeOfTruth | None:
    """The signed pledge that stands behind a report, None while there is none."""
    rows = reader.find(PledgeOfTruth, report_id=held.id)
    return next((row for row in rows if row.state == "signed"), None)


def _pledged(held: RectReport, reader: Reader) -> str | None:
    if pledge_for(held, reader):
        return None
    return "没有书记签字的真实性承诺书：先登记承诺书并签字，再接收报告"


@record(
    "rect_report",
    "整改报告",
    area="rectification",
    group=LEDGERS,
    number="整改报告〔{year}〕{serial:02}",
    heading="{title}",
    icon="file-check",
    lifecycle=Lifecycle(
        states=_REVIEW,
        transitions=(
            Transition(
                "receive",
                "登记报送",
                ("draft", "returned"),
                "received",
                needs=("received_on", "organised", "done"),
            ),
            Transition("return", "退回补充", ("received",), "returned", "rectification.confirm", reason=True),
            Transition(
                "accept",
                "接收",
                ("received",),
                "accepted",
                "rectification.confirm",
                needs=("reviewed_by", "opinion"),
                rules=(_pledged,),
                signs=("signed", "审核"),
            ),
            Transition("reopen", "重新审核", ("accepted",), "received", "rectification.confirm", reason=True),
        ),
    ),
    purpose="单位报来的整改报告：收到、审核、退回或接收；没有真实性承诺书不接收",
)
class RectReport(Record):
    """A report that the unit hands in: progress, the head's own part, or what came after."""

    task_id: str = link("巡察任务", to="task", required=True, listed=True, section="报告")
    kind: str = choice("种类", codes="rect_report_kind", default="progress", required=True, listed=True)
    title: str = text("标题", required=True, search=True, listed=True)
    document_number: str = text("文号")
    secrecy: str = choice("密级", codes="secrecy", default="internal")
    made_on: date | None = day("成文日期")
    until: date | None = day("数据截至")
    organised: str = long_text(
        "组织整改情况", search=True, section="正文", help="主要负责人报告写履行第一责任人责任情况"
    )
    done: str = long_text("问题整改情况", search=True, help="分方面写；“（一）”分节，“1.”分条")
    figures: str = long_text("统计情况", search=True, help="由整改记录算出，写明算式")
    remaining: str = long_text("没有完成的和原因", search=True)
    ahead: str = long_text("下一步", search=True)
    due_on: date | None = day("报送期限", listed=True, section="报送与审核")
    received_on: date | None = day("报送日期", listed=True)
    printed_total: int | None = number("报告写的应整改数", unit="项")
    printed_done: int | None = number("报告写的已完成数", unit="项")
    printed_rate: str = text("报告写的完成率", help="照报告原文填，例如：98.71%，程序核对")
    reviewed_by: str = person("审核人")
    opinion: str = long_text("审核意见")
    signed: tuple[Signature, ...] = signatures("审核", roles=("审核",))
    attachments: tuple[FileRef, ...] = files("报告原件")
    note: str = long_text("备注")


@record(
    "pledge_of_truth",
    "真实性承诺书",
    area="rectification",
    group=LEDGERS,
    heading="{unit_name} {secretary}",
    icon="stamp",
    lifecycle=Lifecycle(
        states=(State("draft", "待签", "draft"), State("signed", "已签", "done", locked=True)),
        transitions=(
            Transition(
                "sign",
                "登记签字",
                ("draft",),
                "signed",
                needs=("secretary", "signed_on", "scan"),
            ),
            Transition("reopen", "改正", ("signed",), "draft", "rectification.confirm", reason=True),
        ),
    ),
    purpose="党组织书记对一份整改报告的真实性签字负责，扫描件留存",
)
class PledgeOfTruth(Record):
    """The secretary's signature under the truth of a report."""

    task_id: str = link("巡察任务", to="task", required=True, listed=True, section="承诺")
    report_id: str = link("整改报告", to="rect_report", required=True, listed=True)
    unit_name: str = text("单位", required=True, search=True)
    secretary: str = person("党组织书记", listed=True)
    statement: str = long_text("承诺内容", help="报告内容真实、数字准确、没有隐瞒，愿意承担责任")
    signed_on: date | None = day("签字日期", listed=True)
    scan: str = text("签字件存放处", help="扫描件在附件里的，写“见附件”；纸质的写存放处")
    attachments: tuple[FileRef, ...] = files("签字扫描件")


@record(
    "democratic_meeting",
    "专题民主生活会",
    area="rectification",
    group=LEDGERS,
    heading="{held_on} {theme}",
    icon="users",
    lifecycle=Lifecycle(
        states=(
            State("planned", "会前准备", "draft"),
            State("held", "已召开"),
            State("reported", "已报告", "done", locked=True),
        ),
        transitions=(
            Transition(
                "hold",
                "登记召开",
                ("planned",),
                "held",
                needs=("held_on", "chaired_by", "plan", "asked", "talks"),
            ),
            Transition(
                "report",
                "登记情况报告",
                ("held",),
                "reported",
                needs=("examination", "criticism", "report", "reported_on"),
            ),
            Transition("reopen", "改正", ("reported",), "held", "rectification.confirm", reason=True),
        ),
    ),
    purpose="巡察整改专题民主生活会：方案、征求意见、谈心谈话、对照检查、相互批评、情况报告",
)
class DemocraticMeeting(Record):
    """The unit's special meeting of criticism and self-criticism on the rectification."""

    task_id: str = link("巡察任务", to="task", required=True, listed=True, section="会议")
    theme: str = text("主题", required=True, search=True, listed=True)
    secrecy: str = choice("密级", codes="secrecy", default="internal")
    due_on: date | None = day("召开期限", listed=True)
    held_on: date | None = day("召开日期", listed=True)
    place: str = text("地点")
    chaired_by: str = person("主持人", listed=True)
    attended: str = long_text("参加和列席人员", help="班子成员、督导人员")
    plan: str = long_text("会议方案", search=True, section="会前", help="时间、议程、准备事项")
    asked: int | None = number("征求意见", unit="条")
    opinions: str = long_text("征求到的意见", search=True)
    talks: int | None = number("谈心谈话", unit="人次")
    talk_notes: str = long_text("谈心谈话情况", search=True)
    examination: str = long_text(
        "班子对照检查", search=True, section="会上", help="对照反馈问题写班子的问题和原因"
    )
    criticism: str = long_text("相互批评意见", search=True)
    commitments: str = long_text("整改承诺", search=True)
    report: str = long_text("情况报告", search=True, section="会后")
    reported_on: date | None = day("报告日期")
    guided_by: str = person("督导人")
    attachments: tuple[FileRef, ...] = files("方案、对照检查材料、记录")
    note: str = long_text("备注")


@record(
    "handled_cadre",
    "处理干部",
    area="rectification",
    group=LEDGERS,
    heading="{name} {post}",
    icon="user-check",
    purpose="因反馈问题处理的干部，逐人登记处理方式和日期",
)
class HandledCadre(Record):
    """One cadre dealt with because of a problem that was fed back."""

    task_id: str = link("巡察任务", to="task", required=True, section="人员")
    problem_id: str = link("反馈问题", to="feedback_problem", listed=True)
    rect_task_id: str = link("整改任务", to="rect_task")
    name: str = person("姓名", required=True, search=True, listed=True)
    post: str = text("单位职务", search=True, listed=True)
    rank: str = choice("职级", codes="rank")
    kind: str = choice("处理方式", codes="sanction", required=True, listed=True)
    handled_on: date | None = day("处理日期", required=True, listed=True)
    decided_by: str = text("处理机关", listed=True)
    document_number: str = text("处理文号")
    reason: str = long_text("处理事由", search=True)
    attachments: tuple[FileRef, ...] = files("处理决定")
    note: str = text("备注")


TYPES: tuple[type[Record], ...] = (RectPlan, RectReport, PledgeOfTruth, DemocraticMeeting, HandledCadre)
