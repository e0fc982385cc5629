"""docs/systems.md names each of the sixty systems once, with pages that the window has and tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

from app.compose import areas
from app.widgets.page import gathered
from tests.builders import new_vault

HERE = Path(__file__).resolve().parent
TABLE = HERE.parents[1] / "docs" / "systems.md"
_ROW = re.compile(r"\| (\d\d) \| (.+?) \| (.+?) \| (.+?) \|$")
_TEST = re.compile(r"`(\w+)` in (test_\w+\.py)")
COMING = frozenset({"test_archive.py"})
"""Modules of tests that the table may name before they are there."""


_BESIDE = re.compile(r"\| \+ \| .+? \| (.+?) \| (.+?) \|$")
"""A row of what stands beside the sixty: page, tests by their whole names."""


def _beside() -> list[tuple[str, str]]:
    matches = (_BESIDE.match(line) for line in TABLE.read_text("utf-8").splitlines())
    return [(match[1], match[2]) for match in matches if match]


def _rows() -> list[tuple[str, str, str]]:
    """(number, page, tests) of every row."""
    matches = (_ROW.match(line) for line in TABLE.read_text("utf-8").splitlines())
    return [(match[1], match[3], match[4]) for match in matches if match]


def test_the_table_names_exactly_the_systems_1_to_60() -> None:
    assert [number for number, _, _ in _rows()] == [f"{n:02}" for n in range(1, 61)]


def test_every_system_of_the_table_has_its_test_and_every_test_is_in_the_table() -> None:
    named = {
        (f"test_system_{number}_{m[1]}", m[2]) for number, _, said in _rows() for m in _TEST.finditer(said)
    }
    there = {
        (m[1], path.name)
        for path in HERE.glob("test_*.py")
        for m in re.finditer(r"def (test_system_\d\d_\w+)", path.read_text("utf-8"))
    }
    late = {pair for pair in named if pair[1] in COMING and not (HERE / pair[1]).exists()}
    assert named - late - there == set(), "named in the table, but not there"
    assert there - named == set(), "there, but not in the table"
    assert {number for number, _, said in _rows() if not _TEST.search(said)} == set()


def test_what_stands_beside_the_sixty_has_tests_that_exist() -> None:
    rows = _beside()
    assert rows
    for page, said in rows:
        named = list(_TEST.finditer(said))
        assert named, page
        for found in named:
            assert f"def {found[1]}(" in (HERE / found[2]).read_text("utf-8"), found[1]


def test_every_page_of_the_table_is_in_the_window(tmp_path: Path) -> None:
    vault = new_vault(tmp_path / "vault", kind="office")
    places = {
        " → ".join(part for part in (area.label, group, entry.label) if part)
        for area in areas(vault, lambda _request: None)
        for group, held in gathered(area).items()
        for entry in held
    }
    vault.close()
    assert {page for _, page, _ in _rows()} | {page for page, _ in _beside()} <= places
