"""How close a deadline is, as a colour with a word. It must not know what is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

Steps = tuple[int, int, int]
"""Days before a deadline from which it is green, yellow and red (绿、黄、红), widest first."""
STEPS: Steps = (20, 10, 0)


class Due(StrEnum):
    """How close a deadline is, by the default steps of 20, 10 and 0 days."""

    NONE = "none"
    CALM = "calm"
    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


DUE_LABEL = {
    Due.NONE: "未定期限",
    Due.CALM: "未到提醒期",
    Due.GREEN: "20天内到期",
    Due.YELLOW: "10天内到期",
    Due.RED: "已到期",
}


def due_colour(due_on: date | None, today: date, steps: Steps = STEPS) -> Due:
    """The warning colour (绿、黄、红函) of a deadline; `steps` are days before it, widest first."""
    if due_on is None:
        return Due.NONE
    left = (due_on - today).days
    green, yellow, red = steps
    if left <= red:
        return Due.RED
    if left <= yellow:
        return Due.YELLOW
    return Due.GREEN if left <= green else Due.CALM


def due_words(due_on: date | None, today: date) -> str:
    """How far a deadline is, in words that stand beside its colour."""
    if due_on is None:
        return DUE_LABEL[Due.NONE]
    left = (due_on - today).days
    if left < 0:
        return f"已超期{-left}天"
    return f"还有{left}天" if left else "今天到期"


@dataclass(frozen=True)
class DateNote:
    """A deadline of a record as the form shows it. how: the sum behind it; done: it needs no reminder any more."""

    label: str
    on: date
    due: Due
    how: str
    done: bool = False
