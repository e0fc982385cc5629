"""Chinese text helpers: what the search index, the importer and the name field rely on."""

import sqlite3
import time

from hypothesis import given
from hypothesis import strategies as st

from app.core.hanzi import fold, index_text, initials, query_phrase, simplify, strip_pinyin_noise


def _found(document: str, query: str) -> bool:
    base = sqlite3.connect(":memory:")
    try:
        base.execute("CREATE VIRTUAL TABLE words USING fts5(body)")
        base.execute("INSERT INTO words VALUES (?)", (index_text(document),))
        return bool(
            base.execute("SELECT 1 FROM words WHERE words MATCH ?", (query_phrase(query),)).fetchone()
        )
    finally:
        base.close()


def test_traditional_text_becomes_simplified():
    assert simplify("發現問題、形成震懾") == "发现问题、形成震慑"
    assert simplify("乾坤") == "乾坤"


def test_fold_keeps_every_position():
    text = "ＡBc１２縣委「第一」巡察組"
    assert fold(text) == "abc12县委「第一」巡察组"
    assert len(fold(text)) == len(text)


def test_one_or_two_characters_of_either_script_are_found():
    document = "縣委巡察組對青石鎮開展常規巡察，共談話23人次。"
    for query in ("青", "青石", "谈话", "談話", "开展常规", "23人"):
        assert _found(document, query), query
    assert not _found(document, "石青")
    assert not _found(document, "社区")


def test_words_and_numbers_stay_whole_and_lower_case():
    assert index_text("票据ABC-2023号，共５份") == "票 据 abc 2023 号 共 5 份"


def test_no_operator_of_the_search_language_gets_through():
    for hostile in ('"', '" OR *', "a NEAR(b)", "col: x", "", "()", "AND"):
        phrase = query_phrase(hostile)
        assert phrase.count('"') == 2
        _found("什么都没有", hostile)


def test_readings_after_characters_are_removed():
    assert strip_pinyin_noise("啟動(dòng)首輪，時（shí）間") == "啟動首輪，時間"
    assert strip_pinyin_noise("使用平台(app)登记") == "使用平台(app)登记"
    assert strip_pinyin_noise("問題(tí)的(de)整改") == "問題的整改"
    assert strip_pinyin_noise("領(lǐng)導(dǎo),,小組(zǔ),。") == "領導，小組。"


def test_stray_question_marks_go_and_questions_stay():
    assert strip_pinyin_noise("整改?任务") == "整改任务"
    assert strip_pinyin_noise("问题出在哪里?怎么改?请说明") == "问题出在哪里?怎么改?请说明"


def test_surnames_are_read_as_surnames():
    assert initials("单小明") == "sxm"
    assert initials("曾国") == "zg"
    assert initials("解放") == "xf"
    assert initials("尉迟恭") == "ycg"
    assert initials("长孙明") == "zsm"
    assert initials("单于青") == "cyq"
    assert initials("查小重") == "zxz"
    assert initials("張三") == "zs"
    assert initials("阿依·古丽") == "aygl"
    assert initials("Li 四2") == "lis2"
    assert initials("") == ""


def test_a_hundred_thousand_characters_are_indexed_in_a_blink():
    text = "县委第一巡察组发现Ａ1类问题，" * 6_250
    index_text(text[:100])
    started = time.perf_counter()
    index_text(text)
    fold(text)
    assert time.perf_counter() - started < 0.5


@given(st.text())
def test_any_text_is_taken(text):
    assert len(fold(text)) == len(text)
    query_phrase(text)
    initials(text)
    simplify(text)
    strip_pinyin_noise(text)
