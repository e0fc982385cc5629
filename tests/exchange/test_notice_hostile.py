"""Any text at all goes through the importer: quickly, without an error, and with JSON at the end."""

import json
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.exchange.notice import read_notice, to_json
from tests.exchange.shared import shared

PIECES = [
    "一、", "（一）", "(1)", "1.", "1、", "①", "一是", "二是", "整改情况：", "整改措施:", "关于“", "”问题的整改", "的问题", "\n", "。", "；",
    "，", "“", "”", "《", "》", "2023年", "3月", "5日", "至", "县委第一巡察组", "对", "县财政局党组", "进行了常规巡察", "反馈了", "不到位",
    "反馈的12个问题", "完成整改", "8个", "%", "万元", "追回", "(", "）", "二、", "（二）", "2.", "方面", "存在", "发现", " ", "dòng", "?",
    "<p>", "</div>", "电话：", "13800000000", "\u3000", "十", "百", "亿", "问题一：", "中共", "关于", "通报", "序号", "\t", "|", "整改措施", "——", "（已完成）", "第一方面：", "1.1 ", "针对", "2022.9.5", "二〇二二年", "99999999999999999999个问题",
]  # fmt: skip


def _read(text: str) -> None:
    json.dumps(to_json(read_notice(text)), ensure_ascii=False).encode("utf-8")


@given(st.text())
def test_any_text_is_read(text):
    _read(text)


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=2000)
@given(st.lists(st.sampled_from(PIECES), max_size=120))
def test_any_shuffle_of_the_grammar_is_read(pieces):
    _read("".join(pieces))


def test_naughty_strings_are_read():
    strings = json.loads(shared("suites", "blns.json").read_text(encoding="utf-8"))
    for string in strings:
        _read(string)
        _read(f"根据县委部署，{string}\n一、关于“{string}”问题的整改\n整改情况：{string}")


LONG = {
    "one paragraph": "局党组认真学习，深入整改，持续推进，" * 6_000,
    "one line of headings": "1.关于“台账不全”的问题。整改情况：一是补齐台账。二是建立制度3项。" * 3_000,
    "numbers": "".join(f"{n}.第{n}个问题不到位，共12个，完成8个。\n" for n in range(1, 199)) * 30,
    "open quotes": "“" * 100_000,
    "open brackets": "（" * 100_000,
    "digits": "1" * 100_000,
    "chinese digits": "一" * 100_000,
    "years": "2023年" * 25_000,
    "spaces": " " * 100_000,
    "labels": "整改情况：" * 20_000,
    "targets": "对县财政局进行了" * 12_000,
    "figures": "反馈的12个问题，完成整改8个，正在整改4个，追回资金1.5万元；" * 3_000,
    "tags": "<p" * 50_000,
    "groups": "县委第一" * 25_000,
    "titles": "中共" * 50_000,
    "readings": "動(dòng)" * 16_000,
    "table rows": "序号\t反馈问题\t整改措施\t完成情况\n" + "1\t台账不全\t补齐台账。\t已完成\n" * 6_000,
    "table cells on lines": "序号\n反馈问题\n整改措施\n完成情况\n"
    + "".join(f"{n}\n台账不全\n补齐台账\n已完成\n" for n in range(1, 9_000)),
    "table headers": "序号\n反馈问题\n整改措施\n" * 10_000,
    "unnumbered problems": "针对反馈指出的“台账不全”问题，补齐台账。" * 5_000,
    "problems in points": "1.台账不全。主要表现：1.缺页。2.缺章。整改措施：1.补齐。2.装订。" * 3_000,
    "counted headings": "一、党的建设方面（共3个问题，已整改2个）\n1.学习不够。已整改。\n" * 3_000,
    "dashes": "——台账不全。补齐台账。\n" * 8_000,
    "characters apart": "巡 察 整 改 情 况 的 通 报 ，\n" * 6_000,
    "narrow lines": "局党组认真学习领会持续推进整改工作取得实效并\n" * 4_000,
    "row tags": "<tr><td>" * 12_000,
    "not sentences": "反馈存在发现指出" * 12_000,
}


@pytest.mark.parametrize("name", LONG)
def test_reading_time_grows_with_the_text_and_not_with_its_square(name):
    """Four times the text: linear is 4, square is 16. Both sides in this run, best of two."""
    text = LONG[name][:100_000]
    _read(text[:1000])
    quarter, whole = (min(_seconds(part) for _ in range(2)) for part in (text[:25_000], text))
    assert whole < 9 * max(quarter, 0.02), f"{whole:.2f} s against {quarter:.2f} s"


def _seconds(text):
    started = time.process_time()
    _read(text)
    return time.process_time() - started
