"""The papers of lists and accounts: 四清单, 五账, the rectification ledger. They print projections and keep nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from app.areas.libraries.model import Unit
from app.areas.parts import Labels, PaperSource, joined, opened, secrecy_of, sign_block
from app.areas.preparation.model import Round, Task
from app.areas.rectification.accounts.ledgers import (
    ACCOUNTS,
    STANDING,
    Account,
    accounts_line,
    dead_days,
    dead_line,
    five_accounts,
)
from app.areas.rectification.accounts.lists import LISTS, Projection, projection
from app.areas.rectification.supervision.papers import about
from app.documents.paper import Align, Block, Column, Heading, Layout, PageBreak, Paper, Paragraph, Table

_CENTRED = {"序号", "重点", "立行立改", "完成时限", "状态", "责任领导", "预警", "核查结论", "账况"}
_WIDTHS = {
    "序号": 12.0,
    "重点": 14.0,
    "立行立改": 16.0,
    "完成时限": 26.0,
    "状态": 20.0,
    "责任领导": 22.0,
    "核查结论": 22.0,
    "对应聚焦": 34.0,
    "销号审批": 30.0,
}


# 四清单 (domain.md §3.6-65) --------------------------------------------------------------------------------


def list_table(held: Projection) -> Table:
    """One of the four lists as a table."""
    columns = tuple(
        Column(
            head,
            _WIDTHS.get(head, 0.0),
            align=Align.CENTER if head in _CENTRED else Align.LEFT,
            weight=1.6 if head in ("具体表现", "整改措施") else 1.0,
        )
        for head in held.heads
    )
    return Table(columns, tuple(row.cells for row in held.rows))


def four_lists(lists: Iterable[Projection], task: Task, unit: Unit, round_: Round, labels: Labels) -> Paper:
    """The lists one after the other, each on a page of its own."""
    body: list[Block] = []
    kept = tuple(lists)
    for held in kept:
        if body:
            body.append(PageBreak())
        if len(kept) > 1:
            body.append(Heading(1, held.label))
        body.append(list_table(held) if held.rows else Paragraph("没有事项。"))
    body.append(sign_block(f"以上内容截至{_today()}。", ("填报人", ""), ("审核人", "")))
    title = kept[0].label if len(kept) == 1 else "整改四清单"
    return Paper(
        name="four_lists" if len(kept) > 1 else "rect_list",
        title=f"{unit.name}{title}",
        layout=Layout.FORM,
        secrecy=secrecy_of(labels, task.secrecy, round_.secrecy),
        subtitle=joined(task.group_name, round_.name, by="　"),
        body=tuple(body),
        landscape=True,
    )


def one_list(source: PaperSource, task_id: str, code: str) -> Paper:
    """One of the lists of an inspection. code: a key of LISTS."""
    task, unit, round_ = about(source, task_id)
    held = projection(opened(source), task, code, today=date.today())
    return four_lists((held,), task, unit, round_, source.code_label)


def build_lists(source: PaperSource, key: str) -> Paper:
    """All four lists of an inspection."""
    task, unit, round_ = about(source, key)
    lists = [projection(opened(source), task, code, today=date.today()) for code in LISTS]
    return four_lists(lists, task, unit, round_, source.code_label)


# 五账 (domain.md §2.4) -------------------------------------------------------------------------------------


def account_sheet(
    accounts: tuple[Account, ...], days: int, task: Task, unit: Unit, round_: Round, labels: Labels
) -> Paper:
    """Problems down, the five accounts across, each with day and proof; the sums and what a dead account is below."""
    columns = (
        Column("序号", 12, align=Align.CENTER),
        Column("反馈问题", weight=1.6),
        *(Column(head, weight=1.1) for head in ACCOUNTS),
        Column("账况", 26, align=Align.CENTER),
    )
    rows = tuple(
        (
            str(place),
            one.problem.title,
            *(entry.text.replace(" ", "\n", 1) for entry in one.entries),
            STANDING[one.standing] + (f"\n{one.why}" if one.why else ""),
        )
        for place, one in enumerate(accounts, 1)
    )
    body: tuple[Block, ...] = (
        Table(columns, rows) if rows else Paragraph("没有已反馈的问题。"),
        Paragraph(f"{accounts_line(accounts)}。", small=True),
        Paragraph(f"{dead_line(days, date.today())}。", small=True),
    )
    return Paper(
        name="five_accounts",
        title=f"{unit.name}巡察整改五账",
        layout=Layout.FORM,
        secrecy=secrecy_of(labels, task.secrecy, round_.secrecy),
        subtitle=joined(task.group_name, round_.name, f"截至{_today()}", by="　"),
        body=body,
        landscape=True,
    )


def accounts_paper(source: PaperSource, task_id: str) -> Paper:
    """The five accounts of an inspection."""
    task, unit, round_ = about(source, task_id)
    session = opened(source)
    days = dead_days(session)
    accounts = five_accounts(session, task, today=date.today(), days=days)
    return account_sheet(accounts, days, task, unit, round_, source.code_label)


def _today() -> str:
    now = date.today()
    return f"{now.year}年{now.month}月{now.day}日"
