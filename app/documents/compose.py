"""One paper put on pages: head, title, body, closing, 版记, page numbers. It writes no file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from app.documents.blocks import Measure, block_pieces, grid_measure, title_piece
from app.documents.closing import closing_pieces, imprint, keep_with_tail
from app.documents.flow import Bookmark, NewPage, Page, Pagination, Piece, Text
from app.documents.fonts import Faces
from app.documents.geometry import (
    A4_HEIGHT,
    A4_WIDTH,
    FOUR,
    MM,
    NUMBER_GAP,
    OFFICIAL_AREA,
    PITCH,
    SIGN_RULE,
    Area,
    area_of,
)
from app.documents.header import head_piece
from app.documents.paper import Align, Attachment, Face, Layout, Paper
from app.documents.pen import ASCENT, Pen
from app.documents.stamp import draw_stamp
from app.documents.typeset import BODY, FORM_BODY, SMALL, Line, Style, Typesetter
from app.documents.wording import follows, of_slots

_NUMBER = Style(Face.TEXT, FOUR, FOUR, FOUR)
# Centre of the dash above the baseline, in parts of the size.
_DASH_HEIGHT = 0.38


@dataclass(frozen=True)
class Composition:
    """A paper on its pages."""

    paper: Paper
    pages: tuple[Page, ...]
    body_pages: int
    """Pages before the 版记 was placed."""


def compose(
    paper: Paper,
    faces: Faces,
    cancelled: Callable[[], bool] = lambda: False,
    setter: Typesetter | None = None,
) -> Composition:
    """Place a paper on pages. Raises flow.StopPagination when `cancelled` says so. setter: that of papers made with it."""
    setter = setter or Typesetter(faces)
    grid = paper.layout is not Layout.FORM
    pagination = Pagination(partial(area_of, paper.layout), paper.landscape, grid, cancelled)
    pages = pagination.run(_pieces(paper, setter))
    if pages and not pages[-1].parts and len(pages) > 1:
        pages.pop()
    count = len(pages)
    _place_imprint(paper, setter, pages)
    if paper.layout is Layout.LETTER and pages:
        pages[0].numbered = False
    if of_slots(paper):
        for page in pages:
            page.numbered = False
    return Composition(paper, tuple(pages), count)


def _pieces(paper: Paper, setter: Typesetter) -> list[Piece | NewPage]:
    body_style = FORM_BODY if paper.layout is Layout.FORM else BODY
    if of_slots(paper):
        measure = grid_measure(OFFICIAL_AREA.width, BODY)
        return [piece for block in paper.body for piece in block_pieces(block, setter, measure)]
    measure = grid_measure(area_of(paper.layout, paper.landscape).width, body_style)
    found: list[Piece | NewPage] = [head_piece(paper, setter, measure)]
    if paper.layout is not Layout.FORM:
        found += _title(paper, setter, measure)
    elif paper.addressee:
        found.append(Text(setter.lines(paper.addressee, measure.body, measure.width), measure.body.pitch))
    wide = paper.landscape
    attached = False
    ties: list[tuple[int, float]] = []
    closing = closing_pieces(paper, setter, measure)
    for block in paper.body:
        if isinstance(block, Attachment):
            if not attached:
                found = _closed(found, closing)
                attached = True
            wide = block.landscape
        width = area_of(paper.layout, wide).width
        pieces = block_pieces(block, setter, grid_measure(width, body_style))
        if follows(block):
            ties.append((len(found), sum(piece.height for piece in pieces if not isinstance(piece, NewPage))))
        found += pieces
    _tie(found, ties)
    return found if attached else _closed(found, closing)


def _tie(found: list[Piece | NewPage], ties: Sequence[tuple[int, float]]) -> None:
    """Tie each block that follows another (where its first piece lies, its height) to the end of that one."""
    below: dict[int, float] = {}
    for start, height in reversed(ties):
        ahead = found[start - 1]
        if isinstance(ahead, NewPage):
            continue
        below[start - 1] = height + below.get(start, 0.0)
        found[start - 1 : start] = keep_with_tail([ahead], below[start - 1])


def _closed(found: list[Piece | NewPage], closing: list[Piece]) -> list[Piece | NewPage]:
    """The body with its closing tied to its last lines."""
    if not closing:
        return found
    tail = found[-1]
    if isinstance(tail, NewPage):
        return [*found, *closing]
    return [*found[:-1], *keep_with_tail([tail]), *closing]


def _title(paper: Paper, setter: Typesetter, measure: Measure) -> list[Piece]:
    """Title, subtitle in 楷体, one empty line, 主送."""
    blank = Text([Line((), 0.0)], PITCH, keep=True)
    found: list[Piece] = []
    if paper.title:
        found.append(title_piece(paper.title, setter, measure.width))
    kai = measure.body.in_face(Face.KAI)
    number = paper.doc_number if paper.layout is Layout.PLAIN else ""
    for text in (paper.subtitle, number):
        if text:
            lines = setter.lines(text, kai, measure.width, align=Align.CENTER)
            found.append(Text(lines, PITCH, keep=True))
    if found:
        found.append(blank)
    if paper.addressee:
        text = paper.addressee.rstrip("：:") + "："
        found.append(Text(setter.lines(text, measure.body, measure.width), PITCH, keep=True))
    return found


def _place_imprint(paper: Paper, setter: Typesetter, pages: list[Page]) -> None:
    """版记 ends on the last line of the last page; of a 公文 or 纪要 that page is even.

    Where an empty page has to stand before it, neither of the two carries a number (GB/T 9704-2012).
    """
    if paper.layout not in (Layout.OFFICIAL, Layout.MINUTES, Layout.LETTER):
        return
    measure = grid_measure(OFFICIAL_AREA.width, BODY)
    part = imprint(paper, setter, measure)
    if part is None:
        return
    area = OFFICIAL_AREA
    even = paper.layout is not Layout.LETTER
    last = pages[-1]
    fits = last.area == area and last.used - (PITCH - BODY.size) + 6 <= area.height - part.height
    if not fits or (even and len(pages) % 2):
        blank_needed = even and len(pages) % 2 == 0
        if blank_needed:
            pages.append(Page(area, numbered=False))
        pages.append(Page(area, numbered=not blank_needed))
    pages[-1].parts.append((area.height - part.height, part))


def draw_page(
    pen: Pen,
    composition: Composition,
    index: int,
    setter: Typesetter,
    watermark: Line | None,
    key: str,
    level: int,
) -> None:
    """Draw page `index` (from 0) with its watermark, parts, outline entries and number."""
    page = composition.pages[index]
    area = page.area
    pen.start_page(area.page_width, area.page_height)
    if watermark is not None:
        pen.watermark(watermark, area.page_width, area.page_height, over=of_slots(composition.paper))
    for number, (start, part) in enumerate(page.parts):
        part.draw(pen, area.left, area.top + start)
        for order, mark in enumerate(part.bookmarks):
            _bookmark(pen, mark, f"{key}-{index}-{number}-{order}", level, area.top + start)
    if page.numbered:
        _draw_number(pen, composition, index, setter)
    if index == 0 and composition.paper.archive_stamp is not None:
        draw_stamp(pen, composition.paper.archive_stamp, area.page_width, setter)


def _bookmark(pen: Pen, mark: Bookmark, key: str, level: int, top: float) -> None:
    pen.bookmark(key, mark.title, level + mark.level, top)


def _draw_number(pen: Pen, composition: Composition, index: int, setter: Typesetter) -> None:
    paper, area = composition.paper, composition.pages[index].area
    if paper.layout is Layout.FORM:
        _draw_form_number(pen, composition, index, setter)
        return
    line = setter.one_line(f"— {index + 1} —", _NUMBER)
    turned = area.page_width > area.page_height
    odd = index % 2 == 0
    if paper.layout is Layout.PLAIN and paper.page_foot:
        _draw_foot(pen, setter.one_line(paper.page_foot, SMALL), area, left=odd)
    left, width = OFFICIAL_AREA.left, OFFICIAL_AREA.width
    x = left + width - FOUR - line.width if odd else left + FOUR
    top = OFFICIAL_AREA.bottom + NUMBER_GAP - (ASCENT - _DASH_HEIGHT) * FOUR
    if turned:
        with pen.upright(A4_WIDTH, A4_HEIGHT):
            pen.line(line, x, top)
    else:
        pen.line(line, x, top)


def _draw_foot(pen: Pen, foot: Line, area: Area, *, left: bool) -> None:
    """What is signed on every page, with a rule to sign on; on the side where the page number is not."""
    start = area.left if left else area.right - foot.width - SIGN_RULE
    top = area.bottom + 6 * MM
    pen.line(foot, start, top)
    end, level = start + foot.width, top + SMALL.size + 2
    pen.rule(end, level, end + SIGN_RULE, level, 0.5)


def _draw_form_number(pen: Pen, composition: Composition, index: int, setter: Typesetter) -> None:
    """第x页 共y页 under the grid: centred, or right when something is to be signed at the left."""
    paper, area = composition.paper, composition.pages[index].area
    foot = setter.one_line(paper.page_foot, SMALL)
    line = setter.one_line(f"第 {index + 1} 页  共 {len(composition.pages)} 页", SMALL)
    top = area.bottom + 6 * MM
    if paper.page_foot:
        _draw_foot(pen, foot, area, left=True)
        pen.line(line, area.right - line.width, top)
    else:
        pen.line(line, area.left + (area.width - line.width) / 2, top)
