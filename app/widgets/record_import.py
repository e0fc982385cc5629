"""The list actions 从表格导入… and 另存空白导入表…, the same for every record type that an area offers them for.

The table is decoded in the child process and checked whole; nothing is stored before a person has seen the count.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.core.errors import InputProblems
from app.core.records import Record
from app.exchange.record_table import Incoming, blank_table, import_records, read_records
from app.tasks.decoder import extract_sheets
from app.tasks.work import Cancel, Progress
from app.widgets import dialogs
from app.widgets.desk import ActionOffer, Desk
from app.widgets.frame import active_window, read_file, written

if TYPE_CHECKING:
    from db.session import Session

MOST_BYTES = 16 << 20
KINDS = "表格 (*.xlsx *.xls *.csv)"


def import_offers(type_name: str) -> tuple[ActionOffer, ...]:
    """Both actions for the list of a record type."""
    return (
        ActionOffer("从表格导入…", "import", partial(_ask_table, type_name), on_list=True),
        ActionOffer("另存空白导入表…", "download", partial(_ask_blank, type_name), on_list=True),
    )


def _ask_table(type_name: str, desk: Desk, _ids: tuple[str, ...]) -> None:
    ask_table(desk, type_name)


def _ask_blank(type_name: str, desk: Desk, _ids: tuple[str, ...]) -> None:
    ask_blank(desk, type_name)


def ask_table(desk: Desk, type_name: str) -> None:
    """Pick a table and read it."""
    label = desk.catalog[type_name].label
    dialogs.pick_open(
        active_window(),
        f"选择要导入的表格（{label}）",
        lambda names: read_table_file(desk, type_name, Path(names[0])),
        kinds=KINDS,
    )


def read_table_file(desk: Desk, type_name: str, path: Path) -> None:
    """Decode and check a table; say everything that is wrong with it, or how much it brings."""
    kind = desk.catalog[type_name]

    def decode(_progress: Progress, cancelled: Cancel) -> Any:
        return extract_sheets(path.name, read_file(path, MOST_BYTES), cancelled)

    def check(session: Session, sheets: Any) -> Incoming:
        return read_records(session, kind, sheets)

    def decoded(sheets: Any) -> None:
        desk.work.read(partial(check, sheets=sheets), partial(_on_checked, desk))

    desk.work.job("正在读取表格…", decode, decoded)


def _on_checked(desk: Desk, incoming: Incoming) -> None:
    label = incoming.kind.label
    known = f"另有 {incoming.known} 行库里已经有，不动。" if incoming.known else ""
    if incoming.problems:
        desk.show_error(
            InputProblems(
                f"这张表有 {len(incoming.problems)} 处要改", incoming.problems, kept="没有导入任何一行"
            )
        )
    elif not incoming.records:
        dialogs.tell(active_window(), "没有新的内容可以导入", known)
    else:
        dialogs.ask(
            active_window(),
            f"导入 {len(incoming.records)} 条{label}？",
            f"每一格都已核对。{known}导入以后可以逐条修改，也可以逐条撤销。",
            "导入",
            partial(_store, desk, incoming),
        )


def _store(desk: Desk, incoming: Incoming) -> None:
    def stored(made: tuple[Record, ...]) -> None:
        desk.note(f"已导入 {len(made)} 条{incoming.kind.label}")

    desk.work.write(partial(import_records, incoming=incoming), stored)


def ask_blank(desk: Desk, type_name: str) -> None:
    """Save an empty table whose second sheet explains the columns."""
    kind = desk.catalog[type_name]

    def save(name: str) -> None:
        def write(session: Session) -> None:
            written(Path(name), blank_table(session, kind))

        desk.work.read(write, lambda _none: desk.note("空白导入表已存好，填写说明在第二张表"))

    dialogs.pick_save(
        active_window(), "另存空白导入表", f"{kind.label}导入表.xlsx", save, kinds="表格 (*.xlsx)"
    )
