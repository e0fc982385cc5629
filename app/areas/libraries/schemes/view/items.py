"""The items of a scheme in from an xlsx and out to one. Every cell problem of a sheet is listed at once."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from app.areas.libraries.schemes.model import Scheme
from app.areas.libraries.schemes.service import ItemRow, add_items, items_of
from app.core.errors import InputProblems, Problem
from app.exchange.tables import SheetColumn, read_table, write_table
from app.widgets import dialogs
from app.widgets.desk import Desk, Exposure
from app.widgets.field_sheet import active_window
from app.widgets.frame import read_file
from app.widgets.leaving import let_out
from app.widgets.parse import points as parse_points

if TYPE_CHECKING:
    from db.session import Session

SHEETS = "表格 (*.xlsx)"
MOST_BYTES = 8 << 20
COLUMNS = (
    SheetColumn("方面", 18),
    SheetColumn("评分内容", 40, required=True, aliases=("内容", "评估内容", "考核内容", "项目")),
    SheetColumn("分值", 10, "number", aliases=("满分", "分数")),
    SheetColumn("评分标准", 40, aliases=("扣分标准", "评分办法", "扣分办法")),
    SheetColumn("查验材料", 24, aliases=("佐证", "依据")),
)


def read_items(content: bytes) -> tuple[ItemRow, ...]:
    """The items of a sheet; an empty 方面 continues the one above. InputProblems lists every cell that is wrong."""
    table = read_table(content, COLUMNS)
    problems = list(table.problems)
    found = []
    aspect = ""
    for row in table.rows:
        aspect = row.cells.get("方面", "") or aspect
        points, wrong = parse_points(row.cells.get("分值", ""))
        if wrong:
            problems.append(Problem(f"第{row.line}行", f"第{row.line}行“分值”：{wrong}"))
        found.append(
            ItemRow(
                aspect,
                row.cells.get("评分内容", ""),
                points,
                row.cells.get("评分标准", ""),
                row.cells.get("查验材料", ""),
            )
        )
    if problems:
        raise InputProblems("这张表还不能导入，一项也没有导入", tuple(problems))
    return tuple(found)


def import_items(desk: Desk, ids: tuple[str, ...]) -> None:
    """Pick a sheet and put its items behind those of the scheme."""

    def picked(names: list[str]) -> None:
        desk.work.compute(
            lambda: read_items(read_file(Path(names[0]), MOST_BYTES)), partial(_store, desk, ids[0])
        )

    dialogs.pick_open(active_window(), "选择评分项目表（.xlsx）", picked, kinds=SHEETS)


def _store(desk: Desk, id: str, rows: tuple[ItemRow, ...]) -> None:
    desk.work.write(
        lambda session: add_items(session, session.get(Scheme, id), rows),
        lambda count: desk.note(f"已导入 {count} 个评分项目"),
    )


def sheet_of(session: Session, id: str) -> bytes:
    """The items of a scheme as xlsx."""
    rows = [
        (item.aspect, item.content, None if item.points is None else item.points / 10, item.standard, item.evidence)
        for item in items_of(session, id)
    ]  # fmt: skip
    return write_table(None, "评分项目", COLUMNS, rows, note="方面留空的，与上一行相同；分值最多一位小数。")


def export_items(desk: Desk, ids: tuple[str, ...]) -> None:
    """Write the items of a scheme as xlsx and enter it in the ledger."""

    def write(session: Session, path: Path) -> None:
        about = (("scheme", ids[0]),)
        let_out(
            desk, session, sheet_of(session, ids[0]), Exposure("xlsx", "评分项目表", about, target=str(path))
        )

    def picked(target: str) -> None:
        desk.work.write(
            partial(write, path=Path(target)), lambda _none: desk.note("已导出评分项目表，并已记入输出台账")
        )

    dialogs.pick_save(
        active_window(), "导出评分项目表（记入台账）", f"评分项目-{ids[0][-6:]}.xlsx", picked, kinds=SHEETS
    )
