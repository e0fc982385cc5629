"""Takes back a form that was taken in from a unit."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.areas.rectification.unit_form.model import UnitReturn
from app.areas.rectification.unit_form.service import look_at_undo, take_back
from app.widgets import taking_back
from app.widgets.frame import active_window

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.widgets.desk import Desk


def from_menu(desk: Desk, ids: tuple[str, ...]) -> None:
    """Ask about the return that is open in a list or form."""
    window = active_window()
    if window is not None:
        ask_take_back(desk, window, ids[0], lambda: None)


def ask_take_back(desk: Desk, page: QWidget, id: str, then: Callable[[], None]) -> None:
    """Look first, then ask, then take back; `then` is called when it is done."""
    taking_back.ask_take_back(
        desk,
        page,
        lambda session: look_at_undo(session, session.get(UnitReturn, id)),
        lambda session: take_back(session, session.get(UnitReturn, id)),
        after="移除的可以在各列表里恢复；同一份表以后还可以重新导入。",
        then=then,
    )
