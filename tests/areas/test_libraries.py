"""Code lists, guides and checklists as shipped, and as they lie in a new vault."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest

from app.areas.closeout.service import checklist
from app.areas.libraries.list_names import list_label
from app.areas.libraries.model import CodeItem
from app.areas.libraries.service import guide_for, seed_codes, shipped_lists
from app.catalog import catalog
from app.core.records import RecordType
from app.core.roles import LABELS
from tests.builders import new_session

TYPES = tuple(catalog())


def test_every_code_list_that_a_field_uses_is_shipped() -> None:
    shipped = {held.name for held in shipped_lists()}
    assert {spec.codes for kind in TYPES for spec in kind.fields if spec.codes} <= shipped


def test_every_parent_of_a_shipped_code_exists() -> None:
    lists = {held.name: {item.code for item in held.items} for held in shipped_lists()}
    for name, parents in (("focus", "focus_scheme"), ("focus_item", "focus")):
        held = next(shipped for shipped in shipped_lists() if shipped.name == name)
        assert {item.parent for item in held.items} <= lists[parents]


def test_defaults_of_fields_are_codes_of_their_lists() -> None:
    lists = {held.name: {item.code for item in held.items} for held in shipped_lists()}
    for kind in TYPES:
        empty = kind.cls()
        for spec in kind.fields:
            default = getattr(empty, spec.name)
            if spec.codes and isinstance(default, str) and default:
                assert default in lists[spec.codes], f"{kind.name}.{spec.name}"
            if spec.show_if and kind.field(spec.show_if[0]).codes:
                assert set(spec.show_if[1]) - {""} <= lists[kind.field(spec.show_if[0]).codes], (
                    f"{kind.name}.{spec.name}"
                )


def test_roles_are_offered_under_the_names_of_the_table() -> None:
    offered = next(held for held in shipped_lists() if held.name == "role")
    assert {item.code: item.label for item in offered.items} == {
        role.value: name for role, name in LABELS.items()
    }


@pytest.mark.parametrize("kind", TYPES, ids=lambda kind: kind.name)
def test_every_record_type_has_a_guide(kind: RecordType) -> None:
    guide = guide_for(kind.name)
    assert guide is not None
    assert all((guide.what, guide.who, guide.standard, guide.limit))


def test_the_checklist_has_17_items_in_7_aspects() -> None:
    rows = checklist()
    assert len(rows) == 17
    assert len({row.aspect for row in rows}) == 7
    aspects = next(held for held in shipped_lists() if held.name == "handover_aspect")
    assert {row.aspect for row in rows} == {item.code for item in aspects.items}


def test_codes_are_loaded_once_and_a_renamed_item_stays_renamed(tmp_path: Path) -> None:
    with new_session(tmp_path / "vault") as session:
        begun = time.perf_counter()
        added = seed_codes(session)
        assert time.perf_counter() - begun < 5
        assert added == sum(len(held.items) for held in shipped_lists())
        item = session.get(CodeItem, "code.discipline.life")
        session.save(replace(item, label="生活纪律（本地）", active=False))
        assert seed_codes(session) == 0
        assert session.code_label("discipline", "life") == "生活纪律（本地）"
        assert session.codes("four_forms")[0].label == "第一种形态"
        assert list_label("four_forms") == "四种形态"
