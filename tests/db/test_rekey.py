"""A vault encrypted anew: whole, under new keys, with nothing left of the old; and the old one valid until then."""

from __future__ import annotations

import io
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.areas.clues.model import Clue
from app.areas.fieldwork.model import Petition
from app.areas.preparation.model import Task
from app.core.errors import InputProblems, Refused, VaultError
from app.core.records import Compartment
from db import header
from db.backup import back_up, list_backups
from db.check import full_check
from db.connection import connect
from db.layout import VaultPaths
from db.opening import keep_anchors, prepare
from db.rekey import reencrypt
from db.session import Session
from db.vault import Vault, WrongPassword
from db.verify import verify
from tests.areas import cases
from tests.builders import PASSWORD, new_vault, session_on
from tests.faults.kernel_kit import petition_of

TOP = Path(__file__).resolve().parents[2]
FULL = os.environ.get("XUNCHA_FULL") == "1"
MEMBER, MEMBER_PASSWORD = "组员乙", "Song-Bai-2026-chang"
LEADER = "组长甲"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("rekey") / "vault"
    vault = new_vault(folder)
    vault.add_user(MEMBER, MEMBER_PASSWORD, may_clues=False)
    session = session_on(vault)
    site = cases.on_site(session, codes=False)
    ref = session.attach(io.BytesIO(b"%PDF-1.7" * 300_000), "账页.pdf")
    session.create(petition_of(site.task, attachments=(ref,)))
    mine = session.attach(io.BytesIO(b"%PDF-1.7 clue"), "线索.pdf", compartment=Compartment.CLUES)
    session.create(
        Clue(task_id=site.task.id, source="petition", subject="某乙", summary="虚报", attachments=(mine,))
    )
    keep_anchors(vault, session)
    session.close()
    vault.close()
    return folder


@pytest.fixture
def folder(filled: Path, tmp_path: Path) -> Path:
    shutil.copytree(filled, tmp_path / "vault")
    return tmp_path / "vault"


def opened(folder: Path, login: str = LEADER, password: str = PASSWORD) -> Vault:
    VaultPaths(folder).backoff.unlink(missing_ok=True)
    vault = Vault.unlock(folder, login, password)
    prepare(vault)
    return vault


def whole(vault: Vault) -> Iterator[str]:
    """Everything wrong with an open vault, and what it holds."""
    session: Session = session_on(vault)
    try:
        assert verify(session) == ()
        assert [held.summary for held in session.find(Petition)] == ["反映发包不公"]
        assert [held.summary for held in session.find(Clue)] == ["虚报"]
        assert len(session.find(Task)) == 1
        petition = session.find(Petition)[0]
        assert sum(map(len, session.read_attachment(petition.attachments[0]))) == 2_400_000
    finally:
        session.close()
    yield from (problem.text for problem in full_check(vault))


def test_everything_is_there_under_new_keys_and_nothing_of_the_old_is_left(folder: Path) -> None:
    paths = VaultPaths(folder)
    vault = opened(folder)
    made = back_up(vault)
    keys = {name: vault.database_key(name) for name in ("records", "clues")}
    replica, vault_id = vault.replica_id, vault.vault_id
    old_slots = [slot.sealed for slot in header.read(paths.header).header.slots]
    told: list[tuple[int, int]] = []
    new = reencrypt(vault, PASSWORD, lambda _what, done, total: told.append((done, total)))
    assert not vault.is_open
    assert told[-1][0] == told[-1][1]
    assert not made.folder.exists()
    content = b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())
    assert not any(slot in content for slot in old_slots)
    for name, key in keys.items():
        with pytest.raises(VaultError):
            connect(paths.database(name), key, role="reader")
    vault = opened(folder)
    assert (vault.replica_id, vault.vault_id, vault.is_unsure) == (replica, vault_id, False)
    assert list(whole(vault)) == []
    session = session_on(vault)
    session.create(petition_of(session.find(Task)[0], summary="换钥以后"))
    keep_anchors(vault, session)
    session.close()
    assert back_up(vault).complete
    vault.close()
    with pytest.raises(WrongPassword):
        opened(folder, MEMBER, MEMBER_PASSWORD)
    ((login, given),) = new.passwords
    vault = opened(folder, login, given)
    assert vault.user.must_change
    assert not vault.has_clues
    vault.close()
    Vault.unlock_with_recovery(folder, new.recovery_code).close()
    again = opened(folder)
    reencrypt(again, PASSWORD)
    again = opened(folder)
    assert [held.summary for held in _petitions(again)] == ["反映发包不公", "换钥以后"]
    again.close()
    assert list_backups(folder) == []


def _petitions(vault: Vault) -> tuple[Petition, ...]:
    session = session_on(vault)
    try:
        assert verify(session) == ()
        return session.find(Petition)
    finally:
        session.close()


def test_it_is_refused_to_who_cannot_open_clues_and_after_a_wrong_password(folder: Path) -> None:
    vault = opened(folder, MEMBER, MEMBER_PASSWORD)
    with pytest.raises(Refused, match="线索专区"):
        reencrypt(vault, MEMBER_PASSWORD)
    vault.close()
    vault = opened(folder)
    with pytest.raises(InputProblems, match="口令不对"):
        reencrypt(vault, "Cuo-Wu-2026-kouling")
    vault.close()
    opened(folder).close()


def test_cancelling_at_any_step_leaves_the_old_vault_as_it_was(folder: Path) -> None:
    class Stop(Exception):
        pass

    said: list[str] = []
    for stop_at in range(1, 40):
        vault = opened(folder)

        def say(what: str, _done: int, _total: int, count: list[int] = [0], at: int = stop_at) -> None:  # noqa: B006
            count[0] += 1
            if count[0] == at:
                said.append(what)
                raise Stop

        try:
            reencrypt(vault, PASSWORD, say)
        except Stop:
            assert not VaultPaths(folder).rekeying.exists()
            vault.close()
            if stop_at % 3 == 0 or FULL:
                vault = opened(folder, MEMBER, MEMBER_PASSWORD)
                vault.close()
            continue
        break
    assert {"正在重新加密工作记录", "正在核对附件", "正在换钥匙"} <= set(said)
    vault = opened(folder)
    assert list(whole(vault)) == []
    vault.close()


KILLED = """
import os, signal, sys
from pathlib import Path
from db.rekey import reencrypt
from db.vault import Vault
import db.durable
target, count = int(sys.argv[4]), 0
def counted(real):
    def call(*args, **named):
        global count
        count += 1
        if count == target:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*args, **named)
    return call
vault = Vault.unlock(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
for name in ("fsync", "replace", "unlink"):
    setattr(os, name, counted(getattr(os, name)))
reencrypt(vault, sys.argv[3])
print("done", flush=True)
"""


def test_01_a_kill_at_any_moment_leaves_the_old_vault_or_the_new_one_whole(
    folder: Path, tmp_path: Path
) -> None:
    outcomes = []
    target, step = 1, 1 if FULL else 7
    while True:
        shutil.rmtree(tmp_path / "killed", ignore_errors=True)
        shutil.copytree(folder, tmp_path / "killed")
        child = subprocess.run(
            [sys.executable, "-c", KILLED, tmp_path / "killed", LEADER, PASSWORD, str(target)],
            capture_output=True, text=True, cwd=TOP, check=False,
        )  # fmt: skip
        if child.returncode == 0:
            break
        assert child.returncode == -signal.SIGKILL, child.stderr
        vault = opened(tmp_path / "killed")
        assert list(whole(vault)) == []
        vault.close()
        try:
            opened(tmp_path / "killed", MEMBER, MEMBER_PASSWORD).close()
            outcomes.append("old")
        except WrongPassword:
            outcomes.append("new")
        assert not VaultPaths(tmp_path / "killed").rekeying.exists()
        assert not VaultPaths(tmp_path / "killed").rekeyed.exists()
        target += step
    assert set(outcomes) == {"old", "new"}
    assert outcomes == sorted(outcomes, reverse=True)
