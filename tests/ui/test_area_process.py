"""The chart shows six stages with a word beside each colour; the schedule lists the weeks; both lead to the records."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QListWidgetItem, QTreeWidgetItem

from app.areas.preparation.model import Round
from app.areas.preparation.process.model import ProcessStep
from app.areas.preparation.process.view.chart_page import CHART, ChartPage
from app.areas.preparation.process.view.schedule_page import SCHEDULE, SchedulePage
from app.areas.preparation.process.view.stage_list import StageList
from app.core.roles import Role
from app.widgets.form_page import FormPage
from app.widgets.lines import Lines
from app.widgets.list_page import ListPage
from db.session import Session
from tests.builders import ALL, new_vault, session_on
from tests.ui.area_kit import Shown
from tests.ui.desks import open_whole, tidy


@pytest.fixture
def shown(qapp: QApplication, tmp_path: Path) -> Iterator[Shown]:
    vault = new_vault(tmp_path / "库", kind="office", filled="office")
    opened = open_whole(vault, ALL | {Role.DIRECTOR})
    yield Shown(opened.window, vault)
    opened.close()
    tidy()


def _texts(root: object) -> str:
    return "\n".join(label.text() for label in root.findChildren(QLabel))  # type: ignore[attr-defined]  # any widget


def _cards(page: ChartPage) -> dict[str, QListWidgetItem]:
    columns = page.findChildren(StageList)
    items = [column.item(n) for column in columns for n in range(column.count())]
    return {item.text().split()[0]: item for item in items}


def _choose(item: QListWidgetItem) -> None:
    column = item.listWidget()
    rect = column.visualItemRect(item)
    QTest.mouseClick(column.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())


def test_the_chart_shows_each_step_with_its_state_and_opens_it(shown: Shown) -> None:
    shown.go(CHART)
    page = shown.page(ChartPage)
    shown.settle(lambda: bool(_cards(page)))
    shown.shot("chart")
    said = _texts(page)
    for stage in ("一、准备", "二、了解", "三、报告", "四、反馈", "五、移交与整改督查", "六、立卷归档"):
        assert stage in said
    cards = _cards(page)
    assert len(cards) == 54
    assert "回避申报和审定 已完成" in cards["1.3"].text()
    _choose(cards["1.5"])
    shown.settle()
    assert "新抽调人员必训" in _texts(page), "what and the standard are said of the chosen step"
    column = cards["1.5"].listWidget()
    column.setFocus()
    QTest.keyClick(column, Qt.Key.Key_Return)
    shown.settle()
    form = shown.page(FormPage)
    assert isinstance(form.record, ProcessStep)
    assert form.record.code == "1.5"
    shown.shot("step")


def test_the_proof_of_a_step_is_one_click_away(shown: Shown) -> None:
    shown.go(CHART)
    page = shown.page(ChartPage)
    shown.settle(lambda: bool(_cards(page)))
    _choose(_cards(page)["2.6"])
    shown.settle()
    proof = next(b for b in page.findChildren(QAbstractButton) if b.text().startswith("看佐证：信访件"))
    proof.click()
    shown.settle()
    assert shown.page(ListPage).kind.name == "petition"


def test_the_schedule_lists_weeks_and_opens_a_line(shown: Shown) -> None:
    shown.go(SCHEDULE)
    page = shown.page(SchedulePage)
    shown.settle(lambda: bool(page.findChildren(Lines)))
    shown.shot("schedule")
    lines = page.findChildren(Lines)[-1]
    tops = [lines.topLevelItem(n) for n in range(lines.topLevelItemCount())]
    assert all(top is not None and top.text(0).startswith("第") for top in tops)
    item = next(item for item in lines.every() if "进驻" in item.text(0) and item.parent() is not None)
    assert isinstance(item, QTreeWidgetItem)
    lines.itemActivated.emit(item, 0)
    shown.settle()
    assert shown.page(FormPage).record is not None


def test_a_round_without_steps_is_told_how_to_begin(qapp: QApplication, tmp_path: Path) -> None:
    vault = new_vault(tmp_path / "库", kind="office")
    session: Session = session_on(vault)
    session.create(Round(name="第一轮"))
    session.close()
    opened = open_whole(vault, ALL)
    shown = Shown(opened.window, vault)
    shown.go(CHART)
    shown.settle(lambda: "本轮还没有流程" in _texts(shown.page(ChartPage)))
    shown.press("按模板建立流程")
    shown.settle(lambda: len(_cards(shown.page(ChartPage))) == 54)
    opened.close()
    tidy()
