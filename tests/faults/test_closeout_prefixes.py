"""Close-out cut short at each step: every prefix resumes; never erased without receipt and two persons, never certified without erasure."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from app.areas.closeout.certificate import Certificate
from app.areas.closeout.erasure import PENDING, begin_erasure, erase, pending_erasure, resume_erasure
from app.areas.closeout.handover import register_receipt, seal_handover
from app.areas.closeout.model import Closeout, HandoverItem
from app.areas.closeout.service import give_item, open_closeout, receive_item
from app.areas.fieldwork.model import Petition
from app.areas.preparation.model import Task
from app.areas.reporting.service import assemble_report
from app.bundle import contacts, keys, transfer
from app.bundle.bundle import Identity, new_identity
from app.catalog import catalog
from app.core.errors import BundleError, KnownError, Refused
from app.core.roles import Actor, Role
from db.backup import back_up
from db.layout import VaultPaths, is_vault
from db.opening import keep_anchors, open_session
from db.session import Session
from db.token_file import new_token_file
from db.vault import Vault
from tests.areas import cases
from tests.builders import PASSWORD, new_session, new_vault, session_on
from tests.faults.figures import Figures
from tests.faults.kernel_kit import FULL, LOGIN, TOP, petition_of, slot_key, unlock

SECOND, SECOND_PASSWORD = "联络员乙", "Bai-Yun-2026-fei"
BOTH = ((LOGIN, PASSWORD), (SECOND, SECOND_PASSWORD))


SLOTS = 2 * 3
"""Two users and the recovery code, in the header and in its mirror."""


class Cut(Exception):
    """Stands for the power cut."""


@dataclass(frozen=True)
class Story:
    """A group's vault in the state `receipted`, everything settled: folder, slot key, identity."""

    folder: Path
    key: bytes
    identity: Identity
    receipt: Path


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    top = tmp_path_factory.mktemp("closeout")
    me = new_identity("第一巡察组", "示例县委", "group")
    with new_session(top / "office", kind="office") as office:
        contacts.keep_identity(office, new_identity("巡察办", "示例县委", "office"))
        contacts.pin(office, me.card)
        vault = new_vault(top / "group")
        session = session_on(vault)
        contacts.keep_identity(session, me)
        contacts.pin(session, contacts.own_identity(office).card)
        closeout = ready(session)
        closeout, _ = seal_handover(
            session,
            closeout,
            top / "h.xcb",
            contacts.own_identity(office).card,
            papers=[("papers/01.pdf", b"%PDF")],
        )
        arrival = transfer.receive(office, top / "h.xcb")
        transfer.accept(office, arrival)
        transfer.answer(office, top / "r.xcb", arrival)
    register_receipt(session, closeout, top / "r.xcb")
    for item in session.find(HandoverItem):
        receive_item(session, give_item(session, item, giver="组长甲"), receiver="巡察办乙")
    keep_anchors(vault, session)
    session.close()
    vault.add_user(SECOND, SECOND_PASSWORD, may_clues=False)
    back_up(vault)
    vault.close()
    return Story(top / "group", slot_key(top / "group"), me, top / "r.xcb")


def ready(session: Session) -> Closeout:
    """A task of which everything is complete, and its close-out."""
    site = cases.on_site(session, codes=False)
    cases.signed_paper(session, site)
    report = session.save(replace(assemble_report(session, site.task), overall="好。", suggestions="1.改。"))
    for step in ("consult", "submit", "finish"):
        report = session.move(report, step)
    return open_closeout(session, site.task)


@contextmanager
def at_desk(story: Story, place: Path) -> Iterator[tuple[Session, Vault, Closeout]]:
    """A copy of the vault, open."""
    if not place.exists():
        shutil.copytree(story.folder, place)
    vault = unlock(place, story.key)
    session = session_on(vault)
    try:
        yield session, vault, session.find(Closeout)[-1]
        keep_anchors(vault, session)
    finally:
        session.close()
        vault.close()


@pytest.fixture(scope="module")
def confirmed(story: Story, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Certificate]:
    """The vault after both persons confirmed, closed, and the certificate to be completed."""
    place = tmp_path_factory.mktemp("confirmed") / "vault"
    with at_desk(story, place) as (session, vault, closeout):
        certificate = begin_erasure(session, vault, closeout, BOTH)
    return place, certificate


def cut_at(number: int) -> Callable[[str], None]:
    """What ends an erasure at its step `number`, counted from 0."""
    steps = itertools.count()

    def step(_name: str) -> None:
        if next(steps) == number:
            raise Cut

    return step


def names_of_steps(place: Path, certificate: Certificate, identity: Identity, top: Path) -> list[str]:
    steps: list[str] = []
    shutil.copytree(place, top / "whole")
    done = erase(top / "whole", certificate, top / "out", identity, on_step=steps.append)
    assert done.report is not None
    assert (
        done.report.keys_destroyed == SLOTS
    )  # three slots in the header, its mirror and the copy beside the backup
    return steps


def test_03_an_erasure_cut_short_at_any_step_is_resumed_and_certified_once(
    story: Story, confirmed: tuple[Path, Certificate], tmp_path: Path, figure: Figures
) -> None:
    place, certificate = confirmed
    steps = names_of_steps(place, certificate, story.identity, tmp_path)
    assert len(steps) > 30
    certified_early = 0
    for number in range(len(steps)):
        folder, output = tmp_path / f"{number}", tmp_path / f"{number} out"
        shutil.copytree(place, folder)

        with pytest.raises(Cut):
            erase(folder, certificate, output, story.identity, on_step=cut_at(number))
        written = (output / f"{certificate.number}.json").exists()
        # Never certified without erasure: where a certificate stands, no key, no database, no backup is left.
        assert not (written and is_vault(folder))
        assert pending_erasure(output) is not None
        certified_early += written
        finished = resume_erasure(output)
        assert_all_gone(folder, output, finished)
    figure(
        "03",
        "close-out cut",
        f"at each of {len(steps)} steps: all resumed, certified once, never early",
        "every prefix",
    )
    assert certified_early


def assert_all_gone(folder: Path, output: Path, finished: Certificate) -> None:
    """Nothing of the vault is left, one certificate is, and it says what was done."""
    assert not folder.exists()
    assert [path.name for path in output.iterdir()] == [f"{finished.number}.json"]
    assert finished.report is not None
    assert finished.report.traces == 0
    assert finished.report.keys_destroyed == SLOTS
    assert {Path(file.path).name for file in finished.report.files_removed} >= {
        "vault.hdr", "records.vault", "blobs.vault", "clues.vault", "backup.json"
    }  # fmt: skip
    assert finished.erased_by == (LOGIN, SECOND)
    assert pending_erasure(output) is None
    with pytest.raises(KnownError, match="没有中断的清除"):
        resume_erasure(output)


ERASER = """
import os, pickle, signal, sys
from pathlib import Path
from app.areas.closeout.erasure import erase
folder, certificate, output, target = Path(sys.argv[1]), pickle.load(open(sys.argv[2], "rb")), Path(sys.argv[3]), int(sys.argv[4])
count = 0
def step(_name):
    global count
    count += 1
    if count == target:
        os.kill(os.getpid(), signal.SIGKILL)
erase(folder, certificate, output, None, on_step=step)
"""


@pytest.mark.skipif(os.name == "nt", reason="kill −9 is of POSIX")
def test_03_an_erasure_killed_by_the_system_is_resumed(
    confirmed: tuple[Path, Certificate], tmp_path: Path
) -> None:
    import pickle

    place, certificate = confirmed
    (tmp_path / "certificate").write_bytes(pickle.dumps(certificate))
    for target in range(1, 60, 4 if FULL else 13):
        folder, output = tmp_path / f"{target}", tmp_path / f"{target} out"
        shutil.copytree(place, folder)
        arguments = (folder, tmp_path / "certificate", output, target)
        child = subprocess.run(
            [sys.executable, "-c", ERASER, *map(str, arguments)], cwd=TOP, env={**os.environ, "PYTHONPATH": str(TOP)}
        )  # fmt: skip
        if child.returncode == 0:
            break
        assert child.returncode == -signal.SIGKILL
        assert_all_gone(folder, output, resume_erasure(output))


def test_03_a_vault_that_was_used_after_the_cut_is_not_erased_without_asking_again(
    story: Story, confirmed: tuple[Path, Certificate], tmp_path: Path
) -> None:
    place, certificate = confirmed
    folder, output = tmp_path / "vault", tmp_path / "out"
    shutil.copytree(place, folder)

    with pytest.raises(Cut):
        erase(folder, certificate, output, story.identity, on_step=cut_at(0))
    with at_desk(story, folder) as (session, _, _):
        session.create(petition_of(session.find(Task)[0], summary="清除前收到的来信"))
    with pytest.raises(KnownError, match="又使用过"):
        resume_erasure(output)
    with at_desk(story, folder) as (session, vault, closeout):
        assert [petition.summary for petition in session.find(Petition)] == ["清除前收到的来信"]
        with pytest.raises(Refused, match="封装以后又有改动"):
            begin_erasure(session, vault, closeout, BOTH)


def test_03_two_persons_may_confirm_again_when_nothing_was_begun(
    story: Story, confirmed: tuple[Path, Certificate], tmp_path: Path
) -> None:
    """The program ended between the confirmation and the first step: no pending file, the close-out says erasing."""
    place, _ = confirmed
    folder, output = tmp_path / "vault", tmp_path / "out"
    shutil.copytree(place, folder)
    with at_desk(story, folder) as (session, vault, closeout):
        assert closeout.state == "erasing"
        with pytest.raises(Refused, match="两名不同的使用人"):
            begin_erasure(session, vault, closeout, BOTH[:1])
        certificate = begin_erasure(session, vault, closeout, BOTH)
    assert_all_gone(folder, output, erase(folder, certificate, output, story.identity))


def test_03_a_vault_in_use_is_not_erased_and_nothing_is_left_to_resume(
    story: Story, confirmed: tuple[Path, Certificate], tmp_path: Path
) -> None:
    place, certificate = confirmed
    folder, output = tmp_path / "vault", tmp_path / "out"
    shutil.copytree(place, folder)
    with at_desk(story, folder), pytest.raises(KnownError, match="另一个窗口"):
        erase(folder, certificate, output, story.identity)
    assert pending_erasure(output) is None
    with at_desk(story, folder) as (session, _, _):
        assert session.find(Task)


def test_03_erasure_is_refused_without_two_persons_who_know_their_passwords(
    story: Story, tmp_path: Path
) -> None:
    place = tmp_path / "vault"
    for persons in (
        (),
        BOTH[:1],
        (BOTH[0], BOTH[0]),
        (BOTH[0], (SECOND, "Bai-Yun-2026-cuo")),
        (*BOTH, BOTH[0]),
    ):
        with at_desk(story, place) as (session, vault, closeout):
            vault.paths.backoff.unlink(missing_ok=True)
            with pytest.raises(Refused, match="两名不同的使用人"):
                begin_erasure(session, vault, closeout, persons)
            assert session.get(Closeout, closeout.id).state == "receipted"
            vault.paths.backoff.unlink(missing_ok=True)
    with at_desk(story, place) as (session, vault, closeout):
        member = open_session(vault, catalog(), Actor("1", "组员丙", frozenset({Role.MEMBER})), "writer")
        with pytest.raises(Refused, match="须由"):
            begin_erasure(member, vault, closeout, BOTH)
        member.close()


def test_03_a_person_with_a_token_file_needs_it_and_nobody_waits_while_it_is_missing(
    story: Story, tmp_path: Path
) -> None:
    with at_desk(story, tmp_path / "vault") as (session, vault, closeout):
        user = next(held for held in vault.users() if held.login == BOTH[1][0])
        path, token = new_token_file(tmp_path)
        vault.set_password(user.user_id, BOTH[1][1], token=token)
        stranger = tmp_path / "other.token"
        stranger.write_bytes(bytes(len(token)))
        broken = tmp_path / "broken.token"
        broken.write_bytes(token[:-1])
        for tokens, said in (
            ((), "设过令牌"),
            ((None, tmp_path / "nowhere.token"), "令牌文件读不出来"),
            ((None, broken), "选的不是令牌文件"),
            ((None, stranger), "选对各自的令牌文件"),
        ):
            with pytest.raises(Refused, match=said):
                begin_erasure(session, vault, closeout, BOTH, tokens)
            assert session.get(Closeout, closeout.id).state == "receipted"
        vault.paths.backoff.unlink(missing_ok=True)  # only the last was a wrong try
        assert begin_erasure(session, vault, closeout, BOTH, (None, path)).erased_by == (
            BOTH[0][0],
            BOTH[1][0],
        )


def test_03_erasure_is_refused_without_a_receipt_that_was_verified_here(story: Story, tmp_path: Path) -> None:
    with at_desk(story, tmp_path / "vault") as (session, vault, closeout):
        opened = session.move(closeout, "reopen", reason="补充材料")
        for passed in (opened, replace(opened, state="receipted")):
            with pytest.raises(Refused, match="不能“开始清除”"):
                begin_erasure(session, vault, passed, BOTH)
        # Every step of the lifecycle taken by hand, as a merged copy could also bring it: still no receipt was checked.
        held = session.move(session.move(opened, "complete"), "seal")
        held = session.move(session.save(replace(held, receipt_id="0" * 32)), "receipt")
        with pytest.raises(Refused, match="没有核验过本次移交包的回执"):
            begin_erasure(session, vault, held, BOTH)


def test_03_a_receipt_does_not_cover_what_was_written_after_sealing(story: Story, tmp_path: Path) -> None:
    with at_desk(story, tmp_path / "vault") as (session, vault, closeout):
        session.create(petition_of(session.find(Task)[0]))
        with pytest.raises(BundleError, match="封装以后又有1条记录改动"):
            register_receipt(session, closeout, story.receipt)
        with pytest.raises(Refused, match="封装以后又有改动"):
            begin_erasure(session, vault, closeout, BOTH)


def test_03_the_certificate_is_signed_by_the_vault_and_a_resumed_one_says_it_is_not(
    story: Story, confirmed: tuple[Path, Certificate], tmp_path: Path
) -> None:
    import hashlib

    place, certificate = confirmed
    shutil.copytree(place, tmp_path / "vault")
    erase(tmp_path / "vault", certificate, tmp_path / "out", story.identity)
    held = json.loads((tmp_path / "out" / f"{certificate.number}.json").read_text("utf-8"))
    signature, held["signature"] = bytes.fromhex(held["signature"]), ""
    digest = hashlib.sha256(json.dumps(held, ensure_ascii=False, sort_keys=True).encode()).digest()
    assert keys.signed_by(story.identity.card.sign_public, b"xuncha-desk certificate v1", digest, signature)
    held["erased_by"] = ["别人", "别人"]
    digest = hashlib.sha256(json.dumps(held, ensure_ascii=False, sort_keys=True).encode()).digest()
    assert not keys.signed_by(
        story.identity.card.sign_public, b"xuncha-desk certificate v1", digest, signature
    )


def test_03_the_pending_file_holds_nothing_of_the_case(
    story: Story, confirmed: tuple[Path, Certificate], tmp_path: Path
) -> None:
    place, certificate = confirmed
    shutil.copytree(place, tmp_path / "vault")

    with pytest.raises(Cut):
        erase(tmp_path / "vault", certificate, tmp_path / "out", story.identity, on_step=cut_at(0))
    text = (tmp_path / "out" / PENDING).read_text("utf-8")
    for word in ("甲局", "报销", "凭证", PASSWORD, "AGE-SECRET"):
        assert word not in text
    assert VaultPaths(tmp_path / "vault").header.exists()
