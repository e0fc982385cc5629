"""Who may open a vault: users with their slots, passwords, the recovery code. It must not open a database of records.

Each change writes the header anew and wipes the old slots.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from app.core.errors import InputProblems, Problem, Refused, VaultError
from db import backoff, keys, slots
from db.connection import DatabaseError
from db.header import RECOVERY_SLOT, USER_SLOT, Slot
from db.keys import check_password
from db.layout import DatabaseName
from db.roster import UserKey
from db.unlocked import RECOVERY_USER, Unlocked


class Users(Unlocked):
    """The part of an unlocked vault that knows its users."""

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
        self._save_slot(user, changed, slot_key)
        if user_id == self._user_id:
            self._token = bytearray(token) if token is not None else None
        return changed

    def confirm(self, login: str, password: str, *, token: bytes | None = None) -> UserKey | None:
        """The user whose password this is, None when it is nobody's. Asked again before steps that two must take.

        Seconds of Argon2id, and wrong tries count as they do at the unlock screen (TooSoon). The token file that the own user
        unlocked with need not be given again.
        """
        if token is None and keys.normal_login(login) == keys.normal_login(self.user.login):
            token = self.own_token
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

    def change_token(self, password: str, token: bytes | None) -> UserKey:
        """Bind the own password to another token file, or to none; password and term stay. Seconds of Argon2id.

        InputProblems when `password` is not the present one (a wrong try counts as at the unlock screen).
        """
        user = self.user
        if not user.login or self.confirm(user.login, password, token=self.own_token) is None:
            raise InputProblems("令牌没有更换", [Problem("password", "现在的口令不对")])
        slot_key = keys.user_key(user.login, password, token, salt=self._header.salt, params=self._header.kdf)
        changed = replace(user, with_token=token is not None)
        self._save_slot(user, changed, slot_key)
        self._token = bytearray(token) if token is not None else None
        return changed

    def with_fresh_keys(
        self,
        password: str,
        databases: Mapping[DatabaseName, bytes],
        left: Mapping[DatabaseName, bytes],
        now: datetime | None = None,
    ) -> tuple[bytes, tuple[str, tuple[tuple[str, str], ...]]]:
        """A header region for a copy of this vault under fresh keys, and what it has to be opened with.

        databases: the new keyspecs; left: how the new files lie. The second is the new recovery code, and (login, one-time
        password) of every other user. `password` is the own one, just confirmed. Seconds of Argon2id a user.
        """
        assert self._clue is not None
        vault_key, clue_key = secrets.token_bytes(32), secrets.token_bytes(32)
        place = replace(
            self._header, epoch=self._header.epoch + 1, salt=secrets.token_bytes(32), slots=(), body=b""
        )
        made: list[Slot] = []
        users: list[UserKey] = []
        told: list[tuple[str, str]] = []

        def add(slot_id: bytes, kind: int, slot_key: bytes, *, clues: bool) -> None:
            held = clue_key if clues else None
            made.append(slots.make_slot(place, slot_id, kind, slot_key, vault_key, held))

        for user in self._contents.users:
            own = user.user_id == self._user_id
            given = password if own else keys.one_time_password(self.settings.rule)
            token = self.own_token if own else None
            slot_key = keys.user_key(user.login, given, token, salt=place.salt, params=place.kdf)
            add(bytes.fromhex(user.user_id), USER_SLOT, slot_key, clues=user.may_clues)
            if not own:
                told.append((user.login, given))
                expires_on = slots.expiry(self.settings, now)
                user = replace(user, must_change=True, with_token=False, expires_on=expires_on)
            users.append(user)
        code, _ = keys.new_recovery_code()
        recovery = keys.recovery_key(code, salt=place.salt, params=place.kdf)
        add(secrets.token_bytes(8), RECOVERY_SLOT, recovery, clues=True)
        place = slots.with_clue_part(
            replace(place, slots=tuple(made)), clue_key, databases["clues"], self._clue[1]
        )
        contents = replace(
            self._contents,
            records_key=databases["records"],
            blobs_key=databases["blobs"],
            users=tuple(users),
            key_epoch=self._contents.key_epoch + 1,
            left=dict(left),
            seal_root=self._root("records"),
            clue_root=keys.seal(clue_key, self._root("clues"), slots.clue_root_binding(place)),
        )
        region, _ = slots.seal_region(place, contents, vault_key)
        return region, (code, tuple(told))

    def _save_slot(self, user: UserKey, changed: UserKey, slot_key: bytes) -> None:
        with self._guard:
            slot = self._new_slot(bytes.fromhex(user.user_id), USER_SLOT, slot_key, with_clues=user.may_clues)
            users = tuple(changed if other == user else other for other in self._contents.users)
            self._save_slots((*self._slots_without(user.user_id), slot), users)

    def _save_slots(self, new_slots: tuple[Slot, ...], users: tuple[UserKey, ...]) -> None:
        contents = replace(self._contents, users=users, key_epoch=self._contents.key_epoch + 1)
        self._save(contents, new_slots=new_slots, wipe_old=True)
        try:
            self.mirror_header()
            self._compare_key_epoch()
        except (OSError, VaultError, DatabaseError):
            # The header itself is durable; the next unlock brings mirror and note up to date.
            return

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
