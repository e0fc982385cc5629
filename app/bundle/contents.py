"""What goes into a bundle and what takes it out: payload, staging, and the grammar of names. No file is touched.

Names in a bundle are ASCII and follow a fixed grammar, so that a person may extract one anywhere; the
program itself never turns them into paths.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from app.bundle.header import BundleHeader

BUNDLE_JSON = "data/bundle.json"
RECORDS = "data/records.jsonl"
JOURNAL = "data/journal.jsonl"
ATTACHMENTS = "data/attachments/"
DATA = "data/"

_ADDRESS = re.compile(r"[0-9a-z][0-9a-z_-]{7,79}")
_SEGMENT = r"[A-Za-z0-9](?:[A-Za-z0-9_-]|\.(?=[A-Za-z0-9])){0,47}"
_EXTRA = re.compile(rf"{_SEGMENT}(?:/{_SEGMENT}){{0,2}}")
_DEVICES = re.compile(r"(?:^|/)(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|/|$)", re.IGNORECASE)
_RESERVED = {"bundle.json", "records.jsonl", "journal.jsonl", "attachments"}

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]


@dataclass(frozen=True)
class AttachmentPart:
    """One attachment to be sealed. name: its address, 8 to 80 of [0-9a-z_-]; size in bytes; chunks: opens it."""

    name: str
    size: int
    chunks: Callable[[], Iterator[bytes]]


@dataclass(frozen=True)
class Payload:
    """Everything to be sealed. records and journal: one JSON line each; extra: (name, content) such as
    ("papers/01.pdf", …), each at most 32 MiB; facts go to data/bundle.json beside the header's facts."""

    records: Iterable[bytes] = ()
    journal: Iterable[bytes] = ()
    facts: Mapping[str, str | int] = field(default_factory=dict)
    attachments: Iterable[AttachmentPart] = ()
    extra: Iterable[tuple[str, bytes]] = ()


class Staging(Protocol):
    """Where an opened bundle goes before anything of the vault changes.

    Calls come in this order: begin, record*, journal*, attachment*, extra*, then commit once everything was
    verified. On any refusal abort is called instead, possibly before begin. Chunks must be used at once.
    """

    def begin(self, header: BundleHeader) -> None:
        """The verified header, with counts and nonce."""

    def record(self, line: bytes) -> None:
        """One line of records.jsonl without its newline, not yet parsed."""

    def journal(self, line: bytes) -> None:
        """One line of journal.jsonl without its newline, not yet parsed."""

    def attachment(self, address: str, size: int, chunks: Iterator[bytes]) -> None:
        """One attachment; the chunks add up to `size` bytes or raise BundleError."""

    def extra(self, name: str, content: bytes) -> None:
        """One further file; `name` is a label, never a path."""

    def commit(self) -> None:
        """Everything was whole and verified: what was staged may be shown and merged."""

    def abort(self) -> None:
        """Forget everything that was staged."""


class MemoryStaging:
    """A staging that keeps everything in memory: for receipts and for small bundles."""

    def __init__(self) -> None:
        self.header: BundleHeader | None = None
        self.records: list[bytes] = []
        self.journal_lines: list[bytes] = []
        self.attachments: dict[str, bytes] = {}
        self.extras: dict[str, bytes] = {}
        self.committed = False

    def begin(self, header: BundleHeader) -> None:
        """Start empty."""
        self.abort()
        self.header = header

    def record(self, line: bytes) -> None:
        """Keep the line."""
        self.records.append(line)

    def journal(self, line: bytes) -> None:
        """Keep the line."""
        self.journal_lines.append(line)

    def attachment(self, address: str, size: int, chunks: Iterator[bytes]) -> None:
        """Keep the whole content."""
        self.attachments[address] = b"".join(chunks)

    def extra(self, name: str, content: bytes) -> None:
        """Keep the content."""
        self.extras[name] = content

    def commit(self) -> None:
        """Mark what was kept as verified."""
        self.committed = True

    def abort(self) -> None:
        """Forget everything."""
        self.header = None
        self.records.clear()
        self.journal_lines.clear()
        self.attachments.clear()
        self.extras.clear()
        self.committed = False


def is_address(name: str) -> bool:
    """Whether `name` may stand under data/attachments/."""
    return _ADDRESS.fullmatch(name) is not None and not _DEVICES.search(name)


def is_extra_name(name: str) -> bool:
    """Whether `name` may stand under data/: up to three segments, no device names, none of the fixed files."""
    return (
        len(name) <= 90
        and _EXTRA.fullmatch(name) is not None
        and not _DEVICES.search(name)
        and name.split("/")[0].lower() not in _RESERVED
    )
