"""Pages of our own PDFs as pictures and as text. Foreign PDFs are not opened here but in a limited child process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium_c

POINTS_PER_INCH = 72


@contextmanager
def _document(pdf: bytes) -> Iterator[Any]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        yield document
    finally:
        document.close()


@contextmanager
def _bitmap(pdf: bytes, index: int, dpi: float, grey: bool = False) -> Iterator[Any]:
    with _document(pdf) as document:
        page = document[index]
        kind = pdfium_c.FPDFBitmap_Gray if grey else pdfium_c.FPDFBitmap_BGRA
        bitmap = page.render(
            scale=dpi / POINTS_PER_INCH, force_bitmap_format=kind, fill_color=(255, 255, 255, 255)
        )
        try:
            yield bitmap
        finally:
            bitmap.close()
            page.close()


def pages(pdf: bytes) -> int:
    """Number of pages."""
    with _document(pdf) as document:
        return len(document)


def page_size(pdf: bytes, index: int) -> tuple[float, float]:
    """Width and height of page `index` (from 0) in points."""
    with _document(pdf) as document:
        width, height = document[index].get_size()
        return float(width), float(height)


def page_image(pdf: bytes, index: int, dpi: float = 96) -> tuple[int, int, int, bytes]:
    """Width, height, bytes per row, and pixels in the order blue, green, red, alpha (QImage Format_ARGB32)."""
    with _bitmap(pdf, index, dpi) as bitmap:
        return bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer)


def page_grey(pdf: bytes, index: int, dpi: float) -> tuple[int, int, int, bytes]:
    """Width, height, bytes per row, and one byte of grey a pixel, for printing (QImage Format_Grayscale8)."""
    with _bitmap(pdf, index, dpi, True) as bitmap:
        return bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer)


def page_png(pdf: bytes, index: int, dpi: float = 96, *, grey: bool = False) -> bytes:
    """Page `index` (from 0) as a PNG file; `grey` for printing."""
    with _bitmap(pdf, index, dpi, grey) as bitmap:
        picture = bitmap.to_pil()
        out = BytesIO()
        (picture if grey else picture.convert("RGB")).save(out, "PNG", dpi=(dpi, dpi))
        return out.getvalue()


def page_text(pdf: bytes, index: int) -> str:
    """The text of page `index` (from 0) in drawing order, lines ended by a line feed."""
    with _document(pdf) as document:
        return str(document[index].get_textpage().get_text_range()).replace("\r\n", "\n")


def find_text(pdf: bytes, wanted: str) -> tuple[tuple[int, float, float, float, float], ...]:
    """Every hit as (page, left, top, right, bottom), points from the upper left corner, for search in a preview."""
    hits: list[tuple[int, float, float, float, float]] = []
    if not wanted:
        return ()
    with _document(pdf) as document:
        for index in range(len(document)):
            page = document[index]
            height = page.get_height()
            text = page.get_textpage()
            searcher = text.search(wanted)
            while (found := searcher.get_next()) is not None:
                start, count = found
                for order in range(text.count_rects(start, count)):
                    left, bottom, right, top = text.get_rect(order)
                    hits.append((index, left, height - top, right, height - bottom))
            searcher.close()
    return tuple(hits)
