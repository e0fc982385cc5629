"""System 5, the handbooks; system 7, the six libraries; system 55, the register of rules and processes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.areas.libraries.handbook.codes import (
    add_item,
    code_lists,
    matching,
    rename_item,
    shift_item,
    switch_item,
)
from app.areas.libraries.handbook.model import HandbookChapter, WorkRule
from app.areas.libraries.handbook.rules import due_filters, register
from app.areas.libraries.handbook.service import (
    add_note,
    chapter_for,
    next_place,
    notes_of,
    rewritten,
    shipped_texts,
    texts,
)
from app.areas.libraries.handbook.shelves import Shelf, merge, shelves, split
from app.areas.libraries.handbook.view import FROM_TABLE
from app.areas.libraries.model import LibraryItem, Person, Policy, Unit
from app.areas.preparation.dispatch import PARTS
from app.areas.preparation.process.model import ProcessStep
from app.catalog import catalog, seed_shipped
from app.compose import action_offers
from app.core.errors import InputProblems, Refused
from app.core.fields import Kind
from app.exchange.record_table import (
    blank_table,
    cell_value,
    import_records,
    read_records,
    table_columns,
    table_fields,
)
from app.exchange.tables import write_table
from app.exchange.texts import load, read_sheets
from db.query import Query
from db.session import Session
from tests.builders import new_session

InWindow = Callable[..., bool]


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with new_session(tmp_path / "vault") as made:
        seed_shipped(made)
        yield made


def _shelf(session: Session, code: str) -> Shelf:
    return next(shelf for shelf in shelves(session) if shelf.item.code == code)


def test_system_05_handbooks_are_read_searched_annotated_and_rewritten(
    session: Session, in_window: InWindow
) -> None:
    books = {text.book for text in texts(session)}
    assert books == {"inspect", "rectify"}
    assert sum(text.book == "inspect" for text in shipped_texts()) >= 12
    assert sum(text.book == "rectify" for text in shipped_texts()) >= 5
    assert all(len(text.body) > 700 for text in shipped_texts())

    types = catalog()
    held = {text.code for text in texts(session)}
    for name in (
        "interview",
        "petition",
        "working_paper",
        "finding",
        "visit",
        "report",
        "rect_task",
        "carrier",
    ):
        assert chapter_for(types[name]) in held, name
    assert chapter_for(types["interview"]) == "inspect/04"

    talks = next(text for text in texts(session) if text.code == "inspect/04")
    note = add_note(session, talks, "先看他签过字的事项")
    assert notes_of(session, "inspect/04") == (note,)

    own = session.create(replace(rewritten(session, "inspect/04"), content="本县的谈话办法。"))
    now = next(text for text in texts(session) if text.code == "inspect/04")
    assert (now.record_id, now.body) == (own.id, "本县的谈话办法。")
    assert rewritten(session, "inspect/04") == own, "what is rewritten twice is one chapter"
    session.save(replace(own, used=False))
    assert next(text for text in texts(session) if text.code == "inspect/04") == talks

    place = next_place(session, "inspect")
    session.create(HandbookChapter(book="inspect", place=place, name="本县补充", content="内容"))
    assert f"inspect/{place}" in {text.code for text in texts(session)}
    assert any("handbook_chapter" in part.types for part in PARTS), "the groups get the county's chapters"
    assert in_window("手册", "handbook", "list:handbook_chapter", "list:handbook_note")


def test_every_subject_of_a_guide_leads_to_a_chapter_that_exists() -> None:
    held = {text.code for text in shipped_texts()}
    strange = {kind.name: code for kind in catalog() if (code := chapter_for(kind)) and code not in held}
    assert not strange


def test_system_07_six_libraries_are_renamed_merged_counted_and_filled_from_tables(
    session: Session, in_window: InWindow
) -> None:
    assert [shelf.item.code for shelf in shelves(session)] == [
        "leaders", "talents", "units", "policies", "problems", "cases",
    ]  # fmt: skip
    session.create(Person(name="组长甲", pool="leader"))
    session.create(Person(name="组员乙", pool="member"))
    session.create(Person(name="专家丙", pool="expert"))
    session.create(Unit(name="示例县水务局党组"))
    session.create(Policy(title="《示例条例》", clause="第三条"))
    session.create(LibraryItem(title="样本", kind="cases"))
    counts = {shelf.item.code: shelf.count for shelf in shelves(session)}
    assert counts["leaders"] == 1
    assert counts["talents"] == 2
    assert (counts["units"], counts["policies"], counts["problems"], counts["cases"]) == (1, 1, 0, 1)
    part = _shelf(session, "talents").parts[0]
    assert session.count(Query(part.type, part.filters)) == 2, "the number opens what it counts"

    rename_item(session, _shelf(session, "leaders").item.id, "巡察组长库")
    assert _shelf(session, "leaders").item.label == "巡察组长库"
    gone, into = _shelf(session, "leaders").item, _shelf(session, "talents").item
    merge(session, gone.id, into.id)
    assert "leaders" not in {shelf.item.code for shelf in shelves(session)}
    assert _shelf(session, "talents").count == 3
    with pytest.raises(Refused, match="自己"):
        merge(session, into.id, into.id)
    with pytest.raises(Refused, match="拆出"):
        merge(session, into.id, _shelf(session, "units").item.id)
    split(session, gone.id)
    assert _shelf(session, "leaders").count == 1
    switch_item(session, _shelf(session, "cases").item.id, on=False)
    assert [shelf.item.code for shelf in shelves(session, off=True)] == ["cases"]
    added = add_item(session, "library_kind", "法律咨询库")
    session.create(LibraryItem(title="咨询一则", kind=added.code))
    assert _shelf(session, added.code).count == 1

    offers = action_offers()
    for name in ("unit", "person", "policy", "library_item", "responsibility", "partner"):
        assert "从表格导入…" in [offer.label for offer in offers[name]], name
    assert set(FROM_TABLE) <= {kind.name for kind in catalog()}
    assert in_window("六库", "shelves", "list:unit", "list:person", "list:policy", "list:library_item")
    assert in_window("", "codes")


def test_a_table_brings_units_with_codes_dates_and_links_among_themselves(session: Session) -> None:
    kind = Unit.TYPE
    old = session.create(Unit(name="示例县水务局党组"))
    specs = {spec.name: place for place, spec in enumerate(table_fields(kind))}

    def row(**cells: object) -> tuple[object, ...]:
        return tuple(cells.get(name, "") for name in specs)

    rows = (
        row(name="示例镇党委", category="乡镇（街道）", staff="42", last_inspected=date(2022, 5, 6)),
        row(name="清溪村党支部", superior_id="示例镇党委", outside="否"),
        row(name=old.name),
    )
    category = session.codes("unit_category")[0].label
    rows = (row(name="示例镇党委", category=category, staff="42", last_inspected=date(2022, 5, 6)), *rows[1:])
    sheets = read_sheets(load(write_table(None, "单位", table_columns(kind), rows)))
    incoming = read_records(session, kind, sheets)
    assert incoming.problems == ()
    assert incoming.known == 1, "what is here already is counted and left alone"
    town, village = import_records(session, incoming)
    assert isinstance(town, Unit)
    assert isinstance(village, Unit)
    assert (town.staff, town.last_inspected) == (42, date(2022, 5, 6))
    assert village.superior_id == town.id
    assert session.count(Query("unit")) == 3

    again = read_records(session, kind, sheets)
    assert (len(again.records), again.known) == (0, 3)


def test_a_table_with_mistakes_names_every_cell_and_stores_nothing(session: Session) -> None:
    kind = Person.TYPE
    specs = {spec.name: place for place, spec in enumerate(table_fields(kind))}

    def row(**cells: object) -> tuple[object, ...]:
        return tuple(cells.get(name, "") for name in specs)

    rows = (
        row(name="张甲", pool="没有这个库", born="昨天"),
        row(name="", employer="水务局"),
        row(name="李乙", rounds="两次", available="也许"),
        row(name="王丙"),
        row(name="王丙"),
    )
    sheets = read_sheets(load(write_table(None, "人员", table_columns(kind), rows)))
    incoming = read_records(session, kind, sheets)
    said = "\n".join(problem.text for problem in incoming.problems)
    for wanted in (
        "第2行“入库类别”",
        "第2行“出生年月”",
        "第3行“姓名”没有填写",
        "第4行“参加巡察次数”",
        "第4行“可以抽调”",
        "与第5行相同",
    ):
        assert wanted in said, wanted
    with pytest.raises(InputProblems):
        import_records(session, incoming)
    assert session.count(Query("person")) == 0


def test_a_blank_table_explains_its_columns(session: Session) -> None:
    names = {name for name, _ in read_sheets(load(blank_table(session, Person.TYPE)))}
    assert {"人员", "填写说明"} <= names
    sheets = dict(read_sheets(load(blank_table(session, Person.TYPE))))
    explained = "\n".join(cell for line in sheets["填写说明"] for cell in line)
    assert "姓名：必填" in explained
    assert "组长库" in explained
    assert "2026-03-15" in explained


def test_cells_of_every_kind_are_read_or_refused(session: Session) -> None:
    kinds = {spec.kind: spec for kind in catalog() for spec in kind.fields}
    good = {
        Kind.MONEY: ("1,234.5", 123450), Kind.POINTS: ("9.5", 95), Kind.NUMBER: ("7", 7), Kind.FLAG: ("√", True),
        Kind.DATE: ("2026年3月15日", date(2026, 3, 15)), Kind.TEXT: ("字", "字"),
    }  # fmt: skip
    for kind, (said, value) in good.items():
        assert cell_value(session, kinds[kind], said) == (value, ""), kind
    for kind in (Kind.MONEY, Kind.POINTS, Kind.NUMBER, Kind.DATE, Kind.MOMENT, Kind.FLAG, Kind.CHOICE):
        assert cell_value(session, kinds[kind], "不知道")[1], kind
    moment, wrong = cell_value(session, kinds[Kind.MOMENT], "2026-03-15 09:30")
    assert not wrong
    assert moment.hour == 9


def test_drop_down_lists_are_edited_in_order_and_nothing_is_lost(session: Session) -> None:
    def held(name: str) -> list[tuple[str, bool]]:
        found = next(each for each in code_lists(session) if each.name == name)
        return [(item.label, item.active) for item in found.items]

    before = held("gender")
    added = add_item(session, "gender", "未说明")
    assert held("gender") == [*before, ("未说明", True)]
    with pytest.raises(Refused, match="已经有"):
        add_item(session, "gender", "未说明")
    shift_item(session, added.id, -9)
    assert held("gender")[0] == ("未说明", True)
    switch_item(session, added.id, on=False)
    rename_item(session, added.id, "不详")
    assert held("gender")[0] == ("不详", False)
    assert session.code_label("gender", added.code) == "不详"
    found = matching(code_lists(session), "入库")
    assert [each.label for each in found][:1] == ["入库类别"]
    assert all(each.label != each.name for each in code_lists(session)), "every list has a name in words"


def test_system_55_rules_and_processes_are_registered_counted_and_linked(
    session: Session, in_window: InWindow
) -> None:
    step = session.create(ProcessStep(round_id="r1", stage="prepare", name="申报回避"))
    old = session.create(WorkRule(name="旧办法", kind="rule"))
    for place in range(1, 50):
        session.create(WorkRule(name=f"制度{place}", kind="rule", position=place, content="正文"))
    for place in range(1, 6):
        session.create(WorkRule(name=f"流程{place}", kind="process", step_ids=(step.id,), content="步骤"))
    new = session.find(WorkRule, name="制度1")[0]
    session.save(replace(new, replaces_id=old.id, review_by=date(2026, 1, 1)))
    session.save(replace(old, in_force=False, ended_on=date(2025, 12, 31)))

    found = register(session, today=date(2026, 3, 1))
    assert found.sentence == "规章制度 49 件、工作流程 5 件"
    assert [(kind.in_force, kind.ended) for kind in found.kinds] == [(49, 1), (5, 0)]
    for kind in found.kinds:
        assert session.count(Query("work_rule", kind.filters(in_force=True))) == kind.in_force
    assert [rule.name for rule in found.due] == ["制度1"]
    assert session.count(Query("work_rule", due_filters(date(2026, 3, 1)))) == 1
    assert {rule.TYPE.name for rule in session.linked(step)} == {"work_rule"}, (
        "the step leads to its processes"
    )
    assert in_window("制度", "rules", "list:work_rule")
