"""Glyphs, lines and rules of a PDF page as they really stand on it, read with pypdfium2. It judges nothing."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium_c

from app.documents.pen import ASCENT


@dataclass(frozen=True, slots=True)
class Mark:
    """One printed character; points from the upper left corner. `top` is the top of its character box."""

    char: str
    x: float
    top: float
    ink: tuple[float, float, float, float]
    """left, top, right, bottom of what is black."""
    size: float
    font: str
    red: bool
    upright: bool


@dataclass(frozen=True)
class TextLine:
    """Neighbouring characters on one baseline, in drawing order."""

    marks: tuple[Mark, ...]

    @property
    def text(self) -> str:
        """The characters without spaces at the ends."""
        return "".join(mark.char for mark in self.marks).strip()

    @property
    def left(self) -> float:
        """Where the first character box begins."""
        return self.marks[0].x

    @property
    def right(self) -> float:
        """Where the ink of the last character ends."""
        return self.marks[-1].ink[2]

    @property
    def top(self) -> float:
        """Top of the highest character box."""
        return min(mark.top for mark in self.marks)

    @property
    def size(self) -> float:
        """Size of most of its characters."""
        sizes = [round(mark.size, 1) for mark in self.marks]
        return max(set(sizes), key=sizes.count)


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight stroke: its box and weight in points."""

    left: float
    top: float
    right: float
    bottom: float
    weight: float
    red: bool


@dataclass(frozen=True)
class PageRead:
    """What stands on one page."""

    number: int
    width: float
    height: float
    lines: tuple[TextLine, ...]
    rules: tuple[Rule, ...]

    @property
    def marks(self) -> Iterator[Mark]:
        """All characters in drawing order."""
        return (mark for line in self.lines for mark in line.marks)


def read_pages(pdf: bytes) -> tuple[PageRead, ...]:
    """Every page of a PDF."""
    document: Any = pypdfium2.PdfDocument(pdf)
    try:
        return tuple(_page(document[index], index + 1) for index in range(len(document)))
    finally:
        document.close()


def _page(page: Any, number: int) -> PageRead:
    width, height = page.get_size()
    text = page.get_textpage()
    marks = tuple(_marks(text.raw, text.count_chars(), height))
    text.close()
    rules = tuple(_rules(page, height))
    page.close()
    return PageRead(number, width, height, tuple(_lines(marks)), rules)


def _marks(text: Any, count: int, height: float) -> Iterator[Mark]:
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    x, y = ctypes.c_double(), ctypes.c_double()
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    name = ctypes.create_string_buffer(128)
    flags = ctypes.c_int()
    matrix = pdfium_c.FS_MATRIX()
    for index in range(count):
        if pdfium_c.FPDFText_IsGenerated(text, index):
            continue
        code = pdfium_c.FPDFText_GetUnicode(text, index)
        if code in (0, 0x0A, 0x0D):
            continue
        pdfium_c.FPDFText_GetCharOrigin(text, index, x, y)
        pdfium_c.FPDFText_GetCharBox(text, index, left, right, bottom, top)
        pdfium_c.FPDFText_GetFontInfo(text, index, name, 128, flags)
        pdfium_c.FPDFText_GetFillColor(text, index, red, green, blue, alpha)
        pdfium_c.FPDFText_GetMatrix(text, index, matrix)
        size = pdfium_c.FPDFText_GetFontSize(text, index) * math.hypot(matrix.c, matrix.d)
        angle = pdfium_c.FPDFText_GetCharAngle(text, index)
        yield Mark(
            chr(code),
            x.value,
            height - y.value - ASCENT * size,
            (left.value, height - top.value, right.value, height - bottom.value),
            size,
            name.value.decode("latin-1").split("+")[-1],
            red.value > 200 and green.value < 60,
            abs(angle) < 0.01 or abs(angle - 6.2832) < 0.01,
        )


def _lines(marks: tuple[Mark, ...]) -> Iterator[TextLine]:
    line: list[Mark] = []
    for mark in marks:
        if line:
            last = line[-1]
            same = abs((mark.top + ASCENT * mark.size) - (last.top + ASCENT * last.size)) < 1.0
            gap = mark.x - last.x
            if not same or gap < -0.5 or gap > 2.2 * max(mark.size, last.size):
                yield TextLine(tuple(line))
                line = []
        line.append(mark)
    if line:
        yield TextLine(tuple(line))


def _rules(page: Any, height: float) -> Iterator[Rule]:
    weight = ctypes.c_float()
    colour = [ctypes.c_uint() for _ in range(4)]
    for item in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_PATH]):
        left, bottom, right, top = item.get_bounds()
        pdfium_c.FPDFPageObj_GetStrokeWidth(item.raw, weight)
        pdfium_c.FPDFPageObj_GetStrokeColor(item.raw, *colour)
        red = colour[0].value > 200 and colour[1].value < 60
        yield Rule(left, height - top, right, height - bottom, weight.value, red)
