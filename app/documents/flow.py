"""Pieces of a document placed on pages. It knows pieces by their heights alone and draws nothing itself."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from app.core.errors import BugError
from app.documents.geometry import PITCH, THREE, Area
from app.documents.pen import Pen
from app.documents.typeset import Line

# Pages in a row that may pass without a piece getting shorter before that counts as a fault of ours.
_PATIENCE = 20

_MOST_HEADINGS = 3  # that may follow a heading before they count as items of a list

Draw = Callable[[Pen, float, float], None]
"""Draws at (left, top) of its place."""


@dataclass(frozen=True)
class Bookmark:
    """An outline entry; level 0 is the outermost below the paper's own."""

    level: int
    title: str


@dataclass(frozen=True)
class Part:
    """What of a piece stands on one page."""

    height: float
    draw: Draw
    bookmarks: tuple[Bookmark, ...] = ()


class Piece(Protocol):
    """Something that can be put on a page whole or in parts."""

    @property
    def keep(self) -> bool:
        """Whether the following piece must start on the same page."""

    @property
    def snaps(self) -> bool:
        """Whether it starts on a line of the grid."""

    @property
    def height(self) -> float:
        """Height when nothing breaks it."""

    @property
    def least(self) -> float:
        """Height of the smallest first part."""

    def take(self, room: float) -> tuple[Part | None, Piece | None]:
        """As much as fits into `room`, and what is left."""


@dataclass(frozen=True)
class Text:
    """Lines of text that may break after any line."""

    lines: Sequence[Line]
    pitch: float
    keep: bool = False
    snaps: bool = True
    bookmarks: tuple[Bookmark, ...] = ()

    @property
    def height(self) -> float:
        """All lines."""
        return len(self.lines) * self.pitch

    @property
    def least(self) -> float:
        """One line; all of them when the next piece must follow."""
        return self.height if self.keep else min(len(self.lines), 1) * self.pitch

    def take(self, room: float) -> tuple[Part | None, Piece | None]:
        """Whole lines only."""
        count = int((room + 0.5) // self.pitch)
        if count <= 0:
            return None, self
        lines, pitch = self.lines[:count], self.pitch

        def draw(pen: Pen, left: float, top: float) -> None:
            pen.lines(lines, left, top, pitch)

        part = Part(len(lines) * pitch, draw, self.bookmarks)
        if count >= len(self.lines):
            return part, None
        return part, replace(self, lines=self.lines[count:], bookmarks=())


@dataclass(frozen=True)
class Solid:
    """A piece that never breaks."""

    height: float
    draw: Draw
    keep: bool = False
    snaps: bool = True
    bookmarks: tuple[Bookmark, ...] = ()

    @property
    def least(self) -> float:
        """All of it."""
        return self.height

    def take(self, room: float) -> tuple[Part | None, Piece | None]:
        """All or nothing."""
        if self.height > room + 0.5:
            return None, self
        return Part(self.height, self.draw, self.bookmarks), None


@dataclass(frozen=True)
class NewPage:
    """The next piece starts a page, which may be turned."""

    landscape: bool | None = None


@dataclass
class Page:
    """One page: its area and the parts on it with their distance from the top of the type area."""

    area: Area
    parts: list[tuple[float, Part]] = field(default_factory=list)
    used: float = 0.0
    numbered: bool = True


@dataclass
class Pagination:
    """Puts pieces on pages, from the top. `area` gives the page for a portrait or a landscape sheet."""

    area: Callable[[bool], Area]
    landscape: bool
    grid: bool
    cancelled: Callable[[], bool]
    pages: list[Page] = field(default_factory=list)

    @property
    def spare(self) -> float:
        """The gap under the last grid line, which text may count on and a rule may not."""
        return PITCH - THREE if self.grid else 0.0

    def new_page(self) -> Page:
        """Start a page."""
        if self.cancelled():
            raise StopPagination
        page = Page(self.area(self.landscape))
        self.pages.append(page)
        return page

    def run(self, pieces: Iterable[Piece | NewPage]) -> list[Page]:
        """Place everything; a piece taller than a page that cannot break is given the page to itself."""
        queue = deque(pieces)
        page = self.new_page()
        stuck = 0
        while queue:
            piece = queue.popleft()
            if isinstance(piece, NewPage):
                if piece.landscape is not None:
                    self.landscape = piece.landscape
                if page.parts:
                    page = self.new_page()
                else:
                    page.area = self.area(self.landscape)
                continue
            start = self._start(page, piece)
            if page.parts and self._needed(piece, queue) > self._room(page, start, piece) + 0.5:
                page = self.new_page()
                start = 0.0
            part, rest = piece.take(self._room(page, start, piece))
            if part is None and not page.parts:
                part, rest = piece.take(float("inf"))
            if part is not None:
                page.parts.append((start, part))
                page.used = start + part.height
            if rest is not None:
                stuck = stuck + 1 if part is not None and rest.height >= piece.height else 0
                if stuck > _PATIENCE:
                    raise BugError("DOC-1", "a piece does not get shorter from page to page")
                queue.appendleft(rest)
                page = self.new_page()
        return self.pages

    def _start(self, page: Page, piece: Piece) -> float:
        if not (self.grid and piece.snaps):
            return page.used
        return -int(-(page.used - 0.5) // PITCH) * PITCH if page.used > 0.5 else 0.0

    def _room(self, page: Page, start: float, piece: Piece) -> float:
        return page.area.height + (self.spare if piece.snaps else 0.0) - start

    def _needed(self, piece: Piece, queue: Sequence[Piece | NewPage] | deque[Piece | NewPage]) -> float:
        """Height of the piece with all that must stay with it, up to the first part of the last one."""
        need, current, headings = 0.0, piece, 0
        for following in queue:
            if not current.keep or isinstance(following, NewPage):
                break
            need += current.height
            current = following
            headings += isinstance(following, Text) and bool(following.bookmarks)
            if headings > _MOST_HEADINGS:  # items of a list, which would leave half a page empty
                return piece.height
        return need + current.least


class StopPagination(Exception):
    """The caller asked to stop."""
