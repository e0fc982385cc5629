"""责任落实清单 of the six bodies, and what a group has and costs: 装备物资配发登记表, 经费预算和支出表.

They print what stands in the lists; sums carry their terms, and places to sign stay open for the hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.areas.libraries.model import Unit
from app.areas.parts import (
    Labels,
    PaperSource,
    PaperSpec,
    joined,
    money_text,
    one_label,
    opened,
    secrecy_of,
    short_day,
    sign_block,
)
from app.areas.preparation.model import Task
from app.areas.preparation.planning.model.means import BudgetItem, EquipmentItem
from app.areas.preparation.planning.model.plans import Responsibility
from app.areas.preparation.planning.papers.common import mark_of, unit_of
from app.areas.preparation.planning.service.duties import BodyDuties, duties_of
from app.areas.preparation.planning.service.means import Means, means_of
from app.documents.paper import Align, Block, Column, Heading, Layout, Paper, Paragraph, Table, heading_number

# 责任落实清单 ---------------------------------------------------------------------------------------------

DUTY_COLUMNS = (
    Column("序号", 11, align=Align.CENTER),
    Column("责任事项", weight=2.2),
    Column("落实标准", weight=2.4),
    Column("频次", 16, align=Align.CENTER),
    Column("责任人", 26),
    Column("期限", 24, align=Align.CENTER),
    Column("落实情况", weight=1.5),
    Column("佐证", weight=1.3),
)


def duty_list(bodies: Sequence[BodyDuties], year: int | None, labels: Labels, *, today: date) -> Paper:
    """What each body owes in a year, how far it is done and what proves it, the rate with its sum under each name."""
    whole = len(bodies) > 1
    body: list[Block] = []
    for place, one in enumerate(bodies, 1):
        late = f"；逾期{one.late}项" if one.late else ""
        if whole:
            body.append(Heading(1, f"{heading_number(1, place)}{one.label}"))
        body += [
            Paragraph(f"{one.formula}{late}。", small=True),
            Table(DUTY_COLUMNS, _duty_rows(one, labels, today), size_pt=9),
        ]
    total, done = sum(one.total for one in bodies), sum(one.done for one in bodies)
    body.append(sign_block(f"共{total}项，已落实{done}项。", ("填报人", ""), ("审核人", "")))
    named = "" if whole else bodies[0].label
    return Paper(
        name="responsibility_list" if whole else "responsibility_body",
        title=f"{f'{year}年度' if year else ''}{named}巡察工作责任清单",
        subtitle="六大责任主体" if whole else "",
        layout=Layout.FORM,
        landscape=True,
        secrecy=secrecy_of(labels, "internal"),
        body=tuple(body),
    )


def _duty_rows(one: BodyDuties, labels: Labels, today: date) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (
            str(place),
            item.item,
            item.standard,
            one_label(labels, "duty_period", item.period),
            item.owner,
            short_day(item.due_on),
            joined(_standing(item, today), short_day(item.done_on), item.result, by="\n"),
            item.proof,
        )
        for place, item in enumerate(one.items, 1)
    )


def _standing(item: Responsibility, today: date) -> str:
    label = item.TYPE.lifecycle.state(item.state).label
    return f"{label}（逾期）" if item.state == "open" and item.due_on and item.due_on < today else label


# 装备物资配发登记表 ---------------------------------------------------------------------------------------


def equipment_register(task: Task, unit: Unit, rows: Sequence[EquipmentItem], labels: Labels) -> Paper:
    """What was given to a group, to whom, when it came back; both signatures are for the hand."""
    columns = (
        Column("序号", 11, align=Align.CENTER),
        Column("类别", 26),
        Column("名称", weight=2),
        Column("数量", 17, align=Align.CENTER),
        Column("来源", weight=1.2),
        Column("保管人", 22),
        Column("配发日期", 24, align=Align.CENTER),
        Column("领用签字", 24),
        Column("归还日期", 24, align=Align.CENTER),
        Column("收回签字", 24),
        Column("备注", weight=1.2),
    )
    lines = tuple(
        (
            str(place), one_label(labels, "equipment_kind", row.kind), row.name, f"{row.quantity or ''}{row.unit}",
            row.source, row.holder, short_day(row.issued_on), "", short_day(row.returned_on), "", row.note,
        )
        for place, row in enumerate(rows, 1)
    )  # fmt: skip
    out = sum(row.state == "issued" for row in rows)
    said = f"共{len(rows)}种，已配发未归还{out}种。涉密载体另在涉密载体登记表登记。"
    return Paper(
        name="equipment_register",
        title=f"{task.group_name}装备物资配发登记表",
        layout=Layout.FORM,
        landscape=True,
        secrecy=mark_of(labels, task),
        body=(
            Paragraph(f"被巡察单位：{unit.name}　　组长：{task.leader}", indent=False, small=True),
            Table(columns, lines or _blank(len(columns)), size_pt=9),
            sign_block(said, ("配发人", ""), ("巡察组经办人", task.liaison)),
        ),
    )


# 经费预算和支出表 -----------------------------------------------------------------------------------------


def budget_sheet(task: Task, unit: Unit, held: Means, labels: Labels) -> Paper:
    """Budget against spending line by line, the sums below, the balance as a sum that a reader can check."""
    columns = (
        Column("序号", 11, align=Align.CENTER),
        Column("科目", 28),
        Column("内容", weight=1.6),
        Column("数量", 16, align=Align.RIGHT),
        Column("单价", 26, align=Align.RIGHT),
        Column("预算金额", 30, align=Align.RIGHT),
        Column("测算依据", weight=1.4),
        Column("实际支出", 30, align=Align.RIGHT),
        Column("结算日期", 24, align=Align.CENTER),
        Column("结余", 30, align=Align.RIGHT),
    )
    lines = [_budget_row(place, row, labels) for place, row in enumerate(held.budget, 1)]
    if lines:
        sums = (_yuan(held.planned), "", _yuan(held.spent), "", _yuan(held.left))
        lines.append(("", "合计", "", "", "", *sums))
    spent = f"{_yuan(held.planned)}－{_yuan(held.spent)}＝{_yuan(held.left)}"
    over = "，超出预算" if held.left < 0 else ""
    return Paper(
        name="budget_sheet",
        title=f"{task.group_name}经费预算和支出表",
        layout=Layout.FORM,
        landscape=True,
        secrecy=mark_of(labels, task),
        body=(
            Paragraph(f"被巡察单位：{unit.name}　　金额单位：元", indent=False, small=True),
            Table(columns, tuple(lines) or _blank(len(columns)), size_pt=9),
            sign_block(f"结余＝预算－支出＝{spent}元{over}。", ("编制人", task.liaison), ("审核人", ""), ("批准人", "")),
        ),
    )  # fmt: skip


def _budget_row(place: int, row: BudgetItem, labels: Labels) -> tuple[str, ...]:
    amount, spent = row.amount or 0, row.spent
    return (
        str(place),
        one_label(labels, "budget_kind", row.kind),
        row.content,
        str(row.quantity or ""),
        _yuan(row.price) if row.price is not None else "",
        _yuan(amount),
        row.basis,
        _yuan(spent) if spent is not None else "",
        short_day(row.spent_on),
        _yuan(amount - (spent or 0)),
    )


def _yuan(fen: int | None) -> str:
    return money_text(fen).removesuffix("元")


def _blank(columns: int) -> tuple[tuple[str, ...], ...]:
    """Rows to be filled by hand."""
    return tuple((str(place), *("" for _ in range(columns - 1))) for place in range(1, 13))


# From the vault -------------------------------------------------------------------------------------------


def _build_duties(source: PaperSource, key: str) -> Paper:
    year = source.get(Responsibility, key).year
    today = date.today()
    bodies = [one for one in duties_of(opened(source), year=year, today=today) if one.items]
    return duty_list(bodies, year, source.code_label, today=today)


def _build_body(source: PaperSource, key: str) -> Paper:
    held = source.get(Responsibility, key)
    today = date.today()
    own = [one for one in duties_of(opened(source), year=held.year, today=today) if one.body == held.body]
    return duty_list(own, held.year, source.code_label, today=today)


def _build_equipment(source: PaperSource, key: str) -> Paper:
    task = source.get(Task, key)
    rows = means_of(opened(source), key).equipment
    return equipment_register(task, unit_of(source, task), rows, source.code_label)


def _build_budget(source: PaperSource, key: str) -> Paper:
    task = source.get(Task, key)
    return budget_sheet(task, unit_of(source, task), means_of(opened(source), key), source.code_label)


DUTIES_SPEC = PaperSpec("responsibility_list", "责任清单（六大主体）", "responsibility", _build_duties)
EQUIPMENT_SPEC = PaperSpec("equipment_register", "装备物资配发登记表", "task", _build_equipment)
BUDGET_SPEC = PaperSpec("budget_sheet", "经费预算和支出表", "task", _build_budget)
MEANS = (
    DUTIES_SPEC,
    PaperSpec("responsibility_body", "责任清单（本主体）", "responsibility", _build_body),
    EQUIPMENT_SPEC,
    BUDGET_SPEC,
)
