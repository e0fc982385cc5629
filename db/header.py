"""The file `vault.hdr`: two regions of 4 KiB with key slots and a sealed body. It must not know what the keys are for.

Region: 80 bytes of facts, the slots, the clue part, the sealed body, zeros, HMAC-SHA256, SHA-256. The SHA-256 tells a torn
or worn region from a good one without a key; the HMAC, under a key made from the vault key, tells a forged one.
"""

from __future__ import annotations

import hashlib
import hmac
import struct
from dataclasses import dataclass, replace
from pathlib import Path

from app.core.errors import Refused, VaultError
from db.connection import RESTORE_TODO
from db.durable import create_file, write_in_place
from db.keys import KdfParams, mac

REGION = 4096
_MAGIC = b"XCVAULT\x01"
_SUITE = 1  # Argon2id, ChaCha20-Poly1305, HMAC-SHA256, SQLCipher 4
_FACTS = struct.Struct(">8sQ16sBB2xIHH32sHH")
_SLOT = struct.Struct(">8sB93s")
_CLUE_BYTES = 116
_BODY_END = REGION - 64
_KINDS = ("group", "office")
USER_SLOT, RECOVERY_SLOT = 1, 2
MAX_SLOTS = 17


@dataclass(frozen=True)
class Slot:
    """One sealed copy of the vault key (and, where allowed, of the clue key)."""

    slot_id: bytes
    kind: int
    sealed: bytes


@dataclass(frozen=True)
class Header:
    """One region, decoded. `epoch` rises with every write; `sealed_mac` is as read, to be checked after unlocking."""

    epoch: int
    vault_id: bytes
    kind: str
    kdf: KdfParams
    salt: bytes
    slots: tuple[Slot, ...]
    clue_part: bytes
    body: bytes
    sealed_mac: bytes = b""

    def slot_binding(self, slot_id: bytes, kind: int) -> bytes:
        """What a slot is bound to: this vault, these parameters, this place. A slot moved elsewhere does not open."""
        kdf = struct.pack(">IHH", self.kdf.memory_kib, self.kdf.passes, self.kdf.lanes)
        return b"slot" + _MAGIC + bytes([_SUITE]) + self.vault_id + self.salt + kdf + slot_id + bytes([kind])

    def clue_binding(self) -> bytes:
        """What the clue part is bound to."""
        return b"clue" + _MAGIC + self.vault_id

    def body_binding(self) -> bytes:
        """What the sealed body is bound to: all that stands before it in the region."""
        return _front(replace(self, body=b""))

    def is_authentic(self, mac_key: bytes) -> bool:
        """True when the whole region was written by someone who holds the vault key."""
        return hmac.compare_digest(self.sealed_mac, mac(mac_key, _padded(self)))


@dataclass(frozen=True)
class HeaderFile:
    """The live region of a header file, where it stands, and what the other region is.

    "empty"; "same": an older one with the same slots; "stale": with other slots, to be wiped; "broken".
    """

    header: Header
    region: int
    other: str


def encode(header: Header, mac_key: bytes) -> bytes:
    """The 4,096 bytes of a region; Refused when the users no longer fit."""
    padded = _padded(header)
    signed = padded + mac(mac_key, padded)
    return signed + hashlib.sha256(signed).digest()


def decode(region: bytes) -> Header | None:
    """A region's content, or None when it is empty, torn, worn or of another kind."""
    if len(region) != REGION or hashlib.sha256(region[:-32]).digest() != region[-32:]:
        return None
    magic, epoch, vault_id, kind, suite, memory, passes, lanes, salt, count, length = _FACTS.unpack_from(
        region
    )
    clue_at = _FACTS.size + count * _SLOT.size
    body_at = clue_at + _CLUE_BYTES
    if (
        magic != _MAGIC
        or suite != _SUITE
        or kind >= len(_KINDS)
        or count > MAX_SLOTS
        or body_at + length > _BODY_END
    ):
        return None
    slots = tuple(Slot(*_SLOT.unpack_from(region, _FACTS.size + n * _SLOT.size)) for n in range(count))
    return Header(
        epoch,
        vault_id,
        _KINDS[kind],
        KdfParams(memory, passes, lanes),
        salt,
        slots,
        region[clue_at:body_at],
        region[body_at : body_at + length],
        region[_BODY_END : _BODY_END + 32],
    )


def read(path: Path) -> HeaderFile:
    """The newest good region; VaultError with the way back when there is none. Refuses insane parameters."""
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise _damaged(path, "文件不见了") from error
    except OSError as error:
        raise VaultError(
            f"打不开 {path.name}", kept="库文件没有变化", todo="请检查磁盘和文件夹权限后再试"
        ) from error
    if not content.strip(b"\0"):
        raise _damaged(path, "文件是空的或已清零")
    halves = (content[:REGION], content[REGION : 2 * REGION])
    found = [decode(half) for half in halves]
    good = [(header.epoch, place) for place, header in enumerate(found) if header is not None]
    if not good:
        raise _damaged(path, "两份都校验不符")
    place = max(good)[1]
    header = found[place]
    assert header is not None
    header.kdf.require_sane()
    older = found[1 - place]
    if older is not None:
        other = "same" if older.slots == header.slots else "stale"
    else:
        other = "broken" if halves[1 - place].strip(b"\0") or len(content) != 2 * REGION else "empty"
    return HeaderFile(header, place, other)


def create(path: Path, region: bytes) -> None:
    """Write a new header file: region A, and an empty region B."""
    create_file(path, region + bytes(REGION))


def write(path: Path, region: bytes, live: int, *, wipe_old: bool) -> int:
    """Write the region that is not live, then zero the old one if asked; returns the place that is live now.

    wipe_old whenever slots changed: an old slot opens with an old password. A write that changed no slot leaves the
    old region as a second good copy.
    """
    place = 1 - live
    write_in_place(path, place * REGION, region)
    if wipe_old:
        write_in_place(path, live * REGION, bytes(REGION))
    return place


def mirror(path: Path, region: bytes) -> None:
    """Bring the second header file beside the backups up to date, in place, the old region zeroed."""
    if not path.exists() or path.stat().st_size != 2 * REGION:
        path.unlink(missing_ok=True)
        create(path, region)
        return
    content = path.read_bytes()
    live = 0 if decode(content[:REGION]) is not None else 1
    write(path, region, live, wipe_old=True)


def same_slots(path: Path, header: Header) -> bool:
    """True when the header file at `path` is good and holds these very slots, and no others beside them."""
    try:
        file = read(path)
    except VaultError:
        return False
    return file.header.slots == header.slots and file.other in ("empty", "same")


def _front(header: Header) -> bytes:
    kdf = header.kdf
    facts = _FACTS.pack(
        _MAGIC,
        header.epoch,
        header.vault_id,
        _KINDS.index(header.kind),
        _SUITE,
        kdf.memory_kib,
        kdf.passes,
        kdf.lanes,
        header.salt,
        len(header.slots),
        len(header.body),
    )
    return facts + b"".join(_SLOT.pack(s.slot_id, s.kind, s.sealed) for s in header.slots) + header.clue_part


def _padded(header: Header) -> bytes:
    content = _front(header) + header.body
    if len(content) > _BODY_END or len(header.slots) > MAX_SLOTS:
        raise Refused(
            "这个工作库不能再添加用户", ["密钥文件已满"], todo="请先删除不再使用的用户，或改用较短的登录名"
        )
    return content.ljust(_BODY_END, b"\0")


def _damaged(path: Path, why: str) -> VaultError:
    return VaultError(
        f"工作库密钥文件 {path.name} 已损坏（{why}）",
        kept="程序没有改动库里的任何文件，备份不受影响",
        todo=RESTORE_TODO,
    )
