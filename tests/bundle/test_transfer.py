"""From one vault to another through a sealed bundle and back by receipt; what is refused leaves no trace."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from app.areas.clues.model import Clue
from app.areas.fieldwork.model import Petition
from app.areas.libraries.model import Unit
from app.areas.preparation.model import Round, Task
from app.bundle import contacts, traffic, transfer
from app.bundle.bundle import BundleKind, Sealed, new_identity
from app.catalog import catalog
from app.core.errors import BundleError
from db.session import Session
from tests.builders import new_session


@dataclass(frozen=True)
class Pair:
    group: Session
    office: Session
    folder: Path

    def office_files(self) -> dict[str, str]:
        """Digest of every file of the office's vault."""
        return {
            path.name: hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted((self.folder / "office").iterdir())
            if path.is_file() and not path.name.endswith("-shm")
        }


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    with (
        new_session(tmp_path / "group") as group,
        new_session(tmp_path / "office", kind="office") as office,
    ):
        contacts.keep_identity(group, new_identity("第一巡察组", "示例县委", "group"))
        contacts.keep_identity(office, new_identity("巡察办", "示例县委", "office"))
        contacts.pin(group, contacts.own_identity(office).card)
        contacts.pin(office, contacts.own_identity(group).card)
        yield Pair(group, office, tmp_path)


def fill(session: Session) -> tuple[Petition, Clue, bytes]:
    unit = session.create(Unit(name="示例镇党委"))
    task = session.create(
        Task(
            name="巡察示例镇",
            group_name="第一巡察组",
            unit_id=unit.id,
            round_id=session.create(Round(name="第一轮")).id,
        )
    )
    scan = b"%PDF-1.7 scanned " * 40_000
    ref = session.attach(io.BytesIO(scan), "来信扫描.pdf", media="application/pdf")
    petition = session.create(
        Petition(
            task_id=task.id,
            received_on=date(2026, 3, 2),
            channel="letter",
            summary="反映发包不公",
            attachments=(ref,),
        )
    )
    ref2 = session.attach(io.BytesIO(scan), "来信扫描.pdf", compartment=Clue.TYPE.compartment)
    clue = session.create(
        Clue(task_id=task.id, source="petition", subject="钱某", summary="虚报面积", attachments=(ref2,))
    )
    return petition, clue, scan


def seal(session: Session, to: Session, path: Path) -> Sealed:
    return transfer.send(
        session,
        path,
        kind=BundleKind.HANDOVER,
        to=[contacts.own_identity(to).card],
        kinds=[kind for kind in catalog() if kind.name != "account"],
        wanted=lambda record: True,
        facts={"task": "1"},
        with_journal=True,
    )


def test_a_handover_arrives_whole_and_its_receipt_covers_it(pair: Pair) -> None:
    petition, clue, scan = fill(pair.group)
    sealed = seal(pair.group, pair.office, pair.folder / "a.xcb")
    arrival = transfer.receive(pair.office, pair.folder / "a.xcb")
    assert arrival.plan.counts["new"] == len(arrival.records)
    assert pair.office.find(Petition) == ()
    transfer.accept(pair.office, arrival)
    came = pair.office.get(Petition, petition.id)
    assert came.summary == petition.summary
    assert b"".join(pair.office.read_attachment(came.attachments[0])) == scan
    came_clue = pair.office.get(Clue, clue.id)
    assert b"".join(pair.office.read_attachment(came_clue.attachments[0], Clue.TYPE.compartment)) == scan
    transfer.answer(pair.office, pair.folder / "r.xcb", arrival)
    sent = traffic.sent(pair.group, BundleKind.HANDOVER)
    assert sent is not None
    receipt = transfer.read_receipt(pair.group, pair.folder / "r.xcb", sent)
    assert receipt.sha256 == sealed.sha256
    assert receipt.counts == sent.counts
    assert traffic.entries_since(pair.group, sent, frozenset()) == 0


def test_a_change_after_sealing_is_noticed(pair: Pair) -> None:
    petition, clue, _ = fill(pair.group)
    seal(pair.group, pair.office, pair.folder / "a.xcb")
    sent = traffic.sent(pair.group, BundleKind.HANDOVER)
    assert sent is not None
    from dataclasses import replace

    pair.group.save(replace(petition, summary="改过"))
    pair.group.save(replace(clue, summary="改过"))
    assert traffic.entries_since(pair.group, sent, frozenset()) == 2
    assert traffic.entries_since(pair.group, sent, frozenset({"petition", "clue"})) == 0


def test_every_refused_bundle_leaves_the_vault_byte_for_byte_as_it_was(pair: Pair) -> None:
    fill(pair.group)
    path = pair.folder / "a.xcb"
    seal(pair.group, pair.office, path)
    whole = path.read_bytes()
    with new_session(pair.folder / "other", kind="office") as other:
        contacts.keep_identity(other, new_identity("别的巡察办", "另一县委", "office"))
        contacts.pin(pair.group, contacts.own_identity(other).card)
        elsewhere = pair.folder / "elsewhere.xcb"
        seal(pair.group, other, elsewhere)
        before = pair.office_files()
        said = set()
        for content in (
            whole[:-1],
            whole[: len(whole) // 2],
            whole[:100],
            b"",
            b"PK\x03\x04" + whole,
            whole + b"x",
            _flipped(whole, len(whole) - 5),
            _flipped(whole, 60),
            elsewhere.read_bytes(),
        ):
            path.write_bytes(content)
            with pytest.raises(BundleError) as told:
                transfer.receive(pair.office, path)
            assert "没有变化" in told.value.message
            said.add(told.value.what)
        assert pair.office_files() == before
        assert len(said) >= 5
        with pytest.raises(BundleError):
            transfer.receive(other, elsewhere)  # does not know the group's card


def test_a_bundle_received_before_and_an_older_one_are_refused(pair: Pair) -> None:
    fill(pair.group)
    seal(pair.group, pair.office, pair.folder / "1.xcb")
    seal(pair.group, pair.office, pair.folder / "2.xcb")
    transfer.accept(pair.office, transfer.receive(pair.office, pair.folder / "2.xcb"))
    before = pair.office_files()
    for name in ("2.xcb", "1.xcb"):
        with pytest.raises(BundleError):
            transfer.receive(pair.office, pair.folder / name)
    assert pair.office_files() == before


def test_a_receipt_for_another_bundle_is_refused(pair: Pair) -> None:
    fill(pair.group)
    seal(pair.group, pair.office, pair.folder / "1.xcb")
    first = transfer.receive(pair.office, pair.folder / "1.xcb")
    transfer.accept(pair.office, first)
    transfer.answer(pair.office, pair.folder / "r1.xcb", first)
    seal(pair.group, pair.office, pair.folder / "2.xcb")
    sent = traffic.sent(pair.group, BundleKind.HANDOVER)
    assert sent is not None
    with pytest.raises(BundleError, match="不符"):
        transfer.read_receipt(pair.group, pair.folder / "r1.xcb", sent)


def test_a_declined_arrival_leaves_no_attachment_behind(pair: Pair) -> None:
    petition, _, _ = fill(pair.group)
    seal(pair.group, pair.office, pair.folder / "1.xcb")
    transfer.receive(pair.office, pair.folder / "1.xcb")
    transfer.decline(pair.office)
    assert not pair.office.has_content(petition.attachments[0].sha256)
    assert pair.office.find(Petition) == ()


def _flipped(content: bytes, at: int) -> bytes:
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]
