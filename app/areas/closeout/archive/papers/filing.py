"""归档文件目录, 归档检查表 and the three sheets of a volume (domain.md §3.7-82, §3.7-83, §5.4). They number nothing themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby

from app.areas.closeout.archive.binding import contents_of
from app.areas.closeout.archive.figures import Count, filing_figures
from app.areas.closeout.archive.model import ArchiveItem, ArchiveSetting, ArchiveVolume
from app.areas.closeout.archive.service import Checked, check, items_of
from app.areas.closeout.archive.shipped import archive_setting
from app.areas.parts import (
    FORM_COLUMNS,
    Labels,
    PaperSource,
    count_text,
    day_text,
    days_text,
    joined,
    one_label,
    opened,
    pair_rows,
    secrecy_of,
    sign_block,
    to_sign,
    wide_row,
)
from app.areas.preparation.model import Task
from app.documents.paper import Align, Block, Cell, Column, Form, Layout, PageBreak, Paper, Table

_CENTER = Align.CENTER


def eight_digits(day: date | None) -> str:
    """20260312, as archives write a date."""
    return day.strftime("%Y%m%d") if day else ""


def catalogue(
    items: Sequence[ArchiveItem], setting: ArchiveSetting, heading: str, secrecy: str, labels: Labels
) -> Paper:
    """归档文件目录: one table for each year and 保管期限, in the order of 件号."""
    body: list[Block] = []
    for (year, retention), group in groupby(items, key=lambda item: (item.year, item.retention)):
        rows = tuple(_catalogue_row(place, item, labels) for place, item in enumerate(group, 1))
        term = one_label(labels, "retention", retention)
        body.append(
            Table(_CATALOGUE, rows, caption=joined(f"{year or '未定'}年度", term, f"{len(rows)}件", by="　"))
        )
    pages = sum(item.pages or 0 for item in items)
    total = f"共{len(items)}件，{pages}页。" if items else "还没有收集归档文件。"
    if not items:
        body.append(Table(_CATALOGUE, ()))
    body.append(
        sign_block(total, ("立卷人", setting.made_by), ("检查人", setting.checked_by), ("档案员", ""))
    )
    fonds = joined(
        f"全宗号：{setting.fonds_number}" if setting.fonds_number else "",
        setting.fonds_name,
        heading,
        by="　",
    )
    return Paper(
        name="archive_catalogue",
        title="归档文件目录",
        layout=Layout.FORM,
        secrecy=secrecy_of(labels, secrecy),
        subtitle=fonds,
        body=tuple(body),
        landscape=True,
    )


_CATALOGUE = (
    Column("序号", 12, align=_CENTER),
    Column("档号", 52),
    Column("文号", 38),
    Column("责任者", 32),
    Column("题名", weight=1),
    Column("日期", 21, align=_CENTER),
    Column("密级", 14, align=_CENTER),
    Column("页数", 12, align=_CENTER),
    Column("备注", 22),
)


def _catalogue_row(place: int, item: ArchiveItem, labels: Labels) -> tuple[str, ...]:
    return (
        str(place),
        item.archive_number or "（未编）",
        item.document_number,
        item.responsible,
        item.title,
        eight_digits(item.dated_on),
        one_label(labels, "secrecy", item.secrecy),
        count_text(item.pages),
        item.note.split("\n")[0],
    )


def check_list(
    checked: Checked, figures: Sequence[Count], heading: str, secrecy: str, labels: Labels
) -> Paper:
    """归档检查表: what each item lacks, what was not collected, both directions of the mapping, the figures."""
    lacks = tuple(
        (
            str(place),
            lack.item.archive_number or "（未编）",
            lack.item.title,
            one_label(labels, "archive_category", lack.item.category),
            "；".join(lack.what),
            "□ 已改",
        )
        for place, lack in enumerate(checked.lacks, 1)
    )
    unfiled = tuple(
        (str(place), one.label, one.number, "已办结，没有归档件", "□ 已补")
        for place, one in enumerate(checked.unfiled, 1)
    )
    filed = sum(item.state == "filed" for item in checked.items)
    said = joined(
        f"共{len(checked.items)}件，已归档{filed}件，缺项{len(lacks)}件",
        f"没有归档件的记录{len(unfiled)}条",
        f"来源记录已不在的{len(checked.lost)}件" if checked.lost else "",
        f"只有纸质、没有系统记录的{len(checked.by_hand)}件" if checked.by_hand else "",
        "档案与系统记录一一对应" if checked.mapped else "档案与系统记录还没有全部对应",
    )
    lack_columns = (
        Column("序号", 12, align=_CENTER), Column("档号", 52), Column("题名", weight=1), Column("类目", 22),
        Column("缺什么", weight=0.8), Column("整改", 18, align=_CENTER),
    )  # fmt: skip
    unfiled_columns = (
        Column("序号", 12, align=_CENTER), Column("文书", weight=1), Column("记录编号", weight=1),
        Column("情况", weight=1), Column("整改", 18, align=_CENTER),
    )  # fmt: skip
    figure_columns = (
        Column("项目", weight=1),
        Column("系统登记", 40, align=_CENTER),
        Column("已归档", 40, align=_CENTER),
    )
    counted = tuple(
        (one.label, f"{one.held}{one.unit}", "—" if one.filed is None else f"{one.filed}{one.unit}")
        for one in figures
    )
    body: list[Block] = [
        Table(
            lack_columns,
            lacks or (("", "", "各件要素齐全", "", "", ""),),
            caption=f"一、缺项（{len(lacks)}件）",
        ),
        Table(
            unfiled_columns,
            unfiled or (("", "办结的记录都有归档件", "", "", ""),),
            caption=f"二、没有收集的记录（{len(unfiled)}条）",
        ),
        Table(figure_columns, counted, caption="三、立卷归档统计"),
        sign_block(f"{said}。", ("检查人", ""), ("立卷人", ""), ("检查日期", "")),
    ]
    return Paper(
        name="archive_check",
        title="归档检查表",
        layout=Layout.FORM,
        secrecy=secrecy_of(labels, secrecy),
        subtitle=heading,
        body=tuple(body),
        landscape=True,
    )


def volume_paper(held: ArchiveVolume, items: Sequence[ArchiveItem], labels: Labels) -> Paper:
    """封面, 卷内目录 and 备考表 of one volume, each on pages of its own."""
    pages = held.page_count if held.page_count is not None else sum(item.pages or 0 for item in items)
    count = held.item_count if held.item_count is not None else len(items)
    term = one_label(labels, "retention", held.retention)
    cover = Form(
        (
            wide_row("全宗名称", held.fonds_name, 16),
            wide_row("类目名称", held.category_name, 16),
            wide_row("案卷题名", held.title, 60),
            wide_row("时间", joined("自", days_text(held.starts_on, held.ends_on).replace("至", "至 "), by=" ")
                     if held.starts_on else "", 16),
            *pair_rows(("保管期限", term), ("密级", one_label(labels, "secrecy", held.secrecy))),
            *pair_rows(("件数", count_text(count, "件")), ("页数", count_text(pages, "页"))),
            *pair_rows(("归档号", held.filing_number), ("档号", held.archive_number)),
            wide_row("存放位置", held.location),
        ),
        FORM_COLUMNS,
    )  # fmt: skip
    columns = (
        Column("顺序号", 14, align=_CENTER),
        Column("文号", 35),
        Column("责任者", 24),
        Column("题名", weight=1),
        Column("日期", 19, align=_CENTER),
        Column("页号", 14, align=_CENTER),
        Column("备注", 18),
    )
    rows = tuple(_inside(items)) or (("", "", "", "（卷内还没有文件）", "", "", ""),)
    remark = held.remark or f"本卷共{count}件、{pages}页，卷内文件齐全，没有缺损、补充、移出或销毁的情况。"
    closing = Form(
        (
            (Cell("本卷情况说明", span=4, label=True),),
            (Cell(remark, span=4, min_height_mm=110),),
            *pair_rows(("立卷人", to_sign(held.made_by)), ("检查人", to_sign(held.checked_by))),
            wide_row("立卷时间", day_text(held.made_on)),
        ),
        FORM_COLUMNS,
        caption="卷内备考表",
    )
    return Paper(
        name="archive_volume",
        title="卷宗封面",
        layout=Layout.FORM,
        secrecy=secrecy_of(labels, held.secrecy),
        subtitle=held.archive_number,
        body=(
            cover,
            PageBreak(),
            Table(columns, rows, caption="卷内目录", size_pt=10.5),
            PageBreak(),
            closing,
        ),
    )


def _inside(items: Sequence[ArchiveItem]) -> Iterator[tuple[str, ...]]:
    page = 1
    for place, item in enumerate(items, 1):
        last = page + max(item.pages or 1, 1) - 1
        where = f"{page}—{last}" if place == len(items) and last > page else str(page)
        yield (
            str(place),
            item.document_number,
            item.responsible,
            item.title,
            eight_digits(item.dated_on),
            where,
            item.note.split("\n")[0],
        )
        page = last + 1


def build_catalogue(source: PaperSource, key: str) -> Paper:
    """The catalogue of a task."""
    session, task = opened(source), source.get(Task, key)
    return catalogue(
        items_of(session, task), archive_setting(session), task.name, task.secrecy, source.code_label
    )


def build_check(source: PaperSource, key: str) -> Paper:
    """The check list of a task."""
    session, task = opened(source), source.get(Task, key)
    return check_list(
        check(session, task), filing_figures(session, task), task.name, task.secrecy, source.code_label
    )


def build_volume(source: PaperSource, key: str) -> Paper:
    """The sheets of a volume."""
    held = source.get(ArchiveVolume, key)
    return volume_paper(held, contents_of(opened(source), held), source.code_label)
