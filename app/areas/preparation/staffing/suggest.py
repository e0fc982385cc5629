"""Choose people from the pool (选配): who fits a need, in what order and why; who does not, and why not.

It proposes; a person picks, and what is picked becomes members in the state 拟任.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.areas.libraries.model import Person, Unit
from app.areas.preparation.declarations import Recusal
from app.areas.preparation.model import Member, Task
from app.areas.preparation.service import add_member
from app.areas.preparation.staffing.conditions import EXCELLENT, Verdict, appraisals, checked
from app.areas.preparation.staffing.model import StaffNeed
from app.areas.preparation.staffing.recusal import HAS, OPEN, cell_of
from app.areas.preparation.staffing.rotation import RoundKey, Spell, rounds_in_order, run_of, spells
from app.areas.preparation.staffing.shipped import limits_of
from app.core.errors import Refused
from db.query import Filter, Op, Query
from db.session import Session

_BY_ID = (("id", False),)
BUSY = ("preparing", "onsite", "reporting")
"""States of a task whose members are drawn and not yet free."""
MOST_EXPERIENCE = 5
POOLS = {"leader": "leader", "deputy": "deputy"}
"""Role in the group → 入库类别 it is filled from; every other role from the general pools."""


@dataclass(frozen=True)
class Candidate:
    """Somebody who fits. points: their sum is what reasons say; cautions do not exclude."""

    person: Person
    points: int
    reasons: tuple[str, ...]
    cautions: tuple[str, ...]
    rounds: int
    last: str

    @property
    def why(self) -> str:
        """The reasons and cautions in one line."""
        return "；".join((*self.reasons, *(f"注意：{text}" for text in self.cautions)))


@dataclass(frozen=True)
class Excluded:
    """Somebody who cannot be drawn for this task, with every reason."""

    person: Person
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Proposal:
    """The answer to one need: candidates best first; filled: members of the task who hold this post already."""

    need: StaffNeed
    candidates: tuple[Candidate, ...]
    excluded: tuple[Excluded, ...]
    filled: tuple[Member, ...]

    @property
    def open(self) -> int:
        """How many are still wanted."""
        return max(0, (self.need.count or 0) - len(self.filled))


@dataclass(frozen=True)
class Pick:
    """Who is to be named for what, and why."""

    person_id: str
    role: str
    duty: str
    why: str


@dataclass(frozen=True)
class _Known:
    """What is read once for all candidates of a task."""

    task: Task
    unit: Unit
    declared: Mapping[str, Recusal]
    serving: Mapping[str, tuple[Task, ...]]
    spells: Mapping[str, tuple[Spell, ...]]
    order: tuple[RoundKey, ...]
    verdicts: Mapping[str, tuple[Verdict, ...]]
    limits: Mapping[str, int]
    skills: Mapping[str, str]


def propose(session: Session, task: Task, *, today: date) -> tuple[Proposal, ...]:
    """An answer to every need of a task, in the order in which the needs were written."""
    needs = session.find(StaffNeed, task_id=task.id)
    people = session.find(Person) if needs else ()
    known = _read(session, task, people, today)
    against = {person.id: _against(person, known) for person in people}
    members = [held for held in session.find(Member, task_id=task.id) if held.state != "left"]
    return tuple(
        _answer(
            need,
            people,
            against,
            known,
            tuple(held for held in members if (held.role, held.duty) == (need.role, need.duty)),
        )
        for need in needs
    )


def _read(session: Session, task: Task, people: tuple[Person, ...], today: date) -> _Known:
    busy = {other.id: other for state in BUSY for other in session.find(Task, state=state)}
    serving: dict[str, list[Task]] = {}
    place = {id: n for n, id in enumerate(busy)}
    here = Query("member", (Filter("task_id", Op.IN, tuple(busy)), Filter("state", Op.NE, "left")), _BY_ID)
    found = [(str(other), str(person)) for other, person in session.values(here, "task_id", "person_id")]
    for other, person in sorted(found, key=lambda held: place[held[0]]):
        serving.setdefault(person, []).append(busy[other])
    every = spells(session)
    own: dict[str, list[Spell]] = {}
    for spell in every:
        own.setdefault(spell.person, []).append(spell)
    return _Known(
        task=task,
        unit=session.get(Unit, task.unit_id),
        declared={held.person_id: held for held in session.find(Recusal, task_id=task.id)},
        serving={key: tuple(held) for key, held in serving.items()},
        spells={key: tuple(held) for key, held in own.items()},
        order=rounds_in_order(every),
        verdicts=checked(session, people, today=today),
        limits=limits_of(session),
        skills={code.code: code.label for code in session.codes("skill")},
    )


def _answer(
    need: StaffNeed,
    people: tuple[Person, ...],
    against: Mapping[str, tuple[str, ...]],
    known: _Known,
    filled: tuple[Member, ...],
) -> Proposal:
    candidates, excluded = [], []
    for person in people:
        if against[person.id]:
            excluded.append(Excluded(person, against[person.id]))
        elif _pool_fits(person, need):
            candidates.append(_weigh(person, need, known))
    candidates.sort(key=lambda held: (-held.points, held.rounds, held.person.name))
    return Proposal(need, tuple(candidates), tuple(excluded), filled)


def _pool_fits(person: Person, need: StaffNeed) -> bool:
    wanted = POOLS.get(need.role)
    if wanted is not None:
        return person.pool in (wanted, "leader")
    return person.pool not in ("leader", "observer")


def _against(person: Person, known: _Known) -> tuple[str, ...]:
    found = []
    if not person.available:
        found.append(f"不能抽调{f'：{person.unavailable_why}' if person.unavailable_why else ''}")
    for other in known.serving.get(person.id, ()):
        if other.id == known.task.id:
            found.append("已在本任务组内")
        elif other.round_id == known.task.round_id:
            found.append(f"本轮已在{other.group_name}")
    cell = cell_of(person, known.unit, known.declared.get(person.id))
    if cell.state == HAS:
        found.append(f"已决定回避：{'；'.join(cell.reasons)}")
    elif cell.state == OPEN and (hints := [text for text in cell.reasons if "回避：" in text]):
        found.append(f"可能须回避，认定无须回避后再选：{'；'.join(hints)}")
    found += [
        f"条件不符：{held.condition.name}（{held.basis}）"
        for held in known.verdicts.get(person.id, ())
        if held.result == "unmet" and held.condition.decisive and held.condition.rule != "available"
    ]
    return tuple(found)


def _weigh(person: Person, need: StaffNeed, known: _Known) -> Candidate:
    limits = known.limits
    own = known.spells.get(person.id, ())
    rounds = {spell.round for spell in own}
    count = max(len(rounds), person.rounds or 0)
    found: list[tuple[int, str]] = []
    matched = [code for code in need.skills if code in person.skills]
    if matched:
        names = "、".join(known.skills.get(code, code) for code in matched)
        found.append((limits["weight_skill"] * len(matched), f"专长对口：{names}"))
    if person.pool == POOLS.get(need.role, "member"):
        found.append((limits["weight_pool"], "库别与职务对应"))
    if count:
        found.append((limits["weight_experience"] * min(count, MOST_EXPERIENCE), f"参加过{count}轮"))
    newest = known.order[-1] if known.order else None
    if newest is not None and newest not in rounds:
        found.append((limits["weight_rest"], "上一轮没有抽调"))
    if any(grade == EXCELLENT for _, grade in appraisals(person)[:3]):
        found.append((limits["weight_excellent"], "近三年考核有优秀"))
    busy = [task for task in known.serving.get(person.id, ()) if task.round_id != known.task.round_id]
    if busy:
        found.append((-limits["weight_load"] * len(busy), f"手上有{len(busy)}个未结任务"))
    waiting = [held.condition.name for held in known.verdicts.get(person.id, ()) if held.result == "open"]
    if waiting:
        found.append((-limits["weight_open"] * len(waiting), f"条件待核{len(waiting)}项"))
    run = run_of(rounds, known.order)
    cautions = []
    if run >= limits["consecutive_rounds"]:
        cautions.append(f"已连续参加{run}轮")
    cautions += [
        f"{held.condition.name}（{held.basis}）"
        for held in known.verdicts.get(person.id, ())
        if held.result == "unmet"
    ]
    last = max(own, key=lambda spell: known.order.index(spell.round)).round[1] if own else ""
    return Candidate(
        person,
        sum(points for points, _ in found),
        tuple(f"{text}{points:+d}" for points, text in found),
        tuple(cautions),
        count,
        last,
    )


def name_members(session: Session, task: Task, picks: Sequence[Pick]) -> tuple[Member, ...]:
    """The proposed list: every pick a member in the state 拟任, with declaration and pledge open; all or none.

    Refused, with every reason, when somebody picked is picked twice or must not serve there.
    """
    names = {pick.person_id: session.get(Person, pick.person_id) for pick in picks}
    known = _read(session, task, tuple(names.values()), date.today())
    counts = {key: sum(pick.person_id == key for pick in picks) for key in names}
    reasons = [f"{names[key].name}选了{count}次" for key, count in counts.items() if count > 1]
    reasons += [f"{person.name}：{why}" for person in names.values() for why in _against(person, known)]
    if reasons:
        raise Refused("不能列入拟任名单", reasons, kept="名单没有变化")
    made = []
    with session.transaction():
        for pick in picks:
            person = names[pick.person_id]
            member = add_member(session, task, person, pick.role, duty=pick.duty)
            home = person.home_unit or person.employer
            made.append(session.save(replace(member, home_unit=home, chosen_why=pick.why)))
    return tuple(made)
