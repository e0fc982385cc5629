"""Records leave one vault and join another: nothing applied unseen, nothing overwritten in silence."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.areas.libraries.model import Unit
from app.core.errors import BundleError
from db import merge
from db.merge import Outcome
from db.session import Session
from tests.builders import new_session


@pytest.fixture
def laptops(tmp_path: Path) -> Iterator[list[Session]]:
    with (
        new_session(tmp_path / "a") as first,
        new_session(tmp_path / "b") as second,
        new_session(tmp_path / "c") as third,
    ):
        yield [first, second, third]


def lines(session: Session) -> list[bytes]:
    return list(merge.export_lines(session, [Unit.TYPE], lambda record: True))


def bring(source: Session, target: Session) -> dict[str, int]:
    return merge.apply(target, merge.plan(target, lines(source)), source="协作包")


def units(session: Session) -> list[Unit]:
    return [session.get(Unit, json.loads(line)["i"]) for line in lines(session)]


def test_a_new_record_comes_with_number_state_and_history(laptops: list[Session]) -> None:
    a, b, _ = laptops
    made = a.create(Unit(name="示例镇党委"))
    assert bring(a, b)["new"] == 1
    came = b.get(Unit, made.id)
    assert (came.name, came.created_by, came.created_at) == (made.name, made.created_by, made.created_at)
    assert b.history(came)[0].op == "merge"
    assert b.search("示例镇")[0].id == made.id


def test_importing_twice_changes_nothing(laptops: list[Session]) -> None:
    a, b, _ = laptops
    a.create(Unit(name="示例镇党委"))
    bring(a, b)
    head = b.head()
    assert bring(a, b) == {"new": 0, "same": 1, "ahead": 0, "take": 0, "join": 0, "conflict": 0}
    assert b.head() == head


def test_the_plan_shows_every_difference_before_anything_changes(laptops: list[Session]) -> None:
    a, b, _ = laptops
    made = a.create(Unit(name="示例镇党委", address="东街1号"))
    bring(a, b)
    a.save(replace(made, name="示例镇委员会"))
    b.save(replace(b.get(Unit, made.id), name="示例镇党（工）委"))
    head = b.head()
    planned = merge.plan(b, lines(a)).records[0]
    assert planned.outcome is Outcome.CONFLICT
    assert [(d.label, d.mine, d.theirs) for d in planned.differences] == [
        ("党组织名称", "示例镇党（工）委", "示例镇委员会")
    ]
    assert b.head() == head


def test_a_conflict_keeps_both_values_until_a_person_decides(laptops: list[Session]) -> None:
    a, b, _ = laptops
    made = a.create(Unit(name="示例镇党委"))
    bring(a, b)
    a.save(replace(made, name="甲名"))
    b.save(replace(b.get(Unit, made.id), name="乙名"))
    bring(a, b)
    assert set(b.conflicts(made)[0].values) == {"甲名", "乙名"}
    b.settle(made, "name", "乙名")
    assert b.conflicts(made) == ()
    bring(b, a)
    assert a.get(Unit, made.id).name == "乙名"
    assert a.conflicts(made) == ()


def test_an_edit_beside_a_removal_elsewhere_is_a_conflict_not_a_loss(laptops: list[Session]) -> None:
    a, b, _ = laptops
    made = a.create(Unit(name="示例镇党委"))
    bring(a, b)
    a.delete(made, "重复")
    b.save(replace(b.get(Unit, made.id), address="西街9号"))
    bring(a, b)
    assert "address" in {conflict.field for conflict in b.conflicts(made)}


def test_two_records_with_one_number_are_pointed_out(laptops: list[Session]) -> None:
    a, b, _ = laptops
    a.create(Unit(name="甲", number="巡〔2026〕1号"))
    b.create(Unit(name="乙", number="巡〔2026〕1号"))
    assert merge.plan(b, lines(a)).records[0].number_taken


@pytest.mark.parametrize(
    "spoilt",
    [b"{", b"[]", b'{"t":"unit"}', b'{"t":"nothing","i":"1","d":"{}","m":["","","",""],"x":{}}', b"\xff\xfe"],
)
def test_a_line_that_is_no_record_is_refused_in_plain_words(laptops: list[Session], spoilt: bytes) -> None:
    with pytest.raises(BundleError, match="本机数据没有变化"):
        merge.plan(laptops[0], [spoilt])
