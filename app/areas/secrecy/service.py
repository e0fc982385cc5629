"""Write the ledger of exposures and the register of bundles; both are written by the program as things happen.

The ledger holds numbers and kinds of records, never what they say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from app.areas.secrecy.model import COPYLESS_KINDS, Account, BundleLog, Exposure
from app.core.errors import BugError
from app.core.records import Compartment, Record
from db.session import Session

COPY_NUMBER = "份{serial:06}"
GRADES = ("public", "internal", "work_secret", "secret", "confidential")
"""密级 from open to closed."""
APPROVED_GRADES = ("secret", "confidential")
"""密级 of which nothing leaves the program unless somebody approved it."""


def copy_numbers(session: Session, count: int) -> tuple[str, ...]:
    """The next `count` copy numbers (份号), six digits, never given twice by this vault. Inside a transaction."""
    return tuple(session.number(COPY_NUMBER).removeprefix("份") for _ in range(count))


def highest_grade(grades: Sequence[str]) -> str:
    """The most closed of `grades`; internal when there is none."""
    known = [grade for grade in grades if grade in GRADES]
    return max(known, key=GRADES.index, default="internal")


def record_exposure(
    session: Session,
    *,
    kind: str,
    paper: str,
    records: Sequence[Record] = (),
    copies: int = 1,
    sheets: int | None = None,
    destination: str = "",
    sha256: str = "",
    secrecy: str = "",
    approved_by: str = "",
    numbers: Sequence[str] | None = None,
    meeting_id: str = "",
) -> Exposure:
    """Enter one exposure: a print, an export, a copy to the clipboard, a bundle.

    kind: a code of exposure_kind; paper: what kind of paper, no case text; records: what was in it; numbers: copy
    numbers printed on the copies, new ones when None (none for clipboard and bundle). Records of the clue compartment
    are entered as their type only, so that the ledger does not tell their numbers.
    """
    with session.transaction():
        if numbers is None:
            numbers = () if kind in COPYLESS_KINDS else copy_numbers(session, copies)
        tasks = {str(getattr(record, "task_id", "")) for record in records} - {""}
        grades = [str(getattr(record, "secrecy", "")) for record in records]
        return session.create(
            Exposure(
                task_id=tasks.pop() if len(tasks) == 1 else "",
                happened_at=datetime.now().replace(second=0, microsecond=0),
                kind=kind,
                paper=paper,
                subjects="\n".join(dict.fromkeys(_named(record) for record in records)),
                secrecy=secrecy or highest_grade(grades),
                who=session.actor.name,
                copies=copies,
                copy_numbers="、".join(numbers),
                sheets=sheets,
                destination=destination,
                sha256=sha256,
                approved_by=approved_by,
                approved_on=date.today() if approved_by else None,
                meeting_id=meeting_id,
                state="noted" if kind in COPYLESS_KINDS else "",
            )
        )


def _named(record: Record) -> str:
    if record.TYPE.compartment is Compartment.CLUES:
        return "专库材料"
    return f"{record.TYPE.label} {record.number}" if record.number else record.TYPE.label


def note_waste(session: Session, held: Exposure, sheets: int, how: str) -> Exposure:
    """Write down (废页登记) that `sheets` pages of a print were spoilt, and what became of them; a line of its note."""
    line = f"废页{sheets}页，{how}（{session.actor.name} {date.today().isoformat()}）"
    with session.transaction():
        return session.save(replace(held, note="\n".join(filter(None, (held.note, line)))))


def settle_copies(
    session: Session, exposures: Sequence[Exposure], *, to: str, on: date, destroyed: bool = False
) -> int:
    """Tick off copies that came back to `to`, or were destroyed under his eyes; returns how many entries that was."""
    step, why = ("destroy", "清退销毁") if destroyed else ("return", "清退收回")
    with session.transaction():
        for entry in exposures:
            held = session.save(replace(entry, returned_on=on, returned_to=to, returned_copies=entry.copies))
            session.move(held, step, reason=why)
    return len(exposures)


def copies_out(entry: Exposure) -> tuple[str, ...]:
    """The numbers of an entry's copies that did not come back yet; none for copies without numbers."""
    back = set(_numbers(entry.returned_numbers))
    return tuple(number for number in _numbers(entry.copy_numbers) if number not in back)


def _numbers(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("、") if part.strip())


def take_back_copies(
    session: Session, wanted: Mapping[str, Sequence[str]], *, to: str, on: date, destroyed: bool = False
) -> int:
    """Tick off copies one by one: id of the entry → numbers that came back (all of it for none); how many copies.

    An entry whose last copy came back is settled with it; the others stay out with those that are missing.
    """
    count = 0
    with session.transaction():
        for id, numbers in wanted.items():
            entry = session.get(Exposure, id)
            out = copies_out(entry)
            back = [number for number in out if number in numbers] if numbers else list(out)
            count += len(back) or (entry.copies or 1)
            if len(back) == len(out):
                settle_copies(session, [entry], to=to, on=on, destroyed=destroyed)
                continue
            held = (*_numbers(entry.returned_numbers), *back)
            how = "销毁" if destroyed else "收回"
            line = f"{'、'.join(back)}{how}（{to} {on.isoformat()}）"
            session.save(
                replace(
                    entry,
                    returned_numbers="、".join(held),
                    returned_copies=len(held),
                    note="\n".join(filter(None, (entry.note, line))),
                )
            )
    return count


def log_bundle(session: Session, entry: BundleLog) -> BundleLog:
    """Register a bundle; the same bundle in the same direction is registered once (BugError when done twice)."""
    if session.find(BundleLog, bundle_id=entry.bundle_id, direction=entry.direction):
        raise BugError("S-BUNDLE2", entry.bundle_id)
    return session.create(entry)


def last_sequence(session: Session, counterpart_key: str, direction: str) -> tuple[int, str]:
    """(sequence, sha256) of the newest bundle exchanged with a key in one direction; (0, '') before the first."""
    sent = session.find(BundleLog, counterpart_key=counterpart_key, direction=direction)
    newest = max(sent, key=lambda held: held.sequence or 0, default=None)
    return ((newest.sequence or 0), newest.sha256) if newest else (0, "")


def account_of(session: Session, user_id: str) -> Account | None:
    """The account of a vault's user, None when it has none yet."""
    found = session.find(Account, user_id=user_id)
    return found[-1] if found else None
