"""The pages of planning in a real window: figures that open, a list made and checked, letters chased, problems looked back at."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTreeWidget

from app.areas.preparation.planning.view import pages
from app.areas.rectification.lookback.view import pages as lookback_pages
from app.demo import fill_demo
from app.widgets.form_page import FormPage
from app.widgets.list_page import ListPage
from db.session import Session
from db.vault import Vault
from tests.ui.area_kit import Shown, dialog, filled_vault, look, show_on
from tests.ui.desks import tidy
from tests.ui_typing import find_by_name, press, shown_text, type_text


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Vault]:
    """The demonstration vault of an office; each test changes a part of its own."""
    folder: Path = tmp_path_factory.mktemp("planning") / "办"
    vault = filled_vault(folder, "office", lambda session: fill_demo(session, office=True) and None)
    yield vault
    vault.close()


@pytest.fixture
def shown(qapp: QApplication, office: Vault) -> Iterator[Shown]:
    made = show_on(office, (*pages(office), *lookback_pages(office)), size=(1366, 768), keep_open=True)
    yield made
    made.close()
    tidy()


def _lines(shown: Shown, name: str) -> QTreeWidget:
    found = find_by_name(shown.window.page, QTreeWidget, name)
    assert isinstance(found, QTreeWidget)
    return found


def test_coverage_shows_its_formula_and_opens_exactly_the_units_behind_a_figure(shown: Shown) -> None:
    shown.go("planning.coverage")
    assert "覆盖率＝任期内已巡察3÷应巡察6＝50.0%" in shown_text(shown.window.page)
    shown.press("已巡察 3 个")
    page = shown.page(ListPage)
    assert len(page.model.rows) == 3


def test_ranking_gives_reasons_and_puts_ticked_units_on_the_rounds_list(shown: Shown, office: Vault) -> None:
    shown.go("planning.choice")
    ranked = _lines(shown, "党组织排序")
    assert "信访举报" in ranked.topLevelItem(0).text(3)  # type: ignore[union-attr]  # six units are ranked
    row = next(
        item
        for n in range(ranked.topLevelItemCount())
        if (item := ranked.topLevelItem(n)) is not None and "民生医院" in item.text(1)
    )
    row.setCheckState(0, Qt.CheckState.Checked)
    shown.press("列入建议名单")

    def proposed(session: Session) -> int:
        return len(session.find(session.catalog["candidate"].cls, unit_id="demo.unit.5"))

    assert look(office, proposed) == 1


def test_points_are_picked_from_a_board_and_checked_with_what_was_found(shown: Shown, office: Vault) -> None:
    shown.go("planning.checklist")
    offered = _lines(shown, "重点库")
    first = offered.topLevelItem(0)
    assert first is not None
    point = first.text(0)
    first.setCheckState(0, Qt.CheckState.Checked)
    shown.press("列入清单")
    held = _lines(shown, "本单位清单")
    last = held.topLevelItem(held.topLevelItemCount() - 1)
    assert last is not None
    assert last.text(2).startswith(point)
    held.setCurrentItem(last)
    shown.press("发现问题…")
    sheet = dialog()
    type_text(find_by_name(sheet, QPlainTextEdit, "发现的情况"), "会议记录缺页")
    press(sheet, "登记")
    shown.settle()
    assert "▲ 发现问题 会议记录缺页" in _texts(_lines(shown, "本单位清单"))


def _texts(lines: QTreeWidget) -> str:
    found = []
    for place in range(lines.topLevelItemCount()):
        item = lines.topLevelItem(place)
        if item is not None:
            found.append(" ".join(item.text(column) for column in range(lines.columnCount())))
    return "\n".join(found)


def test_letters_that_wait_can_be_chased_several_at_once(shown: Shown) -> None:
    shown.go("planning.letters")
    waiting = _lines(shown, "等待回函")
    assert "▲ 超" in _texts(waiting)
    assert "2 次" in _texts(waiting)
    waiting.selectAll()
    shown.press("催办…")
    sheet = dialog()
    type_text(find_by_name(sheet, QLineEdit, "催办方式和情况"), "电话催办")
    press(sheet, "记录催办")
    shown.settle()
    assert "3 次" in _texts(_lines(shown, "等待回函"))


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("planning.duties", "落实率＝已落实"),
        ("planning.disciplines", "政治纪律"),
        ("planning.leader", "反馈问题 2"),
        ("planning.linked", "示例县财政局党组"),
        ("planning.means", "合计"),
        ("lookback", "真改率＝真改2÷原反馈问题6"),
    ],
)
def test_every_page_says_what_it_is_for(shown: Shown, code: str, said: str) -> None:
    shown.go(code)
    trees = shown.window.page.findChildren(QTreeWidget)
    assert said in shown_text(shown.window.page) + "\n".join(_texts(tree) for tree in trees)


def test_an_earlier_problem_opens_from_the_look_back(shown: Shown) -> None:
    shown.go("lookback")
    rows = _lines(shown, "逐条核查")
    rows.itemActivated.emit(rows.topLevelItem(0), 0)
    shown.settle()
    assert shown.page(FormPage).title.startswith("重点水利项目调度不及时")
