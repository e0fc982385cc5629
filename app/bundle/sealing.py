"""Seals a payload into an .xcb file. It leaves either a whole, re-read file or nothing, and no plaintext on disk."""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import pyrage

from app.bundle import password as password_slots
from app.bundle.bagwriter import BagWriter
from app.bundle.contents import Cancelled, Payload, Progress
from app.bundle.header import (
    RECIPIENT_LIMIT,
    BundleHeader,
    BundleKind,
    commitment_of,
    reserve,
    signed_header,
)
from app.bundle.identity import Card, Identity, check_card
from app.bundle.opening import check_whole
from app.bundle.refusals import cancelled_by_user, refusal
from app.core.errors import BundleError

_PROGRESS_STEP = 4 << 20
_BLOCK = 1 << 20


@dataclass(frozen=True)
class Ledger:
    """Where a bundle stands in its sender's chain: its number from 1, and the sha256 of the one before ("")."""

    sequence: int
    previous: str


@dataclass(frozen=True)
class Sealed:
    """A finished bundle. sha256: of the age payload, as the header states it; size: of the file, in bytes.

    `header` also holds counts and nonce: keep it (to_json) to check the receipt against.
    """

    path: Path
    bundle_id: str
    sha256: str
    content_root: str
    header: BundleHeader
    size: int


def seal(
    path: Path,
    payload: Payload,
    *,
    kind: BundleKind,
    sender: Identity,
    recipients: Sequence[Card],
    ledger: Ledger,
    created: datetime,
    counts: Mapping[str, int],
    anchors: Mapping[str, str],
    nonce: bytes | None = None,
    password: str | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Sealed:
    """Write the bundle beside `path`, sync it, read it back, and only then give it its name.

    counts: records by type, shown to the recipients only; anchors: journal sequence and head, shown outside.
    A naive `created` is taken as local time. progress(done, total) counts payload bytes. Raises BundleError
    (nobody to seal for, weak card, disk full …) or BundleCancelled; then nothing is left behind.
    """
    one_time = pyrage.x25519.Identity.generate() if password is not None else None
    _check_recipients(recipients, password)
    bundle_id = secrets.token_hex(16)
    nonce_text = (nonce or secrets.token_bytes(32)).hex()
    header = reserve(
        BundleHeader(
            bundle_id=bundle_id,
            kind=kind,
            created=(created if created.tzinfo else created.astimezone()).replace(microsecond=0),
            sender=sender.key_id,
            sender_key=sender.card.sign_public,
            recipients=tuple(card.key_id for card in recipients),
            sequence=ledger.sequence,
            previous=ledger.previous,
            sha256="",
            length=0,
            content_root="",
            commitment=commitment_of(nonce_text, counts),
            payload_offset=0,
            anchors=dict(anchors),
            password_slot=(
                password_slots.wrap(str(one_time), password, bundle_id) if one_time and password else None
            ),
            counts=dict(counts),
            nonce=nonce_text,
        )
    )
    keys = [pyrage.x25519.Recipient.from_str(card.age_recipient) for card in recipients]
    keys += [one_time.to_public()] if one_time else []
    part = path.with_name(f".{path.name.lstrip('.')}.{bundle_id[:8]}.part")
    try:
        with ExitStack() as stack:
            bag = BagWriter(payload, header, path.parent, stack)
            meter = _Meter(progress, cancelled, bag.oxum.octets)
            header = _write(part, bag, header, sender.sign_seed, keys, meter)
        _read_back(part, header)
        os.replace(part, path)
        _sync_folder(path.parent)
    except OSError as error:
        raise _unwritable(error) from None
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    size = header.payload_offset + header.length
    return Sealed(path, bundle_id, header.sha256, header.content_root, header, size)


class _Meter:
    """Counts plaintext bytes, tells the listener now and then, and stops when the user says so."""

    def __init__(self, progress: Progress | None, cancelled: Cancelled | None, total: int) -> None:
        self._progress = progress
        self._cancelled = cancelled
        self._total = total
        self._done = 0
        self._told = 0

    def passed(self, count: int) -> None:
        self._done += count
        if self._cancelled is not None and self._cancelled():
            raise cancelled_by_user("封装")
        if self._progress is not None and self._done - self._told >= _PROGRESS_STEP:
            self._told = self._done
            self._progress(min(self._done, self._total), self._total)


class _Source:
    """The bag as something to read from. The encryption library hides why a read failed: `failure` keeps it."""

    def __init__(self, chunks: Iterator[bytes], meter: _Meter) -> None:
        self._chunks = chunks
        self._meter = meter
        self._chunk = b""
        self._position = 0
        self.failure: BaseException | None = None

    def read(self, count: int = -1) -> bytes:
        """At least one byte and at most `count`, or nothing at the end."""
        position = self._position
        if position >= len(self._chunk):
            position = 0
            try:
                self._chunk = next(filter(None, self._chunks), b"")
                self._meter.passed(len(self._chunk))
            except BaseException as error:
                self.failure = error
                raise
        self._position = end = min(position + count, len(self._chunk)) if count >= 0 else len(self._chunk)
        return self._chunk[position:end]


class _Target:
    """The part file behind the header, hashed as it is written. `failure` keeps why a write failed.

    All in one thread: encryption holds the interpreter's lock, and a thread beside it made sealing a third slower.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._digest = hashlib.sha256()
        self.length = 0
        self.failure: BaseException | None = None

    def write(self, content: bytes) -> int:
        try:
            self._digest.update(content)
            self.length += len(content)
            return self._file.write(content)
        except BaseException as error:
            self.failure = error
            raise

    def flush(self) -> None:
        """The caller flushes and syncs the file itself."""

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()


def _write(
    part: Path, bag: BagWriter, header: BundleHeader, seed: bytes, keys: list[object], meter: _Meter
) -> BundleHeader:
    """Write the whole part file; the header completed by length, hashes and signature."""
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    with open(descriptor, "wb", buffering=_BLOCK) as file:
        file.write(bytes(header.payload_offset))
        source, target = _Source(iter(bag), meter), _Target(file)
        try:
            pyrage.encrypt_io(source, target, keys)
        except (
            Exception
        ):  # the cipher wraps what our own streams raised; their own failure is the one to tell
            if (failure := source.failure or target.failure) is not None:
                raise failure from None
            raise
        header, start = signed_header(
            replace(header, sha256=target.sha256, length=target.length, content_root=bag.content_root), seed
        )
        file.seek(0)
        file.write(start)
        file.flush()
        os.fsync(file.fileno())
        _forget_pages(file.fileno())
    return header


def _read_back(part: Path, header: BundleHeader) -> None:
    """What now lies on the medium must be what was signed: checked as a recipient would."""
    try:
        check_whole(part, header.sender_key)
    except BundleError:
        raise refusal("密封包写好后重新读取，内容与写入的不符，已经删除", "请换一个介质后重新封装") from None


def _forget_pages(descriptor: int) -> None:
    """Drop the file from the system's cache (Linux), so that the check reads the medium, not memory."""
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)


def _sync_folder(folder: Path) -> None:
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _check_recipients(recipients: Sequence[Card], password: str | None) -> None:
    if not recipients and not password:
        raise refusal("密封包没有指定接收人，也没有设密码", "请选择接收单位的名片，或设置密码")
    if len(recipients) >= RECIPIENT_LIMIT:
        raise refusal(f"密封包的接收人不能达到 {RECIPIENT_LIMIT} 个", "请分几次封装")
    for card in recipients:
        check_card(card)


def _unwritable(error: OSError) -> BundleError:
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return refusal("存放密封包的磁盘空间不足，没有写成", "请清出空间或换一个介质后重新封装")
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return refusal("这个位置不允许写入，密封包没有写成", "请换一个位置重新封装")
        case _:
            return refusal("写密封包时介质出错，没有写成", "请换一个介质后重新封装")
