"""First pages of many papers side by side on one picture, each with its name below. For looking through, not for printing."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from app.core.paths import RESOURCES
from app.documents.raster import page_png

ACROSS, DOWN = 6, 4
WIDTH, HEIGHT, FOOT, GAP = 250, 354, 22, 14
DPI = 72
FONT = RESOURCES / "fonts" / "UI-Regular.ttf"


def contact_sheets(named: Sequence[tuple[str, bytes]]) -> tuple[bytes, ...]:
    """PNG pictures of the first pages of (name, PDF) pairs, 24 on each, in the order given."""
    most = ACROSS * DOWN
    return tuple(_sheet(named[start : start + most]) for start in range(0, len(named), most))


def _sheet(named: Sequence[tuple[str, bytes]]) -> bytes:
    size = (ACROSS * (WIDTH + GAP) + GAP, DOWN * (HEIGHT + FOOT + GAP) + GAP)
    sheet = Image.new("RGB", size, "#d8dce3")
    draw = ImageDraw.Draw(sheet)
    font = ImageFont.truetype(str(FONT), 14)
    for place, (name, pdf) in enumerate(named):
        down, across = divmod(place, ACROSS)
        left, top = GAP + across * (WIDTH + GAP), GAP + down * (HEIGHT + FOOT + GAP)
        with Image.open(BytesIO(page_png(pdf, 0, DPI))) as page:
            page.thumbnail((WIDTH, HEIGHT))
            sheet.paste(page.convert("RGB"), (left + (WIDTH - page.width) // 2, top))
        draw.text((left, top + HEIGHT + 3), name[:17], fill="#1b2430", font=font)
    out = BytesIO()
    sheet.save(out, "PNG")
    return out.getvalue()
