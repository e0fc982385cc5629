"""A reader of vaults and bundles written from SECURITY.md alone, with apsw, age and tar. It imports nothing of the product.

It shows that another team can read what this program leaves. It must not become clever: SECURITY.md is to be followed.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import shutil
import struct
import subprocess
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MAGIC = b"XCVAULT\x01"
REGION = 4096


@dataclass(frozen=True)
class Keys:
    """What §3 and §4 yield for a user: vault id, keyspecs of the databases, and what the sealed body says."""

    vault_id: bytes
    keyspecs: Mapping[str, bytes]
    body: Mapping[str, Any]

    def subkey(self, purpose: str, database: str) -> bytes:
        """§3, the last derivation."""
        return derived(self.keyspecs[database][:32], purpose, self.vault_id)


def derived(key: bytes, purpose: str, salt: bytes = b"") -> bytes:
    """HKDF-SHA256 as §3 says."""
    return HKDF(SHA256(), 32, salt or None, b"xuncha-desk/" + purpose.encode()).derive(key)


def unlocked(vault_header: Path, login: str, password: str, token: bytes = b"") -> Keys:
    """§4: the live region, its slots tried, the body and the clue part opened."""
    content = vault_header.read_bytes()
    whole = [
        region
        for region in (content[:REGION], content[REGION : 2 * REGION])
        if region[:8] == MAGIC and hashlib.sha256(region[:-32]).digest() == region[-32:]
    ]
    region = max(whole, key=lambda held: struct.unpack_from(">Q", held, 8)[0])
    vault_id, suite, salt = region[16:32], region[33:34], region[44:76]
    memory, passes, lanes = struct.unpack_from(">IHH", region, 36)
    count, length = struct.unpack_from(">HH", region, 76)
    folded = unicodedata.normalize("NFKC", login).strip().casefold().encode()
    parts = (b"user", folded, unicodedata.normalize("NFC", password).encode(), token)
    secret = b"".join(struct.pack(">I", len(part)) + part for part in parts)
    slot_key = hash_secret_raw(
        secret, salt, time_cost=passes, memory_cost=memory, parallelism=lanes, hash_len=32, type=Type.ID
    )
    costs = struct.pack(">IHH", memory, passes, lanes)
    for number in range(count):
        slot = region[80 + 102 * number : 182 + 102 * number]
        bound = b"slot" + MAGIC + suite + vault_id + salt + costs + slot[:9]
        try:
            opened = unsealed(derived(slot_key, "slot", slot[:8]), slot[9:], bound)
        except InvalidTag:
            continue
        return _opened(region, opened, 80 + 102 * count, length)
    raise InvalidTag


def _opened(region: bytes, slot: bytes, at: int, length: int) -> Keys:
    vault_key, clue_key = slot[1:33], slot[33:65]
    mac = hmac.digest(derived(vault_key, "header-mac"), region[:4032], hashlib.sha256)
    if not hmac.compare_digest(mac, region[4032:4064]):
        raise InvalidTag
    bound = bytearray(region[: at + 116])
    bound[78:80] = bytes(2)
    sealed = region[at + 116 : at + 116 + length]
    body = json.loads(unsealed(derived(vault_key, "header-body"), sealed, bytes(bound)))
    keyspecs = {"records": base64.b64decode(body["rk"]), "blobs": base64.b64decode(body["bk"])}
    if slot[0]:
        clue = unsealed(clue_key, region[at : at + 116], b"clue" + MAGIC + region[16:32])
        keyspecs["clues"] = clue[:48]
    return Keys(region[16:32], keyspecs, body)


def unsealed(key: bytes, sealed: bytes, bound: bytes) -> bytes:
    """Nonce ‖ ChaCha20-Poly1305."""
    return ChaCha20Poly1305(key).decrypt(sealed[:12], sealed[12:], bound)


def database(path: Path, keyspec: bytes, page: int = 4096) -> Any:
    """§5: the database, read by SQLite3 Multiple Ciphers."""
    import apsw

    conn = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    for pragma in ("cipher='sqlcipher'", "legacy=4", f"legacy_page_size={page}"):
        conn.execute(f"PRAGMA {pragma}")
    conn.execute(f"""PRAGMA key = "x'{keyspec.hex()}'" """)
    return conn


def canonical(value: object) -> bytes:
    """Canonical JSON of §5.1."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def chain(rows: list[list[Any]]) -> bytes:
    """§5.2: the hash of the last of these journal rows (twelve columns, blobs as hex); ValueError where it breaks."""
    previous = bytes(32)
    for number, row in enumerate(rows, 1):
        previous = hashlib.sha256(previous + canonical(row[:11])).digest()
        if row[0] != number or previous.hex() != row[11]:
            raise ValueError(f"entry {row[0]}")
    return previous


def row_seal(key: bytes, table: str, names: list[str], row: tuple[Any, ...]) -> bool:
    """§5.1: whether the seal of a row of `table` is right; `names` are its columns."""
    held = dict(zip(names, row, strict=True))
    sealed = {name: held[name] for name in ("number", "state", "deleted", *names[names.index("mac") + 1 :])}
    made = hmac.digest(key, canonical([table, held["id"], held["rev"], sealed]), hashlib.sha256)
    return hmac.compare_digest(made, held["mac"])


def bundle_header(path: Path, sender_key: bytes) -> tuple[dict[str, Any], int]:
    """§7: the header, its signature checked, and where the payload begins."""
    content = path.read_bytes()
    if content[:8] != bytes.fromhex("58 43 42 89 0D 0A 1A 0A") or content[8:10] != b"\0\1":
        raise ValueError("no bundle")
    end = 14 + int.from_bytes(content[10:14], "big")
    signed = b"xuncha-desk bundle header v1\0" + content[:end]
    Ed25519PublicKey.from_public_bytes(sender_key).verify(content[end : end + 64], signed)
    header = json.loads(content[14:end])
    payload = content[end + 64 :]
    if hashlib.sha256(payload).hexdigest() != header["sha256"] or len(payload) != header["length"]:
        raise ValueError("payload")
    return header, end + 64


def unpacked(path: Path, start: int, secret: str, into: Path) -> Path:
    """§7: the bag as `age` and `tar` leave it in `into`, every file confirmed by `sha256sum`."""
    for tool in ("age", "tar", "sha256sum", "tail", "sh"):
        if shutil.which(tool) is None:
            raise FileNotFoundError(tool)
    (into / "key").write_text(secret + "\n")
    line = f"tail -c +{start + 1} '{path}' | age -d -i key | tar x && rm key"
    subprocess.run(["sh", "-c", line], cwd=into, check=True)
    (bag,) = (held for held in into.iterdir() if held.is_dir())
    for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        subprocess.run(["sha256sum", "--strict", "--quiet", "-c", manifest], cwd=bag, check=True)
    return bag
