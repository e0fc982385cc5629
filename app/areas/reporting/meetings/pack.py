"""The copies of a meeting as PDF: one for each reader, bound in order, entered in the ledger before anything leaves.

When one copy cannot be made or written, none is: neither numbers nor entries nor files remain.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.areas.reporting.meetings.model import Meeting
from app.areas.reporting.meetings.papers import copy_papers
from app.areas.reporting.meetings.service import Copy, issue_copies
from app.core.errors import KnownError
from app.documents.pdf import count_pages, render_pdf

if TYPE_CHECKING:
    from db.session import Session

Progress = Callable[[int, int], object]


@dataclass(frozen=True)
class Bound:
    """One reader's copy, ready to be printed or handed over."""

    copy: Copy
    pdf: bytes


def make_pack(
    session: Session,
    meeting_id: str,
    readers: Sequence[str],
    *,
    act: str,
    watermark: bool,
    folder: Path | None = None,
    progress: Progress = lambda _done, _all: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> tuple[Bound, ...]:
    """Number, enter and bind a copy for every reader; with `folder` each is written there under its number alone.

    act: print or pdf. Refused as issue_copies; RenderCancelled when `cancelled`; KnownError when the disk refuses.
    """
    meeting = session.get(Meeting, meeting_id)
    files: list[Path] = []
    made: list[Bound] = []
    try:
        with session.transaction():
            specimen = Copy("", "000000", "", "", None, None, "")
            pages = sum(
                count_pages(paper) for paper in copy_papers(session, meeting_id, specimen, watermark=False)
            )
            copies = issue_copies(session, meeting, readers, act=act, pages=pages)
            for done, copy in enumerate(copies):
                progress(done, len(copies))
                papers = copy_papers(session, meeting_id, copy, watermark=watermark)
                bound = Bound(copy, render_pdf(papers, cancelled=cancelled))
                if folder is not None:
                    files.append(folder / f"会议材料-{copy.number}.pdf")
                    _write(files[-1], bound.pdf)
                made.append(bound)
    except BaseException:
        for file in files:
            with suppress(OSError):
                file.unlink()
        raise
    return tuple(made)


def _write(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as error:
        raise KnownError(
            "会议材料没有写成", kept="没有编份号，也没有登记台账", todo="请检查目标盘的空间和权限后重试"
        ) from error
