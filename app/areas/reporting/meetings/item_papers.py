"""The papers of what is tracked: 点人点事清单 of a round, 批示办理单 of an instruction.

They read records and write nothing.
"""

from __future__ import annotations

from datetime import date

from app.areas.parts import (
    BLANK_DAY,
    Labels,
    PaperSource,
    PaperSpec,
    day_text,
    joined,
    one_label,
    secrecy_of,
    short_day,
)
from app.areas.preparation.model import Round
from app.areas.reporting.meetings.model import Instruction, NamedItem
from app.areas.reporting.meetings.tracked import TrackedItem, tracked
from app.documents.paper import Align, Cell, Column, Form, Layout, Paper, Paragraph, Table


def tracked_list(held: Round, rows: tuple[TrackedItem, ...], labels: Labels) -> Paper:
    """点人点事清单 of a round with state, last step and result of every item."""
    columns = (
        Column("序号", 12, align=Align.CENTER),
        Column("类别", 18, align=Align.CENTER),
        Column("事项", weight=1.6),
        Column("涉及单位和职务", weight=1),
        Column("出处", weight=1),
        Column("承办单位", 26),
        Column("期限", 24, align=Align.CENTER),
        Column("进展和结果", weight=1.4),
        Column("状态", 20, align=Align.CENTER),
    )
    cells = tuple(
        (
            str(place),
            one_label(labels, "named_kind", row.item.kind),
            row.item.content,
            row.item.about,
            joined(row.source, row.item.said_by),
            row.item.assigned_to,
            short_day(row.item.due_on),
            row.item.result or (row.steps[-1].content if row.steps else ""),
            f"{row.item.TYPE.lifecycle.state(row.item.state).label}{'（超期）' if row.overdue else ''}",
        )
        for place, row in enumerate(rows, 1)
    )
    done = sum(row.item.state == "closed" for row in rows)
    late = sum(row.overdue for row in rows)
    total = joined(f"共{len(rows)}件", f"办结{done}件", f"超期{late}件" if late else "")
    return Paper(
        name="tracked_list",
        title=f"{held.name}\n点人点事清单",
        layout=Layout.FORM,
        landscape=True,
        secrecy=secrecy_of(labels, held.secrecy),
        body=(Table(columns, cells, size_pt=10.5), Paragraph(f"{total}。", small=True, follows=True)),
    )


def instruction_sheet(held: Instruction, items: tuple[NamedItem, ...], labels: Labels) -> Paper:
    """批示办理单: the instruction in full, to whom it went, what came back; lines for those who handle it."""
    pair = (1.6, 3.4, 1.6, 3.4)
    label = one_label(labels, "secrecy", held.secrecy)
    rows = (
        (Cell("批示人", label=True), Cell(joined(held.given_by, held.post, by="　")), Cell("批示日期", label=True), Cell(day_text(held.given_on))),
        (Cell("批示材料", label=True), Cell(held.on_paper), Cell("密级", label=True), Cell(label)),
        (Cell("批示原文", label=True), Cell(held.content, span=3, min_height_mm=36)),
        (Cell("批给", label=True), Cell(held.addressed_to), Cell("反馈期限", label=True), Cell(day_text(held.due_on))),
        (Cell("要求", label=True), Cell(held.requirement, span=3, min_height_mm=20)),
        (Cell("承办意见", label=True), Cell(f"签字：　　　　　　{BLANK_DAY}", span=3, min_height_mm=24)),
        (Cell("办理和反馈", label=True), Cell(joined(held.feedback, day_text(held.feedback_on), by="\n"), span=3, min_height_mm=36)),
        *(
            (Cell("督办事项", label=True), Cell(joined(item.number, item.result, by="　"), span=3))
            for item in items
        ),
    )  # fmt: skip
    return Paper(
        name="instruction_sheet",
        title="领导批示办理单",
        layout=Layout.FORM,
        doc_number=held.number,
        secrecy=secrecy_of(labels, held.secrecy, term=held.secrecy_term),
        body=(Form(rows, pair),),
    )


def _build_tracked(source: PaperSource, key: str) -> Paper:
    rows = tracked(source, today=date.today(), round_id=key)
    return tracked_list(source.get(Round, key), rows, source.code_label)


def _build_instruction(source: PaperSource, key: str) -> Paper:
    items = source.find(NamedItem, instruction_id=key)
    return instruction_sheet(source.get(Instruction, key), items, source.code_label)


ITEM_PAPERS: tuple[PaperSpec, ...] = (
    PaperSpec("tracked_list", "点人点事清单", "round", _build_tracked),
    PaperSpec("instruction_sheet", "批示办理单", "instruction", _build_instruction),
)
