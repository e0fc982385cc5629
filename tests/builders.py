"""Real vaults and sessions for tests, made cheaply: one key derivation at the lowest allowed cost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.catalog import catalog
from app.core.roles import Actor, Role
from db.keys import KdfParams
from db.opening import open_session, prepare
from db.session import Mode, Session
from db.vault import Vault

PASSWORD = "Qing-Shan-2026-lv"
CHEAP = KdfParams(memory_kib=64 * 1024, passes=3, lanes=4)
ALL = frozenset({Role.LEADER, Role.DIRECTOR})


def new_vault(folder: Path, *, kind: str = "group", login: str = "组长甲") -> Vault:
    """An unlocked vault at `folder`, schemas ready; its user may open clues."""
    vault, _ = Vault.create(
        folder,
        kind="office" if kind == "office" else "group",
        grade="工作秘密",
        login=login,
        password=PASSWORD,
        kdf=CHEAP,
    )
    prepare(vault)
    return vault


def session_on(
    vault: Vault, *, name: str = "组长甲", roles: frozenset[Role] = ALL, role: Mode = "writer"
) -> Session:
    """A session for a person with these roles."""
    return open_session(vault, catalog(), Actor(vault.user.user_id, name, roles, vault.replica_id), role)


@contextmanager
def new_session(folder: Path, *, kind: str = "group", roles: frozenset[Role] = ALL) -> Iterator[Session]:
    """A fresh vault with one writer session, both closed afterwards."""
    vault = new_vault(folder, kind=kind)
    session = session_on(vault, roles=roles)
    try:
        yield session
    finally:
        session.close()
        vault.close()
