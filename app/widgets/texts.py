"""Makes the text of new attachments findable, in the background after a save. It must not hold up or fail the save."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from app.core.fields import FileRef, Kind
from app.core.records import Record
from app.tasks.decoder import extract_text
from app.widgets.desk import Desk

if TYPE_CHECKING:
    from db.session import Session

MOST = 50 << 20


def index_new_files(desk: Desk, stored: Record, before: Record) -> None:
    """For each attachment that `before` did not have: read it, let the child take its text, and index that."""
    for spec in stored.TYPE.fields:
        if spec.kind is not Kind.FILES:
            continue
        held = {ref.sha256 for ref in getattr(before, spec.name)} if before.id else set()
        for ref in getattr(stored, spec.name):
            if ref.sha256 not in held and ref.size <= MOST:
                _index(desk, stored, ref)


def _index(desk: Desk, record: Record, ref: FileRef) -> None:
    def read(session: Session) -> bytes:
        with session.open_attachment(ref, record.TYPE.compartment) as source:
            return source.read()

    def write(text: str) -> None:
        if text.strip():
            desk.work.write(lambda session: session.index_attachment(record, ref, text))

    desk.work.read(
        read,
        lambda content: desk.work.compute(
            partial(extract_text, ref.name, content), write, failed=lambda _e: None
        ),
        failed=lambda _error: None,
    )
