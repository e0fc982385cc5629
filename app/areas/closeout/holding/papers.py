"""The paper of holding: 清退催办通知, which lists what has to come back, thing by thing. It says nothing of what it holds."""

from __future__ import annotations

from datetime import date

from app.areas.closeout.holding.model import BETWEEN, HoldingChase
from app.areas.libraries.model import Unit
from app.areas.parts import Labels, PaperSource, PaperSpec, day_text, ended, paragraphs, secrecy_of
from app.areas.preparation.model import Task
from app.documents.paper import Align, Attachment, Column, Layout, Paper, Paragraph, Table

LIST = "应交载体和材料清单"


def chase_notice(held: HoldingChase, task: Task | None, unit: str, labels: Labels) -> Paper:
    """Which chase it is, what is demanded back by when, and a table of every thing with the days it is late."""
    rows = [line.split(BETWEEN) for line in held.items.splitlines() if line.strip()]
    times = f"（第{held.times}次）" if (held.times or 1) > 1 else ""
    due = f"请于{day_text(held.reply_due)}前交清并书面答复。" if held.reply_due else "请尽快交清并书面答复。"
    site = f"{task.group_name}巡察{unit or '有关单位'}期间领用、借阅和印制的" if task else "你处持有的"
    count = held.pieces or len(rows)
    return Paper(
        name="holding_chase_notice",
        title=f"关于催交涉密载体和材料的通知{times}",
        layout=Layout.LETTER,
        secrecy=secrecy_of(labels, held.secrecy, task.secrecy if task else ""),
        issuer_mark=held.issuer,
        doc_number=held.number,
        addressee=held.addressee,
        body=(
            Paragraph(f"{site}下列载体和材料已过交回期限，共{count}件，至今没有交回登记。{due}"),
            *paragraphs(ended(held.demand)),
            Paragraph("交回以一件一登记为准；个人不得留存、复制或自行销毁。"),
            Attachment("", LIST),
            _table(rows, held.chased_on),
        ),
        attachments=(LIST,),
        signed_by=(held.issuer,) if held.issuer else (),
        signed_on=held.chased_on,
        sealed=bool(held.issuer),
    )


def _table(rows: list[list[str]], on: date | None) -> Table:
    columns = (
        Column("序号", 11, align=Align.CENTER),
        Column("名称", weight=1.4),
        Column("种类", 24, align=Align.CENTER),
        Column("份号或编号", 32, align=Align.CENTER),
        Column("持有人", 26, align=Align.CENTER),
        Column("应还日期", 25, align=Align.CENTER),
        Column("超期", 16, align=Align.CENTER),
    )
    made = []
    for index, row in enumerate(rows, 1):
        name, what, numbers, holder, due = (*row, "", "", "", "", "")[:5]
        made.append((str(index), name, what, numbers, holder, due or "—", _late(due, on)))
    return Table(columns, tuple(made), size_pt=10.5)


def _late(due: str, on: date | None) -> str:
    try:
        days = (on - date.fromisoformat(due)).days if on else 0
    except ValueError:
        return "—"
    return f"{days}天" if days > 0 else "—"


def _build(source: PaperSource, key: str) -> Paper:
    held = source.get(HoldingChase, key)
    task = source.get(Task, held.task_id) if held.task_id else None
    unit = source.get(Unit, task.unit_id) if task else None
    return chase_notice(held, task, unit.name if unit else "", source.code_label)


PAPERS: tuple[PaperSpec, ...] = (PaperSpec("holding_chase_notice", "清退催办通知", "holding_chase", _build),)
