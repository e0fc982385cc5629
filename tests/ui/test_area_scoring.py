"""打分: points typed into a sheet, the sum beside them, what is stored, and why a sheet cannot be confirmed yet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from app.areas.libraries.schemes import view
from app.areas.libraries.schemes.model import Assessment, AssessmentScore, Scheme, SchemeItem
from app.areas.libraries.schemes.service import ItemRow, add_items, begin
from app.areas.libraries.schemes.view.items import read_items, sheet_of
from app.areas.libraries.schemes.view.scoring import ScoringPage
from app.core.errors import InputProblems
from app.widgets.points_spin import PointsSpin
from db.session import Session
from db.vault import Vault
from tests.builders import new_session
from tests.ui.area_kit import Shown, dialog, filled_vault, look, reach, show_on
from tests.ui_typing import find_by_name, press, replace_text, shown_text

Opener = Callable[[Vault], Shown]


@pytest.fixture
def opened(qapp: QApplication) -> Iterator[Opener]:
    held: list[Shown] = []

    def opener(vault: Vault) -> Shown:
        held.append(show_on(vault, view.pages(vault), size=(1366, 768)))
        return held[-1]

    yield opener
    for each in held:
        each.close()


def fill(session: Session) -> None:
    scheme = session.create(Scheme(name="示例扣分方案", kind="unit_cooperation", method="deduct"))
    add_items(session, scheme, [ItemRow("重视", "到会表态", 400), ItemRow("材料", "按时提供", 600)])
    begin(session, scheme.id, subject="示例县甲局", stage="撤点考评")


def type_points(shown: Shown, place: int, text: str) -> None:
    spin = find_by_name(shown.window.page, PointsSpin, f"第{place}项得分")
    reach(spin)
    spin.setFocus()
    spin.selectAll()
    QTest.keyClicks(spin.lineEdit(), text)
    find_by_name(shown.window.page, QLineEdit, f"第{place}项理由").setFocus()
    shown.settle()


def test_points_are_summed_while_they_are_typed_and_kept_when_a_cell_is_left(
    opened: Opener, tmp_path: Path
) -> None:
    vault = filled_vault(tmp_path / "库", "group", fill)
    shown = opened(vault)
    shown.go("assessment")
    page = shown.page(ScoringPage)
    assert "示例县甲局（撤点考评）" in shown_text(page)
    type_points(shown, 1, "2.5")
    assert "得分＝100－2.5＝97.5（满分100，扣分1项）" in shown_text(page)
    assert "97.5 / 100 分　优秀" in shown_text(page)
    shown.press("确认评分")
    assert "扣分没有写理由：第1项" in shown_text(dialog())
    press(dialog(), "知道了")
    reason = find_by_name(page, QLineEdit, "第1项理由")
    reason.setFocus()
    replace_text(reason, "分管负责人迟到")
    shown.press("确认评分")
    shown.settle(lambda: "已确认" in shown_text(page))
    assert not find_by_name(page, PointsSpin, "第1项得分").isEnabled()
    shown.shot("scoring")

    def stored(session: Session) -> tuple[object, ...]:
        (sheet,) = session.find(Assessment)
        first = next(row for row in session.find(AssessmentScore) if row.position == 1)
        return sheet.state, sheet.points, sheet.grade, first.points, first.reason

    assert look(vault, stored) == ("confirmed", 975, "优秀", 25, "分管负责人迟到")


def test_without_a_sheet_the_page_says_what_to_do_first(opened: Opener, tmp_path: Path) -> None:
    shown = opened(filled_vault(tmp_path / "库", "group"))
    shown.go("assessment")
    assert "还没有评分记录" in shown_text(shown.window.page)


def test_items_go_out_as_a_sheet_and_come_back_alike(tmp_path: Path) -> None:
    with new_session(tmp_path / "库") as session:
        fill(session)
        (scheme,) = session.find(Scheme)
        rows = read_items(sheet_of(session, scheme.id))
        assert rows == (ItemRow("重视", "到会表态", 400), ItemRow("材料", "按时提供", 600))
        assert add_items(session, scheme, rows) == 2
        assert [item.position for item in session.find(SchemeItem)] == [1, 2, 3, 4]


def test_a_sheet_with_wrong_cells_names_every_one(tmp_path: Path) -> None:
    from app.exchange.tables import SheetColumn, write_table

    columns = [SheetColumn(title) for title in ("方面", "评分内容", "分值", "评分标准", "查验材料")]
    content = write_table(None, "表", columns, [("甲", "", "5", "", ""), ("", "乙", "五分", "", "")])
    with pytest.raises(InputProblems) as caught:
        read_items(content)
    said = "；".join(problem.text for problem in caught.value.problems)
    assert "第2行“评分内容”没有填写" in said
    assert "第3行“分值”" in said
