"""A clock that jumps: the journal keeps its order by number, what is anchored verifies, and receipts do, too."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from app.areas.libraries.model import Unit
from app.bundle import contacts, traffic, transfer
from app.bundle.bundle import BundleKind, new_identity
from app.core.records import Compartment
from db import connected
from db.opening import keep_anchors, prepare
from db.session import Session
from db.vault import Vault
from db.verify import verify
from tests.builders import PASSWORD, new_session, new_vault, session_on
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
        seen = [int(when > after) for when, after in pairwise(JUMPS)]
        assert notes(session).count("本机时钟倒退") == sum(seen)
        said = [entry.changes[0].after for entry in session.history(unit) if entry.op == "save"]
        assert said == [f"东街{number}号" for number in reversed(range(len(JUMPS)))]
        assert office.get(Unit, unit.id).address == unit.address
        for at in (session, office):
            assert verify(at) == ()
            store = at.store(Compartment.RECORDS)
            assert store is not None
            assert store.journal.broken_at() is None
    told = (
        f"{len(JUMPS)}: order kept, each of {sum(seen)} steps back an event, {len(JUMPS)} receipts verified"
    )
    figure("24", "jumps of the clock", told, "order kept, event logged, receipts verify")


def notes(session: Session) -> str:
    """The notes of all events, one a line."""
    store = session.store(Compartment.RECORDS)
    assert store is not None
    rows = store.conn.execute("SELECT note FROM journal WHERE op = 'event' ORDER BY seq")
    return "\n".join(str(row[0]) for row in rows)


def test_24_a_clock_that_stands_before_every_bundle_and_record_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, figure: Figures
) -> None:
    """As after an empty battery: a vault made, closed and opened in 1970 and again today."""
    monkeypatch.setattr(connected, "datetime", Clock)
    Clock.moved = timedelta()
    vault = new_vault(tmp_path / "a")
    session = session_on(vault)
    unit = session.create(Unit(name="示例镇党委"))
    keep_anchors(vault, session)
    session.close()
    vault.close()
    for moved in (datetime(1970, 1, 2) - datetime.now(), timedelta()):
        Clock.moved = moved
        vault = Vault.unlock(tmp_path / "a", "组长甲", PASSWORD)
        prepare(vault)
        session = session_on(vault)
        unit = session.save(replace(session.get(Unit, unit.id), address=f"{moved.days}号"))
        keep_anchors(vault, session)
        assert verify(session) == ()
        told = notes(session).count("本机时钟倒退")
        session.close()
        vault.close()
    figure("24", "a whole day in 1970", "opened, saved, closed; one event", "event logged", passed=told == 1)
    assert told == 1
