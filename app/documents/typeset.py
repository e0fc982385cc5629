"""Text to lines of positioned glyph runs, justified on the character grid. It decides no page and draws nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby

from app.documents.fonts import Faces, Glyph
from app.documents.geometry import (
    CELL,
    FIVE,
    FORM_BODY_PITCH,
    FOUR,
    PITCH,
    SMALL_FOUR,
    SMALL_PITCH,
    THREE,
    TWO,
)
from app.documents.kinsoku import break_lines
from app.documents.paper import Align, Face, Run

# Wider gaps look like holes: a line that would need them stays ragged.
_WIDEST_GAP = 0.3
_MOST_KNOWN = 2000
_GROUPS = re.compile(r"\.+|x+|o|y")


@dataclass(frozen=True)
class Style:
    """How text is set: face, size, width of a full character with its gap, distance of lines; points."""

    face: Face
    size: float
    cell: float
    pitch: float

    def in_face(self, face: Face) -> Style:
        """The same measure in another face."""
        return Style(face, self.size, self.cell, self.pitch)


BODY = Style(Face.FANG, THREE, CELL, PITCH)
TITLE = Style(Face.SONG, TWO, TWO, PITCH)
FORM_BODY = Style(Face.FANG, FOUR, FOUR, FORM_BODY_PITCH)
SMALL = Style(Face.FANG, SMALL_FOUR, SMALL_FOUR, SMALL_PITCH)
FINE = Style(Face.FANG, FIVE, FIVE, 15.75)
IMPRINT = Style(Face.FANG, FOUR, FOUR, 26.0)


@dataclass(frozen=True, slots=True)
class Segment:
    """Glyphs of one font with equal extra spacing, `x` from the left end of the line's room."""

    x: float
    font: str
    size: float
    spacing: float
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """One set line: segments from left to right, and the width they take."""

    segments: tuple[Segment, ...]
    width: float


class Typesetter:
    """Sets text in the fonts of one machine, and remembers single lines: letters to many have the same head."""

    def __init__(self, faces: Faces) -> None:
        self._faces = faces
        self._known: dict[tuple[str, Style, float], Line] = {}

    def clean(self, text: str, face: Face) -> str:
        """What will really be printed of a text."""
        return self._faces.glyphs(face).clean(text)

    def width(self, text: str, style: Style) -> float:
        """Natural width of one line of text."""
        glyphs = self._faces.glyphs(style.face)
        return sum(glyphs[char].advance for char in glyphs.clean(text)) * style.cell

    def lines(
        self,
        text: str | Sequence[Run],
        style: Style,
        width: float,
        *,
        first: float = 0.0,
        rest: float = 0.0,
        align: Align = Align.LEFT,
        justify: bool = True,
        names: bool = False,
    ) -> list[Line]:
        """Set a text; every line feed in it starts a new paragraph.

        first, rest: indents of the first and of the other lines in points. An empty text gives one empty line.
        `names` keeps the last characters of every listed item together, for lists of persons.
        """
        runs = (Run(text, style.face),) if isinstance(text, str) else text
        found: list[Line] = []
        for part in _paragraphs(runs):
            found.extend(self._paragraph(part, style, width, first, rest, align, justify, names))
        return found

    def one_line(self, text: str, style: Style, x: float = 0.0) -> Line:
        """A single unbroken line at its natural width, starting at `x`."""
        key = (text, style, x)
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            found = self._known[key] = self._one_line(text, style, x)
        return found

    def _one_line(self, text: str, style: Style, x: float) -> Line:
        glyphs = self._faces.glyphs(style.face)
        text = glyphs.clean(text).replace("\n", " ")
        found = [glyphs[char] for char in text]
        width = sum(glyph.advance for glyph in found) * style.cell
        kinds = "".join([glyph.kind for glyph in found])
        return Line(_segments(text, kinds, found, style, x, 0.0) if text else (), x + width)

    def _paragraph(
        self,
        runs: Sequence[Run],
        style: Style,
        width: float,
        first: float,
        rest: float,
        align: Align,
        justify: bool,
        names: bool,
    ) -> list[Line]:
        text = ""
        found: list[Glyph] = []
        for run in runs:
            glyphs = self._faces.glyphs(run.face)
            part = glyphs.clean(run.text)
            text += part
            found.extend([glyphs[char] for char in part])
        cell = style.cell
        advances = [glyph.advance * cell for glyph in found]
        ends = [0.0, *accumulate(advances)]
        lines: list[Line] = []
        spans = break_lines(text, advances, width - first, width - rest, cell, names=names)
        kinds = "".join([glyph.kind for glyph in found])
        one_face = len({run.face for run in runs}) == 1
        for index, (start, end, squeezed) in enumerate(spans):
            indent = rest if index else first
            room = width - indent
            while end > start and text[end - 1] == " ":
                end -= 1
            natural = ends[end] - ends[start] - (cell / 2 if squeezed else 0.0)
            slack = room - natural
            extra = 0.0
            if slack < 0 or (justify and align is Align.LEFT and index < len(spans) - 1):
                extra = _stretch(kinds[start:end], slack, cell)
            elif align is not Align.LEFT:
                indent += slack / 2 if align is Align.CENTER else slack
            segments: tuple[Segment, ...] = ()
            if end > start:
                glyphs_here = found[start:end]
                if one_face:
                    segments = _segments(text[start:end], kinds[start:end], glyphs_here, style, indent, extra)
                else:
                    segments = _mixed(text[start:end], kinds[start:end], glyphs_here, style, indent, extra)
            lines.append(Line(segments, indent + natural))
        return lines


def _paragraphs(runs: Sequence[Run]) -> list[list[Run]]:
    """Cut runs at line feeds."""
    found: list[list[Run]] = [[]]
    for run in runs:
        for index, piece in enumerate(run.text.replace("\r\n", "\n").split("\n")):
            if index:
                found.append([])
            found[-1].append(Run(piece, run.face))
    return found


def _stretch(kinds: str, slack: float, cell: float) -> float:
    """What every gap of the line takes so that it ends at the margin; gaps inside words take nothing."""
    kinds = kinds.replace("y", "x").replace("o", ".")
    words = kinds.count(".x") + kinds.startswith("x")
    gaps = len(kinds) - 1 - (kinds.count("x") - words)
    if gaps <= 0:
        return 0.0
    extra = slack / gaps
    return extra if extra <= _WIDEST_GAP * cell else 0.0


def _segments(
    text: str, kinds: str, glyphs: Sequence[Glyph], style: Style, x: float, extra: float
) -> tuple[Segment, ...]:
    """Group the characters of a line in one face by font and spacing."""
    size, cell = style.size, style.cell
    if kinds.count(".") == len(kinds):
        return (Segment(x, glyphs[0].font, size, cell - size + extra, text),)
    found: list[Segment] = []
    for match in _GROUPS.finditer(kinds):
        start, end = match.span()
        font, string, count = glyphs[start].font, text[start:end], end - start
        match kinds[start]:
            case ".":
                found.append(Segment(x, font, size, cell - size + extra, string))
                x += count * (cell + extra)
            case "o":
                found.append(Segment(x + (cell - glyphs[start].width * size) / 2, font, size, 0.0, string))
                x += cell + extra
            case _:
                width = sum([glyph.width for glyph in glyphs[start:end]])
                found.append(Segment(x, font, size, width * (cell - size) / count, string))
                x += width * cell + extra
    return tuple(found)


def _mixed(
    text: str, kinds: str, glyphs: Sequence[Glyph], style: Style, x: float, extra: float
) -> tuple[Segment, ...]:
    """The same for a line in several faces: what one font prints, then what the next one does."""
    found: list[Segment] = []
    start = 0
    for _, group in groupby(glyphs, lambda glyph: glyph.font):
        end = start + len(list(group))
        part = glyphs[start:end]
        found.extend(_segments(text[start:end], kinds[start:end], part, style, x, extra))
        x += _advance(kinds[start:end], part, style.cell, extra)
        start = end
    return tuple(found)


def _advance(kinds: str, glyphs: Sequence[Glyph], cell: float, extra: float) -> float:
    """How far `_segments` moves on."""
    groups = sum(1 for match in _GROUPS.finditer(kinds) if kinds[match.start()] in "xy")
    whole = sum(1 for kind in kinds if kind in ".o")
    return sum(glyph.advance for glyph in glyphs) * cell + extra * (groups + whole)
