"""Vaults for the tests of the vault: made once a session at the lowest KDF costs, copied for each test."""

from __future__ import annotations

import os
import shutil
import tempfile
from functools import cache
from pathlib import Path

from db.keys import MINIMUM_KDF
from db.layout import VaultPaths
from db.vault import Vault

LOGIN, PASSWORD = "zhangzu", "Qing-Shui7-Liuchang"
MEMBER, MEMBER_PASSWORD = "组员甲", "Bai-Yun3-Gaofei"
FULL = os.environ.get("XUNCHA_FULL") == "1"


@cache
def _template() -> tuple[Path, str]:
    folder = Path(tempfile.mkdtemp(prefix="vault-kit-", dir=os.environ.get("HOME"))) / "vault"
    vault, code = Vault.create(
        folder, kind="group", grade="秘密", login=LOGIN, password=PASSWORD, kdf=MINIMUM_KDF
    )
    vault.add_user(MEMBER, MEMBER_PASSWORD, may_clues=False)
    fill(vault)
    vault.close()
    return folder, code


def fill(vault: Vault) -> None:
    """Some rows in records and clues, so that damage has something to damage."""
    for name in ("records", "clues"):
        conn = vault.connect(name, "writer")
        conn.execute("CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT")
        conn.execute("BEGIN IMMEDIATE")
        conn.executemany(
            "INSERT INTO note (id, body) VALUES (?, ?)",
            [(n, f"第{n}条 集体资产台账未登记" * 5) for n in range(300)],
        )
        conn.execute("COMMIT")
        conn.close()


def vault_copy(place: Path) -> tuple[VaultPaths, str]:
    """A closed vault of two users with rows in it, and its recovery code."""
    folder, code = _template()
    shutil.copytree(folder, place / "vault")
    return VaultPaths(place / "vault"), code


def open_vault(paths: VaultPaths) -> Vault:
    """Unlock as the first user."""
    return Vault.unlock(paths.folder, LOGIN, PASSWORD)
