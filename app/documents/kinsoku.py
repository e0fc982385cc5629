"""Where a Chinese line may end. Pure text: widths come from the caller, nothing is measured or drawn here.

Rules: no closing mark starts a line, no opening mark ends one, —— and …… and numbers with their unit stay
whole; one closing mark may be squeezed into the end of a full line instead of pulling a character down.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

NOT_AT_START = frozenset("，。、；：？！）》〉」』】〕〗”’…—～·％‰℃°,.;:?!)]}%")
NOT_AT_END = frozenset("（《〈「『【〔〖“‘([{￥¥$№")
SQUEEZABLE = frozenset("，。、；：？！）》〉」』】〕〗”’")

_UNIT = (
    "(?:个百分点|平方米|平方公里|立方米|公里|公斤|千克|万亩|亩|米|吨|元|人次|人|次|件|份|个|名|条|页|户|天|年|月|日|号|"
    "期|轮|届|项|家|起|批|台|套|张|本|村|卷|册|类|例|%|％|‰|℃|°)"
)
# Kept whole: 〔2026〕15号, 12.5万元, 2026年, 8:30—17:30, Latin words and codes, —— and ……
_WHOLE = re.compile(
    r"[〔\[（(]\d{4}[〕\]）)](?:第?\d+号)?"
    r"|[第约近超]?\d[\d,.]*(?::\d\d)?(?:\s?[-—~～至]\s?\d[\d,.]*(?::\d\d)?)?[十百千万亿]{0,3}余?多?"
    + _UNIT
    + "?"
    r"|[A-Za-z0-9][A-Za-z0-9.,:/+@_#&'’-]*[A-Za-z0-9%]"
    r"|—{2,}|…{2,}|[一-龥]·[一-龥]"
)
_MARKS = re.compile(
    "([" + re.escape("".join(sorted(NOT_AT_START))) + "])|([" + re.escape("".join(sorted(NOT_AT_END))) + "])"
)
# The end of an item in a list of persons: most likely a name.
_NAME = re.compile(r"[\u3400-\u9fff·]{2,3}(?=[、，；。]|\Z)")
_ALL_HAN = re.compile(r"[\u4e00-\u9fff，。、；：？！（）《》“”‘’【】]*\Z")

Span = tuple[int, int, bool]
"""start, end, squeezed: text[start:end] is a line; squeezed lines end in a mark set at half width."""


def forbidden_breaks(text: str, *, names: bool = False) -> bytearray:
    """For every index i: 1 when a line may not end before text[i]."""
    bad = bytearray(len(text) + 2)
    for match in _MARKS.finditer(text):
        if match.group(1):
            bad[match.start()] = 1
        else:
            bad[match.end()] = 1
    if not _ALL_HAN.match(text):
        for match in _WHOLE.finditer(text):
            for index in range(match.start() + 1, match.end()):
                bad[index] = 1
    if names:
        for match in _NAME.finditer(text):
            for index in range(match.start() + 1, match.end()):
                bad[index] = 1
    bad[0] = bad[len(text)] = 0
    return bad


def break_lines(
    text: str, advances: Sequence[float], first: float, rest: float, whole: float, *, names: bool = False
) -> list[Span]:
    """Break one paragraph (no line feeds) into lines.

    advances: width of each character; first, rest: room in the first and the other lines; whole: width of a
    full-width character, all in the same unit; names: keep names in a list whole. Always gives at least one line.
    """
    size = len(text)
    if not size:
        return [(0, 0, False)]
    ends = [0.0, *accumulate(advances)]
    bad = forbidden_breaks(text, names=names)
    lines: list[Span] = []
    start, room = 0, first
    while start < size:
        end = bisect_right(ends, ends[start] + room + 0.01, start) - 1
        if end >= size:
            lines.append((start, size, False))
            break
        end, squeezed = _legal_end(text, bad, start, max(end, start + 1), ends, room, whole)
        lines.append((start, end, squeezed))
        start, room = end, rest
        while start < size and text[start] == " ":
            start += 1
    return lines


def _legal_end(
    text: str, bad: bytearray, start: int, end: int, ends: Sequence[float], room: float, whole: float
) -> tuple[int, bool]:
    """Move a break to where it may be: over one squeezed mark, else back; inside a word only when it must."""
    if not bad[end]:
        return end, False
    if text[end] in SQUEEZABLE and not bad[end + 1] and ends[end + 1] - ends[start] - room <= whole + 0.01:
        return end + 1, True
    back = end
    while back > start and bad[back]:
        back -= 1
    # A code longer than half a line is broken rather than leaving the line half empty.
    if back <= start or ends[end] - ends[back] > room / 2:
        back = end
        while back > start + 1 and text[back] in NOT_AT_START:
            back -= 1
    return back, False
