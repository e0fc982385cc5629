"""The drop-down lists (下拉选项) as people edit them: by list, in order; add, rename, switch off, move.

An item is never deleted and its code never changes: old records must stay readable.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.areas.libraries.list_names import list_label
from app.areas.libraries.model import CodeItem
from app.core.errors import Refused
from app.core.hanzi import by_sound
from app.core.ids import new_id
from db.query import Query
from db.session import Session


@dataclass(frozen=True)
class CodeList:
    """One drop-down list with its items in order."""

    name: str
    label: str
    items: tuple[CodeItem, ...]

    @property
    def active(self) -> int:
        """How many items are offered."""
        return sum(item.active for item in self.items)


def code_lists(session: Session) -> tuple[CodeList, ...]:
    """Every list of the vault, by the sound of its label."""
    held: dict[str, list[CodeItem]] = {}
    for record in session.page("code_item", session.rows(Query("code_item"))):
        assert isinstance(record, CodeItem)
        held.setdefault(record.list_name, []).append(record)
    made = (CodeList(name, list_label(name), _ordered(items)) for name, items in held.items())
    return tuple(sorted(made, key=lambda each: (by_sound(each.label), each.name)))


def matching(lists: Iterable[CodeList], text: str) -> tuple[CodeList, ...]:
    """The lists whose label, or one of whose items, holds `text`."""
    wanted = text.strip().lower()
    return tuple(
        each
        for each in lists
        if wanted in each.label.lower() or any(wanted in item.label.lower() for item in each.items)
    )


def _ordered(items: Iterable[CodeItem]) -> tuple[CodeItem, ...]:
    # As db.keeping orders them: items without a place come first.
    return tuple(sorted(items, key=lambda item: (item.position is not None, item.position or 0, item.id)))


def _of_list(session: Session, name: str) -> tuple[CodeItem, ...]:
    return _ordered(session.find(CodeItem, list_name=name))


def add_item(session: Session, name: str, label: str, *, parent: str = "", note: str = "") -> CodeItem:
    """Put a new item at the end of a list. Refused when the list has one of that name."""
    items = _of_list(session, name)
    _refuse_double(items, label, "")
    code = f"own-{new_id()[-10:]}"
    place = max((item.position or 0 for item in items), default=0) + 1
    return session.create(
        CodeItem(list_name=name, code=code, label=label.strip(), parent=parent, note=note, position=place)
    )


def rename_item(session: Session, id: str, label: str) -> CodeItem:
    """Call an item otherwise; records that hold it show the new name."""
    item = session.get(CodeItem, id)
    _refuse_double(_of_list(session, item.list_name), label, id)
    return session.save(replace(item, label=label.strip()), note="改名")


def switch_item(session: Session, id: str, *, on: bool) -> CodeItem:
    """Offer an item in forms, or no longer; records that hold it keep it."""
    return session.save(replace(session.get(CodeItem, id), active=on), note="启用" if on else "停用")


def shift_item(session: Session, id: str, by: int) -> tuple[CodeItem, ...]:
    """Move an item up (by < 0) or down in its list; returns the list in its new order."""
    item = session.get(CodeItem, id)
    items = list(_of_list(session, item.list_name))
    at = next(place for place, other in enumerate(items) if other.id == id)
    to = min(max(at + by, 0), len(items) - 1)
    items.insert(to, items.pop(at))
    with session.transaction():
        return tuple(
            other
            if other.position == place
            else session.save(replace(other, position=place), note="调整次序")
            for place, other in enumerate(items, 1)
        )


def _refuse_double(items: Iterable[CodeItem], label: str, id: str) -> None:
    if any(item.label == label.strip() and item.id != id for item in items):
        raise Refused(
            "名称重复", [f"这个列表里已经有“{label.strip()}”"], kept="列表没有变化", todo="停用的可以重新启用"
        )
