"""What a page leaves out it says, with the way to all of it: beside a form, and below the lists of the pages."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QPushButton, QScrollArea

from app.areas.fieldwork.model import Petition
from app.areas.libraries.model import Person
from app.areas.preparation.model import Task
from app.areas.preparation.staffing.shipped import seed_staffing
from app.areas.preparation.staffing.view import pages
from app.areas.preparation.staffing.view.people import ALL as EVERYBODY
from app.areas.preparation.staffing.view.people import MOST as MOST_PEOPLE
from app.areas.preparation.staffing.view.people import PeopleBox
from app.widgets.aside import MOST_LINKED, Aside, Older, read_surround
from app.widgets.list_page import ListPage
from db.session import Session
from tests.areas.cases import on_site
from tests.builders import new_vault
from tests.ui.area_kit import filled_vault, look, show_on
from tests.ui_typing import press, shown_text

pytestmark = pytest.mark.allow_stall


def _fill(session: Session) -> None:
    task = on_site(session, codes=False).task
    seed_staffing(session)
    with session.transaction():
        for place in range(MOST_LINKED + 3):
            session.create(
                Petition(
                    task_id=task.id,
                    channel="letter",
                    received_on=date(2026, 3, 9),
                    summary=f"反映第{place}件事",
                )
            )
        for place in range(MOST_PEOPLE + 4):
            session.create(Person(name=f"人员{place}"))


def test_what_is_left_out_is_counted_and_one_press_away(qapp: QApplication, tmp_path: Path) -> None:
    vault = filled_vault(tmp_path / "库", "office", _fill)
    shown = show_on(vault, pages(vault), keep_open=True)
    try:
        task = look(vault, lambda session: session.find(Task)[0])
        assert isinstance(task, Task)
        shown.window.open_record("task", task.id)
        shown.settle()
        aside = shown.window.findChild(Aside)
        assert aside is not None
        aside.show_tab("关联")
        shown.settle(lambda: "还有 3 条较早的信访件没有列出" in shown_text(aside))
        press(aside, "看全部信访件")
        shown.settle()
        assert len(shown.page(ListPage).model.rows) == MOST_LINKED + 3
        shown.go("staffing.conditions")
        people = shown.window.page.findChild(PeopleBox)
        assert people is not None
        people.setCurrentIndex(people.findData(EVERYBODY))
        people.activated.emit(people.currentIndex())
        shown.settle(lambda: "还有 4 人没有列出" in shown_text(shown.window.page))
    finally:
        shown.close()
        vault.close()


def test_links_below_the_fold_come_as_one_scrolls(qapp: QApplication, tmp_path: Path) -> None:
    vault = new_vault(tmp_path / "库", kind="office", filled="office")
    task = look(vault, lambda session: session.get(Task, "demo.task.2"))
    links = look(vault, lambda session: read_surround(session, task).links)
    every = [link for link in links if not isinstance(link, Older)]
    shown = show_on(vault, (), keep_open=True)
    try:
        shown.window.open_record("task", task.id)
        shown.settle()
        aside = shown.window.findChild(Aside)
        assert aside is not None
        aside.show_tab("关联")
        shown.settle()

        def drawn() -> list[str]:
            names = (made.accessibleName() for made in aside.findChildren(QPushButton))
            return [name for name in names if name.startswith("打开")]

        assert 10 < len(drawn()) < len(every)
        bar = aside.findChildren(QScrollArea)[0].verticalScrollBar()
        for _ in every:
            bar.setValue(bar.maximum())
            shown.settle()
        assert drawn() == [f"打开{label} {title}" for _, _, label, title in every]
    finally:
        shown.close()
        vault.close()
