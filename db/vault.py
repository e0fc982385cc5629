"""The vault: a folder whose databases open only through the key slots of its header. It must not read or write records.

Passwords open slots, slots hold the vault key and (for those allowed) the clue key, these open the database keys. What an
open vault can do stands in db/unlocked.py and db/users.py.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from app.core.errors import Refused, VaultError
from db import backoff, header, keys, slots
from db.backoff import TooSoon
from db.creation import build
from db.header import RECOVERY_SLOT, USER_SLOT
from db.keys import KdfParams, check_password
from db.layout import DatabaseName, VaultCard, VaultPaths, describe
from db.lockfile import VaultLock, acquire
from db.rekeyed import finish_rekey
from db.roster import Anchor, UserKey, VaultKind, VaultSettings
from db.slots import WrongPassword
from db.users import Users

__all__ = [
    "Anchor",
    "DatabaseName",
    "KdfParams",
    "TooSoon",
    "UserKey",
    "Vault",
    "VaultCard",
    "VaultKind",
    "VaultPaths",
    "VaultSettings",
    "WrongPassword",
    "check_password",
    "describe",
]


class Vault(Users):
    """An unlocked vault: holds the lock and the keys until `close()`."""

    @staticmethod
    def create(
        folder: Path,
        *,
        kind: VaultKind,
        grade: str,
        login: str,
        password: str,
        kdf: KdfParams | None = None,
        token: bytes | None = None,
        now: datetime | None = None,
        title: str = "",
    ) -> tuple[Vault, str]:
        """A new vault in `folder` (missing or empty), unlocked for its first user, and the recovery code to print once.

        kdf None: calibrated to 0.5–1.0 s on this machine. Built beside and renamed: a crash leaves no half vault.
        """
        slots.require_login_and_password(login, password, VaultSettings.default(kind, grade, KdfParams()), ())
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise Refused("不能在这里建库", ["所选文件夹已有内容"], todo="请选择一个空文件夹或新文件夹")
        settings = VaultSettings.default(kind, grade, kdf or keys.calibrate(), title)
        staging = folder.with_name(f"{folder.name}.new-{secrets.token_hex(4)}")
        try:
            staging.mkdir(mode=0o700, parents=True)
            code = build(VaultPaths(staging), settings, login, password, token, now)
            if folder.exists():
                folder.rmdir()
            os.replace(staging, folder)
        except OSError as error:
            shutil.rmtree(staging, ignore_errors=True)
            raise VaultError("工作库没有建成", todo="请检查磁盘空间和文件夹权限后再试") from error
        except BaseException:
            shutil.rmtree(staging, ignore_errors=True)
            raise
        return Vault.unlock(folder, login, password, token=token), code

    @staticmethod
    def unlock(
        folder: Path,
        login: str,
        password: str,
        *,
        token: bytes | None = None,
        progress: Callable[[str], None] | None = None,
    ) -> Vault:
        """Open the vault for one user; up to seconds of Argon2id, so for a worker.

        Raises WrongPassword or TooSoon (both with wait_seconds), VaultError when in use, damaged, forged or rolled back.
        """
        return _unlock(
            folder,
            USER_SLOT,
            lambda salt, kdf: keys.user_key(login, password, token, salt=salt, params=kdf),
            progress,
            token,
        )

    @staticmethod
    def unlock_with_recovery(folder: Path, code: str) -> Vault:
        """Open the vault with the printed recovery code; then give a user a new password."""
        keys.parse_recovery_code(code)
        return _unlock(
            folder, RECOVERY_SLOT, lambda salt, kdf: keys.recovery_key(code, salt=salt, params=kdf), None
        )


def open_with_key(
    paths: VaultPaths,
    lock: VaultLock,
    kind: int,
    derive: Callable[[bytes, KdfParams], bytes],
    token: bytes | None = None,
) -> Vault:
    """Open by the key that `derive(salt, costs)` gives, with back-off but without looking at the databases.

    For `unlock`, and for a restore or a salvage, whose databases may be damaged. token: what derive used, to be remembered.
    """
    file = header.read(paths.header)
    backoff.require_waited(paths.backoff)
    delay = backoff.count_try(paths.backoff)
    held = slots.open_slots(file.header, kind, derive(file.header.salt, file.header.kdf))
    if held is None:
        raise WrongPassword(delay, recovery=kind == RECOVERY_SLOT)
    backoff.clear(paths.backoff)
    return Vault(paths, lock, file, held, token)


def _unlock(
    folder: Path,
    kind: int,
    derive: Callable[[bytes, KdfParams], bytes],
    progress: Callable[[str], None] | None,
    token: bytes | None = None,
) -> Vault:
    paths = VaultPaths(folder)
    require_not_erasing(paths)
    if not paths.rekeyed.exists():
        header.read(paths.header)  # before the lock: opening a folder that is no vault leaves no file in it
    lock = acquire(paths.lock)
    try:
        finish_rekey(paths)
        if progress is not None:
            progress("正在核对口令")
        vault = open_with_key(paths, lock, kind, derive, token)
        if progress is not None:
            progress("正在打开工作库")
        vault._check_after_unlock()
    except BaseException:
        lock.release()
        raise
    return vault


def require_not_erasing(paths: VaultPaths) -> None:
    """Raise VaultError once an erasure has begun: nothing may be opened or restored any more."""
    if paths.erasing.exists():
        raise VaultError(
            "这个工作库正在清除，密钥已销毁，不能再打开",
            todo="请在“撤点清除”里继续完成清除，并取得清除确认书",
        )
