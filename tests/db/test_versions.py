"""Copies of a record join to one state, whatever the order, and no edit is lost without a conflict."""

from __future__ import annotations

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from db.versions import Versioned, born, joined, of_writes, pack, unpack, written

REPLICAS = ("a", "b", "c")
FIELDS = ("title", "text", "state")

edits = st.tuples(st.just("edit"), st.sampled_from(REPLICAS), st.sampled_from(FIELDS), st.integers(0, 4))
exchanges = st.tuples(st.just("send"), st.sampled_from(REPLICAS), st.sampled_from(REPLICAS), st.just(0))
scripts = st.lists(st.one_of(edits, exchanges), max_size=40)


def play(
    script: list[tuple[str, str, str, int]],
) -> tuple[dict[str, Versioned], list[tuple[str, str, int, str]]]:
    """Three replicas start from one record; returns their states and every write (replica, field, counter, value)."""
    first = born("a", dict.fromkeys(FIELDS, "0"))
    held = dict.fromkeys(REPLICAS, first)
    writes = []
    for step, (what, who, other, value) in enumerate(script):
        if what == "edit":
            text = f"{value}@{step}"
            held[who] = written(held[who], who, {other: text})
            writes.append((who, other, held[who].seen[who], text))
        else:
            held[other] = joined(held[other], held[who])
    return held, writes


@settings(max_examples=400, deadline=None)
@given(scripts)
def test_any_interleaving_on_three_replicas_converges_in_any_order(
    script: list[tuple[str, str, str, int]],
) -> None:
    held, _ = play(script)
    results = set()
    for order in itertools.permutations(REPLICAS):
        total = held[order[0]]
        for name in order[1:]:
            total = joined(total, held[name])
        total = joined(total, total)
        results.add(pack(total) + repr(sorted(total.values().items())))
    assert len(results) == 1


@settings(max_examples=400, deadline=None)
@given(scripts)
def test_a_write_that_nobody_saw_and_replaced_is_still_there_after_the_join(
    script: list[tuple[str, str, str, int]],
) -> None:
    held, writes = play(script)
    total = joined(joined(held["a"], held["b"]), held["c"])
    for replica, field, counter, text in writes:
        alive = text in {write[2] for write in total.fields[field]}
        # A write may be gone only if some replica saw it and then wrote the same field itself.
        seen_and_replaced = any(
            (w[0] != replica or w[1] > counter)
            and not any(x[:2] == (replica, counter) for x in state.fields[field])
            and state.seen.get(replica, 0) >= counter
            for state in held.values()
            for w in state.fields[field]
        )
        assert alive or seen_and_replaced


@settings(max_examples=200, deadline=None)
@given(scripts)
def test_packing_keeps_the_whole_state(script: list[tuple[str, str, str, int]]) -> None:
    held, _ = play(script)
    for state in held.values():
        assert unpack(pack(state), state.values()) == state


def test_the_same_field_edited_on_two_laptops_is_a_conflict_until_a_person_decides() -> None:
    first = born("a", {"title": "甲", "text": ""})
    mine, theirs = written(first, "a", {"title": "乙"}), written(first, "b", {"title": "丙"})
    both = joined(mine, theirs)
    assert both.conflicts() == ("title",)
    assert {write[2] for write in both.fields["title"]} == {"乙", "丙"}
    settled = written(both, "a", {"title": "乙"})
    assert joined(settled, theirs).conflicts() == ()
    assert joined(theirs, settled).value("title") == "乙"


def test_different_fields_edited_on_two_laptops_join_without_a_question() -> None:
    first = born("a", {"title": "甲", "text": ""})
    both = joined(written(first, "a", {"title": "乙"}), written(first, "b", {"text": "丙"}))
    assert both.conflicts() == ()
    assert both.values() == {"title": "乙", "text": "丙"}


def test_two_values_under_one_number_are_a_conflict_and_stay_one() -> None:
    """A folder was copied to a second laptop, and both were written in."""
    first = born("a", dict.fromkeys(FIELDS, "0"))
    here, there = written(first, "a", {"title": "甲"}), written(first, "a", {"title": "乙"})
    both = joined(here, there)
    assert both == joined(there, here)
    assert (both.conflicts(), {write[2] for write in both.writes("title")}) == (("title",), {"甲", "乙"})
    assert joined(both, there) == joined(both, here) == both
    settled = written(both, "b", {"title": "丙"})
    assert (
        joined(settled, there).writes("title") == joined(there, settled).writes("title") == (("b", 1, "丙"),)
    )


def test_copies_that_each_claim_to_have_replaced_the_other_come_to_the_newest_write() -> None:
    first = born("a", dict.fromkeys(FIELDS, "0"))
    here = written(first, "a", {"title": "新"})
    there = of_writes(first.birth, {"a": 9}, first.fields)
    for both in (joined(here, there), joined(there, here), joined(joined(here, there), there)):
        assert both.writes("title") == (("a", 2, "新"),)
