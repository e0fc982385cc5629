"""动员讲话提纲 and 表态发言提纲 (domain.md §3.1-14): outlines for the meeting at which the inspection opens."""

from __future__ import annotations

from collections.abc import Sequence

from app.areas.libraries.model import Unit
from app.areas.parts import (
    Labels,
    PaperSource,
    PaperSpec,
    all_labels,
    day_text,
    days_text,
    joined,
    paragraphs,
)
from app.areas.preparation.model import Round, Task
from app.areas.preparation.planning.papers.common import mark_of, outline, points, unit_of
from app.documents.paper import Block, Heading, Layout, Paper, Paragraph


def mobilise(task: Task, unit: Unit, round_: Round, lines: Sequence[str], labels: Labels) -> Paper:
    """The leader's speech: why, what, how, demands on the unit, demands on the group; this task's facts filled in."""
    kinds = all_labels(labels, "inspection_kind", task.kinds or round_.kinds) or "巡察"
    span = days_text(task.stay_from, task.stay_to)
    opening = f"根据{round_.name}部署，{task.group_name}对{unit.name}开展{kinds}" + (
        f"，进驻时间为{span}。" if span else "。"
    )
    body: list[Block] = [Paragraph(opening), *paragraphs("\n".join(lines))]
    if task.emphasis.strip():
        body += [Heading(1, "附：本次监督重点"), *points(task.emphasis)]
    channels = [
        f"值班电话：{task.hotline}" if task.hotline else "",
        f"联系信箱：{task.mailbox}" if task.mailbox else "",
        f"来访地点：{task.office}" if task.office else "",
        f"受理截止：{day_text(task.petition_until)}" if task.petition_until else "",
    ]
    if any(channels):
        body += [Heading(1, "附：会上公布的联系方式"), *points("\n".join(c for c in channels if c))]
    return _paper("mobilise_speech", f"在巡察{unit.short_name or unit.name}\n动员会上的讲话（提纲）", task, tuple(body), labels, task.leader)  # fmt: skip


def statement(task: Task, unit: Unit, lines: Sequence[str], labels: Labels) -> Paper:
    """The outline for the head of the unit, who chairs the meeting and declares support."""
    body = (
        Paragraph(f"（由{unit.name}主要负责人{unit.secretary or ''}在动员会上作表态发言）"),
        *paragraphs("\n".join(lines)),
    )
    return _paper("statement_speech", f"在巡察{unit.short_name or unit.name}\n动员会上的表态发言（提纲）", task, body, labels, unit.secretary)  # fmt: skip


def _paper(name: str, title: str, task: Task, body: tuple[Block, ...], labels: Labels, speaker: str) -> Paper:
    return Paper(
        name=name,
        title=title,
        layout=Layout.PLAIN,
        secrecy=mark_of(labels, task),
        subtitle=joined(speaker, day_text(task.mobilised_on or task.stay_from), by="　"),
        body=body,
    )


def _build_mobilise(source: PaperSource, key: str) -> Paper:
    task = source.get(Task, key)
    round_ = source.get(Round, task.round_id)
    lines = outline(source, "mobilise_outline")
    return mobilise(task, unit_of(source, task), round_, lines, source.code_label)


def _build_statement(source: PaperSource, key: str) -> Paper:
    task = source.get(Task, key)
    return statement(task, unit_of(source, task), outline(source, "statement_outline"), source.code_label)


SPEECHES = (
    PaperSpec("mobilise_speech", "动员讲话提纲", "task", _build_mobilise, row=14),
    PaperSpec("statement_speech", "表态发言提纲", "task", _build_statement, row=14),
)
