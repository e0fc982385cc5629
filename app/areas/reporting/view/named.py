"""点人点事 in the text of a report: a selected passage registered as an item to be followed up, and which ones are.

The items themselves are the meetings slice's; a passage is recognised by its words.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from app.areas.reporting.meetings.items import NamedItem
from app.areas.reporting.model import without_citations
from app.core.records import Record
from app.widgets.desk import Desk
from app.widgets.frame import ask_fields

if TYPE_CHECKING:
    from db.session import Session


def named_passages(session: Session, *, task_id: str) -> tuple[str, ...]:
    """The words of every item of a task, longest first; none without a task."""
    if not task_id:
        return ()
    held = [item.content for item in session.find(NamedItem, task_id=task_id) if not item.deleted]
    return tuple(sorted({text for text in held if text.strip()}, key=len, reverse=True))


def ask_named(desk: Desk, task_id: str, passage: str, then: Callable[[Record], None]) -> None:
    """Ask about a passage of a text of this task and register it."""
    text = " ".join(without_citations(passage).split())

    def make(session: Session) -> NamedItem:
        return NamedItem(task_id=task_id, content=text, said_by=session.actor.name)

    def store(record: Record, values: dict[str, Any]) -> None:
        desk.work.write(lambda session: session.create(replace(record, **values)), then)

    ask_fields(
        desk, "登记点人点事", make, ("kind", "content", "about", "said_by"), "登记", store, needs=("content",),
        text="写单位和职务，不写线索。登记后这段话在正文里标出，并进入点人点事清单。",
    )  # fmt: skip
