"""立卷归档统计 (domain.md §1.4b): how much a task has of each kind, and how much of it is filed. It stores nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.areas.closeout.archive.model import ArchiveItem
from app.areas.preparation.model import Task
from db.session import Session


@dataclass(frozen=True)
class Count:
    """One figure of 立卷归档统计: what the system holds and what of it is filed."""

    label: str
    unit: str
    held: int
    filed: int | None = None


FIGURES: tuple[tuple[str, str, str], ...] = (
    ("党委汇报材料", "份", "report.brief"),
    ("专题报告", "份", "report.special_report"),
    ("谈话记录", "份", "interview.interview_record"),
    ("问题底稿", "份", "working_paper.working_paper"),
    ("个人有关事项抽查", "人", "disclosure_check."),
    ("调阅文件", "份", "document_loan."),
    ("信访件", "件", "petition.petition_form"),
)
"""label, unit, "record type.paper" of each figure (domain.md §1.4b); clues are counted where their compartment is open."""


def filing_figures(session: Session, task: Task) -> tuple[Count, ...]:
    """What a task has of each kind, and how much of it is filed. Clues only for who can open them."""
    return tuple(_figures(session, task))


def _figures(session: Session, task: Task) -> Iterator[Count]:
    items = session.find(ArchiveItem, task_id=task.id)
    for label, unit, source in FIGURES:
        name, _, paper = source.partition(".")
        records = session.find(session.catalog[name].cls, task_id=task.id)
        if name == "report":
            records = tuple(r for r in records if (getattr(r, "kind", "") == "brief") == (paper == "brief"))
            records = tuple(r for r in records if getattr(r, "kind", "") != "inspection")
        filed = [
            i
            for i in items
            if i.state == "filed" and i.source_type == name and i.papers.split()[:1] == [paper]
        ]
        yield Count(label, unit, len(records), len(filed) if paper else None)
    if session.can_clues:
        yield Count("问题线索", "件", len(session.find(session.catalog["clue"].cls, task_id=task.id)))
    yield Count("归档文件", "件", len(items), sum(item.state == "filed" for item in items))
    yield Count(
        "归档页数",
        "页",
        sum(i.pages or 0 for i in items),
        sum(i.pages or 0 for i in items if i.state == "filed"),
    )
