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
