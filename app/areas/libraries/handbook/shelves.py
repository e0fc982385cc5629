"""The six libraries (六库): what each holds and how much, renamed, merged and switched off by the code list library_kind.

A library owns no record: people, units, policies and reference items stay where they are, whatever the libraries are called.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from app.areas.libraries.model import CodeItem
from app.core.errors import Refused
from db.query import Filter, Op, Query
from db.session import Session

LIST = "library_kind"
LEADERS, TALENTS = "leaders", "talents"
_WHOLE = {"units": ("unit", "被巡察党组织"), "policies": ("policy", "政策依据")}
_PEOPLE = {LEADERS: "组长人选", TALENTS: "人才和专家"}


@dataclass(frozen=True)
class Part:
    """One list that a library opens: its type, what it is narrowed to, and how many records that is."""

    label: str
    type: str
    filters: tuple[Filter, ...]
    count: int


@dataclass(frozen=True)
class Shelf:
    """One library. merged: names of libraries that went into it, each with its code item's id."""

    item: CodeItem
    parts: tuple[Part, ...]
    merged: tuple[tuple[str, str], ...] = ()

    @property
    def count(self) -> int:
        """Records in all parts."""
        return sum(part.count for part in self.parts)


def shelves(session: Session, *, off: bool = False) -> tuple[Shelf, ...]:
    """The libraries in their order; with `off` those that are switched off, without those merged into another."""
    items = sorted(session.find(CodeItem, list_name=LIST), key=lambda item: (item.position or 0, item.id))
    by_code = {item.code: item for item in items}
    found = []
    for item in items:
        gone = not item.active and item.parent in by_code
        if gone or item.active is off:
            continue
        into = [other for other in items if not other.active and other.parent == item.code]
        parts = [part for held in (item, *into) for part in _parts(session, held)]
        found.append(Shelf(item, tuple(parts), tuple((other.label, other.id) for other in into)))
    return tuple(found)


def _parts(session: Session, item: CodeItem) -> Iterator[Part]:
    if item.code in _WHOLE:
        type_name, label = _WHOLE[item.code]
        yield _part(session, label, type_name, ())
    elif item.code in _PEOPLE:
        pools = tuple(
            pool.code
            for pool in session.codes("pool_kind")
            if (pool.parent or TALENTS) == item.code or (pool.parent not in _PEOPLE and item.code == TALENTS)
        )
        yield _part(session, _PEOPLE[item.code], "person", (Filter("pool", Op.IN, pools),))
    # What was filed under a library by hand is found there, whatever else it holds.
    own = _part(session, item.label, "library_item", (Filter("kind", Op.EQ, item.code),))
    if own.count or item.code not in {*_WHOLE, *_PEOPLE}:
        yield own


def _part(session: Session, label: str, type_name: str, filters: tuple[Filter, ...]) -> Part:
    return Part(label, type_name, filters, session.count(Query(type_name, filters)))


def merge(session: Session, id: str, into: str) -> CodeItem:
    """Let one library go into another; its records stay, and are found there. Refused for a merger into itself."""
    item, target = session.get(CodeItem, id), session.get(CodeItem, into)
    reasons = []
    if item.id == target.id:
        reasons.append("不能并入它自己")
    if not target.active:
        reasons.append(f"“{target.label}”已停用")
    if any(
        not other.active and other.parent == item.code for other in session.find(CodeItem, list_name=LIST)
    ):
        reasons.append(f"已有别的库并入“{item.label}”，请先拆出")
    if reasons:
        raise Refused("不能合并", reasons, kept="六库没有变化")
    return session.save(replace(item, active=False, parent=target.code), note=f"并入{target.label}")


def split(session: Session, id: str) -> CodeItem:
    """Take a merged library out again, or switch one on again."""
    return session.save(replace(session.get(CodeItem, id), active=True, parent=""), note="恢复")
