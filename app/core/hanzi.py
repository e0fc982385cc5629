"""Chinese text for storing and finding: simplify, fold, split for the search index, pinyin initials.

It knows nothing of records, files or the database; it only turns one string into another.
"""

from __future__ import annotations

import os
import re
import unicodedata
from functools import cache

import opencc

_PINYIN_LETTERS = "a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿê"
_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ"
_HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_NOISE = re.compile(rf"(?<=[{_HAN}])[(（]\s*([{_PINYIN_LETTERS}]{{1,7}})\s*[)）]")
_STRAY_MARK = re.compile(rf"(?<=[{_HAN}])\?(?=[{_HAN}，。、；：,.;:])")
_QUESTION_WORDS = re.compile("吗|呢|吧|什么|怎么|怎样|如何|为何|谁|哪|几|是否|有没有|多少|能否|可否|[么没]有")
_DOUBLED_COMMA = re.compile("[,，]{2,}|[,，](?=[。；;、])")

# Readings of a character as a surname, where the usual reading has another initial. Source: 现代汉语词典,
# the entries marked 姓. Two-character surnames come first in the look-up.
_SURNAME_INITIALS = {
    "单": "s", "曾": "z", "解": "x", "仇": "q", "区": "o", "查": "z", "覃": "q", "乐": "y", "翟": "z", "折": "s",
    "种": "c", "繁": "p", "秘": "b", "重": "c", "召": "s", "祭": "z", "佴": "n", "郇": "x", "隗": "w", "藏": "z",
    "乜": "n", "阚": "k", "长": "c",
    "万俟": "mq", "尉迟": "yc", "单于": "cy", "长孙": "zs", "澹台": "tt", "鲜于": "xy", "令狐": "lh", "亓官": "qg",
}  # fmt: skip


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def simplify(text: str) -> str:
    """Return the text in simplified characters (繁→简), by phrase where the phrase decides.

    The length may change; for positions that must stay use `fold`.
    """
    # OpenCC takes UTF-8: a lone surrogate, possible in text pasted from broken sources, has none.
    return str(_converter().convert(text.encode("utf-8", "replace").decode("utf-8")))


def traditional_share(text: str) -> float:
    """Return the share (0 to 1) of Han characters that exist only in traditional writing."""
    han = changed = 0
    table = _han_fold()
    for char in text:
        code = ord(char)
        if 0x3400 <= code <= 0x9FFF:
            han += 1
            changed += code in table
    return changed / han if han else 0.0


@cache
def _han_fold() -> dict[int, int]:
    """Map each traditional character of the BMP to its simplified one, character by character."""
    source = "\n".join(chr(code) for code in range(0x3400, 0xA000))
    target = str(_converter().convert(source))
    return {
        ord(old): ord(new)
        for old, new in zip(source.split("\n"), target.split("\n"), strict=True)
        if len(new) == 1 and old != new
    }


class _FoldTable(dict[int, str]):
    """Character table filled as characters are met, for `str.translate`."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        wide = unicodedata.normalize("NFKC", char)
        if len(wide) == 1:
            char = wide
        char = chr(_han_fold().get(ord(char), ord(char)))
        lower = char.lower()
        self[code] = lower if len(lower) == 1 else char
        return self[code]


class _IndexTable(dict[int, str]):
    """As `_FoldTable`, and one Han character becomes one word, a mark becomes a space."""

    def __missing__(self, code: int) -> str:
        char = _FOLD[code]
        folded = ord(char)
        if 0x3400 <= folded <= 0x9FFF or 0x20000 <= folded <= 0x323AF or 0xF900 <= folded <= 0xFAFF:
            word = f" {char} "
        elif unicodedata.category(char)[0] in "LN":
            word = char
        elif unicodedata.category(char)[0] == "M":
            word = ""
        else:
            word = " "
        self[code] = word
        return word


class _LetterTable(dict[str, str]):
    """The first letter of a character's usual reading, filled as characters are met; "" where none is known."""

    def __missing__(self, char: str) -> str:
        # Phrases would cost 0.25 s more to load; a given name is read character by character.
        os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
        from pypinyin import Style, lazy_pinyin  # 40,000 readings: loaded when a name is first indexed

        letters = lazy_pinyin(char, style=Style.FIRST_LETTER, errors="ignore")
        self[char] = "".join(letter[:1] for letter in letters).lower()
        return self[char]


_LETTERS = _LetterTable()
_FOLD = _FoldTable()
_INDEX = _IndexTable()


def fold(text: str) -> str:
    """Return the text simplified, half-width and lower-cased, character by character.

    The result is as long as the text, so a hit in the folded text has the same position in the text.
    """
    return text.translate(_FOLD)


def index_text(text: str) -> str:
    """Return the text as words for FTS5: single Han characters, whole Latin or digit words, one space apart.

    FTS5's own tokenizers find no word of one or two Han characters; see `query_phrase` for the other half.
    """
    return " ".join(text.translate(_INDEX).split())


def query_phrase(text: str) -> str:
    """Return what the user typed as one quoted FTS5 phrase over `index_text`; `""` finds nothing.

    Letters, digits and Han characters alone reach the phrase, so no FTS5 operator can be smuggled in.
    """
    return f'"{index_text(text)}"'


def has_pinyin_noise(text: str) -> bool:
    """Tell whether readings such as 動(dòng) are strewn over the text, as copied web pages have them."""
    return any(any(letter in _TONED for letter in match[1]) for match in _NOISE.finditer(text))


def strip_pinyin_noise(text: str) -> str:
    """Remove readings after characters, 字(zì) or 字（zì）, and question marks that end no question.

    A bracket without a tone mark goes only where others with one show that the text has this noise,
    so that 平台(app) stays.
    """
    noisy = has_pinyin_noise(text)

    def without(match: re.Match[str]) -> str:
        toned = any(letter in _TONED for letter in match[1])
        return "" if toned or (noisy and _is_syllable(match[1])) else match[0]

    text = _NOISE.sub(without, text)
    if noisy:
        text = _DOUBLED_COMMA.sub(lambda match: "，" if len(match[0]) > 1 else "", text)
    if "?" not in text:
        return text

    def mark(match: re.Match[str]) -> str:
        # 60 characters back hold the clause; a question word there makes it a real question.
        clause = re.split("[，。；！,;!\n]", text[max(0, match.start() - 60) : match.start()])[-1]
        return "?" if _QUESTION_WORDS.search(clause) else ""

    return _STRAY_MARK.sub(mark, text)


def _is_syllable(letters: str) -> bool:
    return re.fullmatch("(?:[bpmfdtnlgkhjqxzcsryw]|zh|ch|sh)?[aeiouüê]{1,3}(?:n|ng|r)?", letters) is not None


def by_sound(text: str) -> tuple[str, str]:
    """A key that sorts words as a Chinese dictionary does, by pinyin, then by the characters."""
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    from pypinyin import lazy_pinyin  # as below

    return " ".join(lazy_pinyin(text)).lower(), text


def initials(name: str) -> str:
    """Return the pinyin initials of a person's name, lower-case: 单小明 → sxm.

    A surname is read as a surname. Latin letters and digits stay; everything else is dropped.
    """
    plain = fold(name)
    han = re.compile(f"[{_HAN}]+")
    parts: list[str] = []
    position = 0
    for run in han.finditer(plain):
        parts.append(plain[position : run.start()])
        parts.append(_run_initials(run[0], first=not any(parts)))
        position = run.end()
    parts.append(plain[position:])
    return "".join(char for char in "".join(parts) if char.isalnum() and not han.fullmatch(char))


def _run_initials(run: str, *, first: bool) -> str:
    head = ""
    if first:
        for length in (2, 1):
            known = _SURNAME_INITIALS.get(run[:length])
            if known is not None and len(run) >= length:
                head, run = known, run[length:]
                break
    return head + "".join(_LETTERS[char] for char in run)
