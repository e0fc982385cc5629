"""What an area hands to the window: its record types and its own pages. It must not build any widget."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.core.records import Record

if TYPE_CHECKING:
    from app.widgets.desk import Desk


@dataclass(frozen=True)
class PageSpec:
    """A page of an area beside the generic lists. `make` builds it anew each time it is opened.

    code: unique in the window; step: code of the AreaSpec it is listed under, "" when only opened by code.
    group: the entry under which the navigation gathers this page with others, "" for an entry of its own.
    A page may offer `title: str`, `leave() -> None` (called when another page covers it) and `refresh() -> None`.
    """

    code: str
    label: str
    icon: str
    step: str
    make: Callable[[Desk], QWidget]
    group: str = ""


@dataclass(frozen=True)
class AreaSpec:
    """One entry of the left column: a step of the work or a library, with its record types in working order."""

    step: str
    label: str
    icon: str
    types: tuple[type[Record], ...] = ()
    pages: tuple[PageSpec, ...] = ()
    purpose: str = ""


def list_code(type_name: str) -> str:
    """Page code of the generic list of a record type."""
    return f"list:{type_name}"


@dataclass(frozen=True)
class Entry:
    """One page or list of an area. type: name of the record type of a list, "" for a page."""

    code: str
    label: str
    icon: str
    group: str = ""
    type: str = ""
    purpose: str = ""


def entries(area: AreaSpec) -> tuple[Entry, ...]:
    """Everything that is listed under an area: its pages, then its lists."""
    pages = (Entry(p.code, p.label, p.icon, p.group) for p in area.pages if p.step == area.step)
    kinds = (cls.TYPE for cls in area.types)
    lists = (
        Entry(list_code(kind.name), kind.label, kind.icon, kind.group, kind.name, kind.purpose)
        for kind in kinds
    )
    return (*pages, *lists)


def gathered(area: AreaSpec) -> dict[str, tuple[Entry, ...]]:
    """The groups of an area, each with its entries; what stands by itself, or is alone in its group, is under ""."""
    found: dict[str, list[Entry]] = {"": []}
    every = entries(area)
    for entry in every:
        alone = sum(other.group == entry.group for other in every) == 1
        found.setdefault("" if alone else entry.group, []).append(entry)
    return {name: tuple(held) for name, held in found.items()}


def group_code(step: str, group: str) -> str:
    """Page code of a group of an area."""
    return f"group:{step}:{group}"
