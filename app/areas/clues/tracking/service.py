"""Tracking clues: where each should go, batches, chasing, what is overdue, the whole way of one clue, figures of the chain.

Everything is refused, or empty, for a user whose key does not open the compartment.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date

from app.areas.clues.model import GONE, OUT, READY, Clue
from app.areas.clues.service import NO_KEY
from app.areas.clues.tracking.model import ClueChase, ClueTransfer, UrgentReport
from app.areas.clues.tracking.routing import RoutingRule, route, shipped_routing
from app.areas.libraries.deadlines.service import due_from
from app.areas.preparation.model import Task
from app.core.errors import Refused
from db.query import Filter, Op, Query
from db.session import Session


def seed_tracking(session: Session) -> int:
    """Store the shipped rules that the vault does not have yet; returns how many were added."""
    added = 0
    with session.transaction():
        for rule in shipped_routing():
            if not session.exists("routing_rule", rule.id):
                session.seed(rule)
                added += 1
    return added


def _need_key(session: Session, what: str) -> None:
    if not session.can_clues:
        raise Refused(what, [NO_KEY])


# Where to -------------------------------------------------------------------------------------------------


def proposed(session: Session, clue: Clue) -> RoutingRule | None:
    """The rule that says who receives this clue, None when no rule fits."""
    return route(session, clue)


def route_clues(session: Session, clues: Iterable[Clue]) -> tuple[Clue, ...]:
    """Fill in the receiver of the clues that have none and have not gone, by the rules; returns those that changed."""
    _need_key(session, "不能提出移交去向")
    changed = []
    with session.transaction():
        for clue in clues:
            rule = route(session, clue)
            if rule is not None and not clue.receiver_body and clue.state not in (*GONE, "dropped"):
                changed.append(
                    session.save(replace(clue, receiver_body=rule.receiver), note=f"按规则“{rule.name}”")
                )
    return tuple(changed)


def batch(session: Session, clues: Sequence[Clue], *, handed_on: date | None = None) -> ClueTransfer:
    """A draft batch of approved clues that go to one receiver; Refused with everything that does not fit together."""
    _need_key(session, "不能编移交批次")
    reasons = [] if clues else ["没有选择线索"]
    reasons += [f"{c.number}还没有审定或已经移交" for c in clues if c.state not in READY]
    if len({c.task_id for c in clues}) > 1:
        reasons.append("所选线索不属于同一个任务")
    bodies = {c.receiver_body or (rule.receiver if (rule := route(session, c)) else "") for c in clues}
    if len(bodies) > 1:
        reasons.append("所选线索的接收单位不同，一个接收单位编一批")
    if bodies == {""}:
        reasons.append("还没有接收单位：先在线索上选定，或补全职级后按规则提出")
    if reasons:
        raise Refused("不能编移交批次", reasons, kept="线索没有变化")
    body = bodies.pop()
    return session.create(
        ClueTransfer(
            task_id=clues[0].task_id,
            clue_ids=tuple(clue.id for clue in clues),
            receiver=body,
            receiver_name=session.code_label("clue_receiver", body),
            secrecy="confidential" if any(c.secrecy == "confidential" for c in clues) else clues[0].secrecy,
            secrecy_term=clues[0].secrecy_term if len({c.secrecy_term for c in clues}) == 1 else "",
            handed_on=handed_on or date.today(),
            handed_by=session.actor.name,
            pieces=sum(c.pieces or 0 for c in clues) or None,
            sheets=sum(c.sheets or 0 for c in clues) or None,
        )
    )


# What is awaited ------------------------------------------------------------------------------------------


def days_late(clue: Clue, today: date) -> int | None:
    """Days past the limit (negative: still to come); None when no answer is awaited or no limit is set."""
    if clue.state not in OUT or clue.reply_due is None:
        return None
    return (today - clue.reply_due).days


def overdue(session: Session, *, today: date | None = None, task_ids: Sequence[str] = ()) -> tuple[Clue, ...]:
    """Clues whose answer should have come, the latest first."""
    now = today or date.today()
    held = [c for c in session.find(Clue) if not task_ids or c.task_id in task_ids]
    late = [c for c in held if (days_late(c, now) or 0) > 0]
    return tuple(sorted(late, key=lambda c: (str(c.reply_due), c.number)))


def chase(
    session: Session, clue: Clue, *, kind: str = "letter", demand: str = "", due: date | None = None
) -> ClueChase:
    """Ask for the answer on a clue that is out; the demand and its day have a default."""
    _need_key(session, "不能督办")
    if clue.state not in OUT:
        raise Refused(
            "不能督办", [f"{clue.number}的状态是“{clue.TYPE.lifecycle.state(clue.state).label}”，不在办理中"]
        )
    today = date.today()
    return session.create(
        ClueChase(
            task_id=clue.task_id,
            clue_id=clue.id,
            kind=kind,
            chased_on=today,
            chased_by=session.actor.name,
            addressee=session.code_label("clue_receiver", clue.receiver_body) if clue.receiver_body else "",
            demand=demand or "请按期反馈办理进展和结果。",
            reply_due=due
            or due_from(
                session, "clue_chase_answer", today, round_id=session.get(Task, clue.task_id).round_id
            ),
        )
    )


# The whole way of one clue --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Event:
    """One thing that happened to a clue: when, which step, who, what."""

    on: date
    step: str
    who: str
    text: str


def way_of(session: Session, clue: Clue) -> tuple[Event, ...]:
    """Everything from registration to the end, in order: steps, hand-over, receipts, chasing, urgent reports, result."""
    _need_key(session, "不能查看线索")
    return tuple(sorted(_events(session, clue), key=lambda event: event.on))


def _events(session: Session, clue: Clue) -> Iterator[Event]:
    life = clue.TYPE.lifecycle
    for entry in reversed(session.history(clue)):
        if entry.op == "create":
            on = clue.registered_on or entry.at.date()
            yield Event(
                on, "登记", clue.registrar or entry.who, session.code_label("clue_source", clue.source)
            )
        moved = next((change for change in entry.changes if change.field == "state"), None)
        if entry.op == "move" and moved is not None:
            yield Event(entry.at.date(), life.state(str(moved.after)).label, entry.who, entry.note)
    for transfer in session.find(ClueTransfer, clue_ids=clue.id):
        if transfer.handed_on and transfer.state != "draft":
            where = transfer.receiver_name or session.code_label("clue_receiver", transfer.receiver)
            yield Event(
                transfer.handed_on,
                "移交批次",
                transfer.handed_by,
                f"{transfer.number}，{where}，封条{transfer.seal_numbers}",
            )
        if transfer.received_on:
            yield Event(
                transfer.received_on, "签收回执", transfer.received_by, transfer.receipt_number or "已签收"
            )
    for held in session.find(ClueChase, clue_id=clue.id):
        if held.chased_on:
            yield Event(
                held.chased_on,
                "督办",
                held.chased_by,
                f"{held.number} {session.code_label('chase_kind', held.kind)}",
            )
        if held.replied_on:
            yield Event(held.replied_on, "督办答复", held.addressee, held.reply)
    for report in session.find(UrgentReport, clue_ids=clue.id):
        if report.reported_at:
            yield Event(
                report.reported_at.date(),
                "即时报告",
                report.reporter,
                f"{report.number}，报{report.addressee}",
            )
    yield from _results(session, clue)


def _results(session: Session, clue: Clue) -> Iterator[Event]:
    if clue.filed_on:
        yield Event(clue.filed_on, "立案", "", session.code_label("case_result", clue.case_state or "filed"))
    if clue.answered_on:
        yield Event(
            clue.answered_on, "办理反馈", clue.answered_by, session.code_label("clue_disposal", clue.disposal)
        )
    if clue.outcome_on:
        said = [session.code_label("four_forms", clue.form) if clue.form else ""]
        said += [session.code_label("sanction", code) for code in clue.sanctions]
        yield Event(clue.outcome_on, "处理结果", "", "、".join(word for word in said if word) or clue.outcome)


# Figures --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Chain:
    """线索 → 立案 → 处分 in figures, clues that were dropped left out. by_*: label → count, largest first."""

    clues: int
    persons: int
    handed: int
    received: int
    answered: int
    overdue: int
    filed: int
    sanctioned: int
    justice: int
    dual: int
    by_receiver: tuple[tuple[str, int], ...]
    by_disposal: tuple[tuple[str, int], ...]
    by_form: tuple[tuple[str, int], ...]
    by_sanction: tuple[tuple[str, int], ...]

    @property
    def formulas(self) -> tuple[tuple[str, str], ...]:
        """The rates of the chain, each with the numbers it was computed from."""
        return (
            ("移交率", rate("已移交", self.handed, "线索", self.clues)),
            ("接收率", rate("已接收", self.received, "已移交", self.handed)),
            ("反馈率", rate("已反馈", self.answered, "已接收", self.received)),
            ("立案率", rate("立案", self.filed, "已移交", self.handed)),
            ("处理处分率", rate("受处理处分", self.sanctioned, "涉及人数", self.persons)),
        )


@dataclass(frozen=True)
class _Standing:
    """What the figures need of one clue, as it is stored."""

    state: str
    persons: int | None
    case_state: str
    sanctioned: int | None
    sanctions: str
    dual: int
    receiver_body: str
    disposal: str
    form: str
    reply_due: str | None

    @property
    def given(self) -> tuple[str, ...]:
        """The codes of the sanctions."""
        return tuple(json.loads(self.sanctions))


_STANDING = tuple(spec.name for spec in fields(_Standing))


def rate(part_name: str, part: int, whole_name: str, whole: int) -> str:
    """A share with its formula: 已移交3÷线索4＝75.00%."""
    if not whole:
        return f"{whole_name}为0，不计算"
    return f"{part_name}{part}÷{whole_name}{whole}＝{part / whole:.2%}"


def chain(session: Session, tasks: Sequence[Task], *, today: date | None = None) -> Chain:
    """The chain over `tasks`; Refused for a user who cannot open the compartment."""
    return chain_over(session, [task.id for task in tasks], today=today)


def chain_over(session: Session, task_ids: Sequence[str], *, today: date | None = None) -> Chain:
    """The chain over the tasks with these ids, counted from what is stored."""
    _need_key(session, "不能统计线索")
    now = (today or date.today()).isoformat()
    asked = (Filter("task_id", Op.IN, tuple(task_ids)), Filter("state", Op.NE, "dropped"))
    held = [_Standing(*row) for row in session.values(Query("clue", asked), *_STANDING)]  # type: ignore[arg-type]  # as the columns are declared

    def named(list_name: str, codes: Iterable[str]) -> tuple[tuple[str, int], ...]:
        counts = Counter(code for code in codes if code)
        return tuple((session.code_label(list_name, code), n) for code, n in counts.most_common())

    gone = [c for c in held if c.state in GONE]
    return Chain(
        clues=len(held),
        persons=sum(c.persons or 1 for c in held),
        handed=len(gone),
        received=sum(c.state != "handed" for c in gone),
        answered=sum(c.state in ("answered", "closed") for c in gone),
        overdue=sum(c.state in OUT and bool(c.reply_due) and str(c.reply_due) < now for c in gone),
        filed=sum(c.case_state in ("filed", "closed") for c in held),
        sanctioned=sum(c.sanctioned or 0 for c in held),
        justice=sum("transfer_law" in c.given for c in held),
        dual=sum(bool(c.dual) for c in held),
        by_receiver=named("clue_receiver", (c.receiver_body for c in gone)),
        by_disposal=named("clue_disposal", (c.disposal for c in held)),
        by_form=named("four_forms", (c.form for c in held)),
        by_sanction=named("sanction", (code for c in held for code in c.given)),
    )
