"""The model of papers: marks of secrecy, numbers, dates, refused nonsense."""

from __future__ import annotations

from datetime import date

import pytest

from app.documents.paper import Heading, Secrecy, Table, chinese_number, heading_number, written_date
from app.documents.wording import attachment_lines, texts

from . import papers


def test_a_work_secret_never_takes_the_star() -> None:
    assert Secrecy("秘密", "5年").mark() == "秘密★5年"
    assert Secrecy("机密").mark() == "机密"
    assert "★" not in Secrecy("工作秘密", "5年").mark()
    assert Secrecy("公开").mark() == ""


def test_a_grade_outside_the_list_is_refused() -> None:
    with pytest.raises(ValueError):
        Secrecy("绝密")


def test_heading_numbers_follow_the_standard() -> None:
    assert [heading_number(level, 12) for level in (1, 2, 3, 4)] == ["十二、", "（十二）", "12.", "（12）"]
    assert [chinese_number(value) for value in (1, 10, 11, 20, 35, 99)] == [
        "一",
        "十",
        "十一",
        "二十",
        "三十五",
        "九十九",
    ]
    with pytest.raises(ValueError):
        Heading(5, "太深")


def test_a_date_has_no_leading_zero() -> None:
    assert written_date(date(2026, 3, 5)) == "2026年3月5日"


def test_attachment_names_lose_their_closing_mark_and_one_alone_has_no_number() -> None:
    assert attachment_lines(("工作方案；",)) == ("工作方案",)
    assert attachment_lines(("工作方案；", "名单。")) == ("1.工作方案", "2.名单")


def test_a_table_row_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(ValueError):
        Table(papers.wide_table(1).columns, (("一", "二"),))


def test_every_printed_string_is_listed_once_for_checks() -> None:
    found = list(texts(papers.official()))
    assert "青巡办〔2026〕15号" in found
    assert "秘密★5年" in found
    assert "县纪委监委机关" in found
