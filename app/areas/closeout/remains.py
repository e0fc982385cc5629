"""What of a vault may lie outside it: exported files, places of copies made by hand, texts to look for afterwards.

It only reads, and what it finds is never written outside the vault.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from app.areas.fieldwork.model import Interview, Petition
from app.areas.secrecy.model import Exposure
from app.areas.workpapers.model import Finding

if TYPE_CHECKING:
    from db.session import Session

MOST_TEXTS = 200
SHORTEST = 8
"""Characters from which a text says enough to be looked for: a shorter one would hit by chance."""
_DIGEST = re.compile(r"\b[0-9a-f]{64}\b")
FILES = ("pdf", "docx", "xlsx", "file")


def exported_files(session: Session) -> Iterator[tuple[Exposure, Path]]:
    """Files that were exported and still lie where they were saved, whatever the ledger says of them.

    A file that another one has replaced since is none of ours, where the ledger knows the digest.
    """
    for entry in session.find(Exposure):
        path = _saved_at(entry)
        if path is None:
            continue
        try:
            if path.is_file() and (not entry.sha256 or _sha256(path) == entry.sha256):
                yield entry, path
        except OSError:
            continue


def near_places(folder: Path) -> tuple[Path, ...]:
    """Where a copy of the vault that somebody made by hand would lie: beside it, on the desktop, among the documents."""
    home = Path.home()
    usual = ("桌面", "文档", "下载", "Desktop", "Documents", "Downloads")
    return tuple(place for place in (folder.parent, *(home / name for name in usual)) if place.is_dir())


def known_digests(session: Session) -> frozenset[str]:
    """SHA-256 of every file that the ledger knows to have left the vault."""
    entries = [entry for entry in session.find(Exposure) if entry.kind in FILES]
    beside = (
        digest for entry in entries for digest in _DIGEST.findall(entry.note)
    )  # files of the same folder
    return frozenset((*(entry.sha256 for entry in entries if entry.sha256), *beside))


def telling_texts(session: Session) -> tuple[str, ...]:
    """Some texts of the case by which a forgotten copy would be recognised."""
    found: dict[str, None] = {}
    for texts in (
        (held.summary for held in session.find(Petition)),
        (held.content for held in session.find(Interview)),
        (held.phenomenon for held in session.find(Finding)),
    ):
        for text in texts:
            line = max(text.splitlines(), key=len, default="").strip()
            if len(line) >= SHORTEST:
                found[line[: 2 * SHORTEST]] = None
    return tuple(found)[:MOST_TEXTS]


def _saved_at(entry: Exposure) -> Path | None:
    path = Path(entry.destination) if entry.kind in FILES and entry.destination else None
    return path if path is not None and path.is_absolute() else None


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
