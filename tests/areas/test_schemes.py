"""Scoring by schemes: what is shipped, what a sheet comes to with its sum, what is refused, averages, local copies."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.areas.libraries.schemes.model import Assessment, Scheme, SchemeItem, thresholds_of
from app.areas.libraries.schemes.service import (
    ItemRow,
    add_items,
    begin,
    combined,
    confirm,
    copy_scheme,
    items_of,
    result,
    rows_of,
    schemes_of,
    score,
)
from app.areas.libraries.schemes.shipped import scheme_id, seed_schemes, shipped_schemes
from app.areas.libraries.service import seed_codes, shipped_lists
from app.core.errors import InputProblems, Refused
from db.session import Session


def small(session: Session, method: str, *, averaged: bool = False) -> Scheme:
    made = session.create(
        Scheme(name="示例方案", kind="secondment", method=method, full=1000, averaged=averaged)
    )
    add_items(
        session,
        made,
        [ItemRow("质量", "底稿质量", 600), ItemRow("质量", "谈话质量", 200), ItemRow("纪律", "考勤", 200)],
    )
    return made


def filled(session: Session, scheme: Scheme, *points: int) -> Assessment:
    sheet = begin(session, scheme.id, subject="组员乙")
    return score(session, sheet, {place: (given, "有据") for place, given in enumerate(points, 1)})


@pytest.mark.parametrize("shipped", shipped_schemes(), ids=lambda held: held.scheme.id)
def test_the_items_of_a_shipped_scheme_sum_up_to_its_full_points(shipped) -> None:  # type: ignore[no-untyped-def]
    assert sum(item.points or 0 for item in shipped.items) == shipped.scheme.full
    assert thresholds_of(shipped.scheme.thresholds)[-1][1] == 0
    assert shipped.scheme.TYPE.problems(shipped.scheme) == ()


def test_every_kind_of_scheme_has_one_shipped() -> None:
    kinds = next(held for held in shipped_lists() if held.name == "scheme_kind")
    assert {item.code for item in kinds.items} == {held.scheme.kind for held in shipped_schemes()}


def test_schemes_are_loaded_once_and_what_a_user_changed_stays(session: Session) -> None:
    seed_codes(session)
    assert seed_schemes(session) == len(shipped_schemes())
    held = session.get(Scheme, scheme_id("conduct_review"))
    session.save(replace(held, name="本县后评估表"))
    session.delete(session.get(Scheme, scheme_id("conduct_review", "short")), "本县不用")
    assert seed_schemes(session) == 0
    assert [scheme.name for scheme in schemes_of(session, "conduct_review")] == ["本县后评估表"]
    assert len(items_of(session, held.id)) == 31


def test_an_adding_scheme_says_its_sum_by_aspect_and_its_grade(session: Session) -> None:
    done = result(session, filled(session, small(session, "add"), 555, 180, 150))
    assert (done.points, done.full, done.grade) == (885, 1000, "良好")
    assert done.formula == "得分＝质量73.5＋纪律15＝88.5（满分100）"


def test_a_deducting_scheme_takes_from_the_full_points(session: Session) -> None:
    sheet = filled(session, small(session, "deduct"), 25, 0, 60)
    done = result(session, sheet)
    assert done.formula == "得分＝100－2.5－6＝91.5（满分100，扣分2项）"
    assert (sheet.points, sheet.grade) == (915, "优秀")


def test_a_row_takes_no_more_than_it_has_and_every_wrong_row_is_named(session: Session) -> None:
    sheet = begin(session, small(session, "add").id, subject="组员乙")
    with pytest.raises(Refused) as caught:
        score(session, sheet, {1: (601, ""), 2: (-1, ""), 9: (10, "")})
    assert caught.value.reasons == ("第1项最多60分，填了60.1分", "第2项的分数不能小于0", "没有第9项")


def test_a_sheet_is_confirmed_when_every_row_is_filled_and_is_locked_then(session: Session) -> None:
    sheet = begin(session, small(session, "add").id, subject="组员乙")
    sheet = score(session, sheet, {1: (500, "")})
    with pytest.raises(Refused, match="确认评分") as caught:
        confirm(session, sheet)
    assert caught.value.reasons == ("还没有打分：第2、3项",)
    sheet = confirm(session, score(session, sheet, {2: (200, ""), 3: (200, "")}))
    with pytest.raises(Refused, match="不能打分"):
        score(session, sheet, {1: (600, "")})
    again = session.move(sheet, "reopen", reason="核对有误")
    assert score(session, again, {1: (600, "")}).points == 1000


def test_a_deduction_without_a_reason_is_not_confirmed(session: Session) -> None:
    sheet = begin(session, small(session, "deduct").id, subject="甲局")
    sheet = score(session, sheet, {1: (50, " ")})
    assert session.why_not(sheet, "confirm") == ("扣分没有写理由：第1项",)
    assert confirm(session, score(session, sheet, {1: (50, "逾期报送")})).state == "confirmed"


def test_several_sheets_are_averaged_with_the_formula(session: Session) -> None:
    scheme = small(session, "add", averaged=True)
    sheets = [filled(session, scheme, each, 200, 200) for each in (500, 550, 555)]
    done = combined(session, sheets)
    assert done is not None
    assert (done.points, done.grade) == (935, "优秀")
    assert done.formula == "平均分＝（90＋95＋95.5）÷3＝93.5（满分100）"
    other = filled(session, small(session, "add"), 1, 1, 1)
    with pytest.raises(Refused, match="取平均"):
        combined(session, [*sheets, other])


def test_a_local_copy_has_its_own_items_and_a_sheet_keeps_the_words_it_was_begun_with(
    session: Session,
) -> None:
    scheme = small(session, "add")
    sheet = begin(session, scheme.id, subject="组员乙")
    mine = copy_scheme(session, scheme, "本县方案")
    first = items_of(session, mine.id)[0]
    session.save(replace(first, content="改过的项目"))
    session.save(replace(items_of(session, scheme.id)[0], content="也改了"))
    assert items_of(session, mine.id)[0].content == "改过的项目"
    assert rows_of(session, sheet)[0].content == "底稿质量"
    assert schemes_of(session, "secondment")[0].local


def test_what_cannot_be_scored_says_why(session: Session) -> None:
    empty = session.create(Scheme(name="空方案", kind="secondment", valid=False))
    with pytest.raises(Refused) as caught:
        begin(session, empty.id)
    assert caught.value.reasons == ("方案里还没有评分项目", "方案已停用", "没有写明评分对象")
    with pytest.raises(InputProblems):
        session.create(Scheme(name="坏方案", kind="secondment", thresholds="九十分以上优秀"))
    assert session.find(SchemeItem, scheme_id=empty.id) == ()
