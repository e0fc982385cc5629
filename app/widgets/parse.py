"""Reads what people type as amounts, numbers, days and moments. It must not guess: what is unclear is a problem.

Every function returns (value, problem); exactly one of them says something for filled text.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation

_WORDS = {"今天": 0, "昨天": -1, "前天": -2, "明天": 1}
_MONEY = re.compile(r"^[-+]?[\d,]*\.?\d*$")


def money(text: str) -> tuple[int | None, str]:
    """元 as typed (1,234.5 / 12万 / 3.6 亿元) to 分, exactly; more than two decimals of 元 is a problem."""
    plain = _plain(text).removesuffix("元").strip()
    if not plain:
        return None, ""
    factor = 1
    for unit, times in (("万", 10_000), ("亿", 100_000_000)):
        if plain.endswith(unit):
            plain, factor = plain.removesuffix(unit), times
    try:
        if not _MONEY.match(plain) or not any(c.isdigit() for c in plain):
            raise InvalidOperation
        fen = Decimal(plain.replace(",", "")) * factor * 100
    except InvalidOperation:
        return None, "请填写金额，例如 12345.60 或 12.5万"
    if fen != fen.to_integral_value():
        return None, "金额最多到分（两位小数）"
    return int(fen), ""


def number(text: str) -> tuple[int | None, str]:
    """A whole number as typed."""
    plain = _plain(text).replace(",", "")
    if not plain:
        return None, ""
    return (int(plain), "") if re.fullmatch(r"[-+]?\d{1,18}", plain) else (None, "请填写整数")


def points(text: str) -> tuple[int | None, str]:
    """Points as typed (87.5) to tenths; more than one decimal is a problem."""
    plain = _plain(text).removesuffix("分").strip()
    if not plain:
        return None, ""
    matched = re.fullmatch(r"([-+]?)(\d{1,9})(?:\.(\d))?", plain)
    if matched is None:
        return None, "请填写分值，最多一位小数，例如 87.5"
    tenths = int(matched[2]) * 10 + int(matched[3] or 0)
    return (-tenths if matched[1] == "-" else tenths), ""


def day(text: str, today: date | None = None) -> tuple[date | None, str]:
    """A day as typed: 2026-03-15, 20260315, 2026.3.15, 2026年3月15日, 3-15 (this year), 今天."""
    plain = _plain(text)
    if not plain:
        return None, ""
    today = today or date.today()
    if plain in _WORDS:
        return today + timedelta(days=_WORDS[plain]), ""
    if re.fullmatch(r"\d{8}", plain):
        parts = [plain[:4], plain[4:6], plain[6:]]
    else:
        parts = re.split(r"[-./年月日\s]+", plain.rstrip("日号"))
    if len(parts) == 2:
        parts = [str(today.year), *parts]
    try:
        year, month, number_ = (int(part) for part in parts)
        if not 1900 <= year <= 2199:
            return None, "年份应在1900到2199之间，例如 2026-03-15"
        return date(year, month, number_), ""
    except ValueError:
        return None, "请填写日期，例如 2026-03-15"


def moment(text: str, now: datetime | None = None) -> tuple[datetime | None, str]:
    """A day and time as typed: 2026-03-15 09:30; a day alone is a problem, 现在 is now."""
    plain = _plain(text).replace("：", ":")
    if not plain:
        return None, ""
    now = now or datetime.now()
    if plain == "现在":
        return now.replace(second=0, microsecond=0), ""
    found = re.fullmatch(r"(.+?)[\sT]+(\d{1,2})[:时点](\d{1,2})分?", plain)
    if not found:
        return None, "请填写日期和时间，例如 2026-03-15 09:30"
    on, problem = day(found[1], now.date())
    hour, minute = int(found[2]), int(found[3])
    if on is None or hour > 23 or minute > 59:
        return None, problem or "时间应在00:00到23:59之间"
    return datetime(on.year, on.month, on.day, hour, minute), ""


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()
