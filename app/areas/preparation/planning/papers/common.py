"""What the papers of planning share: the office's name, an editable outline, a chapter, a mark of secrecy."""

from __future__ import annotations

from collections.abc import Iterable

from app.areas.libraries.model import LibraryItem, Unit
from app.areas.parts import Labels, PaperSource, ended, paragraphs, secrecy_of
from app.areas.preparation.model import Round, Task
from app.areas.preparation.planning.service.shipped import shipped_lines, text_id
from app.documents.paper import Block, Heading, Paragraph, Secrecy, heading_number

OFFICE = "巡察工作领导小组办公室"


def office_of(round_: Round) -> str:
    """The office that signs for the round: the party committee's name before 巡察工作领导小组办公室, where it is known."""
    by = round_.approved_by.strip()
    return f"{by}{OFFICE}" if by.endswith("委") else OFFICE


def lead_group_of(round_: Round) -> str:
    """The leading group (巡察工作领导小组) of the same committee."""
    return office_of(round_).removesuffix("办公室")


def outline(source: PaperSource, name: str) -> tuple[str, ...]:
    """The lines of an outline as edited in the library, else as shipped."""
    wanted = text_id(name)
    for item in source.find(LibraryItem, kind="cases"):
        if item.id == wanted and item.content.strip():
            return tuple(line.strip() for line in item.content.splitlines() if line.strip())
    return shipped_lines(name)


def unit_of(source: PaperSource, task: Task) -> Unit:
    """The unit of a task."""
    return source.get(Unit, task.unit_id)


def mark_of(labels: Labels, task: Task) -> Secrecy | None:
    """The task's mark of secrecy."""
    return secrecy_of(labels, task.secrecy)


def chapters(parts: Iterable[tuple[str, tuple[Block, ...]]]) -> tuple[Block, ...]:
    """Chapters numbered 一、二、…; those without content are left out."""
    found: list[Block] = []
    kept = [(title, blocks) for title, blocks in parts if blocks]
    for number, (title, blocks) in enumerate(kept, 1):
        found += [Heading(1, f"{heading_number(1, number)}{title}"), *blocks]
    return tuple(found)


def points(text: str) -> tuple[Block, ...]:
    """The lines of a text as points 1. 2. 3.; a single line as a paragraph."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) < 2:
        return paragraphs(ended(text))
    return tuple(
        Paragraph(ended(f"{place}.{line}") if len(line) > 12 else f"{place}.{line}。")
        for place, line in enumerate(lines, 1)
    )
