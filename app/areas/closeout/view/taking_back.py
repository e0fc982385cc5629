"""Takes back the import of a bundle."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from app.areas.closeout.taking_back import look_at_undo, take_back
from app.widgets import taking_back

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.areas.secrecy.model import BundleLog
    from app.widgets.desk import Desk


def ask_take_back(desk: Desk, page: QWidget, log: BundleLog, then: Callable[[], None]) -> None:
    """Look first, then ask, then take back; `then` is called when it is done."""
    taking_back.ask_take_back(
        desk,
        page,
        partial(look_at_undo, log=log),
        partial(take_back, log=log),
        after="移除的可以在各列表里恢复。这个包不能再次接收，需要时请对方重新封装。",
        then=then,
    )
