"""What is followed to its end (点人点事): each item with where it came from, its reports and the days left.

It reads only; items are entered and moved in their forms.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.areas.reporting.meetings.items import Instruction, ItemProgress, NamedItem
from app.areas.reporting.meetings.model import Meeting
from app.core.lifecycle import Reader
from db.query import Filter, Op, Query
from db.session import Session


@dataclass(frozen=True)
class TrackedItem:
    """One row of the page 点人点事. left: days until it is due, negative when overdue, None when undated or closed."""

    item: NamedItem
    source: str
    steps: tuple[ItemProgress, ...]
    left: int | None

    @property
    def overdue(self) -> bool:
        """Whether its day has passed and it is not closed."""
        return self.left is not None and self.left < 0


def tracked(reader: Reader, *, today: date, round_id: str = "") -> tuple[TrackedItem, ...]:
    """The items of a round (all without one): open ones first, by the day they are due, then those closed."""
    held = reader.find(NamedItem, round_id=round_id) if round_id else reader.find(NamedItem)
    found = [_tracked(reader, item, today) for item in held]
    return tuple(
        sorted(
            found,
            key=lambda row: (row.item.state == "closed", str(row.item.due_on or "9999"), row.item.number),
        )
    )


@dataclass(frozen=True)
class Tracked:
    """The items of a round by state: open ones by the day they are due, closed ones; at most so many of each are read.

    left, done: how many there are; late: how many open ones are past their day.
    """

    open: tuple[TrackedItem, ...]
    closed: tuple[TrackedItem, ...]
    left: int
    done: int
    late: int


def first_tracked(session: Session, *, today: date, round_id: str, most: int) -> Tracked:
    """What `tracked` lists, `most` of the open and of the closed."""
    scope = (Filter("round_id", Op.EQ, round_id),) if round_id else ()
    held = [
        (str(due or "9999"), str(number), str(id), state == "closed")
        for due, number, id, state in session.values(
            Query("named_item", scope), "due_on", "number", "id", "state"
        )
    ]
    left, done = ([one for one in sorted(held) if one[-1] is closed] for closed in (False, True))

    def read(rows: Sequence[tuple[str, str, str, bool]]) -> tuple[TrackedItem, ...]:
        return tuple(_tracked(session, session.get(NamedItem, row[2]), today) for row in rows[:most])

    late = sum(due < today.isoformat() for due, *_ in left)
    return Tracked(read(left), read(done), len(left), len(done), late)


def _tracked(reader: Reader, item: NamedItem, today: date) -> TrackedItem:
    source = ""
    if item.meeting_id:
        source = reader.get(Meeting, item.meeting_id).title
    elif item.instruction_id:
        source = f"{reader.get(Instruction, item.instruction_id).given_by}批示"
    steps = sorted(reader.find(ItemProgress, item_id=item.id), key=lambda step: str(step.happened_on or ""))
    left = (item.due_on - today).days if item.due_on and item.state != "closed" else None
    return TrackedItem(item, source, tuple(steps), left)
