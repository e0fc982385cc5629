"""The words of one problem out of its heading: 关于“…”问题的整改 gives what stands in the quotes.

It decides nothing about which headings are problems.
"""

from __future__ import annotations

import re

from app.exchange.notice_marks import DEFICIENT
from app.exchange.notice_statements import printed

_PREFIX = re.compile(
    r" ?(?:巡[察视])?(?:反馈|存在|具体|整改)?(?:的)?问题 ?\d{0,2} ?[:、] ?|(?:反馈|巡[察视]反馈)(?:意见)?[:、] ?"
)
_ABOUT = re.compile(
    r"^ ?(?:关于|针对|对于|对照|对|在)? ?(?:(?:县委|市委|区委|省委)?(?:巡[察视]组?)?(?:反馈|指出|提出|发现|存在)(?:意见|情况)?(?:中|里)?(?:指出|提出|反馈)?的?)? ?“"
)
_AFTER_QUOTE = re.compile(
    r"(?:(?:等)?(?:方面)?(?:存在)?(?:的)?(?:具体|突出|主要)?(?:问题|方面|情况))?(?:的)?(?:整改)?(?:落实|完成|进展)?(?:情况)?[。:;,.]?"
)
_ABOUT_PLAIN = re.compile(
    r"^ ?(?:关于|针对|对于|对照|对)?(?:(?:巡[察视]组?)?(?:反馈|指出)(?:意见|情况)?(?:中)?(?:指出)?的)?(?P<core>[^。\n]{2,220}?)(?:的|等|方面(?:存在)?的?)?"
    r"问题(?:的?整改)?(?:落实|完成|进展)?(?:情况)?(?P<end>[。:;,\n]|\s|$|(?=一是|\(|\[))"
)
ABOUT_STATE = re.compile(
    r" ?(?:关于|针对|对)(?P<core>[^。\n]{4,120}?)(?:的?整改(?:落实|进展|完成)?情况|的整改)(?:[。:;]|(?=[\n ])|$)"
)


def own_title(body: str, text: str, start: int, stop: int) -> tuple[str, int]:
    """Return the problem's own words between the positions and where the text after them begins."""
    if prefix := _PREFIX.match(text, start, stop):
        start = prefix.end()
    own = text[start:stop]
    if about := _ABOUT.match(own):
        close = _closing(own, about.end() - 1)
        if close is not None:
            after = _AFTER_QUOTE.match(own, close + 1)
            tail = own[after.end() if after else close + 1 :][:1]
            end = after.end() if after else close + 1
            quoted_all = after is not None and (
                after[0].strip("。:;,.") or tail in ("", "\n", " ") or end >= len(own)
            )
            if quoted_all:
                return printed(body, start + about.end(), start + close), start + end
    line = own.split("\n", 1)[0]
    plain = _ABOUT_PLAIN.match(own)
    if plain and plain.end() <= len(line) + 1 and "问题导向" not in plain[0]:
        begin, end = plain.span("core")
        return printed(body, start + begin, start + end), start + plain.end()
    if (about_state := ABOUT_STATE.match(own)) and DEFICIENT.search(about_state["core"]):
        begin, end = about_state.span("core")
        return printed(body, start + begin, start + end), start + about_state.end()
    if len(line) <= 120 and "。" not in line[:-1] and len(line) < len(own):
        return printed(body, start, start + len(line)), start + len(line)
    stop_at = re.search(r"[。!?]”?|[:;] ?(?=一是|1[.、]|\(1\))|(?<=[^\d,、;\s]) (?=[^\d\s])|一是", own)
    end = stop_at.start() if stop_at else len(own)
    if stop_at and stop_at[0].startswith(("。", "!", "?")):
        end = stop_at.end()
    return printed(body, start, start + end), start + end


def _closing(text: str, opening: int) -> int | None:
    """Return the position of the ” that closes the “ at `opening`, nested quotes counted."""
    depth = 0
    for position in range(opening, min(len(text), opening + 1500)):
        if text[position] == "“":
            depth += 1
        elif text[position] == "”":
            depth -= 1
            if depth == 0:
                return position
    return None
