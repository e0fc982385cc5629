"""Real vaults and sessions for tests, made cheaply: one key derivation at the lowest allowed cost, copies of a first one.

A vault in a test's own folder is a copy of one made before, with keys and devices of its own among the vaults of that
test; in a folder that several tests share it is made anew.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Literal

from app.areas.libraries.service import seed_codes
from app.catalog import catalog
from app.core.roles import Actor, Role
from app.demo import fill_demo
from db.keys import KdfParams
from db.opening import open_session, prepare
from db.session import Mode, Session
from db.vault import Vault

PASSWORD = "Qing-Shan-2026-lv"
CHEAP = KdfParams(memory_kib=64 * 1024, passes=3, lanes=4)
ALL = frozenset({Role.LEADER, Role.DIRECTOR})
Filled = Literal["", "codes", "group", "office"]
_MOST = 4
"""Of how many vaults of one kind in a test the firsts are copies."""
_made: Counter[tuple[str, ...]] = Counter()


def new_vault(folder: Path, *, kind: str = "group", login: str = "组长甲", filled: Filled = "") -> Vault:
    """An unlocked vault at `folder`, schemas ready; its user may open clues.

    filled: nothing, the code lists, or the demonstration of a group or of an office.
    """
    test = _test_of(folder)
    place = _made[test, kind, login]
    _made[test, kind, login] += 1
    if not test or place >= _MOST:
        return _fresh(folder, kind, login, filled)
    shutil.copytree(_first(kind, login, filled, place), folder, dirs_exist_ok=True)
    return Vault.unlock(folder, login, PASSWORD)


def _test_of(folder: Path) -> str:
    """The running test, when `folder` lies in its own folder; "" otherwise."""
    test = os.environ.get("PYTEST_CURRENT_TEST", "").rpartition(" ")[0]
    own = re.sub(r"\W", "_", test.rpartition("::")[2])[:30]
    return test if own and any(part.rstrip("0123456789") == own for part in folder.parts) else ""


@cache
def _first(kind: str, login: str, filled: Filled, place: int) -> Path:
    """A closed vault to copy; another for each place, so that two in one test are two devices."""
    folder = Path(tempfile.mkdtemp(prefix="first-", dir=Path.home())) / "vault"
    _fresh(folder, kind, login, filled).close()
    return folder


def _fresh(folder: Path, kind: str, login: str, filled: Filled) -> Vault:
    vault, _ = Vault.create(
        folder,
        kind="office" if kind == "office" else "group",
        grade="工作秘密",
        login=login,
        password=PASSWORD,
        kdf=CHEAP,
    )
    prepare(vault)
    if filled:
        session = session_on(vault)
        try:
            seed_codes(session)
            if filled != "codes":
                fill_demo(session, office=filled == "office")
        finally:
            session.close()
    return vault


def session_on(
    vault: Vault, *, name: str = "组长甲", roles: frozenset[Role] = ALL, role: Mode = "writer"
) -> Session:
    """A session for a person with these roles."""
    return open_session(vault, catalog(), Actor(vault.user.user_id, name, roles, vault.replica_id), role)


@contextmanager
def new_session(
    folder: Path, *, kind: str = "group", roles: frozenset[Role] = ALL, filled: Filled = ""
) -> Iterator[Session]:
    """A fresh vault with one writer session, both closed afterwards."""
    vault = new_vault(folder, kind=kind, filled=filled)
    session = session_on(vault, roles=roles)
    try:
        yield session
    finally:
        session.close()
        vault.close()
