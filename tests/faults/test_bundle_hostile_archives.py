"""What a malicious but known sender could put inside: refused, with nothing outside staging and little memory."""

from __future__ import annotations

import hashlib
import io
import random
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.bundle.bagreader import BagReader
from app.bundle.bagwriter import Oxum, archive_time
from app.bundle.bundle import MemoryStaging, open_bundle
from app.bundle.contents import is_address, is_extra_name
from app.bundle.tarstream import BLOCK, END
from app.core.errors import BundleError
from tests.bundle.builders import (
    ADDRESS,
    COUNTS,
    FULL,
    WHEN,
    Files,
    People,
    bag,
    draft_header,
    encrypt,
    entry,
    ordinary_files,
    seal_raw,
)
from tests.faults.figures import Figures

resource = pytest.importorskip("resource", reason="memory is measured where the system can tell it")
TOP = "0123456789abcdef" * 2


def foreign(name: str, kind: bytes = tarfile.REGTYPE, link: str = "", size: int = 0, **more: object) -> bytes:
    """A member as other tar writers make it, with whatever is odd about it."""
    made = tarfile.TarInfo(f"{TOP}/{name}")
    made.type, made.linkname, made.size, made.mtime = kind, link, size, archive_time(WHEN)
    for key, value in more.items():
        setattr(made, key, value)
    return made.tobuf(tarfile.GNU_FORMAT) + bytes(size) + bytes(-size % BLOCK)


def resized(field: bytes) -> bytes:
    """A well-formed member whose size field holds `field`, its checksum corrected."""
    block = bytearray(entry("data/zz.bin", b""))
    block[124:136] = field.ljust(12, b"\0")
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)


def patched(position: int, value: bytes) -> bytes:
    block = bytearray(entry("data/zz.bin", b""))
    block[position : position + len(value)] = value
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)


BAD_NAMES = [
    "/etc/passwd", "../../evil", "data/../../evil", "data/./a.bin", "data//a.bin", "data/a/../b.bin", "C:\\evil.exe",
    "data/C:evil", "data\\evil", "data/..", "data/.", "data/", "data", "data/.hidden", "data/a b.bin", "data/a\tb",
    "data/con", "data/aux.txt", "data/NUL", "data/papers/com1.pdf", "data/lpt9", "data/a.", "data/a..b", "data/-rf",
    "data/a*b", "data/a?b", "data/a|b", "data/a:b", "data/a\x01b", "data/%2e%2e", "data/~root", "data/$HOME",
    "data/a/b/c/d", "data/" + "x" * 60, "fetch.txt", "bagit.txt", "bag-info.txt", "manifest-md5.txt", "other/a.bin",
    "data/bundle.json", "data/records.jsonl", "data/journal.jsonl", "data/RECORDS.jsonl", "data/attachments",
    "data/attachments/", "data/attachments/short", "data/attachments/../evil1", "data/attachments/ABCDEF0123456",
    "data/attachments/" + "a" * 81, "data/attachments/aaaaaaaa/b", "data/Attachments/aaaaaaaaaa",
    "data/attachments/" + "00" * 32, f"data/attachments/{ADDRESS}", "data/aa.bin", "", " ",
]  # fmt: skip
BAD_BLOCKS = {
    "symbolic link": foreign("data/zz.bin", tarfile.SYMTYPE, "/etc/passwd"),
    "hard link": foreign("data/zz.bin", tarfile.LNKTYPE, "data/records.jsonl"),
    "folder": foreign("data/zz", tarfile.DIRTYPE),
    "character device": foreign("data/zz.bin", tarfile.CHRTYPE, devmajor=1, devminor=3),
    "block device": foreign("data/zz.bin", tarfile.BLKTYPE, devmajor=8),
    "pipe": foreign("data/zz.bin", tarfile.FIFOTYPE),
    "contiguous file": foreign("data/zz.bin", tarfile.CONTTYPE),
    "sparse file": foreign("data/zz.bin", tarfile.GNUTYPE_SPARSE),
    "old regular file": foreign("data/zz.bin", tarfile.AREGTYPE),
    "long name": foreign("data/" + "z" * 200),
    "long link": foreign("data/zz.bin", tarfile.SYMTYPE, "z" * 200),
    "pax header": foreign("data/zz.bin", tarfile.XHDTYPE, size=30),
    "global pax header": foreign("data/zz.bin", tarfile.XGLTYPE, size=30),
    "Solaris header": foreign("data/zz.bin", b"X", size=30),
    "volume label": foreign("data/zz.bin", b"V"),
    "multi-volume": foreign("data/zz.bin", b"M"),
    "unknown type": foreign("data/zz.bin", b"!"),
    "GNU regular file": foreign("data/zz.bin"),
    "set-user-id mode": foreign("data/zz.bin", mode=0o4755),
    "owner root": patched(265, b"root"),
    "owner id": patched(108, b"0000001"),
    "another time": patched(136, b"00000000001"),
    "link name on a file": patched(157, b"/etc/passwd"),
    "device number on a file": patched(329, b"0000001"),
    "bytes after the fields": patched(505, b"x"),
    "another top": entry("data/zz.bin", b"", top="f" * 32),
    "dotted top": entry("data/zz.bin", b"", top="../" + TOP),
    "no top": entry("data/zz.bin", b"", top=""),
    "size minus one": resized(b"-0000000001"),
    "size in base 256": resized(b"\x80" + bytes(10) + b"\x05"),
    "negative size in base 256": resized(b"\xff" * 12),
    "size with blanks": resized(b"        005"),
    "size with plus": resized(b"+0000000005"),
    "size with underscore": resized(b"0000000_005"),
    "size with prefix": resized(b"0o000000005"),
    "size not octal": resized(b"00000000009"),
    "no size": resized(b""),
    "largest size": resized(b"77777777777"),
    "twelve digits": resized(b"777777777777"),
    "wrong checksum": entry("data/zz.bin", b"")[:148] + b"000000\0 " + entry("data/zz.bin", b"")[156:],
    "not UTF-8": patched(5, b"\xff\xfe"),
    "Chinese name": patched(0, "data/录音".encode()),
    "name after a zero": patched(20, b"x"),
    "random block": hashlib.sha512(b"block").digest() * 8,
    "padding that is not zero": entry("data/zz.bin", b"x")[:-1] + b"x",
    "end in the middle": END,
    "half an end": bytes(BLOCK),
}


def read(people: People, tar: bytes, root: str) -> MemoryStaging:
    """Run the reader over a bare tar, as it comes out of decryption."""
    staging = MemoryStaging()
    header = replace(draft_header(people), content_root=root, length=len(tar), counts={}, nonce="")
    contents = BagReader(io.BytesIO(tar).read, header, staging).run()
    assert contents.header.counts == COUNTS
    return staging


def test_the_honest_bag_of_these_tests_is_accepted(people: People, tmp_path: Path) -> None:
    tar, root = bag(people, ordinary_files(people))
    assert read(people, tar, root).attachments == {ADDRESS: b"scan"}
    path = tmp_path / "a.xcb"
    seal_raw(path, people, encrypt(people, tar), root)
    staging = MemoryStaging()
    open_bundle(path, me=people.office, pinned=people.pinned, into=staging)
    assert staging.committed


def test_08_there_are_a_hundred_hostile_members(figure: Figures) -> None:
    figure("08", "hostile members", f"{len(BAD_NAMES) + len(BAD_BLOCKS)} cases refused", "100")
    assert len(BAD_NAMES) + len(BAD_BLOCKS) >= 100


@pytest.mark.parametrize("name", BAD_NAMES)
def test_08_member_with_a_bad_name_is_refused(name: str, people: People) -> None:
    """The name is well spelled in the tar, listed in the manifest and counted: only the grammar stops it."""
    if len(name) > 100:
        pytest.skip("does not fit a tar header at all")
    tar, root = bag(people, [*ordinary_files(people), (name, b"evil")])
    with pytest.raises(BundleError):
        read(people, tar, root)


@pytest.mark.parametrize("kind", BAD_BLOCKS)
def test_08_member_that_is_no_plain_file_is_refused(kind: str, people: People) -> None:
    tar, root = bag(people, ordinary_files(people), insert=BAD_BLOCKS[kind])
    with pytest.raises(BundleError):
        read(people, tar, root)


@pytest.mark.parametrize("kind", ["symbolic link", "long name", "largest size", "pax header"])
def test_08_hostile_member_in_a_sealed_bundle_leaves_nothing_on_disk(
    kind: str, people: People, tmp_path: Path
) -> None:
    tar, root = bag(people, ordinary_files(people), insert=BAD_BLOCKS[kind])
    path = tmp_path / "a.xcb"
    seal_raw(path, people, encrypt(people, tar), root)
    before = path.read_bytes()
    staging = MemoryStaging()
    with pytest.raises(BundleError) as refused:
        open_bundle(path, me=people.office, pinned=people.pinned, into=staging)
    assert refused.value.kept == "本机数据没有变化"
    assert not staging.committed
    assert [item.name for item in tmp_path.iterdir()] == ["a.xcb"]
    assert path.read_bytes() == before


def without(name: str) -> Callable[[Files], Files]:
    return lambda files: [item for item in files if item[0] != name]


CHANGES: dict[str, Callable[[Files], Files]] = {
    "no bundle.json": without("data/bundle.json"),
    "no records": without("data/records.jsonl"),
    "no journal": without("data/journal.jsonl"),
    "records before bundle.json": lambda f: [f[1], f[0], *f[2:]],
    "extras before attachments": lambda f: [*f[:3], f[4], f[3]],
    "attachment twice": lambda f: [*f[:4], f[3], f[4]],
    "extra twice": lambda f: [*f, f[4]],
    "blank record line": lambda f: [f[0], (f[1][0], b"{}\n\n"), *f[2:]],
    "record without its end": lambda f: [f[0], (f[1][0], b"{}"), *f[2:]],
    "endless record": lambda f: [f[0], (f[1][0], b"x" * (5 << 20) + b"\n"), *f[2:]],
    "bundle.json is a list": lambda f: [(f[0][0], b"[]"), *f[1:]],
    "bundle.json is deep": lambda f: [(f[0][0], b"[" * 100_000), *f[1:]],
    "bundle.json is too large": lambda f: [(f[0][0], b" " * (2 << 20)), *f[1:]],
    "bundle.json of another bundle": lambda f: [(f[0][0], f[0][1].replace(b'"sequence":1', b'"sequence":2')), *f[1:]],
    "bundle.json with other counts": lambda f: [(f[0][0], f[0][1].replace(b'"petition":4', b'"petition":5')), *f[1:]],
    "counts with a fraction": lambda f: [(f[0][0], f[0][1].replace(b'"petition":4', b'"petition":4.0')), *f[1:]],
    "facts nested": lambda f: [(f[0][0], f[0][1].replace(b'"facts":{}', b'"facts":{"a":[]}')), *f[1:]],
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_08_bag_of_another_shape_is_refused(change: str, people: People) -> None:
    tar, root = bag(people, CHANGES[change](ordinary_files(people)))
    with pytest.raises(BundleError):
        read(people, tar, root)


def test_09_declared_and_actual_amounts_must_agree(people: People) -> None:
    files = ordinary_files(people)
    octets = sum(len(content) for _, content in files)
    for oxum in (Oxum(octets - 1, 5), Oxum(octets + 1, 5), Oxum(octets, 4), Oxum(octets, 6), Oxum(0, 0),
                 Oxum(10**14, 5), Oxum(octets, 10**6)):  # fmt: skip
        tar, root = bag(people, files, oxum=oxum)
        with pytest.raises(BundleError, match="申报"):
            read(people, tar, root)


def test_manifest_and_content_root_must_agree_with_the_files(people: People) -> None:
    files = ordinary_files(people)
    tar, root = bag(people, files, manifest=b"")
    with pytest.raises(BundleError, match="清单不符"):
        read(people, tar, root)
    honest, root = bag(people, files)
    with pytest.raises(BundleError, match="内容指纹不符"):
        read(people, honest, "0" * 64)
    altered = honest.replace(b"scan" + bytes(508), b"scam" + bytes(508))
    with pytest.raises(BundleError, match="清单不符"):
        read(people, altered, root)


def test_06_archive_cut_anywhere_or_continued_is_refused(people: People) -> None:
    tar, root = bag(people, ordinary_files(people))
    for length in [*range(0, len(tar), 256), len(tar) - 1]:
        with pytest.raises(BundleError):
            read(people, tar[:length], root)
    for more in (b"\0", bytes(512), entry("data/zz.bin", b"")):
        with pytest.raises(BundleError, match="结束后还有内容"):
            read(people, tar + more, root)


def endless(people: People, members: Callable[[int], bytes], oxum: Oxum) -> Callable[[int], bytes]:
    """A stream that begins honestly and then never ends, made as it is read."""

    def pieces() -> Iterator[bytes]:
        tar, _ = bag(people, ordinary_files(people)[:3], oxum=oxum)
        yield tar[: tar.index(b"manifest-sha256.txt") // BLOCK * BLOCK]
        number = 0
        while True:
            yield members(number)
            number += 1

    source, rest = pieces(), bytearray()

    def read_some(count: int) -> bytes:
        while len(rest) < count:
            rest.extend(next(source))
        content = bytes(rest[:count])
        del rest[:count]
        return content

    return read_some


@pytest.mark.parametrize(
    ("members", "octets"),
    [
        (lambda number: entry(f"data/attachments/{number:064x}", b""), 10**6),
        (lambda number: entry(f"data/attachments/{number:064x}", bytes(1 << 20)), 10**9),
        (lambda number: entry(f"data/papers/{number:08}.pdf", bytes(40 << 20)), 10**9),
    ],
    ids=["a million members", "far more than declared", "extras too large"],
)
def test_09_bomb_is_refused_in_little_memory(
    people: People, members: Callable[[int], bytes], octets: int, figure: Figures
) -> None:
    class Sink(MemoryStaging):
        def attachment(self, address: str, size: int, chunks: Iterator[bytes]) -> None:
            for _ in chunks:
                pass

    header = replace(draft_header(people), length=10**9)
    declared = Oxum(octets, 1000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(BundleError, match=r"申报|过大"):
        BagReader(endless(people, members, declared), header, Sink()).run()
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    figure("09", "archive bomb", f"refused, {grown >> 10} MB", "256 MB", passed=grown < 256 << 10)
    assert grown < 256 << 10


def test_09_more_declared_than_the_file_could_hold_is_refused_before_reading_on(people: People) -> None:
    tar, root = bag(people, ordinary_files(people), oxum=Oxum(1 << 40, 5))
    with pytest.raises(BundleError, match="超出规定的限度"):
        read(people, tar, root)


def test_names_that_our_own_writer_uses_are_allowed() -> None:
    assert is_address("ab" * 32)
    assert is_extra_name("papers/01.pdf")
    assert is_extra_name("receipt.json")
    assert is_extra_name("catalogue.xml")


def test_06_one_flipped_bit_anywhere_in_the_archive_is_refused(people: People) -> None:
    """As a sender could make it who signs and encrypts a damaged archive: the content root catches the rest."""
    tar, root = bag(people, ordinary_files(people))
    dice = random.Random(20260316)
    for position in range(0, len(tar), 1 if FULL else 11):
        altered = bytearray(tar)
        altered[position] ^= 1 << dice.randrange(8)
        with pytest.raises(BundleError):
            read(people, bytes(altered), root)


def test_06_damaged_payload_that_was_signed_as_it_is_is_refused(people: People, tmp_path: Path) -> None:
    """Signature and hash agree here: only the encryption itself can tell."""
    tar, root = bag(people, ordinary_files(people))
    payload = encrypt(people, tar)
    path = tmp_path / "a.xcb"
    dice = random.Random(20260317)
    for _ in range(500 if FULL else 15):
        altered = bytearray(payload)
        altered[dice.randrange(len(payload))] ^= 1 << dice.randrange(8)
        seal_raw(path, people, bytes(altered), root)
        staging = MemoryStaging()
        with pytest.raises(BundleError) as refused:
            open_bundle(path, me=people.office, pinned=people.pinned, into=staging)
        assert refused.value.kept == "本机数据没有变化"
        assert not staging.committed
