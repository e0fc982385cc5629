"""The demonstration's records of closeout.holding: prints of which a copy is missing, a stick not given back, a chase."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.areas.closeout.holding.model import BETWEEN, HoldingChase
from app.areas.feedback.delivery.papers.common import office_of
from app.areas.preparation.model import Round, Task
from app.areas.secrecy.model import Carrier, Exposure
from app.demo.calendar import day, moment
from app.demo.making import put

if TYPE_CHECKING:
    from db.session import Session


def play(session: Session, *, office: bool) -> None:
    """One group of an office's vault has left things behind and was asked for them once."""
    task = next((held for held in session.find(Task) if held.stay_to == day(2026, 5, 8)), None)
    if not office or task is None:
        return
    prints = put(
        session, Exposure, "holding.1", task_id=task.id, happened_at=moment(2026, 4, 28, 15, 20), kind="print",
        paper="问题底稿", subjects="问题底稿", secrecy="internal", who=task.liaison, copies=3,
        copy_numbers="000901、000902、000903", sheets=6, destination=task.leader, returned_numbers="000902",
        returned_copies=1, note=f"000902收回（{task.liaison} 2026-05-08）", state="out",
    )  # fmt: skip
    stick = put(
        session, Carrier, "holding.1", task_id=task.id, name="涉密U盘", kind="usb", secrecy="internal",
        carrier_number="XC-U-0917", brand="32GB", serial_number="U0917-41C8", copies=1, holder=task.deputies,
        issued_on=day(2026, 3, 2), issued_by="祁慎言", return_due=day(2026, 5, 12), state="in_use",
    )  # fmt: skip
    lines = (
        ("问题底稿", "打印", "000901、000903", task.leader, "2026-05-12"),
        ("涉密U盘", "涉密U盘", "XC-U-0917", task.deputies, "2026-05-12"),
    )
    put(
        session, HoldingChase, "1", task_id=task.id, addressee=task.group_name, times=1, chased_on=day(2026, 5, 18),
        chased_by="祁慎言", issuer=office_of(session.get(Round, task.round_id)),
        items="\n".join(BETWEEN.join(line) for line in lines), pieces=3, secrecy="internal", reply_due=day(2026, 5, 21),
        item_keys=f"exposure:{prints.id}\ncarrier:{stick.id}", state="sent",
    )  # fmt: skip
