"""What an import would change, as texts for the screen; and how a conflict can be settled. It applies nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.core.fields import Kind
from app.core.records import Catalog, RecordType
from app.widgets.display import Names, shown
from app.widgets.merging.deciding import Answer, Question
from db.merge import FieldDifference, Outcome, Plan, PlannedRecord

if TYPE_CHECKING:
    from db.session import Session

WORDS: Mapping[str, tuple[str, str]] = {
    "new": ("新增", "本库没有"),
    "take": ("更新", "对方改过，本机没动"),
    "join": ("合并", "两边改了不同的地方"),
    "conflict": ("冲突", "两边改了同一处"),
    "same": ("相同", "没有变化"),
    "ahead": ("本机较新", "保留本机"),
}
"""Outcome → its word and what it means."""
MOST_SHOWN = 400
OPEN = "（空白）"


@dataclass(frozen=True)
class ShownDifference:
    """One differing field as texts, with the difference itself for settling."""

    label: str
    mine: str
    theirs: str
    difference: FieldDifference


@dataclass(frozen=True)
class ShownRecord:
    """One record of the plan. outcome: key of WORDS."""

    type: str
    id: str
    title: str
    outcome: str
    number_taken: bool
    differences: tuple[ShownDifference, ...]


@dataclass(frozen=True)
class ShownGroup:
    """The records of one type: counts by outcome, and those worth showing."""

    type: str
    label: str
    counts: Mapping[str, int]
    records: tuple[ShownRecord, ...]


@dataclass(frozen=True)
class ShownPlan:
    """A plan with what it would change, in words."""

    plan: Plan
    groups: tuple[ShownGroup, ...]

    @property
    def conflicts(self) -> tuple[ShownRecord, ...]:
        """Records with a field that both sides changed."""
        return tuple(r for group in self.groups for r in group.records if r.outcome == Outcome.CONFLICT)

    @property
    def changes(self) -> int:
        """How many records accepting would add or change."""
        counts = self.plan.counts
        return sum(counts[key] for key in ("new", "take", "join", "conflict"))

    @property
    def said(self) -> str:
        """How many records of each outcome, as one line."""
        counts = self.plan.counts
        return "　".join(f"{WORDS[key][0]} {counts[key]}" for key in WORDS if counts[key])


def groups_of(session: Session, plan: Plan) -> tuple[ShownGroup, ...]:
    """The records of a plan type by type, those that change first."""
    by_type: dict[str, list[PlannedRecord]] = {}
    for planned in plan.records:
        by_type.setdefault(planned.type, []).append(planned)
    titles = {planned.id: planned.title for planned in plan.records}
    found = []
    for kind in session.catalog:
        planned_ones = by_type.get(kind.name)
        if planned_ones:
            found.append(_group(session, kind, planned_ones, titles))
    return tuple(found)


def _group(
    session: Session, kind: RecordType, planned: list[PlannedRecord], titles: Mapping[str, str]
) -> ShownGroup:
    order = list(WORDS)
    moving = [p for p in planned if p.outcome not in (Outcome.SAME, Outcome.AHEAD)]
    moving.sort(key=lambda p: order.index(p.outcome.value) if p.outcome is not Outcome.CONFLICT else -1)
    names = _names(session, kind, [d for p in moving for d in p.differences], titles)
    counts = {key: sum(p.outcome.value == key for p in planned) for key in order}
    records = tuple(
        ShownRecord(
            p.type,
            p.id,
            p.title,
            p.outcome.value,
            p.number_taken,
            tuple(_difference(kind, d, names) for d in p.differences),
        )
        for p in moving[:MOST_SHOWN]
    )
    return ShownGroup(kind.name, kind.label, counts, records)


def _names(
    session: Session, kind: RecordType, differences: list[FieldDifference], titles: Mapping[str, str]
) -> Names:
    codes = {spec.codes: session.codes(spec.codes) for spec in kind.fields if spec.codes}
    known = dict(titles)
    for difference in differences:
        _learn(session, kind, difference.field, (difference.mine, difference.theirs), known)
    return Names(codes, known)


def names_for(session: Session, kind: RecordType, field: str, values: Sequence[Any]) -> Names:
    """What is needed to show `values` of one field in words."""
    wanted = [kind.field(field).codes] if kind.has(field) and kind.field(field).codes else []
    known: dict[str, str] = {}
    _learn(session, kind, field, values, known)
    return Names({name: session.codes(name) for name in wanted}, known)


def _learn(
    session: Session, kind: RecordType, field: str, values: Sequence[Any], known: dict[str, str]
) -> None:
    if not kind.has(field) or kind.field(field).kind not in (Kind.LINK, Kind.LINKS):
        return
    to = kind.field(field).to
    for value in values:
        for id in value if isinstance(value, tuple) else (value,):
            if id and id not in known and session.exists(to, id):
                known[id] = session.fetch(to, id).title


def _difference(kind: RecordType, held: FieldDifference, names: Names) -> ShownDifference:
    mine, theirs = (value_text(kind, held.field, value, names) for value in (held.mine, held.theirs))
    return ShownDifference(held.label, mine or OPEN, theirs or OPEN, held)


def value_text(kind: RecordType, field: str, value: Any, names: Names) -> str:
    """A field's value in words."""
    if kind.has(field):
        return shown(kind.field(field), value, names)
    if field == "state":
        return kind.lifecycle.state(str(value)).label
    if field == "deleted":
        return "已移除" if value else "未移除"
    return str(value or "")


def both(kind: RecordType, difference: FieldDifference) -> Any:
    """Mine and theirs together, where a field can hold both: lists joined, paragraphs one after the other; else None."""
    return both_of(kind, difference.field, difference.mine, difference.theirs)


def both_of(kind: RecordType, field: str, mine: Any, theirs: Any) -> Any:
    """Two values of a field together, where it can hold both; else None."""
    if not kind.has(field) or not mine or not theirs:
        return None
    match kind.field(field).kind:
        case Kind.LONG_TEXT:
            return f"{mine}\n{theirs}"
        case Kind.LINKS | Kind.CHOICES | Kind.FILES | Kind.SIGNATURES:
            return tuple(dict.fromkeys((*mine, *theirs)))
        case _:
            return None


def questions_of(
    catalog: Catalog, pairs: Iterable[tuple[ShownRecord, ShownDifference]]
) -> tuple[Question, ...]:
    """What two sides wrote differently, as questions."""
    found = []
    for record, held in pairs:
        kind = catalog[record.type]
        together = both(kind, held.difference)
        answers = [
            Answer("本机", held.mine, held.difference.mine),
            Answer("对方", held.theirs, held.difference.theirs),
        ]
        if together is not None:
            answers.append(Answer("两者", "前后相接，都保留", together))
        key = (record.type, record.id, held.difference.field)
        found.append(Question(key, kind.label, record.title, held.label, tuple(answers)))
    return tuple(found)


def disputed(held: ShownPlan) -> tuple[tuple[ShownRecord, ShownDifference], ...]:
    """The fields that both sides changed."""
    return tuple(
        (record, difference)
        for record in held.conflicts
        for difference in record.differences
        if difference.difference.conflict
    )
