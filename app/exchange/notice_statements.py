"""Cut what a unit says it did into single statements (措施), and tell a bare state such as 已完成 from them.

It knows nothing of headings or problems; it gets a stretch of text.
"""

from __future__ import annotations

import re

from app.core.chinese_numbers import number

_PROMPT = re.compile(r"^(?:具体|主要)?(?:整改)?(?:措施|情况|做法)?(?:如下|有)?$")
_INTRO = re.compile(r"[:：]$|如下[:。]?$")
_STATE = (
    r"(?:整改(?:状态|情况|进展)?[:为]?)?(?:已(?:经)?(?:全部)?(?:完成|整改|办结|销号|解决|落实)(?:整改|到位|完成|销号|完毕)*|整改(?:完成|到位|完毕)|完成整改|完成|基本(?:完成|整改)(?:整改|到位)?|"
    r"正在(?:整改|推进|进行|办理)(?:中)?|整改中|推进中|(?:需)?(?:要)?(?:长期|持续)(?:坚持|整改|推进)|常态化推进|未完成(?:整改)?|阶段性完成|立行立改)"
)
STATE = re.compile(rf"{_STATE}(?:[,、;并且]{{1,2}}{_STATE}){{0,2}}[。.]?")
STATE_BEFORE = re.compile(rf" ?[(\[] ?(?P<state>{_STATE}(?:[,、;并且]{{1,2}}{_STATE}){{0,2}}) ?[)\]] ?")
STATE_BEHIND = re.compile(
    rf"[。;,.]? ?[(\[] ?(?P<state>{_STATE}(?:[,、;并且]{{1,2}}{_STATE}){{0,2}}) ?[)\]] ?[。.:]?"
)


def statements(body: str, text: str, start: int, stop: int) -> list[str]:
    """Return the items of `body[start:stop]`: 一是…二是…, 1.…2.…, else sentences; `text` is `body` made uniform."""
    stretch = text[start:stop]
    for pattern in _ITEMS:
        cuts = _item_starts(pattern, stretch)
        if cuts:
            pieces = _sentences(body, text, start, start + cuts[0][0])
            pieces = [piece for piece in pieces if not _INTRO.search(piece) and len(piece) > 3]
            for (_, begin), following in zip(cuts, [*cuts[1:], (len(stretch), 0)], strict=True):
                pieces.append(printed(body, start + begin, start + following[0]))
            return [piece for piece in pieces if piece]
    return [piece for piece in _sentences(body, text, start, stop) if not _PROMPT.match(piece)]


def _sentences(body: str, text: str, start: int, stop: int) -> list[str]:
    stretch = text[start:stop]
    pieces: list[str] = []
    begin = 0
    for match in re.finditer(r"[。!?](?:”|\))?(?![^“\n]{0,200}”)|\n", stretch):
        pieces.append(printed(body, start + begin, start + match.end()))
        begin = match.end()
    pieces.append(printed(body, start + begin, stop))
    return [piece for piece in pieces if re.search(r"[\u4e00-\u9fffA-Za-z0-9]", piece)]


def printed(body: str, start: int, end: int) -> str:
    """Return the words as printed, without line ends and the marks around them."""
    piece = body[start:end].replace("\n", "")
    return re.sub(r"^[\s。，,;；:：、.]+|[\s，,;；:：、]+$", "", piece)


_ITEMS = (
    re.compile(r"(?:^|(?<=[。;:,!\s、”)]))([一二三四五六七八九十]{1,3})是(?!否)[,:]?"),
    re.compile(r"(?:^|(?<=[。;:\s”]))\((\d{1,2}|[一二三四五六七八九十]{1,2})\)[、.]?"),
    re.compile(r"(?:^|(?<=[。;:\s”]))(\d{1,2})[.、)](?!\d)"),
    re.compile(r"([①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮])[、.]?"),
    re.compile(r"(?:^|(?<=[。;:\s”]))第([一二三四五六七八九十]{1,2})[,、:]"),
)


def _item_starts(pattern: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    """Return (start, text start) of items that count up from 1; one item alone is no list."""
    cuts: list[tuple[int, int]] = []
    expected = 1
    for match in pattern.finditer(text):
        glyph = match[1]
        value = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮".find(glyph) + 1 or number(glyph)
        if value == expected or (value == 1 and expected > 2):
            cuts.append((match.start(), match.end()))
            expected = int(value) + 1
    alone = bool(cuts) and ("是" in text[cuts[0][0] : cuts[0][1]] or not text[: cuts[0][0]].strip())
    return cuts if len(cuts) > 1 or alone else []
