"""The field 保密期限 that every graded record declares beside its 密级, and how several terms are compared.

It prints nothing; how the mark looks is documents.paper's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from app.core.fields import text

_YEARS = re.compile(r"([1-9]\d?)年")
_MONTHS = re.compile(r"([1-9]|1[01])个月")
_DAY = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日")
_MOST_YEARS = 20  # 机密; 秘密 has at most 10 (domain.md §5.2)


def secrecy_term() -> Any:
    """The field 保密期限, shown for 秘密 and 机密 alone: other grades carry no term."""
    return text(
        "保密期限",
        show_if=("secrecy", ("secret", "confidential")),
        checks=(_term,),
        help="一年以上写年数，例如：1年；不满一年写月数，例如：6个月",
    )


def _term(value: str) -> str | None:
    years = _YEARS.fullmatch(value)
    if (years and int(years[1]) <= _MOST_YEARS) or _MONTHS.fullmatch(value) or _DAY.fullmatch(value):
        return None
    return "保密期限写成“1年”“6个月”，或者解密日期“2030年12月31日”；机密最长20年，秘密最长10年"


def longest_term(terms: Iterable[str]) -> str:
    """The longest of several terms, for a paper that lists several records; nothing where one of them has none.

    An unmarked term counts as the longest (domain.md §5.2), so that it may not be shortened by its neighbours; a
    decrypting date is taken as it stands only when all are equal.
    """
    found = set(terms)
    if len(found) <= 1:
        return next(iter(found), "")
    months = {term: _months(term) for term in found}
    return "" if 0 in months.values() else max(found, key=months.__getitem__)


def _months(term: str) -> int:
    years, months = _YEARS.fullmatch(term), _MONTHS.fullmatch(term)
    return int(years[1]) * 12 if years else int(months[1]) if months else 0
