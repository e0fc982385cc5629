"""Actions on petitions: the next of the nine steps, calls and visits in one small form, asking to borrow or copy.

Nothing is written here; petition_work does it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from app.areas.fieldwork.intake.model import PetitionLoan
from app.areas.fieldwork.intake.petition_work import fill_and_step, next_step, with_due
from app.areas.fieldwork.model import Petition
from app.areas.fieldwork.view import on_both
from app.core.fields import FieldSpec, Kind
from app.core.records import Record
from app.widgets import dialogs
from app.widgets.desk import ActionOffer, Desk
from app.widgets.frame import active_window, ask_fields

if TYPE_CHECKING:
    from db.session import Session

OPINION = FieldSpec("opinion", "意见", Kind.LONG_TEXT)
STEP_NEEDS: dict[str, tuple[str, ...]] = {
    "open": ("opened_on", "opened_by", "sheets"),
    "propose": ("in_scope", "handling", "proposal"),
    "decide": ("decision",),
    "inquire": ("handler", "handling", "due_on"),
    "report": ("methods", "process", "report"),
    "examine": ("verdict",),
    "close": ("conclusion", "result", "closed_on", "destination", "filed_as"),
    "file": (),
    "hand": (),
}
"""Step → the fields asked for on the way."""
MUST: dict[str, tuple[str, ...]] = {
    "propose": ("in_scope", "proposal"),
    "decide": ("decision",),
    "inquire": ("handler", "handling"),
    "report": ("process", "report"),
    "examine": ("verdict",),
    "close": ("conclusion", "result", "closed_on"),
}
CLOSE = "办结"


def actions() -> Mapping[str, tuple[ActionOffer, ...]]:
    """办理下一步, 借阅复印."""
    return {
        "petition": (
            *on_both("办理下一步…", "stamp", "信访件", take_next),
            ActionOffer("申请借阅、复印…", "copy", ask_loan),
        ),
    }


def take_next(desk: Desk, ids: tuple[str, ...]) -> None:
    """Ask for what the next of the nine steps needs, then take it."""

    def read(session: Session) -> tuple[str, str, bool]:
        held = session.get(Petition, ids[0])
        code = next_step(held)
        label = CLOSE if code == "close" else session.code_label("petition_step_kind", code) if code else ""
        return code, label, held.TYPE.lifecycle.state(held.state).locked

    def ask(found: tuple[str, str, bool]) -> None:
        code, label, locked = found
        if not code:
            dialogs.tell(active_window(), "这件信访已经走完", "已移交、转办或并案的件，没有下一步。")
            return
        fields = () if locked else STEP_NEEDS[code]
        ask_fields(
            desk, label, partial(_for_step, id=ids[0], code=code), fields, label,
            partial(_store_step, desk, code, label), needs=MUST.get(code, ()) if fields else (), more=(OPINION,),
        )  # fmt: skip

    desk.work.read(read, ask)


def _for_step(session: Session, *, id: str, code: str) -> Petition:
    held = session.get(Petition, id)
    if code == "open":
        return replace(held, opened_on=date.today(), opened_by=session.actor.name)
    if code == "close" and not held.closed_on:
        return replace(held, closed_on=date.today())
    if code == "inquire" and not held.handler:
        return replace(held, handler=session.actor.name)
    return held


def _store_step(desk: Desk, code: str, label: str, record: Record, values: dict[str, Any]) -> None:
    given = dict(values)
    opinion = str(given.pop("opinion", "") or "")

    def write(session: Session) -> Petition:
        return fill_and_step(session, session.get(Petition, record.id), code, given, opinion)

    desk.work.write(write, lambda held: desk.note(f"{held.number}已办：{label}"))


def ask_contact(desk: Desk, task_id: str, channel: str, typed: Petition | None = None) -> None:
    """来电来访 in one small form; a wrong entry opens it again with what was typed."""
    label = "登记来电" if channel == "phone" else "登记来访"

    def make(session: Session) -> Petition:
        now = datetime.now().replace(second=0, microsecond=0)
        return typed or Petition(
            task_id=task_id, channel=channel, received_on=now.date(), met_at=now, naming="real",
            met_by=session.actor.name, registrar=session.actor.name, origin="received",
        )  # fmt: skip

    def store(record: Record, values: dict[str, Any]) -> None:
        assert isinstance(record, Petition)
        held = replace(record, **values)
        if held.TYPE.problems(held):
            dialogs.tell(
                active_window(), "匿名或要求保护身份的，不在这里写反映人",
                "请清空反映人和联系方式；要求保护的，身份另登在“受保护反映人”里。写好的内容都还在。",
            )  # fmt: skip
            ask_contact(desk, task_id, channel, held)
            return
        desk.work.write(
            lambda session: with_due(session, session.create(held)),
            lambda made: desk.note(f"已登记{made.number}"),
        )

    ask_fields(
        desk, label, make,
        ("met_at", "naming", "reporter", "reporter_contact", "subject", "subject_post", "summary", "content"),
        "登记", store, needs=("naming", "summary"),
    )  # fmt: skip


def ask_loan(desk: Desk, ids: tuple[str, ...]) -> None:
    """Ask to borrow or copy a petition; somebody else approves."""

    def make(session: Session) -> PetitionLoan:
        held = session.get(Petition, ids[0])
        return PetitionLoan(
            task_id=held.task_id, petition_id=held.id, applicant=session.actor.name, applied_on=date.today(), copies=1
        )  # fmt: skip

    def store(record: Record, values: dict[str, Any]) -> None:
        assert isinstance(record, PetitionLoan)
        held = replace(record, **values)
        desk.work.write(
            lambda session: session.create(held),
            lambda made: desk.open_record("petition_loan", made.id),
        )

    ask_fields(
        desk, "申请借阅、复印", make, ("kind", "applicant", "reason", "copies", "pages", "due_on"), "提交申请", store,
        needs=("kind", "applicant", "reason"), text="批准人不能是申请人本人；批准后才能取件。",
    )  # fmt: skip
