"""Turns a payload into the byte stream of a tar that holds a BagIt 1.0 bag. It encrypts nothing.

The members' order is fixed (tag files, bundle.json, records, journal, attachments and extras by name, manifests),
so that the reader can check the manifest without remembering it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.bundle import strictjson, tarstream
from app.bundle.contents import (
    ATTACHMENTS,
    BUNDLE_JSON,
    DATA,
    JOURNAL,
    RECORDS,
    AttachmentPart,
    Payload,
    is_address,
    is_extra_name,
)
from app.bundle.header import BundleHeader
from app.bundle.refusals import refusal
from app.bundle.spool import LineSpool
from app.core.errors import BugError

BAGIT_TXT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
MEMBER_LIMIT = 200_000
EXTRA_LIMIT = 32 << 20


class BagWriter:
    """The bag of one bundle. Iterate once; afterwards `content_root` holds SHA-256 of tagmanifest-sha256.txt."""

    def __init__(self, payload: Payload, header: BundleHeader, folder: Path, stack: ExitStack) -> None:
        """Take in the lines of `payload`; what does not fit memory is kept encrypted in `folder`."""
        self._top = header.bundle_id
        self._header = header
        self._mtime = archive_time(header.created)
        self._attachments = _in_order(payload.attachments)
        self._extras = _extras_in_order(payload.extra)
        self._records = stack.enter_context(LineSpool(folder))
        self._records.extend(payload.records)
        self._journal = stack.enter_context(LineSpool(folder))
        self._journal.extend(payload.journal)
        self._bundle_json = strictjson.encode(
            {**repeated_facts(header), "counts": dict(header.counts), "nonce": header.nonce,
             "facts": dict(payload.facts)}
        )  # fmt: skip
        octets = (
            len(self._bundle_json) + self._records.size + self._journal.size
            + sum(part.size for part in self._attachments) + sum(len(content) for _, content in self._extras)
        )  # fmt: skip
        self.oxum = Oxum(octets, 3 + len(self._attachments) + len(self._extras))
        if self.oxum.streams > MEMBER_LIMIT:
            raise refusal(f"要封装的文件超过 {MEMBER_LIMIT} 个", "请分成几个包封装")
        self._manifest: list[str] = []
        self.content_root = ""

    def __iter__(self) -> Iterator[bytes]:
        info = bag_info(self._header, self.oxum)
        yield from self._whole("bagit.txt", BAGIT_TXT)
        yield from self._whole("bag-info.txt", info)
        tags, self._manifest = self._manifest, []
        yield from self._whole(BUNDLE_JSON, self._bundle_json)
        yield from self._member(RECORDS, self._records.size, self._records.chunks())
        yield from self._member(JOURNAL, self._journal.size, self._journal.chunks())
        for part in self._attachments:
            yield from self._member(ATTACHMENTS + part.name, part.size, part.chunks())
        for name, content in self._extras:
            yield from self._whole(DATA + name, content)
        manifest = "".join(self._manifest).encode()
        self._manifest = tags
        yield from self._whole("manifest-sha256.txt", manifest)
        tag_manifest = "".join(self._manifest).encode()
        yield from self._whole("tagmanifest-sha256.txt", tag_manifest)
        yield tarstream.END
        self.content_root = hashlib.sha256(tag_manifest).hexdigest()

    def _whole(self, name: str, content: bytes) -> Iterator[bytes]:
        return self._member(name, len(content), [content])

    def _member(self, name: str, size: int, chunks: Iterable[bytes]) -> Iterator[bytes]:
        yield tarstream.member_header(tarstream.Member(self._top, name, size), self._mtime)
        digest = hashlib.sha256()
        written = 0
        for chunk in chunks:
            digest.update(chunk)
            written += len(chunk)
            if written > size:
                break
            yield chunk
        if written != size:
            raise refusal(
                "有一个附件的内容与登记的大小不符，没有封装", "请先在“保险库检查”中检查附件，再封装"
            )
        yield tarstream.padding(size)
        self._manifest.append(manifest_line(digest.hexdigest(), name))


@dataclass(frozen=True)
class Oxum:
    """BagIt's Payload-Oxum: how many bytes in how many files lie under data/."""

    octets: int
    streams: int


def manifest_line(digest: str, name: str) -> str:
    """One line of a BagIt manifest, as sha256sum reads it."""
    return f"{digest}  {name}\n"


def bag_info(header: BundleHeader, oxum: Oxum) -> bytes:
    """The content of bag-info.txt."""
    return (
        f"Bagging-Date: {header.created.date().isoformat()}\n"
        f"External-Identifier: {header.bundle_id}\n"
        f"Payload-Oxum: {oxum.octets}.{oxum.streams}\n"
    ).encode()


def repeated_facts(header: BundleHeader) -> dict[str, object]:
    """The header's facts as data/bundle.json repeats them, so that a payload cannot get another envelope."""
    return {
        "format": "xuncha-bundle-contents",
        "bundle_id": header.bundle_id,
        "kind": header.kind.value,
        "created": header.created.isoformat(timespec="seconds"),
        "sender": header.sender,
        "sender_key": header.sender_key.hex(),
        "recipients": list(header.recipients),
        "sequence": header.sequence,
        "previous": header.previous,
        "anchors": dict(header.anchors),
    }


def archive_time(created: datetime) -> int:
    """The modification time of every member, in seconds since 1970, kept within what tar can say."""
    return min(max(int(created.timestamp()), 0), 8**11 - 1)


def _in_order(attachments: Iterable[AttachmentPart]) -> list[AttachmentPart]:
    parts = sorted(attachments, key=lambda part: part.name)
    names = [part.name for part in parts]
    if len(set(names)) != len(names) or not all(is_address(name) for name in names):
        raise BugError("BAG-1", "attachment addresses repeat or are out of form")
    if any(not 0 <= part.size <= tarstream.SIZE_LIMIT for part in parts):
        raise refusal("有附件超过 8 GB，不能封装", "请把这个附件拆小后重新登记")
    return parts


def _extras_in_order(extra: Iterable[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    extras = sorted(extra, key=lambda item: item[0])
    names = [name for name, _ in extras]
    if len(set(names)) != len(names) or not all(is_extra_name(name) for name in names):
        raise BugError("BAG-2", "names of extra files repeat or are out of form")
    if any(len(content) > EXTRA_LIMIT for _, content in extras):
        raise refusal("有附带文件超过 32 MB，不能封装", "请作为附件登记后再封装")
    return extras
