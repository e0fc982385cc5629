"""A changed day asks before it moves others; every date says which rule made it; the colours stand beside words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QLineEdit

from app.areas.libraries.deadlines.model import Deadline, DeadlineRule, Holiday
from app.areas.libraries.deadlines.view import import_file
from app.areas.preparation.model import Task
from app.areas.preparation.service import set_feedback_day
from app.catalog import seed_shipped
from app.shell.home import HomePage
from app.widgets.aside import Aside
from app.widgets.form_page import FormPage
from db.session import Session
from tests.areas.cases import on_site
from tests.ui.area_kit import Shown, dialog, filled_vault, look, open_dialogs, show_on
from tests.ui.desks import editor, tidy
from tests.ui_typing import press, replace_text, type_text


def _fill(session: Session) -> None:
    seed_shipped(session)
    site = on_site(session, codes=False)
    set_feedback_day(session, site.task, date.today() - timedelta(days=3))


@pytest.fixture
def shown(qapp: QApplication, tmp_path: Path) -> Iterator[Shown]:
    held = show_on(filled_vault(tmp_path / "库", "office", _fill), (), size=(1366, 768), keep_open=True)
    yield held
    held.close()
    held.vault.close()
    tidy()


def _task(shown: Shown) -> Task:
    return cast(Task, look(shown.vault, lambda session: session.find(Task)[0]))


def _open_task(shown: Shown) -> FormPage:
    shown.window.desk.open_record("task", _task(shown).id)
    shown.settle()
    return shown.page(FormPage)


def _type_day(form: FormPage, name: str, day: date) -> None:
    replace_text(cast(QLineEdit, editor(form, name).focus_widget), day.isoformat())


def _texts(root: object) -> str:
    return "\n".join(label.text() for label in root.findChildren(QLabel))  # type: ignore[attr-defined]  # any widget


def test_changing_the_day_of_feedback_asks_and_moves_what_is_ticked(shown: Shown) -> None:
    before = _task(shown)
    form = _open_task(shown)
    _type_day(form, "feedback_on", date.today() + timedelta(days=4))
    QTest.keyClick(form, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    shown.settle(lambda: bool(open_dialogs()))
    shown.shot("moves")
    sheet = dialog()
    ticks = {box.text().partition("（")[0]: box for box in sheet.findChildren(QCheckBox)}
    assert {"集中整改截止", "整改方案报送", "整改成效评估"} <= set(ticks)
    assert before.plan_due is not None
    assert before.plan_due.isoformat() in ticks["整改方案报送"].text()
    ticks["整改方案报送"].setChecked(False)
    press(sheet, "调整勾选的")
    shown.settle()
    after = _task(shown)
    assert after.plan_due == before.plan_due
    assert after.rectification_due != before.rectification_due
    assert editor(form, "rectification_due").value() == after.rectification_due, "the form shows the new day"


def test_saying_no_leaves_every_other_date(shown: Shown) -> None:
    before = _task(shown)
    form = _open_task(shown)
    _type_day(form, "feedback_on", date.today() + timedelta(days=4))
    form.save()
    shown.settle(lambda: bool(open_dialogs()))
    press(dialog(), "都不调整")
    shown.settle()
    after = _task(shown)
    assert after.feedback_on == date.today() + timedelta(days=4)
    assert (after.plan_due, after.rectification_due) == (before.plan_due, before.rectification_due)


def test_a_save_that_moves_nothing_asks_nothing(shown: Shown) -> None:
    form = _open_task(shown)
    type_text(editor(form, "office").focus_widget, "三楼会议室")
    form.save()
    shown.settle()
    assert not open_dialogs()


def test_a_form_says_how_near_its_deadlines_are_and_where_they_come_from(shown: Shown) -> None:
    form = _open_task(shown)
    shown.shot("task")
    assert "△" in _texts(form) or "○" in _texts(form) or "▲" in _texts(form)
    aside = shown.window.findChild(Aside)
    assert aside is not None
    said = _texts(aside)
    assert "期限由来" in said
    assert "起15个工作日，为" in said


def test_today_lists_what_falls_due_with_a_word_beside_the_colour(shown: Shown) -> None:
    shown.go("home")
    shown.shot("home")
    said = _texts(shown.page(HomePage))
    assert "巡察报告提交" in said
    assert "已超期" in said
    assert "天" in said


def test_a_round_takes_over_a_rule_and_the_copy_is_opened(shown: Shown) -> None:
    from app.areas.libraries.deadlines.view import adopt

    held = cast(Task, _task(shown))
    shown.window.desk.take_in_hand(replace(shown.window.desk.hand, round_id=held.round_id))
    adopt(shown.window.desk, ("rule.publication",))
    shown.settle(lambda: bool(open_dialogs()))
    press(dialog(), "采用")
    shown.settle()
    form = shown.page(FormPage)
    assert isinstance(form.record, DeadlineRule)
    assert form.record.round_id == held.round_id


def test_holidays_come_in_from_a_file(shown: Shown, tmp_path: Path) -> None:
    table = tmp_path / "节假日.csv"
    table.write_text("日期,类别,名称\n2027-01-01,放假,元旦\n2027-01-03,调休上班,元旦\n", "utf-8")
    import_file(shown.window.desk, table)
    shown.settle()
    held = cast("tuple[Holiday, ...]", look(shown.vault, lambda session: session.find(Holiday, year=2027)))
    assert [row.kind for row in held] == ["off", "on"]
    table.write_text("日期,类别,名称\n元旦,放假,\n", "utf-8")
    import_file(shown.window.desk, table)
    shown.settle(lambda: bool(open_dialogs()))
    assert "第2行" in _texts(dialog())
    dialog().close()
    shown.settle()


def test_the_register_is_a_list_of_its_own(shown: Shown) -> None:
    shown.go("list:deadline")
    shown.shot("register")
    rows = cast("tuple[Deadline, ...]", look(shown.vault, lambda session: session.find(Deadline)))
    assert len(rows) >= 8
    shown.go("list:deadline_rule")
    shown.shot("rules")
    shown.window.desk.open_record("deadline_rule", "rule.plan_due")
    shown.settle()
    shown.shot("rule")
