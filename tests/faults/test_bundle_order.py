"""Bundles replayed, out of order, misdirected or of a card that was taken back, before a real vault: refused and journalled."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.areas.closeout.view.preview import open_arrival
from app.areas.libraries.model import Unit
from app.bundle import contacts, transfer
from app.bundle.bundle import BundleKind, Identity, Sealed, new_identity
from app.core.errors import BundleError
from app.core.records import Compartment
from db.session import Session
from db.verify import verify
from tests.builders import new_session
from tests.faults.figures import Figures
from tests.faults.kernel_kit import everything


@dataclass(frozen=True)
class Table:
    """A group's and an office's open vaults that know each other, and who they are."""

    group: Session
    office: Session
    group_me: Identity
    office_me: Identity
    place: Path

    def send(self, name: str, to: Identity | None = None) -> Sealed:
        """A bundle with everything the group has."""
        return transfer.send(
            self.group, self.place / name, kind=BundleKind.COLLAB, to=[(to or self.office_me).card],
            kinds=[Unit.TYPE], wanted=lambda record: True, facts={},
        )  # fmt: skip

    def take(self, sealed: Sealed) -> None:
        """Receive and accept."""
        transfer.accept(self.office, transfer.receive(self.office, sealed.path))


@pytest.fixture
def table(tmp_path: Path) -> Iterator[Table]:
    group_me, office_me = new_identity("一组", "甲", "group"), new_identity("办", "甲", "office")
    with new_session(tmp_path / "a") as group, new_session(tmp_path / "b", kind="office") as office:
        for at, me, other in ((group, group_me, office_me), (office, office_me, group_me)):
            contacts.keep_identity(at, me)
            contacts.pin(at, other.card)
        group.create(Unit(name="示例镇党委"))
        yield Table(group, office, group_me, office_me, tmp_path)


def events(session: Session) -> list[str]:
    """The notes of all events, oldest first."""
    store = session.store(Compartment.RECORDS)
    assert store is not None
    return [
        str(row[0]) for row in store.conn.execute("SELECT note FROM journal WHERE op = 'event' ORDER BY seq")
    ]


def test_19_each_bundle_that_may_not_come_in_is_refused_and_the_refusal_journalled(
    table: Table, figure: Figures
) -> None:
    stranger = new_identity("外县", "乙", "office")
    first, second = table.send("1.xcb"), table.send("2.xcb")
    table.take(second)
    third = table.send("3.xcb")
    shutil.copyfile(third.path, table.place / "copy.xcb")
    table.take(third)
    before = everything(table.office)

    def taken_back() -> Path:
        contacts.unpin(table.office, table.group_me.key_id)
        return table.send("5.xcb").path

    cases: dict[str, tuple[Callable[[], Path], str]] = {
        "the same file again": (lambda: third.path, "已经接收过"),
        "a copy of it": (lambda: table.place / "copy.xcb", "已经接收过"),
        "an older one after a newer": (lambda: first.path, "旧包"),
        "one for another office": (lambda: table.send("4.xcb", stranger).path, "发给别的单位"),
        "one of a card that was taken back": (taken_back, "不在已核对的名片之中"),
    }
    for name, (make, says) in cases.items():
        path, known = make(), len(events(table.office))
        with pytest.raises(BundleError, match=says):
            open_arrival(table.office, lambda _done, _whole: None, lambda: False, path=path)
        new = events(table.office)[known:]
        assert len(new) == 1, name
        assert "未接收密封包" in new[0], name
        assert says in new[0], name
        assert str(path) not in new[0]
    assert everything(table.office) == before
    assert verify(table.office) == ()
    figure("19", "before a real vault", f"{len(cases)} ways refused, each journalled", "refused, journalled")


def test_19_what_was_accepted_twice_at_once_is_applied_once(table: Table, figure: Figures) -> None:
    sealed = table.send("1.xcb")
    arrivals = [transfer.receive(table.office, sealed.path) for _ in range(2)]
    transfer.accept(table.office, arrivals[0])
    head = table.office.head()
    with pytest.raises(BundleError, match="已经接收过"):
        transfer.accept(table.office, arrivals[1])
    assert table.office.head() == head
    figure("19", "two previews of one bundle, both accepted", "the second changes nothing", "no-op")
