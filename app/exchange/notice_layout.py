"""Undo what a page did to its text: spaces between all characters, hard line ends, page numbers.

It touches white space and page numbers alone and never a word.
"""

from __future__ import annotations

import re

_WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u2014\u2018-\u201d\u3001-\u303f"
_SPREAD_PAIR = re.compile(rf"[{_WIDE}] (?=[{_WIDE}])")
_PAGE_ALONE = re.compile(
    r"^(?:[-—–－~] ?)+\d{1,3} ?(?:[-—–－~] ?)+$|^第 ?\d{1,3} ?页(?: ?[/,，]? ?共 ?\d{1,3} ?页)?$|^\d{1,3} ?/ ?\d{1,3}$"
)
_STARTS = re.compile(
    r" *(?:[一二三四五六七八九十]{1,4}[、.．]|[(（][一二三四五六七八九十\d]{1,3}[)）]|\d{1,3}[、.．](?!\d)|[①-⑳㈠-㈩⑴-⒇⒈-⒛]|"
    r"(?:反馈)?问题 ?[一二三四五六七八九十\d]{1,3}|第[一二三四五六七八九十]{1,2}[,，、]|[\[【]|整改(?:措施|情况|成效|结果|目标|时限|进展|落实)|完成(?:情况|时限)|责任|具体表现|存在问题|反馈问题|附件|中共)"
)
_RAGGED = 7  # half columns by which a full line may stay short of the margin, before a number or a mark
_ENDS = re.compile(r"[。！？!?；;：:”）)】\]》…]$")


def without_character_spacing(text: str) -> tuple[str, bool]:
    """Remove the spaces of lines in which nearly every character stands apart, as OCR leaves them."""
    lines = text.split("\n")
    changed = 0
    for index, line in enumerate(lines):
        pairs = len(_SPREAD_PAIR.findall(line))
        wide = len(re.findall(f"[{_WIDE}]", line))
        if wide >= 6 and pairs > 0.5 * wide:
            # Two spaces or more are where a word really ended.
            lines[index] = re.sub(r" {2,}", "\u3000", line).replace(" ", "").replace("\u3000", " ")
            changed += 1
    return "\n".join(lines), changed > 1


def is_page_number(line: str) -> bool:
    """Tell a line that holds only a page number in its dress: — 2 —, 第2页 共5页, 2/5."""
    return len(line) <= 20 and _PAGE_ALONE.match(line) is not None


def without_hard_line_ends(lines: list[str]) -> list[str]:
    """Join lines that a page broke at its margin; lines that a writer ended stay."""
    width = _page_width(lines)
    if width is None:
        return lines
    joined: list[str] = []
    going_on = False
    widths = [display_width(line) for line in lines]
    for line, length in zip(lines, widths, strict=True):
        if going_on and not _STARTS.match(line):
            joined[-1] += line
        else:
            joined.append(line)
        going_on = length >= width - _RAGGED and not _ENDS.search(line)
        if going_on and length < width and re.search(r"(?:方面|问题|情况)$", line):
            going_on = False  # a heading that happens to fill its line
    return joined


def display_width(line: str) -> int:
    """Return the width in half columns: a Chinese character takes two."""
    return sum(2 if char > "\u2000" else 1 for char in line)


def _page_width(lines: list[str]) -> int | None:
    """Return the margin in half columns where most lines that go on end at one, else None."""
    long = [(display_width(line), line) for line in lines if len(line) >= 16]
    if len(long) < 6:
        return None
    width = max(length for length, _ in long)
    if width > 100:
        return None
    broken = sum(length >= width - _RAGGED and not _ENDS.search(line) for length, line in long)
    return width if broken >= 4 else None
