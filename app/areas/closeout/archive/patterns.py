"""Patterns that users edit (题名格式, 责任者, 档号格式): which places they may name, in Chinese, and how they are filled.

The English names of older vaults mean the same; nothing else may be named, and nothing of a value's inside.
"""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator, Mapping

TITLE = {
    "文件名称": "label", "编号": "number", "标题": "title", "单位": "unit", "巡察组": "group", "轮次": "round",
    "巡察办": "office",
}  # fmt: skip
"""What a title or the 责任者 of an item may name: the place as it is shown → the name in older vaults."""
NUMBER = {
    "全宗号": "fonds", "门类代码": "kind", "年度": "year", "保管期限": "retention", "机构代码": "org", "件号": "item",
}  # fmt: skip
"""What a 档号 may name."""
_TRIAL: Mapping[str, object] = {"year": 2026, "item": 1}


def shown(names: Iterable[str]) -> str:
    """The places one may name, as one writes them."""
    return "、".join(f"{{{name}}}" for name in names)


def named(pattern: str, places: Mapping[str, str]) -> frozenset[str]:
    """The places that `pattern` names, as they are shown."""
    said = {key for _, key, _, _ in string.Formatter().parse(pattern) if key is not None}
    return frozenset(here for here, old in places.items() if {here, old} & said)


def filled(pattern: str, places: Mapping[str, str], words: Mapping[str, object]) -> str:
    """The pattern with its places filled; words: by the older names. ValueError where it names another place."""
    for _, key, _, _ in string.Formatter().parse(pattern):
        if key is not None and key not in places and key not in places.values():
            raise ValueError(key)
    return pattern.format(**words, **{here: words[old] for here, old in places.items()})


def faults(label: str, pattern: str, places: Mapping[str, str]) -> Iterator[str]:
    """What is wrong with a pattern, in the user's words; `label` is its field."""
    others = []
    try:
        others = [
            key for _, key, _, _ in string.Formatter().parse(pattern)
            if key is not None and key not in places and key not in places.values()
        ]  # fmt: skip
        if not others:
            filled(pattern, places, {old: _TRIAL.get(old, "0") for old in places.values()})
    except (ValueError, LookupError, AttributeError, TypeError):
        yield f"“{label}”里的大括号没有配对，或者括号里多写了别的；只能用 {shown(places)}"
    if others:
        wrong = "、".join(f"{{{key}}}" for key in others)
        yield f"“{label}”里没有{wrong}这一项，只能用 {shown(places)}"
