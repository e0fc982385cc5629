"""Kernel speeds as ratios: the encrypted vault beside the same code on plain SQLite, and beside what it replaces.

Figures to reach are those of the security specification, section 9. `XUNCHA_FULL=1` uses a million rows.
"""

from __future__ import annotations

import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from statistics import quantiles
from typing import Any

import sqlcipher3.dbapi2 as plain_sqlite
from argon2.low_level import Type, hash_secret_raw

from app.areas.fieldwork.model import Petition
from app.catalog import catalog
from app.core import hanzi
from app.core.records import Compartment
from app.core.roles import Actor
from db import merge, search
from db.migrate import migrate
from db.opening import MIGRATIONS, prepare
from db.query import Query
from db.rows import codec
from db.session import Session
from db.store import Store
from db.vault import Vault
from tests.builders import ALL, CHEAP, PASSWORD, new_vault, session_on

ROWS = 1_000_000 if os.environ.get("XUNCHA_FULL") else 100_000
INSERTS = 20_000 if os.environ.get("XUNCHA_FULL") else 3_000

Measured = tuple[str, float, float, str]
"""(what, ours, peer, unit)."""


def measure() -> list[Measured]:
    """Every kernel ratio, both sides in this run."""
    with tempfile.TemporaryDirectory(prefix="xuncha-bench-") as folder:
        with vault_session(Path(folder)) as ours, plain_session(Path(folder)) as peer:
            found = [
                bulk_insert(ours, peer),
                *merging(ours, peer),
                *long_list(ours, peer),
                *two_characters(ours, peer),
            ]
        return [unlock(Path(folder) / "vault"), *found]


@contextmanager
def vault_session(folder: Path) -> Iterator[Session]:
    """A session on a real vault."""
    vault = new_vault(folder / "vault")
    session = session_on(vault)
    try:
        yield session
    finally:
        session.close()
        vault.close()


@contextmanager
def plain_session(folder: Path) -> Iterator[Session]:
    """The same session code on a database without encryption."""
    conn = plain_sqlite.connect(str(folder / "plain.db"), isolation_level=None, check_same_thread=False)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "temp_store=MEMORY", "secure_delete=ON"):
        conn.execute(f"PRAGMA {pragma}")
    migrate(conn, MIGRATIONS / "records")
    store = Store(conn, head_key=bytes(32), mac_key=bytes(32), replica="plain")
    actor = Actor("1", "组长甲", ALL)
    session = Session({Compartment.RECORDS: store}, {}, {}, catalog(), actor)
    try:
        yield session
    finally:
        session.close()


def unlock(folder: Path) -> Measured:
    """Password to a usable session, against the key derivation alone."""

    def open_vault() -> None:
        vault = Vault.unlock(folder, "组长甲", PASSWORD)
        prepare(vault)
        session = session_on(vault)
        session.page("petition", session.rows(Query("petition"))[:200])
        session.close()
        vault.close()

    def derive() -> None:
        hash_secret_raw(
            PASSWORD.encode(), b"0" * 16, CHEAP.passes, CHEAP.memory_kib, CHEAP.lanes, 32, Type.ID
        )

    return ("解锁并打开首个列表 / 仅 Argon2id", best(open_vault), best(derive), "s")


def bulk_insert(ours: Session, peer: Session) -> Measured:
    """Petitions with journal, seal and index, in one transaction."""

    def fill(session: Session) -> Callable[[], None]:
        def run() -> None:
            with session.transaction():
                for n in range(INSERTS):
                    session.create(petition(n))

        return run

    return (f"批量登记 {INSERTS} 件 / 不加密", best(fill(ours), 1), best(fill(peer), 1), "s")


def merging(ours: Session, peer: Session) -> Iterator[Measured]:
    """The petitions of each come to the other as new records: planned (checked) and applied, in one transaction."""
    lines = [list(merge.export_lines(session, [Petition.TYPE], lambda _: True)) for session in (peer, ours)]
    spent = []
    for session, came in zip((ours, peer), lines, strict=True):
        begun = time.perf_counter()
        done = merge.apply(session, merge.plan(session, came), source="协作包")
        spent.append(time.perf_counter() - begun)
        assert done["new"] == INSERTS
    yield (f"合并 {INSERTS} 件新记录 / 不加密", spent[0], spent[1], "s")
    yield ("合并新记录 / 每秒 20000 行", INSERTS / spent[0], 20_000, "行/s")


def long_list(ours: Session, peer: Session) -> Iterator[Measured]:
    """A list of ROWS petitions: the first page, and jumps to anywhere."""
    for session in (ours, peer):
        stuff(session, ROWS)
    kind = Petition.TYPE.name

    def first(session: Session) -> Callable[[], None]:
        return lambda: bool(session.page(kind, session.rows(Query(kind))[:200]))  # type: ignore[return-value]

    yield (f"{ROWS} 行列表首屏 / 不加密", best(first(ours)), best(first(peer)), "s")
    chance = random.Random(7)
    starts = [chance.randrange(ROWS - 200) for _ in range(60)]
    times = []
    for session in (ours, peer):
        rows = session.rows(Query(kind))
        spent = []
        for start in starts:
            begun = time.perf_counter()
            session.page(kind, rows[start : start + 60])
            spent.append(time.perf_counter() - begun)
        times.append(quantiles(spent, n=20)[18])
    yield (f"{ROWS} 行列表任意跳转 p95 / 不加密", times[0], times[1], "s")


def two_characters(ours: Session, peer: Session) -> Iterator[Measured]:
    """A two-character word among the texts of the list, against plain SQLite and against LIKE."""
    words = ("鱼塘", "低保", "招标", "补偿", "村道", "水泥")
    for session in (ours, peer):
        index_texts(session, ROWS)

    def look(session: Session) -> list[float]:
        conn = store_of(session).conn
        spent = []
        for word in words * 5:
            begun = time.perf_counter()
            search.find(conn, word, 60)
            spent.append(time.perf_counter() - begun)
        return spent

    mine, theirs = quantiles(look(ours), n=20)[18], quantiles(look(peer), n=20)[18]
    yield ("两字检索 p95 / 不加密", mine, theirs, "s")
    conn = store_of(ours).conn
    like = best(
        lambda: conn.execute("SELECT count(*) FROM petition WHERE summary LIKE '%鱼塘%'").fetchone(), 3
    )
    yield ("两字检索 p95 / LIKE 扫描", mine, like, "s")


def petition(n: int) -> Petition:
    """An invented petition."""
    what = ("鱼塘发包", "低保评定", "招标程序", "征地补偿", "村道硬化", "水泥采购")[n % 6]
    return Petition(
        task_id="01",
        received_on=date(2026, 3, 1),
        channel="letter",
        summary=f"反映第{n}组{what}不公开",
        content=what * 8,
    )


def stuff(session: Session, count: int) -> None:
    """Rows straight into the table: reading is what is measured."""
    store, coded = store_of(session), codec(Petition.TYPE)
    conn = store.conn
    made = ("2026-03-01T08:00:00", "甲", "2026-03-01T08:00:00", "甲")
    names = [spec.name for spec in Petition.TYPE.fields]
    conn.execute("BEGIN IMMEDIATE")
    for n in range(count):
        values = coded.wire(petition(n))
        fixed = (f"bench{n:021d}", f"信访{n}", "registered", 1, *made, 0, "{}", b"")
        conn.execute(coded.adding(names), (*fixed, *(values[name] for name in names)))
    conn.execute("COMMIT")


def index_texts(session: Session, count: int) -> None:
    """The texts of these rows straight into the index."""
    conn = store_of(session).conn
    conn.execute("BEGIN IMMEDIATE")
    for n in range(count):
        made = petition(n)
        doc = conn.execute(
            "INSERT INTO search_doc (type, record, part) VALUES ('petition', ?, '')", (f"bench{n:021d}",)
        ).lastrowid
        text = hanzi.index_text(made.summary + made.content)
        conn.execute("INSERT INTO search_text (rowid, body) VALUES (?, ?)", (doc, text))
    conn.execute("COMMIT")


def store_of(session: Session) -> Any:
    """The main store."""
    return session.store(Compartment.RECORDS)


def best(run: Callable[[], object], times: int = 5) -> float:
    """Seconds of the fastest of `times` runs."""
    spent = []
    for _ in range(times):
        begun = time.perf_counter()
        run()
        spent.append(time.perf_counter() - begun)
    return min(spent)
