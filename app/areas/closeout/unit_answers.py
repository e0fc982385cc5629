"""What a unit may answer in a rectification bundle (整改包) that comes back: the fields of its report, of what was sent to it.

What goes beyond stays out, each with its reason; it decides about no field that the unit may fill in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

from app.areas.closeout.answering import comes_back
from app.areas.preparation.model import Task
from app.areas.rectification.unit_form.layout import PARTS
from app.areas.secrecy.model import BundleLog
from app.bundle import contacts, traffic, transfer
from app.bundle.bundle import BundleKind
from app.bundle.transfer import Arrival
from app.core.fields import Kind
from app.core.lifecycle import Lifecycle
from app.core.records import Record, RecordType
from db.merge import FieldDifference, Outcome, Plan, PlannedRecord
from db.rows import codec

if TYPE_CHECKING:
    from db.session import Session

CONFIRMED = "rectification.confirm"
_MOST_NOTED = 60


@dataclass(frozen=True)
class Answer:
    """What the unit fills in of one record type.

    given: only of a record that the unit adds; states: where the unit's own steps lead; fresh: the unit may add records.
    """

    fields: frozenset[str]
    given: frozenset[str] = frozenset()
    states: frozenset[str] = frozenset()
    fresh: bool = False


def _answer(own: str, *, given: str = "", states: str = "") -> Answer:
    """A paper of the unit's own, which it may add."""
    return Answer(
        frozenset((*own.split(), "attachments")),
        frozenset(given.split()),
        frozenset(states.split()),
        fresh=True,
    )


_STATES = {
    "rect_task": ("doing", "mostly", "done"),
    "measure": ("open", "mostly", "done"),
    "progress": ("reported",),
}
ANSWERS: Mapping[str, Answer] = {
    **{
        part.name: Answer(
            frozenset((*part.fields, "attachments")) - part.fixed,
            frozenset((*part.fixed, "position")) if part.fresh else frozenset(),
            frozenset(_STATES[part.name]),
            part.fresh,
        )
        for part in PARTS
    },
    "rect_plan": _answer(
        "title document_number made_on requirement organisation steps guarantee", given="secrecy", states="draft"
    ),
    "rect_report": _answer(
        "title document_number made_on until organised done figures remaining ahead printed_total printed_done"
        " printed_rate note",
        given="kind secrecy",
        states="draft",
    ),
    "pledge_of_truth": _answer("secretary statement signed_on scan", given="unit_name", states="draft signed"),
    "democratic_meeting": _answer(
        "theme held_on place chaired_by attended plan asked opinions talks talk_notes examination criticism commitments"
        " report reported_on note",
        given="secrecy",
        states="planned held reported",
    ),
    "handled_cadre": _answer("name post rank kind handled_on decided_by document_number reason note"),
    "withheld_item": _answer("position matter scopes problem_why measure_why", states="proposed"),
    "publication": _answer(
        "title issuer made_on content from_on to_on contact phone address medium published_on proof opinions_count"
        " opinions handled handled_by note",
        given="scope",
        states="draft published closed",
    ),
    "opinion": Answer(frozenset(("answer", "answered_on", "attachments")), states=frozenset(("answered",))),
    "warning": Answer(frozenset(("receipt_by", "answer", "answered_on", "attachments")), states=frozenset(("answered",))),
    "supervision_letter": Answer(
        frozenset(("answer", "answered_on", "attachments")), states=frozenset(("answered",))
    ),
}  # fmt: skip
"""Record type → what its unit fills in; of tasks, measures and progress the same as in its plain form (整改填报表)."""


@dataclass(frozen=True)
class Beyond:
    """What of one record is not taken in, and why. here: the record is in this vault; number: not what it says."""

    type: str
    id: str
    label: str
    number: str
    title: str
    why: str
    here: bool

    @property
    def shown(self) -> str:
        """As the preview says it."""
        return f"{self.label}“{self.title}”：{self.why}"

    @property
    def noted(self) -> str:
        """As the journal keeps it: no content."""
        return f"未采用整改包里的内容：{self.label}{self.number or self.id[:8]}：{self.why}"


@dataclass(frozen=True)
class Bounded:
    """An import as far as it may go. plan: without what is beyond."""

    plan: Plan
    beyond: tuple[Beyond, ...] = ()


def bounded(session: Session, arrival: Arrival) -> Bounded:
    """What of an arrival may come in: all of it, but for a rectification bundle that comes back from a unit."""
    return _Judge(session, arrival).judged() if _is_bounded(session, arrival) else Bounded(arrival.plan)


def take_in(session: Session, arrival: Arrival) -> Bounded:
    """Accept an arrival as far as it may go; what is beyond is an event for each record. One transaction."""
    if not _is_bounded(session, arrival):
        transfer.accept(session, arrival)
        return Bounded(arrival.plan)
    with session.transaction():
        found = _Judge(session, arrival).judged()
        came = {(p.type, p.id): p for p in arrival.plan.records}
        kept = [p for p in found.plan.records if p.differences]
        standing = [_Standing.of(session, p, came[p.type, p.id]) for p in kept]
        transfer.accept(session, replace(arrival, plan=found.plan))
        for held in standing:
            held.put_back(session)
        for one in found.beyond[:_MOST_NOTED]:
            session.note(one.noted, session.fetch(one.type, one.id) if one.here else None)
        if len(found.beyond) > _MOST_NOTED:
            session.note(f"未采用整改包里的内容：另有 {len(found.beyond) - _MOST_NOTED} 条记录")
    return found


def _is_bounded(session: Session, arrival: Arrival) -> bool:
    return arrival.header.kind is BundleKind.RECTIFICATION and comes_back(session, arrival)


@dataclass(frozen=True)
class _Standing:
    """A record as it stands before an import. theirs, refused: fields in which the unit's change counts, and does not."""

    before: Record
    disputed: frozenset[str]
    theirs: frozenset[str]
    refused: frozenset[str]

    @staticmethod
    def of(session: Session, kept: PlannedRecord, came: PlannedRecord) -> _Standing:
        before = session.fetch(kept.type, kept.id)
        theirs = frozenset(d.field for d in kept.differences)
        disputed = frozenset(held.field for held in session.conflicts(before))
        return _Standing(before, disputed, theirs, frozenset(d.field for d in came.differences) - theirs)

    def put_back(self, session: Session) -> None:
        """Every field that is not the unit's stands as before, decided for good: copies that meet later follow."""
        kind = self.before.TYPE
        answer = ANSWERS.get(kind.name, Answer(frozenset()))
        now = session.fetch(kind.name, self.before.id)
        disputed = {held.field for held in session.conflicts(now)} - self.disputed
        for name in codec(kind).empty:
            if name in self.theirs or (name in answer.fields and name not in self.refused):
                continue
            mine = getattr(self.before, name)
            if mine != getattr(now, name) or name in disputed:
                session.settle(now, name, mine)


class _Judge:
    """Goes through a bundle that came back. tasks: those that were sent to its sender."""

    def __init__(self, session: Session, arrival: Arrival) -> None:
        self._session = session
        self._plan = {(p.type, p.id): p for p in arrival.plan.records}
        keys = contacts.keys_of(session, arrival.sender.key_id)
        sent = [id for id, _ in traffic.sent_to(session, BundleKind.RECTIFICATION, keys)]
        logs = [log for id in sent for log in session.find(BundleLog, bundle_id=id, direction="out")]
        self._tasks = frozenset(log.task_id for log in logs if log.task_id)
        around = [session.get(Task, id) for id in self._tasks if session.exists("task", id)]
        self._sent = frozenset(id for task in around for id in (task.id, task.round_id, task.unit_id) if id)
        self._fresh: set[tuple[str, str]] = set()

    def judged(self) -> Bounded:
        kept: list[PlannedRecord] = []
        beyond: list[Beyond] = []
        self._fresh = {(p.type, p.id) for p in self._plan.values() if p.outcome is Outcome.NEW}
        while wrong := {key for key in self._fresh if self._against_fresh(self._plan[key])}:
            self._fresh -= wrong  # and look again: others may hang on them
        for planned in self._plan.values():
            if planned.outcome in (Outcome.SAME, Outcome.AHEAD):
                kept.append(planned)
                continue
            if planned.outcome is Outcome.NEW:
                reasons, left = self._against_fresh(planned), planned
            else:
                reasons, left = self._against_change(planned)
            if reasons:
                beyond.append(self._beyond(planned, reasons))
            if planned.outcome is Outcome.NEW and not reasons:
                kept.append(planned)
            elif planned.outcome is not Outcome.NEW and left.differences:
                kept.append(left)
        return Bounded(Plan(tuple(kept)), tuple(beyond))

    def _beyond(self, planned: PlannedRecord, reasons: list[str]) -> Beyond:
        kind = self._session.catalog[planned.type]
        here = planned.outcome is not Outcome.NEW
        held = self._session.fetch(planned.type, planned.id) if here else None
        return Beyond(
            planned.type, planned.id, kind.label, held.number if held else "", held.title if held else planned.title,
            "；".join(reasons), here,
        )  # fmt: skip

    # A record that is here

    def _against_change(self, planned: PlannedRecord) -> tuple[list[str], PlannedRecord]:
        """Why something of it stays out, and the record with what may come in."""
        kind, none = self._session.catalog[planned.type], replace(planned, differences=())
        held = self._session.fetch(planned.type, planned.id)
        if held.id not in self._sent and getattr(held, "task_id", "") not in self._tasks:
            return ["这条记录没有发给对方"], none
        state = kind.lifecycle.state(held.state)
        if state.locked:
            return [f"本库已是“{state.label}”，不再由对方改动"], none
        answer = ANSWERS.get(planned.type, Answer(frozenset()))
        mine = tuple(d for d in planned.differences if not _is_theirs(kind, answer, d))
        theirs = tuple(d for d in planned.differences if d not in mine)
        outcome = planned.outcome
        if outcome is Outcome.CONFLICT and not any(d.conflict for d in theirs):
            outcome = Outcome.JOIN
        return list(_why(kind, mine)), replace(planned, title=held.title, differences=theirs, outcome=outcome)

    # A record that the unit adds

    def _against_fresh(self, planned: PlannedRecord) -> list[str]:
        kind, answer = self._session.catalog[planned.type], ANSWERS.get(planned.type)
        if answer is None or not answer.fresh:
            return [f"对方不能新增{kind.label}"]
        came = codec(kind).record(
            planned.id, planned.state.values(), rev=1,
            made=(planned.made.at, planned.made.who), moved=(planned.moved.at, planned.moved.who),
        )  # fmt: skip
        reasons = []
        if kind.has("task_id") and getattr(came, "task_id", "") not in self._tasks:
            reasons.append("任务没有发给对方")
        if self._strays(kind, came):
            reasons.append("挂在没有发给对方的记录下")
        states = {kind.lifecycle.initial, *answer.states}
        if came.state not in states or not _leads(kind.lifecycle, kind.lifecycle.initial, came.state):
            reasons.append(f"状态“{kind.lifecycle.state(came.state).label}”须由巡察办办理")
        blank = {spec.name: spec.default for spec in fields(kind.cls)}
        filled = [
            spec.label
            for spec in kind.fields
            if spec.name not in answer.fields | answer.given
            and spec.kind not in (Kind.LINK, Kind.LINKS)
            and not spec.is_empty(getattr(came, spec.name))
            and getattr(came, spec.name) != blank[spec.name]
        ]
        if filled:
            reasons.append(f"填了由巡察办填写的：{'、'.join(filled)}")
        return reasons

    def _strays(self, kind: RecordType, came: Record) -> bool:
        for spec in kind.fields:
            if spec.kind not in (Kind.LINK, Kind.LINKS) or spec.name == "task_id":
                continue
            value = getattr(came, spec.name)
            for id in value if isinstance(value, tuple) else (value,):
                if id and not self._reaches(spec.to, id):
                    return True
        return False

    def _reaches(self, to: str, id: str) -> bool:
        if (to, id) in self._fresh or id in self._sent:
            return True
        if not self._session.exists(to, id):
            return False
        held = self._session.fetch(to, id)
        return not held.TYPE.has("task_id") or getattr(held, "task_id", "") in self._tasks


def _is_theirs(kind: RecordType, answer: Answer, held: FieldDifference) -> bool:
    """Whether the unit may make this change."""
    if held.field == "state":
        return held.theirs in answer.states and _leads(kind.lifecycle, str(held.mine), str(held.theirs))
    if held.field not in answer.fields:
        return False
    if held.field == "attachments" and not held.conflict:
        return set(held.mine) <= set(held.theirs)  # added to, never taken out; in a conflict both stay
    return True


def _leads(cycle: Lifecycle, start: str, target: str) -> bool:
    """Whether steps that need nobody's confirmation lead from one state to another."""
    reached = {start}
    while (
        more := {
            step.target
            for state in reached
            for step in cycle.from_state(state)
            if step.action == "record.write" and not cycle.state(state).locked
        }
        - reached
    ):
        reached |= more
    return target in reached


def _why(kind: RecordType, held: tuple[FieldDifference, ...]) -> Iterator[str]:
    labels = [d.label for d in held if d.field not in ("state", "deleted", "attachments")]
    if labels:
        yield f"{'、'.join(labels)}不由对方改动"
    for difference in held:
        match difference.field:
            case "state":
                yield f"状态改为“{kind.lifecycle.state(str(difference.theirs)).label}”须由巡察办办理"
            case "deleted":
                yield "对方不能移除"
            case "attachments":
                yield "附件只能增加，不能减少"
