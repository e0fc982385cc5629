"""Wraps a bundle's one-time key under a password (Argon2id). It opens no bundle itself.

pyrage's own scrypt takes gigabytes for a hostile file and cannot stream: hence our own slot in the header.
"""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from app.bundle import strictjson
from app.bundle.refusals import refusal

DEFAULT_MEMORY_KIB = 256 << 10
_MEMORY_RANGE = range(64 << 10, (1 << 20) + 1)  # KiB: 64 MiB to 1 GiB
_PASSES_RANGE = range(3, 11)
_LANES_RANGE = range(1, 9)


@dataclass(frozen=True)
class PasswordSlot:
    """Argon2id parameters (memory in KiB) and the wrapped age secret. Bounds are checked when it is read."""

    memory_kib: int
    passes: int
    lanes: int
    salt: bytes
    nonce: bytes
    wrapped: bytes = field(repr=False)

    def to_fields(self) -> dict[str, object]:
        """As it stands in the header's JSON."""
        return {**self._parameters(), "nonce": self.nonce.hex(), "wrapped": self.wrapped.hex()}

    @classmethod
    def from_fields(cls, fields: Mapping[str, object]) -> PasswordSlot:
        """Read the header's JSON; ValueError when a field is missing, extra or out of bounds."""
        if set(fields) != {"kdf", "m", "t", "p", "salt", "nonce", "wrapped"} or fields["kdf"] != "argon2id":
            raise ValueError("password slot")
        slot = cls(
            memory_kib=_within(fields["m"], _MEMORY_RANGE),
            passes=_within(fields["t"], _PASSES_RANGE),
            lanes=_within(fields["p"], _LANES_RANGE),
            salt=_bytes(fields["salt"], 16),
            nonce=_bytes(fields["nonce"], 12),
            wrapped=_bytes(fields["wrapped"], 74 + 16),
        )
        if slot.to_fields() != fields:
            raise ValueError("password slot spelling")
        return slot

    def _parameters(self) -> dict[str, object]:
        return {
            "kdf": "argon2id",
            "m": self.memory_kib,
            "t": self.passes,
            "p": self.lanes,
            "salt": self.salt.hex(),
        }

    def bound_to(self, bundle_id: str) -> bytes:
        """The associated data: the slot cannot be moved to another bundle nor its parameters changed."""
        return strictjson.encode({**self._parameters(), "bundle_id": bundle_id})


def wrap(
    age_secret: str, password: str, bundle_id: str, memory_kib: int = DEFAULT_MEMORY_KIB
) -> PasswordSlot:
    """A slot that yields `age_secret` (74 characters) to whoever knows the password. Takes 0.5–1 s."""
    slot = PasswordSlot(memory_kib, 3, 4, secrets.token_bytes(16), secrets.token_bytes(12), b"")
    sealed = ChaCha20Poly1305(_derived(slot, password)).encrypt(
        slot.nonce, age_secret.encode(), slot.bound_to(bundle_id)
    )
    return PasswordSlot(slot.memory_kib, slot.passes, slot.lanes, slot.salt, slot.nonce, sealed)


def unwrap(slot: PasswordSlot, password: str, bundle_id: str) -> str:
    """The age secret; BundleError when the password is wrong or the slot was altered."""
    try:
        key = _derived(slot, password)
        return ChaCha20Poly1305(key).decrypt(slot.nonce, slot.wrapped, slot.bound_to(bundle_id)).decode()
    except InvalidTag:
        raise refusal("密封包的密码不对", "请向封装人核对密码，注意大小写和空格") from None


def _derived(slot: PasswordSlot, password: str) -> bytes:
    return hash_secret_raw(
        unicodedata.normalize("NFC", password).encode(), slot.salt, slot.passes, slot.memory_kib, slot.lanes,
        32, Type.ID,
    )  # fmt: skip


def _within(value: object, bounds: range) -> int:
    if type(value) is not int or value not in bounds:
        raise ValueError("parameter out of bounds")
    return value


def _bytes(value: object, length: int) -> bytes:
    content = bytes.fromhex(value) if isinstance(value, str) else b""
    if len(content) != length:
        raise ValueError("length")
    return content
