"""The generic form on real vaults: typing, saving, drafts, problems, steps, stale saves."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit

from app.areas.fieldwork.model import Petition
from app.areas.libraries.model import Unit
from app.areas.workpapers.model import WorkingPaper
from app.core.fields import Signature
from app.core.records import Compartment
from app.demo import fill_demo
from app.widgets.form import FormView
from app.widgets.inputs.base import Surroundings
from app.widgets.list_page import ListPage
from db.session import Session
from db.vault import Vault
from tests.builders import session_on
from tests.ui.desks import Opened, dialog, editor, key, open_desk, with_session
from tests.ui_typing import find_button, find_by_name, pause, press, replace_text, shown_text, type_text


def _unit(desk: Opened, name: str = "中共青山县水务局党组") -> None:
    desk.window.new_record("unit", {})
    desk.settle(lambda: desk.form.record is not None)
    type_text(find_by_name(desk.form, QLineEdit, "党组织名称"), name)
    desk.form.save()
    desk.settle(lambda: bool(desk.form.id))


def test_what_is_typed_in_chinese_is_saved_and_found_in_the_list(desk: Opened) -> None:
    _unit(desk)
    assert not desk.form.dirty
    desk.window.open_page("list:unit")
    desk.settle()
    page = desk.window.page
    assert isinstance(page, ListPage)
    desk.settle(lambda: page.model.line(0) is not None)
    line = page.model.line(0)
    assert line is not None
    assert "中共青山县水务局党组" in line.cells


def test_all_problems_stand_beside_their_fields_and_in_the_summary(desk: Opened) -> None:
    desk.window.new_record("petition", {})
    desk.settle()
    desk.form.save()
    desk.settle()
    text = shown_text(desk.form)
    assert "处需要改正" in text
    for label in ("受理日期", "渠道", "内容摘要"):
        assert f"✕ “{label}”必须填写" in text
        assert find_button(desk.form, f"“{label}”必须填写")
    press(desk.form, "“内容摘要”必须填写")
    assert desk.window.focusWidget() is find_by_name(desk.form, QLineEdit, "内容摘要")


def test_a_day_that_cannot_be_read_is_named_and_kept_as_typed(desk: Opened) -> None:
    desk.window.new_record("petition", {})
    desk.settle()
    line = find_by_name(desk.form, QLineEdit, "受理日期")
    type_text(line, "三月十五")
    desk.form.save()
    desk.settle()
    assert "请填写日期，例如 2026-03-15" in shown_text(desk.form)
    assert line.text() == "三月十五"
    replace_text(line, "2026.3.15")
    assert editor(desk.form, "received_on").value() == date(2026, 3, 15)


def test_half_typed_form_comes_back_with_a_notice(desk: Opened) -> None:
    desk.window.new_record("unit", {})
    desk.settle()
    type_text(find_by_name(desk.form, QLineEdit, "党组织名称"), "中共青山县云水镇委员会")
    desk.form.keep_draft()
    desk.settle()
    desk.window.back()
    desk.window.new_record("unit", {})
    desk.settle()
    assert editor(desk.form, "name").value() == "中共青山县云水镇委员会"
    assert "没有保存的内容" in shown_text(desk.form)
    press(desk.form, "放弃这些内容")
    desk.settle()
    assert editor(desk.form, "name").value() == ""


def test_locking_keeps_half_typed_interview(
    desk_on: Callable[..., Opened], vault: Vault, tmp_path: Path
) -> None:
    desk = desk_on()
    desk.window.new_record("interview", {})
    desk.settle()
    long = next(box for box in desk.form.findChildren(QPlainTextEdit) if box.isVisible())
    field = long.objectName()
    type_text(long, "问：项目何时完工？\n答：去年汛期之前。")
    desk.window.lock()
    assert desk.replaced == [True]
    assert not vault.is_open
    again = Vault.unlock(vault.paths.folder, "组长甲", "Qing-Shan-2026-lv")
    reopened = open_desk(again)
    try:
        assert "没有写完的" in shown_text(reopened.window.page)
        reopened.window.new_record("interview", {})
        reopened.settle()
        assert editor(reopened.form, field).value() == "问：项目何时完工？\n答：去年汛期之前。"
    finally:
        reopened.close()


def test_locking_takes_under_two_seconds_with_an_open_dialog(desk: Opened) -> None:
    desk.window.new_record("unit", {})
    desk.settle()
    type_text(find_by_name(desk.form, QLineEdit, "党组织名称"), "半句话")
    desk.window.search()
    start = time.monotonic()
    desk.window.lock()
    assert time.monotonic() - start < 2
    assert not desk.window.isVisible()


def test_locking_ends_a_query_that_would_not_end(desk: Opened) -> None:
    begun: list[bool] = []

    def endless(session: Session) -> None:
        begun.append(True)
        store = session.store(Compartment.RECORDS)
        assert store is not None
        store.conn.execute(
            """WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"""
        ).fetchone()

    desk.window.work.read(endless, lambda _none: None, owner=desk.window)
    until = time.monotonic() + 10
    while not begun and time.monotonic() < until:
        time.sleep(0.01)
    assert begun
    before = time.monotonic()
    desk.window.lock()
    assert time.monotonic() - before < 1.0
    # Only when every lane has ended are the keys taken back here and now.
    assert not desk.vault.is_open
    assert desk.replaced == [True]


def test_a_record_changed_meanwhile_shows_both_values_and_loses_neither(desk: Opened, vault: Vault) -> None:
    _unit(desk)
    id = desk.form.id
    type_text(find_by_name(desk.form, QLineEdit, "简称"), "水务")

    def change(session: Session) -> None:
        held = session.get(Unit, id)
        session.save(replace(held, short_name="水务局", address="青山路一号"))

    with_session(vault, change)
    desk.form.save()
    desk.settle()
    note = dialog()
    assert "刚在别处改过" in shown_text(note)
    press(note, "知道了")
    desk.settle()
    assert "两处不一致" in shown_text(desk.form)
    assert editor(desk.form, "short_name").value() == "水务"
    assert editor(desk.form, "address").value() == "青山路一号"
    desk.form.save()
    desk.settle()
    session = session_on(vault)
    held = session.get(Unit, id)
    session.close()
    assert (held.short_name, held.address) == ("水务", "青山路一号")


def test_a_refused_step_lists_every_reason(desk_on: Callable[..., Opened], vault: Vault) -> None:
    with_session(vault, lambda session: _bare_paper(session))
    desk = desk_on()
    desk.window.open_record("working_paper", "paper.bare")
    desk.settle(lambda: desk.form.record is not None)
    press(desk.form, "承办提交")
    desk.settle()
    text = shown_text(dialog())
    assert "现在不能“承办提交”" in text
    assert "为何不能" in text
    reasons = [line for line in text.splitlines() if line.startswith("· ")]
    assert len(reasons) == len(set(reasons)) >= 3
    for word in ("佐证", "政策", "承办人"):
        assert any(word in reason for reason in reasons), (word, reasons)
    press(dialog(), "知道了")
    desk.settle()
    held = desk.form.record
    assert held is not None
    assert held.state == "draft"


def _bare_paper(session: Session) -> None:
    """A paper of an inspection on site that lacks evidence, policy basis and the second author."""
    demo = fill_demo(session, office=False)
    session.create(
        WorkingPaper(
            id="paper.bare", task_id=demo.first_task.id, title="集体房屋租金没有公布",
            summary="三年没有公布过收入", authors=(Signature("承办人", "林青", date(2026, 3, 20)),),
        )
    )  # fmt: skip


def test_choice_is_picked_by_pinyin_initials(desk: Opened) -> None:
    desk.window.new_record("petition", {})
    desk.settle()
    line = find_by_name(desk.form, QLineEdit, "渠道")
    type_text(line, "lx")
    desk.settle(lambda: bool(editor(desk.form, "channel").findChildren(QLineEdit)))
    pause(250)
    key(desk.window, Qt.Key.Key_Down)
    key(desk.window, Qt.Key.Key_Return)
    desk.settle()
    assert editor(desk.form, "channel").value()


def test_every_kind_of_petition_field_has_a_read_only_twin(desk: Opened, vault: Vault) -> None:
    view = FormView(Petition.TYPE, Petition(summary="道路塌陷"), Surroundings(), readonly=True)
    view.build()
    assert "道路塌陷" in "\n".join(label.text() for label in view.findChildren(QLabel))
    assert not view.findChildren(QLineEdit)
    view.deleteLater()
