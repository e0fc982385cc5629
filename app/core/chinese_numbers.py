"""Read a number written in digits or in Chinese numerals. It reads one number, never a sentence."""

from __future__ import annotations

import re
from functools import lru_cache

import cn2an

_DIGITS = re.compile(r"\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")


@lru_cache(maxsize=4096)
def number(text: str) -> int | float | None:
    """Return the value of 23, 1,369.5, 二十三 or 两百零五; None for anything that is no number."""
    text = text.strip().replace("〇", "零").replace("两", "二")
    if _DIGITS.fullmatch(text):
        plain = text.replace(",", "").replace("，", "")
        return float(plain) if "." in plain else int(plain[:18])
    if not text or not re.fullmatch("[零一二三四五六七八九十百千万亿]+", text):
        return None
    try:
        value = cn2an.cn2an(text, "smart")
    except ValueError:
        return None
    return int(value) if float(value).is_integer() else float(value)
