"""Whole notices of many layouts, each with what a reader by hand found; every place and wording is invented."""

import pytest

from app.exchange.notice import read_notice
from tests.exchange.notice_cases import Case, cases, differences


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_notice_is_read_as_by_hand(case: Case):
    found = differences(case, read_notice(case.text))
    assert {part: lines for part, lines in found.items() if lines} == {}


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_notice_saved_by_windows_is_read_the_same(case: Case):
    text = "\ufeff" + case.text.replace("\n", "\r\n")
    assert read_notice(text).problems == read_notice(case.text).problems
