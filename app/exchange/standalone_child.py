"""The child's part of reading an export of the stand-alone rectification program: the zip judged whole, its JSON made plain.

It runs in the limited child process alone (app.exchange.viewer_child), and believes neither names, sizes nor values.
"""

from __future__ import annotations

import io
import json
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from app.exchange.blocks_child import Unreadable

DATABASE, FOLDER = "database.json", "attachments/"
MOST_MEMBERS, MOST_DIRECTORY = 5_000, 4 << 20
MOST_JSON, MOST_FILE, MOST_UNPACKED = 32 << 20, 100 << 20, 400 << 20
MOST_DEPTH, MOST_VALUES, MOST_NAME = 24, 1_000_000, 400
PIECE = 1 << 20
IGNORED = (".ds_store", "thumbs.db", "desktop.ini")
_LARGEST = 2**53
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,
    NotImplementedError,
)
_HIDDEN = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
"""What cannot be seen, or turns the direction of a name around; left out of names and texts alike, so that they still meet."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def examined(content: bytes) -> dict[str, Any]:
    """{"tables", "files": [[name, size, place]], "strange": [name]}; Unreadable says what is wrong with the zip."""
    with _opened(content) as archive:
        members = _members(archive)
        base = _base([name for name, _ in members])
        tables: dict[str, Any] = {}
        files, strange, left = [], [], MOST_UNPACKED
        for place, (name, info) in enumerate(members):
            if name.endswith("/") or _ignored(name):
                continue
            if name == base + DATABASE:
                tables = _tables(_content(archive, info, MOST_JSON))
                continue
            size = sum(len(piece) for piece in _pieces(archive, info, min(left, MOST_FILE)))
            left -= size
            if name.startswith(base + FOLDER):
                files.append([name.removeprefix(base + FOLDER), size, place])
            else:
                strange.append(name)
    return {"tables": tables, "files": files, "strange": strange}


def contents(content: bytes, places: Sequence[int]) -> Iterator[tuple[int, bytes]]:
    """Members by their place in the zip, with their content."""
    with _opened(content) as archive:
        members = _members(archive)
        for place in places:
            yield place, _content(archive, members[place][1], MOST_FILE)


@contextmanager
def _opened(content: bytes) -> Iterator[zipfile.ZipFile]:
    _refuse_many(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            yield archive
    except _BROKEN as error:
        raise Unreadable("这个压缩包已损坏，或没有拷贝完整") from error


def _refuse_many(content: bytes) -> None:
    """Judged before the directory is read: a million members would fill the memory."""
    end = content.rfind(b"PK\x05\x06", max(0, len(content) - 65_557))
    if content[:4] != b"PK\x03\x04" or end < 0 or len(content) < end + 22:
        raise Unreadable("这个文件不是 zip 压缩包，或没有拷贝完整")
    entries, size = struct.unpack("<HI", content[end + 10 : end + 16])
    if content[end - 20 : end - 16] == b"PK\x06\x07" or entries > MOST_MEMBERS or size > MOST_DIRECTORY:
        raise Unreadable(f"压缩包里超过 {MOST_MEMBERS} 个文件，不是单机版的导出包")


def _members(archive: zipfile.ZipFile) -> list[tuple[str, zipfile.ZipInfo]]:
    infos = archive.infolist()
    if len(infos) > MOST_MEMBERS:
        raise Unreadable(f"压缩包里超过 {MOST_MEMBERS} 个文件，不是单机版的导出包")
    found, seen = [], set()
    for info in infos:
        name = _name(info)
        folded = unicodedata.normalize("NFC", name).casefold()
        if folded in seen:
            raise Unreadable("压缩包里有重名的文件，可能是有意做坏的")
        seen.add(folded)
        _refuse_odd(info)
        found.append((name, info))
    return found


def _name(info: zipfile.ZipInfo) -> str:
    name = info.orig_filename
    if not info.flag_bits & 0x800 and not name.isascii():
        # Packed anew by a Chinese Windows (GBK) or a Mac (UTF-8), which both leave the flag unset.
        raw = name.encode("cp437", "replace")
        for encoding in ("utf-8", "gb18030"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    name = _HIDDEN.sub("", name)
    parts = name.removesuffix("/").split("/")
    bad = "\\" in name or _CONTROL.search(name) or "\n" in name or re.match(r"[A-Za-z]:", name)
    if bad or len(name) > MOST_NAME or any(part.strip() in ("", ".", "..") for part in parts):
        raise Unreadable("压缩包里有越出文件夹的路径，可能是有意做坏的")
    return name


def _refuse_odd(info: zipfile.ZipInfo) -> None:
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise Unreadable("压缩包里有链接或设备文件，可能是有意做坏的")
    if info.flag_bits & 0x1:
        raise Unreadable("压缩包里有加了口令的文件，单机版的导出包没有口令")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Unreadable("压缩包用了少见的压缩方法，不是单机版的导出包")


def _base(names: Sequence[str]) -> str:
    """The folder in which the database lies: the top, or the one folder that somebody packed it in."""
    found = [name for name in names if name.split("/")[-1] == DATABASE and name.count("/") <= 1]
    found = [name for name in found if not name.startswith(("__MACOSX/", FOLDER))]
    if len(found) != 1:
        told = f"没有 {DATABASE}" if not found else f"有几个 {DATABASE}"
        raise Unreadable(f"压缩包里{told}，不是单机版的导出包")
    return found[0].removesuffix(DATABASE)


def _ignored(name: str) -> bool:
    return name.startswith("__MACOSX/") or name.split("/")[-1].casefold() in IGNORED


def _pieces(archive: zipfile.ZipFile, info: zipfile.ZipInfo, most: int) -> Iterator[bytes]:
    """The content, counted as it is unpacked: what is declared may be false."""
    with archive.open(info) as source:
        while piece := source.read(PIECE):
            most -= len(piece)
            if most < 0:
                raise Unreadable("压缩包解开后过大，可能是有意做坏的文件")
            yield piece


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo, most: int) -> bytes:
    return b"".join(_pieces(archive, info, most))


def _tables(raw: bytes) -> dict[str, Any]:
    try:
        made = _Plain().value(json.loads(raw.decode("utf-8-sig"), parse_constant=_refuse_constant), 0)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"{DATABASE} 读不出来：不是完整的 JSON，或嵌套过深") from error
    if not isinstance(made, dict):
        raise Unreadable(f"{DATABASE} 里不是单机版的数据")
    return made


def _refuse_constant(name: str) -> Any:
    raise ValueError(name)


class _Plain:
    """Values with nothing in them that the program could not store or send."""

    def __init__(self) -> None:
        self._left = MOST_VALUES

    def value(self, held: Any, depth: int) -> Any:
        self._left -= 1
        if self._left < 0:
            raise Unreadable(f"{DATABASE} 里的数据过多，不是单机版的数据")
        if depth > MOST_DEPTH:
            raise ValueError("depth")
        match held:
            case dict():
                return {
                    self.text(key)[:MOST_NAME]: self.value(value, depth + 1) for key, value in held.items()
                }
            case list():
                return [self.value(value, depth + 1) for value in held]
            case str():
                return self.text(held)
            case bool() | None:
                return held
            case int():
                return held if abs(held) < _LARGEST else str(held)
            case _:
                return held if abs(held) < _LARGEST else ""

    def text(self, held: str) -> str:
        return _HIDDEN.sub("", _CONTROL.sub("", held.replace("\r\n", "\n").replace("\r", "\n")))
