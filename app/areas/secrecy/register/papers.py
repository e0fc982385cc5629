"""收文处理单 of one paper, 收文登记簿 and 发文登记簿 of a year (domain.md §3.0). They read the register and write nothing."""

from __future__ import annotations

from collections.abc import Sequence

from app.areas.parts import (
    FORM_COLUMNS,
    Labels,
    PaperSource,
    PaperSpec,
    count_text,
    day_text,
    joined,
    lines,
    one_label,
    pair_rows,
    secrecy_of,
    short_day,
    sign_block,
    sign_row,
    signed_by,
    urgency_of,
    wide_row,
)
from app.areas.secrecy.register.model import OfficeDocument
from app.areas.secrecy.register.service import Letter
from app.core.records import Record
from app.documents.paper import Align, Column, Form, Layout, Paper, Table


def handling_sheet(held: OfficeDocument, labels: Labels) -> Paper:
    """The sheet that goes round with an incoming paper: what it is, what is proposed, decided, done; blanks for the hand."""
    readers = "　".join(
        f"{row.name} {short_day(row.on)}".strip() for row in held.signed if row.role == "传阅" and row.name
    )
    rows = (
        *pair_rows(
            ("登记号", held.number),
            ("收文日期", day_text(held.moved_on)),
            ("来文单位", held.other_side),
            ("文号", held.document_number),
            ("成文日期", day_text(held.made_on)),
            ("份数页数", joined(count_text(held.copies, "份"), count_text(held.sheets, "页"))),
            ("密级", joined(one_label(labels, "secrecy", held.secrecy), held.secrecy_term, by="★")),
            ("紧急程度", urgency_of(labels, held.urgency) or "平件"),
        ),
        wide_row("标题", held.title_text, 14),
        sign_row("拟办意见", signed_by(held.signed, "拟办"), opinion=held.proposal),
        sign_row("领导批示", signed_by(held.signed, "批示"), opinion=held.decision),
        *pair_rows(("承办人", held.handler), ("办理期限", day_text(held.due_on))),
        wide_row("传阅签字", readers, 22),
        wide_row("办理结果", lines(held.result, day_text(held.done_on)), 30),
        *pair_rows(
            ("归档类目", one_label(labels, "archive_category", held.category)),
            ("保管期限", one_label(labels, "retention", held.retention)),
        ),
    )
    return Paper(
        name="handling_sheet",
        title="收文处理单",
        layout=Layout.FORM,
        secrecy=secrecy_of(labels, held.secrecy, term=held.secrecy_term),
        body=(Form(rows, FORM_COLUMNS),),
    )


def incoming_book(rows: Sequence[OfficeDocument], year: int | None, labels: Labels) -> Paper:
    """收文登记簿: one line a paper, in the order it came."""
    columns = (
        Column("登记号", 30, align=Align.CENTER),
        Column("收文日期", 23, align=Align.CENTER),
        Column("来文单位", weight=1.1),
        Column("文号", 34),
        Column("标题", weight=2),
        Column("密级", 16, align=Align.CENTER),
        Column("份数", 12, align=Align.CENTER),
        Column("承办人", 22),
        Column("期限", 23, align=Align.CENTER),
        Column("办理结果", weight=1.3),
        Column("办结", 23, align=Align.CENTER),
    )
    ordered = sorted(
        (r for r in rows if r.direction != "out"), key=lambda r: (str(r.moved_on or ""), r.number)
    )
    table = tuple(
        (
            row.number, short_day(row.moved_on), row.other_side, row.document_number, row.title_text,
            one_label(labels, "secrecy", row.secrecy), str(row.copies or ""), row.handler, short_day(row.due_on), row.result,
            short_day(row.done_on),
        )
        for row in ordered
    )  # fmt: skip
    left = sum(row.state not in ("done", "filed", "void") for row in ordered)
    said = f"共{len(ordered)}件，已办结{len(ordered) - left}件，在办{left}件。"
    return _book("incoming_book", "收文登记簿", year, Table(columns, table, size_pt=9), said, labels)


def outgoing_book(rows: Sequence[Letter], year: int | None, labels: Labels) -> Paper:
    """发文登记簿: every numbered letter, by number."""
    columns = (
        Column("序号", 12, align=Align.CENTER),
        Column("文号", 48),
        Column("标题", weight=2),
        Column("文种", 30),
        Column("主送", weight=1.1),
        Column("日期", 24, align=Align.CENTER),
        Column("密级", 18, align=Align.CENTER),
        Column("状态", 22, align=Align.CENTER),
    )
    ordered = sorted(rows, key=lambda row: (str(row.on or ""), row.document_number))
    table = tuple(
        (
            str(place),
            row.document_number,
            row.title,
            row.label,
            row.to,
            short_day(row.on),
            row.grade,
            row.state,
        )
        for place, row in enumerate(ordered, 1)
    )
    return _book(
        "outgoing_book", "发文登记簿", year, Table(columns, table, size_pt=9), f"共{len(table)}件。", labels
    )


def _book(name: str, title: str, year: int | None, table: Table, said: str, labels: Labels) -> Paper:
    return Paper(
        name=name,
        title=f"{f'{year}年度' if year else ''}{title}",
        layout=Layout.FORM,
        landscape=True,
        secrecy=secrecy_of(labels, "internal"),
        body=(table, sign_block(said, ("登记人", ""), ("核对人", ""))),
    )


def _build_sheet(source: PaperSource, key: str) -> Paper:
    return handling_sheet(source.get(OfficeDocument, key), source.code_label)


def _came(held: Record) -> bool:
    return isinstance(held, OfficeDocument) and held.direction != "out"


PAPERS: tuple[PaperSpec, ...] = (
    PaperSpec("handling_sheet", "收文处理单", "office_document", _build_sheet, fits=_came),
)
