"""The papers of secrecy: 打印导出台账 and 涉密载体清退清单, as pure functions from records to a Paper.

They name what left the program by kind and number; they never repeat what it said. closeout offers them for printing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.areas.parts import (
    FORM_COLUMNS,
    Labels,
    PaperSpec,
    count_text,
    day_text,
    joined,
    lines,
    one_label,
    pair_rows,
    qr_png,
    secrecy_of,
    short_day,
    short_moment,
    sign_block,
    wide_row,
)
from app.areas.secrecy.model import PAPER_KINDS, Carrier, Exposure, exposure_open
from app.bundle.bundle import Card
from app.documents.paper import (
    Align,
    Column,
    Form,
    Layout,
    Paper,
    Paragraph,
    Picture,
    Table,
)

_CENTER = Align.CENTER


def exposure_ledger(exposures: Sequence[Exposure], heading: str, secrecy: str, labels: Labels) -> Paper:
    """Every print, export and copy in the order it happened, with copy numbers and what became of each copy.

    heading: group or task, printed over the table; secrecy: code of the grade of the ledger itself.
    """
    listed = sorted(exposures, key=lambda held: (held.happened_at is None, held.happened_at, held.number))
    columns = (
        Column("登记号", 21, align=_CENTER),
        Column("时间", 23, align=_CENTER),
        Column("方式", 18, align=_CENTER),
        Column("文书", weight=1),
        Column("涉及记录", weight=1.1),
        Column("密级", 13, align=_CENTER),
        Column("份数", 11, align=_CENTER),
        Column("份号", 18, align=_CENTER),
        Column("每份页数", 11, align=_CENTER),
        Column("操作人", 15, align=_CENTER),
        Column("批准人", 23, align=_CENTER),
        Column("去向", 22),
        Column("收回销毁", 26),
    )
    rows = tuple(_exposure_row(held, labels) for held in listed)
    papers = [held for held in listed if held.kind in PAPER_KINDS]
    still = [held for held in papers if exposure_open(held)]
    total = joined(
        f"共登记{len(listed)}次",
        f"形成打印导出件{sum(held.copies or 1 for held in papers)}份",
        f"尚未收回或销毁{sum(held.copies or 1 for held in still)}份" if still else "已全部收回、销毁或核销",
    )
    if not papers:
        total = joined(f"共登记{len(listed)}次" if listed else "", "没有形成打印导出件")
    return Paper(
        name="exposure_ledger",
        title="打印导出台账",
        layout=Layout.FORM,
        secrecy=secrecy_of(labels, secrecy),
        subtitle=heading,
        body=(
            Table(columns, rows),
            sign_block(f"{total}。", ("保密员", ""), ("组长", ""), ("核对人", "")),
        ),
        landscape=True,
    )


def _exposure_row(held: Exposure, labels: Labels) -> tuple[str, ...]:
    sent = lines(held.approved_by, short_day(held.approved_on))
    return (
        held.number,
        short_moment(held.happened_at),
        one_label(labels, "exposure_kind", held.kind),
        held.paper,
        "、".join(held.subjects.split("\n")),
        one_label(labels, "secrecy", held.secrecy),
        count_text(held.copies),
        held.copy_numbers or "—",
        count_text(held.sheets),
        held.who,
        sent or "—",
        held.destination,
        exposure_end(held),
    )


def exposure_end(held: Exposure) -> str:
    """What became of the copies: state, number brought back, by whom and when; 不需收回 for what left no copy."""
    if held.kind not in PAPER_KINDS and held.state == "out":
        return "不需收回"
    state = held.TYPE.lifecycle.state(held.state).label if held.state else "在外"
    return lines(
        joined(state, count_text(held.returned_copies, "份"), by=""),
        held.returned_to,
        short_day(held.returned_on),
        held.note,
    )


def carrier_list(carriers: Sequence[Carrier], heading: str, secrecy: str, labels: Labels) -> Paper:
    """涉密载体清退清单 (domain.md §3.7-84): every carrier with who brings it back and who takes it, for both signatures."""
    columns = (
        Column("序号", 11, align=_CENTER),
        Column("登记号", 21, align=_CENTER),
        Column("名称及型号", weight=0.9),
        Column("类型", 20, align=_CENTER),
        Column("密级", 13, align=_CENTER),
        Column("编号（份号）", weight=1.6),
        Column("份数", 11, align=_CENTER),
        Column("页数", 11, align=_CENTER),
        Column("领用人", 16, align=_CENTER),
        Column("领用日期", 23, align=_CENTER),
        Column("清退情况", weight=1.2),
        Column("交还签字", 18),
        Column("接收签字", 18),
    )
    rows = tuple(_carrier_row(index, held, labels) for index, held in enumerate(carriers, 1))
    still = [held for held in carriers if held.state == "in_use"]
    total = joined(
        f"共{len(carriers)}件（份）",
        f"在用未还{len(still)}件（份）" if still else "已全部清退",
    )
    if not carriers:
        total = "没有领用涉密载体"
    return Paper(
        name="carrier_list",
        title="涉密载体清退清单",
        layout=Layout.FORM,
        secrecy=secrecy_of(labels, secrecy),
        subtitle=heading,
        body=(
            Table(columns, rows),
            sign_block(f"{total}。", ("保密员", ""), ("组长", ""), ("巡察办接收人", "")),
        ),
        landscape=True,
    )


def _carrier_row(index: int, held: Carrier, labels: Labels) -> tuple[str, ...]:
    numbers = lines(
        held.carrier_number,
        f"序列号 {held.serial_number}" if held.serial_number else "",
        f"硬盘 {held.disk_number}" if held.disk_number else "",
        f"出厂号 {held.factory_number}" if held.factory_number else "",
    )
    return (
        str(index),
        held.number,
        joined(held.name, held.brand, by="\n"),
        one_label(labels, "carrier_kind", held.kind),
        one_label(labels, "secrecy", held.secrecy),
        numbers,
        count_text(held.copies),
        count_text(held.sheets),
        held.holder,
        short_day(held.issued_on),
        _carrier_end(held, labels),
        "",
        "",
    )


def _carrier_end(held: Carrier, labels: Labels) -> str:
    state = held.TYPE.lifecycle.state(held.state).label if held.state else ""
    if held.state == "destroyed":
        how = one_label(labels, "destroy_method", held.destroy_method)
        by = joined(
            f"批准{held.approved_by}" if held.approved_by else "",
            f"监销{held.supervised_by}" if held.supervised_by else "",
        )
        return lines(joined(state, how, by="："), short_day(held.destroyed_on), by)
    due = f"应于{short_day(held.return_due)}归还" if held.state == "in_use" and held.return_due else ""
    taken = joined(held.returned_to, short_day(held.returned_on), by=" ")
    return lines(state, due, taken, "内容已清除" if held.wiped else "")


def card_sheet(card: Card, words: Sequence[str], printed_on: date) -> Paper:
    """名片（身份卡）: the public card on paper, to be handed over in person: who, the words to compare, and the QR code."""
    half = len(words) // 2
    rows = (
        *pair_rows(("名称", card.name), ("类别", card.kind_label)),
        wide_row("单位", card.org),
        wide_row("标识", card.key_id),
        wide_row("核对词", f"{'　'.join(words[:half])}\n{'　'.join(words[half:])}"),
        *pair_rows(("制作日期", day_text(printed_on)), ("持有人签字", "")),
        wide_row("核对", "□ 当面逐词念过，八个词和顺序完全一致\n核对人：　　　　　　　　日期："),
    )
    said = "对方在“名片与往来”里“登记对方名片…”，选本页的扫描件或照片，即可读入；真伪不看二维码，只看当面念出的八个词。"
    return Paper(
        name="card_sheet",
        title="巡察工作台名片",
        layout=Layout.FORM,
        body=(
            Form(rows, FORM_COLUMNS),
            Picture(qr_png(card.to_bytes()), 70, "扫描本页读入名片", follows=True),
            Paragraph(said, small=True, follows=True),
        ),
    )


PAPERS: tuple[PaperSpec, ...] = ()
"""None start here: a ledger belongs to a task, which this area does not know. closeout offers both."""
