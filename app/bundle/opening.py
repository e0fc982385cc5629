"""Inspects, verifies and opens bundles. Nothing from a bundle becomes a path, and the vault is not touched.

The order of opening is fixed: size and magic, header bounds, signature by a pinned key, SHA-256, age header,
decryption in a limited process, archive, manifest, staging. Whatever fails ends it with one sentence.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from app.bundle import password as password_slots
from app.bundle.bagreader import BagReader
from app.bundle.contents import Cancelled, Progress, Staging
from app.bundle.decrypting import Plaintext, decrypted
from app.bundle.header import BundleHeader, read_header, signature_holds
from app.bundle.identity import Card, Identity, check_card
from app.bundle.refusals import cancelled_by_user, refusal

_BLOCK = 1 << 20


@dataclass(frozen=True)
class Verified:
    """A bundle whose header is signed by `sender`, and whose payload is the one that was signed."""

    header: BundleHeader
    sender: Card


@dataclass(frozen=True)
class Opened:
    """A bundle whose every part was verified and lies in staging. facts: the sender's own; counts: by type."""

    header: BundleHeader
    sender: Card
    facts: Mapping[str, str | int]
    counts: Mapping[str, int]


def inspect(path: Path) -> BundleHeader:
    """What the outer header states, its bounds checked, its signature checked only against the key it claims."""
    with _readable(path) as (file, size):
        header, signed = read_header(file, size)
    _check_signature(header, signed, header.sender_key)
    return header


def check_whole(path: Path, sender_key: bytes) -> BundleHeader:
    """Header, signature by `sender_key` and payload hash; the header. Raises BundleError for the first failure."""
    with _readable(path) as (file, size):
        header, signed = read_header(file, size)
        _check_signature(header, signed, sender_key)
        _check_payload_hash(file, header, None, None)
    return header


def verify(
    path: Path,
    *,
    pinned: Mapping[str, Card],
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Verified:
    """Check everything that can be checked without a secret. pinned: key id → card compared in person.

    BundleError: not a bundle, damaged or truncated, unknown sender, altered header, altered payload.
    """
    with _readable(path) as (file, size):
        header, signed = read_header(file, size)
        sender = _pinned_sender(header, pinned)
        _check_signature(header, signed, sender.sign_public)
        _check_payload_hash(file, header, progress, cancelled)
    return Verified(header, sender)


def open_bundle(
    path: Path,
    *,
    me: Identity,
    pinned: Mapping[str, Card],
    into: Staging,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    password: str | None = None,
) -> Opened:
    """Verify and decrypt `path` and hand every part to `into`, which is committed only when all was whole.

    With `password` the bundle's password slot is used instead of `me`. progress(done, total) counts bytes of
    the file twice (hash, then decryption). Raises BundleError or BundleCancelled after `into.abort()`; the
    order of the sender's bundles is judged by check_sequence, not here.
    """
    try:
        verified = verify(path, pinned=pinned, progress=_half(progress, 0), cancelled=cancelled)
        header = verified.header
        secret = _secret(header, me, password)
        with decrypted(path, header.payload_offset, header.length, secret) as plaintext:
            meter = _MeteredRead(plaintext, header.length, _half(progress, 1), cancelled)
            contents = BagReader(meter.read, header, into).run()
            plaintext.finish()
        into.commit()
    except BaseException:
        into.abort()
        raise
    return Opened(contents.header, verified.sender, contents.facts, contents.header.counts)


def _secret(header: BundleHeader, me: Identity, password: str | None) -> str:
    if password is not None:
        if header.password_slot is None:
            raise refusal("这个密封包不是用密码封的", "请用本单位的密钥打开")
        return password_slots.unwrap(header.password_slot, password, header.bundle_id)
    if me.key_id in header.recipients:
        return me.age_secret
    if header.password_slot is not None:
        raise refusal("这个密封包是用密码封的，需要密码", "请向封装人索取密码")
    raise refusal(
        "这个密封包是发给别的单位的，本机的密钥不在接收人之中", "请交给应当接收的单位，或请对方重新封装给您"
    )


def _pinned_sender(header: BundleHeader, pinned: Mapping[str, Card]) -> Card:
    card = pinned.get(header.sender)
    if card is None:
        raise refusal("密封包的封装人不在已核对的名片之中", "请先与对方当面交换并核对名片，再打开")
    check_card(card)
    if card.key_id != header.sender or card.sign_public != header.sender_key:
        raise refusal("密封包冒用了封装人的名义：所用的签名密钥与名片上的不同", "请与对方当面核实")
    return card


def _check_signature(header: BundleHeader, signed: bytes, key: bytes) -> None:
    if not signature_holds(header, signed, key):
        raise refusal("密封包的签名不符，包头被改动过或者是伪造的")


def _check_payload_hash(
    file: BinaryIO, header: BundleHeader, progress: Progress | None, cancelled: Cancelled | None
) -> None:
    digest = hashlib.sha256()
    left = header.length
    file.seek(header.payload_offset)
    while left and (block := file.read(min(_BLOCK, left))):
        digest.update(block)
        left -= len(block)
        if cancelled is not None and cancelled():
            raise cancelled_by_user("打开")
        if progress is not None:
            progress(header.length - left, header.length)
    if digest.hexdigest() != header.sha256:
        raise refusal(
            "密封包的内容已损坏或被改动，与签名的指纹不符", "请重新拷贝文件；仍不行时请对方重新封装"
        )


class _MeteredRead:
    """Reads plaintext, tells the listener how far it came, and stops when the user says so."""

    def __init__(
        self, plaintext: Plaintext, total: int, progress: Progress | None, cancelled: Cancelled | None
    ) -> None:
        self._plaintext = plaintext
        self._total = total
        self._progress = progress
        self._cancelled = cancelled
        self._done = 0
        self._told = 0

    def read(self, count: int) -> bytes:
        if self._cancelled is not None and self._cancelled():
            raise cancelled_by_user("打开")
        content = self._plaintext.read(count)
        self._done += len(content)
        if self._progress is not None and self._done - self._told >= _BLOCK:
            self._told = self._done
            self._progress(min(self._done, self._total), self._total)
        return content


def _half(progress: Progress | None, half: int) -> Progress | None:
    """A listener for the first (0) or second (1) of two equal passes."""
    if progress is None:
        return None
    return lambda done, total: progress(done + half * total, 2 * total)


@contextmanager
def _readable(path: Path) -> Iterator[tuple[BinaryIO, int]]:
    try:
        with open(path, "rb") as file:
            yield file, os.fstat(file.fileno()).st_size
    except FileNotFoundError:
        raise refusal("找不到这个文件", "请确认介质已插好，文件没有被移走") from None
    except OSError:
        raise refusal("读不到这个文件", "请检查介质和文件的权限，或重新拷贝") from None
