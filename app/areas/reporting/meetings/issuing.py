"""Numbered copies of a meeting's materials: issued to readers, taken back one by one.

Copies live in the exposure ledger alone, so that a copy ticked off here is ticked off there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.areas.reporting.meetings.model import AgendaItem, Meeting, MeetingMaterial
from app.areas.reporting.meetings.service import agenda_of, materials_of
from app.areas.reporting.model import Report
from app.areas.secrecy.model import Exposure
from app.areas.secrecy.service import (
    APPROVED_GRADES,
    copy_numbers,
    highest_grade,
    record_exposure,
    settle_copies,
)
from app.core.errors import Refused
from app.core.lifecycle import Reader
from app.core.roles import who_may
from db.session import Session

COPIES = "会议材料"
"""What the ledger calls the copies of a meeting."""
KEPT = "没有编份号，也没有登记台账"


@dataclass(frozen=True)
class Copy:
    """One copy of a meeting's materials: its 份号, who got it, whether it came back; `id` is its entry in the ledger."""

    id: str
    number: str
    reader: str
    state: str
    given_on: date | None
    returned_on: date | None
    returned_to: str
    sheets: int = 0

    @property
    def open(self) -> bool:
        """Whether it is still with its reader."""
        return self.state == "out"


def copies_of(reader: Reader, meeting_id: str) -> tuple[Copy, ...]:
    """The copies of a meeting's materials, by number."""
    found = (
        Copy(
            held.id,
            held.copy_numbers,
            held.destination,
            held.state,
            held.happened_at.date() if held.happened_at else None,
            held.returned_on,
            held.returned_to,
            held.sheets or 0,
        )
        for held in reader.find(Exposure, meeting_id=meeting_id)
    )
    return tuple(sorted(found, key=lambda copy: copy.number))


def grade_of(reader: Reader, meeting: Meeting) -> str:
    """The 密级 (code) of a meeting's copies: the most closed of the meeting, its materials and their reports."""
    materials = materials_of(reader, meeting.id)
    reports = [reader.get(Report, held.report_id) for held in materials if held.report_id]
    own = (held.secrecy for held in materials)
    return highest_grade([meeting.secrecy, *own, *(held.secrecy for held in reports)])


def refuse_copies(session: Session, meeting: Meeting, readers: Sequence[str]) -> tuple[str, ...]:
    """The readers, each once. Refused with every reason why they cannot get a copy: nobody named, no agenda and no
    material, a meeting that was called off, a reader whose copy is still out.
    """
    names = tuple(dict.fromkeys(name.strip() for name in readers if name.strip()))
    out = {copy.reader for copy in copies_of(session, meeting.id) if copy.open}
    again = [name for name in names if name in out]
    reasons = [
        reason
        for wrong, reason in (
            (not session.actor.may("paper.print"), f"须由{who_may('paper.print')}办理"),
            (not names, "没有写发给谁"),
            (
                not materials_of(session, meeting.id) and not agenda_of(session, meeting.id),
                "会议还没有议题，也没有材料",
            ),
            (meeting.state == "dropped", "会议已经取消"),
            (bool(again), f"上一份还没有收回：{'、'.join(again)}"),
        )
        if wrong
    ]
    if reasons:
        raise Refused("不能制作会议材料", reasons, kept=KEPT)
    return names


def issue_copies(
    session: Session,
    meeting: Meeting,
    readers: Sequence[str],
    *,
    act: str,
    pages: int | None = None,
    approved_by: str = "",
) -> tuple[Copy, ...]:
    """Give every reader a copy with a number of its own, entered in the ledger. act: print or pdf.

    Refused as refuse_copies says; also when nobody approved it where the 密级 asks for that.
    """
    names = refuse_copies(session, meeting, readers)
    grade = grade_of(session, meeting)
    if grade in APPROVED_GRADES and not approved_by.strip():
        label = session.code_label("secrecy", grade)
        raise Refused("不能制作会议材料", [f"{label}件须经批准，没有写批准人"], kept=KEPT)
    records = (meeting, *materials_of(session, meeting.id))
    with session.transaction():
        for name in names:
            record_exposure(
                session,
                kind=act,
                paper=COPIES,
                records=records,
                numbers=copy_numbers(session, 1),
                sheets=pages,
                destination=name,
                secrecy=grade,
                approved_by=approved_by.strip(),
                meeting_id=meeting.id,
            )
    return tuple(copy for copy in copies_of(session, meeting.id) if copy.open and copy.reader in names)


def note_digest(session: Session, copy: Copy, content: bytes) -> None:
    """Enter the SHA-256 of a copy that went out as a file, so that the file is known again."""
    session.save(replace(session.get(Exposure, copy.id), sha256=hashlib.sha256(content).hexdigest()))


def take_back(session: Session, copy_ids: Sequence[str], *, to: str, on: date | None = None) -> int:
    """Tick copies off one by one as they come back (会后收回); returns how many. Copies already back stay as they are."""
    out = [held for held in (session.get(Exposure, id) for id in copy_ids) if held.state == "out"]
    return settle_copies(session, out, to=to, on=on or date.today())


@dataclass(frozen=True)
class MeetingShown:
    """A meeting with its agenda, materials and copies."""

    meeting: Meeting
    agenda: tuple[AgendaItem, ...]
    materials: tuple[MeetingMaterial, ...]
    copies: tuple[Copy, ...]

    @property
    def out(self) -> tuple[Copy, ...]:
        """Copies not yet collected."""
        return tuple(copy for copy in self.copies if copy.open)


def meeting_shown(reader: Reader, id: str) -> MeetingShown:
    """Everything about one meeting's papers."""
    return MeetingShown(
        reader.get(Meeting, id), agenda_of(reader, id), materials_of(reader, id), copies_of(reader, id)
    )
