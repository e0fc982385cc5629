"""Checks public keys and signatures, and reads age's text form of keys. It makes no keys and stores none.

PyNaCl verifies: other libraries accept keys of low order, with which one signature fits every message.
"""

from __future__ import annotations

import pyrage
from nacl.bindings import crypto_core_ed25519_is_valid_point, crypto_scalarmult
from nacl.exceptions import CryptoError
from nacl.signing import SigningKey, VerifyKey

from app.bundle.refusals import refusal

_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATORS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_RECOGNISE = "请与对方当面重新交换名片"


def check_public(sign_public: bytes) -> None:
    """Refuse a signing key that is not 32 bytes, not canonical or not of prime order; BundleError says so."""
    if len(sign_public) != 32:
        raise refusal("名片里的签名公钥长度不对", _RECOGNISE)
    if not crypto_core_ed25519_is_valid_point(sign_public):
        raise refusal("名片里的签名公钥是无效的弱密钥，任何人都能冒签", _RECOGNISE)


def check_recipient(age_recipient: str) -> None:
    """Refuse an age recipient that is not a sound X25519 key; BundleError says so."""
    raw = _bech32_bytes(age_recipient, "age")
    if raw is None or len(raw) != 32:
        raise refusal("名片里的接收公钥格式不对", _RECOGNISE)
    try:
        # libsodium refuses a point whose product is all zeros: exactly those of low order.
        crypto_scalarmult(b"\x01" * 32, raw)
    except (CryptoError, RuntimeError):
        raise refusal("名片里的接收公钥是无效的弱密钥，任何人都能拆开", _RECOGNISE) from None
    try:
        pyrage.x25519.Recipient.from_str(age_recipient)
    except pyrage.RecipientError:
        raise refusal("名片里的接收公钥格式不对", _RECOGNISE) from None


def sign(seed: bytes, domain: bytes, message: bytes) -> bytes:
    """The 64-byte Ed25519 signature over `domain` + NUL + `message`."""
    return SigningKey(seed).sign(domain + b"\x00" + message).signature


def signed_by(sign_public: bytes, domain: bytes, message: bytes, signature: bytes) -> bool:
    """Whether this key made this signature over exactly this message in this domain."""
    return verifies(sign_public, domain + b"\x00" + message, signature)


def verifies(sign_public: bytes, message: bytes, signature: bytes) -> bool:
    """Plain Ed25519, but only for keys of prime order in their one spelling."""
    if len(signature) != 64 or len(sign_public) != 32:
        return False
    if not crypto_core_ed25519_is_valid_point(sign_public):
        return False
    try:
        VerifyKey(sign_public).verify(message, signature)
    except CryptoError:
        return False
    return True


def _bech32_bytes(text: str, prefix: str) -> bytes | None:
    """The bytes inside a lower-case Bech32 text (BIP 173, as age uses it), or None when it is not one."""
    head = prefix + "1"
    if not text.startswith(head) or len(text) > 120:
        return None
    symbols = [_BECH32.find(character) for character in text[len(head) :]]
    if len(symbols) < 7 or -1 in symbols:
        return None
    expanded = [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix]
    if _checksum(expanded + symbols) != 1:
        return None
    bits = 0
    for symbol in symbols[:-6]:
        bits = bits << 5 | symbol
    spare = 5 * (len(symbols) - 6) % 8
    if spare > 4 or bits & ((1 << spare) - 1):
        return None
    return (bits >> spare).to_bytes(5 * (len(symbols) - 6) // 8, "big")


def _checksum(values: list[int]) -> int:
    total = 1
    for value in values:
        top = total >> 25
        total = (total & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(_GENERATORS):
            if top >> bit & 1:
                total ^= generator
    return total
