"""Writes and reads the one narrow kind of tar that bundles hold: regular files, fixed header fields.

The reader rebuilds the header block it would have written and compares all 512 bytes, so that links, devices,
long names, negative sizes and every other feature of tar are refused alike. Nothing read becomes a path.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from app.bundle.refusals import refusal

BLOCK = 512
SIZE_LIMIT = 8**11 - 1  # bytes in one member: eleven octal digits
END = bytes(2 * BLOCK)
_CHUNK = 256 << 10


@dataclass(frozen=True)
class Member:
    """One regular file of the archive: its folder at the top, its name under it, its size in bytes."""

    top: str
    name: str
    size: int


def member_header(member: Member, mtime: int) -> bytes:
    """The 512-byte ustar header of a regular file, mode 0644, no owner. Names are ASCII, checked by the caller."""
    fields = b"".join(
        (
            member.name.encode("ascii").ljust(100, b"\0"),
            b"0000644\x00",
            b"0000000\x00",
            b"0000000\x00",
            b"%011o\0" % member.size,
            b"%011o\0" % mtime,
            b" " * 8,
            b"0",
            bytes(100),
            b"ustar\x0000",
            bytes(64),
            b"0000000\x00",
            b"0000000\x00",
            member.top.encode("ascii").ljust(155, b"\0"),
            bytes(12),
        )
    )
    return fields[:148] + b"%06o\0 " % sum(fields) + fields[156:]


def padding(size: int) -> bytes:
    """The zeros that fill the last block of a member."""
    return bytes(-size % BLOCK)


class TarReader:
    """Reads members one after another from `read(n)`, which yields n bytes, or fewer only at the end."""

    def __init__(self, read: Callable[[int], bytes], mtime: int) -> None:
        self._read = read
        self._mtime = mtime
        self._left = 0  # bytes of the current member that were not read yet
        self._padding = 0

    def next(self) -> Member | None:
        """The next member, or None at the end mark. BundleError for anything but a plain regular file."""
        self._skip_rest()
        block = self._exactly(BLOCK)
        if block == bytes(BLOCK):
            if self._exactly(BLOCK) != bytes(BLOCK) or self._read(1):
                raise refusal("密封包内的归档在结束后还有内容，不予接收")
            return None
        try:
            member = Member(
                top=block[345:500].rstrip(b"\0").decode("ascii"),
                name=block[:100].rstrip(b"\0").decode("ascii"),
                size=int(block[124:135], 8),
            )
            plain = 0 <= member.size <= SIZE_LIMIT and member_header(member, self._mtime) == block
        except ValueError:
            plain = False
        if not plain:
            raise refusal("密封包内有不允许的条目（不是普通文件），不予接收")
        self._left = member.size
        self._padding = -member.size % BLOCK
        return member

    def chunks(self) -> Iterator[bytes]:
        """The current member's content in pieces of at most 256 KiB."""
        while self._left:
            chunk = self._read(min(_CHUNK, self._left))
            if not chunk:
                raise _short()
            self._left -= len(chunk)
            yield chunk

    def _skip_rest(self) -> None:
        for _ in self.chunks():
            pass
        if self._padding and self._exactly(self._padding).strip(b"\0"):
            raise refusal("密封包内的归档填充处藏有内容，不予接收")
        self._padding = 0

    def _exactly(self, count: int) -> bytes:
        content = self._read(count)
        if len(content) < count:
            raise _short()
        return content


def _short() -> Exception:
    return refusal("密封包内的归档不完整，解到中途就结束了")
