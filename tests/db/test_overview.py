"""Looks over many types at once say the same as looking at each record."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

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
        for record in records[:1]:
            found = session.links_to(record)
            assert all(count == session.count(asked) > 0 for asked, count in found)
            linked = {id for asked, _ in found for id, _ in session.titles(asked)}
            assert linked == {other.id for other in session.linked(record)}
