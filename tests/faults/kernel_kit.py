"""Vaults for the fault tests of the kernel: opened by a slot key derived once, checked whole, and worked on by killable children.

A child is forked from one warm process, so that a cycle costs a tenth of a second; what it has been promised (each
acknowledged commit) it prints at once. Nothing of the product is replaced.
"""

from __future__ import annotations

import io
import json
import os
import random
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest

from app.areas.closeout.handover import seal_handover
from app.areas.closeout.model import Closeout
from app.areas.clues.model import Clue
from app.areas.fieldwork.model import Petition
from app.areas.preparation.model import Task
from app.bundle import contacts, transfer
from app.catalog import catalog
from app.core.records import Compartment, Record
from db import header
from db.check import full_check
from db.header import USER_SLOT
from db.keys import user_key
from db.layout import VaultPaths
from db.lockfile import acquire
from db.opening import keep_anchors, prepare
from db.session import Session
from db.vault import Vault, open_with_key
from db.verify import verify
from tests.builders import PASSWORD, session_on

TOP = Path(__file__).resolve().parents[2]
LOGIN = "组长甲"
FULL = os.environ.get("XUNCHA_FULL") == "1"


def slot_key(folder: Path, login: str = LOGIN, password: str = PASSWORD) -> bytes:
    """The key of one user's slot; the one costly step, taken once for all cycles."""
    held = header.read(VaultPaths(folder).header).header
    return user_key(login, password, None, salt=held.salt, params=held.kdf)


def unlock(folder: Path, key: bytes) -> Vault:
    """The vault, opened as Vault.unlock does after its derivation, and prepared."""
    lock = acquire(VaultPaths(folder).lock)
    try:
        vault = open_with_key(VaultPaths(folder), lock, USER_SLOT, lambda _salt, _kdf: key)
        prepare(vault)
    except BaseException:
        lock.release()
        raise
    return vault


@contextmanager
def session_of(folder: Path, key: bytes) -> Iterator[Session]:
    """A writer session on the vault, anchors kept at the end as the program does when it closes."""
    vault = unlock(folder, key)
    session = session_on(vault)
    try:
        yield session
        keep_anchors(vault, session)
    finally:
        session.close()
        vault.close()


@contextmanager
def examined(folder: Path, key: bytes) -> Iterator[Session]:
    """A session on a vault in which nothing at all may be wrong: pages, chains, seals, attachments, ledgers."""
    vault = unlock(folder, key)
    try:
        session = session_on(vault)
        try:
            session.sweep()
            assert verify(session) == ()
            yield session
        finally:
            session.close()
        assert full_check(vault) == ()
    finally:
        vault.close()


class Nursery:
    """One warm process that forks a child for each piece of work. Use as a context manager."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", "from tests.faults.kernel_kit import serve; serve()"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=TOP,
            env={**os.environ, "PYTHONPATH": str(TOP)},
        )  # fmt: skip

    def __enter__(self) -> Nursery:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def run(self, work: str, *arguments: object, kill_after: float | None = None, heard: int = 0) -> Ended:
        """Fork a child for `work`, kill it `kill_after` seconds after it has acknowledged `heard` things, and hear the rest.

        With heard=0 the time counts from its being ready; on a busy machine only a count makes sure that there was work.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([work, *map(str, arguments)]) + "\n")
        self._process.stdin.flush()
        lines = iter(self._process.stdout.readline, "")
        pid = int(json.loads(next(lines))["pid"])
        handle = os.pidfd_open(pid)
        assert json.loads(next(lines)) == "ready"
        begun = time.monotonic()
        said: list[dict[str, object]] = []
        while len(said) < heard:
            said.append(json.loads(next(lines)))
            assert "ended" not in said[-1], said
        if kill_after is not None:
            time.sleep(kill_after)
            with suppress(ProcessLookupError):  # done already
                signal.pidfd_send_signal(handle, signal.SIGKILL)
        os.close(handle)
        for line in lines:
            held = json.loads(line)
            if "ended" in held:
                return Ended(int(held["ended"]), tuple(said), time.monotonic() - begun)
            said.append(held)
        raise AssertionError("the nursery died")


@dataclass(frozen=True)
class Ended:
    """How a child ended (negative: the signal), what it had acknowledged, and how long it ran from ready."""

    status: int
    said: tuple[dict[str, object], ...]
    seconds: float


def serve() -> None:
    """Fork a child for every line of standard input."""
    for line in sys.stdin:
        work, *arguments = json.loads(line)
        pid = os.fork()
        if pid == 0:
            try:
                _say({"pid": os.getpid()})
                WORK[work](*arguments)
            except BaseException:  # noqa: BLE001  the child must never fall back into the loop
                traceback.print_exc()
                os._exit(1)
            os._exit(0)
        _, status = os.waitpid(pid, 0)
        _say({"ended": os.waitstatus_to_exitcode(status)})


def _say(what: object) -> None:
    os.write(1, json.dumps(what).encode() + b"\n")


def _write(folder: str, key: str, seed: str) -> None:
    """Records with attachments, changes and removals in both compartments, until killed."""
    chance = random.Random(int(seed))
    vault = unlock(Path(folder), bytes.fromhex(key))
    session = session_on(vault)
    task = session.find(Task)[0]
    _say("ready")
    for turn in range(10_000):
        content = chance.randbytes(chance.choice((700, 40_000, 1_300_000)))
        place = Compartment.CLUES if turn % 3 == 2 else Compartment.RECORDS
        ref = session.attach(io.BytesIO(content), "扫描件.pdf", compartment=place)
        with session.transaction():
            petition = session.create(petition_of(task, attachments=() if turn % 3 == 2 else (ref,)))
            made: list[Record] = [petition]
            if turn % 3 == 2:
                clue = Clue(
                    task_id=task.id, source="petition", subject="某乙", summary="虚报", attachments=(ref,)
                )
                made.append(session.create(clue))
        for record in made:
            _say({"type": record.TYPE.name, "id": record.id, "rev": record.rev})
        petition = session.save(replace(petition, summary=f"反映发包不公，第{turn}次补充"))
        _say({"type": "petition", "id": petition.id, "rev": petition.rev})
        if turn % 5 == 4:
            petition = session.delete(petition, "登记重复")
            _say({"type": "petition", "id": petition.id, "rev": petition.rev})
        if turn % 4 == 3:
            keep_anchors(vault, session)


def _seal(folder: str, key: str, out: str, office: str) -> None:
    """Handover bundles, one after another, until killed."""
    vault = unlock(Path(folder), bytes.fromhex(key))
    session = session_on(vault)
    card = contacts.cards(session)[office]
    closeout = session.find(Closeout)[-1]
    _say("ready")
    while True:
        if closeout.state in ("sealed", "complete"):
            closeout = session.move(closeout, "reopen", reason="补充材料")
        path = Path(out) / f"{session.head().seq:08}.xcb"
        closeout, sealed = seal_handover(session, closeout, path, card)
        _say({"path": path.name, "bundle": sealed.bundle_id, "sequence": sealed.header.sequence})


def _import(folder: str, key: str, bundle: str) -> None:
    """Receive and accept one bundle."""
    vault = unlock(Path(folder), bytes.fromhex(key))
    session = session_on(vault)
    _say("ready")
    arrival = transfer.receive(session, Path(bundle))
    transfer.accept(session, arrival)
    _say({"accepted": arrival.header.bundle_id})
    session.close()
    vault.close()


def _import_until_first_commit(folder: str, key: str, bundle: str) -> None:
    """Accept one bundle and die between the commits of its two databases."""
    vault = unlock(Path(folder), bytes.fromhex(key))
    session = session_on(vault)
    _say("ready")
    arrival = transfer.receive(session, Path(bundle))
    records = session.store(Compartment.RECORDS)
    assert records is not None
    records.commit = lambda: os.kill(os.getpid(), signal.SIGKILL)  # type: ignore[method-assign]
    transfer.accept(session, arrival)


WORK: dict[str, Callable[..., None]] = {
    "write": _write,
    "seal": _seal,
    "import": _import,
    "import until first commit": _import_until_first_commit,
}


def tell(request: pytest.FixtureRequest, what: str) -> None:
    """Print a figure or a seed past the capture."""
    capture = request.config.pluginmanager.getplugin("capturemanager")
    with capture.global_and_fixture_disabled():
        print(f"\n{what}", flush=True)


def petition_of(task: Task, **fields: object) -> Petition:
    """A petition filled as far as a save asks."""
    given = {
        "task_id": task.id,
        "received_on": date(2026, 3, 2),
        "channel": "letter",
        "summary": "反映发包不公",
    }
    return Petition(**{**given, **fields})  # type: ignore[arg-type]


def everything(session: Session) -> dict[str, int]:
    """Record id → rev of all records in the vault, removed ones included."""
    found: dict[str, int] = {}
    for kind in catalog():
        store = session.store(kind.compartment)
        assert store is not None
        found.update(
            (str(id), int(rev)) for id, rev in store.conn.execute(f"SELECT id, rev FROM {kind.name}")
        )
    return found
