"""Asks before something that was taken in is taken back, with what would change and everything that stands against it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.core.errors import Refused
from app.widgets import dialogs

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.widgets.desk import Desk
    from db.session import Session
    from db.unmerge import Undoing


def ask_take_back(
    desk: Desk,
    page: QWidget,
    look: Callable[[Session], Undoing],
    take: Callable[[Session], Undoing],
    *,
    after: str,
    then: Callable[[], None],
) -> None:
    """Look first, then ask, then take back; after: a sentence about later; `then` is called when it is done."""

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
            f"这次导入新增的 {planned.added} 条记录将移除，改动的 {kept} 条恢复为导入前的内容。撤销也记入日志；{after}",
            "撤销导入",
            lambda: desk.work.write(take, done, owner=page),
            danger=True,
        )

    desk.work.read(look, ask, owner=page, slot="undo")
