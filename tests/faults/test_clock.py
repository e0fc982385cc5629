"""A clock that jumps: the journal keeps its order by number, what is anchored verifies, and receipts do, too."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app.areas.libraries.model import Unit
from app.bundle import contacts, traffic, transfer
from app.bundle.bundle import BundleKind, new_identity
from app.core.records import Compartment
from db import connected
from db.verify import verify
from tests.builders import new_session
from tests.faults.figures import Figures


class Clock(datetime):
    """The machine's clock, moved by hand."""

    moved = timedelta()

    @classmethod
    def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
        return datetime.now(tz) + cls.moved  # type: ignore[arg-type]


JUMPS = [timedelta(days=days) for days in (0, -400, 400, -20_000, 9_000, 0)]
"""Back, forward, before 1980 as after an empty battery, and right again."""


def test_24_a_clock_that_jumps_keeps_the_order_and_receipts_verify(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, figure: Figures
) -> None:
    monkeypatch.setattr(connected, "datetime", Clock)
    group, office_me = new_identity("一组", "甲", "group"), new_identity("办", "甲", "office")
    with new_session(tmp_path / "a") as session, new_session(tmp_path / "b", kind="office") as office:
        for at, me, other in ((session, group, office_me), (office, office_me, group)):
            contacts.keep_identity(at, me)
            contacts.pin(at, other.card)
        unit = session.create(Unit(name="示例镇党委"))
        for number, jump in enumerate(JUMPS):
            Clock.moved = jump
            unit = session.save(replace(unit, address=f"东街{number}号"))
            path = tmp_path / f"{number}.xcb"
            transfer.send(
                session, path, kind=BundleKind.HANDOVER, to=[office_me.card], kinds=[Unit.TYPE],
                wanted=lambda record: True, facts={},
            )  # fmt: skip
            arrival = transfer.receive(office, path)
            transfer.accept(office, arrival)
            transfer.answer(office, tmp_path / f"{number}r.xcb", arrival)
            sent = traffic.sent(session, BundleKind.HANDOVER)
            assert sent is not None
            transfer.read_receipt(session, tmp_path / f"{number}r.xcb", sent)
        said = [entry.changes[0].after for entry in session.history(unit) if entry.op == "save"]
        assert said == [f"东街{number}号" for number in reversed(range(len(JUMPS)))]
        assert office.get(Unit, unit.id).address == unit.address
        for at in (session, office):
            assert verify(at) == ()
            store = at.store(Compartment.RECORDS)
            assert store is not None
            assert store.journal.broken_at() is None
    figure(
        "24", "jumps of the clock", f"{len(JUMPS)}: order kept, {len(JUMPS)} receipts verified", "order kept"
    )
