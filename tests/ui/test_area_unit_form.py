"""A form for a unit without the program, through the window: made, filled in, refused with every problem, taken in, taken back."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.areas.rectification.model import RectTask
from app.areas.rectification.unit_form import view
from app.areas.rectification.unit_form.model import UnitForm
from app.areas.rectification.unit_form.view.forms_page import PAGE, FormsPage
from app.widgets.lines import Lines
from db.session import Session
from tests.areas import cases
from tests.standalone_export import PLAN, make_export
from tests.ui.area_kit import Shown, dialog, filled_vault, look, show_on
from tests.ui_typing import find_button, press, shown_text

pytestmark = pytest.mark.allow_stall


def _fill(session: Session) -> None:
    site = cases.on_site(session, codes=False)
    for title in ("完善报销复核", "清退多领补贴"):
        session.create(RectTask(task_id=site.task.id, title=title, lead_unit="财务股", goal="报销有复核"))


@pytest.fixture
def shown(tmp_path: Path) -> Iterator[Shown]:
    vault = filled_vault(tmp_path / "库", "office", _fill)
    opened = show_on(vault, view.pages(vault), size=(1366, 768), keep_open=True)
    yield opened
    opened.close()
    vault.close()


def _filled(path: Path, **cells: object) -> None:
    book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
    sheet: Any = book["整改任务"]
    titles = [cell.value for cell in sheet[1]]
    for title, value in cells.items():
        sheet.cell(2, titles.index(title) + 1).value = value
    book.save(path)


def _said(page: FormsPage) -> str:
    """Texts and the cells of every tree."""
    cells = [shown_text(page)]
    for tree in page.findChildren(Lines):
        cells += [item.text(place) for item in tree.every() for place in range(tree.columnCount())]
    return "\n".join(cells)


def test_a_form_goes_out_and_comes_back_and_nothing_is_applied_unseen(shown: Shown, tmp_path: Path) -> None:
    shown.go(PAGE)
    page = shown.page(FormsPage)
    assert "还没有给单位的填报表" in shown_text(page)
    path = tmp_path / "form.xlsx"
    draft = UnitForm(
        task_id=page.task_id, destination="甲局党组", approved_by="主任丁", due_on=date(2026, 1, 5)
    )
    page.make(draft, path)
    shown.settle()
    assert "已过期" in _said(page)
    shown.shot("forms")

    _filled(path, 完成情况="已修订办法", 完成日期="下个月")
    page.open_file(path)
    shown.settle()
    assert "“整改任务”第2行“完成日期”填的是“下个月”，不是日期" in shown_text(page)
    shown.shot("forms-problems")

    _filled(path, 完成日期="2026-08-01")
    shown.press("重新检查")
    text = _said(page)
    assert "✓ 键和封都相符" in text
    assert "已修订办法" in text
    shown.shot("forms-plan")
    assert look(shown.vault, lambda s: [t.result for t in s.find(RectTask)]) == ["", ""]
    shown.press("接收")
    assert look(shown.vault, lambda s: [t.result for t in s.find(RectTask)]) == ["已修订办法", ""]
    assert "第1次收回" in _said(page)

    shown.press("撤销本次导入…")
    sheet = dialog()
    assert find_button(sheet, "撤销导入")
    press(sheet, "撤销导入")
    shown.settle()
    assert look(shown.vault, lambda s: [t.result for t in s.find(RectTask)]) == ["", ""]
    assert "已撤销" in _said(page)
    shown.shot("forms-undone")


def test_an_export_of_the_stand_alone_program_is_shown_whole_before_it_is_taken_in(
    shown: Shown, tmp_path: Path
) -> None:
    shown.go(PAGE)
    page = shown.page(FormsPage)
    assert find_button(page, "读入单机版导出包…")
    export = make_export(round_="第四轮")
    export.nodes[PLAN][0]["completeTime"] = "年底"
    path = tmp_path / "cdi-rectification-export.zip"
    path.write_bytes(export.pack())
    page.open_export(path)
    shown.settle()
    assert "党组织名称和轮次都相符的不是正好一个" in shown_text(page)
    shown.shot("export-task")
    shown.press("用这个")
    text = shown_text(page)
    assert "“整改方案”第1行“预计完成时间”填的是“年底”，不是日期" in text
    assert "这个导出包没有加密" in text
    shown.shot("export-problems")
    shown.press("不对的不带，其余带入")
    assert "“整改方案”第1行“预计完成时间”填的是“年底”，不是日期：没有带入" in shown_text(page)
    shown.press("不接收")
    assert look(shown.vault, lambda s: len(s.find(RectTask))) == 2

    page.open_export(path)
    shown.settle()
    shown.press("用这个")
    path.write_bytes(make_export().pack())
    shown.press("重新读入")
    text = _said(page)
    for part in (
        "以下内容本程序不认识，没有带入", "表“evaluation”（1 条）", "没有拷来.pdf", "线索材料", "报销审核不严",
        "2 个附件标着秘密或机密", "十五届　第三轮　第一巡察组　常规巡察　示例县甲局党组",
    ):  # fmt: skip
        assert part in text, part
    shown.shot("export-plan")
    shown.press("接收")
    assert look(shown.vault, lambda s: len(s.find(RectTask))) == 4
    assert "单机版导出包 第1次读入" in _said(page)
    shown.shot("export-taken")
