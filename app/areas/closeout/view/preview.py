"""What an opened bundle would change, as texts for the screen; and how a conflict can be settled. It applies nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.areas.closeout.sending import allowed_types
from app.areas.closeout.taking_back import RECEIPTED
from app.areas.closeout.view.deciding import Answer, Key, Question
from app.areas.preparation.dispatch import bundle_entry, take_over_numbering
from app.areas.preparation.model import Task
from app.areas.secrecy.model import BundleLog
from app.areas.secrecy.service import log_bundle
from app.bundle import transfer
from app.bundle.bundle import BundleKind, Card, Sealed
from app.bundle.transfer import Arrival
from app.core.errors import BundleError, Refused
from app.core.fields import FileRef, Kind
from app.core.records import Catalog, RecordType
from app.core.roles import who_may
from app.tasks.work import Cancel, Progress
from app.widgets.display import Names, shown
from db.merge import FieldDifference, Outcome, PlannedRecord

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
class Preview:
    """An arrival with its plan in words."""

    arrival: Arrival
    groups: tuple[ShownGroup, ...]

    @property
    def conflicts(self) -> tuple[ShownRecord, ...]:
        """Records with a field that both sides changed."""
        return tuple(r for group in self.groups for r in group.records if r.outcome == Outcome.CONFLICT)

    @property
    def changes(self) -> int:
        """How many records accepting would add or change."""
        counts = self.arrival.plan.counts
        return sum(counts[key] for key in ("new", "take", "join", "conflict"))


def open_arrival(session: Session, progress: Progress, cancelled: Cancel, *, path: Path) -> Preview:
    """Open, verify and plan a bundle; BundleError when it is refused, and then the records are as they were.

    A refusal is an event of the journal.
    Not inside a transaction: attachments are stored as they come, and swept away when the bundle is refused.
    """
    if not session.actor.may("bundle.open"):
        raise Refused("不能打开密封包", [f"须由{who_may('bundle.open')}办理"])
    try:
        arrival = transfer.receive(session, path, progress=progress, cancelled=cancelled)
    except BundleError as refused:
        session.note(f"未接收密封包：{refused.what}")
        raise
    allowed = allowed_types(session, arrival.header.kind)
    stray = sorted({p.type for p in arrival.plan.records if p.type not in allowed})
    if stray:
        transfer.decline(session)
        session.note(f"未接收密封包：{arrival.header.kind.label}里有不该有的记录种类")
        labels = "、".join(session.catalog[name].label for name in stray)
        raise BundleError(
            f"{arrival.header.kind.label}里不该有这些记录：{labels}",
            kept="本机数据没有变化",
            todo="请与封装人核对，按规定的种类重新封装",
        )
    return Preview(arrival, _groups(session, arrival))


def _groups(session: Session, arrival: Arrival) -> tuple[ShownGroup, ...]:
    by_type: dict[str, list[PlannedRecord]] = {}
    for planned in arrival.plan.records:
        by_type.setdefault(planned.type, []).append(planned)
    titles = {planned.id: planned.title for planned in arrival.plan.records}
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


def store_papers(session: Session, arrival: Arrival) -> tuple[FileRef, ...]:
    """Store the papers that came along; before `accept_arrival` and outside its transaction, as attachments are."""
    return tuple(
        session.attach(BytesIO(content), name, media="application/pdf")
        for name, content in arrival.extras.items()
        if name.endswith(".pdf")
    )


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


def accept_arrival(
    session: Session,
    arrival: Arrival,
    papers: tuple[FileRef, ...],
    decided: Mapping[Key, Any] | None = None,
) -> BundleLog:
    """Apply an arrival and register it, with the papers that came along as its attachments.

    decided: (type, id, field) → the value that stands, as settled in the preview; one transaction with the rest.
    """
    transfer.accept(session, arrival)
    for (type_name, id, field), value in (decided or {}).items():
        session.settle(session.fetch(type_name, id), field, value)
    came = {planned.id for planned in arrival.plan.records if planned.type == "task"}
    found = [task for task in session.find(Task) if task.id in came]
    earlier = {task.earlier_task_id for task in found}  # 回头看: the task looked back at comes along
    tasks = [task for task in found if task.id not in earlier]
    if arrival.header.kind is BundleKind.TASK:
        take_over_numbering(session, tasks)
    entry = bundle_entry(arrival.header, arrival.sender, "in", tasks[0].id if len(tasks) == 1 else "")
    return session.move(log_bundle(session, replace(entry, attachments=papers)), "import")


def issue_receipt(session: Session, path: Path, arrival: Arrival) -> Sealed:
    """Seal the office's receipt for an accepted bundle and register it."""
    if not session.actor.may("receipt.issue"):
        raise Refused("不能出具回执", [f"须由{who_may('receipt.issue')}办理"])
    sealed = transfer.answer(session, path, arrival)
    log_bundle(session, bundle_entry(sealed.header, arrival.sender, "out", ""))
    for held in session.find(BundleLog, bundle_id=arrival.header.bundle_id, direction="in"):
        session.note(f"{RECEIPTED} {sealed.bundle_id}", held)
    return sealed


def sender_text(card: Card) -> str:
    """Who sealed it, as the pinned card says."""
    return f"{card.org}{card.name}（{card.kind_label}，名片标识 {card.key_id}，当面核对过）"


def kind_text(kind: BundleKind) -> str:
    """What a bundle is for, in one line."""
    return {
        BundleKind.TASK: "任务包：巡察办发来的任务和资料",
        BundleKind.HANDOVER: "移交包：巡察组撤组时移交的全部内容",
        BundleKind.COLLAB: "协作包：同组其他电脑上的记录",
        BundleKind.CLUE: "线索包：移交的问题线索，或办理结果",
        BundleKind.RECTIFICATION: "整改包：一个单位的整改任务、措施和进展",
    }.get(kind, kind.label)


def when_text(when: datetime) -> str:
    """When it was sealed."""
    return f"{when:%Y-%m-%d %H:%M}（按封装人的时钟）"
