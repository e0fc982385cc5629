"""The papers of publication: what is to be withheld and why, and the text of each version as it goes out."""

from __future__ import annotations

from collections.abc import Iterable

from app.areas.libraries.model import Unit
from app.areas.parts import (
    Labels,
    PaperSource,
    PaperSpec,
    days_text,
    joined,
    secrecy_of,
    sign_block,
    text_blocks,
)
from app.areas.preparation.model import Round, Task
from app.areas.rectification.publication.model import Publication, WithheldItem
from app.areas.rectification.supervision.papers import about
from app.documents.paper import Align, Block, Column, Heading, Layout, Paper, Paragraph, Table

# 拟不公开事项报告 (domain.md §3.6-74) ---------------------------------------------------------------------


def withheld_report(
    items: Iterable[WithheldItem], task: Task, unit: Unit, round_: Round, labels: Labels
) -> Paper:
    """Each item with its reason for problem and for measure, once for the party's version and once for the public."""
    held = sorted(items, key=lambda item: (item.position or 0, item.id))
    columns = (
        Column("序号", 12, align=Align.CENTER),
        Column("事项", weight=1.2),
        Column("问题不公开的理由", weight=1.2),
        Column("措施不公开的理由", weight=1.2),
        Column("审批", 26, align=Align.CENTER),
    )
    body: list[Block] = [
        Paragraph(f"根据整改公开要求，{unit.name}对反馈问题和整改情况逐项审核，拟不公开的事项报告如下。")
    ]
    for number, (scope, head) in zip("一二", (("party", "党内通报"), ("public", "向社会公开")), strict=True):
        mine = [item for item in held if scope in item.scopes]
        body.append(Heading(1, f"{number}、{head}中拟不公开的事项"))
        rows = tuple(
            (
                str(place), item.matter, item.problem_why or "公开", item.measure_why or ("—" if item.problem_why else "公开"),
                item.TYPE.lifecycle.state(item.state).label,
            )
            for place, item in enumerate(mine, 1)
        )  # fmt: skip
        body.append(Table(columns, rows) if rows else Paragraph("没有。"))
    body.append(sign_block(f"共{len(held)}项，其余全部公开。", ("负责人", unit.secretary), ("审批人", "")))
    return Paper(
        name="withheld_report",
        title=f"{unit.name}关于巡察整改拟不公开事项的报告",
        layout=Layout.PLAIN,
        secrecy=secrecy_of(labels, task.secrecy, round_.secrecy),
        body=tuple(body),
    )


# 整改公开稿 (§3.6-75) --------------------------------------------------------------------------------------


def published_text(held: Publication, task: Task, unit: Unit, labels: Labels) -> Paper:
    """The text, then the period and the way to reach the unit. The party's version keeps its grade, the public one has none."""
    contact = joined(
        f"联系人：{held.contact}" if held.contact else "",
        f"电话：{held.phone}" if held.phone else "",
        f"地址：{held.address}" if held.address else "",
        by="；",
    )
    period = days_text(held.from_on, held.to_on)
    closing = joined(
        f"公示期为{period}。欢迎干部群众对巡察整改落实情况进行监督，有意见建议请及时反映。" if period else "",
        f"{contact}。" if contact else "",
        by="",
    )
    return Paper(
        name="published_text",
        title=held.title,
        layout=Layout.PLAIN,
        secrecy=secrecy_of(labels, task.secrecy) if held.scope == "party" else None,
        body=(*text_blocks(held.content), *((Paragraph(closing),) if closing else ())),
        signed_by=(held.issuer or unit.name,),
        signed_on=held.made_on,
        sealed=True,
    )


def _build_withheld(source: PaperSource, key: str) -> Paper:
    return withheld_report(source.find(WithheldItem, task_id=key), *about(source, key), source.code_label)


def _build_text(source: PaperSource, key: str) -> Paper:
    held = source.get(Publication, key)
    task, unit, _ = about(source, held.task_id)
    return published_text(held, task, unit, source.code_label)


PAPERS: tuple[PaperSpec, ...] = (
    PaperSpec("withheld_report", "拟不公开事项报告", "task", _build_withheld, row=74),
    PaperSpec("published_text", "整改公开稿", "publication", _build_text, row=75),
)
