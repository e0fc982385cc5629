"""The weekly report and the report in the middle of the stay (周报、中期汇报), as a pure function of its record.

The figures are those that the record holds; they are not counted anew for the paper.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.areas.fieldwork.presence.methods import WeeklyReport
from app.areas.fieldwork.presence.papers.meetings import around
from app.areas.libraries.model import Unit
from app.areas.parts import Labels, PaperSource, PaperSpec, days_text, joined, paragraphs, secrecy_of
from app.areas.preparation.model import Task
from app.documents.paper import Align, Block, Column, Heading, Layout, Paper, Paragraph, Table


def weekly_report(held: WeeklyReport, task: Task, unit: Unit, labels: Labels) -> Paper:
    """What the group reports to the office."""
    kind = labels("report_period", held.kind)
    return Paper(
        name="weekly_report",
        title=f"{task.group_name}\n巡察{unit.short_name or unit.name}{kind}",
        layout=Layout.PLAIN,
        secrecy=secrecy_of(labels, task.secrecy),
        doc_number=held.number,
        subtitle=f"（{days_text(held.starts_on, held.ends_on)}）",
        body=tuple(_body(held)),
        signed_by=(task.group_name,),
        signed_on=held.ends_on,
        note=joined(
            f"起草：{held.author}" if held.author else "",
            f"审核：{held.approver}" if held.approver else "",
            by="　",
        ),
    )


def _body(held: WeeklyReport) -> Iterator[Block]:
    yield Heading(1, "一、工作进展")
    yield from paragraphs(held.work)
    figures = [_figure(line) for line in held.figures.splitlines() if line.strip()]
    if figures:
        figures += [("", "", "")] * (len(figures) % 2)
        half = len(figures) // 2
        heads = (
            Column("项目", weight=1.5),
            Column("本期", weight=1, align=Align.RIGHT),
            Column("累计", weight=1, align=Align.RIGHT),
        )
        rows = tuple((*left, *right) for left, right in zip(figures[:half], figures[half:], strict=True))
        yield Table((*heads, *heads), rows)
    yield Heading(1, "二、发现问题")
    by_focus = [line.strip() for line in held.by_focus.splitlines() if line.strip()]
    yield Paragraph(f"按聚焦：{'；'.join(by_focus)}。" if by_focus else "本期没有形成问题。")
    yield Heading(1, "三、下一步打算")
    yield from paragraphs(held.next_plan) or (Paragraph("按方案继续推进。"),)
    yield Heading(1, "四、困难和需要协调的事")
    yield from paragraphs(held.difficulties) or (Paragraph("无。"),)


def _figure(line: str) -> tuple[str, str, str]:
    """个别谈话 3 人次（累计 19 人次） as three cells; a line typed otherwise stands whole in the first."""
    head, mark, total = line.strip().rstrip("）").partition("（累计 ")
    parts = head.split(maxsplit=1)
    return (parts[0], parts[1], total) if mark and len(parts) == 2 else (line.strip(), "", "")


def _build(source: PaperSource, key: str) -> Paper:
    held = source.get(WeeklyReport, key)
    return weekly_report(held, *around(source, held.task_id), source.code_label)


PAPERS: tuple[PaperSpec, ...] = (
    PaperSpec("weekly_report", "周报（中期汇报）", "weekly_report", _build, row=36),
)
