"""The 归档章 in the top blank of a first page (DA/T 22-2015): 45 × 16 mm, two rows of three boxes. It moves no text."""

from __future__ import annotations

from app.documents.geometry import MM, RED
from app.documents.paper import ArchiveStamp, Face
from app.documents.pen import Pen
from app.documents.typeset import Style, Typesetter

BOX_WIDTH, BOX_HEIGHT = 15 * MM, 8 * MM
TOP = 6 * MM
"""Below the upper edge of the paper, clear of everything that any layout prints there."""
_LABEL = 4.5
_TEXT = 9.5
_NARROWEST = 5.0


def draw_stamp(pen: Pen, stamp: ArchiveStamp, page_width: float, setter: Typesetter) -> None:
    """Draw the stamp in the middle of the top blank, in red, a label above each text."""
    left = (page_width - 3 * BOX_WIDTH) / 2
    right, bottom = left + 3 * BOX_WIDTH, TOP + 2 * BOX_HEIGHT
    across = [(left, TOP + n * BOX_HEIGHT, right, TOP + n * BOX_HEIGHT) for n in range(3)]
    down = [(left + n * BOX_WIDTH, TOP, left + n * BOX_WIDTH, bottom) for n in range(4)]
    pen.rules((*across, *down), 0.8, RED)
    for row, boxes in enumerate(stamp.boxes()):
        for column, (label, text) in enumerate(boxes):
            x, y = left + column * BOX_WIDTH, TOP + row * BOX_HEIGHT
            pen.line(setter.one_line(label, _style(_LABEL)), x + 1.5, y + 1.2, RED)
            size = _TEXT
            while size > _NARROWEST and setter.width(text, _style(size)) > BOX_WIDTH - 3:
                size -= 0.5
            line = setter.one_line(text, _style(size))
            pen.line(line, x + (BOX_WIDTH - line.width) / 2, y + BOX_HEIGHT - size - 3, RED)


def _style(size: float) -> Style:
    return Style(Face.FANG, size, size, size)
