"""Paper records into the vault: each file becomes a numbered record with its pages, its place and its links.

It decodes nothing itself: pages and text come from the one who calls, out of the limited child process.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from app.areas.fieldwork.intake.model import Scan
from app.core.errors import KnownError
from app.core.fields import FileRef
from db.session import Session

MOST_BYTES = 200 << 20
LINKS = {
    "interview": "interview_id",
    "petition": "petition_id",
    "document_loan": "loan_id",
    "evidence": "evidence_id",
}
"""Record type → the field of a scan that links to it."""


@dataclass(frozen=True)
class Seen:
    """What is known of a file beside its bytes: pages (0 where they mean nothing) and text."""

    pages: int
    text: str


@dataclass(frozen=True)
class Brought:
    """What came of a batch: the scans made, and the names of files that could not be read."""

    made: tuple[Scan, ...]
    failed: tuple[str, ...]


def scan_in(
    session: Session,
    paths: Sequence[Path],
    common: Scan,
    look: Callable[[str, bytes], Seen],
    *,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Brought:
    """One scan for each file, in the order of the names, with what they have in common.

    Commits file by file, so that a cancelled batch keeps what is in. A file that cannot be read stops no other.
    """
    made: list[Scan] = []
    failed: list[str] = []
    listed = sorted(paths, key=lambda path: path.name)
    for place, path in enumerate(listed):
        if progress is not None:
            progress(place, len(listed))
        if cancelled is not None and cancelled():
            break
        try:
            content = _read(path)
        except (OSError, KnownError):
            failed.append(path.name)
            continue
        seen = look(path.name, content)
        ref = session.attach(iter((content,)), path.name, cancelled=cancelled)
        ref = replace(ref, pages=seen.pages)
        made.append(_store(session, common, path.stem, ref, seen))
    return Brought(tuple(made), tuple(failed))


def _read(path: Path) -> bytes:
    with path.open("rb") as source:
        content = source.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES or not content:
        raise KnownError("文件太大或是空的")
    return content


def _store(session: Session, common: Scan, title: str, ref: FileRef, seen: Seen) -> Scan:
    with session.transaction():
        stored = session.create(
            replace(
                common,
                id="",
                number="",
                paper_title=title,
                pages=seen.pages or None,
                scanned_on=common.scanned_on or date.today(),
                scanned_by=common.scanned_by or session.actor.name,
                attachments=(ref,),
            )
        )
        if seen.text.strip():
            session.index_attachment(stored, ref, seen.text)
    return stored


def boxes(session: Session, task_id: str) -> tuple[tuple[str, str, int, int], ...]:
    """(shelf, box, scans, pages) of every place where originals lie, in order."""
    found: dict[tuple[str, str], list[int]] = {}
    for held in session.find(Scan, task_id=task_id) if task_id else session.find(Scan):
        sums = found.setdefault((held.shelf, held.box), [0, 0])
        sums[0] += 1
        sums[1] += held.pages or 0
    return tuple((shelf, box, *sums) for (shelf, box), sums in sorted(found.items()))  # type: ignore[misc]  # two sums
