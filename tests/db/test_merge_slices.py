"""Many new records come in by slices, and what stands in the vault afterwards is what one by one would have written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.areas.fieldwork.model import Petition
from app.areas.libraries.model import Unit
from app.catalog import catalog
from app.core.records import Compartment
from db import merge
from db.merge import Outcome
from db.session import Session
from db.unmerge import plan_undo, undo_import
from db.verify import verify
from tests.builders import new_session

SOURCE = "移交包 1a2b3c4d"


@pytest.fixture
def vaults(tmp_path: Path) -> Iterator[tuple[Session, Session, Session]]:
    """A group's vault with everything in it, and two empty ones of the office."""
    with (
        new_session(tmp_path / "group", filled="group") as group,
        new_session(tmp_path / "one", kind="office") as one,
        new_session(tmp_path / "many", kind="office") as many,
    ):
        yield group, one, many


def lines(session: Session) -> list[bytes]:
    return list(merge.export_lines(session, list(catalog()), lambda record: True))


def bring(session: Session, came: list[bytes]) -> dict[str, int]:
    return merge.apply(session, merge.plan(session, came), source=SOURCE)


def content(session: Session) -> dict[str, list[tuple[Any, ...]]]:
    """Every table that an import writes; without what names the device and the second, and what is computed from them."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    for compartment in Compartment:
        store = session.store(compartment)
        assert store is not None
        conn = store.conn
        for kind in session.catalog:
            if kind.compartment is compartment:
                rows = conn.execute(f"SELECT * FROM {kind.name} ORDER BY row")
                sealed = [column[0] for column in rows.description].index("mac")
                found[kind.name] = [row[:sealed] + row[sealed + 1 :] for row in rows]
        for table, columns in (
            ("journal", "seq, who, op, type, record, rev, changes, note"),
            ("search_doc", "doc, type, record, part"),
        ):
            rows = conn.execute(f"SELECT {columns} FROM {table} ORDER BY 1")
            found[f"{compartment} {table}"] = list(rows)
        conn.execute("CREATE VIRTUAL TABLE temp.told USING fts5vocab(main, search_text, instance)")
        found[f"{compartment} words"] = sorted(conn.execute("SELECT * FROM temp.told"))
        conn.execute("DROP TABLE temp.told")
    return found


def test_an_import_by_slices_leaves_what_one_by_one_leaves(
    vaults: tuple[Session, Session, Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    group, one, many = vaults
    petitions = group.find(Petition)
    group.delete(petitions[0], "重复登记")
    group.save(replace(petitions[1], summary="反映第三组鱼塘发包不公开"))
    came = lines(group)
    with many.gathering() as changes:
        counts = bring(many, came)
    monkeypatch.setattr(merge, "SLICE", 1)
    with one.gathering() as singly:
        assert bring(one, came) == counts
    assert counts["new"] == len(came)
    assert content(many) == content(one)
    assert changes.touched == singly.touched
    assert {(held["t"], held["i"]) for held in map(json.loads, came)} == changes.touched
    assert many.search("鱼塘发包") == one.search("鱼塘发包") != ()
    for session in (one, many):
        assert [found for found in verify(session) if "个附件的内容" not in found] == []  # none came along
        head = session.head()
        assert bring(session, came)["same"] == len(came)
        assert session.head() == head
    assert plan_undo(many, SOURCE) == plan_undo(one, SOURCE)
    assert undo_import(many, SOURCE).added == len(came)


def test_the_plan_names_each_record_as_the_lists_do(vaults: tuple[Session, Session, Session]) -> None:
    group, office, _ = vaults
    for planned in merge.plan(office, lines(group)).records:
        assert planned.title == group.fetch(planned.type, planned.id).title


def test_a_record_that_comes_twice_in_one_bundle_is_written_and_then_joined(
    vaults: tuple[Session, Session, Session],
) -> None:
    group, office, _ = vaults
    unit = group.find(Unit)[0]
    before = lines(group)
    group.save(replace(unit, address="东街1号"))
    bring(office, [*before, *lines(group)])
    assert office.get(Unit, unit.id).address == "东街1号"
    assert [entry.op for entry in office.history(unit)] == ["merge", "merge"]
    assert [found for found in verify(office) if "个附件的内容" not in found] == []


def test_what_came_between_the_plan_and_its_applying_is_joined(
    vaults: tuple[Session, Session, Session],
) -> None:
    group, office, _ = vaults
    units, came = group.find(Unit), lines(group)
    planned = merge.plan(office, came)
    bring(office, [line for line in came if json.loads(line)["i"] == units[-1].id])
    office.save(replace(office.get(Unit, units[-1].id), note="已核对"))
    merge.apply(office, planned, source=SOURCE)
    assert office.get(Unit, units[-1].id).note == "已核对"
    assert {unit.id for unit in office.find(Unit)} == {unit.id for unit in units}


def test_only_new_records_with_a_number_borne_here_are_pointed_out(
    vaults: tuple[Session, Session, Session],
) -> None:
    group, office, _ = vaults
    numbered = [petition for petition in group.find(Petition) if petition.number]
    office.create(replace(numbered[0], id="", state="", rev=0))
    gone = office.create(replace(numbered[1], id="", state="", rev=0))
    office.delete(gone, "重复")
    taken = [planned for planned in merge.plan(office, lines(group)).records if planned.number_taken]
    assert [(planned.id, planned.outcome) for planned in taken] == [(numbered[0].id, Outcome.NEW)]
