"""What SQLite is told of the indexes before it chooses one. Nothing here changes what a query finds, only how fast.

Without figures it takes every index for equally good and walks through all records of a type in their order to find the
twenty of one task. Measured figures would change with the vault, and with them the choice; these are the same everywhere.
"""

from __future__ import annotations

from itertools import pairwise

from db.connection import Connection

ROWS = 1_000_000
"""How many records a table is taken to hold."""
_SHARE = {"deleted": ROWS, "state": ROWS // 5}
"""How many records are taken to have the same value; of any other column OF_ONE."""
OF_ONE = 500


def inform(conn: Connection) -> None:
    """Note the figures of every index that has none yet; for a connection that may write, once after each unlock."""
    conn.execute("BEGIN IMMEDIATE")
    try:
        known = conn.execute("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat1'").fetchone()
        if known is None:
            conn.execute("ANALYZE sqlite_master")
        # Indexes of a part of a table are chosen by what they leave out.
        new = conn.execute(
            """SELECT tbl_name, name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL
               AND sql NOT LIKE '% WHERE %' AND name NOT IN (SELECT coalesce(idx, '') FROM sqlite_stat1)"""
        ).fetchall()
        for table, index in new:
            columns = [row[2] for row in conn.execute(f'PRAGMA index_info("{index}")')]
            conn.execute(
                """INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, ?, ?)""",
                (table, index, _figures(columns)),
            )
        conn.execute("COMMIT")
    except BaseException:
        conn.execute("ROLLBACK")
        raise


def _figures(columns: list[str]) -> str:
    """The number of rows, then for each column how many share the values up to it; each fewer than before."""
    found = [ROWS]
    for column in columns:
        share = _SHARE.get(column, OF_ONE)
        found.append(share if share < found[-1] or column == "deleted" else max(1, found[-1] // 5))
    assert all(one >= other for one, other in pairwise(found))
    return " ".join(map(str, found))
