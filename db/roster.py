"""What the sealed body of a vault header holds: users, settings, database keys, anchors. It must not seal or open it."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from db.keys import KdfParams, PasswordRule, password_rule
from db.layout import DATABASES, DatabaseName

VaultKind = Literal["group", "office"]


@dataclass(frozen=True)
class VaultSettings:
    """What may be set for a vault; `grade` is the 密级, `title` is neutral (no unit, no person)."""

    kind: VaultKind
    title: str
    grade: str
    kdf: KdfParams
    idle_minutes: int = 10
    rule: PasswordRule = field(default_factory=PasswordRule)

    @staticmethod
    def default(kind: VaultKind, grade: str, kdf: KdfParams, title: str = "") -> VaultSettings:
        """Settings of a fresh vault: the password rule of its grade."""
        neutral = title or ("巡察组工作库" if kind == "group" else "巡察办工作库")
        return VaultSettings(kind, neutral, grade, kdf, rule=password_rule(grade))


@dataclass(frozen=True)
class UserKey:
    """One user as the vault's keys know them. `expires_on`: the day from which a new password is asked for."""

    user_id: str
    login: str
    may_clues: bool
    expires_on: date | None
    must_change: bool
    with_token: bool = False

    def days_left(self, today: date) -> int | None:
        """Days until a new password is asked for, 0 or less when it is due; None without a term."""
        return (self.expires_on - today).days if self.expires_on is not None else None

    def must_renew(self, today: date) -> bool:
        """Whether a new password is due before anything else: it was given by somebody else, or its term is over."""
        left = self.days_left(today)
        return self.must_change or (left is not None and left <= 0)


@dataclass(frozen=True)
class Anchor:
    """Where a journal stood when last anchored: entries so far, and the head hash."""

    seq: int
    head: bytes


@dataclass(frozen=True)
class Contents:
    """The sealed body. `key_epoch` rises whenever a slot changes; `restored_at` until the next start has noted it.

    `left`: how the databases lay when the vault was closed (db/pages.py); a database that may be open has none.
    `unexamined`: it was not closed in order once, and nobody has looked at its contents since.
    `seal_root`, `clue_root`: what row seals and journal heads are derived from after the databases were encrypted anew
    (db/rekey.py), the second sealed with the clue key; empty: from the database's own key, as it was made.
    """

    records_key: bytes
    blobs_key: bytes
    settings: VaultSettings
    users: tuple[UserKey, ...]
    replica_id: str
    anchor: Anchor | None = None
    key_epoch: int = 0
    restored_at: datetime | None = None
    left: Mapping[DatabaseName, bytes] = field(default_factory=dict)
    unexamined: bool = False
    seal_root: bytes = b""
    clue_root: bytes = b""

    def pack(self) -> bytes:
        """Compact JSON: the header has under 2 KiB for it."""
        settings, anchor = self.settings, self.anchor
        roots = {"k": self.seal_root, "c": self.clue_root}
        return json.dumps(
            {
                "rk": _b64(self.records_key),
                "bk": _b64(self.blobs_key),
                "t": settings.title,
                "g": settings.grade,
                "i": settings.idle_minutes,
                "p": [settings.rule.length, settings.rule.classes, settings.rule.days],
                "u": [_pack_user(user) for user in self.users],
                "r": self.replica_id,
                "a": [anchor.seq, _b64(anchor.head)] if anchor else None,
                "e": self.key_epoch,
                "s": self.restored_at.isoformat() if self.restored_at else None,
                "l": {name[0]: _b64(digest) for name, digest in self.left.items()},
            }
            | {name: _b64(root) for name, root in roots.items() if root}
            | ({"x": 1} if self.unexamined else {}),
            ensure_ascii=False,
            separators=(",", ":"),
        ).encode()

    @staticmethod
    def unpack(packed: bytes, kind: VaultKind, kdf: KdfParams) -> Contents:
        """The inverse of `pack`; kind and costs stand in the header's open part."""
        held: dict[str, Any] = json.loads(packed)
        settings = VaultSettings(kind, held["t"], held["g"], kdf, held["i"], PasswordRule(*held["p"]))
        return Contents(
            b64decode(held["rk"]),
            b64decode(held["bk"]),
            settings,
            tuple(_unpack_user(user) for user in held["u"]),
            held["r"],
            Anchor(held["a"][0], b64decode(held["a"][1])) if held["a"] else None,
            held["e"],
            datetime.fromisoformat(held["s"]) if held["s"] else None,
            {name: b64decode(held["l"][name[0]]) for name in DATABASES if name[0] in held.get("l", {})},
            bool(held.get("x")),
            b64decode(held.get("k", "")),
            b64decode(held.get("c", "")),
        )


def _b64(content: bytes) -> str:
    return b64encode(content).decode()


def _pack_user(user: UserKey) -> list[Any]:
    flags = user.may_clues + 2 * user.must_change + 4 * user.with_token
    return [user.user_id, user.login, flags, user.expires_on.isoformat() if user.expires_on else None]


def _unpack_user(held: list[Any]) -> UserKey:
    user_id, login, flags, expires = held
    return UserKey(
        user_id,
        login,
        bool(flags & 1),
        date.fromisoformat(expires) if expires else None,
        bool(flags & 2),
        bool(flags & 4),
    )
