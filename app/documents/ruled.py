"""Ruled grids that grow and break over pages: the shared engine of tables and record forms.

It takes cells whose text is set already; it knows no fonts and no blocks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.documents.flow import Bookmark, Part, Piece
from app.documents.geometry import FORM_INNER, FORM_OUTER
from app.documents.pen import Pen
from app.documents.typeset import Line

PAD_X = 4.0
PAD_Y = 6.0
_LAST_ROWS = 2  # of a table that stand with what follows it
_MOST_MOVED = 400.0  # white that may be left at the foot of a page so that rows stay together
AFTER = 8.0  # white below the frame, which the next text must not touch


@dataclass(frozen=True)
class Box:
    """A cell of the grid: its place, its set lines, and how they stand in it.

    `again` are the lines of a label as it returns after a page break; None marks a value cell, whose lines go on.
    """

    column: int
    span: int
    rows: int
    lines: Sequence[Line]
    pitch: float
    size: float
    min_height: float = 0.0
    middle: bool = True
    again: Sequence[Line] | None = None

    @property
    def need(self) -> float:
        """Height that shows every line."""
        text = (len(self.lines) - 1) * self.pitch + self.size if self.lines else 0.0
        return max(text + 2 * PAD_Y, self.min_height)

    def fitting(self, height: float) -> int:
        """How many lines fit into a height."""
        return max(0, int((height - 2 * PAD_Y - self.size + 0.1) // self.pitch) + 1)

    def cut(self, height: float, rows_left: int) -> tuple[Box, Box]:
        """The part above a page break `height` below the cell's top, and the part after it."""
        count = self.fitting(height)
        # A label that is itself taller than its place goes on like a value, or it would return for ever.
        if self.again is not None and count >= max(len(self.lines), len(self.again)):
            return self, replace(self, lines=self.again, rows=rows_left, min_height=0.0)
        head = replace(self, lines=self.lines[:count], min_height=0.0)
        rest = replace(self, lines=self.lines[count:], rows=rows_left, min_height=0.0, again=None)
        return head, rest


@dataclass(frozen=True)
class Row:
    """One row of the grid; boxes that reach down from rows above stand in their first row only.

    heads: so many rows below take this row along over a page break; keep: the row below stands on the same page.
    """

    boxes: tuple[Box, ...]
    height: float = 0.0
    heads: int = 0
    keep: bool = False


def with_heights(rows: Sequence[Row], least: float) -> tuple[Row, ...]:
    """The rows high enough for their text; what a tall spanning box lacks is added to its last row."""
    heights = [max([least, *(box.need for box in row.boxes if box.rows == 1)]) for row in rows]
    for index, row in enumerate(rows):
        for box in row.boxes:
            if box.rows > 1:
                last = min(index + box.rows, len(rows))
                lack = box.need - sum(heights[index:last])
                if lack > 0:
                    heights[last - 1] += lack
    return tuple(replace(row, height=height) for row, height in zip(rows, heights, strict=True))


@dataclass(frozen=True)
class Ruled:
    """A grid of rows as a piece of the flow.

    widths: of the columns in points; head: rows that return on each page; whole_below: a row up to this
    height moves to the next page rather than being broken; tail: height of what must stand below the last row.
    """

    rows: tuple[Row, ...]
    widths: tuple[float, ...]
    left: float = 0.0
    head: tuple[Row, ...] = ()
    least_row: float = 24.0
    whole_below: float = 120.0
    keep: bool = False
    tail: float = 0.0
    bookmarks: tuple[Bookmark, ...] = ()

    @property
    def snaps(self) -> bool:
        """A grid starts where the text above it ends."""
        return False

    @property
    def head_height(self) -> float:
        """Height of the repeated rows."""
        return sum(row.height for row in self.head)

    @property
    def height(self) -> float:
        """All rows with one header."""
        return self.head_height + sum(row.height for row in self.rows)

    @property
    def least(self) -> float:
        """The header and the first row, or the first lines of a tall first row; a short grid with what follows it."""
        if self.tail and len(self.rows) <= _LAST_ROWS:
            return self.height + AFTER + self.tail
        first = self.rows[0].height if self.rows else 0.0
        return self.head_height + (first if first <= self.whole_below else self.whole_below)

    def take(self, room: float) -> tuple[Part | None, Piece | None]:
        """Rows that fit, then the first lines of a tall row."""
        y = self.head_height
        count = 0
        while count < len(self.rows) and y + self.rows[count].height <= room + 0.1:
            y += self.rows[count].height
            count += 1
        if count == len(self.rows):
            if y + AFTER + self.tail <= room + 0.1 or count <= _LAST_ROWS:
                return self._part(self.rows, AFTER), None
            count = self._good_break(count - _LAST_ROWS)
            return self._cut(count, 0.0)
        broken = self.rows[count]
        left_over = room - y
        splits = broken.height > self.whole_below and self._breaks_well(broken, left_over)
        if not splits:
            count = self._good_break(count)
        if not splits and count == 0:
            # A fresh page cannot hold the row whole: break it all the same.
            if room < self.whole_below + self.head_height or broken.height <= room - self.head_height:
                return None, self
            splits = any(box.fitting(left_over) for box in broken.boxes)
            if not splits:
                return None, self
        return self._cut(count, left_over if splits else 0.0)

    def _cut(self, count: int, height: float) -> tuple[Part, Ruled]:
        """The rows before row `count` with the first `height` points of it, and the rest."""
        above, below = _break(self.rows, count, height)
        rest = with_heights(below[: _reach(below)], self.least_row) + tuple(below[_reach(below) :])
        return self._part(above), replace(self, rows=rest, bookmarks=())

    def _good_break(self, count: int) -> int:
        """The row before which a break near row `count` looks best; `count` itself where nothing is gained.

        A last row does not stand alone on its page, nor a header without its rows; kept rows stay together.
        """
        rows = self.rows
        wanted = count
        if wanted == len(rows) - 1 and wanted > _LAST_ROWS and rows[-1].height <= self.whole_below:
            wanted -= 1
        while wanted > 0 and (rows[wanted - 1].keep or rows[wanted - 1].heads):
            wanted -= 1
        moved = sum(row.height for row in rows[wanted:count])
        return wanted if wanted > 0 and moved <= _MOST_MOVED else count

    def _breaks_well(self, row: Row, height: float) -> bool:
        """Whether at least three lines of the longest box stand above the break and one below."""
        boxes = [box for box in row.boxes if box.rows == 1 and box.again is None]
        longest = max(boxes, key=lambda box: len(box.lines), default=None)
        return longest is not None and 3 <= longest.fitting(height) < len(longest.lines)

    def _part(self, rows: tuple[Row, ...], after: float = 0.0) -> Part:
        shown = (*self.head, *rows)
        height = sum(row.height for row in shown)
        widths, indent, head = self.widths, self.left, len(self.head)

        def draw(pen: Pen, left: float, top: float) -> None:
            _draw(pen, shown, widths, left + indent, top, head)

        return Part(height + after, draw, self.bookmarks)


def _reach(rows: Sequence[Row]) -> int:
    """How many of the first rows may have changed in height: the first and those its boxes span."""
    return min(len(rows), max((box.rows for box in rows[0].boxes), default=1)) if rows else 0


def _break(rows: tuple[Row, ...], count: int, height: float) -> tuple[tuple[Row, ...], list[Row]]:
    """Cut before row `count`, or `height` below its top when that is > 0."""
    above = list(rows[:count])
    below = list(rows[count:])
    carried: list[Box] = []
    for index, row in enumerate(above):
        boxes: list[Box] = []
        for box in row.boxes:
            reach = index + box.rows - count
            if reach > 0:
                region = sum(item.height for item in above[index:]) + height
                head, rest = box.cut(region, reach)
                boxes.append(replace(head, rows=box.rows - reach + (1 if height > 0 else 0)))
                carried.append(rest)
            else:
                boxes.append(box)
        above[index] = replace(row, boxes=tuple(boxes))
    first = below[0]
    if height > 0:
        cuts = [box.cut(height, box.rows) for box in first.boxes]
        above.append(Row(tuple(replace(head, rows=1) for head, _ in cuts), height))
        first = replace(first, boxes=tuple(rest for _, rest in cuts))
    header = _header_over(rows, count, height > 0)
    if header is None:
        below[0] = replace(first, boxes=(*carried, *first.boxes))
        return tuple(above), below
    opened = (*(replace(box, rows=box.rows + 1) for box in carried), *header.boxes)
    return tuple(above), [replace(header, boxes=opened), first, *below[1:]]


def _header_over(rows: Sequence[Row], count: int, inside: bool) -> Row | None:
    """The header to repeat over row `count` where the break falls before or `inside` it; it heads what is left."""
    for index in range(count - 1, -1, -1):
        row = rows[index]
        if row.heads:
            # A header alone above the break would come back for ever.
            if index + row.heads < count or (index == 0 and count == 1 and not inside):
                return None
            own = tuple(box for box in row.boxes if box.rows == 1)
            return replace(row, boxes=own, heads=index + row.heads - count + 1)
    return None


def _draw(pen: Pen, rows: Sequence[Row], widths: Sequence[float], left: float, top: float, head: int) -> None:
    """Text, then thin inner rules, then the thick frame."""
    xs = [left]
    for width in widths:
        xs.append(xs[-1] + width)
    ys = [top]
    for row in rows:
        ys.append(ys[-1] + row.height)
    inner: list[tuple[float, float, float, float]] = []
    for index, row in enumerate(rows):
        for box in row.boxes:
            x1, x2 = xs[box.column], xs[box.column + box.span]
            y1, y2 = ys[index], ys[min(index + box.rows, len(rows))]
            if box.column:
                inner.append((x1, y1, x1, y2))
            if index:
                inner.append((x1, y1, x2, y1))
            text = (len(box.lines) - 1) * box.pitch + box.size
            start = y1 + max((y2 - y1 - text) / 2, PAD_Y) if box.middle else y1 + PAD_Y
            pen.lines(box.lines, x1 + PAD_X, start, box.pitch)
    pen.rules(inner, FORM_INNER)
    x1, x2, y1, y2 = xs[0], xs[-1], ys[0], ys[-1]
    pen.rules(((x1, y1, x2, y1), (x2, y1, x2, y2), (x2, y2, x1, y2), (x1, y2, x1, y1)), FORM_OUTER)
