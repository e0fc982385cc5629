"""Measures a finished PDF against GB/T 9704-2012: margins, grid, faces, sizes, page numbers, line starts.

It reads positions from the PDF itself, trusts nothing the engine says, and changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from app.documents.fonts import MISSING, Faces, faces
from app.documents.geometry import (
    A4_HEIGHT,
    A4_WIDTH,
    BODY_WIDTH,
    CHARS,
    FOUR,
    IMPRINT_INNER,
    IMPRINT_OUTER,
    LETTER_FOOT_RULE,
    LETTER_MARK_TOP,
    LETTER_RULE_WIDTH,
    LINES,
    MARK_TOP,
    MM,
    NUMBER_GAP,
    OFFICIAL_AREA,
    PITCH,
    RED_GAP,
    THREE,
    TWO,
    Area,
    area_of,
)
from app.documents.kinsoku import NOT_AT_END, NOT_AT_START
from app.documents.measure_read import Mark, PageRead, TextLine, read_pages
from app.documents.paper import Face, Heading, Layout, Paper

_TOLERANCE = 1 * MM


class Kind(Enum):
    """What may be wrong."""

    PAPER = "纸张"
    MARGIN = "版心"
    GRID = "行"
    CHARS = "字数"
    FACE = "字体字号"
    NUMBER = "页码"
    LINE_START = "行首行尾"
    HEAD = "版头"
    IMPRINT = "版记"
    MISSING = "缺字"


@dataclass(frozen=True)
class Fault:
    """One deviation: what kind, on which page (from 1), and the measured value in words."""

    kind: Kind
    page: int
    text: str


def measure(pdf: bytes, paper: Paper, *, fonts: Faces | None = None) -> tuple[Fault, ...]:
    """Every deviation of the PDF of `paper` from the standard, in page order; empty when it is right."""
    used = fonts or faces()
    pages = read_pages(pdf)
    found: list[Fault] = []
    for page in pages:
        found += _paper_size(page)
        found += _margins(page, paper)
        found += _line_ends(page, paper)
        found += _missing(page)
        if paper.layout is Layout.FORM:
            found += _form_number(page, len(pages))
        else:
            found += _grid(page)
            found += _number(page, paper)
    found += _elements(pages, paper, used)
    if paper.layout in (Layout.OFFICIAL, Layout.LETTER, Layout.MINUTES) and pages:
        found += _head(pages[0], paper)
        if paper.layout is not Layout.LETTER:
            found += _imprint(pages[-1], paper)
    return tuple(sorted(found, key=lambda fault: fault.page))


def _turned(page: PageRead) -> bool:
    return page.width > page.height


def _inside(page: PageRead, area: Area) -> list[TextLine]:
    """Lines of the type area: upright, not the page number below it, not the mark of a 信函 above it."""
    return [
        line
        for line in page.lines
        if line.text and line.marks[0].upright and not line.marks[0].red and line.top < area.bottom + 4 * MM
    ]


def _paper_size(page: PageRead) -> Iterator[Fault]:
    short, long = sorted((page.width, page.height))
    if abs(short - A4_WIDTH) > _TOLERANCE or abs(long - A4_HEIGHT) > _TOLERANCE:
        yield Fault(Kind.PAPER, page.number, f"纸张为{short / MM:.0f}×{long / MM:.0f}毫米")


def _margins(page: PageRead, paper: Paper) -> Iterator[Fault]:
    """Nothing outside the type area; where text starts, it starts at its edges."""
    area = area_of(paper.layout, _turned(page))
    lines = _inside(page, area)
    if not lines:
        return
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    top, bottom = min(line.top for line in lines), max(line.top + line.size for line in lines)
    sides = (
        ("左", left < area.left - _TOLERANCE, left),
        ("右", right > area.right + _TOLERANCE, page.width - right),
        ("上", top < area.top - _TOLERANCE, top),
        ("下", bottom > area.bottom + _TOLERANCE, page.height - bottom),
    )
    for side, wrong, value in sides:
        if wrong:
            yield Fault(Kind.MARGIN, page.number, f"{side}边距{value / MM:.1f}毫米")
    full = paper.layout is not Layout.FORM and not _turned(page) and page.number > 1
    body = [line for line in lines if abs(line.size - THREE) < 0.1]
    if full and len(body) >= LINES and any(line.right > area.right - THREE for line in body):
        if left > area.left + _TOLERANCE:
            yield Fault(Kind.MARGIN, page.number, f"左边距{left / MM:.1f}毫米")
        if right < area.right - 2 * _TOLERANCE:
            yield Fault(Kind.MARGIN, page.number, f"右边距{(page.width - right) / MM:.1f}毫米")
        if top > area.top + _TOLERANCE:
            yield Fault(Kind.MARGIN, page.number, f"上边距{top / MM:.1f}毫米")
        if bottom < area.bottom - _TOLERANCE:
            yield Fault(Kind.MARGIN, page.number, f"下边距{(page.height - bottom) / MM:.1f}毫米")


def _grid(page: PageRead) -> Iterator[Fault]:
    """3号 lines of an upright page stand on the 22 lines of the grid and hold at most 28 characters."""
    if _turned(page):
        return
    rows: set[int] = set()
    lines = _inside(page, OFFICIAL_AREA)
    for line, below in zip(lines, [*lines[1:], None], strict=True):
        if abs(line.size - THREE) > 0.1:
            continue
        row, off = divmod(line.top - OFFICIAL_AREA.top + 0.8, PITCH)
        in_head = page.number == 1 and row < 5
        if off > 1.6 and not in_head:
            yield Fault(Kind.GRID, page.number, f"“{line.text[:8]}”不在行格上，偏{off - 0.8:.1f}磅")
        rows.add(int(row))
        cells = sum(1.0 if _whole(mark) else 0.5 for mark in line.marks if mark.char != " ")
        full = line.right > OFFICIAL_AREA.right - THREE * 1.1 and line.left < OFFICIAL_AREA.left + 1
        short = full and all(map(_whole, line.marks)) and cells < CHARS - 1
        if cells > CHARS + 1 or (short and not _pushed(below)):
            yield Fault(Kind.CHARS, page.number, f"“{line.text[:8]}”一行{cells:g}字")
    if len(rows) > LINES or any(row >= LINES for row in rows):
        yield Fault(Kind.GRID, page.number, f"一页{max(len(rows), max(rows) + 1)}行")


def _whole(mark: Mark) -> bool:
    return ord(mark.char) >= 0x2000


def _pushed(below: TextLine | None) -> bool:
    """Whether the line below begins with what may not be parted (2026年, 《党章, 第15条), so that the one above is wider set."""
    text = below.text if below else ""
    return bool(text) and (
        ord(text[0]) < 0x2000 or text[0] in NOT_AT_END or text[1:2].isdigit() or text[1:2] in NOT_AT_START
    )


def _line_ends(page: PageRead, paper: Paper) -> Iterator[Fault]:
    """No closing mark begins a line, no opening mark ends one."""
    area = area_of(paper.layout, _turned(page))
    for line in _inside(page, area):
        text = line.text
        if len(text) > 1 and text[0] in NOT_AT_START and not text.startswith(("——", "……", "— ")):
            yield Fault(Kind.LINE_START, page.number, f"行首为“{text[0]}”：{text[:8]}")
        if len(text) > 1 and text[-1] in NOT_AT_END:
            yield Fault(Kind.LINE_START, page.number, f"行尾为“{text[-1]}”：{text[-8:]}")


def _missing(page: PageRead) -> Iterator[Fault]:
    if any(mark.char == MISSING for mark in page.marks):
        yield Fault(Kind.MISSING, page.number, "有字体不能显示的字，印成了〓")


def _number(page: PageRead, paper: Paper) -> Iterator[Fault]:
    """— n — in 4号, its dash 7 mm below the 版心, one character in from the outer edge."""
    wanted = f"—{page.number}—"
    shown = [line for line in page.lines if line.text.replace(" ", "") == wanted]
    if paper.layout is Layout.LETTER and page.number == 1:
        if shown:
            yield Fault(Kind.NUMBER, 1, "信函格式首页不应有页码")
        return
    if _turned(page):
        if wanted not in "".join(mark.char for mark in page.marks).replace(" ", ""):
            yield Fault(Kind.NUMBER, page.number, "没有页码")
        return
    if not shown:
        if any(line.text for line in page.lines) and not _unnumbered(page):
            yield Fault(Kind.NUMBER, page.number, "没有页码")
        return
    line = shown[-1]
    if abs(line.size - FOUR) > 0.1:
        yield Fault(Kind.NUMBER, page.number, f"页码为{line.size:g}磅")
    dash = line.marks[0].ink
    gap = (dash[1] + dash[3]) / 2 - OFFICIAL_AREA.bottom
    if abs(gap - NUMBER_GAP) > 0.5 * MM:
        yield Fault(Kind.NUMBER, page.number, f"页码距版心{gap / MM:.1f}毫米")
    if page.number % 2:
        indent = OFFICIAL_AREA.right - line.right
    else:
        indent = line.left - OFFICIAL_AREA.left
    if abs(indent - FOUR) > _TOLERANCE:
        yield Fault(Kind.NUMBER, page.number, f"页码距版心边缘{indent / MM:.1f}毫米")


def _unnumbered(page: PageRead) -> bool:
    """A 版记 alone on its page may stand without a number (after an empty page)."""
    return all(abs(line.size - FOUR) < 0.1 for line in page.lines if line.text)


def _form_number(page: PageRead, total: int) -> Iterator[Fault]:
    text = "".join(mark.char for mark in page.marks).replace(" ", "")
    if f"第{page.number}页共{total}页" not in text:
        yield Fault(Kind.NUMBER, page.number, "没有第几页共几页")


def _elements(pages: tuple[PageRead, ...], paper: Paper, used: Faces) -> Iterator[Fault]:
    """Title, grades, headings and numbers in their faces and sizes."""
    official = paper.layout is not Layout.FORM
    wanted: list[tuple[str, Face, float]] = [(paper.title.replace("\n", ""), Face.SONG, TWO)]
    if paper.secrecy:
        wanted.append((paper.secrecy.mark(), Face.HEI, THREE))
    wanted += [(paper.urgency, Face.HEI, THREE), (paper.copy_number, Face.FANG, THREE)]
    if official:
        if paper.layout is not Layout.PLAIN:
            wanted.append((paper.doc_number, Face.FANG, THREE))
        heading = {1: Face.HEI, 2: Face.KAI, 3: Face.FANG, 4: Face.FANG}
        for block in paper.body:
            if isinstance(block, Heading):
                wanted.append((block.text, heading[block.level], THREE))
    marks = [mark for page in pages for mark in page.marks if mark.char != " " and mark.upright]
    numbers = [page.number for page in pages for mark in page.marks if mark.char != " " and mark.upright]
    printed = "".join(mark.char for mark in marks)
    last = 0
    for text, face, size in wanted:
        plain = used.glyphs(face).clean(text).replace(" ", "").replace("\n", "")
        if not plain:
            continue
        start = printed.find(plain, last)
        if start < 0:
            start = printed.find(plain)
        if start < 0:
            yield Fault(Kind.FACE, 1, f"没有印出“{plain[:12]}”")
            continue
        last = start if size == THREE and face is not Face.FANG else last
        part = marks[start : start + len(plain)]
        name = used.font_name(face)
        if sum(mark.font == name for mark in part) * 2 < len(part):
            yield Fault(Kind.FACE, numbers[start], f"“{plain[:12]}”不是{face.value}")
        if any(abs(mark.size - size) > 0.1 for mark in part):
            yield Fault(Kind.FACE, numbers[start], f"“{plain[:12]}”为{part[0].size:g}磅")


def _head(page: PageRead, paper: Paper) -> Iterator[Fault]:
    """The red mark and the red rules."""
    red = [mark for mark in page.marks if mark.red]
    letter = paper.layout is Layout.LETTER
    if not red:
        yield Fault(Kind.HEAD, 1, "没有红色发文机关标志")
        return
    top = min(mark.top for mark in red)
    wanted = LETTER_MARK_TOP if letter else OFFICIAL_AREA.top + MARK_TOP
    if abs(top - wanted) > _TOLERANCE:
        yield Fault(Kind.HEAD, 1, f"发文机关标志上边缘在{top / MM:.1f}毫米处")
    rules = [rule for rule in page.rules if rule.red and rule.bottom - rule.top < 5]
    width = LETTER_RULE_WIDTH if letter else BODY_WIDTH
    if any(abs(rule.right - rule.left - width) > _TOLERANCE for rule in rules):
        yield Fault(Kind.HEAD, 1, "红线长度不对")
    if letter:
        mark_foot = max(mark.top + mark.size for mark in red)
        yield from _letter_rules(sorted(rule.top for rule in rules), mark_foot)
        return
    if len(rules) != 1:
        yield Fault(Kind.HEAD, 1, f"红线{len(rules)}条")
        return
    above = [line for line in page.lines if line.text and not line.marks[0].red and line.top < rules[0].top]
    low = max((line.top + line.size for line in above), default=0.0)
    gap = (rules[0].top + rules[0].bottom) / 2 - low
    if above and abs(gap - RED_GAP) > _TOLERANCE:
        yield Fault(Kind.HEAD, 1, f"红线距文号{gap / MM:.1f}毫米")


def _imprint(page: PageRead, paper: Paper) -> Iterator[Fault]:
    """The rules of the 版记: first and last 0.35 mm, the one between 0.25 mm, the last at the foot of the 版心."""
    printed = bool(paper.printed_by or paper.printed_on)
    count = (2 if printed and paper.copies_to else 1) + 1 if printed or paper.copies_to else 0
    flat = (rule for rule in page.rules if not rule.red and rule.right - rule.left > BODY_WIDTH - _TOLERANCE)
    found = sorted((rule for rule in flat if rule.bottom - rule.top < 3), key=lambda rule: rule.top)
    if len(found) < count:
        yield Fault(Kind.IMPRINT, page.number, f"版记应有{count}条线，实为{len(found)}条")
        return
    rules = found[-count:] if count else []
    for index, rule in enumerate(rules):
        wanted = IMPRINT_OUTER if index in (0, count - 1) else IMPRINT_INNER
        if abs(rule.weight - wanted) > 0.1:
            yield Fault(Kind.IMPRINT, page.number, f"版记第{index + 1}条线粗{rule.weight / MM:.2f}毫米")
    if rules and abs((rules[-1].top + rules[-1].bottom) / 2 - OFFICIAL_AREA.bottom) > _TOLERANCE:
        yield Fault(Kind.IMPRINT, page.number, "版记末条线不在版心下边缘")


def _letter_rules(tops: list[float], mark_foot: float) -> Iterator[Fault]:
    if len(tops) != 4:
        yield Fault(Kind.HEAD, 1, f"红色双线应为两组，实为{len(tops)}条线")
        return
    if abs(tops[0] - mark_foot - RED_GAP) > _TOLERANCE:
        yield Fault(Kind.HEAD, 1, f"第一条红色双线距标志{(tops[0] - mark_foot) / MM:.1f}毫米")
    foot = A4_HEIGHT - tops[2]
    if abs(foot - LETTER_FOOT_RULE) > _TOLERANCE:
        yield Fault(Kind.HEAD, 1, f"第二条红色双线距纸边{foot / MM:.1f}毫米")
