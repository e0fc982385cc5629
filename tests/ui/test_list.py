"""The generic list on real vaults: many rows, filters, columns, sorting, keyboard, empty state."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QFileDialog, QLineEdit

from app.areas.fieldwork.model import Petition
from app.areas.libraries.model import Person, Unit
from app.core.records import Compartment
from app.widgets.desk import Exposure, Hooks
from app.widgets.export import export_list
from app.widgets.filters import read_saved, write_saved
from app.widgets.list_page import ListPage
from db.query import Filter, Op
from db.schema import columns
from db.session import Session
from db.vault import Vault
from tests.ui.desks import Opened, dialog, key, with_session
from tests.ui_typing import find_by_name, press, replace_text, shown_text, type_text

MANY = 200_000


def _many_people(session: Session) -> None:
    """Copies of one stored row, by SQL: what a list shows does not depend on how rows came in."""
    session.create(Person(name="林一禾", employer="青山县审计局", post="科员"))
    store = session.store(Compartment.RECORDS)
    assert store is not None
    names = [name for name, _ in columns(Person.TYPE)]
    names = [name for name in names if name != "row"]
    own = {"id": "printf('p%08d', n.i)", "name": "'林' || printf('%06d', n.i)"}
    values = ", ".join(own.get(name, f"person.{name}") for name in names)
    with session.transaction():
        store.conn.execute(
            f"""WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {MANY - 1})
            INSERT INTO person ({", ".join(names)}) SELECT {values} FROM n, (SELECT * FROM person LIMIT 1) AS person"""
        )


def _page(desk: Opened, code: str) -> ListPage:
    desk.window.open_page(code)
    desk.settle()
    page = desk.window.page
    assert isinstance(page, ListPage)
    return page


def test_two_hundred_thousand_rows_are_jumped_through_without_a_stall(
    desk_on: Callable[..., Opened], vault: Vault
) -> None:
    with_session(vault, _many_people)
    desk = desk_on()
    page = _page(desk, "list:person")
    desk.settle(lambda: len(page.model.rows) == MANY, 60)
    assert "共 200,000 条" in shown_text(page)
    for place in (0, 199_999, 100_000, 3, 150_000, 77_777):
        page.table.selectRow(place)
        page.table.scrollTo(page.model.index(place, 0))
        desk.settle(lambda place=place: page.model.line(place) is not None)
    page.table.setFocus()
    key(desk.window, Qt.Key.Key_End)
    desk.settle(lambda: page.model.line(MANY - 1) is not None)
    assert page.table.chosen_rows() == (MANY - 1,)


def test_quick_text_filter_chip_and_clear(desk_on: Callable[..., Opened], vault: Vault) -> None:
    with_session(vault, _three_units)
    desk = desk_on()
    page = _page(desk, "list:unit")
    type_text(find_by_name(page, QLineEdit, "在列表中查找"), "云水")
    desk.settle(lambda: len(page.model.rows) == 1)
    replace_text(find_by_name(page, QLineEdit, "在列表中查找"), "")
    desk.settle(lambda: len(page.model.rows) == 3)
    press(page, "筛选")
    sheet = dialog()
    next(b for b in sheet.findChildren(QComboBox) if b.accessibleName() == "按哪一项").setCurrentText("简称")
    type_text(find_by_name(sheet, QLineEdit, "值"), "水务")
    press(sheet, "筛选")
    desk.settle(lambda: len(page.model.rows) == 1)
    press(page, "简称 包含 水务")
    desk.settle(lambda: len(page.model.rows) == 3)


def test_a_chip_names_the_records_that_a_page_narrowed_the_list_to(
    desk_on: Callable[..., Opened], vault: Vault
) -> None:
    with_session(vault, _three_units)
    units: list[str] = []
    with_session(vault, lambda session: units.extend(unit.id for unit in session.find(Unit)))
    desk = desk_on()
    page = _page(desk, "list:unit")
    desk.window.open_list("unit", (Filter("superior_id", Op.IN, tuple(units)),))
    desk.settle(lambda: len(page.model.rows) == 0)
    press(
        page,
        "上级党组织：中共青山县水务局党组、中共青山县云水镇委员会、中共青山县粮食局党组",
    )
    desk.settle(lambda: len(page.model.rows) == 3)


def _three_units(session: Session) -> None:
    for name, short in (
        ("中共青山县水务局党组", "水务局"),
        ("中共青山县云水镇委员会", "云水镇"),
        ("中共青山县粮食局党组", ""),
    ):
        session.create(Unit(name=name, short_name=short))


def test_sorting_by_a_heading_and_back(desk_on: Callable[..., Opened], vault: Vault) -> None:
    with_session(vault, _three_units)
    desk = desk_on()
    page = _page(desk, "list:unit")
    place = next(n for n, c in enumerate(page.model.columns) if c.name == "short_name")
    header = page.table.horizontalHeader()
    for expected in ("", "水务局"):
        x = header.sectionViewportPosition(place) + 20
        QTest.mouseClick(
            header.viewport(),
            Qt.MouseButton.LeftButton,
            pos=header.viewport().rect().topLeft() + QPoint(x, 10),
        )
        desk.settle()
        desk.settle(lambda: page.model.line(0) is not None)
        line = page.model.line(0)
        assert line is not None
        cell = line.cells[place]
        assert (cell == "") is (expected == "")


def test_enter_opens_the_record_and_escape_comes_back(desk_on: Callable[..., Opened], vault: Vault) -> None:
    with_session(vault, _three_units)
    desk = desk_on()
    page = _page(desk, "list:unit")
    page.table.setFocus()
    key(desk.window, Qt.Key.Key_Home)
    desk.settle(lambda: page.model.line(0) is not None)
    key(desk.window, Qt.Key.Key_Return)
    desk.settle()
    assert desk.form.id
    key(desk.window, Qt.Key.Key_Escape)
    desk.settle()
    assert desk.window.page is page


def test_empty_list_says_what_to_do_first(desk: Opened) -> None:
    page = _page(desk, "list:petition")
    text = shown_text(page)
    assert "还没有信访件" in text
    press(page, "新建第一条信访件")
    desk.settle()
    assert desk.form.kind.name == "petition"


def test_saved_filters_come_back_as_they_were() -> None:
    held = {"超期": (Filter("received_on", Op.LE, date(2026, 3, 15)), Filter("state", Op.EQ, "new"))}
    assert read_saved(Petition.TYPE, write_saved(Petition.TYPE, held)) == held
    assert read_saved(Petition.TYPE, "没有") == {}


def test_the_shown_list_is_exported_with_its_columns(
    desk_on: Callable[..., Opened], vault: Vault, tmp_path: Path
) -> None:
    with_session(vault, _three_units)
    seen: list[object] = []

    def write(session, name, specs, rows, out, progress, cancelled) -> None:  # type: ignore[no-untyped-def]
        out.write(f"{name} {len(rows)} {len(specs)}".encode())

    def expose(_session: Session, exposure: object) -> str:
        seen.append(exposure)
        return ""

    desk = desk_on(hooks=Hooks(export_table=write, expose=expose))
    page = _page(desk, "list:unit")
    specs = tuple(c.spec for c in page.model.columns if c.spec is not None)
    export_list(desk.window.desk, page, page.kind, specs, page.model.rows)
    target = tmp_path / "out.xlsx"
    chooser = dialog()
    assert isinstance(chooser, QFileDialog)
    chooser.fileSelected.emit(str(target))
    chooser.close()
    desk.settle()
    assert target.read_text() == f"unit 3 {len(specs)}"
    (exposure,) = seen
    assert isinstance(exposure, Exposure)
    assert exposure.sha256 == hashlib.sha256(target.read_bytes()).hexdigest()
    assert exposure.target == str(target)
