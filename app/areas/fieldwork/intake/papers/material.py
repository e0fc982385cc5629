"""Papers of the unit's documents: 调阅资料台账（交接单） and 查阅资料记录 (domain.md §3.2-23, 24)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.areas.fieldwork.intake.model import DocumentLoan, Reading
from app.areas.fieldwork.model import Evidence
from app.areas.libraries.model import Unit
from app.areas.parts import (
    FORM_COLUMNS,
    Labels,
    PaperSource,
    PaperSpec,
    count_text,
    day_text,
    filled_rows,
    joined,
    one_label,
    pair_rows,
    secrecy_of,
    short_day,
    sign_block,
    wide_row,
)
from app.areas.preparation.model import Task
from app.areas.secrecy.service import highest_grade
from app.documents.paper import Align, Column, Form, Layout, Paper, Paragraph, Table


def loan_register(loans: Sequence[DocumentLoan], task: Task, unit: Unit, labels: Labels) -> Paper:
    """What was asked for, came and went back, in the order of the four classes; both sides sign at the end."""
    listed = sorted(loans, key=lambda held: (held.kind, held.number))
    rows = tuple(
        (
            str(place),
            one_label(labels, "loan_class", held.kind),
            held.name,
            held.period,
            str(held.copies or ""),
            _said(held.provided_by, held.provided_on),
            held.received_by,
            str(held.copied or ""),
            _said(held.returned_by, held.returned_on),
            held.returned_to,
            held.TYPE.lifecycle.state(held.state).label,
        )
        for place, held in enumerate(listed, 1)
    )
    columns = (
        Column("序号", 11, align=Align.CENTER),
        Column("类别", 20, align=Align.CENTER),
        Column("资料名称", weight=2),
        Column("时间段", 18),
        Column("份数", 11, align=Align.CENTER),
        Column("提供人、日期", 26, align=Align.CENTER),
        Column("接收人", 18, align=Align.CENTER),
        Column("组内复印", 14, align=Align.CENTER),
        Column("归还人、日期", 26, align=Align.CENTER),
        Column("单位接收人", 26, align=Align.CENTER),
        Column("状态", 17, align=Align.CENTER),
    )
    out = sum(held.state == "held" for held in listed)
    return Paper(
        name="loan_register",
        title="调阅资料台账（交接单）",
        layout=Layout.FORM,
        secrecy=secrecy_of(labels, highest_grade([held.secrecy for held in listed] or [task.secrecy])),
        subtitle=joined(task.group_name, f"被巡察单位：{unit.name}", by="　"),
        landscape=True,
        body=(
            Table(columns, rows, size_pt=10.5),
            Paragraph(
                f"共{len(listed)}份，未归还{out}份。资料在撤点前全部归还，组内复印件按规定登记和清退。",
                small=True,
                follows=True,
            ),
            sign_block(
                "以上资料当面点清交接。",
                ("单位经办人", ""),
                ("巡察组经办人", ""),
            ),
        ),
    )


def _said(name: str, on: date | None) -> str:
    return joined(name, short_day(on), by="\n")


def reading_sheet(
    held: Reading, loan: DocumentLoan | None, proof: Evidence | None, task: Task, unit: Unit, labels: Labels
) -> Paper:
    """What was read in one document: pages, excerpt, what was found, by whom."""
    rows = (
        *pair_rows(("编号", held.number), ("查阅日期", day_text(held.read_on))),
        wide_row("资料名称", held.name),
        *pair_rows(
            ("资料类别", one_label(labels, "loan_class", loan.kind) if loan else ""),
            ("调阅编号", loan.number if loan else ""),
            ("时间段", loan.period if loan else ""),
            ("总页数", count_text(loan.pages, "页") if loan else ""),
            ("查阅页码", held.pages),
            ("查阅人", held.reader),
        ),
        wide_row("被巡察单位", unit.name),
        wide_row("摘录", held.excerpt, 60),
        wide_row("发现点", held.found, 30),
        wide_row("登记佐证", joined(proof.number, proof.name, by=" ") if proof else "未登记"),
        *filled_rows(("备注", held.note)),
        *pair_rows(("查阅人签字", "　"), ("复核人签字", "　")),
    )
    return Paper(
        name="reading_sheet",
        title="查阅资料记录",
        layout=Layout.FORM,
        secrecy=secrecy_of(labels, loan.secrecy if loan else "", task.secrecy),
        subtitle=task.group_name,
        body=(Form(rows, FORM_COLUMNS),),
    )


def _build_register(source: PaperSource, key: str) -> Paper:
    task = source.get(Task, key)
    loans = source.find(DocumentLoan, task_id=key)
    return loan_register(loans, task, source.get(Unit, task.unit_id), source.code_label)


def _build_reading(source: PaperSource, key: str) -> Paper:
    held = source.get(Reading, key)
    task = source.get(Task, held.task_id)
    loan = source.get(DocumentLoan, held.loan_id) if held.loan_id else None
    proof = source.get(Evidence, held.evidence_id) if held.evidence_id else None
    return reading_sheet(held, loan, proof, task, source.get(Unit, task.unit_id), source.code_label)


PAPERS: tuple[PaperSpec, ...] = (
    PaperSpec("loan_register", "调阅资料台账（交接单）", "task", _build_register, row=23),
    PaperSpec("reading_sheet", "查阅资料记录", "reading", _build_reading, row=24),
)
