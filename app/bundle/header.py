"""The outer header of a sealed bundle (.xcb): what it states, and how it lies in the file. No payload is read here.

Layout, all numbers big-endian:
    8 bytes  magic            2 bytes  version (1)          4 bytes  length L of the JSON (≤ 64 KiB)
    L bytes  canonical JSON, padded with spaces              64 bytes Ed25519 signature
    then the age v1 payload, to the end of the file. `tail -c +N` with N = payload_offset + 1 yields the payload.
The signature covers everything before it. Counts and nonce stand inside the payload only: outside lies one
hash that commits to both, so that a count of clues shows on no envelope.
"""

from __future__ import annotations

import hashlib
import json
import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import BinaryIO

from app.bundle import keys, strictjson
from app.bundle.password import PasswordSlot
from app.bundle.refusals import refusal
from app.core.errors import BugError

MAGIC = b"XCB\x89\r\n\x1a\n"
VERSION = 1
HEADER_LIMIT = 64 << 10
RECIPIENT_LIMIT = 64
SIGNATURE_LENGTH = 64
ALGORITHMS: Mapping[str, str] = {
    "bag": "bagit-1.0-tar",
    "hash": "sha-256",
    "payload": "age-v1-x25519",
    "sign": "ed25519",
}
_PREFIX = struct.Struct(">8sHI")
_DOMAIN = b"xuncha-desk bundle header v1"
_PAD = 256
_HASH = re.compile(r"[0-9a-f]{64}")
_KEY_ID = re.compile(r"[0-9a-f]{16}")
_BUNDLE_ID = re.compile(r"[0-9a-f]{32}")
_FIELDS = {
    "format", "bundle_id", "kind", "created", "sender", "sender_key", "recipients", "sequence", "previous",
    "sha256", "length", "content_root", "commitment", "payload_offset", "anchors", "algorithms",
}  # fmt: skip


class BundleKind(StrEnum):
    """What a bundle carries, and between whom."""

    TASK = "task"
    COLLAB = "collab"
    HANDOVER = "handover"
    RECEIPT = "receipt"
    CLUE = "clue"
    RECTIFICATION = "rectification"
    ARCHIVE = "archive"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return _LABELS[self]


_LABELS = {
    BundleKind.TASK: "任务包",
    BundleKind.COLLAB: "协作包",
    BundleKind.HANDOVER: "移交包",
    BundleKind.RECEIPT: "回执",
    BundleKind.CLUE: "线索包",
    BundleKind.RECTIFICATION: "整改包",
    BundleKind.ARCHIVE: "归档包",
}


@dataclass(frozen=True)
class BundleHeader:
    """What the signed header states.

    sender, recipients: key ids; sender_key: the signing key it claims; sha256, length: of the age payload;
    content_root: SHA-256 of tagmanifest-sha256.txt inside; previous: sha256 of the sender's bundle before
    ("" for the first); payload_offset: bytes before the payload; anchors: journal sequence and head.
    counts and nonce are known to the sender and to whoever opened the bundle; outside they are empty.
    """

    bundle_id: str
    kind: BundleKind
    created: datetime
    sender: str
    sender_key: bytes
    recipients: tuple[str, ...]
    sequence: int
    previous: str
    sha256: str
    length: int
    content_root: str
    commitment: str
    payload_offset: int
    anchors: Mapping[str, str]
    password_slot: PasswordSlot | None = None
    signature: bytes = field(default=b"", repr=False)
    counts: Mapping[str, int] = field(default_factory=dict)
    nonce: str = field(default="", repr=False)

    def to_json(self) -> str:
        """All of it, counts and nonce too, as the vault keeps it beside the record of a sent bundle."""
        return strictjson.encode(
            {
                "header": _stated(self),
                "signature": self.signature.hex(),
                "counts": dict(self.counts),
                "nonce": self.nonce,
            }
        ).decode()

    @classmethod
    def from_json(cls, text: str) -> BundleHeader:
        """Read back what to_json() wrote; BugError when it is anything else."""
        try:
            stored = json.loads(text)
            header = _understood(stored["header"], bytes.fromhex(stored["signature"]))
        except (ValueError, KeyError, TypeError):
            raise BugError("HDR-1", "stored header is unreadable") from None
        return replace(header, counts=stored["counts"], nonce=stored["nonce"])


def commitment_of(nonce: str, counts: Mapping[str, int]) -> str:
    """The hash by which the header commits to nonce (hex) and counts without showing them."""
    inner = strictjson.encode({"counts": dict(counts), "nonce": nonce})
    return hashlib.sha256(b"xuncha-desk bundle contents v1\x00" + inner).hexdigest()


def reserve(draft: BundleHeader) -> BundleHeader:
    """`draft` with placeholders for what is known only after encryption, and with its final payload_offset."""
    draft = replace(draft, sha256="0" * 64, content_root="0" * 64, length=10**14, payload_offset=10**5)
    needed = len(strictjson.encode(_stated(draft)))
    padded = -(-needed // _PAD) * _PAD
    if padded > HEADER_LIMIT:
        raise BugError("HDR-2", "header does not fit")
    return replace(draft, payload_offset=_PREFIX.size + padded + SIGNATURE_LENGTH)


def signed_header(header: BundleHeader, seed: bytes) -> tuple[BundleHeader, bytes]:
    """The header with its signature, and the bytes from the start of the file up to the payload."""
    padded = header.payload_offset - _PREFIX.size - SIGNATURE_LENGTH
    signed = _PREFIX.pack(MAGIC, VERSION, padded) + strictjson.encode(_stated(header)).ljust(padded)
    signature = keys.sign(seed, _DOMAIN, signed)
    return replace(header, signature=signature), signed + signature


def read_header(file: BinaryIO, file_size: int) -> tuple[BundleHeader, bytes]:
    """The header at the start of `file` and the bytes its signature covers; every bound checked, no signature.

    Raises BundleError: not a bundle, another version, damaged header, truncated, extended.
    """
    start = file.read(_PREFIX.size)
    if not MAGIC.startswith(start[: len(MAGIC)]) or not start:
        raise refusal("这个文件不是密封包", "请选择扩展名为 .xcb 的文件")
    if len(start) < _PREFIX.size:
        raise _truncated()
    _, version, length = _PREFIX.unpack(start)
    if version != VERSION:
        raise refusal("密封包的格式版本是本程序不认识的", "请升级程序，或请对方用同一版本重新封装")
    if not 2 <= length <= HEADER_LIMIT:
        raise refusal("密封包的包头长度超出规定，包头已损坏或被改动")
    content, signature = file.read(length), file.read(SIGNATURE_LENGTH)
    if len(signature) < SIGNATURE_LENGTH:
        raise _truncated()
    try:
        header = _understood(strictjson.decode(content.rstrip(b" ")), signature)
        if header.payload_offset != _PREFIX.size + length + SIGNATURE_LENGTH:
            raise ValueError("offset")
    except (ValueError, OverflowError):
        raise refusal("密封包的包头内容不合规定，已损坏或被改动") from None
    if file_size < header.payload_offset + header.length:
        raise _truncated()
    if file_size > header.payload_offset + header.length:
        raise refusal("密封包末尾多出了内容，文件被改动过")
    return header, start + content


def signature_holds(header: BundleHeader, signed: bytes, key: bytes) -> bool:
    """Whether `key` signed exactly these header bytes."""
    return keys.signed_by(key, _DOMAIN, signed, header.signature)


def _truncated() -> Exception:
    return refusal("密封包不完整，后面的内容缺失", "请重新拷贝文件；仍不行时请对方重新封装")


def _stated(header: BundleHeader) -> dict[str, object]:
    stated: dict[str, object] = {
        "format": "xuncha-bundle",
        "bundle_id": header.bundle_id,
        "kind": header.kind.value,
        "created": header.created.isoformat(timespec="seconds"),
        "sender": header.sender,
        "sender_key": header.sender_key.hex(),
        "recipients": list(header.recipients),
        "sequence": header.sequence,
        "previous": header.previous,
        "sha256": header.sha256,
        "length": header.length,
        "content_root": header.content_root,
        "commitment": header.commitment,
        "payload_offset": header.payload_offset,
        "anchors": dict(header.anchors),
        "algorithms": dict(ALGORITHMS),
    }
    if header.password_slot is not None:
        stated["password_slot"] = header.password_slot.to_fields()
    return stated


def _understood(fields: Mapping[str, object], signature: bytes) -> BundleHeader:
    """The header that the parsed JSON states; ValueError for any field that is missing, extra or out of form."""
    if set(fields) - {"password_slot"} != _FIELDS or fields["format"] != "xuncha-bundle":
        raise ValueError("fields")
    if fields["algorithms"] != ALGORITHMS:
        raise ValueError("algorithms")
    recipients, anchors = fields["recipients"], fields["anchors"]
    if not isinstance(recipients, list) or len(recipients) > RECIPIENT_LIMIT:
        raise ValueError("recipients")
    if not isinstance(anchors, dict) or not all(isinstance(v, str) for v in anchors.values()):
        raise ValueError("anchors")
    slot = fields.get("password_slot")
    if slot is not None and not isinstance(slot, dict):
        raise ValueError("password slot")
    created = datetime.fromisoformat(_text(fields["created"], re.compile(r"[0-9T:+.-]{19,40}")))
    if created.tzinfo is None:
        raise ValueError("created")
    return BundleHeader(
        bundle_id=_text(fields["bundle_id"], _BUNDLE_ID),
        kind=BundleKind(_text(fields["kind"], re.compile("[a-z]+"))),
        created=created,
        sender=_text(fields["sender"], _KEY_ID),
        sender_key=bytes.fromhex(_text(fields["sender_key"], _HASH)),
        recipients=tuple(_text(item, _KEY_ID) for item in recipients),
        sequence=_number(fields["sequence"], 10**12),
        previous=_text(fields["previous"], re.compile(r"([0-9a-f]{64})?")),
        sha256=_text(fields["sha256"], _HASH),
        length=_number(fields["length"], 10**14),
        content_root=_text(fields["content_root"], _HASH),
        commitment=_text(fields["commitment"], _HASH),
        payload_offset=_number(fields["payload_offset"], 10**5),
        anchors=anchors,
        password_slot=None if slot is None else PasswordSlot.from_fields(slot),
        signature=signature,
    )


def _text(value: object, pattern: re.Pattern[str]) -> str:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise ValueError("text out of form")
    return value


def _number(value: object, limit: int) -> int:
    if type(value) is not int or not 0 <= value <= limit:
        raise ValueError("number out of range")
    return value
