"""Days, working days and months counted from a day, by a calendar of legal holidays and moved working days (调休).

It reads no calendar; whoever calls brings one.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

WEEKEND = 5


@dataclass(frozen=True)
class Calendar:
    """Days off (放假) and days worked (调休上班) beside the ordinary week; years: those whose table is known."""

    off: frozenset[date] = frozenset()
    on: frozenset[date] = frozenset()
    years: frozenset[int] = frozenset()

    def is_workday(self, day: date) -> bool:
        """Whether people work on `day`; in a year without a table, every day but Saturday and Sunday."""
        if day in self.on:
            return True
        return day not in self.off and day.weekday() < WEEKEND

    def workdays_after(self, start: date, count: int) -> date:
        """The `count`-th working day after `start`, which is not counted itself; before it when negative."""
        step = timedelta(days=1 if count > 0 else -1)
        day, left = start, abs(count)
        while left > 0:
            day += step
            left -= self.is_workday(day)
        return day

    def days_off_between(self, start: date, end: date) -> int:
        """How many days after `start` up to `end` (or back to it) are not worked."""
        low, high = sorted((start, end))
        days = (low + timedelta(days=n) for n in range(1, (high - low).days + 1))
        return sum(not self.is_workday(day) for day in days)


def months_after(start: date, months: int) -> date:
    """The same day `months` later (earlier when negative), or the last day of that month when it is shorter."""
    index = start.year * 12 + start.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))
