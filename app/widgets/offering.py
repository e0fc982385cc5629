"""Menu actions that several areas offer alike. It does nothing by itself."""

from __future__ import annotations

from collections.abc import Callable

from app.widgets import dialogs
from app.widgets.desk import ActionOffer, Desk
from app.widgets.field_sheet import active_window


def on_both(
    label: str, icon: str, what: str, run: Callable[[Desk, tuple[str, ...]], None]
) -> tuple[ActionOffer, ...]:
    """The same action in the menu of the form and of the list; `what` is the label of the record type."""

    def from_list(desk: Desk, ids: tuple[str, ...]) -> None:
        if ids:
            run(desk, ids)
        else:
            text = "先在列表里点一行；按住 Ctrl 或 Shift 再点，可以选几行。"
            dialogs.tell(active_window(), f"还没有选中{what}", text)

    return ActionOffer(label, icon, run), ActionOffer(label, icon, from_list, on_list=True)
