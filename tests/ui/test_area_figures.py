"""统计 and 进度: every figure with its formula and its records, charts that can be read aloud, stages and days left."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QTreeWidget

from app.areas.insight.view.reading import due_of
from app.areas.preparation.model import Task
from app.widgets.charts import BarChart
from app.widgets.form_page import FormPage
from app.widgets.list_page import ListPage
from db.vault import Vault
from tests.builders import new_vault
from tests.ui.desks import Opened, tidy
from tests.ui.test_area_actions import area_desk
from tests.ui_typing import find_by_name, press, shown_text


@pytest.fixture
def office(tmp_path: Path) -> Vault:
    """The office's vault, two of three units inspected."""
    return new_vault(tmp_path / "办", kind="office", filled="office")


@pytest.fixture
def desk_of(qapp: QApplication) -> Iterator[Callable[[Vault], Opened]]:
    held: list[Opened] = []

    def opener(vault: Vault) -> Opened:
        held.append(area_desk(vault))
        return held[-1]

    yield opener
    for each in held:
        each.close()
        if each.vault.is_open:
            each.vault.close()
    tidy()


Opener = Callable[[Vault], Opened]


def see_records(desk: Opened, label: str) -> ListPage:
    """Press 查看记录 beside a figure; the list that opens."""
    spoken = f"查看{label}的记录"
    found = [b for b in desk.window.page.findChildren(QAbstractButton) if b.accessibleName() == spoken]
    assert len(found) == 1
    QTest.mouseClick(found[0], Qt.MouseButton.LeftButton)
    desk.settle(lambda: isinstance(desk.window.page, ListPage))
    page = desk.window.page
    assert isinstance(page, ListPage)
    return page


def test_the_figures_of_the_round_stand_with_their_formulas(desk_of: Opener, office: Vault) -> None:
    desk = desk_of(office)
    desk.window.open_page("figures")
    desk.settle()
    text = shown_text(desk.window.page)
    for said in ("3 个", "11 个", "9 条", "4 件", "25 人"):
        assert said in text
    assert "完成率＝已完成" in text
    assert "基本完成" in text


def test_a_figure_opens_exactly_the_records_it_counts(desk_of: Opener, office: Vault) -> None:
    desk = desk_of(office)
    desk.window.open_page("figures")
    desk.settle()
    page = see_records(desk, "反馈问题")
    desk.settle(lambda: len(page.model.rows) == 11)
    assert page.kind.name == "feedback_problem"
    desk.window.open_page("figures")
    desk.settle()
    page = see_records(desk, "整改完成率")
    desk.settle(lambda: len(page.model.rows) == 11)
    assert page.kind.name == "rect_task"


def test_a_chart_says_its_figures_and_its_bars_open_their_records(desk_of: Opener, office: Vault) -> None:
    desk = desk_of(office)
    desk.window.open_page("figures")
    desk.settle()
    chart = find_by_name(desk.window.page, BarChart, "问题按聚焦")
    assert "聚焦党中央决策部署在基层落实情况 3 个" in chart.accessibleDescription()
    chart.setFocus()
    QTest.keyClick(chart, Qt.Key.Key_Down)
    QTest.keyClick(chart, Qt.Key.Key_Return)
    desk.settle(lambda: isinstance(desk.window.page, ListPage))
    page = desk.window.page
    assert isinstance(page, ListPage)
    desk.settle(lambda: len(page.model.rows) == 3)


def test_the_rate_of_each_unit_names_what_is_done_and_what_is_not(desk_of: Opener, office: Vault) -> None:
    desk = desk_of(office)
    desk.window.open_page("figures")
    desk.settle()
    chart = find_by_name(desk.window.page, BarChart, "整改任务按党组织")
    assert "已完成" in chart.accessibleDescription()
    assert "整改中" in chart.accessibleDescription()


def test_the_board_has_a_line_for_each_task_and_opens_it(desk_of: Opener, office: Vault) -> None:
    desk = desk_of(office)
    desk.window.open_page("progress_board")
    desk.settle()
    board = find_by_name(desk.window.page, QTreeWidget, "各任务进度")
    assert board.topLevelItemCount() == 4
    lines = [board.topLevelItem(place) for place in range(4)]
    stages = [line.text(1) for line in lines if line is not None]
    assert sum("整改督查" in stage for stage in stages) == 2
    assert sum("巡前准备" in stage for stage in stages) == 1
    assert sum("进驻了解" in stage for stage in stages) == 1  # the 回头看 of a later round
    board.setFocus()
    board.setCurrentItem(lines[0])
    QTest.keyClick(board, Qt.Key.Key_Return)
    desk.settle(lambda: isinstance(desk.window.page, FormPage))
    assert desk.form.kind.name == "task"


def test_days_left_are_counted_to_the_next_deadline_of_the_stage() -> None:
    today = date(2026, 3, 10)
    task = Task(state="onsite", stay_from=date(2026, 3, 1), stay_to=today + timedelta(days=12))
    assert due_of(task, today) == ("离点 2026-03-22", 12)
    assert due_of(Task(state="rectifying", rectification_due=today - timedelta(days=3)), today)[1] == -3
    assert due_of(Task(state="reporting"), today) == ("提交报告", None)
    assert due_of(Task(state="closed", stay_to=today), today) == ("", None)


def test_without_a_round_the_pages_say_what_to_do_first(desk_of: Opener, tmp_path: Path) -> None:
    desk = desk_of(new_vault(tmp_path / "空"))
    desk.window.open_page("figures")
    desk.settle()
    assert "还没有轮次" in shown_text(desk.window.page)
    desk.window.open_page("progress_board")
    desk.settle()
    assert "还没有巡察任务" in shown_text(desk.window.page)
    press(desk.window.page, "去新建巡察任务")
    desk.settle()
    assert isinstance(desk.window.page, FormPage)
