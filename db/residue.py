"""Search places for traces of a case after an erasure, and name what no program can reach. It must not keep what it looks for."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.core.errors import VaultError
from db import header
from db.layout import VaultPaths
from db.places import backup_places

_WINDOW = 4 << 20
_FITRIM = 0xC0185879
"""Linux: tell the device which blocks of a file system are free; only an administrator may."""
_DEPTH, _MOST_FOLDERS = 3, 20_000
_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")


@dataclass(frozen=True)
class Trace:
    """A hit: the file, and whether it was a text ("text"), a whole file known by its SHA-256 ("file"), or a copy of the
    vault ("vault")."""

    path: str
    kind: str


@dataclass(frozen=True)
class PlaceScanned:
    """One place searched: files and bytes read, what could not be read, hits."""

    place: str
    files: int
    size: int
    unreadable: int
    traces: tuple[Trace, ...]


def scan(
    places: Sequence[Path],
    canaries: Iterable[str] = (),
    sha256s: Iterable[str] = (),
    *,
    progress: Callable[[int], None] | None = None,
) -> tuple[PlaceScanned, ...]:
    """Read every file under `places` for known texts (UTF-8, UTF-16, GB18030) and known whole files.

    Links are not followed. A text of fewer than four bytes in an encoding would hit by chance and is left out.
    """
    needles = sorted({part for text in canaries for part in _encoded(text)})
    known = frozenset(sha256s)
    return tuple(_scan_place(place, needles, known, progress) for place in places)


def find_copies(paths: VaultPaths, near: Iterable[Path]) -> tuple[Path, ...]:
    """Folders, a few levels below `near`, with a header of this very vault: copies that somebody made by hand.

    The vault itself and its own backups are left out. Seconds at most: deep trees are not followed to their end.
    """
    try:
        vault_id = header.read(paths.header).header.vault_id
    except VaultError:
        return ()
    return copies_of(vault_id, near, apart=(paths.folder, *backup_places(paths)))


def copies_of(vault_id: bytes, near: Iterable[Path], *, apart: Iterable[Path] = ()) -> tuple[Path, ...]:
    """As `find_copies`, for a vault that may be gone; folders in or below `apart` are left out."""
    spared = tuple(place.absolute() for place in apart)
    found: list[Path] = []
    seen = 0
    for place in dict.fromkeys(place.absolute() for place in near):
        for folder, inner, names in os.walk(place, followlinks=False):
            at = Path(folder)
            seen += 1
            if seen > _MOST_FOLDERS:
                return tuple(dict.fromkeys(found))
            if any(at.is_relative_to(other) for other in spared):
                inner.clear()
                continue
            if len(at.parts) - len(place.parts) >= _DEPTH:
                inner.clear()
            if VaultPaths(at).header.name in names and _id_of(VaultPaths(at).header) == vault_id:
                found.append(at)
    return tuple(dict.fromkeys(found))


def _id_of(path: Path) -> bytes:
    try:
        return header.read(path).header.vault_id
    except (VaultError, OSError):
        return b""


def trim_hint(folder: Path) -> str:
    """Ask the system to let a flash disk forget the freed blocks, and say in the user's words what came of it."""
    if sys.platform != "linux":
        return "闪存清理（TRIM）：由系统自行安排，可在“优化驱动器”里手动执行一次"
    import fcntl
    import struct

    whole = struct.pack("QQQ", 0, (1 << 64) - 1, 0)
    try:
        handle = os.open(folder, os.O_RDONLY)
        try:
            fcntl.ioctl(handle, _FITRIM, whole)
        finally:
            os.close(handle)
    except OSError:
        return "闪存清理（TRIM）：本程序无权要求或磁盘不支持，系统会定期执行，也可由管理员执行 fstrim"
    return "闪存清理（TRIM）：已要求磁盘清理释放的块"


def surroundings(folder: Path) -> tuple[str, ...]:
    """What erasing files cannot cover on this machine, with the state found, in the user's words."""
    lines = [
        "程序之外的副本（打印件、拍照、另存的文件、他人手中的移交包）：由清除确认书逐项核对",
        "闪存盘、固态硬盘的备用块里可能留有旧的密文和旧密钥槽：密钥已销毁；旧槽仍受当时口令保护，涉密介质请按规定送销毁",
        _swap(),
        _hibernation(),
        _snapshots(folder),
    ]
    return tuple(lines)


def _scan_place(
    place: Path, needles: list[bytes], known: frozenset[str], progress: Callable[[int], None] | None
) -> PlaceScanned:
    traces: list[Trace] = []
    files = size = unreadable = 0
    for path in _files(place):
        try:
            length, found = _scan_file(path, needles, known)
        except OSError:
            unreadable += 1
            continue
        files += 1
        size += length
        traces += [Trace(str(path), kind) for kind in found]
        if progress is not None:
            progress(files)
    return PlaceScanned(str(place), files, size, unreadable, tuple(traces))


def _scan_file(path: Path, needles: list[bytes], known: frozenset[str]) -> tuple[int, list[str]]:
    overlap = max((len(needle) for needle in needles), default=1) - 1
    digest = hashlib.sha256()
    length, tail, text = 0, b"", False
    with path.open("rb") as file:
        while part := file.read(_WINDOW):
            digest.update(part)
            length += len(part)
            window = tail + part
            text = text or any(needle in window for needle in needles)
            tail = window[-overlap:] if overlap else b""
    found = ["text"] if text else []
    return length, found + (["file"] if digest.hexdigest() in known else [])


def _files(place: Path) -> Iterable[Path]:
    if place.is_file() and not place.is_symlink():
        yield place
        return
    for folder, _, names in os.walk(place, followlinks=False):
        for name in names:
            path = Path(folder) / name
            if path.is_file() and not path.is_symlink():
                yield path


def _encoded(text: str) -> list[bytes]:
    found = []
    for encoding in _ENCODINGS:
        content = text.encode(encoding, "ignore")
        if len(content) >= 4:
            found.append(content)
    return found


def _swap() -> str:
    swaps = Path("/proc/swaps")
    if not swaps.exists():
        return "交换文件：系统可能保存过内存片段，请按保密要求处理"
    lines = _text(swaps).splitlines()[1:]
    if not lines:
        return "交换分区：未启用"
    encrypted = all("/dm-" in line or "zram" in line for line in lines)
    return "交换分区：已启用" + (
        "（位于加密或内存设备）" if encrypted else "，可能留有内存片段，请按保密要求处理"
    )


def _hibernation() -> str:
    able = sys.platform != "linux" or "disk" in _text(Path("/sys/power/state")).split()
    return "休眠：如用过休眠，其文件可能留有内存片段，请按保密要求处理" if able else "休眠：系统未启用"


def _snapshots(folder: Path) -> str:
    kind = _file_system(folder)
    if kind in ("btrfs", "zfs", "bcachefs"):
        return f"快照：文件系统为 {kind}，如建过快照，其中仍有旧密文"
    return f"快照：文件系统为 {kind or '未知'}；系统还原点、卷影副本、云盘同步、虚拟机快照请另行核对"


def _file_system(folder: Path) -> str:
    best, kind = "", ""
    for line in _text(Path("/proc/mounts")).splitlines():
        parts = line.split()
        if len(parts) > 2 and len(parts[1]) >= len(best) and folder.absolute().is_relative_to(parts[1]):
            best, kind = parts[1], parts[2]
    return kind


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
