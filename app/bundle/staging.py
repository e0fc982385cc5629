"""Between records and their attachments: where those of a bundle belong, and the staging that stores them encrypted.

Lines stay in memory and change nothing; attachments lie in the store until they are accepted or swept.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from app.bundle import traffic
from app.bundle.contents import AttachmentPart
from app.bundle.header import BundleHeader
from app.bundle.refusals import refusal
from app.core.fields import FileRef, Kind
from app.core.records import Compartment
from db import merge
from db.incoming import files_of
from db.rows import from_wire
from db.session import Session


class VaultStaging:
    """Keeps lines in memory and puts attachments straight into the encrypted store."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._places: dict[str, set[Compartment]] | None = None
        self.records: list[bytes] = []
        self.journal_lines: list[bytes] = []
        self.extras: dict[str, bytes] = {}

    def begin(self, header: BundleHeader) -> None:
        """Refuse what was received before, ahead of all work."""
        traffic.check_order(self._session, header)

    def record(self, line: bytes) -> None:
        """Keep a record."""
        self.records.append(line)

    def journal(self, line: bytes) -> None:
        """Keep a journal entry."""
        self.journal_lines.append(line)

    def attachment(self, address: str, size: int, chunks: Iterator[bytes]) -> None:
        """Store an attachment where the records that hold it live."""
        if self._places is None:
            self._places = _places(self._session, self.records)
        wanted = self._places.get(address)
        if not wanted:
            raise refusal("密封包里的附件与记录对不上")
        first, *others = sorted(wanted)
        ref = self._session.attach(chunks, "", compartment=first)
        if ref.sha256 != address or ref.size != size:
            raise refusal("密封包里的附件内容与记录不符")
        for place in others:
            self._session.attach(self._session.read_attachment(ref, first), "", compartment=place)

    def extra(self, name: str, content: bytes) -> None:
        """Keep a paper that came along."""
        self.extras[name] = content

    def commit(self) -> None:
        """Everything was whole: every attachment that a record names must have come or be here."""
        self._places = self._places or _places(self._session, self.records)
        for sha256, compartments in self._places.items():
            if not all(self._session.has_content(sha256, place) for place in compartments):
                raise refusal("密封包里缺少附件", "请对方重新封装")

    def abort(self) -> None:
        """Remove what was stored."""
        stored = self._places is not None
        self.records.clear()
        self.journal_lines.clear()
        self.extras.clear()
        if stored:
            self._session.sweep()


def attachments(session: Session, lines: Iterable[bytes]) -> Iterator[AttachmentPart]:
    """The attachments that the records of `lines` hold, each once."""
    done: set[str] = set()
    for compartment, ref in _file_refs(session, lines):
        if ref.sha256 not in done:
            done.add(ref.sha256)
            yield AttachmentPart(
                ref.sha256,
                ref.size,
                lambda ref=ref, place=compartment: session.read_attachment(ref, place),  # type: ignore[misc]  # a bound default
            )


def _file_refs(session: Session, lines: Iterable[bytes]) -> Iterator[tuple[Compartment, FileRef]]:
    for line in lines:
        parsed = json.loads(line)
        name = str(parsed.get("t")) if isinstance(parsed, dict) else ""
        if name not in session.catalog:
            continue
        kind = session.catalog[name]
        for spec in kind.fields:
            if spec.kind is Kind.FILES:
                for ref in from_wire(Kind.FILES, parsed["x"].get(spec.name, "[]")):
                    yield kind.compartment, ref


def _places(session: Session, lines: Iterable[bytes]) -> dict[str, set[Compartment]]:
    found: dict[str, set[Compartment]] = {}
    for compartment, ref in files_of(session.catalog, lines):
        if session.store(compartment) is None:
            raise merge.no_key()
        found.setdefault(ref.sha256, set()).add(compartment)
    return found
