"""How the database files lie: a digest over every page's own seal, by which an old page put back is noticed at unlock.

SQLCipher seals each page for itself, so a page of last week still passes. The digest of all seals stands in the header
while the vault is closed; nothing is decrypted for it. It must not judge a vault that was not closed in order.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from app.core.errors import VaultError
from db.connection import PAGE_SIZE, Connection, DatabaseError
from db.layout import DatabaseName, VaultPaths

DIGEST_BYTES = 24
_SEAL = 64
"""HMAC-SHA512 at the end of each page, over its ciphertext, nonce and number."""
_PAGES_AT_ONCE = 256
SALVAGE_TODO = "请用“从备份恢复”；没有备份的，从最近的移交包或协作包重新导入，并报告保密管理员"


def file_digest(path: Path, page_size: int = PAGE_SIZE) -> bytes | None:
    """The digest of one closed database; None while work waits in its WAL. OSError when it cannot be read."""
    wal = path.with_name(path.name + "-wal")
    if wal.exists() and wal.stat().st_size:
        return None
    digest = hashlib.sha256(path.stat().st_size.to_bytes(8, "big"))
    with path.open("rb", buffering=0) as file:
        while block := file.read(page_size * _PAGES_AT_ONCE):
            for end in range(page_size, len(block) + 1, page_size):
                digest.update(block[end - _SEAL : end])
    return digest.digest()[:DIGEST_BYTES]


def register_digest(blobs: Connection) -> bytes:
    """The digest of the register of attachments, whose pieces carry digests of their own: gigabytes are not read."""
    digest = hashlib.sha256()
    if blobs.execute("""SELECT 1 FROM sqlite_master WHERE name = 'blob'""").fetchone():
        for row in blobs.execute("""SELECT id, address, size, piece_digests FROM blob ORDER BY id"""):
            digest.update(repr(row).encode())
    return digest.digest()[:DIGEST_BYTES]


def rolled_back(name: DatabaseName) -> VaultError:
    """What lies there is not what was left when the vault was last closed."""
    what = {"records": "工作记录", "blobs": "附件", "clues": "线索专区"}[name]
    return VaultError(
        f"{what}与上次关闭时不一致，可能被换回了旧文件或旧内容",
        kept="程序没有改动库里的任何文件，备份不受影响",
        todo=SALVAGE_TODO,
    )


class LeftState:
    """Compares the files with what the header says of them, once for each unlock, and describes them anew at close."""

    def __init__(self, paths: VaultPaths, left: dict[DatabaseName, bytes]) -> None:
        self._paths = paths
        self._left = dict(left)
        self._wrong: set[DatabaseName] = set()
        self._opened: set[DatabaseName] = set()
        self.unsure = "records" not in left
        """Whether the vault was not closed in order: then only its contents can tell whether it is whole."""

    def compare(self, names: set[DatabaseName], register: Callable[[], bytes]) -> dict[DatabaseName, bytes]:
        """Look at the closed files of `names`; what the header should say from now on, while they may be written.

        register: gives the digest of the register of attachments.
        """
        for name in names & self._left.keys():
            try:
                if not self._paths.database(name).stat().st_size:
                    continue  # told in words of its own, too
                found = register() if name == "blobs" else file_digest(self._paths.database(name))
            except (OSError, VaultError, DatabaseError):
                continue  # a missing or ruined file is told in words of its own when it is opened
            if found != self._left[name]:
                self._wrong.add(name)
        return {name: held for name, held in self._left.items() if name in self._wrong or name not in names}

    def require_same(self, name: DatabaseName) -> None:
        """VaultError when `name` was found changed."""
        if name in self._wrong:
            raise rolled_back(name)

    def opened(self, name: DatabaseName) -> None:
        """`name` was opened, so it is described anew at close."""
        self._opened.add(name)

    def on_close(
        self, kept: dict[DatabaseName, bytes], register: Callable[[], bytes]
    ) -> dict[DatabaseName, bytes]:
        """What the header should say of the closed files: those opened anew, the others as before."""
        found = {name: held for name, held in kept.items() if name not in self._opened}
        for name in self._opened - {"blobs"}:
            digest = file_digest(self._paths.database(name))
            if digest is not None:
                found[name] = digest
        if "blobs" in self._opened:
            found["blobs"] = register()
        return found
