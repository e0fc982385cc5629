"""The vault: a folder whose databases open only through the key slots of its header. It must not read or write records.

Passwords open slots, slots hold the vault key and (for those allowed) the clue key, these open the database keys. See
`db.header` for the bytes, `db.slots` and `db.keys` for the derivations.
"""

from __future__ import annotations

import os
import secrets
import shutil
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from app.core.errors import InputProblems, Problem, Refused, VaultError
from db import backoff, header, keys, slots
from db.backoff import TooSoon
from db.connection import BLOB_PAGE_SIZE, PAGE_SIZE, Connection, DatabaseError, Role, connect
from db.creation import build
from db.durable import sync_folder
from db.header import RECOVERY_SLOT, USER_SLOT, HeaderFile, Slot
from db.keys import KdfParams, check_password
from db.layout import DATABASES, DatabaseName, VaultCard, VaultPaths, describe
from db.lockfile import VaultLock, acquire
from db.migrate import MIGRATIONS, migrate
from db.pages import LeftState, register_digest
from db.rollback import compare_key_epoch
from db.roster import Anchor, Contents, UserKey, VaultKind, VaultSettings
from db.slots import Held, WrongPassword

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

RECOVERY_USER = "recovery"


class Vault:
    """An unlocked vault: holds the lock and the keys until `close()`."""

    def __init__(self, paths: VaultPaths, lock: VaultLock, file: HeaderFile, held: Held) -> None:
        """Use `create`, `unlock` or `unlock_with_recovery`."""
        self.paths = paths
        self.is_open = True
        self._lock = lock
        self._guard = threading.RLock()
        self._header = file.header
        self._region = file.region
        self._vault_key = bytearray(held.vault_key)
        self._clue_key = bytearray(held.clue_key) if held.clue_key is not None else None
        self._user_id = held.user_id or RECOVERY_USER
        self._contents = slots.open_body(file.header, held.vault_key)
        self._clue = slots.open_clue_part(file.header, held.clue_key) if held.clue_key is not None else None
        self._left = LeftState(paths, dict(self._contents.left))
        self._compared = False
        if file.other in ("stale", "broken"):  # a crash before wiping, or a worn region
            self._save(self._contents, wipe_old=True)

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
        )

    @staticmethod
    def unlock_with_recovery(folder: Path, code: str) -> Vault:
        """Open the vault with the printed recovery code; then give a user a new password."""
        keys.parse_recovery_code(code)
        return _unlock(
            folder, RECOVERY_SLOT, lambda salt, kdf: keys.recovery_key(code, salt=salt, params=kdf), None
        )

    def close(self) -> None:
        """Overwrite the keys and give the lock back; connections must be closed before. Twice is harmless."""
        with self._guard:
            if self.is_open:
                with suppress(
                    OSError, VaultError, DatabaseError
                ):  # then the next unlock looks at the contents
                    self._note_left()
            for key in (self._vault_key, self._clue_key):
                if key is not None:
                    key[:] = bytes(len(key))
            self._clue = None
            self._contents = replace(self._contents, records_key=b"", blobs_key=b"")
            self.is_open = False
            self._lock.release()

    @property
    def vault_id(self) -> str:
        """32 hex digits, the same for all copies of this vault."""
        return self._header.vault_id.hex()

    @property
    def kind(self) -> VaultKind:
        """ "group" or "office"."""
        return self._contents.settings.kind

    @property
    def settings(self) -> VaultSettings:
        """The vault's settings."""
        return self._contents.settings

    @property
    def replica_id(self) -> str:
        """16 hex digits, new for every vault copy and after every restore."""
        return self._contents.replica_id

    @property
    def key_epoch(self) -> int:
        """Rises whenever a slot changes."""
        return self._contents.key_epoch

    @property
    def restored_at(self) -> datetime | None:
        """Set by a restore until the next `set_anchor`: the journal may be shorter than what others have seen."""
        return self._contents.restored_at

    @property
    def is_unsure(self) -> bool:
        """Whether it was not closed in order the last time, so that only its contents can tell whether it is whole."""
        return self._left.unsure

    @property
    def has_clues(self) -> bool:
        """True when this user's slot holds the clue key."""
        return self._clue is not None

    @property
    def user(self) -> UserKey:
        """Who unlocked it; user_id "recovery" after unlocking with the recovery code."""
        for user in self._contents.users:
            if user.user_id == self._user_id:
                return user
        return UserKey(RECOVERY_USER, "", True, None, True)

    def users(self) -> list[UserKey]:
        """All users, in the order they were added."""
        return list(self._contents.users)

    def connect(self, name: DatabaseName, role: Role) -> Connection:
        """A connection to one database; VaultError for the clue compartment when this user may not open it."""
        page_size = BLOB_PAGE_SIZE if name == "blobs" else PAGE_SIZE
        key = self.database_key(name)
        with self._guard:
            if not self._compared:
                self._compare_left()
            self._left.require_same(name)
        connection = connect(self.paths.database(name), key, role=role, page_size=page_size)
        self._left.opened(name)
        return connection

    def database_key(self, name: DatabaseName) -> bytes:
        """The 48-byte raw keyspec of one database."""
        if not self.is_open:
            raise VaultError("工作库已锁定", kept="已保存的内容都在", todo="请重新解锁")
        if name == "records":
            return self._contents.records_key
        if name == "blobs":
            return self._contents.blobs_key
        if self._clue is None:
            raise VaultError("当前用户没有这部分内容", todo="如工作需要，请由组长授权")
        return self._clue[0]

    def subkey(self, purpose: str, database: DatabaseName = "records") -> bytes:
        """32 bytes for one purpose, HKDF-SHA256 of one database's key; the same in every copy of the vault."""
        return keys.expand(self.database_key(database)[:32], purpose, salt=self._header.vault_id)

    def anchor(self, name: Literal["records", "clues"] = "records") -> Anchor | None:
        """Where a journal stood when last anchored; None for a new or just restored database."""
        if name == "records":
            return self._contents.anchor
        return self._clue[1] if self._clue is not None and self._clue[1].seq else None

    def set_anchor(self, name: Literal["records", "clues"], seq: int, head: bytes) -> None:
        """Note a journal's length and 32-byte head in the header, durable on return. Never backwards."""
        with self._guard:
            before = self.anchor(name)
            if seq == 0 and before is None:
                return
            if len(head) != 32 or (before is not None and seq < before.seq):
                raise ValueError("an anchor has a 32-byte head and never goes backwards")
            if name == "clues":
                self._save(self._contents, clue=(self.database_key("clues"), Anchor(seq, head)))
            elif before != Anchor(seq, head):
                self._save(replace(self._contents, anchor=Anchor(seq, head), restored_at=None))

    def save_settings(self, settings: VaultSettings) -> None:
        """Change title, grade, idle time, password rule. Kind and KDF costs are fixed at creation."""
        if (settings.kind, settings.kdf) != (self.settings.kind, self.settings.kdf):
            raise ValueError("kind and KDF costs are fixed at creation")
        with self._guard:
            self._save(replace(self._contents, settings=settings))

    def note_restored(self, restored: set[DatabaseName]) -> None:
        """After a restore: forget the anchors of these databases and take a new replica id, durable on return."""
        with self._guard:
            left = {name: held for name, held in self._contents.left.items() if name not in restored}
            contents = replace(
                self._contents, replica_id=secrets.token_hex(8), restored_at=datetime.now(UTC), left=left
            )
            if "records" in restored:
                contents = replace(contents, anchor=None)
            reset = "clues" in restored and self._clue is not None
            self._save(contents, clue=(self.database_key("clues"), Anchor(0, bytes(32))) if reset else None)

    def mirror_header(self) -> None:
        """Bring the copy of the header beside the backups up to date."""
        with self._guard:
            self.paths.backups.mkdir(mode=0o700, exist_ok=True)
            region = header.encode(self._header, slots.mac_key(bytes(self._vault_key)))
            header.mirror(self.paths.header_mirror, region)

    def add_user(
        self,
        login: str,
        password: str,
        *,
        may_clues: bool,
        token: bytes | None = None,
        now: datetime | None = None,
    ) -> UserKey:
        """A new user, who must change this password at first use. Up to seconds of Argon2id."""
        slots.require_login_and_password(login, password, self.settings, self._contents.users)
        self._require_may_grant(may_clues)
        expires_on = slots.expiry(self.settings, now)
        shown = slots.shown(login)
        user = UserKey(secrets.token_hex(8), shown, may_clues, expires_on, True, token is not None)
        slot_key = keys.user_key(login, password, token, salt=self._header.salt, params=self._header.kdf)
        with self._guard:
            slot = self._new_slot(bytes.fromhex(user.user_id), USER_SLOT, slot_key, with_clues=may_clues)
            self._save_slots((*self._header.slots, slot), (*self._contents.users, user))
        return user

    def remove_user(self, user_id: str) -> None:
        """Take a user's slot away. What they may have copied with it before cannot be called back."""
        with self._guard:
            user = self._find(user_id)
            left = tuple(other for other in self._contents.users if other != user)
            reasons = []
            if user_id == self._user_id:
                reasons.append("不能删除正在使用的用户")
            if not any(other.may_clues for other in left):
                reasons.append("至少要保留一名有权打开线索专区的用户")
            if reasons:
                raise Refused("不能删除这个用户", reasons, todo="请由其他有权用户操作")
            self._save_slots(self._slots_without(user_id), left)

    def set_password(
        self,
        user_id: str,
        new: str,
        *,
        token: bytes | None = None,
        drop_token: bool = False,
        now: datetime | None = None,
    ) -> UserKey:
        """A new password for oneself or for another user (who must then change it). Up to seconds of Argon2id.

        A user with a token file keeps needing it: pass the token again, or drop_token.
        """
        user = self._find(user_id)
        self._require_may_grant(user.may_clues)
        problems = check_password(new, self.settings.grade, login=user.login, rule=self.settings.rule)
        if user.with_token and token is None and not drop_token:
            problems.append("该用户使用介质令牌，请插入令牌后再改")
        slot_key = keys.user_key(user.login, new, token, salt=self._header.salt, params=self._header.kdf)
        if slots.open_slots(self._header, USER_SLOT, slot_key) is not None:
            problems.append("新口令不能与原口令相同")
        if problems:
            raise InputProblems("口令没有修改", [Problem("password", text) for text in problems])
        by_other = user_id != self._user_id and self._user_id != RECOVERY_USER
        expires_on = slots.expiry(self.settings, now)
        changed = replace(user, expires_on=expires_on, must_change=by_other, with_token=token is not None)
        with self._guard:
            slot = self._new_slot(bytes.fromhex(user_id), USER_SLOT, slot_key, with_clues=user.may_clues)
            users = tuple(changed if other == user else other for other in self._contents.users)
            self._save_slots((*self._slots_without(user_id), slot), users)
        return changed

    def confirm(self, login: str, password: str, *, token: bytes | None = None) -> UserKey | None:
        """The user whose password this is, None when it is nobody's. Asked again before steps that two must take.

        Seconds of Argon2id, and wrong tries count as they do at the unlock screen (TooSoon).
        """
        backoff.require_waited(self.paths.backoff)
        backoff.count_try(self.paths.backoff)
        slot_key = keys.user_key(login, password, token, salt=self._header.salt, params=self._header.kdf)
        held = slots.open_slots(self._header, USER_SLOT, slot_key)
        if held is None:
            return None
        backoff.clear(self.paths.backoff)
        return next((user for user in self._contents.users if user.user_id == held.user_id), None)

    def new_recovery_code(self) -> str:
        """Replace the recovery slot; the old code no longer opens anything. Up to seconds of Argon2id."""
        self._require_may_grant(True)
        code, _ = keys.new_recovery_code()
        slot_key = keys.recovery_key(code, salt=self._header.salt, params=self._header.kdf)
        with self._guard:
            kept = tuple(slot for slot in self._header.slots if slot.kind != RECOVERY_SLOT)
            slot = self._new_slot(secrets.token_bytes(8), RECOVERY_SLOT, slot_key, with_clues=True)
            self._save_slots((*kept, slot), self._contents.users)
        return code

    def _save(
        self,
        contents: Contents,
        *,
        new_slots: tuple[Slot, ...] | None = None,
        clue: tuple[bytes, Anchor] | None = None,
        wipe_old: bool = False,
    ) -> None:
        if not self.is_open:
            raise VaultError("工作库已锁定", kept="已保存的内容都在", todo="请重新解锁")
        changed = replace(
            self._header,
            epoch=self._header.epoch + 1,
            slots=self._header.slots if new_slots is None else new_slots,
        )
        if clue is not None and self._clue_key is not None:
            changed = slots.with_clue_part(changed, bytes(self._clue_key), *clue)
        region, changed = slots.seal_region(changed, contents, bytes(self._vault_key))
        try:
            self._region = header.write(self.paths.header, region, self._region, wipe_old=wipe_old)
        except OSError as error:
            raise VaultError(
                "密钥文件没有写成",
                kept="原来的密钥仍然有效，库里的内容都在",
                todo="请检查磁盘空间和权限后再试",
            ) from error
        self._header, self._contents = changed, contents
        if clue is not None:
            self._clue = clue

    def _save_slots(self, new_slots: tuple[Slot, ...], users: tuple[UserKey, ...]) -> None:
        contents = replace(self._contents, users=users, key_epoch=self._contents.key_epoch + 1)
        self._save(contents, new_slots=new_slots, wipe_old=True)
        try:
            self.mirror_header()
            self._compare_key_epoch()
        except (OSError, VaultError, DatabaseError):
            # The header itself is durable; the next unlock brings mirror and note up to date.
            return

    def _compare_key_epoch(self) -> None:
        connection = self.connect("blobs", "writer")
        try:
            migrate(connection, MIGRATIONS / "blobs")
            compare_key_epoch(connection, self.key_epoch)
        finally:
            connection.close()

    def _new_slot(self, slot_id: bytes, kind: int, slot_key: bytes, *, with_clues: bool) -> Slot:
        clue_key = bytes(self._clue_key) if with_clues and self._clue_key is not None else None
        return slots.make_slot(self._header, slot_id, kind, slot_key, bytes(self._vault_key), clue_key)

    def _slots_without(self, user_id: str) -> tuple[Slot, ...]:
        return tuple(slot for slot in self._header.slots if slot.slot_id.hex() != user_id)

    def _find(self, user_id: str) -> UserKey:
        for user in self._contents.users:
            if user.user_id == user_id:
                return user
        raise Refused("没有这个用户", ["该用户可能已被删除"], todo="请刷新用户列表")

    def _require_may_grant(self, may_clues: bool) -> None:
        if may_clues and self._clue_key is None:
            raise Refused("不能授予这项权限", ["当前用户无权打开线索专区"], todo="请由组长或有权用户操作")

    def _compare_left(self) -> None:
        names = {name for name in DATABASES if name != "clues" or self.has_clues}
        left = self._left.compare(names, self._register_digest)
        if left != self._contents.left:  # durable before anything is written into the databases
            self._save(replace(self._contents, left=left))
        self._compared = True

    def _register_digest(self) -> bytes:
        key = self.database_key("blobs")
        blobs = connect(self.paths.blobs, key, role="reader", page_size=BLOB_PAGE_SIZE)
        try:
            return register_digest(blobs)
        finally:
            blobs.close()

    def _note_left(self) -> None:
        if not self._compared:
            return
        left = self._left.on_close(dict(self._contents.left), self._register_digest)
        sync_folder(self.paths.folder)  # a WAL that is gone must not come back after a power cut
        self._save(replace(self._contents, left=left))

    def _check_after_unlock(self) -> None:
        self._compare_key_epoch()
        if not header.same_slots(self.paths.header_mirror, self._header):
            with suppress(OSError):  # a full disk must not keep the vault shut
                self.mirror_header()


def open_with_key(
    paths: VaultPaths, lock: VaultLock, kind: int, derive: Callable[[bytes, KdfParams], bytes]
) -> Vault:
    """Open by the key that `derive(salt, costs)` gives, with back-off but without looking at the databases.

    For `unlock` and for a restore, whose databases may be damaged.
    """
    file = header.read(paths.header)
    backoff.require_waited(paths.backoff)
    delay = backoff.count_try(paths.backoff)
    held = slots.open_slots(file.header, kind, derive(file.header.salt, file.header.kdf))
    if held is None:
        raise WrongPassword(delay, recovery=kind == RECOVERY_SLOT)
    backoff.clear(paths.backoff)
    return Vault(paths, lock, file, held)


def _unlock(
    folder: Path,
    kind: int,
    derive: Callable[[bytes, KdfParams], bytes],
    progress: Callable[[str], None] | None,
) -> Vault:
    paths = VaultPaths(folder)
    require_not_erasing(paths)
    header.read(paths.header)  # before the lock: opening a folder that is no vault leaves no file in it
    lock = acquire(paths.lock)
    try:
        if progress is not None:
            progress("正在核对口令")
        vault = open_with_key(paths, lock, kind, derive)
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
