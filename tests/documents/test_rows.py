"""The 89 rows one by one: what is declared of each (resources/papers/documents.json) is what its papers really do.

tests/data/papers.json holds the words that each row must show and the fields that a paper leaves out on purpose;
tests/data/golden what each row says. `python -m tests.documents.rows` writes those anew.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.areas.closeout.archive.shipped import shipped_rules
from app.areas.libraries.documents.service import (
    ALL_FIELDS,
    Document,
    declared,
    shipped_series,
)
from app.catalog import catalog
from app.core.fields import Kind
from app.hooks import PAPERS

from .rows import DATA, GOLDEN, SPECS, Found, golden_of, key_of, packed, read_book, stable

ROWS = declared()
CATALOG = catalog()
EXPECTED: dict[str, Any] = json.loads((DATA / "papers.json").read_text(encoding="utf-8"))
FILED = {(rule["source"], name) for rule in shipped_rules() for name in rule["papers"].split()}
every_row = pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.row:02}-{row.name}")


@pytest.fixture(scope="module")
def book() -> dict[str, Found]:
    """Every paper, looked at once."""
    return read_book()


def test_every_paper_of_the_list_is_declared_in_its_row() -> None:
    assert [held.row for held in ROWS] == list(range(1, 90))
    assert {(held.row, key_of(paper)) for held in ROWS for paper in held.papers} == {
        (spec.row, key) for key, spec in SPECS.items()
    }
    assert len(SPECS) == sum(1 for spec in PAPERS if spec.row)


@every_row
def test_every_field_of_the_row_stands_on_its_papers(row: Document, book: dict[str, Found]) -> None:
    text = packed("".join(book[key_of(paper)].text for paper in row.papers))
    wanted = EXPECTED["rows"][str(row.row)]
    assert wanted
    assert not [word for word in wanted if packed(word) not in text]


@every_row
def test_nothing_that_the_record_knows_is_left_blank(row: Document, book: dict[str, Found]) -> None:
    for paper in row.papers:
        silent = set(EXPECTED["silent"].get(key_of(paper), ()))
        assert all(CATALOG[paper.type].has(name) for name in silent)
        assert not book[key_of(paper)].lost - silent, key_of(paper)


@every_row
def test_the_declared_records_feed_the_papers(row: Document, book: dict[str, Found]) -> None:
    for paper in row.papers:
        fed = book[key_of(paper)].fed - {"code_item"}
        assert fed >= set(paper.feeds), key_of(paper)
        # a paper that goes through the 归档范围 reads whatever that names
        assert fed == set(paper.feeds) or "archive_rule" in paper.feeds, key_of(paper)


@every_row
def test_what_may_be_edited_changes_the_paper(row: Document, book: dict[str, Found]) -> None:
    for paper in row.papers:
        assert not book[key_of(paper)].unmoved, key_of(paper)
        assert paper.edit == (ALL_FIELDS,) or paper.type in ("task", "round")
        types = {name.partition(".")[0] for name in paper.edit} - {ALL_FIELDS}
        assert types <= set(paper.feeds), key_of(paper)


@every_row
def test_the_declared_number_is_the_one_printed(row: Document, book: dict[str, Found]) -> None:
    for paper in row.papers:
        found = book[key_of(paper)]
        if paper.number:
            assert found.numbered, key_of(paper)
        else:
            assert not found.doc_number, key_of(paper)
        if paper.number == "number":
            assert CATALOG[paper.type].pattern


@every_row
def test_the_paper_takes_its_grade_from_the_declared_record(row: Document, book: dict[str, Found]) -> None:
    for paper in row.papers:
        now, raised = book[key_of(paper)].marks
        if not paper.secrecy:
            assert now == "", key_of(paper)
            continue
        default = getattr(CATALOG[paper.secrecy].cls(), "secrecy", "")
        assert now == {"internal": "内部", "secret": "秘密", "": "内部"}[default], key_of(paper)
        assert raised == "秘密", key_of(paper)


@every_row
def test_every_paper_is_filed_by_a_rule_or_says_why_not(row: Document) -> None:
    for paper in row.papers:
        assert ((paper.type, paper.name) in FILED) != bool(paper.unfiled), key_of(paper)


@every_row
def test_the_declared_steps_are_steps_of_the_record(row: Document) -> None:
    for paper in row.papers:
        kind = CATALOG[paper.type]
        for step in filter(None, paper.steps):
            if step.startswith("field:"):
                assert kind.has(step.removeprefix("field:")), key_of(paper)
            else:
                kind.lifecycle.transition(step)
        signing = {held.code for held in kind.lifecycle.transitions if held.signs}
        if signing and paper.type not in ("task", "round", "feedback_session"):
            assert signing & set(paper.steps), key_of(paper)


@every_row
def test_the_row_says_what_its_golden_text_says(row: Document, book: dict[str, Found]) -> None:
    golden = (GOLDEN / f"{row.row:02}.txt").read_text(encoding="utf-8")
    assert stable(golden_of(row.row, book)) == golden


def test_every_rule_of_the_archive_names_papers_that_there_are() -> None:
    made = {(spec.record, spec.name) for spec in PAPERS}
    assert not FILED - made


def test_every_series_writes_into_a_field_that_people_may_edit() -> None:
    for held in shipped_series():
        spec = CATALOG[held.type].field(held.field)
        assert spec.kind is Kind.TEXT
        assert not spec.readonly
    wanted = {
        (number.rpartition(".")[0] or paper.type, number.rpartition(".")[2])
        for held in ROWS
        for paper in held.papers
        if (number := paper.number)
        and not number.startswith("given:")
        and not CATALOG[number.rpartition(".")[0] or paper.type].pattern.startswith("载体")
    }
    assert {(held.type, held.field) for held in shipped_series()} <= wanted
