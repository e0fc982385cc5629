"""The published texts that this project was given, read whole; skipped where they are absent."""

import pytest

from app.exchange.notice import Notice, read_notice
from tests.exchange.shared import shared


def _notice(*parts: str) -> Notice:
    return read_notice(shared(*parts).read_text(encoding="utf-8"))


def test_procuratorate_notice_cut_in_the_middle():
    notice = _notice("real", "02_huiji_jcy.txt")
    assert notice.unit == "郑州市惠济区人民检察院党组"
    assert notice.group == "市委提级巡察第四组"
    assert notice.kind == "提级"
    assert notice.period == ("2023-11-10", "2024-01-08")
    assert notice.feedback_on == "2024-03-01"
    assert notice.problems == ()
    assert notice.meetings == {"院党组会": 2, "领导小组办公室会议": 5}
    assert [warning for warning in notice.warnings if "不完整" in warning]


def test_statistics_of_a_whole_round():
    notice = _notice("real", "05_kunming_district.txt")
    expected = {
        "problems": 697, "done": 688, "basically_done": 4, "not_done": 5, "rate": 98.71, "rate_printed": 98.71,
        "meetings": 38, "study": 141, "party_lectures": 72, "rules": 589, "units": 40, "groups": 4,
        "returned_fen": 66_570_000, "recovered_fen": 146_000_000, "losses_recovered_fen": 1_369_500_000,
    }  # fmt: skip
    assert {key: notice.figures.get(key) for key in expected} == expected
    assert len(notice.money) == 3
    assert notice.group == "区委4个巡察组"
    assert len(notice.units) == 3
    assert notice.period == ("2021-11-08", "2021-12-20")
    assert notice.feedback_on == "2022-01-27"
    assert notice.warnings == ()
    assert notice.unread == ()


def test_feedback_to_a_community():
    notice = _notice("real", "08_jiangnan_shequ_fankui.txt")
    assert notice.unit == "姜南社区"
    assert notice.group == "卫滨区委第一巡察组"
    assert notice.period == ("2020-01-03", "2020-01-17")
    assert notice.feedback_on == "2020-08-10"
    assert [problem.number for problem in notice.problems] == [1, 2, 3, 4, 5]
    assert notice.problems[0].text == "日常党建工作不扎实"
    assert notice.problems[4].text == "群众服务意识有待提高"
    assert notice.unread == ()


def test_work_of_a_round_in_figures():
    notice = _notice("real", "12_weixi_round_stats.txt")
    expected = {
        "talks": 63, "visits": 40, "problems": 189, "immediate": 32, "suggestions": 26, "clues": 2, "clue_persons": 3,
        "suggestions_organisation": 1, "suggestions_government": 3, "groups": 3,
    }  # fmt: skip
    assert {key: notice.figures.get(key) for key in expected} == expected
    assert notice.period == ("2020-04-07", "2020-06-08")
    assert notice.problems == ()


def test_printed_rate_that_is_wrong():
    notice = _notice("seeds", "003_3b180e76aca8d6f2.txt")
    assert (notice.figures["problems"], notice.figures["done"]) == (4173, 4119)
    assert notice.figures["rate"] == 98.71
    assert notice.figures["rate_printed"] == 98.81
    assert any("98.81" in warning and "98.71" in warning for warning in notice.warnings)


def test_traditional_report_with_readings():
    notice = _notice("seeds", "004_58d8d8f3eaeadb7b.txt")
    expected = {
        "units": 3, "problems": 16, "suggestions": 13, "clues": 5, "talent_pool": 25, "visits": 112,
        "announcements": 20, "posted": 6, "secret_visits": 45, "groups": 3,
    }  # fmt: skip
    assert {key: notice.figures.get(key) for key in expected} == expected


@pytest.mark.parametrize(
    "name", ["000_bad08eb4759a70d4.txt", "001_9dad61322c4c433c.txt", "002_67ae84eb5a6810b6.txt"]
)
def test_articles_about_inspection_hold_no_problems(name):
    assert _notice("seeds", name).problems == ()
