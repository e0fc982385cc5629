"""The 零持有移交清单 (domain.md §2.6): every row that a group hands over before it holds nothing.

It prints where the rows stand; whether a row may be closed is the model's rule.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.areas.closeout.model import Closeout, HandoverItem
from app.areas.libraries.model import Unit
from app.areas.parts import (
    Labels,
    count_text,
    day_text,
    joined,
    lines,
    one_label,
    secrecy_of,
    short_day,
    sign_block,
)
from app.areas.preparation.model import Task
from app.documents.paper import (
    Align,
    Block,
    Column,
    Layout,
    Paper,
    Paragraph,
    Table,
)


def zero_holding_list(
    held: Closeout, items: Sequence[HandoverItem], task: Task, unit: Unit, labels: Labels
) -> Paper:
    """Every row of the checklist: 应交, 实交, 时限, who gave and who took it and when, with room for both signatures."""
    listed = sorted(items, key=lambda item: (item.position or 0, item.id))
    columns = (
        Column("方面", 26),
        Column("序号", 11, align=Align.CENTER),
        Column("环节", weight=1.8),
        Column("时限", 34),
        Column("应交", 14, align=Align.CENTER),
        Column("实交", 14, align=Align.CENTER),
        Column("移交人及日期", 28),
        Column("移交签字", 20),
        Column("接收人及日期", 28),
        Column("接收签字", 20),
        Column("备注", weight=1),
    )
    rows = tuple(_item_row(index, item, labels) for index, item in enumerate(listed, 1))
    done = sum(item.state == "received" for item in listed)
    waived = sum(item.state == "waived" for item in listed)
    aspects = len({item.aspect for item in listed})
    total = joined(
        f"共{aspects}个方面{len(listed)}个环节",
        f"已交接{done}个",
        f"不适用{waived}个" if waived else "",
        f"未办结{len(listed) - done - waived}个" if len(listed) > done + waived else "全部办结",
    )
    body: tuple[Block, ...] = (
        *_linked(held),
        Table(columns, rows, size_pt=10.5),
        sign_block(
            lines(f"{total}。", "全体组员已签零持有承诺。" if held.pledged else ""),
            ("巡察组组长", task.leader),
            ("联络员", task.liaison),
            ("巡察办接收人", ""),
        ),
    )
    return Paper(
        name="zero_holding_list",
        title="巡察组零持有移交清单",
        layout=Layout.FORM,
        secrecy=secrecy_of(labels, task.secrecy),
        subtitle=f"{task.group_name}　被巡察单位：{unit.name}",
        body=body,
        landscape=True,
    )


def _item_row(index: int, item: HandoverItem, labels: Labels) -> tuple[str, ...]:
    waived = item.state == "waived"
    return (
        one_label(labels, "handover_aspect", item.aspect),
        str(item.position or index),
        lines(item.name, item.contents),
        lines(item.time_limit, short_day(item.due_on)),
        count_text(item.due, item.unit) or "—",
        "不适用" if waived else count_text(item.given, item.unit),
        lines(item.giver, short_day(item.given_on)),
        "",
        lines(item.receiver, short_day(item.received_on)),
        "",
        item.note,
    )


def _linked(held: Closeout) -> tuple[Block, ...]:
    """One line over the list with the bundle, receipt and certificate that close it, as far as there are any."""
    known = (
        ("移交包号", held.bundle_id),
        ("回执号", joined(held.receipt_id, day_text(held.receipt_on))),
        ("清除确认书号", held.certificate_id),
    )
    text = joined(*(f"{label}：{value}" for label, value in known if value), by="　")
    return (Paragraph(text, indent=False, small=True),) if text else ()
