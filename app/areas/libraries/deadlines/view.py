"""Menu actions: a rule taken over for a round, holidays brought in by year or from a file, deadlines put off.

Rules, holidays and the register are lists and forms; nothing is reckoned here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.areas.libraries.deadlines.holidays import (
    COLUMNS,
    import_holidays,
    load_years,
    published,
    read_holidays,
)
from app.areas.libraries.deadlines.model import Deadline, DeadlineRule, Holiday
from app.areas.libraries.deadlines.service import adopt_for_round, extend
from app.core.errors import Refused
from app.core.records import Record
from app.exchange.tables import write_table
from app.widgets import dialogs
from app.widgets.desk import ActionOffer, Desk
from app.widgets.frame import active_window, ask_fields, read_file, written
from app.widgets.page import PageSpec
from db.vault import Vault

if TYPE_CHECKING:
    from db.session import Session

MOST_BYTES = 4 << 20
KINDS = "表格 (*.xlsx *.csv)"


def pages(_vault: Vault) -> tuple[PageSpec, ...]:
    """Rules, holidays and the register are lists."""
    return ()


def actions() -> Mapping[str, tuple[ActionOffer, ...]]:
    """本轮采用, 载入年度节假日, 从文件导入, 延期, 打开所属记录."""
    return {
        "deadline_rule": (
            ActionOffer("本轮采用…", "calendar", adopt),
            ActionOffer("本轮采用所选规则…", "calendar", adopt, on_list=True),
        ),
        "holiday": (
            ActionOffer("载入公布的年度安排…", "calendar-days", ask_year, on_list=True),
            ActionOffer("从文件导入…", "import", ask_file, on_list=True),
            ActionOffer("另存空白导入表…", "download", ask_blank, on_list=True),
        ),
        "deadline": (
            ActionOffer("延期…", "clock", ask_extension),
            ActionOffer("打开所属记录", "external-link", open_owner),
        ),
    }


# Rules ---------------------------------------------------------------------------------------------------


def adopt(desk: Desk, ids: tuple[str, ...]) -> None:
    """Ask for the round, then open its own copy of the rule."""
    if len(ids) != 1:
        dialogs.tell(active_window(), "请选一条期限规则", "先在列表里选中要用于本轮的一条规则。")
        return

    def make(session: Session) -> DeadlineRule:
        rule = session.get(DeadlineRule, ids[0])
        if rule.round_id:
            raise Refused("不能再采用", ["这条规则已经只用于一个轮次"], kept="规则没有变化")
        return replace(rule, round_id=desk.hand.round_id)

    ask_fields(
        desk, "本轮采用", make, ("round_id",), "采用", partial(_adopt, desk, ids[0]), needs=("round_id",),
        text="为这个轮次另立一条规则，在打开的表单里改成本轮的期限；其他轮次仍用原规则。",
    )  # fmt: skip


def _adopt(desk: Desk, id: str, _record: Record, values: dict[str, Any]) -> None:
    def write(session: Session) -> DeadlineRule:
        return adopt_for_round(session, session.get(DeadlineRule, id), values["round_id"])

    def done(rule: DeadlineRule) -> None:
        desk.note("已为本轮另立规则，请改成本轮的期限")
        desk.open_record("deadline_rule", rule.id)

    desk.work.write(write, done)


# Holidays ------------------------------------------------------------------------------------------------


def ask_year(desk: Desk, _ids: tuple[str, ...]) -> None:
    """Ask for a year and load its published days."""
    years = sorted(published())
    ask_fields(
        desk, "载入公布的年度安排", lambda _session: Holiday(year=min(date.today().year, years[-1])),
        ("year",), "载入", partial(_load_year, desk), needs=("year",),
        text=f"程序带有{years[0]}至{years[-1]}年公布的放假和调休安排；载入后可以逐日修改。更晚的年度请从文件导入。",
    )  # fmt: skip


def _load_year(desk: Desk, _record: Record, values: dict[str, Any]) -> None:
    year = values["year"]
    if year not in published():
        dialogs.tell(
            active_window(), f"没有{year}年的安排", "等国务院办公厅公布后，把日期填进表格，用“从文件导入”。"
        )
        return
    desk.work.write(
        lambda session: load_years(session, (year,)),
        lambda added: desk.note(f"已载入{year}年 {added} 天" if added else f"{year}年的安排已经在库里"),
    )


def ask_file(desk: Desk, _ids: tuple[str, ...]) -> None:
    """Pick a table and bring its days in."""
    dialogs.pick_open(
        active_window(), "选择节假日表", lambda names: import_file(desk, Path(names[0])), kinds=KINDS
    )


def import_file(desk: Desk, path: Path) -> None:
    """Read a table of holidays and store it; everything that is wrong with it is said at once."""

    def write(session: Session, rows: tuple[Holiday, ...]) -> tuple[int, int]:
        return import_holidays(session, rows)

    def read(rows: tuple[Holiday, ...]) -> None:
        desk.work.write(
            partial(write, rows=rows),
            lambda counts: desk.note(f"已导入节假日：新增 {counts[0]} 天，改动 {counts[1]} 天"),
        )

    desk.work.compute(lambda: read_holidays(read_file(path, MOST_BYTES)), read)


def ask_blank(desk: Desk, _ids: tuple[str, ...]) -> None:
    """Save an empty table with one line that shows how it is filled."""

    def save(name: str) -> None:
        rows = ((date(2027, 1, 1), "放假", "元旦"), (date(2027, 1, 3), "调休上班", "元旦"))
        note = "类别写“放假”或“调休上班”。示例行请改成公布的安排。"

        def write() -> None:
            written(Path(name), write_table(None, "节假日", COLUMNS, rows, note=note))

        desk.work.compute(write, lambda _none: desk.note("空白导入表已保存"))

    dialogs.pick_save(active_window(), "保存空白导入表", "节假日导入表.xlsx", save, kinds="表格 (*.xlsx)")


# The register --------------------------------------------------------------------------------------------


def ask_extension(desk: Desk, ids: tuple[str, ...]) -> None:
    """Put a deadline off, with the reason."""
    ask_fields(
        desk, "延期", lambda session: session.get(Deadline, ids[0]), ("extended_to", "reason"), "延期",
        partial(_extend, desk, ids[0]), needs=("extended_to", "reason"),
        text="写明延至哪天、原因和批准人；所属记录上的日期一并改动。",
    )  # fmt: skip


def _extend(desk: Desk, id: str, _record: Record, values: dict[str, Any]) -> None:
    def write(session: Session) -> Deadline:
        return extend(session, session.get(Deadline, id), values["extended_to"], values["reason"])

    desk.work.write(write, lambda row: desk.note(f"已延至{row.extended_to}"))


def open_owner(desk: Desk, ids: tuple[str, ...]) -> None:
    """Open the record that a deadline belongs to."""

    def read(session: Session) -> tuple[str, str]:
        row = session.get(Deadline, ids[0])
        if not session.exists(row.about_type, row.about_id):
            raise Refused("打不开所属记录", ["它不在本库"], kept="期限没有变化")
        return row.about_type, row.about_id

    desk.work.read(read, lambda found: desk.open_record(*found))
