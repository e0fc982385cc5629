"""kill −9 at random moments while records are written, a handover is sealed, a bundle is imported: nothing promised is lost.

Fifty kills in the gate, a thousand with XUNCHA_FULL=1, in rounds that each begin with the same small vaults, because every
kill is followed by a look at the whole; the seed is printed and can be given as XUNCHA_SEED.
"""

from __future__ import annotations

import hashlib
import io
import os
import random
import shutil
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from app.areas.closeout.service import open_closeout
from app.areas.clues.model import Clue
from app.areas.fieldwork.model import Petition
from app.areas.preparation.model import Task
from app.areas.reporting.service import assemble_report
from app.bundle import contacts, transfer
from app.bundle.bundle import BundleKind, Identity, is_whole, new_identity
from app.bundle.opening import inspect
from app.catalog import catalog
from app.core.records import Compartment
from db.session import Session
from db.vault import Vault
from tests.areas import cases
from tests.builders import PASSWORD, new_vault, session_on
from tests.faults.figures import Figures
from tests.faults.kernel_kit import (
    FULL,
    LOGIN,
    Nursery,
    everything,
    examined,
    petition_of,
    session_of,
    slot_key,
    tell,
)

ROUNDS = 20 if FULL else 1
WRITES, SEALINGS, IMPORTS = 20, 14, 16
"""Kills in one round."""
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kills forked children; Windows has no fork")


@dataclass(frozen=True)
class Place:
    """Two vaults that know each other's cards, the keys of their slots, a folder for bundles, a warm process."""

    kept: Path
    group: Path
    office: Path
    group_key: bytes
    office_key: bytes
    office_card: str
    out: Path
    nursery: Nursery
    chance: random.Random
    seed: int

    def begin(self) -> None:
        """Put vaults and bundles back to what they were before the first kill."""
        for name in ("group", "office", "out"):
            shutil.rmtree(self.kept.parent / name)
            shutil.copytree(self.kept / name, self.kept.parent / name)


@pytest.fixture(scope="module")
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    top = tmp_path_factory.mktemp("killed")
    seed = int(os.environ.get("XUNCHA_SEED") or random.SystemRandom().randrange(10**6))
    tell(request, f"kills: XUNCHA_SEED={seed}")
    (top / "out").mkdir()
    group, office = (
        new_identity("第一巡察组", "示例县委", "group"),
        new_identity("巡察办", "示例县委", "office"),
    )
    for name, me, other in (("group", group, office), ("office", office, group)):
        _made(top / name, name, me, other)
    for name in ("group", "office", "out"):
        shutil.copytree(top / name, top / "kept" / name)
    with Nursery() as nursery:
        yield Place(
            top / "kept", top / "group", top / "office", slot_key(top / "group"), slot_key(top / "office"),
            office.key_id, top / "out", nursery, random.Random(seed), seed,
        )  # fmt: skip


def _made(folder: Path, kind: str, me: Identity, other: Identity) -> None:
    vault = new_vault(folder, kind=kind)
    session = session_on(vault)
    contacts.keep_identity(session, me)
    contacts.pin(session, other.card)
    if kind == "group":
        ready_to_close(session)
    session.close()
    vault.close()


def ready_to_close(session: Session) -> None:
    """A task of which everything is complete, with a close-out opened."""
    site = cases.on_site(session, codes=False)
    cases.signed_paper(session, site)
    report = session.save(replace(assemble_report(session, site.task), overall="好。", suggestions="1.改。"))
    for step in ("consult", "submit", "finish"):
        report = session.move(report, step)
    open_closeout(session, site.task)


def test_01_no_acknowledged_record_is_lost_by_a_kill_while_writing(place: Place, figure: Figures) -> None:
    folder, key = place.office, place.office_key
    promised = 0
    for turn in range(ROUNDS * WRITES):
        if turn % WRITES == 0:
            place.begin()
            with session_of(folder, key) as session:
                cases.on_site(session, codes=False)
        ended = place.nursery.run(
            "write",
            folder,
            key.hex(),
            place.chance.randrange(10**6),
            kill_after=place.chance.uniform(0, 0.15),
            heard=place.chance.randrange(8),
        )
        assert ended.status == -signal.SIGKILL
        with examined(folder, key) as session:
            there = everything(session)
            for said in ended.said:
                assert there.get(str(said["id"]), 0) >= int(str(said["rev"])), said
            for kind in (Petition, Clue):
                for record in session.find(kind):
                    for ref in record.attachments:
                        digest = hashlib.sha256()
                        for piece in session.read_attachment(ref, kind.TYPE.compartment):
                            digest.update(piece)
                        assert digest.hexdigest() == ref.sha256
        promised += len(ended.said)
    figure(
        "01",
        "kills while writing",
        f"{ROUNDS * WRITES} kills, {promised} commits acknowledged, 0 lost",
        "0 lost",
        seed=place.seed,
    )
    assert promised > ROUNDS * WRITES  # the kills came while there was something to lose


def test_01_a_kill_while_sealing_leaves_no_half_bundle_and_no_number_twice(
    place: Place, figure: Figures
) -> None:
    folder, key = place.group, place.group_key
    bundles = 0
    for _ in range(ROUNDS):
        place.begin()
        _something_to_seal(place)
        promised: dict[str, int] = {}
        for _ in range(SEALINGS):
            when, heard = place.chance.uniform(0, 0.6), place.chance.randrange(2)
            ended = place.nursery.run(
                "seal", folder, key.hex(), place.out, place.office_card, kill_after=when, heard=heard
            )
            assert ended.status == -signal.SIGKILL
            promised |= {str(said["bundle"]): int(str(said["sequence"])) for said in ended.said}
            with examined(folder, key) as session:
                store = session.store(Compartment.RECORDS)
                assert store is not None
                noted = dict(store.conn.execute("SELECT bundle_id, sequence FROM bundle_sent").fetchall())
            headers = []
            for path in place.out.glob("[!.]*"):
                assert is_whole(path), path.name
                headers.append(inspect(path))
            assert all(noted[header.bundle_id] == header.sequence for header in headers)
            assert promised.items() <= {header.bundle_id: header.sequence for header in headers}.items()
        bundles += len(promised)
    figure(
        "01",
        "kills while sealing",
        f"{ROUNDS * SEALINGS} kills, {bundles} bundles, all whole, no number twice",
        "0 lost",
        seed=place.seed,
    )
    assert bundles


def _something_to_seal(place: Place) -> None:
    with session_of(place.group, place.group_key) as session:
        task = session.find(Task)[0]
        for size in (300_000, 2_500_000):
            ref = session.attach(io.BytesIO(place.chance.randbytes(size)), "账页.pdf")
            session.create(petition_of(task, attachments=(ref,), origin="received"))
        for petition in session.find(Petition, task_id=task.id):
            session.delete(petition, "另件并入")  # kept, and sealed, and no obstacle to close-out


def test_01_an_import_is_whole_or_absent_after_a_kill(place: Place, figure: Figures) -> None:
    folder, key = place.office, place.office_key
    whole = 0
    longest = 0.3
    for turn in range(ROUNDS * IMPORTS):
        if turn % IMPORTS == 0:
            place.begin()
            bundle, wanted = _bundle(place)
        when = None if turn == 0 else place.chance.uniform(0, 1.1 * longest)
        ended = place.nursery.run("import", folder, key.hex(), bundle, kill_after=when)
        longest = ended.seconds if when is None else longest
        with examined(folder, key) as session:
            there = wanted & everything(session).keys()
            seen = _seen(session, bundle)
        assert seen or not ended.said
        # The compartment of clues is a database of its own and is committed first: see the test below.
        assert there == wanted if seen else there <= _clues(wanted), turn
        if seen:
            whole += 1
            bundle, wanted = _bundle(place)
    figure(
        "01",
        "kills while importing",
        f"{ROUNDS * IMPORTS} kills: {whole} whole, {ROUNDS * IMPORTS - whole} absent, 0 half",
        "0 half",
        seed=place.seed,
    )
    assert whole


def test_01_an_import_killed_between_its_two_databases_is_completed_by_importing_again(place: Place) -> None:
    folder, key = place.office, place.office_key
    bundle, wanted = _bundle(place)
    ended = place.nursery.run("import until first commit", folder, key.hex(), bundle)
    assert ended.status == -signal.SIGKILL
    with examined(folder, key) as session:
        assert wanted & everything(session).keys() == _clues(wanted)
        assert not _seen(session, bundle)
    assert place.nursery.run("import", folder, key.hex(), bundle).said
    with examined(folder, key) as session:
        assert wanted <= everything(session).keys()
        assert _seen(session, bundle)


def test_01_after_all_the_kills_the_vaults_open_by_password(place: Place) -> None:
    for folder in (place.group, place.office):
        Vault.unlock(folder, LOGIN, PASSWORD).close()


def _bundle(place: Place) -> tuple[Path, set[str]]:
    """A bundle with new records in both compartments, and their ids."""
    with session_of(place.group, place.group_key) as session:
        task = session.find(Task)[0]
        made: set[str] = set()
        clues: set[str] = set()
        content = place.chance.randbytes(400_000)
        ref = session.attach(io.BytesIO(content), "来信.pdf")
        kept = session.attach(io.BytesIO(content), "来信.pdf", compartment=Compartment.CLUES)
        with session.transaction():
            for _ in range(25):
                made.add(session.create(petition_of(task, attachments=(ref,))).id)
            clue = Clue(
                task_id=task.id, source="petition", subject="某丙", summary="虚报", attachments=(kept,)
            )
            clues.add(session.create(clue).id)
        path = place.out / f"import-{session.head().seq:08}.xcb"
        transfer.send(
            session,
            path,
            kind=BundleKind.COLLAB,
            to=[contacts.cards(session)[place.office_card]],
            kinds=[kind for kind in catalog() if kind.name in ("petition", "clue")],
            wanted=lambda record: record.id in made | clues,
            facts={},
        )
    _of_clues.update(clues)
    return path, made | clues


_of_clues: set[str] = set()


def _clues(wanted: set[str]) -> set[str]:
    return wanted & _of_clues


def _seen(session: Session, bundle: Path) -> bool:
    store = session.store(Compartment.RECORDS)
    assert store is not None
    row = store.conn.execute("SELECT 1 FROM bundle_seen WHERE bundle_id = ?", (inspect(bundle).bundle_id,))
    return row.fetchone() is not None
