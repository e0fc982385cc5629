"""The checklist on the close-out page: its rows, and the question who hands the selected rows over or takes them over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QWidget

from app.areas.closeout.model import ITEM
from app.areas.closeout.view.closing import Closing, give_items, receive_items
from app.widgets import dialogs, theme
from app.widgets.badges import SIGNS
from app.widgets.desk import Desk
from app.widgets.lines import Lines

Step = Literal["give", "receive"]


def checklist_lines(desk: Desk, closing: Closing) -> Lines:
    """The rows of the checklist under their 方面, several to be selected at once; the key of a row is its id."""
    lines = Lines(
        "撤组清单",
        ("环节", "应交", "实交", "时限", "移交人", "接收人", "状态"),
        (330, 60, 60, 100, 84, 84, 90),
        most=26,
    )
    lines.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
    for aspect in dict.fromkeys(item.aspect for item in closing.items):
        own = [item for item in closing.items if item.aspect == aspect]
        done = sum(item.state in ("received", "waived") for item in own)
        top = lines.add((f"{closing.aspects.get(aspect, aspect)}　{done}/{len(own)}",))
        top.setFont(0, theme.font(strong=True))
        top.setFlags(top.flags() & ~Qt.ItemFlag.ItemIsSelectable)
        for item in own:
            state = ITEM.state(item.state)
            texts = (
                f"{item.position}. {item.name}", _number(item.due), _number(item.given),
                item.due_on.isoformat() if item.due_on else "", item.giver, item.receiver,
                f"{SIGNS.get(state.tone, '○')} {state.label}",
            )  # fmt: skip
            lines.add(texts, item.id, top)
        top.setExpanded(True)
    lines.right(1, 2)
    lines.tight(1, 2, 3, 4, 5, 6)
    lines.opened.connect(lambda id: desk.open_record("handover_item", id) if id else None)
    lines.fit()
    return lines


def ask_items(
    desk: Desk, owner: QWidget, step: Step, ids: Sequence[str], done: Callable[[str], None]
) -> None:
    """Ask for the name of who gives or takes these rows, then register it; `done` gets what was done in words."""
    label, who = ("移交", "移交人") if step == "give" else ("接收", "接收人")
    if not ids:
        dialogs.tell(
            owner.window(), f"请先选中要{label}的环节", "在清单里点选，按住 Ctrl 可以多选，再按这个按钮。"
        )
        return
    do = give_items if step == "give" else receive_items

    def named(name: str) -> None:
        desk.work.write(
            lambda session: do(session, ids, name),
            lambda count: done(f"已登记{label} {count} 项"),
            owner=owner,
        )

    sheet = dialogs.ask_text(
        owner.window(), f"{label} {len(ids)} 项", who, label, named, long=False,
        text="实交按应交登记；少交的，请先打开那一项写明实交数和去向。" if step == "give" else "接收日期记今天。",
    )  # fmt: skip
    sheet.setMinimumWidth(theme.scaled(460))


def _number(value: int | None) -> str:
    return "" if value is None else str(value)
