"""A copy of a damaged database that can be asked: what is readable comes out, what is not costs no more than itself.

The damaged file itself is never opened, for opening may change it. It must not decide what is worth keeping.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from app.core.errors import VaultError
from db.connection import BLOB_PAGE_SIZE, PAGE_SIZE, Connection, DatabaseError, connect
from db.layout import DatabaseName, VaultPaths

ROWS_AT_ONCE = 400
MOST_REFUSALS = 250
"""So many questions of one kind may meet damage before the rest of it is given up: each means opening the copy anew."""


class Damaged:
    """A copy of a damaged database, asked piece by piece; a question that meets damage is answered None."""

    def __init__(self, path: Path, key: bytes, page_size: int) -> None:
        self._path, self._key, self._page_size = path, key, page_size
        self.refusals = 0
        self.conn: Connection | None = None
        self.open()

    def open(self) -> None:
        """Open anew: after damage SQLCipher answers nothing more on the same connection."""
        self.close()
        with suppress(VaultError, DatabaseError):
            self.conn = connect(self._path, self._key, role="writer", page_size=self._page_size)

    def ask(self, statement: str, values: Sequence[object] = ()) -> list[Any] | None:
        """All rows of the answer, or None."""
        if self.conn is None:
            return None
        try:
            return list(self.conn.execute(statement, tuple(values)))
        except DatabaseError:
            self.refusals += 1
            self.open()
            return None

    def close(self) -> None:
        """Close the copy."""
        if self.conn is not None:
            self.conn.close()
            self.conn = None

    def walk(self, select: str, low: int, high: int) -> Iterator[Any]:
        """Rows low…high; a range that meets damage is halved until what is readable is out."""
        for start in range(low, high + 1, ROWS_AT_ONCE):
            yield from self._range(select, start, min(start + ROWS_AT_ONCE - 1, high))

    def _range(self, select: str, low: int, high: int) -> Iterator[Any]:
        rows = self.ask(f"{select} WHERE row BETWEEN ? AND ? ORDER BY row", (low, high))
        if rows is not None:
            yield from rows
        elif low < high and self.refusals < MOST_REFUSALS:
            middle = (low + high) // 2
            yield from self._range(select, low, middle)
            yield from self._range(select, middle + 1, high)


def copy_damaged(paths: VaultPaths, name: DatabaseName, key: bytes, staging: VaultPaths) -> Damaged:
    """A copy to ask, cut to whole pages: opening a file may change it."""
    page_size = BLOB_PAGE_SIZE if name == "blobs" else PAGE_SIZE
    source = paths.database(name)
    copy = staging.folder / f"old-{source.name}"
    for suffix in ("", "-wal"):
        part = source.with_name(source.name + suffix)
        if part.exists():
            shutil.copyfile(part, copy.with_name(copy.name + suffix))
    if copy.exists():
        with copy.open("r+b") as file:
            file.truncate(copy.stat().st_size // page_size * page_size)
    return Damaged(copy, key, page_size)
