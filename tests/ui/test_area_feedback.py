"""A published text becomes problems only after a person confirmed them; a sheet with faults imports nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from app.areas.feedback.model import FeedbackProblem
from app.areas.feedback.view import LIST, NOTICE, pages
from app.areas.feedback.view.list_page import FeedbackListPage
from app.areas.feedback.view.notice_page import NoticePage, ProblemLines
from app.areas.secrecy.model import Exposure
from app.exchange.feedback_list import FeedbackRow, read_feedback_list, write_feedback_list
from app.exchange.tables import SheetColumn, write_table
from db.vault import Vault
from tests.areas.cases import on_site
from tests.builders import session_on
from tests.ui.area_kit import Shown, filled_vault, show_on
from tests.ui.desks import tidy
from tests.ui_typing import find_by_name, press, shown_text, type_text

TEXT = """中共示例县甲局党组关于县委第一巡察组反馈意见整改进展情况的通报
根据县委统一部署，2026年3月9日至5月8日，县委第一巡察组对县甲局党组开展了巡察。6月10日，向县甲局党组反馈了巡察意见。现将整改进展情况予以公布。
一、整改总体情况
截至目前，反馈的4个问题，已完成整改3个，正在推进1个，完成率75%。
二、落实党中央决策部署方面
1.关于“学习贯彻不够及时”的问题。
整改情况：召开党组会专题学习2次，修订学习制度1项。
2.关于“项目推进缓慢”的问题。
整改情况：倒排工期，3个项目已经开工。
三、群众身边不正之风方面
3.关于“报销凭证审核不严”的问题。
整改情况：清退违规报销资金0.43万元，批评教育2人。
4.关于“公务接待超标准”的问题。
整改情况：完善接待管理办法，正在推进。
中共示例县甲局党组
2026年9月20日
"""


@pytest.fixture
def shown(qapp: QApplication, tmp_path: Path) -> Iterator[Shown]:
    vault = filled_vault(tmp_path / "库", "office", lambda session: on_site(session, codes=False) and None)
    made = show_on(vault, pages(vault))
    yield made
    made.close()
    tidy()


def problems(vault: Vault) -> list[FeedbackProblem]:
    session = session_on(vault, role="reader")
    try:
        return sorted(session.find(FeedbackProblem), key=lambda held: held.position or 0)
    finally:
        session.close()


def read_text(shown: Shown) -> NoticePage:
    shown.go(NOTICE)
    page = shown.page(NoticePage)
    type_text(find_by_name(page, QPlainTextEdit, "通报全文"), TEXT)
    shown.press("识别")
    return page


def test_the_page_says_what_to_do_first(shown: Shown) -> None:
    shown.go(NOTICE)
    assert "先放入通报全文" in shown_text(shown.page(NoticePage))


def test_a_notice_is_read_with_its_figures_worked_out_again(shown: Shown) -> None:
    page = read_text(shown)
    said = shown_text(page)
    assert "整改通报" in said
    assert "复算：已完成 3 ÷ 反馈问题 4 ＝ 75.00%，与文中一致" in said
    lines = find_by_name(page, ProblemLines, "问题清单")
    assert lines.topLevelItemCount() == 4
    assert "学习贯彻不够及时" in lines.topLevelItem(0).text(1)
    assert problems(shown.vault) == []
    shown.shot("area-feedback-notice")


def test_only_what_was_ticked_is_imported_as_it_was_corrected(shown: Shown) -> None:
    page = read_text(shown)
    lines = find_by_name(page, ProblemLines, "问题清单")
    lines.topLevelItem(1).setCheckState(0, Qt.CheckState.Unchecked)
    lines.topLevelItem(2).setText(1, "差旅费报销凭证审核不严")
    shown.press("确认导入")
    found = problems(shown.vault)
    assert [held.position for held in found] == [1, 2, 3]
    assert "差旅费报销凭证审核不严" in [held.title for held in found]
    assert not any("项目推进缓慢" in held.title for held in found)
    assert all(held.origin == "import" for held in found)
    assert "已导入 3 个反馈问题" in shown_text(page)
    shown.shot("area-feedback-imported")


def test_importing_the_same_notice_twice_makes_no_doubles(shown: Shown) -> None:
    read_text(shown)
    shown.press("确认导入")
    page = shown.page(NoticePage)
    shown.press("识别")
    shown.press("确认导入")
    assert len(problems(shown.vault)) == 4
    assert "4 个已有，没有改动" in shown_text(page)


def test_a_text_file_is_read_through_the_child(shown: Shown, tmp_path: Path) -> None:
    path = tmp_path / "通报.txt"
    path.write_text(TEXT, encoding="utf-8")
    shown.go(NOTICE)
    page = shown.page(NoticePage)
    page.open_file(path)
    shown.settle()
    assert find_by_name(page, ProblemLines, "问题清单").topLevelItemCount() == 4


def test_a_sheet_with_faults_lists_all_of_them_and_imports_nothing(shown: Shown, tmp_path: Path) -> None:
    path = tmp_path / "清单.xlsx"
    columns = [
        SheetColumn(t)
        for t in ("问题类别", "问题子类", "具体问题", "具体表现", "对应聚焦", "是否重点关注", "重点关注情形")
    ]
    rows = [("甲", "乙", "", "", "其他", "否", ""), ("甲", "乙", "有问题", "", "其他", "也许", "")]
    write_table(path, "清单", columns, rows)
    shown.go(LIST)
    page = shown.page(FeedbackListPage)
    assert "还没有反馈问题" in shown_text(page)
    page.open_file(path)
    shown.settle()
    said = shown_text(page)
    assert "表格里有 2 处要改" in said
    assert "第2行“具体问题”没有填写" in said
    assert "第3行“是否重点关注”应为是或否" in said
    shown.shot("area-feedback-sheet-faults")
    press(page, "不导入")
    assert problems(shown.vault) == []


def test_the_seven_columns_come_in_and_go_out_again(shown: Shown, tmp_path: Path) -> None:
    row = FeedbackRow("聚焦群众", "作风", "报销凭证审核不严", "3笔没有原始凭证", "其他", True, "其他")
    path = tmp_path / "来.xlsx"
    path.write_bytes(write_feedback_list([row]))
    shown.go(LIST)
    page = shown.page(FeedbackListPage)
    page.open_file(path)
    shown.settle()
    shown.shot("area-feedback-sheet")
    shown.press("确认导入")
    assert [held.title for held in problems(shown.vault)] == ["报销凭证审核不严"]
    out = tmp_path / "去.xlsx"
    page.export_to(out)
    shown.settle()
    rows, faults = read_feedback_list(out.read_bytes())
    assert faults == ()
    assert (rows[0].category, rows[0].problem, rows[0].key_concern) == ("聚焦群众", "报销凭证审核不严", True)
    session = session_on(shown.vault, role="reader")
    try:
        assert [entry.paper for entry in session.find(Exposure)] == ["反馈问题清单"]
    finally:
        session.close()
    shown.shot("area-feedback-list")
