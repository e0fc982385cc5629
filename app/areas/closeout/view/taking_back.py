"""Asks before an import is taken back, with what would change and everything that stands against it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from app.areas.closeout.taking_back import look_at_undo, take_back
from app.areas.secrecy.model import BundleLog
from app.core.errors import Refused
from app.widgets import dialogs
from app.widgets.desk import Desk
from db.unmerge import Undoing


def ask_take_back(desk: Desk, page: QWidget, log: BundleLog, then: Callable[[], None]) -> None:
    """Look first, then ask, then take back; `then` is called when it is done."""

    def done(undone: Undoing) -> None:
        desk.note(f"已撤销导入，{len(undone.records)} 条记录恢复原样")
        then()

    def ask(planned: Undoing) -> None:
        if planned.reasons:
            error = Refused("不能撤销本次导入", planned.reasons, kept="本库内容没有变化")
            desk.show_error(error, page.window())
            return
        kept = len(planned.records) - planned.added
        dialogs.ask(
            page.window(),
            "撤销本次导入",
            f"这次导入新增的 {planned.added} 条记录将移除，改动的 {kept} 条恢复为导入前的内容。"
            "撤销也记入日志；移除的可以在各列表里恢复。这个包不能再次接收，需要时请对方重新封装。",
            "撤销导入",
            lambda: desk.work.write(partial(take_back, log=log), done, owner=page),
            danger=True,
        )

    desk.work.read(partial(look_at_undo, log=log), ask, owner=page, slot="undo")
