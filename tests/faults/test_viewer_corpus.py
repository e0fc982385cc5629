"""Malformed and exploding PDF, picture, DOCX and XLSX files through the viewer's child: refused or shown, never for long."""

from __future__ import annotations

import io
import json
import os
import random
import subprocess
import zipfile
from collections.abc import Iterator
from datetime import date

import pytest

from app.documents.docx import render_docx
from app.documents.paper import Layout, Paper, Paragraph
from app.documents.pdf import render_pdf
from app.tasks.decoder import child_command
from tests.faults.figures import Figures
from tests.faults.kernel_kit import FULL, TOP

resource = pytest.importorskip("resource", reason="limits and their measure are of POSIX")
CASES = 60 if FULL else 2
"""Of each kind of file."""
SECONDS, BYTES, BOMB_BYTES = 10.0, 1 << 30, 256 << 20
MEGABYTES = 2048 if FULL else 300


def look(name: str, content: bytes) -> tuple[int, float, int]:
    """What a child does with a file: its exit status, seconds, and peak memory in bytes."""
    head = json.dumps({"name": name, "size": len(content)}).encode() + b"\n"
    child = subprocess.Popen(
        child_command(), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=TOP,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip
    assert child.stdin is not None
    try:
        child.stdin.write(head + content + b"page 0 96\ntext\n")
        child.stdin.close()
    except BrokenPipeError:
        pass
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return child.returncode, used.ru_utime + used.ru_stime, used.ru_maxrss << 10


def own_files() -> dict[str, bytes]:
    """One sound file of each kind, made by this program."""
    from openpyxl import Workbook
    from PIL import Image

    paper = Paper("report", "关于巡察的报告", Layout.PLAIN, (Paragraph("各位同志：" * 300),))
    book, sheet = Workbook(), io.BytesIO()
    for number in range(200):
        book.active.append([f"第{number}件", number, date(2026, 3, 15)])
    book.save(sheet)
    pictures = {}
    for kind in ("png", "jpeg", "gif", "tiff", "bmp", "webp"):
        out = io.BytesIO()
        Image.frombytes("RGB", (240, 160), random.Random(1).randbytes(240 * 160 * 3)).save(out, kind)
        pictures[kind] = out.getvalue()
    return {"pdf": render_pdf(paper), "docx": render_docx(paper), "xlsx": sheet.getvalue(), **pictures}


def mutated(kind: str, content: bytes, chance: random.Random) -> bytes:
    """Bytes flipped, cut, doubled or swapped; inside the members where the file is a zip."""
    if kind in ("docx", "xlsx") and chance.random() < 0.7:
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
            unlucky = chance.choice(old.namelist())
            for name in old.namelist():
                inside = old.read(name)
                new.writestr(name, mutated("", inside, chance) if name == unlucky else inside)
        return out.getvalue()
    spoilt = bytearray(content)
    for _ in range(chance.randrange(1, 30)):
        at = chance.randrange(max(1, len(spoilt)))
        match chance.randrange(5):
            case 0:
                spoilt[at : at + 1] = chance.randbytes(1)
            case 1:
                del spoilt[at : at + chance.randrange(1, 200)]
            case 2:
                spoilt[at:at] = spoilt[at : at + 300] * chance.randrange(1, 4)
            case 3:
                spoilt[at : at + 4] = chance.choice((b"\xff\xff\xff\xff", b"\0\0\0\0", b"9999", b"-999"))
            case 4:
                spoilt[at : at + 8] = b"A" * 8
    return bytes(spoilt[: 8 << 20])


@pytest.mark.slow
def test_10_malformed_files_end_in_the_child_within_seconds_and_a_gigabyte(figure: Figures) -> None:
    seed = int(os.environ.get("XUNCHA_SEED") or 10)
    chance = random.Random(seed)
    files = own_files()
    kinds = list(files) if FULL else ["pdf", "docx", "xlsx", "png"]
    longest, most, died = 0.0, 0, 0
    for kind in kinds:
        for _ in range(CASES):
            status, seconds, peak = look(f"a.{kind}", mutated(kind, files[kind], chance))
            longest, most, died = max(longest, seconds), max(most, peak), died + (status != 0)
    told = f"{CASES * len(kinds)} files: longest {longest:.1f} s of processor, {most >> 20} MB, {died} children died alone"
    good = longest <= SECONDS and most <= BYTES
    figure("10", "malformed files", told, "10 s, 1 GB, main process lives", seed=seed, passed=good)
    assert good


def bombs() -> Iterator[tuple[str, bytes]]:
    """DOCX, XLSX and pictures that are small as files and enormous inside."""
    files = own_files()
    for kind, member in (("docx", "word/document.xml"), ("xlsx", "xl/worksheets/sheet1.xml")):
        out = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(files[kind])) as old,
            zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
        ):
            for name in old.namelist():
                if name != member:
                    new.writestr(name, old.read(name))
            with new.open(member, "w", force_zip64=True) as inside:
                for _ in range(MEGABYTES):
                    inside.write(b" " * (1 << 20))
        yield f"bomb.{kind}", out.getvalue()
    yield "bomb.png", png_of(100_000, 100_000)


def png_of(width: int, height: int) -> bytes:
    """A PNG that declares so many pixels, and holds almost none."""
    import struct
    import zlib

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(1 << 20))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


@pytest.mark.slow
def test_09_office_and_picture_bombs_are_refused_in_little_memory(figure: Figures) -> None:
    # A child is counted with what the test process held when it was started; a harmless file shows how much that is.
    limit = max(BOMB_BYTES, look("harmless.txt", b"1")[2])
    found = {name: look(name, content) for name, content in bombs()}
    for name, (_, seconds, peak) in found.items():
        good = peak <= limit and seconds <= SECONDS
        figure("09", name, f"{seconds:.1f} s, {peak >> 20} MB", "256 MB", passed=good)
    assert all(peak <= limit for _, _, peak in found.values()), found
