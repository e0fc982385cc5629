"""One reader's copy of a meeting's materials as papers in their order, with a free page for every page that is attached.

It composes; numbers come from the ledger, and what is laid on the free pages from app.areas.reporting.meetings.pack.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from app.areas.parts import Labels, PaperSource, joined, secrecy_of, text_blocks
from app.areas.reporting.meetings.issuing import Copy, meeting_shown
from app.areas.reporting.meetings.model import MeetingMaterial
from app.areas.reporting.meetings.papers import agenda_paper, apart
from app.areas.reporting.papers import report_paper
from app.documents.paper import Layout, Paper, Slot
from app.exchange.leaves import Sizes


def copy_papers(
    source: PaperSource,
    meeting_id: str,
    copy: Copy,
    *,
    watermark: bool,
    enclosed: Mapping[str, Sequence[Sizes]] = MappingProxyType({}),
) -> tuple[Paper, ...]:
    """One reader's copy: agenda with the list of materials, then the materials in order, every sheet with the 份号.

    watermark: the reader's name lies under every page; enclosed: by material the pages of the files that follow it,
    which get a free page each (of_slots) and carry the name once they are bound in.
    """
    shown = meeting_shown(source, meeting_id)
    mark = copy.reader if watermark else ""
    papers = [agenda_paper(shown.meeting, shown.agenda, shown.materials, source.code_label)]
    free: list[Paper] = []
    for item in shown.materials:
        if not apart(item):
            papers.append(_material(source, item))
        for place, sizes in enumerate(enclosed.get(item.id, ()), 1):
            free.append(_slots(item, place, sizes, copy.number, source.code_label))
            papers.append(free[-1])
    return tuple(
        paper if paper in free else replace(paper, copy_number=copy.number, watermark=mark)
        for paper in papers
    )


def _slots(item: MeetingMaterial, place: int, sizes: Sizes, number: str, labels: Labels) -> Paper:
    """A free page for every page of a file, with the 份号, the 密级 and which page of what it is."""
    grade = secrecy_of(labels, item.secrecy, term=item.secrecy_term)
    left = joined(number, grade.mark() if grade else "", by="　")
    slots = tuple(
        Slot(
            left,
            f"{item.name}　附{place}　第{page}页，共{len(sizes)}页",
            f"{item.name}　附{place}" if page == 1 else "",
            landscape=wide > high,
        )
        for page, (wide, high) in enumerate(sizes, 1)
    )
    return Paper(name="enclosed", title="", layout=Layout.PLAIN, body=slots)


def _material(source: PaperSource, item: MeetingMaterial) -> Paper:
    if item.report_id:
        return report_paper(source, item.report_id)
    return Paper(
        name="meeting_material",
        title=item.name,
        layout=Layout.PLAIN,
        secrecy=secrecy_of(source.code_label, item.secrecy, term=item.secrecy_term),
        body=text_blocks(item.content),
        signed_by=(item.provided_by,) if item.provided_by else (),
    )
