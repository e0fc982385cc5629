"""Builders for the bundle tests: people, sealed files, hostile archives. They use the real sealing throughout."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pyrage
import pytest

from app.bundle import strictjson
from app.bundle.bagwriter import BAGIT_TXT, Oxum, archive_time, bag_info, manifest_line, repeated_facts
from app.bundle.bundle import (
    AttachmentPart,
    BundleHeader,
    BundleKind,
    Card,
    Identity,
    Ledger,
    MemoryStaging,
    Payload,
    Sealed,
    new_identity,
    seal,
)
from app.bundle.header import commitment_of, reserve, signed_header
from app.bundle.tarstream import END, Member, member_header, padding

FULL = os.environ.get("XUNCHA_FULL") == "1"
SHARED = Path(os.environ.get("XUNCHA_SHARED") or Path(__file__).resolve().parents[2] / ".." / "shared")
WHEN = datetime(2026, 3, 15, 9, 30, tzinfo=UTC)
COUNTS = {"petition": 4, "interview": 3}
ADDRESS = "ab" * 32


def suite(name: str) -> Path:
    """A public test suite's file, or a plain skip where it is absent."""
    path = SHARED / "suites" / name
    if not path.exists():
        pytest.skip(f"the public suite {name} is not here")
    return path


@dataclass(frozen=True)
class People:
    """A group, its office, another office, and the cards that each of them has compared in person."""

    group: Identity
    office: Identity
    stranger: Identity

    @property
    def pinned(self) -> dict[str, Card]:
        return {who.key_id: who.card for who in (self.group, self.office, self.stranger)}


def new_people() -> People:
    return People(
        new_identity("第一巡察组", "某县巡察组", "group"),
        new_identity("巡察办", "某县委巡察办", "office"),
        new_identity("外县巡察办", "外县委巡察办", "office"),
    )


def attachment(content: bytes, address: str = ADDRESS) -> AttachmentPart:
    def chunks() -> Iterator[bytes]:
        for start in range(0, len(content), 1 << 20):
            yield content[start : start + (1 << 20)]

    return AttachmentPart(address, len(content), chunks)


def small_payload() -> Payload:
    return Payload(
        records=[b'{"type":"petition","id":1}', b'{"type":"interview","id":2}\n'],
        journal=[b'{"seq":1}'],
        facts={"round": "2026-1", "revision": 7},
        attachments=[attachment(b"scanned page " * 300)],
        extra=[("papers/01.pdf", b"%PDF-1.7 paper")],
    )


def seal_small(
    path: Path,
    people: People,
    *,
    sender: Identity | None = None,
    recipients: list[Card] | None = None,
    ledger: Ledger | None = None,
    payload: Payload | None = None,
    kind: BundleKind = BundleKind.HANDOVER,
) -> Sealed:
    return seal(
        path,
        payload or small_payload(),
        kind=kind,
        sender=sender or people.group,
        recipients=[people.office.card] if recipients is None else recipients,
        ledger=ledger or Ledger(1, ""),
        created=WHEN,
        counts=COUNTS,
        anchors={"seq": "42", "head": "cd" * 32},
    )


class CountingStaging(MemoryStaging):
    """Keeps only sizes: for bundles larger than memory should be."""

    def __init__(self) -> None:
        super().__init__()
        self.sizes: dict[str, int] = {}

    def attachment(self, address: str, size: int, chunks: Iterator[bytes]) -> None:
        self.sizes[address] = sum(len(chunk) for chunk in chunks)


def draft_header(people: People) -> BundleHeader:
    """The reserved header of a bundle from the group to the office, before encryption."""
    nonce = "ef" * 32
    return reserve(
        BundleHeader(
            bundle_id="0123456789abcdef" * 2,
            kind=BundleKind.HANDOVER,
            created=WHEN,
            sender=people.group.key_id,
            sender_key=people.group.card.sign_public,
            recipients=(people.office.key_id,),
            sequence=1,
            previous="",
            sha256="",
            length=0,
            content_root="",
            commitment=commitment_of(nonce, COUNTS),
            payload_offset=0,
            anchors={},
            counts=COUNTS,
            nonce=nonce,
        )
    )


def seal_raw(path: Path, people: People, payload: bytes, content_root: str = "0" * 64) -> None:
    """A correctly signed bundle around any bytes in place of the age payload: a malicious but known sender."""
    header = replace(
        draft_header(people),
        sha256=hashlib.sha256(payload).hexdigest(),
        length=len(payload),
        content_root=content_root,
    )
    _, start = signed_header(header, people.group.sign_seed)
    path.write_bytes(start + payload)


def encrypt(people: People, plain: bytes) -> bytes:
    return pyrage.encrypt(plain, [pyrage.x25519.Recipient.from_str(people.office.card.age_recipient)])


def entry(name: str, content: bytes, top: str | None = None) -> bytes:
    """One well-formed member as our writer makes it, under any name."""
    member = Member("0123456789abcdef" * 2 if top is None else top, name, len(content))
    return member_header(member, archive_time(WHEN)) + content + padding(len(content))


Files = list[tuple[str, bytes]]


def bundle_json(people: People) -> bytes:
    header = draft_header(people)
    inner = {**repeated_facts(header), "counts": COUNTS, "nonce": header.nonce, "facts": {}}
    return strictjson.encode(inner)


def ordinary_files(people: People) -> Files:
    """The payload files of a small, honest bag, in order."""
    return [
        ("data/bundle.json", bundle_json(people)),
        ("data/records.jsonl", b'{"id":1}\n'),
        ("data/journal.jsonl", b""),
        (f"data/attachments/{ADDRESS}", b"scan"),
        ("data/papers/01.pdf", b"%PDF"),
    ]


def bag(
    people: People,
    files: Files,
    *,
    oxum: Oxum | None = None,
    insert: bytes = b"",
    manifest: bytes | None = None,
    end: bytes = END,
    after: Callable[[bytes], bytes] = lambda tar: tar,
) -> tuple[bytes, str]:
    """A whole tar and its content root, from files that need not be honest. insert: bytes before the manifest."""
    info = bag_info(draft_header(people), oxum or Oxum(sum(len(c) for _, c in files), len(files)))
    listed = "".join(manifest_line(hashlib.sha256(c).hexdigest(), n) for n, c in files).encode()
    manifest = listed if manifest is None else manifest
    tags = [("bagit.txt", BAGIT_TXT), ("bag-info.txt", info), ("manifest-sha256.txt", manifest)]
    tag_manifest = "".join(manifest_line(hashlib.sha256(c).hexdigest(), n) for n, c in tags).encode()
    tar = b"".join(entry(name, content) for name, content in [*tags[:2], *files])
    tar += (
        insert + entry("manifest-sha256.txt", manifest) + entry("tagmanifest-sha256.txt", tag_manifest) + end
    )
    return after(tar), hashlib.sha256(tag_manifest).hexdigest()
