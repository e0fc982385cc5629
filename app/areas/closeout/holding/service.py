"""Who still holds what: copies, carriers, borrowed papers, bundles without a receipt; chases for what is overdue.

What comes back is registered where it went out; only numbered copies are ticked off here, one by one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from app.areas.closeout.holding.model import BETWEEN, HoldingChase
from app.areas.closeout.model import Closeout
from app.areas.closeout.taking_back import exchanged
from app.areas.feedback.delivery.papers.common import office_of
from app.areas.fieldwork.intake.model import DocumentLoan, PetitionLoan
from app.areas.libraries.deadlines.reckoning import Reckoner
from app.areas.libraries.deadlines.service import set_due
from app.areas.preparation.model import Round, Task
from app.areas.reporting.meetings.model import Meeting
from app.areas.secrecy.model import BundleLog, Carrier, Exposure, exposure_open
from app.areas.secrecy.service import copies_out, highest_grade
from app.bundle.bundle import BundleKind
from app.core.errors import KnownError

if TYPE_CHECKING:
    from db.session import Session

NO_GROUP = "未分到任务"
CARRIER_RULES: Mapping[str, str] = {
    "computer": "handover_computers",
    "usb": "handover_media",
    "disk": "handover_media",
    "disc": "handover_media",
    "token": "handover_media",
}
"""Kind of carrier → the rule that says when it is due; paper carriers go with the copies."""
COPIES, BORROWED, RECEIPT, MEETING = (
    "handover_copies",
    "handover_borrowed",
    "bundle_receipt",
    "meeting_copies",
)


@dataclass(frozen=True)
class Held:
    """One thing that is out. group: who answers for it; due_on: None when no day was set; copies: the numbers of the
    copies that are still out, one by one; chased: how often it was demanded, last on `chased_on`.
    """

    group: str
    what: str
    name: str
    numbers: str
    holder: str
    since: date | None
    due_on: date | None
    type: str
    id: str
    copies: tuple[str, ...] = ()
    task_id: str = ""
    chased: int = 0
    chased_on: date | None = None

    def overdue(self, today: date) -> bool:
        """Whether it should have come back."""
        return self.due_on is not None and self.due_on < today

    @property
    def key(self) -> str:
        """By what a chase knows it."""
        return f"{self.type}:{self.id}"


@dataclass(frozen=True)
class GroupStanding:
    """How far a group has come towards holding nothing. closeout_id: of its close-out, "" when there is none."""

    task_id: str
    group: str
    unit: str
    state: str
    certified: bool
    waits: bool
    out: int
    late: int
    chases: int
    closeout_id: str


@dataclass(frozen=True)
class Holding:
    """Everything for the page: what is out, group by group, and how every group stands."""

    held: tuple[Held, ...]
    groups: tuple[GroupStanding, ...]


def holding(session: Session, *, today: date | None = None) -> Holding:
    """What is out and how every group stands."""
    days = _Days(session)
    held = _still_held(days)
    return Holding(held, _standings(days, held, today or date.today()))


def still_held(session: Session) -> tuple[Held, ...]:
    """Everything that is out, group by group, what is due first on top."""
    return _still_held(_Days(session))


def _still_held(days: _Days) -> tuple[Held, ...]:
    found = [*_copies(days), *_carriers(days), *_loans(days), *_bundles(days)]
    chases: dict[str, list[HoldingChase]] = {}
    for chase in days.chases:
        for key in set(chase.item_keys.splitlines()):
            chases.setdefault(key, []).append(chase)
    counted = [_with_chases(held, chases.get(held.key, ())) for held in found]
    return tuple(
        sorted(counted, key=lambda held: (held.group, held.due_on or date.max, held.what, held.name))
    )


class _Days:
    """The tasks of a vault, what was chased and exchanged, and the rules that say when what they hold is due; each read once."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.tasks = {task.id: task for task in session.find(Task)}
        self.chases = tuple(chase for chase in session.find(HoldingChase) if chase.state != "draft")
        self.exchanged = exchanged(session)
        self._reckoner = Reckoner(session)

    def group(self, task_id: str) -> str:
        """Who answers for what belongs to a task."""
        task = self.tasks.get(task_id)
        return (task.group_name or task.title) if task else NO_GROUP

    def leaving(self, task_id: str, code: str) -> date | None:
        """What the rule makes of the day the group leaves; that day where the rule is off."""
        task = self.tasks.get(task_id)
        if task is None or task.stay_to is None:
            return None
        return self.after(task.stay_to, code, task.round_id) or task.stay_to

    def after(self, base: date | None, code: str, round_id: str = "") -> date | None:
        """What the rule makes of any day."""
        rule = self._reckoner.rule(code, round_id)
        return self._reckoner.due(rule, base) if rule is not None else None


def _with_chases(held: Held, chases: Sequence[HoldingChase]) -> Held:
    last = max((c.chased_on for c in chases if c.chased_on), default=None)
    return replace(held, chased=len(chases), chased_on=last)


def _copies(days: _Days) -> Iterator[Held]:
    session = days.session
    for entry in session.find(Exposure, state="out"):
        if not exposure_open(entry):
            continue
        since = entry.happened_at.date() if entry.happened_at else None
        if entry.meeting_id and session.exists("meeting", entry.meeting_id):
            what = "会议材料"
            due = days.after(_met_on(session.get(Meeting, entry.meeting_id)), MEETING)
        else:
            what, due = (
                session.code_label("exposure_kind", entry.kind),
                days.leaving(entry.task_id, COPIES),
            )
        out = copies_out(entry)
        yield Held(
            days.group(entry.task_id),
            what,
            entry.paper,
            "、".join(out) or f"{entry.copies or 1} 份",
            entry.destination or entry.who,
            since,
            due,
            "exposure",
            entry.id,
            out,
            entry.task_id,
        )


def _met_on(meeting: Meeting) -> date | None:
    return meeting.at.date() if meeting.at else None


def _carriers(days: _Days) -> Iterator[Held]:
    for carrier in days.session.find(Carrier, state="in_use"):
        yield Held(
            days.group(carrier.task_id),
            days.session.code_label("carrier_kind", carrier.kind),
            carrier.name,
            carrier.carrier_number or carrier.number,
            carrier.holder,
            carrier.issued_on,
            carrier.return_due or days.leaving(carrier.task_id, CARRIER_RULES.get(carrier.kind, COPIES)),
            "carrier",
            carrier.id,
            task_id=carrier.task_id,
        )


def _loans(days: _Days) -> Iterator[Held]:
    session = days.session
    for loan in session.find(DocumentLoan, form="borrowed", returned_on=None):
        if loan.provided_on is not None:
            yield Held(
                days.group(loan.task_id),
                "调阅资料",
                loan.name,
                loan.period,
                loan.received_by,
                loan.provided_on,
                loan.return_due or days.leaving(loan.task_id, BORROWED),
                "document_loan",
                loan.id,
                task_id=loan.task_id,
            )
    for lent in session.find(PetitionLoan, state="approved", returned_on=None):
        yield Held(
            days.group(lent.task_id),
            "信访借阅",
            session.code_label("petition_loan_kind", lent.kind),
            lent.pages,
            lent.applicant,
            lent.applied_on,
            lent.due_on or days.leaving(lent.task_id, BORROWED),
            "petition_loan",
            lent.id,
            task_id=lent.task_id,
        )


def _bundles(days: _Days) -> Iterator[Held]:
    for one in days.exchanged:
        if one.waits:
            sent = one.log.made_at.date() if one.log.made_at else None
            yield Held(
                days.group(one.log.task_id),
                "未回执的包",
                BundleKind(one.log.kind).label,
                one.log.bundle_id[:12],
                one.log.counterpart,
                sent,
                days.after(sent, RECEIPT),
                "bundle_log",
                one.log.id,
                task_id=one.log.task_id,
            )


# Groups ---------------------------------------------------------------------------------------------------


def _standings(days: _Days, held: Sequence[Held], today: date) -> tuple[GroupStanding, ...]:
    received = {
        one.log.task_id: one
        for one in reversed(days.exchanged)
        if one.log.kind == BundleKind.HANDOVER and one.log.direction == "in" and not one.undone
    }
    closeouts = {closeout.task_id: closeout for closeout in days.session.find(Closeout)}
    chased = Counter(chase.task_id for chase in days.chases)
    units = days.session.called("unit", (task.unit_id for task in days.tasks.values()))
    out: dict[str, list[Held]] = {}
    for one in held:
        out.setdefault(one.task_id, []).append(one)
    found = []
    for task in days.tasks.values():
        own = out.get(task.id, [])
        closeout = closeouts.get(task.id)
        bundle = received.get(task.id)
        certified = closeout is not None and closeout.state == "certified"
        found.append(
            GroupStanding(
                task.id,
                task.group_name or task.title,
                units[task.unit_id][0] if task.unit_id in units else "",
                _said(task, closeout, bundle.answered if bundle else None, today),
                certified,
                bool(bundle and bundle.answered and not certified),
                len(own),
                sum(one.overdue(today) for one in own),
                chased[task.id],
                closeout.id if closeout else "",
            )
        )
    return tuple(found)


def _said(task: Task, closeout: Closeout | None, answered: bool | None, today: date) -> str:
    if closeout is not None and closeout.state == "certified":
        return f"零持有，确认书{closeout.certificate_id}"
    if answered is not None:
        return "已收移交包，已出回执，待清除确认书" if answered else "已收移交包，没有出回执"
    if closeout is not None:
        return f"撤组：{closeout.TYPE.lifecycle.state(closeout.state).label}"
    if task.stay_to is not None and task.stay_to < today:
        return f"{task.stay_to.isoformat()} 离点，没有撤组"
    return "在点" if task.stay_from is not None and task.stay_from <= today else "未进驻"


# Chases ---------------------------------------------------------------------------------------------------


def chase(session: Session, held: Sequence[Held], *, today: date | None = None) -> HoldingChase:
    """Draft one notice for these things of one group, counted as the next chase of it; KnownError for nothing."""
    if not held:
        raise KnownError("没有要催的", kept="没有新建催办", todo="先选中没有交回的，或等到超期")
    on = today or date.today()
    task_id = held[0].task_id
    before = [c for c in session.find(HoldingChase, task_id=task_id) if c.state != "draft"]
    task = session.get(Task, task_id) if task_id else None
    issuer = office_of(session.get(Round, task.round_id)) if task and task.round_id else ""
    lines = [BETWEEN.join((one.name, one.what, one.numbers, one.holder, _day(one.due_on))) for one in held]
    made = HoldingChase(
        task_id=task_id,
        addressee=held[0].group if task_id else held[0].holder,
        times=max((c.times or 0 for c in before), default=0) + 1,
        chased_on=on,
        chased_by=session.actor.name,
        issuer=issuer,
        items="\n".join(lines),
        pieces=sum(max(1, len(one.copies)) for one in held),
        secrecy=highest_grade([_grade(session, one) for one in held]),
        item_keys="\n".join(one.key for one in held),
    )
    with session.transaction():
        return set_due(session, session.create(made), "holding_chase_answer")


def _grade(session: Session, one: Held) -> str:
    return str(getattr(session.fetch(one.type, one.id), "secrecy", ""))


def _day(on: date | None) -> str:
    return on.isoformat() if on else ""


def handover_of(session: Session, bundle_id: str) -> BundleLog | None:
    """The hand-over bundle that came in under this number."""
    found = session.find(BundleLog, bundle_id=bundle_id, direction="in", kind=BundleKind.HANDOVER.value)
    return found[-1] if found else None
