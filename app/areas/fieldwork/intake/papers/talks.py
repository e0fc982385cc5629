"""Papers of the talks: 谈话安排表, 谈话提纲 and 谈话负面清单 (domain.md §3.2-18, 19, 21)."""

from __future__ import annotations

from collections.abc import Sequence

from app.areas.fieldwork.intake.model import InterviewPlan, Question
from app.areas.fieldwork.intake.talks import never_said, outline_for
from app.areas.fieldwork.model import Interview
from app.areas.libraries.model import Unit
from app.areas.parts import (
    FORM_COLUMNS,
    Labels,
    PaperSource,
    PaperSpec,
    joined,
    moment_text,
    one_label,
    pair_rows,
    secrecy_of,
    sign_block,
    wide_row,
)
from app.areas.preparation.model import Task
from app.documents.paper import Align, Column, Form, Layout, Paper, Paragraph, Table

ORDER = ("must", "chosen", "requested")


def plan_table(plans: Sequence[InterviewPlan], task: Task, unit: Unit, labels: Labels) -> Paper:
    """Everybody who is to be talked to: those who must be first, then by time."""
    listed = sorted(
        (plan for plan in plans if plan.state != "dropped"),
        key=lambda p: (ORDER.index(p.must) if p.must in ORDER else 9, str(p.planned_at or "9"), p.created_at),
    )
    rows = tuple(
        (
            str(place),
            plan.subject or "（待定）",
            joined(plan.subject_unit, plan.subject_post, by=" "),
            one_label(labels, "interview_must", plan.must),
            f"{plan.planned_at:%Y-%m-%d %H:%M}" if plan.planned_at else "待约",
            plan.place,
            plan.interviewer,
            plan.recorder,
            plan.TYPE.lifecycle.state(plan.state).label,
        )
        for place, plan in enumerate(listed, 1)
    )
    held = sum(plan.state == "held" for plan in listed)
    return Paper(
        name="interview_plan",
        title="谈话安排表",
        layout=Layout.FORM,
        secrecy=secrecy_of(labels, task.secrecy),
        subtitle=joined(task.group_name, f"被巡察单位：{unit.name}", by="　"),
        landscape=True,
        body=(
            Table(
                (
                    Column("序号", 12, align=Align.CENTER),
                    Column("姓名", 22, align=Align.CENTER),
                    Column("单位职务", weight=1.6),
                    Column("必谈选谈", 20, align=Align.CENTER),
                    Column("时间", 36, align=Align.CENTER),
                    Column("地点", weight=1),
                    Column("谈话人", 22, align=Align.CENTER),
                    Column("记录人", 22, align=Align.CENTER),
                    Column("状态", 20, align=Align.CENTER),
                ),
                rows,
                size_pt=10.5,
            ),
            Paragraph(
                f"共{len(listed)}人，已谈{held}人，未谈{len(listed) - held}人。谈话须两人以上，一人问、一人记。",
                small=True,
                follows=True,
            ),
        ),
    )


def outline(
    head: InterviewPlan | Interview, questions: Sequence[Question], task: Task, unit: Unit, labels: Labels
) -> Paper:
    """What is to be asked of one person, with follow-ups, reasons, and room to note by hand."""
    planned = head.planned_at if isinstance(head, InterviewPlan) else head.started_at
    form = Form(
        (
            *pair_rows(
                ("谈话对象", head.subject or "（待定）"),
                ("对象类别", one_label(labels, "interview_subject", head.subject_kind) or "通用"),
            ),
            wide_row("单位及职务", joined(head.subject_unit, head.subject_post, by=" ")),
            *pair_rows(
                ("谈话时间", moment_text(planned) or "待约"),
                ("谈话地点", head.place or "待定"),
                ("谈话人", head.interviewer),
                ("记录人", head.recorder),
            ),
            wide_row("被巡察单位", unit.name),
        ),
        FORM_COLUMNS,
    )
    rows = tuple(
        (str(place), item.wording, item.follow_up, item.basis) for place, item in enumerate(questions, 1)
    )
    return Paper(
        name="interview_outline",
        title="谈话提纲",
        layout=Layout.FORM,
        secrecy=secrecy_of(labels, getattr(head, "secrecy", ""), task.secrecy),
        subtitle=task.group_name,
        body=(
            form,
            Paragraph(
                "谈问题、谈事实、谈细节；不诱导，不表态，不许诺。追问照回答情况选用，用过的在序号上打勾。",
                small=True,
            ),
            Table(
                (
                    Column("序号", 12, align=Align.CENTER),
                    Column("问题", weight=2),
                    Column("追问", weight=1.5),
                    Column("依据", 26),
                ),
                rows,
                size_pt=12,
            ),
        ),
    )


def negative_list(items: Sequence[Question], task: Task, labels: Labels) -> Paper:
    """What must not be said or asked in a talk; the talkers sign that they know it."""
    return Paper(
        name="interview_never",
        title="谈话负面清单",
        layout=Layout.FORM,
        subtitle=task.group_name,
        secrecy=secrecy_of(labels, task.secrecy),
        body=(
            Table(
                (Column("序号", 14, align=Align.CENTER), Column("谈话中不得有下列言行", weight=1)),
                tuple((str(place), item.wording) for place, item in enumerate(items, 1)),
                size_pt=14,
            ),
            sign_block("谈话人员已逐条阅知，谈话中严格遵守。", ("谈话人", ""), ("记录人", "")),
        ),
    )


# From the vault -------------------------------------------------------------------------------------------


def _build_plans(source: PaperSource, key: str) -> Paper:
    task = source.get(Task, key)
    plans = source.find(InterviewPlan, task_id=key)
    return plan_table(plans, task, source.get(Unit, task.unit_id), source.code_label)


def _build_outline(source: PaperSource, key: str) -> Paper:
    plan = source.get(InterviewPlan, key)
    task = source.get(Task, plan.task_id)
    questions = outline_for(source, plan.subject_kind, plan.points)
    return outline(plan, questions, task, source.get(Unit, task.unit_id), source.code_label)


def _build_own_outline(source: PaperSource, key: str) -> Paper:
    """The outline of a talk's own lines where it has some, with what the bank knows of each; else from the bank."""
    held = source.get(Interview, key)
    task = source.get(Task, held.task_id)
    bank = {item.wording: item for item in source.find(Question, use="ask")}
    own = [line.strip() for line in held.outline.splitlines() if line.strip()]
    questions = tuple(bank.get(line) or Question(wording=line) for line in own)
    found = questions or outline_for(source, held.subject_kind, held.open_points)
    return outline(held, found, task, source.get(Unit, task.unit_id), source.code_label)


def _build_never(source: PaperSource, key: str) -> Paper:
    return negative_list(never_said(source), source.get(Task, key), source.code_label)


PAPERS: tuple[PaperSpec, ...] = (
    PaperSpec("interview_plan", "谈话安排表", "task", _build_plans, row=18),
    PaperSpec("interview_outline", "谈话提纲", "interview_plan", _build_outline, row=19),
    PaperSpec("interview_outline", "谈话提纲", "interview", _build_own_outline, row=19),
    PaperSpec("interview_never", "谈话负面清单", "task", _build_never, row=21),
)
