"""What the editor says above the text: that it is locked, or that somebody else wrote the same part. It decides nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from app.core.lifecycle import State
from app.core.records import RecordType
from app.widgets.display import Names, shown
from app.widgets.notices import Notice, conflict_notice


def locked_notice(noun: str, state: State) -> Notice:
    """Why a text can only be read, and what unlocks it."""
    why = f"{noun}已是“{state.label}”，只能看" if state.locked else f"这份{noun}只能看"
    notice = Notice("notice", "lock", why)
    if state.locked:
        notice.line("需要修改时，在登记表里先办理退回。")
    return notice


def both_notice(
    kind: RecordType,
    sides: Mapping[str, tuple[Any, Any]],
    names: Names,
    take: Callable[[str, Any], None],
) -> Notice:
    """Both writings of every part that two people changed, one to be taken."""
    rows = [
        (name, tuple((shown(kind.field(name), value, names), value) for value in pair))
        for name, pair in sides.items()
    ]
    return conflict_notice(rows, take, {name: kind.field(name).label for name in sides})
