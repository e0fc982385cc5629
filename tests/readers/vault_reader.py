"""Another team's reader of a vault, written from SECURITY.md alone: header, slots, body, and pages of a database.

It imports nothing of app or db: argon2 and cryptography do all of it. Every page of a database is checked and decrypted here;
what SQL would make of the pages is left to any SQLite.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import struct
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

REGION, MAGIC, RESERVE = 4096, b"XCVAULT\x01", 80


class Wrong(Exception):
    """What does not hold, in one line."""


@dataclass(frozen=True)
class Unlocked:
    """What a slot opens: the sealed body, the vault key, the clue key where the slot holds it."""

    vault_id: bytes
    epoch: int
    body: dict[str, Any]
    vault_key: bytes
    clue_key: bytes | None
    clue_keyspec: bytes | None

    def keyspec(self, name: str) -> bytes:
        """Key (32) and salt (16) of a database: records, blobs or clues."""
        if name == "clues":
            if self.clue_keyspec is None:
                raise Wrong("no clue key")
            return self.clue_keyspec
        return base64.b64decode(self.body["rk" if name == "records" else "bk"])


def hkdf(key: bytes, purpose: str, salt: bytes = b"") -> bytes:
    """A subkey as SECURITY.md §3 says."""
    return HKDF(hashes.SHA256(), 32, salt, b"xuncha-desk/" + purpose.encode()).derive(key)


def unlock(header_file: Path, login: str, password: str, token: bytes = b"") -> Unlocked:
    """Open a vault's header with a user's password. Wrong when no region holds or no slot opens."""
    content = header_file.read_bytes()
    regions = [content[at : at + REGION] for at in (0, REGION)]
    whole = [
        r
        for r in regions
        if len(r) == REGION and r[:8] == MAGIC and hashlib.sha256(r[:4064]).digest() == r[4064:]
    ]
    if not whole:
        raise Wrong("no whole region")
    region = max(whole, key=lambda r: int.from_bytes(r[8:16], "big"))
    memory, passes, lanes = struct.unpack(">IHH", region[36:44])
    salt, (slots, length) = region[44:76], struct.unpack(">HH", region[76:80])
    if not (65_536 <= memory <= 1 << 20 and 3 <= passes <= 10 and 1 <= lanes <= 8 and slots <= 17):
        raise Wrong("parameters")
    name = unicodedata.normalize("NFKC", login).strip().casefold()
    parts = (b"user", name.encode(), unicodedata.normalize("NFC", password).encode(), token)
    secret = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    slot_key = hash_secret_raw(secret, salt, passes, memory, lanes, 32, Type.ID)
    vault_id, suite = region[16:32], region[33:34]
    for number in range(slots):
        slot = region[80 + 102 * number : 80 + 102 * (number + 1)]
        slot_id, kind, sealed = slot[:8], slot[8:9], slot[9:]
        bound = b"slot" + MAGIC + suite + vault_id + salt + region[36:44] + slot_id + kind
        try:
            opened = _unseal(hkdf(slot_key, "slot", slot_id), sealed, bound)
        except InvalidTag:
            continue
        with_clues, vault_key, clue_key = opened[0], opened[1:33], opened[33:65]
        _check(region, vault_key)
        clue_at = 80 + 102 * slots
        body_at = clue_at + 116
        front = region[:78] + b"\0\0" + region[80:body_at]
        body = _unseal(hkdf(vault_key, "header-body"), region[body_at : body_at + length], front)
        spec = (
            _unseal(clue_key, region[clue_at:body_at], b"clue" + MAGIC + vault_id)[:48]
            if with_clues
            else None
        )
        epoch = int.from_bytes(region[8:16], "big")
        return Unlocked(vault_id, epoch, json.loads(body), vault_key, clue_key if with_clues else None, spec)
    raise Wrong("no slot opens")


def _unseal(key: bytes, sealed: bytes, bound: bytes) -> bytes:
    return ChaCha20Poly1305(key).decrypt(sealed[:12], sealed[12:], bound)


def _check(region: bytes, vault_key: bytes) -> None:
    told = hmac.digest(hkdf(vault_key, "header-mac"), region[:4032], "sha256")
    if not hmac.compare_digest(told, region[4032:4064]):
        raise Wrong("header seal")


def pages(database: Path, keyspec: bytes, page_size: int = 4096) -> Iterator[bytes]:
    """Every page of a SQLCipher 4 database, its seal checked, decrypted, without the 80 reserved bytes.

    The first one begins with the salt where SQLite has its magic; `plain_page_one` puts that back.
    """
    key, salt = keyspec[:32], keyspec[32:]
    seal_salt = bytes(byte ^ 0x3A for byte in salt)
    seal_key = PBKDF2HMAC(hashes.SHA512(), 32, seal_salt, 2).derive(key)
    content = database.read_bytes()
    if len(content) % page_size or content[:16] != salt:
        raise Wrong("length or salt of the database")
    for number in range(1, len(content) // page_size + 1):
        page = content[(number - 1) * page_size : number * page_size]
        start = 16 if number == 1 else 0
        end = page_size - RESERVE
        nonce, seal = page[end : end + 16], page[end + 16 :]
        told = hmac.digest(seal_key, page[start : end + 16] + number.to_bytes(4, "little"), "sha512")
        if not hmac.compare_digest(told, seal):
            raise Wrong(f"seal of page {number}")
        plain = Cipher(algorithms.AES(key), modes.CBC(nonce)).decryptor()
        yield page[:start] + plain.update(page[start:end]) + plain.finalize()


def plain_database(database: Path, keyspec: bytes, page_size: int = 4096) -> bytes:
    """The whole database as any SQLite reads it: the magic put back, the reserved bytes left empty."""
    made = bytearray()
    for number, page in enumerate(pages(database, keyspec, page_size)):
        start = b"SQLite format 3\0" + page[16:] if number == 0 else page
        made += start + bytes(RESERVE)
    return bytes(made)


def page_digest(database: Path, page_size: int = 4096) -> bytes:
    """The digest that the header keeps of a closed database (§6.1): over its length and the seals of its pages."""
    content = database.read_bytes()
    digest = hashlib.sha256(len(content).to_bytes(8, "big"))
    for end in range(page_size, len(content) + 1, page_size):
        digest.update(content[end - 64 : end])
    return digest.digest()[:24]


def check_journal(rows: list[tuple[Any, ...]], head: tuple[int, bytes, bytes], unlocked: Unlocked) -> None:
    """The chain of the records' journal, its sealed head, and the anchor that the header keeps (§5.2, §6.1).

    rows: seq, at, who, device, op, type, record, rev, changes, note, mac, hash, in order; head: seq, hash, seal.
    """
    before = bytes(32)
    hashes_by_number = {0: before}
    for number, row in enumerate(rows, 1):
        *entry, mac, digest = row
        told = json.dumps(
            [*entry, (mac or b"").hex()], ensure_ascii=False, sort_keys=True, separators=(",", ":")
        )
        before = hashlib.sha256(before + told.encode()).digest()
        if entry[0] != number or before != digest:
            raise Wrong(f"journal entry {number}")
        hashes_by_number[number] = before
    seq, digest, seal = head
    key = hkdf(unlocked.keyspec("records")[:32], "journal-head", unlocked.vault_id)
    if (seq, digest) != (len(rows), before) or hmac.digest(
        key, seq.to_bytes(8, "big") + digest, "sha256"
    ) != seal:
        raise Wrong("journal head")
    if anchor := unlocked.body["a"]:
        at, said = anchor
        if hashes_by_number.get(at) != base64.b64decode(said):
            raise Wrong("anchor in the header")
