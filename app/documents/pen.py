"""Drawing on a PDF page with the origin at the upper left corner. It knows no layout."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfmetrics import getFont
from reportlab.pdfgen.canvas import Canvas

from app.documents.geometry import BLACK
from app.documents.typeset import Line, Segment

# The baseline of the CJK fonts in use lies 0.88 of the size below the top of the character box.
ASCENT = 0.88
MOST_SHOWN = 20_000
"""Texts whose glyphs are remembered while one file is made."""

Colour = tuple[float, float, float]


class Pen:
    """Draws on the current page of a canvas. Lengths in points, y downwards from the top of the page."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas: Any = canvas
        self._document: Any = self._canvas._doc  # what reportlab keys its font subsets by
        self._subsets: dict[tuple[str, int], str] = {}
        self._shown: dict[tuple[str, str], tuple[tuple[str, str], ...]] = {}
        self._height = 0.0
        self._level = -1

    def start_page(self, width: float, height: float) -> None:
        """Set the size of the page that is about to be drawn."""
        self._canvas.setPageSize((width, height))
        self._height = height

    def lines(
        self, lines: Iterable[Line], x: float, top: float, pitch: float, colour: Colour = BLACK
    ) -> None:
        """Draw lines below each other; `top` is the upper edge of the first character box."""
        red, green, blue = colour
        code = [f"BT {red:g} {green:g} {blue:g} rg"]
        state: tuple[str, float, str] = ("", 0.0, "")
        for line in lines:
            for segment in line.segments:
                state = self._put(code, segment, x + segment.x, top, state)
            top += pitch
        if len(code) > 1:
            code.append("0 Tc ET")
            self._canvas.addLiteral(" ".join(code))

    def line(self, line: Line, x: float, top: float, colour: Colour = BLACK) -> None:
        """Draw one line."""
        self.lines((line,), x, top, 0.0, colour)

    def _put(
        self, code: list[str], segment: Segment, x: float, top: float, state: tuple[str, float, str]
    ) -> tuple[str, float, str]:
        """Text operators for one segment; reportlab's own text object spends most of its time on numbers.

        `state` is the subset font, size and spacing in force, so that nothing is said twice.
        """
        name, size, spacing = state
        wanted = f"{segment.spacing:.3f}"
        code.append(f"1 0 0 1 {x:.2f} {self._height - top - segment.size * ASCENT:.2f} Tm")
        if wanted != spacing:
            code.append(f"{wanted} Tc")
        for internal, shown in self._glyphs(segment.font, segment.text):
            if internal != name or segment.size != size:
                name, size = internal, segment.size
                code.append(f"{name} {size:g} Tf")
            code.append(shown)
        return name, size, wanted

    def _glyphs(self, font: str, text: str) -> tuple[tuple[str, str], ...]:
        """(Subset font, operator that shows its glyphs) for a text; letters to many say the same again and again."""
        found = self._shown.get((font, text))
        if found is None:
            pieces = getFont(font).splitString(text, self._document)
            found = tuple((self._subset(font, subset), f"<{glyphs.hex()}> Tj") for subset, glyphs in pieces)
            if len(self._shown) >= MOST_SHOWN:
                self._shown.clear()
            self._shown[font, text] = found
        return found

    def _subset(self, font: str, subset: int) -> str:
        key = (font, subset)
        found = self._subsets.get(key)
        if found is None:
            found = self._subsets[key] = str(getFont(font).getSubsetInternalName(subset, self._document))
        return found

    def scaled_line(self, line: Line, centre: float, top: float, scale: float, colour: Colour) -> None:
        """Draw a line centred on `centre`, its width scaled (发文机关标志)."""
        canvas = self._canvas
        canvas.saveState()
        canvas.translate(centre - line.width * scale / 2, 0)
        canvas.scale(scale, 1)
        self.line(line, 0, top, colour)
        canvas.restoreState()

    def rule(self, x1: float, y1: float, x2: float, y2: float, width: float, colour: Colour = BLACK) -> None:
        """A straight line."""
        self.rules(((x1, y1, x2, y2),), width, colour)

    def rules(
        self, lines: Iterable[tuple[float, float, float, float]], width: float, colour: Colour = BLACK
    ) -> None:
        """Straight lines of one weight, with square ends so that corners close."""
        red, green, blue = colour
        height = self._height
        strokes = [f"{x1:.3f} {height - y1:.3f} m {x2:.3f} {height - y2:.3f} l" for x1, y1, x2, y2 in lines]
        self._canvas.addLiteral(f"{width:g} w 2 J {red:g} {green:g} {blue:g} RG n {' '.join(strokes)} S")

    def picture(self, data: bytes, x: float, top: float, width: float, height: float) -> None:
        """A raster picture stretched into a rectangle."""
        reader = ImageReader(BytesIO(data))
        self._canvas.drawImage(reader, x, self._height - top - height, width, height, mask="auto")

    @contextmanager
    def upright(self, width: float, height: float) -> Iterator[None]:
        """Draw as on the upright sheet (width × height) whose left edge is the top of this turned page."""
        canvas, page_height = self._canvas, self._height
        canvas.saveState()
        canvas.translate(0, width)
        canvas.rotate(-90)
        self._height = height
        yield
        self._height = page_height
        canvas.restoreState()

    def watermark(self, line: Line, width: float, height: float, *, over: bool = False) -> None:
        """A pale line of text across the middle of the page, rising to the right.

        `over`: made to be laid over something, whose dark parts show through it.
        """
        canvas = self._canvas
        canvas.saveState()
        if over:
            canvas.setBlendMode("Multiply")
        canvas.translate(width / 2, height / 2)
        canvas.rotate(35)
        canvas.translate(-line.width / 2, -height)
        self.line(line, 0, 0, (0.88, 0.88, 0.88))
        canvas.restoreState()

    def bookmark(self, key: str, title: str, level: int, top: float) -> None:
        """An outline entry that leads to this page; a level that skips one is drawn up to it."""
        self._level = level = min(level, self._level + 1)
        self._canvas.bookmarkHorizontal(key, 0, self._height - max(top - 20.0, 0.0))
        self._canvas.addOutlineEntry(title, key, level, closed=level > 0)


def picture_size(data: bytes) -> tuple[int, int]:
    """Width and height in pixels of a picture."""
    width, height = ImageReader(BytesIO(data)).getSize()
    return int(width), int(height)
