"""An unlocked vault: its lock, its keys, its settings and anchors, and connections to its databases. It must not read records.

Who may open it is db/users.py's business, how it is opened db/vault.py's. See `db.header` for the bytes, `db.slots` and
`db.keys` for the derivations.
"""

from __future__ import annotations

import secrets
import threading
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Literal

from app.core.errors import VaultError
from db import header, keys, slots
from db.connection import BLOB_PAGE_SIZE, PAGE_SIZE, Connection, DatabaseError, Role, connect
from db.durable import sync_folder
from db.header import HeaderFile, Slot
from db.layout import DATABASES, DatabaseName, VaultPaths
from db.lockfile import VaultLock
from db.migrate import MIGRATIONS, migrate
from db.pages import LeftState, register_digest
from db.rollback import compare_key_epoch
from db.roster import Anchor, Contents, UserKey, VaultKind, VaultSettings
from db.slots import Held

RECOVERY_USER = "recovery"


class Unlocked:
    """Holds the lock and the keys of one vault until `close()`."""

    def __init__(
        self, paths: VaultPaths, lock: VaultLock, file: HeaderFile, held: Held, token: bytes | None = None
    ) -> None:
        """Use `db.vault.Vault.create`, `unlock` or `unlock_with_recovery`."""
        self.paths = paths
        self.is_open = True
        self._lock = lock
        self._guard = threading.RLock()
        self._header = file.header
        self._region = file.region
        self._vault_key = bytearray(held.vault_key)
        self._clue_key = bytearray(held.clue_key) if held.clue_key is not None else None
        self._token = bytearray(token) if token is not None else None
        self._user_id = held.user_id or RECOVERY_USER
        self._contents = slots.open_body(file.header, held.vault_key)
        self._clue = slots.open_clue_part(file.header, held.clue_key) if held.clue_key is not None else None
        self._left = LeftState(paths, dict(self._contents.left))
        self._compared = False
        if file.other in ("stale", "broken"):  # a crash before wiping, or a worn region
            self._save(self._contents, wipe_old=True)

    def close(self) -> None:
        """Overwrite the keys and give the lock back; connections must be closed before. Twice is harmless."""
        with self._guard:
            if self.is_open:
                with suppress(
                    OSError, VaultError, DatabaseError
                ):  # then the next unlock looks at the contents
                    self._note_left()
            self.give_up().release()

    def give_up(self) -> VaultLock:
        """Overwrite the keys without a word to the header; the lock, which is still held, is the caller's from now on."""
        with self._guard:
            for key in (self._vault_key, self._clue_key, self._token):
                if key is not None:
                    key[:] = bytes(len(key))
            self._clue = self._token = None
            self._contents = replace(
                self._contents, records_key=b"", blobs_key=b"", seal_root=b"", clue_root=b""
            )
            self.is_open = False
            return self._lock

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
        """Whether it was not closed in order, so that only its contents can tell whether it is whole, and nobody has looked."""
        return self._contents.unexamined or (self._left.unsure and self._contents.anchor is not None)

    def note_examined(self) -> None:
        """Somebody has looked at all contents: the next unlock need not. Durable on return."""
        with self._guard:
            if self._contents.unexamined:
                self._save(replace(self._contents, unexamined=False))

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

    @property
    def own_token(self) -> bytes | None:
        """The token file that this user unlocked with, None when there was none."""
        return bytes(self._token) if self._token is not None else None

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
        return keys.expand(self._root(database), purpose, salt=self._header.vault_id)

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
        """Change title, grade, idle time, password rule. Kind and KDF costs are fixed at creation.

        A shorter term holds for the passwords in use, too.
        """
        if (settings.kind, settings.kdf) != (self.settings.kind, self.settings.kdf):
            raise ValueError("kind and KDF costs are fixed at creation")
        latest = slots.expiry(settings, None)
        users = tuple(
            replace(user, expires_on=latest) if user.expires_on and user.expires_on > latest else user
            for user in self._contents.users
        )
        with self._guard:
            self._save(replace(self._contents, settings=settings, users=users))

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

    def _compare_key_epoch(self) -> None:
        connection = self.connect("blobs", "writer")
        try:
            migrate(connection, MIGRATIONS / "blobs")
            compare_key_epoch(connection, self.key_epoch)
        finally:
            connection.close()

    def _root(self, name: DatabaseName) -> bytes:
        key = self.database_key(name)
        if name == "records" and self._contents.seal_root:
            return self._contents.seal_root
        if name == "clues" and self._contents.clue_root and self._clue_key is not None:
            root = keys.unseal(
                bytes(self._clue_key), self._contents.clue_root, slots.clue_root_binding(self._header)
            )
            return root if root is not None else slots.refuse_forged()
        return key[:32]

    def _compare_left(self) -> None:
        names = {name for name in DATABASES if name != "clues" or self.has_clues}
        left = self._left.compare(names, self._register_digest)
        if left != self._contents.left or self.is_unsure != self._contents.unexamined:
            # Durable before anything is written into the databases.
            self._save(replace(self._contents, left=left, unexamined=self.is_unsure))
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
