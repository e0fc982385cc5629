"""Checks a decrypted bag while it streams by, and hands its parts to staging. It decrypts and commits nothing.

Only bags in bagwriter's order are accepted; sizes are declared first, counted as they come, and compared with
the manifest and the signed content root at the end. Memory does not grow with the bundle.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from app.bundle import strictjson
from app.bundle.bagwriter import (
    BAGIT_TXT,
    EXTRA_LIMIT,
    MEMBER_LIMIT,
    Oxum,
    archive_time,
    bag_info,
    manifest_line,
    repeated_facts,
)
from app.bundle.contents import (
    ATTACHMENTS,
    BUNDLE_JSON,
    DATA,
    JOURNAL,
    RECORDS,
    Staging,
    is_address,
    is_extra_name,
)
from app.bundle.header import BundleHeader, commitment_of
from app.bundle.refusals import refusal
from app.bundle.tarstream import Member, TarReader

LINE_LIMIT = 4 << 20
BUNDLE_JSON_LIMIT = 1 << 20
TAG_FILE_LIMIT = 4 << 10
_OXUM = re.compile(rb"Payload-Oxum: (\d{1,15})\.(\d{1,7})\n")


@dataclass(frozen=True)
class BagContents:
    """What the bag states about itself: the header completed by counts and nonce, and the sender's facts."""

    header: BundleHeader
    facts: Mapping[str, str | int]


class BagReader:
    """One pass over one bag, from `read(n)`."""

    def __init__(self, read: Callable[[int], bytes], header: BundleHeader, staging: Staging) -> None:
        self._tar = TarReader(read, archive_time(header.created))
        self._header = header
        self._staging = staging
        self._manifest = hashlib.sha256()
        self._manifest_size = 0
        self._left = Oxum(0, 0)

    def run(self) -> BagContents:
        """Read to the end mark, handing every part to staging. BundleError when anything is not as promised."""
        tags = [
            manifest_line(_digest(self._tag_file("bagit.txt", BAGIT_TXT)), "bagit.txt"),
            manifest_line(_digest(self._bag_info()), "bag-info.txt"),
        ]
        contents = self._bundle_json()
        self._staging.begin(contents.header)
        self._lines(RECORDS, self._staging.record)
        self._lines(JOURNAL, self._staging.journal)
        after = self._attachments()
        after = self._extras(after)
        if self._left != Oxum(0, 0):
            raise refusal("密封包内的文件数量或大小与申报的不符")
        tags.append(manifest_line(self._manifest_file(after), "manifest-sha256.txt"))
        tag_manifest = "".join(tags).encode()
        if _digest(tag_manifest) != self._header.content_root:
            raise refusal("密封包内的内容与签名的内容指纹不符")
        self._tag_file("tagmanifest-sha256.txt", tag_manifest)
        if self._tar.next() is not None:
            raise _unexpected()
        return contents

    def _member(self) -> Member:
        member = self._tar.next()
        if member is None or member.top != self._header.bundle_id:
            raise _unexpected()
        return member

    def _named(self, name: str) -> Member:
        member = self._member()
        if member.name != name:
            raise _unexpected()
        return member

    def _tag_file(self, name: str, expected: bytes) -> bytes:
        if self._named(name).size != len(expected) or b"".join(self._tar.chunks()) != expected:
            raise refusal("密封包内的归档说明文件不合规定")
        return expected

    def _bag_info(self) -> bytes:
        if self._named("bag-info.txt").size > TAG_FILE_LIMIT:
            raise refusal("密封包内的归档说明文件不合规定")
        content = b"".join(self._tar.chunks())
        declared = _OXUM.search(content)
        if declared is not None:
            self._left = Oxum(int(declared[1]), int(declared[2]))
        if declared is None or bag_info(self._header, self._left) != content:
            raise refusal("密封包内的归档说明文件不合规定")
        if self._left.streams > MEMBER_LIMIT or self._left.octets > self._header.length:
            raise refusal("密封包申报的内容超出规定的限度")
        return content

    def _payload(self, member: Member) -> Iterator[bytes]:
        """The chunks of a file under data/, counted against what was declared and entered into the manifest."""
        self._left = Oxum(self._left.octets - member.size, self._left.streams - 1)
        if self._left.octets < 0 or self._left.streams < 0:
            raise refusal("密封包内的文件数量或大小与申报的不符")
        digest = hashlib.sha256()
        for chunk in self._tar.chunks():
            digest.update(chunk)
            yield chunk
        line = manifest_line(digest.hexdigest(), member.name).encode()
        self._manifest.update(line)
        self._manifest_size += len(line)

    def _bundle_json(self) -> BagContents:
        member = self._named(BUNDLE_JSON)
        if member.size > BUNDLE_JSON_LIMIT:
            raise refusal("密封包内的说明过大，不予接收")
        try:
            stated = strictjson.decode(b"".join(self._payload(member)))
            counts, nonce, facts = stated.pop("counts"), stated.pop("nonce"), stated.pop("facts")
            if not isinstance(facts, dict) or not isinstance(counts, dict) or not isinstance(nonce, str):
                raise ValueError("facts")
            if not all(type(value) in (str, int) for value in facts.values()):
                raise ValueError("facts")
            if not all(type(value) is int for value in counts.values()):
                raise ValueError("counts")
        except (ValueError, KeyError):
            raise refusal("密封包内的说明不合规定") from None
        if stated != repeated_facts(self._header) or commitment_of(nonce, counts) != self._header.commitment:
            raise refusal("密封包内外的说明不一致，内容可能被换过信封")
        return BagContents(replace(self._header, counts=counts, nonce=nonce), facts)

    def _lines(self, name: str, take: Callable[[bytes], None]) -> None:
        rest = b""
        for chunk in self._payload(self._named(name)):
            *whole, rest = (rest + chunk).split(b"\n")
            if len(rest) > LINE_LIMIT or any(not 0 < len(line) <= LINE_LIMIT for line in whole):
                raise refusal("密封包内有过长或空白的记录行")
            for line in whole:
                take(line)
        if rest:
            raise refusal("密封包内的最后一条记录不完整")

    def _attachments(self) -> Member:
        last = ""
        while True:
            member = self._member()
            address = member.name.removeprefix(ATTACHMENTS)
            if address == member.name:
                return member
            if not is_address(address) or address <= last:
                raise _unexpected()
            chunks = self._payload(member)
            self._staging.attachment(address, member.size, chunks)
            for _ in chunks:  # what staging left unread still counts for the manifest
                pass
            last = address

    def _extras(self, member: Member) -> Member:
        last = ""
        while member.name.startswith(DATA):
            name = member.name.removeprefix(DATA)
            if not is_extra_name(name) or name <= last:
                raise _unexpected()
            if member.size > EXTRA_LIMIT:
                raise refusal("密封包内的附带文件过大，不予接收")
            self._staging.extra(name, b"".join(self._payload(member)))
            last = name
            member = self._member()
        return member

    def _manifest_file(self, member: Member) -> str:
        """The manifest's digest, once it is byte for byte what the files that went by amount to."""
        if member.name != "manifest-sha256.txt":
            raise _unexpected()
        if member.size == self._manifest_size:
            digest = hashlib.sha256()
            for chunk in self._tar.chunks():
                digest.update(chunk)
            if digest.digest() == self._manifest.digest():
                return digest.hexdigest()
        raise refusal("密封包内的文件与清单不符")


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _unexpected() -> Exception:
    return refusal("密封包内有不认识、重复或次序不对的文件，不予接收")
