"""Asks before a form that was taken in is taken back, with what would change and everything against it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.areas.rectification.unit_form.model import UnitReturn
from app.areas.rectification.unit_form.service import look_at_undo, take_back
from app.core.errors import Refused
from app.widgets import dialogs
from app.widgets.desk import Desk
from app.widgets.frame import active_window
from db.unmerge import Undoing


def from_menu(desk: Desk, ids: tuple[str, ...]) -> None:
    """Ask about the return that is open in a list or form."""
    window = active_window()
    if window is not None:
        ask_take_back(desk, window, ids[0], lambda: None)


def ask_take_back(desk: Desk, page: QWidget, id: str, then: Callable[[], None]) -> None:
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
            "撤销也记入日志；同一份表以后还可以重新导入。",
            "撤销导入",
            lambda: desk.work.write(
                lambda session: take_back(session, session.get(UnitReturn, id)), done, owner=page
            ),
            danger=True,
        )

    desk.work.read(
        lambda session: look_at_undo(session, session.get(UnitReturn, id)), ask, owner=page, slot="undo"
    )
