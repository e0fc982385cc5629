"""The declarations of the record types hold together, and the migrations made the tables that they need."""

from __future__ import annotations

import pytest

from app.catalog import catalog
from app.core.fields import Kind
from app.core.records import RecordType
from app.core.roles import MAY
from db.schema import columns
from db.session import Session

CATALOG = catalog()


@pytest.mark.parametrize("kind", tuple(CATALOG), ids=lambda kind: kind.name)
def test_declarations_hold_together(kind: RecordType) -> None:
    names = [spec.name for spec in kind.fields]
    assert len(set(names)) == len(names)
    assert kind.action in MAY
    assert not any(spec.to and spec.to not in CATALOG for spec in kind.fields)
    assert all(spec.label for spec in kind.fields)
    assert any(spec.listed for spec in kind.fields)
    states = {state.code for state in kind.lifecycle.states}
    for step in kind.lifecycle.transitions:
        assert step.action in MAY
        assert {*step.sources, step.target} <= states
        assert all(kind.has(name) for name in (*step.needs, *(name for name, _ in step.number)))
        if step.signs:
            spec = kind.field(step.signs[0])
            assert spec.kind is Kind.SIGNATURES
            assert step.signs[1] in spec.roles


@pytest.mark.parametrize("kind", tuple(CATALOG), ids=lambda kind: kind.name)
def test_every_state_can_be_reached(kind: RecordType) -> None:
    reached = {kind.lifecycle.initial}
    for _ in kind.lifecycle.states:
        reached |= {step.target for step in kind.lifecycle.transitions if set(step.sources) & reached}
    assert reached == {state.code for state in kind.lifecycle.states}


def test_migrations_made_the_declared_columns(session: Session) -> None:
    for kind in CATALOG:
        store = session.store(kind.compartment)
        assert store is not None
        made = [row[1] for row in store.conn.execute(f"PRAGMA table_info({kind.name})")]
        assert made == [name for name, _ in columns(kind)], kind.name


def test_records_outside_the_compartment_do_not_link_into_it() -> None:
    inside = {kind.name for kind in CATALOG if kind.compartment.value == "clues"}
    assert inside == {
        "clue", "protected_person", "clue_transfer", "clue_chase", "urgent_report", "leader_note",
    }  # fmt: skip
    assert not [
        (kind.name, spec.name)
        for kind in CATALOG
        for spec in kind.fields
        if spec.to in inside and kind.name not in inside
    ]
