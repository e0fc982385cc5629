"""Pages are opened by code alone: which record a page is to begin with waits here, on the desk.

It must not open or read anything itself.
"""

from __future__ import annotations

from app.widgets.desk import Desk


def go_to(desk: Desk, code: str, id: str) -> None:
    """Open a page at a record."""
    desk.setProperty(f"aim.{code}", id)
    desk.open_page(code)


def has_aim(desk: Desk, code: str) -> bool:
    """Whether a record waits for the page."""
    return bool(desk.property(f"aim.{code}"))


def take_aim(desk: Desk, code: str) -> str:
    """The record that waits for the page, "" for none; it waits no more."""
    id = str(desk.property(f"aim.{code}") or "")
    desk.setProperty(f"aim.{code}", "")
    return id


def remember(desk: Desk, code: str, id: str) -> None:
    """Note what a page showed last, for when it is opened anew."""
    desk.setProperty(f"last.{code}", id)


def remembered(desk: Desk, code: str) -> str:
    """What the page showed last in this session, "" for nothing."""
    return str(desk.property(f"last.{code}") or "")
