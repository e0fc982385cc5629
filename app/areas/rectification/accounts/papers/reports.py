"""Reports of the unit, their pledge of truth, the materials of the special meeting. Texts come from the records."""

from __future__ import annotations

from app.areas.feedback.delivery.papers.common import texts_of
from app.areas.libraries.model import Unit
from app.areas.parts import (
    FORM_COLUMNS,
    Labels,
    PaperSource,
    count_text,
    day_text,
    ended,
    joined,
    pair_rows,
    paragraphs,
    secrecy_of,
    sign_block,
    wide_row,
)
from app.areas.preparation.model import Round, Task
from app.areas.rectification.accounts.model import DemocraticMeeting, PledgeOfTruth, RectReport
from app.areas.rectification.supervision.papers import about
from app.documents.paper import (
    Attachment,
    Block,
    Form,
    Layout,
    Paper,
    Paragraph,
    Signatures,
    SignLine,
)

# 整改进展情况报告、主要负责人组织落实情况报告 (domain.md §3.6-68, 69) --------------------------------------


def progress_report(
    held: RectReport, name: str, task: Task, unit: Unit, round_: Round, labels: Labels
) -> Paper:
    """The introduction with both days, what was organised, what was done by aspect, figures, what is left, what comes next."""
    first = "履行第一责任人责任情况" if held.kind == "secretary" else "组织整改情况"
    opening = joined(
        f"根据{round_.name}工作安排",
        joined(
            f"{task.group_name}对{unit.name}开展了巡察",
            f"{day_text(task.feedback_on)}反馈了巡察意见" if task.feedback_on else "",
        ),
        f"现将{'主要负责人组织落实' if held.kind == 'secretary' else '整改进展'}情况报告如下。",
    )
    return Paper(
        name=name,
        title=held.title,
        layout=Layout.PLAIN,
        secrecy=secrecy_of(labels, held.secrecy, task.secrecy),
        doc_number=held.document_number,
        addressee=f"{round_.approved_by or '县委'}巡察工作领导小组",
        body=(
            *paragraphs(opening),
            *texts_of(
                (first, held.organised),
                ("反馈问题整改情况", held.done),
                (
                    "整改统计",
                    joined(f"截至{day_text(held.until)}，" if held.until else "", held.figures, by=""),
                ),
                ("没有完成的任务和原因", held.remaining),
                ("下一步打算", held.ahead),
            ),
        ),
        attachments=("整改报告真实性承诺书",),
        signed_by=(unit.name,) if held.kind != "secretary" else (f"{unit.name}　{unit.secretary}",),
        signed_on=held.made_on or held.received_on,
        sealed=held.kind != "secretary",
    )


# 真实性承诺书 (§3.6-70) ------------------------------------------------------------------------------------


def pledge_of_truth(held: PledgeOfTruth, report: RectReport, task: Task, unit: Unit, labels: Labels) -> Paper:
    """The unit, the report by name, the pledge, the secretary's signature and the day."""
    return Paper(
        name="pledge_of_truth",
        title="巡察整改报告真实性承诺书",
        layout=Layout.PLAIN,
        secrecy=secrecy_of(labels, task.secrecy),
        body=(
            Paragraph(
                f"{held.unit_name or unit.name}已按要求完成《{report.title}》，现就报告的真实性郑重承诺："
            ),
            *paragraphs(ended(held.statement)),
            Paragraph("本承诺书与报告一并报送，一式两份，单位和巡察办各存一份。"),
            Signatures((SignLine("党组织书记", held.secretary, day_text(held.signed_on)),), follows=True),
        ),
        signed_by=(held.unit_name or unit.name,),
    )


# 专题民主生活会材料 (§3.6-67) ------------------------------------------------------------------------------


def meeting_papers(held: DemocraticMeeting, task: Task, unit: Unit, labels: Labels) -> Paper:
    """Plan, opinions asked for, talks, examination of the body, criticism, commitments, and the report on the meeting."""
    rows = (
        *pair_rows(("单位", unit.name), ("主题", held.theme)),
        *pair_rows(("召开日期", day_text(held.held_on)), ("地点", held.place)),
        *pair_rows(("主持人", held.chaired_by), ("督导人", held.guided_by)),
        wide_row("参加和列席", "、".join(held.attended.split())),
        *pair_rows(("征求意见", count_text(held.asked, "条")), ("谈心谈话", count_text(held.talks, "人次"))),
        *pair_rows(("召开期限", day_text(held.due_on)), ("报告日期", day_text(held.reported_on))),
    )
    parts = (
        ("会议方案", held.plan),
        (
            "征求意见情况",
            joined(f"共征求到意见{held.asked}条。" if held.asked else "", held.opinions, by="\n"),
        ),
        (
            "谈心谈话情况",
            joined(f"开展谈心谈话{held.talks}人次。" if held.talks else "", held.talk_notes, by="\n"),
        ),
        ("领导班子对照检查", held.examination),
        ("相互批评意见", held.criticism),
        ("整改承诺", held.commitments),
        ("情况报告", held.report),
    )
    body: list[Block] = [Form(rows, FORM_COLUMNS), *texts_of(*parts)]
    missing = [title for title, text in parts if not text.strip()]
    if missing:
        body.append(Attachment("", "待补材料"))
        body.append(Form(tuple(wide_row(title, "", 40) for title in missing), FORM_COLUMNS))
    body.append(sign_block("以上材料属实。", ("记录人", ""), ("主持人", held.chaired_by)))
    return Paper(
        name="democratic_meeting",
        title=f"{unit.name}\n巡察整改专题民主生活会材料",
        layout=Layout.FORM,
        secrecy=secrecy_of(labels, held.secrecy, task.secrecy),
        body=tuple(body),
    )


# From the vault -------------------------------------------------------------------------------------------


def build_progress(source: PaperSource, key: str) -> Paper:
    """A report as the unit's progress report."""
    held = source.get(RectReport, key)
    return progress_report(held, "progress_report", *about(source, held.task_id), source.code_label)


def build_secretary(source: PaperSource, key: str) -> Paper:
    """A report as the head's own."""
    held = source.get(RectReport, key)
    return progress_report(held, "secretary_report", *about(source, held.task_id), source.code_label)


def build_report(source: PaperSource, key: str) -> Paper:
    """A report as what it is."""
    secretary = source.get(RectReport, key).kind == "secretary"
    return build_secretary(source, key) if secretary else build_progress(source, key)


def build_pledge(source: PaperSource, key: str) -> Paper:
    """A pledge with the report that it stands behind."""
    held = source.get(PledgeOfTruth, key)
    task, unit, _ = about(source, held.task_id)
    return pledge_of_truth(held, source.get(RectReport, held.report_id), task, unit, source.code_label)


def build_meeting(source: PaperSource, key: str) -> Paper:
    """The materials of a meeting."""
    held = source.get(DemocraticMeeting, key)
    task, unit, _ = about(source, held.task_id)
    return meeting_papers(held, task, unit, source.code_label)
