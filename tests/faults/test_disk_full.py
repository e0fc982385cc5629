"""A disk that is full at every possible write: no false success, nothing committed is lost, usable once there is room.

The child may write only so many bytes into any file (RLIMIT_FSIZE), which fails a write in its middle as a full disk does.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.areas.preparation.model import Task
from app.bundle.bundle import is_whole
from tests.areas import cases
from tests.builders import new_vault, session_on
from tests.faults.figures import Figures
from tests.faults.kernel_kit import FULL, TOP, everything, examined, petition_of, session_of, slot_key

pytest.importorskip("resource", reason="a limit on the size of files is of POSIX")
STATES = 40 if FULL else 4
WORK = """
import io, json, os, resource, signal, sys
from pathlib import Path
from app.core.errors import KnownError
from app.areas.preparation.model import Task
from tests.builders import session_on
from tests.faults.kernel_kit import petition_of, unlock
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
vault = unlock(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]))
session = session_on(vault)
task = session.find(Task)[0]
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
failed = 0
for turn in range(12):
    try:
        ref = session.attach(io.BytesIO(os.urandom(60_000)), "a.pdf")
        made = session.create(petition_of(task, attachments=(ref,), summary="反映" * 500))
    except BaseException as error:
        failed += 1
        print(json.dumps({"failed": type(error).__name__}), flush=True)
        continue
    print(json.dumps({"id": made.id}), flush=True)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
made = session.create(petition_of(task))
print(json.dumps({"id": made.id, "after": True}), flush=True)
session.close()
vault.close()
"""


def test_22_a_disk_that_fills_up_while_saving_loses_nothing_that_was_acknowledged(
    tmp_path: Path, figure: Figures
) -> None:
    seed = int(os.environ.get("XUNCHA_SEED") or 22)
    chance = random.Random(seed)
    vault = new_vault(tmp_path / "whole")
    session = session_on(vault)
    cases.on_site(session, codes=False)
    session.close()
    vault.close()
    key = slot_key(tmp_path / "whole")
    least = 8 * 1024
    failures = acknowledged = 0
    for state in range(STATES):
        folder = tmp_path / "vault"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(tmp_path / "whole", folder)
        limit = chance.randrange(least, 900_000)
        done = subprocess.run(
            [sys.executable, "-c", WORK, str(folder), key.hex(), str(limit)], cwd=TOP, text=True,
            stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(TOP)},
        )  # fmt: skip
        said = [json.loads(line) for line in done.stdout.splitlines()]
        assert done.returncode == 0, (state, limit)
        assert said[-1].get("after"), "unusable after room was made"
        with examined(folder, key) as held:
            there = everything(held)
            for line in said:
                assert "failed" in line or line["id"] in there, (state, limit)
        failures += sum("failed" in line for line in said)
        acknowledged += sum("id" in line for line in said)
    told = f"{STATES} states, {failures} writes refused, {acknowledged} acknowledged, 0 lost"
    figure("22", "disk full while saving", told, "no false success, 0 lost", seed=seed)
    assert failures


SEAL = """
import resource, signal, sys
from pathlib import Path
from app.bundle import contacts, transfer
from app.bundle.bundle import BundleKind
from app.core.errors import KnownError
from app.areas.fieldwork.model import Petition
from tests.builders import session_on
from tests.faults.kernel_kit import unlock
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
vault = unlock(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]))
session = session_on(vault)
card = next(iter(contacts.cards(session).values()))
def send(path):
    transfer.send(session, Path(path), kind=BundleKind.COLLAB, to=[card], kinds=[Petition.TYPE],
                  wanted=lambda record: True, facts={})
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
try:
    send(sys.argv[4])
    print("sealed", flush=True)
except KnownError:
    print("refused", flush=True)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
send(sys.argv[5])
print("sealed again", flush=True)
session.close()
vault.close()
"""


def test_22_a_disk_that_fills_up_while_sealing_leaves_no_bundle_that_pretends(
    tmp_path: Path, figure: Figures
) -> None:
    from app.bundle import contacts
    from app.bundle.bundle import new_identity

    vault = new_vault(tmp_path / "vault")
    session = session_on(vault)
    contacts.keep_identity(session, new_identity("一组", "甲", "group"))
    contacts.pin(session, new_identity("办", "甲", "office").card)
    cases.on_site(session, codes=False)
    session.close()
    vault.close()
    key = slot_key(tmp_path / "vault")
    chance = random.Random(23)
    with session_of(tmp_path / "vault", key) as held:
        task = held.find(Task)[0]
        for _ in range(60):
            held.create(
                petition_of(task, summary="".join(chance.choice("天地玄黄宇宙洪荒") for _ in range(900)))
            )
    refused = 0
    limits = [0, 3_000, 60_000, *(chance.randrange(1, 90_000) for _ in range(30 if FULL else 0))]
    for number, limit in enumerate(limits):
        first, second = tmp_path / f"{number}a.xcb", tmp_path / f"{number}b.xcb"
        done = subprocess.run(
            [sys.executable, "-c", SEAL, str(tmp_path / "vault"), key.hex(), str(limit), str(first), str(second)],
            cwd=TOP, text=True, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(TOP)},
        )  # fmt: skip
        said = done.stdout.split("\n")
        assert done.returncode == 0, limit
        assert first.exists() == (said[0] == "sealed"), limit
        assert not first.exists() or is_whole(first)
        assert is_whole(second)
        refused += said[0] == "refused"
    with examined(tmp_path / "vault", key):
        pass
    figure(
        "22",
        "disk full while sealing",
        f"{len(limits)} states, {refused} refused, 0 half bundles",
        "no false success",
        seed=23,
    )
    assert refused
