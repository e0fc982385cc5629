"""Who served where and how long, what has become fixed that should not be (三个不固定), and person-times drawn.

It reads members and spells served before this vault; it warns, and moves nobody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.areas.libraries.model import Person
from app.areas.preparation.model import Member, Round
from app.areas.preparation.staffing.model import ServiceSpell
from app.areas.preparation.staffing.shipped import limits_of
from db.query import Filter, Op, Query
from db.session import Session
from db.versions import Wire

_BY_ID = (("id", False),)
_MEMBER = ("task_id", "person_id", "name", "role", "state", "home_unit", "joined_on", "left_on")
RoundKey = tuple[int, str]
"""(year, name) of a round, in this vault or before it."""


@dataclass(frozen=True)
class Spell:
    """One person in one group of one round. open: still serving."""

    person: str
    name: str
    round: RoundKey
    group: str
    role: str
    unit: str
    home_unit: str
    started_on: date | None
    ended_on: date | None
    open: bool = False


@dataclass(frozen=True)
class Served:
    """What one person has served. run: rounds in a row up to the newest known; months: of the present service."""

    person: str
    name: str
    employer: str
    rounds: int
    run: int
    months: int | None
    last: str
    posts: str
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class Times:
    """Person-times drawn (抽调人次): one person counts once in one round."""

    total: int
    people: int
    by_year: tuple[tuple[str, int], ...]
    by_round: tuple[tuple[str, int], ...]
    by_unit: tuple[tuple[str, int], ...]
    formula: str


def spells(session: Session) -> tuple[Spell, ...]:
    """Every spell known, the members of this vault (those merely named left out) and those before it."""
    rounds = {held.id: held for held in session.find(Round)}
    units = _by_id(session, "unit", "name", removed=True)
    homes = _by_id(session, "person", "home_unit", "employer")
    places = {
        str(id): (place, rounds[str(of)], str(group), units.get(str(unit), ("",))[0])
        for place, (id, of, group, unit) in enumerate(
            session.values(Query("task", (), _BY_ID), "id", "round_id", "group_name", "unit_id")
        )
        if str(of) in rounds
    }
    served = Query("member", (Filter("state", Op.NE, "named"),), _BY_ID)
    members = [held for held in session.values(served, *_MEMBER) if held[0] in places]
    members.sort(key=lambda held: places[str(held[0])][0])
    found = [_spell(held, *places[str(held[0])][1:], homes) for held in members]
    found += [_earlier(spell) for spell in session.find(ServiceSpell)]
    return tuple(found)


def _spell(
    held: Sequence[Wire], round_: Round, group: str, unit: str, homes: Mapping[str, tuple[str, ...]]
) -> Spell:
    _, person, name, role, state, home, joined, left = (str(value or "") for value in held)
    return Spell(
        person or name,
        name,
        round_key(round_),
        group,
        role,
        unit,
        home.strip() or next(filter(None, homes.get(person, ())), ""),
        date.fromisoformat(joined) if joined else round_.starts_on,
        date.fromisoformat(left) if left else None,
        state == "serving" and round_.state != "closed",
    )


def _by_id(
    session: Session, type_name: str, *names: str, removed: bool = False
) -> dict[str, tuple[str, ...]]:
    """Some texts of every record of a type, those taken out of the lists included where asked."""
    asked = (False, True) if removed else (False,)
    rows = [row for gone in asked for row in session.values(Query(type_name, deleted=gone), "id", *names)]
    return {str(row[0]): tuple(str(value or "") for value in row[1:]) for row in rows}


def _earlier(held: ServiceSpell) -> Spell:
    return Spell(
        held.person_id or held.name,
        held.name,
        (held.year or 0, held.round_name),
        held.group_name,
        held.post,
        held.unit_name,
        held.home_unit,
        held.started_on,
        held.ended_on,
    )


def round_key(held: Round) -> RoundKey:
    """How a round of this vault is named in spells."""
    year = held.year or (held.starts_on.year if held.starts_on else 0)
    return year, held.name


def home_unit_of(member: Member, person: Person | None) -> str:
    """Where a member was drawn from, in the words of a letter."""
    if member.home_unit.strip():
        return member.home_unit.strip()
    return (person.home_unit or person.employer) if person else ""


def rounds_in_order(held: Iterable[Spell]) -> tuple[RoundKey, ...]:
    """Every round known, oldest first."""
    first: dict[RoundKey, date] = {}
    for spell in held:
        start = spell.started_on or date(max(spell.round[0], 1), 1, 1)
        first[spell.round] = min(first.get(spell.round, start), start)
    return tuple(sorted(first, key=lambda key: (key[0], first[key], key[1])))


def served(session: Session, *, today: date, known: tuple[Spell, ...] | None = None) -> tuple[Served, ...]:
    """Everybody who ever served, those with warnings first, then by how often. known: the spells, if read already."""
    limits = limits_of(session)
    every = spells(session) if known is None else known
    order = rounds_in_order(every)
    fixed = fixed_relations(every, order, limits)
    employers = _by_id(session, "person", "employer")
    mine: dict[str, list[Spell]] = {}
    for spell in every:
        mine.setdefault(spell.person, []).append(spell)
    roles = {code.code: code.label for code in session.codes("group_role")}
    rows = [
        _served(own, employers.get(key), order, roles, limits, fixed.get(key, ()), today)
        for key, own in mine.items()
    ]
    return tuple(sorted(rows, key=lambda row: (not row.warnings, -row.rounds, row.name)))


def _served(
    own: list[Spell],
    employer: tuple[str, ...] | None,
    order: tuple[RoundKey, ...],
    roles: Mapping[str, str],
    limits: Mapping[str, int],
    fixed: tuple[str, ...],
    today: date,
) -> Served:
    rounds = {spell.round for spell in own}
    run = run_of(rounds, order)
    months = max(
        (_months(spell.started_on, today) for spell in own if spell.open and spell.started_on), default=None
    )
    place = {key: n for n, key in enumerate(order)}
    newest = max(own, key=lambda spell: place[spell.round])
    warnings = list(fixed)
    if run > limits["consecutive_rounds"]:
        warnings.insert(0, f"连续参加{run}轮，超过{limits['consecutive_rounds']}轮")
    if months is not None and months > limits["service_months"]:
        warnings.append(f"连续抽调{months}个月，超过{limits['service_months']}个月")
    posts = Counter(roles.get(spell.role, spell.role) for spell in own)
    return Served(
        person=newest.person,
        name=newest.name,
        employer=employer[0] if employer else newest.home_unit,
        rounds=len(rounds),
        run=run,
        months=months,
        last=newest.round[1],
        posts="、".join(f"{post}{count}次" for post, count in posts.most_common()),
        warnings=tuple(warnings),
    )


def run_of(rounds: set[RoundKey], order: tuple[RoundKey, ...]) -> int:
    """How many rounds in a row somebody served, up to and including the newest one known."""
    run = 0
    for key in reversed(order):
        if key not in rounds:
            break
        run += 1
    return run


def _months(start: date, end: date) -> int:
    return max(0, (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day))


def fixed_relations(
    every: tuple[Spell, ...], order: tuple[RoundKey, ...], limits: Mapping[str, int]
) -> dict[str, tuple[str, ...]]:
    """三个不固定, by person: the same group led again, the same unit inspected again, the same group at the same unit."""
    newest = order[-1] if order else None
    earlier: dict[str, list[Spell]] = {}
    led_by: dict[str, list[Spell]] = {}
    for spell in every:
        if spell.round != newest:
            earlier.setdefault(spell.person, []).append(spell)
            if spell.role == "leader":
                led_by.setdefault(spell.group, []).append(spell)
    found: dict[str, list[str]] = {}
    for spell in every:
        if spell.round != newest:
            continue
        own = earlier.get(spell.person, [])
        said = found.setdefault(spell.person, [])
        if spell.role == "leader":
            led = {other.round for other in own if other.role == "leader" and other.group == spell.group}
            run = run_of({*led, spell.round}, order)
            if run > limits["same_leader_rounds"]:
                said.append(f"组长不固定：连续{run}轮任{spell.group}组长")
        again = [other.round for other in own if same_unit(other.unit, spell.unit)]
        near = [key for key in again if spell.round[0] - key[0] < limits["same_unit_years"]]
        if near:
            key = max(near)
            said.append(f"巡察对象不固定：{key[0]}年{key[1]}巡察过{spell.unit}")
        if spell.role == "leader":
            said += [
                f"巡察组与对象的关系不固定：{other.group}在{other.round[1]}巡察过{spell.unit}"
                for other in led_by.get(spell.group, ())
                if same_unit(other.unit, spell.unit) and other.person != spell.person
            ]
    return {person: tuple(dict.fromkeys(said)) for person, said in found.items() if said}


def same_unit(one: str, other: str) -> bool:
    """Whether two written names mean the same unit: equal, or one within the other."""
    return bool(one and other) and (
        one == other or (min(len(one), len(other)) >= 4 and (one in other or other in one))
    )


def person_times(
    session: Session, *, year: int = 0, round_name: str = "", known: tuple[Spell, ...] | None = None
) -> Times:
    """抽调人次, over all rounds or one year or one round; one person in one round counts once. known: as for `served`."""
    kept: dict[tuple[str, RoundKey], Spell] = {}
    for spell in spells(session) if known is None else known:
        if (year and spell.round[0] != year) or (round_name and spell.round[1] != round_name):
            continue
        kept.setdefault((spell.person, spell.round), spell)
    order = rounds_in_order(kept.values())
    by_round = Counter(spell.round for spell in kept.values())
    years = Counter(str(spell.round[0]) for spell in kept.values())
    units = Counter(spell.home_unit or "（没有登记派出单位）" for spell in kept.values())
    shown = "＋".join(f"{key[1]}{by_round[key]}" for key in order) or "0"
    people = len({person for person, _ in kept})
    return Times(
        total=len(kept),
        people=people,
        by_year=tuple(sorted(years.items())),
        by_round=tuple((key[1], by_round[key]) for key in order),
        by_unit=tuple(units.most_common()),
        formula=f"抽调人次＝{shown}＝{len(kept)}人次（同一人同一轮计1次；涉及{people}人；拟任未到组的不计）",
    )
