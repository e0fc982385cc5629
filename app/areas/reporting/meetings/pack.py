"""The copies of a meeting as PDF: one for each reader, bound in order with what is attached, each with its own 份号.

A copy is entered in the ledger when it leaves, in the same transaction: what cannot be made, written or sent leaves
neither number nor entry nor file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.areas.reporting.meetings.copies import copy_papers
from app.areas.reporting.meetings.issuing import Copy, grade_of, issue_copies, note_digest, refuse_copies
from app.areas.reporting.meetings.model import Meeting, MeetingMaterial
from app.areas.reporting.meetings.service import materials_of
from app.areas.secrecy.service import APPROVED_GRADES
from app.core.errors import KnownError
from app.documents.geometry import A4_HEIGHT, A4_WIDTH, SLOT_SIDE, SLOT_TOP
from app.documents.paper import Layout, Paper, Slot
from app.documents.pdf import count_pages, render_pdf
from app.documents.wording import of_slots
from app.exchange.leaves import MOST_BYTES, Leaf, Sizes, bind, bindable, leaf_sizes

if TYPE_CHECKING:
    from db.session import Session

Progress = Callable[[int, int], object]
Send = Callable[[bytes, int], object]
"""Hands a copy (PDF, pages) over, to a printer for one; raises when it is not taken."""

_SPECIMEN = Copy("", "000000", "", "", None, None, "")


@dataclass(frozen=True)
class Bound:
    """One reader's copy, ready to be printed or handed over."""

    copy: Copy
    pdf: bytes


@dataclass(frozen=True)
class Outlook:
    """What a copy will be: its pages, and the 密级 (word) where that asks for somebody to approve it, else ""."""

    pages: int
    grade: str


@dataclass(frozen=True)
class _Enclosed:
    """The files that are bound in, in the order of their materials."""

    files: tuple[tuple[str, bytes], ...] = ()
    sizes: tuple[Sizes, ...] = ()
    owners: tuple[str, ...] = ()

    def by_material(self) -> Mapping[str, Sequence[Sizes]]:
        found: dict[str, list[Sizes]] = {}
        for owner, sizes in zip(self.owners, self.sizes, strict=True):
            found.setdefault(owner, []).append(sizes)
        return found


def look_ahead(session: Session, meeting_id: str, readers: Sequence[str]) -> Outlook:
    """Look at the copies before any is made. Waits. Refused as refuse_copies; KnownError when something attached
    cannot be read.
    """
    meeting = session.get(Meeting, meeting_id)
    refuse_copies(session, meeting, readers)
    enclosed = _enclosed(session, materials_of(session, meeting_id))
    grade = grade_of(session, meeting)
    asked = session.code_label("secrecy", grade) if grade in APPROVED_GRADES else ""
    return Outlook(_pages(session, meeting_id, enclosed), asked)


def make_pack(
    session: Session,
    meeting_id: str,
    readers: Sequence[str],
    *,
    act: str,
    watermark: bool,
    approved_by: str = "",
    folder: Path | None = None,
    send: Send | None = None,
    progress: Progress = lambda _done, _all: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> tuple[Bound, ...]:
    """Number, bind and enter a copy for every reader; with `folder` each is written there under its number alone.

    act: print or pdf. send: each copy is given to it before its entry stands. Refused as issue_copies;
    RenderCancelled when `cancelled`; KnownError when the disk refuses, `send` does, or what is attached cannot be read.
    """
    meeting = session.get(Meeting, meeting_id)
    files: list[Path] = []
    made: list[Bound] = []
    try:
        with session.transaction():
            enclosed = _enclosed(session, materials_of(session, meeting_id))
            pages = _pages(session, meeting_id, enclosed)
            copies = issue_copies(session, meeting, readers, act=act, pages=pages, approved_by=approved_by)
            for done, copy in enumerate(copies):
                progress(done, len(copies))
                papers = copy_papers(
                    session, meeting_id, copy, watermark=watermark, enclosed=enclosed.by_material()
                )
                name = copy.reader if watermark else ""
                bound = Bound(copy, _bound(papers, enclosed, name, cancelled))
                if folder is not None:
                    files.append(folder / f"会议材料-{copy.number}.pdf")
                    _write(files[-1], bound.pdf)
                    note_digest(session, copy, bound.pdf)
                if send is not None:
                    send(bound.pdf, pages)
                made.append(bound)
    except BaseException:
        for file in files:
            with suppress(OSError):
                file.unlink()
        raise
    return tuple(made)


def _enclosed(session: Session, materials: Sequence[MeetingMaterial]) -> _Enclosed:
    refs = [(item.id, ref) for item in materials for ref in item.attachments if bindable(ref.name)]
    if sum(ref.size for _, ref in refs) > MOST_BYTES:
        leaf_sizes([("", b"\0" * (MOST_BYTES + 1))])
    files = tuple((ref.name, b"".join(session.read_attachment(ref))) for _, ref in refs)
    return _Enclosed(files, leaf_sizes(files), tuple(owner for owner, _ in refs))


def _pages(session: Session, meeting_id: str, enclosed: _Enclosed) -> int:
    papers = copy_papers(session, meeting_id, _SPECIMEN, watermark=False, enclosed=enclosed.by_material())
    return sum(count_pages(paper) for paper in papers)


def _bound(papers: Sequence[Paper], enclosed: _Enclosed, reader: str, cancelled: Callable[[], bool]) -> bytes:
    """The papers as one PDF, the pages of the files laid on the pages left free for them."""
    pdf = render_pdf(papers, cancelled=cancelled)
    if not enclosed.files:
        return pdf
    covers = _covers(reader) if reader else b""
    return bind(pdf, covers, enclosed.files, tuple(_leaves(papers, covered=bool(covers))))


def _covers(reader: str) -> bytes:
    """The reader's name on an upright and on a turned page, to be laid over what is bound in."""
    turned = tuple(
        Paper("cover", "", Layout.PLAIN, (Slot(landscape=wide),), watermark=reader) for wide in (False, True)
    )
    return render_pdf(turned)


def _leaves(papers: Sequence[Paper], *, covered: bool) -> Iterator[Leaf]:
    slot = file = 0
    for paper in papers:
        if not of_slots(paper):
            slot += count_pages(paper)
            continue
        for page, block in enumerate(paper.body):
            wide = isinstance(block, Slot) and block.landscape
            width, height = (A4_HEIGHT, A4_WIDTH) if wide else (A4_WIDTH, A4_HEIGHT)
            box = (SLOT_SIDE, SLOT_SIDE, width - 2 * SLOT_SIDE, height - SLOT_SIDE - SLOT_TOP)
            yield Leaf(slot, file, page, int(wide) if covered else -1, box)
            slot += 1
        file += 1


def _write(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as error:
        raise KnownError(
            "会议材料没有写成", kept="没有编份号，也没有登记台账", todo="请检查目标盘的空间和权限后重试"
        ) from error
