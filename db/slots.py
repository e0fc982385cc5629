"""Making and opening key slots, and sealing a header region with the keys they hold. It must not read or write files."""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import NoReturn

from app.core.errors import InputProblems, Problem, VaultError
from db import header, keys
from db.connection import RESTORE_TODO
from db.header import Header, Slot
from db.roster import Anchor, Contents, UserKey, VaultSettings

SLOT_CONTENT = struct.Struct(">B32s32s")
CLUE_CONTENT = struct.Struct(">48sQ32s")
_LONGEST_LOGIN = 32


class WrongPassword(VaultError):
    """Login, password or token do not fit: one wording for all three. `wait_seconds`: until the next try."""

    def __init__(self, wait_seconds: int, *, recovery: bool = False) -> None:
        super().__init__(
            "恢复码不正确" if recovery else "登录名或口令不正确",
            kept="库文件没有变化",
            todo=f"请 {wait_seconds} 秒后再试" + ("" if recovery else "；忘记口令时请由组长用恢复码重设"),
        )
        self.wait_seconds = wait_seconds


@dataclass(frozen=True)
class Held:
    """What one slot held: whose it is, the vault key, the clue key where allowed."""

    user_id: str
    vault_key: bytes
    clue_key: bytes | None

    def __repr__(self) -> str:
        return f"Held({self.user_id})"


def make_slot(
    place: Header, slot_id: bytes, kind: int, slot_key: bytes, vault_key: bytes, clue_key: bytes | None
) -> Slot:
    """A sealed slot; all slots are equally long, so nobody sees from outside which hold the clue key."""
    content = SLOT_CONTENT.pack(clue_key is not None, vault_key, clue_key or bytes(32))
    key = keys.expand(slot_key, "slot", salt=slot_id)
    return Slot(slot_id, kind, keys.seal(key, content, place.slot_binding(slot_id, kind)))


def open_slots(place: Header, kind: int, slot_key: bytes) -> Held | None:
    """Try every slot, without stopping at the one that opens; None when none does."""
    found: Held | None = None
    for slot in place.slots:
        key = keys.expand(slot_key, "slot", salt=slot.slot_id)
        content = keys.unseal(key, slot.sealed, place.slot_binding(slot.slot_id, slot.kind))
        if content is not None and slot.kind == kind:
            with_clues, vault_key, clue_key = SLOT_CONTENT.unpack(content)
            user_id = slot.slot_id.hex() if kind == header.USER_SLOT else ""
            found = Held(user_id, vault_key, clue_key if with_clues else None)
    return found


def mac_key(vault_key: bytes) -> bytes:
    """The key of the header's HMAC."""
    return keys.expand(vault_key, "header-mac")


def body_key(vault_key: bytes) -> bytes:
    """The key of the header's sealed body."""
    return keys.expand(vault_key, "header-body")


def seal_region(place: Header, contents: Contents, vault_key: bytes) -> tuple[bytes, Header]:
    """The bytes of a region with these contents, and the header they decode to."""
    sealed = keys.seal(body_key(vault_key), contents.pack(), place.body_binding())
    filled = replace(place, body=sealed)
    region = header.encode(filled, mac_key(vault_key))
    decoded = header.decode(region)
    assert decoded is not None
    return region, decoded


def open_body(place: Header, vault_key: bytes) -> Contents:
    """The sealed body, after the HMAC over the whole region; VaultError when somebody else wrote it."""
    if not place.is_authentic(mac_key(vault_key)):
        refuse_forged()
    packed = keys.unseal(body_key(vault_key), place.body, place.body_binding())
    if packed is None:
        refuse_forged()
    return Contents.unpack(packed, "group" if place.kind == "group" else "office", place.kdf)


def open_clue_part(place: Header, clue_key: bytes) -> tuple[bytes, Anchor]:
    """Key and anchor of the clue database. Sealed apart: to the other users not even its length exists."""
    opened = keys.unseal(clue_key, place.clue_part, place.clue_binding())
    if opened is None:
        refuse_forged()
    key, seq, head = CLUE_CONTENT.unpack(opened)
    return key, Anchor(seq, head)


def with_clue_part(place: Header, clue_key: bytes, database_key: bytes, anchor: Anchor) -> Header:
    """The header with the clue part sealed anew."""
    content = CLUE_CONTENT.pack(database_key, anchor.seq, anchor.head)
    return replace(place, clue_part=keys.seal(clue_key, content, place.clue_binding()))


def clue_root_binding(place: Header) -> bytes:
    """What the sealed root of the clue database's seals is bound to."""
    return b"root" + place.clue_binding()


def require_login_and_password(
    login: str, password: str, settings: VaultSettings, users: Sequence[UserKey]
) -> None:
    """Raise InputProblems with all that is wrong with a new user's login and password."""
    problems = []
    if not shown(login):
        problems.append(Problem("login", "请填写登录名"))
    if len(shown(login)) > _LONGEST_LOGIN:
        problems.append(Problem("login", f"登录名不超过 {_LONGEST_LOGIN} 个字"))
    if any(keys.normal_login(user.login) == keys.normal_login(login) for user in users):
        problems.append(Problem("login", "已有相同的登录名"))
    faults = keys.check_password(password, settings.grade, login=login, rule=settings.rule)
    problems += [Problem("password", text) for text in faults]
    if problems:
        raise InputProblems("用户没有建立", problems)


def shown(login: str) -> str:
    """A login as it is kept: NFC, trimmed."""
    return unicodedata.normalize("NFC", login).strip()


def expiry(settings: VaultSettings, now: datetime | None) -> date:
    """The day from which a password set now must be changed."""
    return (now or datetime.now()).date() + timedelta(days=settings.rule.days)


def refuse_forged() -> NoReturn:
    """The header opens, but it was not written by this program with this key."""
    raise VaultError(
        "密钥文件的内容被改动过，已停止打开",
        kept="程序没有改动库里的任何文件，备份不受影响",
        todo=RESTORE_TODO,
    )
