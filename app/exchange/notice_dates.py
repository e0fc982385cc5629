"""Dates of a notice: the period of the inspection and the day of the feedback, as ISO days.

A part that is not printed is never made up: the day stays None and a warning says why.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field

from app.core.chinese_numbers import number

_FROM = r"(?:(?P<ay>\d{4}|今|去|当|同)年 ?)?(?P<am>\d{1,2})月 ?(?:(?P<ad>\d{1,2})[日号]?|(?P<apart>[上中下]旬|初|底|末|份))?"
_TO = r"(?:(?P<by>\d{4}|今|去|当|同|次)年 ?)?(?:(?P<bm>\d{1,2})月 ?)?(?:(?P<bd>\d{1,2})[日号]|(?P<bpart>[上中下]旬|初|底|末|份))?"
PERIOD = re.compile(rf"{_FROM} ?(?:至|到|-{{1,2}}) ?{_TO}(?=[^\d]|$)")
SINGLE = re.compile(r"(?:(?P<y>\d{4}|今|去|当|同)年 ?)?(?P<m>\d{1,2})月 ?(?P<d>\d{1,2})[日号]")
_ANY_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})年")

_HOLES = (
    (re.compile(r"(?:\d{4})?年 ?月(?: ?日)?|\d{4}年 ?日|(?<!\d)月 ?\d{0,2}日|\d{1,2}月 ?日(?![常前益后期])"), "日期缺少数字"),
    (re.compile(r"(?<!\d)\d{3,8}[日](?=[至到,，-])|(?<=[至到-])\d{3,8}日|(?<=[,，。于在])\d{3,8}日"), "日期的“年”“月”可能丢失"),
    (re.compile(r"(?<=[于在,。至到])月\d{1,2}日"), "日期缺少月份"),
    (
        re.compile(r"(?:反馈|完成整改|已整改|整改完成|正在整改|基本完成|发现|存在|移交)(?:的|了)?(?:问题)?[个条件](?=[问,，。;、]|$)"),
        "数目缺少数字",
    ),
    (re.compile(r"(?:完成|办结|整改)率(?:达到|达|为)? ?(?:%|百分之(?![一二三四五六七八九十\d]))"), "比率缺少数字"),
    (
        re.compile(
            r"(?:召开|开展|制定|修订|建立|完善|清退|追回|追缴|收缴)[^,，。;；\d一二三四五六七八九十]{0,16}"
            r"(?<![多数几两若干此首每逐各历再再屡])(?:(?:资金|款项|共|累计|金额)(?:万元|元)|共[次项个件])"
        ),
        "数目缺少数字",
    ),
)  # fmt: skip


@dataclass
class Dates:
    """The dates of one notice; `warnings` says what was printed in part."""

    period: tuple[str | None, str | None] = (None, None)
    period_text: str = ""
    feedback_on: str | None = None
    warnings: list[str] = field(default_factory=list)
    spans: list[tuple[int, int]] = field(default_factory=list)


def holes(text: str) -> list[str]:
    """Return a warning for each place where digits are missing, with the words around it."""
    found: list[tuple[int, str]] = []
    taken: list[tuple[int, int]] = []
    for pattern, what in _HOLES:
        for match in pattern.finditer(text):
            if any(start < match.end() and match.start() < end for start, end in taken):
                continue
            taken.append(match.span())
            around = text[max(0, match.start() - 10) : match.end() + 10].replace("\n", " ")
            found.append((match.start(), f"{what}：“…{around}…”，未作推测"))
    return [warning for _, warning in sorted(found)]


def read_dates(text: str, published: tuple[int, int, int] | None) -> Dates:
    """Return period and feedback day from uniform text (`notice_text.shadow`)."""
    text = _uniform(text)
    dates = Dates()
    opening = _opening(text)
    _read_period(text, opening, dates, published)
    _read_feedback(text, dates, published)
    return dates


_DOTTED_DAY = re.compile(r"(?<![\d.])((?:19|20)\d{2})[./-](\d{1,2})[./-](\d{1,2})(?![\d.]\d|\d)日?")
_CHINESE_YEAR = re.compile("[〇零○一二三四五六七八九]{4}(?=年)")
_CHINESE_PART = re.compile(
    "[一二三四五六七八九十]{1,3}(?=月[一二三四五六七八九十\\d]{1,3}[日号])|(?<=月)[一二三四五六七八九十]{1,3}(?=[日号])"
)


def _uniform(text: str) -> str:
    """Return the text with 2022.9.5 and 二〇二二年九月五日 written as 2022年9月5日; positions change."""
    text = _DOTTED_DAY.sub(r"\1年\2月\3日", text)
    text = _CHINESE_YEAR.sub(
        lambda match: "".join(
            str("〇一二三四五六七八九".find(char) if char in "〇一二三四五六七八九" else 0)
            for char in match[0]
        ),
        text,
    )
    return _CHINESE_PART.sub(lambda match: str(number(match[0]) or match[0]), text)


def _opening(text: str) -> int:
    """Return how far the opening reaches: to the first numbered heading, 3,000 characters at most."""
    heading = re.search(r"(?:^|[\n。 ])(?:一、|\(一\))", text)
    return min(len(text), max(heading.start() if heading else 3000, 400), 3000)


def _read_period(text: str, reach: int, dates: Dates, published: tuple[int, int, int] | None) -> None:
    best: re.Match[str] | None = None
    for match in PERIOD.finditer(text, 0, reach):
        if not (match["bm"] or match["bd"] or match["bpart"]):
            continue
        after = text[match.end() : match.end() + 220].split("。")[0]
        before = text[max(0, match.start() - 160) : match.start()].split("。")[-1]
        if re.search("巡[察视]|进驻", before + after) and not re.match("[^,]{0,12}(?:反馈|公示|公布)", after):
            best = match
            break
    if best is None:
        _read_part_of_period(text, reach, dates)
        return
    dates.period_text = best[0].strip()
    dates.spans.append(best.span())
    inherited = _year_before(text, best.start())
    year, guessed = _year(best["ay"], inherited, published)
    to_year = _year(best["by"], year, published)[0] if best["by"] else year
    if year is None and best["by"] and best["by"].isdigit():
        year = to_year = int(best["by"])
    if year is None:
        year = to_year = _year_after(text, best, dates, published)
    elif guessed:
        dates.warnings.append(f"巡察时间“{dates.period_text}”的年份按发布日期推定为{year}年")
    month = int(best["am"])
    to_month = int(best["bm"]) if best["bm"] else month
    if best["by"] == "次" and year is not None:
        to_year = year + 1
    if year is None or to_year is None:
        dates.warnings.append(f"巡察时间“{dates.period_text}”没有年份")
        return
    if to_year == year and to_month < month and not best["by"]:
        to_year = year + 1
    start = _iso(year, month, best["ad"])
    end = _iso(to_year, to_month, best["bd"])
    if not best["ad"] or not best["bd"]:
        dates.warnings.append(f"巡察时间“{dates.period_text}”没有写到日")
    elif start is None or end is None:
        dates.warnings.append(f"巡察时间“{dates.period_text}”不是真实的日期")
    elif start > end:
        dates.warnings.append(f"巡察时间“{dates.period_text}”的起止倒置")
    dates.period = (start, end)


_MONTH_ALONE = re.compile(
    r"(?:(?:\d{4}|今|去|当|同)年 ?)?\d{1,2}月(?:[上中下]旬|初|底|份)?(?=,?[^。\n\d]{2,60}巡[察视]组?[^。\n]{0,40}(?:对|进驻)[^。\n]{2,80}巡[察视])"
)
_FROM_ALONE = re.compile(
    r"(?:(?P<y>\d{4})年 ?)?(?P<m>\d{1,2})月 ?(?P<d>\d{1,2})日(?:起|开始)(?=[^。\n]{2,120}巡[察视])"
)


def _read_part_of_period(text: str, reach: int, dates: Dates) -> None:
    """Keep a period that is printed in part: a month alone, or a day of beginning alone."""
    if begun := _FROM_ALONE.search(text, 0, reach):
        dates.period_text = begun[0]
        dates.period = (_iso(int(begun["y"]), int(begun["m"]), begun["d"]) if begun["y"] else None, None)
        dates.spans.append(begun.span())
        dates.warnings.append(f"巡察时间“{begun[0]}”没有写{'' if begun['y'] else '年份和'}结束日期")
    elif month := _MONTH_ALONE.search(text, 0, reach):
        dates.period_text = month[0]
        dates.warnings.append(f"巡察时间“{month[0]}”没有写到日")


def _year(
    printed: str | None, inherited: int | None, published: tuple[int, int, int] | None
) -> tuple[int | None, bool]:
    if printed and printed.isdigit():
        return int(printed), False
    if printed in ("当", "同", "次"):
        return inherited, False
    if printed in ("今", "去"):
        if published is None:
            return None, False
        return published[0] - (printed == "去"), True
    return inherited, False


def _year_before(text: str, position: int) -> int | None:
    years = _ANY_YEAR.findall(text, max(0, position - 400), position)
    return int(years[-1]) if years else None


def _year_after(
    text: str, match: re.Match[str], dates: Dates, published: tuple[int, int, int] | None
) -> int | None:
    """Infer a year from the next whole date, which the period must precede; say so in a warning."""
    later = SINGLE.search(text, match.end(), match.end() + 400)
    while later is not None and not (later["y"] and later["y"].isdigit()):
        later = SINGLE.search(text, later.end(), match.end() + 400)
    month = int(match["bm"] or match["am"])
    if later is not None:
        year = int(later["y"]) - (month > int(later["m"]))
        dates.warnings.append(f"巡察时间“{dates.period_text}”的年份按后文日期推定为{year}年")
        return year
    if published is not None:
        year = published[0] - (month > published[1])
        dates.warnings.append(f"巡察时间“{dates.period_text}”的年份按发布日期推定为{year}年")
        return year
    return None


_NOT_GIVEN = re.compile(
    "反馈(?:问题(?!共?\\d)|的|意见整改|整改|后|以来|会上|会后)|听取|开展巡[察视]|进行了?(?:常规|专项|提级)?巡[察视]|进驻|整改"
)


def _read_feedback(text: str, dates: Dates, published: tuple[int, int, int] | None) -> None:
    """Find the first day followed by 反馈 within its clause: the day on which the feedback was given."""
    for match in SINGLE.finditer(text):
        if any(start <= match.start() < end for start, end in dates.spans):
            continue
        clause = text[match.end() : match.end() + 110]
        next_day = SINGLE.search(clause)
        clause = re.split("[。\n]", clause[: next_day.start()] if next_day else clause)[0]
        given = clause.find("反馈")
        if given < 0 or _NOT_GIVEN.search(clause[:given]):
            continue
        if re.match("反馈(?:问题(?!共?\\d)|整改|意见整改|的)", clause[given:]):
            continue
        inherited = _year_before(text, match.start())
        year, guessed = _year(match["y"], inherited, published)
        if year is None and match["y"] is None and published is not None:
            year, guessed = published[0] - (int(match["m"]) > published[1]), True
        if year is None:
            dates.warnings.append(f"反馈日期“{match[0]}”没有年份")
            return
        day = _iso(year, int(match["m"]), match["d"])
        if several := re.match(
            r" ?(?:至|到|-{1,2}|、) ?(?:\d{1,2}月)?\d{1,2}日", text[match.end() : match.end() + 12]
        ):
            dates.warnings.append(f"反馈在“{match[0]}{several[0]}”进行，反馈日期取首日")
        if guessed:
            dates.warnings.append(f"反馈日期“{match[0]}”的年份按发布日期推定为{year}年")
        if day is not None and match["y"] is None and dates.period[1] and day < dates.period[1]:
            day = _iso(year + 1, int(match["m"]), match["d"])
            dates.warnings.append(f"反馈日期“{match[0]}”没有年份，按巡察结束之后推定为{year + 1}年")
        if day is None:
            dates.warnings.append(f"反馈日期“{match[0]}”不是真实的日期")
        dates.feedback_on = day
        return


def signed_day(tail: str) -> tuple[int, int, int] | None:
    """Return the day under the text (成文日期) as year, month, day."""
    for match in reversed(list(SINGLE.finditer(tail))):
        if match["y"] and match["y"].isdigit():
            return int(match["y"]), int(match["m"]), int(match["d"])
    return None


def iso_day(day: tuple[int, int, int] | None) -> str | None:
    """Return a day as ISO text, None where it is no real day."""
    return _iso(day[0], day[1], str(day[2])) if day is not None else None


def _iso(year: int, month: int, day: str | None) -> str | None:
    if day is None:
        return None
    try:
        return datetime.date(year, month, int(day)).isoformat()
    except ValueError:
        return None
