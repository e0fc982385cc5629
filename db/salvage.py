"""Keep of a damaged vault what still verifies: records whose seals hold, attachments whose digests hold. Last of the ways back.

The damaged files are copied first and kept; nothing is repaired by guessing. History begins anew, and the readable part of
the old journal is kept beside it as evidence.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from app.core.awake import awake
from app.core.errors import BugError, VaultError
from app.core.records import Catalog, Compartment, RecordType
from db import blobs, keys
from db.backup import exchange, mend_header
from db.check import check_file
from db.connection import BLOB_PAGE_SIZE, PAGE_SIZE, Connection, DatabaseError, connect, create_database
from db.damaged import MOST_REFUSALS, ROWS_AT_ONCE, Damaged, copy_damaged
from db.durable import sync_file
from db.header import USER_SLOT
from db.journal import GENESIS, entry_hash
from db.layout import DatabaseName, VaultPaths
from db.leaves import Pages, refill
from db.lockfile import acquire
from db.migrate import MIGRATIONS, migrate
from db.rekeyed import finish_rekey
from db.rows import codec, dumps, seal_holds, stamp
from db.store import Fresh, Signed, Store
from db.vault import Vault, open_with_key, require_not_erasing
from db.versions import pack, unpack

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how far, of how much; may raise to cancel, until the files are exchanged."""

_BATCH = 500
_GUESSED_ROWS = 400
_REFUSALS_UNCOUNTED = 30
_BESIDE = ("setting", "sequence", "draft", "foreign_journal", "attachment_text")
_PLACES: dict[DatabaseName, Compartment] = {
    "records": Compartment.RECORDS,
    "clues": Compartment.CLUES,
}
_PIECES = ("blob", "blob_piece")
_WORDS = {"records": "工作记录", "clues": "线索专区"}
_SOURCE = "抢救"


@dataclass
class Salvaged:
    """What was kept and what was lost, by label of the record type. aside: where the damaged files are."""

    aside: Path
    kept: dict[str, int] = field(default_factory=dict)
    lost: dict[str, int] = field(default_factory=dict)
    attachments: int = 0
    attachments_lost: int = 0
    unreadable: list[str] = field(default_factory=list)
    uncounted: list[str] = field(default_factory=list)
    piecemeal: list[str] = field(default_factory=list)

    @property
    def lines(self) -> tuple[str, ...]:
        """The outcome for who reads it: sums first, then what was lost, then what to do."""
        found = [f"保住 {sum(self.kept.values())} 条记录、{self.attachments} 个附件，逐条核对过封条"]
        found += [f"{what}的文件整个读不出来" for what in self.unreadable]
        found += [f"{what}的目录已损坏，是逐页读出来的，丢了多少不一定数得全" for what in self.piecemeal]
        found += [
            f"{label}有一部分读不出来，丢了多少数不清（保住 {self.kept.get(label, 0)} 条）"
            for label in self.uncounted
        ]
        found += [
            f"{label}丢失 {count} 条（保住 {self.kept.get(label, 0)} 条）"
            for label, count in self.lost.items()
        ]
        if self.attachments_lost:
            found.append(f"附件丢失 {self.attachments_lost} 个")
        if self.lost or self.attachments_lost or self.unreadable or self.uncounted or self.piecemeal:
            found.append("缺的内容，解锁后从最近的移交包、协作包重新接收，或者对照纸面补录")
        found.append("逐条的修改历史从今天重新开始；读得出来的旧日志另存在库里")
        return tuple(found)


@awake("正在抢救工作库，请等它做完")
def salvage(
    folder: Path,
    catalog: Catalog,
    login: str,
    password: str,
    *,
    token: bytes | None = None,
    progress: Progress | None = None,
) -> Salvaged:
    """Build the databases anew from what verifies, and put them in the place of the damaged ones.

    Raises WrongPassword, VaultError, or what `progress` raises; then nothing was changed. The compartment of clues is
    salvaged by a user who may open it, else it stays as it is.
    """
    say = progress or (lambda _what, _done, _total: None)
    paths = VaultPaths(folder)
    require_not_erasing(paths)
    aside = paths.backups / f"replaced-{datetime.now():%Y%m%d-%H%M%S-%f}"
    staging = VaultPaths(folder / "restoring")
    lock = acquire(paths.lock)
    vault: Vault | None = None
    try:
        finish_rekey(paths)
        aside.mkdir(mode=0o700, parents=True)
        mend_header(paths, (paths.header_mirror,), aside)
        vault = open_with_key(
            paths,
            lock,
            USER_SLOT,
            lambda salt, kdf: keys.user_key(login, password, token, salt=salt, params=kdf),
            token,
        )
        shutil.rmtree(staging.folder, ignore_errors=True)
        staging.folder.mkdir(mode=0o700)
        done = Salvaged(aside)
        names: set[DatabaseName] = set()
        for name in ("records", "clues"):
            if name == "records" or vault.has_clues:
                _rebuild(vault, catalog, name, staging, done, say)
                names.add(name)
        say("正在核对附件", 0, 1)
        if _rebuild_blobs(vault, staging, done, say):
            names.add("blobs")
        for name in names:
            sync_file(staging.database(name))
        exchange(paths, staging.folder, names, aside)
        vault.note_restored(names)
        vault.mirror_header()
        vault.close()
    except (OSError, DatabaseError) as error:
        raise VaultError(
            "抢救没有完成", kept="库文件没有改动", todo="请检查磁盘空间和权限后，再试一次"
        ) from error
    finally:
        if vault is not None and vault.is_open:
            vault.give_up()
        shutil.rmtree(staging.folder, ignore_errors=True)
        if aside.exists() and not any(aside.iterdir()):
            aside.rmdir()
        lock.release()
    return done


def _rebuild(
    vault: Vault, catalog: Catalog, name: DatabaseName, staging: VaultPaths, done: Salvaged, say: Progress
) -> None:
    key = vault.database_key(name)
    place = _PLACES[name]
    source = copy_damaged(vault.paths, name, key, staging)
    create_database(staging.database(name), key)
    conn = connect(staging.database(name), key, role="writer")
    try:
        migrate(conn, MIGRATIONS / name)
        # With a damaged page of the schema a file opens and then answers nothing.
        if source.ask("""PRAGMA table_info(journal)""") is None:
            kinds = [kind for kind in catalog if kind.compartment is place]
            source.close()
            source, found = _page_by_page(vault, name, kinds, staging)
            if not found:
                done.unreadable.append(_WORDS[name])
                return
            done.piecemeal.append(_WORDS[name])
        with suppress(DatabaseError, BugError, VaultError):
            migrate(source.conn, MIGRATIONS / name)
        source.open()
        mac_key = vault.subkey("row-mac", name)
        store = Store(
            conn,
            head_key=vault.subkey("journal-head", name),
            mac_key=mac_key,
            replica=vault.replica_id,
        )
        kinds = [kind for kind in catalog if kind.compartment is place]
        for number, kind in enumerate(kinds):
            say(f"正在抢救{kind.label}", number, len(kinds))
            _keep_kind(store, source, kind, mac_key, done)
        _keep_beside(conn, source, store)
        if name == "clues":
            _keep_blobs(source, conn, vault.subkey("blob-address", name), done, say)
    finally:
        source.close()
        conn.close()
    for suffix in ("-wal", "-shm"):
        file = staging.database(name)
        file.with_name(file.name + suffix).unlink(missing_ok=True)


def _page_by_page(
    vault: Vault, name: DatabaseName, kinds: Sequence[RecordType], staging: VaultPaths
) -> tuple[Damaged, int]:
    """A fresh database with what the pages of the damaged one still hold, to be asked in its place; how many rows."""
    key, size = vault.database_key(name), BLOB_PAGE_SIZE if name == "blobs" else PAGE_SIZE
    path = staging.folder / f"pages-{name}.vault"
    create_database(path, key, page_size=size)
    conn = connect(path, key, role="writer", page_size=size)
    pages = Pages(vault.paths.database(name), key, size)
    try:
        migrate(conn, MIGRATIONS / name)
        beside = () if name == "blobs" else (*_BESIDE, "journal", "bundle_sent")
        mac_key = vault.subkey("row-mac", name) if kinds else b""
        found = refill(pages, conn, kinds, mac_key, (*beside, *(() if name == "records" else _PIECES)))
    finally:
        pages.close()
        conn.close()
    return Damaged(path, key, size), found


def _keep_kind(store: Store, source: Damaged, kind: RecordType, mac_key: bytes, done: Salvaged) -> None:
    coded = codec(kind)
    source.refusals = 0
    counted = _top_row(source, kind)
    top = _GUESSED_ROWS if counted is None else counted
    if counted is None:  # where not even the number can be had, little else will answer
        source.refusals = MOST_REFUSALS - _REFUSALS_UNCOUNTED
    now = Signed(stamp(datetime.now().replace(microsecond=0)), _SOURCE)
    kept = 0
    for rows in _batches(source.walk(coded.select, 1, top)):
        fresh: list[Fresh] = []
        store.begin()
        try:
            for values in rows:
                try:
                    row = coded.row(values)
                    wire = coded.wire(row.record)
                    held = row.record
                    if not seal_holds(mac_key, kind, held.id, held.rev, wire, bytes(row.mac)):
                        continue
                    state = unpack(row.dots, wire)
                except (ValueError, TypeError, KeyError, IndexError):
                    continue
                made = Signed(stamp(row.record.created_at), row.record.created_by)
                moved = Signed(stamp(row.record.updated_at), row.record.updated_by)
                fresh.append(Fresh(row.record.id, state.shown, pack(state), made, moved, _SOURCE))
            store.add(kind, fresh, now, op="merge")
            store.commit()
            kept += len(fresh)
        except BaseException:
            store.roll_back()
            raise
    if kept:
        done.kept[kind.label] = kept
    if counted is None:
        done.uncounted.append(kind.label)
    elif counted > kept:
        done.lost[kind.label] = counted - kept


def _top_row(source: Damaged, kind: RecordType) -> int | None:
    """The highest row number, or where it cannot be read how many rows an index or the journal knows: no row is ever deleted."""
    for asked, values in (
        (f"SELECT coalesce(max(row), 0) FROM {kind.name}", ()),
        (f"SELECT count(*) FROM {kind.name}", ()),
        ("""SELECT count(DISTINCT record) FROM journal WHERE type = ?""", (kind.name,)),
    ):
        found = source.ask(asked, values)
        if found is not None:
            return int(found[0][0])
    return None


def _batches(rows: Iterator[Any]) -> Iterator[list[Any]]:
    held: list[Any] = []
    for row in rows:
        held.append(row)
        if len(held) == _BATCH:
            yield held
            held = []
    if held:
        yield held


def _keep_beside(conn: Connection, source: Damaged, store: Store) -> None:
    """Settings, counters, drafts, the register of what was sent; and the old journal as far as its chain holds.

    What was received is not registered, so that a bundle may be received once more; what was sent counts as sealed before
    everything, so that nothing is erased on the strength of it.
    """
    conn.execute("BEGIN IMMEDIATE")
    for table in _BESIDE:
        rows = source.ask(f"SELECT * FROM {table}") or []
        for row in rows:
            marks = ", ".join("?" * len(row))
            conn.execute(f"INSERT OR REPLACE INTO {table} VALUES ({marks})", tuple(row))
    for row in source.ask("""SELECT bundle_id, sequence, kind, sha256, header, at FROM bundle_sent""") or []:
        conn.execute(
            """INSERT OR REPLACE INTO bundle_sent (bundle_id, sequence, kind, sha256, header, head, at)
               VALUES (?, ?, ?, ?, ?, 0, ?)""",
            tuple(row),
        )
    for device, seq, body in _chained(source):
        conn.execute(
            """INSERT OR IGNORE INTO foreign_journal (device, seq, body) VALUES (?, ?, ?)""",
            (device, seq, body),
        )
    conn.execute("COMMIT")
    now = stamp(datetime.now().replace(microsecond=0))
    store.begin()
    store.journal.append("event", at=now, who=_SOURCE, note="从损坏的库抢救，历史从此重新开始")
    for (bundle_id,) in conn.execute("""SELECT bundle_id FROM bundle_sent""").fetchall():
        store.journal.append("event", at=now, who=_SOURCE, note=f"封装登记 {bundle_id}")
    store.commit()


def _chained(source: Damaged) -> Iterator[tuple[str, int, str]]:
    previous, seq = GENESIS, 0
    while True:
        rows = source.ask(
            """SELECT seq, at, who, device, op, type, record, rev, changes, note, mac, hash FROM journal
               WHERE seq BETWEEN ? AND ? ORDER BY seq""",
            (seq + 1, seq + ROWS_AT_ONCE),
        )
        for row in rows or ():
            if row[0] != seq + 1 or entry_hash(previous, *row[:11]) != bytes(row[11]):
                return
            previous, seq = bytes(row[11]), seq + 1
            body = dumps([part.hex() if isinstance(part, bytes) else part for part in row])
            yield str(row[3]), seq, body
        if not rows or len(rows) < ROWS_AT_ONCE:
            return


def _rebuild_blobs(vault: Vault, staging: VaultPaths, done: Salvaged, say: Progress) -> bool:
    """Whether attachments had to be put into a new file: the old one stays when nothing in it is damaged."""
    key = vault.database_key("blobs")
    source = copy_damaged(vault.paths, "blobs", key, staging)
    try:
        known = _addresses(source)
        if known is None:
            source.close()
            source, found = _page_by_page(vault, "blobs", (), staging)
            if found:
                done.piecemeal.append("附件")
        whole = known is not None and all(_readable(source, address) for address in known)
        old = staging.folder / "old-blobs.vault"
        if whole and known is not None and not check_file(old, key, "blobs", BLOB_PAGE_SIZE):
            done.attachments += len(known)
            return False
        target = staging.database("blobs")
        create_database(target, key, page_size=BLOB_PAGE_SIZE)
        conn = connect(target, key, role="writer", page_size=BLOB_PAGE_SIZE)
        try:
            migrate(conn, MIGRATIONS / "blobs")
            if known is None and "附件" not in done.piecemeal:
                done.unreadable.append("附件")
            _keep_blobs(source, conn, vault.subkey("blob-address"), done, say)
        finally:
            conn.close()
    finally:
        source.close()
    for suffix in ("-wal", "-shm"):
        target.with_name(target.name + suffix).unlink(missing_ok=True)
    return True


def _keep_blobs(source: Damaged, conn: Connection, key: bytes, done: Salvaged, say: Progress) -> None:
    known = _addresses(source) or []
    for number, address in enumerate(known):
        say("正在抢救附件", number, len(known))
        if _readable(source, address) and source.conn is not None:
            blobs.put_blob(conn, blobs.read_blob(source.conn, address), address_key=key)
            done.attachments += 1
        else:
            done.attachments_lost += 1


def _addresses(source: Damaged) -> list[str] | None:
    rows = source.ask("""SELECT address FROM blob ORDER BY address""")
    return [str(row[0]) for row in rows] if rows is not None else None


def _readable(source: Damaged, address: str) -> bool:
    if source.conn is None:
        source.open()
    try:
        for _ in blobs.read_blob(source.conn, address):
            pass
    except (VaultError, DatabaseError, AttributeError):
        source.open()
        return False
    return True
