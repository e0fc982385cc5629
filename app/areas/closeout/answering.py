"""What the receiver of handed-over clues may answer in a bundle that comes back; anything else is refused with reasons.

It names records by number and fields by label, never what they say.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from app.bundle import contacts, traffic
from app.bundle.bundle import BundleKind
from app.bundle.transfer import Arrival
from app.core.errors import BundleError
from db.merge import FieldDifference, Outcome, PlannedRecord

if TYPE_CHECKING:
    from db.session import Session

ANSWERS = {
    "clue": frozenset(
        (
            "received_on", "received_by", "disposal", "outcome", "form", "sanctions", "outcome_on", "case_state", "filed_on",
            "sanctioned", "dual", "dual_note", "answered_on", "answered_by", "signed", "attachments",
        )
    ),
    "clue_transfer": frozenset(("received_on", "received_by", "receipt_number", "intact", "signed", "attachments")),
    "clue_chase": frozenset(("reply", "replied_on", "attachments")),
}  # fmt: skip
"""Record type → the fields that the receiver fills in."""
STATES = {
    "clue": frozenset(("received", "handling", "answered", "closed", "returned")),
    "clue_transfer": frozenset(("received",)),
    "clue_chase": frozenset(("answered",)),
}
"""Record type → the states that the receiver's handling leads to."""


def is_answer(session: Session, arrival: Arrival) -> bool:
    """Whether a clue bundle comes from somebody to whom this vault hands clues, rather than from who hands them over."""
    if arrival.header.kind is not BundleKind.CLUE:
        return False
    return comes_back(session, arrival)


def comes_back(session: Session, arrival: Arrival) -> bool:
    """Whether the sender answers what this vault sent it first, rather than the other way round."""
    kind, keys = arrival.header.kind, contacts.keys_of(session, arrival.sender.key_id)
    sent = traffic.sent_to(session, kind, keys)
    came = traffic.first_from(session, kind, keys)
    return arrival.sender.kind == "organ" or bool(sent and (came is None or sent[0][1] < came))


def refuse_beyond_answer(session: Session, arrival: Arrival) -> None:
    """BundleError, with every reason, when an answer changes more than its sender may answer."""
    if not is_answer(session, arrival):
        return
    reasons = [said for planned in arrival.plan.records for said in _beyond(session, planned)]
    if reasons:
        raise BundleError(
            f"线索包里有接收单位无权改动的内容：{'；'.join(reasons)}",
            kept="本机数据没有变化",
            todo="接收单位只能答复签收、处置、办理结果、四种形态和附件，请对方改回后重新封装",
        )


def _beyond(session: Session, planned: PlannedRecord) -> Iterator[str]:
    kind = session.catalog[planned.type]
    if planned.outcome in (Outcome.SAME, Outcome.AHEAD):
        return
    if planned.outcome is Outcome.NEW:
        yield f"新增了{kind.label}"
        return
    wrong = [held.label for held in planned.differences if not _may_answer(planned.type, held)]
    if wrong:
        number = session.fetch(planned.type, planned.id).number
        yield f"{kind.label}{number}改动了{'、'.join(wrong)}"


def _may_answer(type_name: str, held: FieldDifference) -> bool:
    if held.field == "state":
        return held.theirs in STATES.get(type_name, ())
    if held.field not in ANSWERS.get(type_name, ()):
        return False
    if held.field in ("signed", "attachments") and not held.conflict:
        return set(held.mine) <= set(held.theirs)  # added to, never taken out; in a conflict both stay
    return True
