"""The numbers of GB/T 9704-2012 and of our forms, in points. Nothing here draws.

A line of the standard is one 3号 character and a gap below it. We set the 22 lines so that the first
character box touches the upper edge of the 版心 and the last one its lower edge: 22 boxes of 16 pt and 21 gaps
fill 225 mm, which also meets the standard's "gap of 7/8 of a character" to within 0.06 mm.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.documents.paper import Layout

MM = 72 / 25.4
A4_WIDTH = 210 * MM
A4_HEIGHT = 297 * MM

TWO = 22.0  # 二号
THREE = 16.0  # 三号
FOUR = 14.0  # 四号
SMALL_FOUR = 12.0  # 小四
FIVE = 10.5  # 五号

LINES = 22
CHARS = 28
BODY_WIDTH = 156 * MM
BODY_HEIGHT = 225 * MM
CELL = BODY_WIDTH / CHARS
PITCH = (BODY_HEIGHT - THREE) / (LINES - 1)

MARK_TOP = 35 * MM  # 发文机关标志 below the upper edge of the 版心
LETTER_MARK_TOP = 30 * MM  # below the upper edge of the paper
RED_GAP = 4 * MM
LETTER_RULE_WIDTH = 170 * MM
LETTER_FOOT_RULE = 20 * MM  # above the lower edge of the paper
NUMBER_GAP = 7 * MM  # dash of the page number below the 版心
IMPRINT_OUTER = 0.35 * MM  # first and last rule of the 版记
IMPRINT_INNER = 0.25 * MM

SIGN_RULE = 42 * MM  # to be signed on at the foot of a page

SLOT_SIDE = 10 * MM  # free around a page of another file that is bound in
SLOT_TOP = 16 * MM
SLOT_LINE = 8 * MM  # of the line above it, from the upper edge of the sheet

FORM_OUTER = 1.2
FORM_INNER = 0.5
FORM_BODY_PITCH = 25.0
SMALL_PITCH = 19.0

RED = (1.0, 0.0, 0.0)
BLACK = (0.0, 0.0, 0.0)


@dataclass(frozen=True)
class Area:
    """A page and the rectangle that text may fill, points, from the upper left corner of the page."""

    page_width: float
    page_height: float
    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Right edge of the type area."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """Lower edge of the type area."""
        return self.top + self.height


OFFICIAL_AREA = Area(A4_WIDTH, A4_HEIGHT, 28 * MM, 37 * MM, BODY_WIDTH, BODY_HEIGHT)
# A wide table among official pages: the head lies at the left edge of the upright sheet (domain.md §5.1).
OFFICIAL_WIDE_AREA = Area(A4_HEIGHT, A4_WIDTH, 35 * MM, 28 * MM, BODY_HEIGHT, BODY_WIDTH)
FORM_AREA = Area(A4_WIDTH, A4_HEIGHT, 28 * MM, 28 * MM, 160 * MM, 243 * MM)
FORM_WIDE_AREA = Area(A4_HEIGHT, A4_WIDTH, 24 * MM, 26 * MM, 249 * MM, 164 * MM)


def area_of(layout: Layout, landscape: bool) -> Area:
    """The type area of a layout."""
    if layout is Layout.FORM:
        return FORM_WIDE_AREA if landscape else FORM_AREA
    return OFFICIAL_WIDE_AREA if landscape else OFFICIAL_AREA
