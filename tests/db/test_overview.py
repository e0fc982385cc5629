"""Looks over many types at once say the same as looking at each record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.areas.libraries.deadlines.model import DeadlineRule
from app.areas.libraries.deadlines.reckoning import shipped_rules
from app.core.records import Compartment
from db.query import Query
from db.session import Session
from tests.builders import new_vault, session_on


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    vault = new_vault(tmp_path / "库", kind="office", filled="office")
    session = session_on(vault, role="reader")
    yield session
    session.close()
    vault.close()


def test_states_links_and_titles_are_those_of_the_records(session: Session) -> None:
    every = session.states(Query(kind.name) for kind in session.catalog)
    for kind in session.catalog:
        query = Query(kind.name)
        held = {str(state): count for (state,), count in session.tally(query, "state").items()}
        assert every[kind.name] == held
        records = session.some(query, 40)
        assert session.titles(query, 40) == [(record.id, record.title) for record in records]
        gone = [record.id for record in session.some(Query(kind.name, deleted=True), 5)]
        called = session.called(kind.name, (*(record.id for record in records), *gone, "nowhere"))
        assert called == {
            record.id: (record.title, record.deleted)
            for record in (*records, *(session.fetch(kind.name, id) for id in gone))
        }
        for record in records[:1]:
            found = session.links_to(record)
            assert all(count == session.count(asked) > 0 for asked, count in found)
            linked = {id for asked, _ in found for id, _ in session.titles(asked)}
            assert linked == {other.id for other in session.linked(record)}


def test_two_vaults_that_renew_a_shipped_record_come_to_the_same_state(tmp_path: Path) -> None:
    found = []
    for name in ("甲", "乙"):
        vault = new_vault(tmp_path / name)
        held = session_on(vault)
        rule = next(rule for rule in shipped_rules() if rule.code == "clue_review")
        held.seed(replace(rule, id="rule.of.before", target=""))
        assert held.renew(replace(rule, id="rule.of.before"), "target")
        assert not held.renew(replace(rule, id="rule.of.before"), "target")
        store = held.store(Compartment.RECORDS)
        assert store is not None
        row = store.find_row(DeadlineRule.TYPE, "rule.of.before")
        assert row is not None
        found.append((row.dots, row.record.target))
        assert store.faulty_rows(DeadlineRule.TYPE) == []
        held.close()
        vault.close()
    assert found[0] == found[1]
