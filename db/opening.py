"""From an unlocked vault to sessions: schemas brought up to date, seals checked, connections handed out.

Nothing here asks for a password; db/vault.py has done that.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from app.core.errors import VaultError
from app.core.records import Catalog, Compartment
from app.core.roles import Actor
from db.journal import Journal
from db.migrate import migrate
from db.planner import inform
from db.session import Mode, Session
from db.store import Store
from db.vault import Vault

MIGRATIONS = Path(__file__).parent / "migrations"
Database = Literal["records", "clues"]
_DATABASES: tuple[tuple[Database, Compartment], ...] = (
    ("records", Compartment.RECORDS),
    ("clues", Compartment.CLUES),
)


def prepare(vault: Vault) -> None:
    """Bring every database that this user can open up to date, and check the journal against its seal and anchor.

    Done once after each unlock. VaultError when the vault is newer than the program, or contradicts itself.
    """
    for name, _ in _DATABASES:
        if name == "clues" and not vault.has_clues:
            continue
        conn = vault.connect(name, "writer")
        try:
            migrate(conn, MIGRATIONS / name)
            inform(conn)
            _check_journal(vault, name, Journal(conn, vault.subkey("journal-head", name), vault.replica_id))
        finally:
            conn.close()
    blobs = vault.connect("blobs", "writer")
    try:
        migrate(blobs, MIGRATIONS / "blobs")
    finally:
        blobs.close()


def open_session(vault: Vault, catalog: Catalog, actor: Actor, role: Mode) -> Session:
    """A session on its own connections. `prepare` has run since the unlock."""
    stores: dict[Compartment, Store] = {}
    keys: dict[Compartment, bytes] = {}
    for name, compartment in _DATABASES:
        if name == "clues" and not vault.has_clues:
            continue
        stores[compartment] = Store(
            vault.connect(name, role),
            head_key=vault.subkey("journal-head", name),
            mac_key=vault.subkey("row-mac", name),
            replica=vault.replica_id,
        )
        keys[compartment] = vault.subkey("blob-address", name)
    blob_conns = {Compartment.RECORDS: vault.connect("blobs", role)}
    if vault.has_clues:
        blob_conns[Compartment.CLUES] = stores[Compartment.CLUES].conn
    return Session(stores, blob_conns, keys, catalog, actor)


def keep_anchors(vault: Vault, session: Session) -> None:
    """Write the journal heads into the vault's header, where a rolled-back database is noticed at the next unlock."""
    for name, compartment in _DATABASES:
        if session.store(compartment) is not None:
            head, anchor = session.head(compartment), vault.anchor(name)
            if head.seq > (anchor.seq if anchor else 0):
                vault.set_anchor(name, head.seq, head.hash)


def _check_journal(vault: Vault, name: Database, journal: Journal) -> None:
    anchor = vault.anchor(name)
    if not journal.check_head():
        raise damaged("台账链与封条不符，库文件可能被改动过")
    if anchor is not None and journal.hash_at(anchor.seq) != anchor.head:
        raise damaged("库文件比上次使用时旧，可能被换回了旧文件")


def damaged(what: str) -> VaultError:
    """The vault opened, but what lies in it contradicts its journal."""
    return VaultError(
        what, kept="库文件没有被改动", todo="请用“从备份恢复”，或从最近的移交包重新导入，并报告保密管理员"
    )
