"""Notice an older header put back: the newest key epoch seen is noted inside the vault. It must not judge journals."""

from __future__ import annotations

from app.core.errors import VaultError
from db.connection import Connection


def compare_key_epoch(blobs: Connection, key_epoch: int) -> None:
    """Raise VaultError when the header is older than the newest one seen; else note its epoch.

    With an older header a removed user or an old password would open the vault again. The header is written first and
    the note after it, so a crash between the two is no false alarm.
    """
    seen = int(blobs.execute("""SELECT key_epoch FROM key_state""").fetchone()[0])
    if seen > key_epoch:
        raise VaultError(
            "密钥文件被换回了旧的一份",
            kept="库里的内容没有变化",
            todo="请用“从备份恢复”取回最新的密钥文件，并把情况报告安全保密管理员",
        )
    if seen < key_epoch:
        blobs.execute("""UPDATE key_state SET key_epoch = ?""", (key_epoch,))
