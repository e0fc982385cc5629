"""The papers of review: scoring sheets of reports and papers, 评审通报 of a round, 班子评价, 专家指导意见.

They read records and write nothing; a sheet that nobody has scored yet is a blank form.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.areas.libraries.model import Person, Unit
from app.areas.libraries.schemes.model import Assessment, Scheme, SchemeItem
from app.areas.libraries.schemes.papers import blank_sheet, scored_sheet
from app.areas.libraries.schemes.service import rows_of
from app.areas.parts import (
    FORM_COLUMNS,
    Labels,
    PaperSource,
    PaperSpec,
    centred,
    day_text,
    filled_rows,
    joined,
    label_row,
    one_label,
    pair_rows,
    secrecy_of,
    sign_row,
    signed_by,
    wide_row,
)
from app.areas.preparation.model import Round, Task
from app.areas.reporting.model import Report
from app.areas.reporting.review.model import AssessmentUse, Defect, ExpertAdvice, LeadershipAssessment
from app.areas.reporting.review.service import KIND, Bulletin, bulletin
from app.areas.workpapers.model import Finding, WorkingPaper
from app.core.errors import KnownError
from app.core.points import points_text
from app.documents.paper import Align, Block, Cell, Column, Form, Heading, Layout, Paper, Paragraph, Table
from db.session import Session

TITLES = {"report": "巡察报告质量评审表", "working_paper": "问题底稿评审打分表"}

# Scoring sheets (domain.md §3.3-45, §3.4-50) ----------------------------------------------------------------


def _defect_table(found: Sequence[Defect], labels: Labels) -> tuple[Block, ...]:
    if not found:
        return ()
    columns = (
        Column("序号", 14, align=Align.CENTER),
        Column("位置", 32),
        Column("种类", 24, align=Align.CENTER),
        Column("缺陷", weight=1.4),
        Column("改正情况", weight=1),
    )
    rows = tuple(
        (
            str(place),
            item.place,
            one_label(labels, "defect_kind", item.kind),
            item.content,
            joined(item.TYPE.lifecycle.state(item.state).label, item.fixed_how),
        )
        for place, item in enumerate(found, 1)
    )
    return (Table(columns, rows, caption="列出的缺陷"),)


def _review_sheet(name: str, source: PaperSource, held: Report | WorkingPaper) -> Paper:
    type_name = held.TYPE.name
    labels = source.code_label
    sheets = source.find(Assessment, kind=KIND[type_name], subject_id=held.id)
    link = "report_id" if type_name == "report" else "paper_id"
    found = source.find(Defect, **{link: held.id})
    if sheets:
        sheet = sheets[-1]
        scheme = source.get(Scheme, sheet.scheme_id)
        number = getattr(held, "formal_number", "") or held.number
        paper = scored_sheet(
            sheet, scheme, rows_of(source, sheet), name=name, title=TITLES[type_name], about=number
        )
    else:
        paper = _blank(name, source, held)
    return replace(
        paper,
        secrecy=secrecy_of(labels, held.secrecy, term=held.secrecy_term),
        body=(*paper.body, *_defect_table(found, labels)),
    )


def _blank(name: str, source: PaperSource, held: Report | WorkingPaper) -> Paper:
    """The form of the first scheme in use, with what is known of the subject already in it."""
    schemes = [one for one in source.find(Scheme, kind=KIND[held.TYPE.name]) if one.valid]
    if not schemes:
        raise KnownError("没有可用的评分方案", kept="记录没有改动", todo="请先在资料库的“评分方案”里启用一套")
    items = sorted(source.find(SchemeItem, scheme_id=schemes[0].id), key=lambda item: item.position or 0)
    paper = blank_sheet(schemes[0], items)
    head = Form(pair_rows(("评分对象", held.title), ("评分日期", "")), FORM_COLUMNS)
    return replace(paper, name=name, title=TITLES[held.TYPE.name], body=(head, *paper.body[1:]))


# 评审通报 -----------------------------------------------------------------------------------------------------


def bulletin_paper(held: Round, made: Bulletin, labels: Labels) -> Paper:
    """What the review of a round found: ranking, common defects with how many groups have them, what is to be done."""
    columns = (
        Column("名次", 14, align=Align.CENTER),
        Column("巡察组", weight=1),
        Column("被巡察单位", weight=1.3),
        Column("报告", 18, align=Align.CENTER),
        Column("底稿均分", 22, align=Align.CENTER),
        Column("总评", 18, align=Align.CENTER),
        Column("缺陷", 24, align=Align.CENTER),
    )
    rows = tuple(
        (
            str(row.rank) if row.total is not None else "—",
            row.task.group_name,
            row.unit,
            _points(row.report),
            _points(row.papers),
            _points(row.total),
            f"{row.defects}处，改{row.fixed}",
        )
        for row in made.rows
    )
    scored = sum(row.scored for row in made.rows)
    reports = sum(row.report is not None for row in made.rows)
    every = sum(count for _, count, _ in made.kinds)
    body: list[Block] = [
        Paragraph(
            f"{held.name}共评审报告{reports}份、底稿{scored}份，列出缺陷{every}处，"
            f"已改{every - len(made.open)}处。现将评审情况通报如下。"
        ),
        Heading(1, "一、评审得分和名次"),
        Table(columns, rows, size_pt=10.5),
        Paragraph(f"{made.formula}。", small=True, follows=True),
    ]
    if made.kinds:
        common = (
            Column("缺陷种类", weight=1),
            Column("处数", 24, align=Align.CENTER),
            Column("涉及巡察组", 30, align=Align.CENTER),
        )
        lines = tuple(
            (one_label(labels, "defect_kind", kind), str(count), str(groups))
            for kind, count, groups in made.kinds
        )
        body += [Heading(1, "二、共性缺陷"), Table(common, lines)]
    body += [
        Heading(1, f"{'三' if made.kinds else '二'}、要求"),
        Paragraph(
            f"还有{len(made.open)}处缺陷没有改正，各组对照缺陷清单逐处改正。"
            if made.open
            else "列出的缺陷已全部改正，各组对照共性缺陷继续自查。"
        ),
    ]
    return Paper(
        name="review_bulletin",
        title=f"{held.name}\n报告和底稿质量评审通报",
        layout=Layout.PLAIN,
        secrecy=secrecy_of(labels, held.secrecy),
        body=tuple(body),
        signed_by=("巡察工作领导小组办公室",),
    )


def _points(tenths: int | None) -> str:
    return "—" if tenths is None else points_text(tenths)


# 班子评价 and 专家指导意见 ---------------------------------------------------------------------------------------


def leadership_form(
    held: LeadershipAssessment,
    task: Task,
    unit: Unit,
    basis: Sequence[Finding],
    uses: Sequence[AssessmentUse],
    labels: Labels,
) -> Paper:
    """The appraisal with what it rests on, and to whom it went; members in general words, no clue."""
    rows = (
        *pair_rows(
            ("被巡察单位", unit.name),
            ("巡察组", task.group_name),
            ("评价等次", one_label(labels, "leadership_grade", held.grade)),
            ("评价日期", day_text(held.made_on)),
        ),
        wide_row("班子总体评价", held.overall, 30),
        wide_row("主要优点", held.strengths, 20),
        wide_row("主要不足", held.shortcomings, 20),
        wide_row("成员情况", held.members, 20),
        *filled_rows(("依据的问题", "\n".join(f"{item.number}　{item.title}" for item in basis))),
        sign_row("审定", signed_by(held.signed, "审定")),
    )
    given = tuple(
        (
            Cell(item.receiver),
            centred(day_text(item.given_on)),
            centred(one_label(labels, "appraisal_use", item.use)),
            Cell(joined(item.feedback, day_text(item.feedback_on), by="\n")),
        )
        for item in uses
    )
    body: list[Block] = [Form(rows, FORM_COLUMNS)]
    if given:
        heads = label_row("送交单位", "送交日期", "用途", "运用结果")
        body.append(Form((heads, *given), (3.0, 3.0, 2.4, 4.6), caption="评价运用"))
    return Paper(
        name="leadership_form",
        title="领导班子评价表",
        layout=Layout.FORM,
        doc_number=held.number,
        secrecy=secrecy_of(labels, held.secrecy, task.secrecy),
        body=tuple(body),
    )


def advice_sheet(held: ExpertAdvice, expert: Person | None, about: str, labels: Labels) -> Paper:
    """What an expert was asked and advised, to be signed, and what came of it."""
    rows = (
        *pair_rows(
            ("专家", expert.name if expert else ""),
            ("单位职务", joined(expert.employer, expert.post, by=" ") if expert else ""),
            ("指导对象", one_label(labels, "advice_on", held.kind)),
            ("提请日期", day_text(held.asked_on)),
        ),
        *filled_rows(("对哪一件", about)),
        wide_row("请教的问题", joined(held.subject, held.question, by="\n"), 24),
        wide_row("专家意见", held.advice, 50),
        (
            Cell("专家签字", label=True),
            Cell(""),
            Cell("提出日期", label=True),
            Cell(day_text(held.advised_on) or "　　　年　　月　　日", min_height_mm=12),
        ),
        wide_row("采纳情况", joined(one_label(labels, "adoption", held.adoption), held.adopted_how), 24),
    )
    return Paper(
        name="advice_sheet",
        title="专家指导意见表",
        layout=Layout.FORM,
        doc_number=held.number,
        body=(Form(rows, FORM_COLUMNS),),
    )


# From the vault -------------------------------------------------------------------------------------------


def _build_report_sheet(source: PaperSource, key: str) -> Paper:
    return _review_sheet("report_review", source, source.get(Report, key))


def _build_paper_sheet(source: PaperSource, key: str) -> Paper:
    return _review_sheet("paper_review", source, source.get(WorkingPaper, key))


def _build_bulletin(source: PaperSource, key: str) -> Paper:
    assert isinstance(source, Session)
    return bulletin_paper(source.get(Round, key), bulletin(source, key), source.code_label)


def _build_leadership(source: PaperSource, key: str) -> Paper:
    held = source.get(LeadershipAssessment, key)
    return leadership_form(
        held,
        source.get(Task, held.task_id),
        source.get(Unit, held.unit_id),
        [source.get(Finding, id) for id in held.finding_ids],
        source.find(AssessmentUse, appraisal_id=key),
        source.code_label,
    )


ABOUT: tuple[str, ...] = (
    "round_id",
    "finding_id",
    "paper_id",
    "report_id",
    "rect_task_id",
    "measure_id",
    "task_id",
)


def _build_advice(source: PaperSource, key: str) -> Paper:
    held = source.get(ExpertAdvice, key)
    expert = source.get(Person, held.expert_id) if held.expert_id else None
    about = []
    for name in ABOUT:
        spec, id = held.TYPE.field(name), getattr(held, name)
        if id and spec.to in source.catalog:
            about.append(source.get(source.catalog[spec.to].cls, id).title)
    return advice_sheet(held, expert, "\n".join(about), source.code_label)


PAPERS: tuple[PaperSpec, ...] = (
    PaperSpec("paper_review", "底稿评审打分表", "working_paper", _build_paper_sheet, row=45),
    PaperSpec("report_review", "报告质量评审表", "report", _build_report_sheet, row=50),
    PaperSpec("review_bulletin", "评审通报", "round", _build_bulletin),
    PaperSpec("leadership_form", "领导班子评价表", "leadership_assessment", _build_leadership),
    PaperSpec("advice_sheet", "专家指导意见表", "expert_advice", _build_advice),
)
