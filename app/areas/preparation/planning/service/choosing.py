"""Rank units for a round by editable weights, with the reasons shown, and record what is proposed.

What the compartment of clues tells counts only for those who can open it, and is never written into a proposal.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from app.areas.libraries.model import Unit
from app.areas.preparation.model import Round
from app.areas.preparation.planning.model.choosing import Candidate, ChoiceFactor, UnitSignal
from app.areas.preparation.planning.model.plans import PlanUnit
from app.core.errors import Refused
from app.core.points import short_points
from db.query import Filter, Op, Query
from db.session import Session

CLUE = "clue"
"""The factor that only those with the key to the compartment can count."""


@dataclass(frozen=True)
class Part:
    """What one factor adds: how much of it there is, the points in tenths, and the sum in words."""

    factor: str
    label: str
    value: int
    tenths: int
    words: str


@dataclass(frozen=True)
class Ranked:
    """One unit with its points in tenths and what they are made of, heaviest first."""

    unit: Unit
    parts: tuple[Part, ...]

    @property
    def tenths(self) -> int:
        """All points."""
        return sum(part.tenths for part in self.parts)

    @property
    def open_parts(self) -> tuple[Part, ...]:
        """The parts that may be told to everybody."""
        return tuple(part for part in self.parts if part.factor != CLUE)


def schemes_of(session: Session) -> tuple[str, ...]:
    """The names of the weighting schemes, in order of first use."""
    return tuple(dict.fromkeys(row.scheme for row in session.find(ChoiceFactor) if row.active))


def ranking(session: Session, scheme: str, *, today: date) -> tuple[Ranked, ...]:
    """All units by points, most first; units marked 不列入全覆盖 and those without any point stay at the end."""
    factors = [row for row in session.find(ChoiceFactor, scheme=scheme) if row.active]
    counts = _Counts(session, today)
    units = [unit for unit in session.find(Unit) if not unit.outside]
    found = [Ranked(unit, _parts(session, counts, unit, factors)) for unit in units]
    return tuple(sorted(found, key=lambda held: (-held.tenths, held.unit.name)))


def _parts(
    session: Session, counts: _Counts, unit: Unit, factors: Sequence[ChoiceFactor]
) -> tuple[Part, ...]:
    made = []
    for row in factors:
        value = counts.of(unit, row.factor, row.years or 3)
        if not value:
            continue
        points = value * (row.points or 0)
        tenths = min(points, row.cap) if row.cap is not None else points
        label = session.code_label("choice_factor", row.factor)
        capped = f"，最多计{short_points(tenths)}分" if tenths < points else ""
        words = f"{label}：{value} × {short_points(row.points or 0)}＝{short_points(points)}分{capped}"
        made.append(Part(row.factor, label, value, tenths, words))
    return tuple(sorted(made, key=lambda part: -part.tenths))


class _Counts:
    """Reads once what all factors of all units need."""

    def __init__(self, session: Session, today: date) -> None:
        self._session = session
        self._today = today
        self._linked_to: dict[str, dict[str, int]] = {}
        self._signals: dict[tuple[str, str], list[UnitSignal]] = {}
        for held in session.find(UnitSignal):
            self._signals.setdefault((held.unit_id, held.kind), []).append(held)
        self._tasks: dict[str, list[str]] = {}
        self._left: dict[str, date] = {}
        for id, unit, left, state in session.values(Query("task"), "id", "unit_id", "stay_to", "state"):
            self._tasks.setdefault(str(unit), []).append(str(id))
            if left and state not in ("preparing", "onsite"):
                day = date.fromisoformat(str(left))
                self._left[str(unit)] = max(day, self._left.get(str(unit), day))
        self._planned = {row.unit_id for row in session.find(PlanUnit) if row.year == today.year}

    def of(self, unit: Unit, factor: str, years: int) -> int:
        """How much of `factor` the unit has in the last `years` years."""
        since = self._today.year - years
        match factor:
            case "clue":
                return self._linked(unit, "clue", "dropped") if self._session.can_clues else 0
            case "years":
                last = self._last(unit)
                return max(0, self._today.year - last.year) if last else 0
            case "never":
                return int(self._last(unit) is None)
            case "planned":
                return int(unit.id in self._planned)
            case "petition":
                return self._signalled(unit, factor, since) + self._linked(unit, "petition", "")
            case _:
                return self._signalled(unit, factor, since)

    def _signalled(self, unit: Unit, kind: str, since: int) -> int:
        rows = self._signals.get((unit.id, kind), [])
        return sum(row.count or 1 for row in rows if row.seen_on is None or row.seen_on.year >= since)

    def _linked(self, unit: Unit, type_name: str, without: str) -> int:
        if type_name not in self._linked_to:
            query = Query(type_name, (Filter("state", Op.NE, without),))
            counts = self._session.tally(query, "task_id")
            self._linked_to[type_name] = {str(task): n for (task,), n in counts.items()}
        held = self._linked_to[type_name]
        return sum(held.get(task, 0) for task in self._tasks.get(unit.id, []))

    def _last(self, unit: Unit) -> date | None:
        known = (unit.last_inspected, self._left.get(unit.id))
        return max((day for day in known if day), default=None)


def propose(session: Session, round_: Round, chosen: Iterable[Ranked], scheme: str) -> tuple[Candidate, ...]:
    """Put units on the proposed list of a round, in this order, behind those already there; Refused when none is new."""
    held = {row.unit_id for row in session.find(Candidate, round_id=round_.id)}
    place = len(held)
    made = []
    with session.transaction():
        for ranked in chosen:
            if ranked.unit.id in held:
                continue
            place += 1
            parts = ranked.open_parts
            made.append(
                session.create(
                    Candidate(
                        round_id=round_.id,
                        unit_id=ranked.unit.id,
                        position=place,
                        score=sum(part.tenths for part in parts),
                        scheme=scheme,
                        reasons="\n".join(part.words for part in parts) or "没有可计分的因素，按需要安排",
                        kind=round_.kinds[0] if round_.kinds else "",
                    )
                )
            )
    if not made:
        raise Refused("没有新的拟巡察对象", ["所选党组织都已在本轮建议名单里"])
    return tuple(made)
