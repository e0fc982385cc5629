"""The rows of imported lists, in a table of their own inside the encrypted records database.

They are no records: nobody edits a row, no bundle carries one, and emptying a list takes them all away.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from app.core.errors import BugError
from app.core.records import Compartment
from db.session import Session

BATCH = 2_000
Cells = tuple[str, ...]


def put_rows(
    session: Session,
    list_id: str,
    rows: Iterable[tuple[int, Cells]],
    seen: Callable[[int], object] | None = None,
) -> int:
    """Store (line, cells) of a list; inside a transaction. `seen` hears how many are in. Returns how many."""
    count = 0
    batch: list[tuple[str, int, str]] = []
    conn = _conn(session)
    for line, cells in rows:
        batch.append((list_id, line, json.dumps(cells, ensure_ascii=False)))
        if len(batch) >= BATCH:
            count += _flush(conn, batch)
            if seen is not None:
                seen(count)
    return count + _flush(conn, batch)


def _flush(conn: Any, batch: list[tuple[str, int, str]]) -> int:
    conn.executemany("""INSERT INTO list_row (list_id, line, cells) VALUES (?, ?, ?)""", batch)
    count = len(batch)
    batch.clear()
    return count


def rows_of(session: Session, list_id: str, *, after: int = 0, most: int = -1) -> Iterator[tuple[int, Cells]]:
    """(line, cells) of a list in its order, from the first line past `after`."""
    found = _conn(session).execute(
        """SELECT line, cells FROM list_row WHERE list_id = ? AND line > ? ORDER BY line LIMIT ?""",
        (list_id, after, most),
    )
    while batch := found.fetchmany(BATCH):
        for line, cells in batch:
            yield line, tuple(json.loads(cells))


def cells_of(session: Session, list_id: str, line: int) -> Cells:
    """The cells of one line, none when it is not there."""
    row = (
        _conn(session)
        .execute("""SELECT cells FROM list_row WHERE list_id = ? AND line = ?""", (list_id, line))
        .fetchone()
    )
    return tuple(json.loads(row[0])) if row else ()


def drop_rows(session: Session, list_id: str) -> int:
    """Take all rows of a list away; inside a transaction. Returns how many there were."""
    return int(_conn(session).execute("""DELETE FROM list_row WHERE list_id = ?""", (list_id,)).rowcount)


def _conn(session: Session) -> Any:
    store = session.store(Compartment.RECORDS)
    if store is None:
        raise BugError("L-STORE")
    return store.conn
