"""The child's part of binding: pages of foreign files measured, and laid on the free pages of a paper of our own.

It runs in the limited child process alone (app.exchange.viewer_child), and writes into memory.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from app.exchange.blocks_child import Unreadable

MOST_LEAVES = 500
"""Pages of one file."""
QUALITY = 88
_ID = re.compile(rb"/ID ?\[ ?<([0-9A-Fa-f]*)> ?<([0-9A-Fa-f]*)> ?\]")


def split(content: bytes, sizes: Sequence[int]) -> list[bytes]:
    """The parts that the parent put behind each other."""
    parts, start = [], 0
    for size in sizes:
        parts.append(content[start : start + size])
        start += size
    return parts


def measure(names: Sequence[str], files: Sequence[bytes]) -> bytes:
    """Width and height of every page of every file, as JSON."""
    found = []
    for place, (name, content) in enumerate(zip(names, files, strict=True), 1):
        with _told(place):
            found.append(_sizes(name, content))
        if len(found[-1]) > MOST_LEAVES:
            raise Unreadable(f"第 {place} 个附件超过 {MOST_LEAVES} 页，不能合订")
    return json.dumps(found).encode()


@contextmanager
def _told(place: int) -> Iterator[None]:
    """Whatever a foreign file provokes, said as the place of the file."""
    import pypdfium2
    from PIL import Image

    try:
        yield
    except (pypdfium2.PdfiumError, Image.DecompressionBombError, OSError, ValueError, SyntaxError) as error:
        raise Unreadable(f"第 {place} 个附件打不开：可能有口令或已损坏") from error


def _is_pdf(name: str, content: bytes) -> bool:
    return name.lower().endswith(".pdf") or content[:5] == b"%PDF-"


def _sizes(name: str, content: bytes) -> list[tuple[float, float]]:
    if _is_pdf(name, content):
        import pypdfium2

        document = pypdfium2.PdfDocument(content)
        try:
            return [document.get_page_size(index) for index in range(len(document))]
        finally:
            document.close()
    return [
        (float(frame.width), float(frame.height))
        for frame in map(_frame_of(content), range(_frames(content)))
    ]


def _frames(content: bytes) -> int:
    from PIL import Image

    with Image.open(io.BytesIO(content)) as image:
        return int(getattr(image, "n_frames", 1))


def _frame_of(content: bytes) -> Callable[[int], Any]:
    from PIL import Image, ImageOps

    def frame(index: int) -> Any:
        with Image.open(io.BytesIO(content)) as image:
            image.seek(index)
            return ImageOps.exif_transpose(image).convert("L" if image.mode in ("1", "L") else "RGB")

    return frame


def bind(names: Sequence[str], parts: Sequence[bytes]) -> bytes:
    """parts: the leaves as JSON, our paper, our covers, the files. The paper with everything laid on it."""
    import pypdfium2

    rows, paper, covers, files = json.loads(parts[0]), parts[1], parts[2], parts[3:]
    pack = pypdfium2.PdfDocument(paper)
    cover = pypdfium2.PdfDocument(covers) if covers else None
    sources = [_Source(name, content, pack) for name, content in zip(names, files, strict=True)]
    for slot, file, page, over, *box in rows:
        target = pack[slot]
        with _told(file + 1):
            target.insert_obj(sources[file].laid(page, box))
        if cover is not None and over >= 0:
            target.insert_obj(cover.page_as_xobject(over, pack).as_pageobject())
        target.gen_content()
        target.close()
    out = io.BytesIO()
    pack.save(out, version=17)
    return _settled(out.getvalue())


class _Source:
    """One foreign file whose pages become objects of our document."""

    def __init__(self, name: str, content: bytes, pack: Any) -> None:
        self._content, self._pack = content, pack
        self._pdf: Any = None
        self._frame: Callable[[int], Any] | None = None
        self._name = name

    def laid(self, index: int, box: Sequence[float]) -> Any:
        """Page `index` as an object that fills its box, its proportions kept."""
        if _is_pdf(self._name, self._content):
            return self._page(index, box)
        return self._picture(index, box)

    def _page(self, index: int, box: Sequence[float]) -> Any:
        import pypdfium2
        import pypdfium2.raw as pdfium_c

        if self._pdf is None:
            self._pdf = pypdfium2.PdfDocument(self._content)
            self._pdf.init_forms()
        page = self._pdf[index]
        # What is stamped, signed or filled in becomes part of the page.
        pdfium_c.FPDFPage_Flatten(page, pdfium_c.FLAT_PRINT)
        page.close()
        wide, high = self._pdf.get_page_size(index)
        found = self._pdf.page_as_xobject(index, self._pack).as_pageobject()
        scale, left, foot = _fitted(wide, high, box)
        found.set_matrix(pypdfium2.PdfMatrix(scale, 0, 0, scale, left, foot))
        return found

    def _picture(self, index: int, box: Sequence[float]) -> Any:
        import pypdfium2

        self._frame = self._frame or _frame_of(self._content)
        picture = self._frame(index)
        coded = io.BytesIO()
        picture.save(coded, "JPEG", quality=QUALITY)
        coded.seek(0)
        found = pypdfium2.PdfImage.new(self._pack)
        found.load_jpeg(coded, inline=True)
        scale, left, foot = _fitted(picture.width, picture.height, box)
        found.set_matrix(pypdfium2.PdfMatrix(scale * picture.width, 0, 0, scale * picture.height, left, foot))
        return found


def _fitted(wide: float, high: float, box: Sequence[float]) -> tuple[float, float, float]:
    """Scale, left and foot of something centred in its box."""
    left, foot, width, height = box
    scale = min(width / max(wide, 1.0), height / max(high, 1.0))
    return scale, left + (width - scale * wide) / 2, foot + (height - scale * high) / 2


def _settled(content: bytes) -> bytes:
    """The file with an identifier made of its content: pdfium takes one from the clock and the memory."""
    digest = hashlib.sha256(_ID.sub(b"/ID", content)).hexdigest().upper().encode()

    def named(found: re.Match[bytes]) -> bytes:
        mark = digest[: len(found[2])].ljust(len(found[2]), b"0")
        return b"/ID[<%s><%s>]" % (mark, mark)

    return _ID.sub(named, content)
