"""Chinese line breaking: what may begin and end a line, and what stays whole."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from app.documents.kinsoku import NOT_AT_END, NOT_AT_START, SQUEEZABLE, break_lines
from app.documents.titles import break_label, break_title, title_tokens

CHARS = 28
TEXT = st.text(
    alphabet="巡察组党委整改落实情况问题，。、；：？！（）《》“”〔〕—…0123456789.%abcZ ",
    min_size=0,
    max_size=200,
)


def lines_of(text: str, chars: float = CHARS, first: float = CHARS - 2) -> list[str]:
    advances = [0.5 if ord(char) < 0x2000 else 1.0 for char in text]
    return [text[start:end] for start, end, _ in break_lines(text, advances, first, chars, 1.0)]


def width(line: str) -> float:
    return sum(0.5 if ord(char) < 0x2000 else 1.0 for char in line)


@given(TEXT)
@settings(max_examples=300, deadline=None)
def test_no_character_is_lost_and_no_line_is_wider_than_one_squeezed_mark(text: str) -> None:
    lines = lines_of(text)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    for index, line in enumerate(lines):
        room = CHARS if index else CHARS - 2
        over = width(line.rstrip()) - room
        assert over <= 0 or (over <= 1 and line.rstrip()[-1] in SQUEEZABLE)


@given(
    st.lists(
        st.sampled_from(
            ["巡察", "整改", "落实，", "（见附表）", "“三重一大”", "情况。", "12.5万元", "2026年"]
        ),
        max_size=80,
    )
)
@settings(max_examples=200, deadline=None)
def test_real_prose_never_begins_or_ends_a_line_with_a_forbidden_mark(words: list[str]) -> None:
    lines = lines_of("".join(words))
    for line in lines[1:]:
        assert line[0] not in NOT_AT_START
    for line in lines[:-1]:
        assert line[-1] not in NOT_AT_END


def test_a_full_line_takes_one_closing_mark_instead_of_pulling_a_character_down() -> None:
    assert lines_of("巡" * 26 + "。" + "察" * 5) == ["巡" * 26 + "。", "察" * 5]


def test_two_closing_marks_go_down_with_the_character_before_them() -> None:
    assert lines_of("巡" * 26 + "”。" + "察" * 5) == ["巡" * 25, "巡”。" + "察" * 5]


def test_an_amount_with_its_unit_stays_whole() -> None:
    for amount in (
        "12.5万元",
        "2026年",
        "98.71%",
        "3—7页",
        "〔2026〕15号",
        "0471-1234567",
        "1280份",
        "——",
        "……",
    ):
        for fill in range(16, 28):
            assert any(amount in line for line in lines_of("巡" * fill + amount + "察" * 30)), (amount, fill)


def test_a_code_longer_than_half_a_line_is_broken_rather_than_leaving_a_hole() -> None:
    lines = lines_of("编号" + "A1" * 60)
    assert all(width(line) > 20 for line in lines[:-1])


def test_names_in_a_list_of_persons_stay_whole() -> None:
    text = "翟岚、路鸣、江一舟、司空远、陶然、卫青梅、县委巡察办秦简、苗圃"
    advances = [1.0] * len(text)
    for room in range(6, 24):
        spans = break_lines(text, advances, room, room, 1.0, names=True)
        lines = [text[start:end] for start, end, _ in spans]
        for name in ("江一舟", "司空远", "卫青梅", "秦简"):
            assert any(name in line for line in lines), (room, lines)


def test_a_title_breaks_between_words_in_a_trapezium() -> None:
    title = "关于对县供销合作社联合社党组开展常规巡察情况的报告"
    lines = break_title(title, 19)
    assert "".join(lines) == title
    assert len(lines) == 2
    assert abs(len(lines[0]) - len(lines[1])) >= 2
    cut = len(lines[0])
    edges = [0]
    for token in title_tokens(title):
        edges.append(edges[-1] + len(token))
    assert cut in edges


def test_a_title_of_three_lines_is_no_hourglass() -> None:
    title = "关于印发《青禾县委巡察机构与纪检监察机关、组织部门、审计机关、信访部门协作配合工作办法（试行）》的通知"
    lines = break_title(title, 19)
    lengths = [len(line) for line in lines]
    assert "".join(lines) == title
    assert max(lengths) <= 19
    assert not min(lengths[1:-1]) < min(lengths[0], lengths[-1])


def test_a_short_title_and_a_title_broken_by_hand_stay_as_they_are() -> None:
    assert break_title("谈话记录", 19) == ["谈话记录"]
    assert break_title("青禾县委巡察办\n谈话记录", 19) == ["青禾县委巡察办", "谈话记录"]


def test_a_label_breaks_between_words() -> None:
    assert break_label("副组长复核意见", 4) == ["副组长", "复核意见"]
    assert break_label("定性及政策依据", 5) == ["定性及", "政策依据"]


def test_a_title_or_label_of_many_lines_is_filled_without_delay() -> None:
    text = "整改落实情况，" * 60
    for lines in (break_title(text, 19), break_label(text, 4)):
        assert "".join(lines) == text
        assert max(map(len, lines)) <= 19
