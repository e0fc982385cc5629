"""Completion rates: each with its formula and denominators, and whether a printed figure agrees with its own numbers.

Only finished counts as done; nothing here reads a vault.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s*[%％]")
_PLACES = Decimal("0.01")


@dataclass(frozen=True)
class Rate:
    """A completion rate with what it was made from; percent is None when nothing had to be done."""

    total: int
    done: int
    mostly: int
    doing: int

    @property
    def percent(self) -> float | None:
        """Done over total, in per cent, to two places."""
        return percent_of(self.done, self.total)

    @property
    def formula(self) -> str:
        """The rate as a sum that a reader can check."""
        if self.percent is None:
            return "没有应整改任务"
        return f"完成率＝已完成{self.done}÷应整改{self.total}＝{self.percent:.2f}%（基本完成{self.mostly}项不计入已完成）"


@dataclass(frozen=True)
class Checked:
    """A printed rate held against its own numbers. printed, computed: per cent to two places, None where unknown.

    faults: what does not agree, in the user's words; empty when all is sound.
    """

    total: int
    done: int
    printed: float | None
    computed: float | None
    faults: tuple[str, ...]

    @property
    def formula(self) -> str:
        """The sum behind the computed figure."""
        if self.computed is None:
            return "没有应整改数，算不出完成率"
        return f"已完成{self.done}÷应整改{self.total}＝{self.computed:.2f}%"


def percent_of(part: int, whole: int) -> float | None:
    """part ÷ whole in per cent, rounded half up to two places as tables print it; None when whole is 0."""
    if not whole:
        return None
    exact = Decimal(part) * 100 / Decimal(whole)
    return float(exact.quantize(_PLACES, ROUND_HALF_UP))


def percent_in(text: str) -> float | None:
    """The first percentage written in a text ("整改完成率98.71%"), None when there is none."""
    found = _PERCENT.search(text)
    return float(found[1]) if found else None


def reconcile(total: int, done: int, printed: str | float | None, *parts: int) -> Checked:
    """Hold a printed rate against total and done. parts: the numbers that should add up to the total, if any are given.

    A printed figure may have fewer places than two; it is wrong only where it is not the computed one so rounded.
    """
    shown = percent_in(printed) if isinstance(printed, str) else printed
    computed = percent_of(done, total)
    faults: list[str] = []
    if done > total:
        faults.append(f"已完成{done}多于应整改{total}")
    if parts and sum(parts) != total:
        sum_text = "＋".join(map(str, parts))
        faults.append(f"各项相加{sum_text}＝{sum(parts)}，与应整改{total}不符")
    if shown is not None and computed is not None and not _agrees(printed, shown, done, total):
        faults.append(f"报告写{shown:g}%，按{done}÷{total}应为{computed:.2f}%")
    return Checked(total, done, shown, computed, tuple(faults))


def _agrees(printed: str | float | None, shown: float, done: int, total: int) -> bool:
    found = _PERCENT.search(printed) if isinstance(printed, str) else None
    written = found[1] if found else f"{shown:g}"
    places = len(written.partition(".")[2])
    exact = Decimal(done) * 100 / Decimal(total)
    return exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) == Decimal(written)


@dataclass(frozen=True)
class Split:
    """Problems broken into tasks: how many of each sort of problem, how many tasks, how many are done."""

    problems: tuple[tuple[str, int], ...]
    tasks: int
    done: int

    @property
    def formula(self) -> str:
        """How the counts hang together, for a table's foot."""
        sorts = "，".join(f"{label}{count}个" for label, count in self.problems)
        percent = percent_of(self.done, self.tasks)
        rate = f"，完成率＝{self.done}÷{self.tasks}＝{percent:.2f}%" if percent is not None else ""
        return f"{sorts}，分解为{self.tasks}项整改任务，已完成{self.done}项{rate}"


def sum_of(rates: Iterable[Rate]) -> Rate:
    """One rate over several: totals are added, never the percentages."""
    held = tuple(rates)
    return Rate(
        sum(rate.total for rate in held),
        sum(rate.done for rate in held),
        sum(rate.mostly for rate in held),
        sum(rate.doing for rate in held),
    )
