"""Another team's reader of our bundles, written from SECURITY.md alone: age, tar and JSON; signatures with cryptography.

It imports nothing of app or db. Run as `python tests/readers/bundle_reader.py FILE CARD KEYFILE`.
"""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

MAGIC = bytes.fromhex("58 43 42 89 0D 0A 1A 0A")


class Wrong(Exception):
    """What does not hold, in one line."""


@dataclass(frozen=True)
class Opened:
    """A bundle that holds in every respect: header, members by name without the folder, records as objects."""

    header: dict[str, Any]
    members: dict[str, bytes]
    records: list[dict[str, Any]]


def canonical(held: object) -> bytes:
    """Canonical JSON of SECURITY.md §5.1."""
    return json.dumps(held, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def signed(public: str, domain: bytes, content: bytes, signature: bytes) -> None:
    """Wrong unless `signature` is that of `public` (hex) over the domain-separated content."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(signature, domain + b"\0" + content)
    except InvalidSignature:
        raise Wrong(f"signature over {domain.decode()}") from None


def read_card(content: bytes) -> dict[str, Any]:
    """A card whose own signature holds."""
    card = json.loads(content)
    rest = {name: value for name, value in card.items() if name != "signature"}
    if card["format"] != "xuncha-card":
        raise Wrong("not a card")
    signed(card["sign"], b"xuncha-desk card v1", canonical(rest), bytes.fromhex(card["signature"]))
    return dict(card)


def key_id(card: dict[str, Any]) -> str:
    """The key id of a card."""
    return hashlib.sha256(bytes.fromhex(card["sign"]) + card["age"].encode()).hexdigest()[:16]


def read_bundle(content: bytes, card: dict[str, Any], age_key: Path) -> Opened:
    """Open a bundle with the age program and check everything that SECURITY.md §7 promises. Wrong says what does not hold."""
    header, offset = _header(content, card)
    payload = content[offset:]
    if header["payload_offset"] != offset or header["length"] != len(payload):
        raise Wrong("payload length")
    if hashlib.sha256(payload).hexdigest() != header["sha256"]:
        raise Wrong("payload hash")
    plain = subprocess.run(
        ["age", "-d", "-i", str(age_key)], input=payload, capture_output=True, check=True
    ).stdout
    members = _members(plain, header["bundle_id"])
    _bag(members, header)
    inside = json.loads(members["data/bundle.json"])
    for name in ("bundle_id", "kind", "sender", "sequence"):
        if inside[name] != header[name]:
            raise Wrong(f"{name} inside")
    told = canonical({"counts": inside["counts"], "nonce": inside["nonce"]})
    if hashlib.sha256(b"xuncha-desk bundle contents v1\0" + told).hexdigest() != header["commitment"]:
        raise Wrong("commitment")
    records = [json.loads(line) for line in members["data/records.jsonl"].splitlines() if line]
    counts: dict[str, int] = {}
    for record in records:
        counts[record["t"]] = counts.get(record["t"], 0) + 1
    if counts != inside["counts"]:
        raise Wrong("counts")
    _chain(members.get("data/journal.jsonl", b""), header["anchors"])
    return Opened(header, members, records)


def _header(content: bytes, card: dict[str, Any]) -> tuple[dict[str, Any], int]:
    if content[:8] != MAGIC or content[8:10] != b"\0\1":
        raise Wrong("magic")
    length = int.from_bytes(content[10:14], "big")
    if length > 65_536:
        raise Wrong("header length")
    end = 14 + length
    header = json.loads(content[14:end])
    if header["sender_key"] != card["sign"] or header["sender"] != key_id(card):
        raise Wrong("sender")
    signed(card["sign"], b"xuncha-desk bundle header v1", content[:end], content[end : end + 64])
    return dict(header), end + 64


def _members(plain: bytes, top: str) -> dict[str, bytes]:
    found = {}
    with tarfile.open(fileobj=io.BytesIO(plain)) as archive:
        for member in archive:
            name = member.name.removeprefix(f"{top}/")
            held = archive.extractfile(member)
            if not member.isreg() or held is None or name == member.name or name in found:
                raise Wrong(f"member {member.name}")
            found[name] = held.read()
    return found


def _bag(members: dict[str, bytes], header: dict[str, Any]) -> None:
    """BagIt: every file stands in a manifest with its hash, and nothing else is there."""
    if hashlib.sha256(members["tagmanifest-sha256.txt"]).hexdigest() != header["content_root"]:
        raise Wrong("content root")
    listed = {"tagmanifest-sha256.txt"}
    for manifest in ("tagmanifest-sha256.txt", "manifest-sha256.txt"):
        for line in members[manifest].decode().splitlines():
            digest, _, name = line.partition("  ")
            if hashlib.sha256(members[name]).hexdigest() != digest:
                raise Wrong(f"hash of {name}")
            listed.add(name)
    if listed != set(members):
        raise Wrong("files outside the manifests")
    for name, held in members.items():
        if (
            name.startswith("data/attachments/")
            and hashlib.sha256(held).hexdigest() != name.rpartition("/")[2]
        ):
            raise Wrong(f"attachment {name}")


def _chain(journal: bytes, anchors: dict[str, str]) -> None:
    """The journal's chain (§5.2), up to the anchor that the signed header names; nothing where no journal travels."""
    before, at = bytes(32), 0
    for line in journal.splitlines():
        *entry, digest = json.loads(line)
        if hashlib.sha256(before + canonical(entry)).hexdigest() != digest:
            raise Wrong(f"journal entry {entry[0]}")
        before, at = bytes.fromhex(digest), int(entry[0])
    if at and (str(at), before.hex()) != (anchors["seq"], anchors["head"]):
        raise Wrong("journal head")


if __name__ == "__main__":
    card = read_card(Path(sys.argv[2]).read_bytes())
    opened = read_bundle(Path(sys.argv[1]).read_bytes(), card, Path(sys.argv[3]))
    print(json.dumps(opened.header, ensure_ascii=False, indent=1))
    print(*sorted(opened.members), sep="\n")
