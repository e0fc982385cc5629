"""The papers of evaluation: the assessment of rectification, the ballot to be filled by hand, the three results together."""

from __future__ import annotations

from dataclasses import replace

from app.areas.libraries.model import Unit
from app.areas.libraries.schemes.model import Assessment, Scheme
from app.areas.libraries.schemes.papers import scored_sheet
from app.areas.libraries.schemes.service import rows_of
from app.areas.parts import (
    FORM_COLUMNS,
    Labels,
    PaperSource,
    PaperSpec,
    day_text,
    joined,
    label_row,
    one_label,
    opened,
    pair_rows,
    secrecy_of,
    sign_block,
    wide_row,
)
from app.areas.preparation.model import Task
from app.areas.rectification.satisfaction.model import SatisfactionPoll
from app.areas.rectification.satisfaction.service import Satisfaction, satisfaction
from app.areas.rectification.supervision.papers import about
from app.core.records import Record
from app.documents.paper import Align, Cell, Column, Form, Layout, Paper, Paragraph, Table

QUESTIONS = (
    "对照反馈问题制定方案、分解任务",
    "主要负责人带头整改、班子成员分工负责",
    "问题解决的程度",
    "建立制度并严格执行",
    "整改过程公开、接受监督",
    "对整改的总体评价",
)
ANSWERS = ("满意", "基本满意", "不满意", "不了解")


def ballot(held: SatisfactionPoll, task: Task, unit: Unit, labels: Labels) -> Paper:
    """The ballot of one side: no name, questions down, answers to be ticked."""
    side = one_label(labels, "satisfaction_side", held.side)
    head = label_row("序号", "测评内容", *ANSWERS)
    rows = tuple(
        (Cell(str(place), align=Align.CENTER), Cell(text), *(Cell("□", align=Align.CENTER) for _ in ANSWERS))
        for place, text in enumerate(QUESTIONS, 1)
    )
    return Paper(
        name="satisfaction_ballot",
        title="巡察整改满意度测评表",
        subtitle=f"测评方：{side}",
        layout=Layout.FORM,
        body=(
            Form(pair_rows(("被测评单位", unit.name), ("测评日期", day_text(held.polled_on))), FORM_COLUMNS),
            Form((head, *rows), (1.2, 7, 1.6, 2, 1.7, 1.7)),
            Form((wide_row("意见建议", "", 40),), FORM_COLUMNS),
            Paragraph("请在每行选一项打“√”。本表不记名，由工作人员当场收回。", small=True, follows=True),
        ),
    )


def three_sides(held: Satisfaction, task: Task, unit: Unit, labels: Labels) -> Paper:
    """Votes and rates of the three sides, the sum that joins them, the rule used, and the result."""
    columns = (
        Column("测评方", weight=1.3),
        *(
            Column(head, 13, align=Align.CENTER)
            for head in ("权重", "发出", "收回", "满意", "基本满意", "不满意")
        ),
        Column("满意率", weight=2.4),
    )
    rows = tuple(
        (
            side.label, f"{side.weight}%", *map(str, (side.issued, side.returned, side.very, side.basic, side.dissatisfied)),
            side.formula,
        )
        for side in held.sides
    )  # fmt: skip
    rule = held.rule
    veto = "、".join(one_label(labels, "satisfaction_side", code) for code in rule.veto_sides)
    facts = (
        wide_row("综合结果", held.formula),
        wide_row(
            "一票否决",
            "；".join(held.vetoed)
            or (f"{veto}低于{rule.veto_below}%的，一票否决；本次没有" if veto else "不采用"),
        ),
        wide_row("评价", held.verdict),
        wide_row("合成办法", joined(rule.name, rule.source)),
    )
    return Paper(
        name="satisfaction_result",
        title=f"{unit.name}巡察整改满意度测评结果",
        layout=Layout.FORM,
        secrecy=secrecy_of(labels, task.secrecy),
        body=(
            Table(columns, rows),
            Form(facts, FORM_COLUMNS, follows=True),
            sign_block("以上票数经核对无误。", ("计票人", ""), ("监票人", "")),
        ),
    )


def _build_review(source: PaperSource, key: str) -> Paper:
    sheet = source.get(Assessment, key)
    task = source.get(Task, sheet.task_id) if sheet.task_id else None
    scheme = source.get(Scheme, sheet.scheme_id)
    rows = rows_of(source, sheet)
    about = task.title if task else ""
    paper = scored_sheet(
        sheet, scheme, rows, name="rectification_review", title="巡察整改评估表", about=about
    )
    return replace(paper, secrecy=secrecy_of(source.code_label, task.secrecy if task else ""))


def _of_rectification(held: Record) -> bool:
    return getattr(held, "kind", "") == "rectification_review"


def _build_ballot(source: PaperSource, key: str) -> Paper:
    held = source.get(SatisfactionPoll, key)
    task, unit, _ = about(source, held.task_id)
    return ballot(held, task, unit, source.code_label)


def _build_result(source: PaperSource, key: str) -> Paper:
    task, unit, _ = about(source, key)
    return three_sides(satisfaction(opened(source), task), task, unit, source.code_label)


PAPERS: tuple[PaperSpec, ...] = (
    PaperSpec(
        "rectification_review", "整改评估表", "assessment", _build_review, row=78, fits=_of_rectification
    ),
    PaperSpec("satisfaction_ballot", "满意度测评表", "satisfaction_poll", _build_ballot, row=79),
    PaperSpec("satisfaction_result", "满意度测评结果", "task", _build_result, row=79),
)
