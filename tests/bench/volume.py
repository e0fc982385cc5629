"""A vault as full as years of work make it: copies of the demonstration's records by SQL, and what reading them costs.

What a page shows does not depend on how rows came in; the copies have no journal entries of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.core.fields import Kind
from app.core.records import Compartment, RecordType
from app.demo import fill_demo
from db import search
from db.opening import prepare
from db.rows import codec
from db.schema import columns
from db.session import Session
from db.vault import Vault
from tests.builders import PASSWORD, new_vault, session_on

PATTERN = "demo.task.2"
"""The task of the demonstration that is copied: a unit inspected from the first day to rectification."""
TASKS_A_ROUND = 10
KEPT = ("account", "bundle_log", "closeout")
"""Types that have a task and yet are not many."""


@dataclass(frozen=True)
class Size:
    """How full. totals: record type → how many there are to be in all."""

    tasks: int
    people: int
    totals: dict[str, int]


FULL = Size(
    600,
    2_000,
    {"interview": 200_000, "petition": 100_000, "finding": 25_000, "feedback_problem": 25_000},
)
"""50,000 problems (found and fed back), 100,000 petitions, 200,000 interviews over 60 rounds."""


def part(size: Size, share: int) -> Size:
    """One `share`-th of a size."""
    return Size(
        size.tasks // share,
        size.people // share,
        {name: count // share for name, count in size.totals.items()},
    )


def kept_vault(folder: Path, size: Size) -> Vault:
    """The vault that was built at `folder` before, brought up to date; built now when there is none."""
    if not (folder / "vault.hdr").exists():
        return full_vault(folder, size)
    vault = Vault.unlock(folder, "组长甲", PASSWORD)
    prepare(vault)
    return vault


def full_vault(folder: Path, size: Size, *, searchable: bool = True) -> Vault:
    """An office's vault of that size. searchable: with the texts in the search index."""
    vault = new_vault(folder, kind="office")
    session = session_on(vault)
    try:
        fill_demo(session, office=True)
        for compartment in Compartment:
            store = session.store(compartment)
            if store is not None:
                with session.transaction():
                    _Copier(session, compartment, size).run()
        if searchable:
            with session.transaction():
                _index(session)
    finally:
        session.close()
    return vault


class _Copier:
    """Copies everything of one task to many tasks, then the records that there are most of until there are enough."""

    def __init__(self, session: Session, compartment: Compartment, size: Size) -> None:
        store = session.store(compartment)
        assert store is not None
        self._conn = store.conn
        self._session = session
        self._size = size
        self._kinds = [kind for kind in session.catalog if kind.compartment is compartment]
        self._moved = {"task", "round", "unit"} | {
            kind.name for kind in session.catalog if kind.has("task_id") and kind.name not in KEPT
        }

    def run(self) -> None:
        """All copies."""
        self._conn.execute("CREATE TEMP TABLE n (i INTEGER PRIMARY KEY)")
        self._conn.execute(
            """WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
               INSERT INTO temp.n SELECT i FROM n""",
            (max(self._size.tasks, self._size.people, *self._size.totals.values()),),
        )
        for kind in self._kinds:
            match kind.name:
                case "round":
                    self._copy(kind, "id = 'demo.round.1'", self._size.tasks // TASKS_A_ROUND)
                case "unit":
                    self._copy(kind, "id = 'demo.unit.2'", self._size.tasks // 2)
                case "task":
                    self._copy(kind, f"id = '{PATTERN}'", self._size.tasks)
                case "person":
                    self._copy(kind, "id = 'demo.person.05'", self._size.people)
                case name if name in self._moved:
                    self._copy(kind, f"task_id = '{PATTERN}'", self._size.tasks)
        for name, total in self._size.totals.items():
            if any(kind.name == name for kind in self._kinds):
                self._multiply(self._session.catalog[name], total)
        self._conn.execute("DROP TABLE temp.n")

    def _copy(self, kind: RecordType, which: str, times: int) -> None:
        names = [name for name, _ in columns(kind) if name != "row"]
        values = ", ".join(self._value(kind, name) for name in names)
        self._conn.execute(
            f"""INSERT INTO {kind.name} ({", ".join(names)}) SELECT {values}
                FROM temp.n, (SELECT * FROM {kind.name} WHERE {which}) AS held WHERE n.i <= {times}"""
        )

    def _value(self, kind: RecordType, name: str) -> str:
        if name == "id":
            return "held.id || '.v' || n.i"
        if name == "name" and kind.name in ("unit", "round", "person"):
            return f"held.{name} || n.i"
        if name == "year" and kind.name == "round":
            return "2006 + n.i % 20"
        if not kind.has(name):
            return f"held.{name}"
        spec = kind.field(name)
        if spec.kind is Kind.LINK and spec.to in self._moved:
            return f"CASE WHEN held.{name} = '' THEN '' ELSE held.{name} || {self._turn(spec.to)} END"
        if spec.kind is Kind.LINKS and spec.to in self._moved:
            turn = self._turn(spec.to)
            return f"""replace(replace(held.{name}, '","', {turn} || '","'), '"]', {turn} || '"]')"""
        return f"held.{name}"

    def _turn(self, to: str) -> str:
        if to == "round":
            return f"'.v' || (1 + n.i % {max(1, self._size.tasks // TASKS_A_ROUND)})"
        if to == "unit":
            return f"'.v' || (1 + n.i % {max(1, self._size.tasks // 2)})"
        return "'.v' || n.i"

    def _multiply(self, kind: RecordType, total: int) -> None:
        names = [name for name, _ in columns(kind) if name != "row"]
        (held,) = self._conn.execute(f"SELECT count(*) FROM {kind.name}").fetchone()
        (lowest, highest) = self._conn.execute(f"SELECT min(row), max(row) FROM {kind.name}").fetchone()
        values = ", ".join("held.id || '.m' || n.i" if name == "id" else f"held.{name}" for name in names)
        self._conn.execute(
            f"""INSERT INTO {kind.name} ({", ".join(names)}) SELECT {values}
                FROM temp.n JOIN {kind.name} AS held ON held.row = {lowest} + n.i % {highest - lowest + 1}
                WHERE n.i <= {max(0, total - held)}"""
        )


def _index(session: Session) -> None:
    """The texts of the many into the index: each copy with the words of what it is a copy of."""
    store = session.store(Compartment.RECORDS)
    assert store is not None
    conn = store.conn
    for name in FULL.totals:
        coded = codec(session.catalog[name])
        bodies: dict[str, str] = {}
        for (id,) in conn.execute(f"SELECT id FROM {name} ORDER BY row").fetchall():
            root = id.split(".v")[0].split(".m")[0]
            if root not in bodies:
                row = conn.execute(f"{coded.select} WHERE id = ?", (root,)).fetchone()
                bodies[root] = search.body_of(coded.kind, coded.wire(coded.row(row).record))
            if root != id:
                doc = conn.execute(
                    "INSERT INTO search_doc (type, record, part) VALUES (?, ?, '')", (name, id)
                ).lastrowid
                conn.execute("INSERT INTO search_text (rowid, body) VALUES (?, ?)", (doc, bodies[root]))
