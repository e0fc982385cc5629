"""A disk that fills up while a bundle is imported and while a vault is erased; and a small disk that is really full.

As in test_disk_full.py a limit on the size of files fails writes in their middle. It also fails overwriting, which a full
disk does not: erasure is put to a harder test here than it meets.
"""

from __future__ import annotations

import json
import os
import pickle
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.areas.closeout.certificate import Certificate
from app.areas.preparation.model import Task
from app.bundle import contacts, transfer
from app.bundle.bundle import BundleKind, new_identity
from app.catalog import catalog
from tests.areas import cases
from tests.builders import new_vault, session_on
from tests.faults.figures import Figures
from tests.faults.kernel_kit import FULL, TOP, everything, examined, petition_of, slot_key
from tests.faults.test_closeout_prefixes import Story, assert_all_gone, confirmed, story
from tests.faults.test_disk_full import WORK

pytest.importorskip("resource", reason="a limit on the size of files is of POSIX")
__all__ = ["confirmed", "story"]
STATES = 60 if FULL else 3
IMPORT = """
import resource, signal, sys
from pathlib import Path
from app.bundle import contacts, transfer
from tests.builders import session_on
from tests.faults.kernel_kit import unlock
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
vault = unlock(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]))
session = session_on(vault)
bundle = Path(sys.argv[4])
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
try:
    transfer.accept(session, transfer.receive(session, bundle))
    print("accepted", flush=True)
except Exception as error:
    print("refused", type(error).__name__, flush=True)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    transfer.accept(session, transfer.receive(session, bundle))
    print("accepted later", flush=True)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
session.close()
vault.close()
"""
ERASE = """
import pickle, resource, signal, sys
from pathlib import Path
from app.areas.closeout.erasure import erase, pending_erasure, resume_erasure
from db.layout import is_vault
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
folder, output, limit = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
certificate, identity = pickle.loads(Path(sys.argv[4]).read_bytes())
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
try:
    done = erase(folder, certificate, output, identity)
    print("erased", flush=True)
except Exception as error:
    print("failed", type(error).__name__, flush=True)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
certified = (output / f"{certificate.number}.json").exists()
print("certified" if certified else "not certified", "vault" if is_vault(folder) else "no vault", flush=True)
if pending_erasure(output) is not None:
    done = resume_erasure(output)
    print("resumed", flush=True)
elif folder.exists():
    done = erase(folder, certificate, output, identity)
    print("again", flush=True)
Path(sys.argv[5]).write_bytes(pickle.dumps(done))
"""


def child(code: str, *arguments: object) -> list[list[str]]:
    """What a child says, a list of words a line; it must end well."""
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)], cwd=TOP, text=True, stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(TOP)},
    )  # fmt: skip
    assert done.returncode == 0, arguments
    return [line.split() for line in done.stdout.splitlines()]


def test_22_a_disk_that_fills_up_while_importing_leaves_all_or_nothing(
    tmp_path: Path, figure: Figures
) -> None:
    seed = int(os.environ.get("XUNCHA_SEED") or 24)
    chance = random.Random(seed)
    group, office = new_identity("一组", "甲", "group"), new_identity("办", "甲", "office")
    keys, wanted = {}, set()
    for name, me, other in (("group", group, office), ("office", office, group)):
        vault = new_vault(tmp_path / name, kind=name)
        session = session_on(vault)
        contacts.keep_identity(session, me)
        contacts.pin(session, other.card)
        if name == "group":
            cases.on_site(session, codes=False)
            task = session.find(Task)[0]
            for _ in range(40):
                ref = session.attach(iter([chance.randbytes(20_000)]), "来信.pdf")
                text = "".join(chance.choice("天地玄黄宇宙洪荒") for _ in range(900))
                session.create(petition_of(task, attachments=(ref,), summary=text))
            transfer.send(
                session, tmp_path / "b.xcb", kind=BundleKind.COLLAB, to=[office.card], kinds=list(catalog()),
                wanted=lambda record: True, facts={}, with_journal=True,
            )  # fmt: skip
            wanted = set(everything(session))
        session.close()
        vault.close()
        keys[name] = slot_key(tmp_path / name)
    least = max(path.stat().st_size for path in (tmp_path / "office").iterdir())
    refused = 0
    for state in range(STATES):
        folder = tmp_path / "vault"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(tmp_path / "office", folder)
        limit = chance.randrange(4096, 3 * least)
        said = child(IMPORT, folder, keys["office"].hex(), limit, tmp_path / "b.xcb")
        assert said[-1][0] == "accepted", (state, limit, said)
        refused += said[0][0] == "refused"
        with examined(folder, keys["office"]) as held:
            assert wanted <= everything(held).keys(), (state, limit)
    told = f"{STATES} states, {refused} refused, all imported once there was room, 0 half"
    figure("22", "disk full while importing", told, "no false success, usable after", seed=seed)
    assert refused


def test_22_a_disk_that_fills_up_while_erasing_never_certifies_early_and_is_resumed(
    story: Story, confirmed: tuple[Path, Certificate], tmp_path: Path, figure: Figures
) -> None:
    seed = int(os.environ.get("XUNCHA_SEED") or 25)
    chance = random.Random(seed)
    place, certificate = confirmed
    held = tmp_path / "held"
    held.write_bytes(pickle.dumps((certificate, story.identity)))
    largest = max(path.stat().st_size for path in place.rglob("*") if path.is_file())
    limits = [0, 300, 5_000, *(int(largest ** chance.random()) for _ in range(STATES - 3))]
    failed = 0
    for number, limit in enumerate(limits):
        folder, output = tmp_path / f"{number}", tmp_path / f"{number} out"
        shutil.copytree(place, folder)
        said = child(ERASE, folder, output, limit, held, tmp_path / "done")
        failed += said[0][0] == "failed"
        assert said[1][:2] != ["certified", "vault"], limit
        assert_all_gone(folder, output, pickle.loads((tmp_path / "done").read_bytes()))
    told = f"{len(limits)} states, {failed} stopped by the disk, all finished once there was room, none certified early"
    figure("22", "disk full while erasing", told, "no false success, usable after", seed=seed)
    assert failed


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 24 MB of its own; needs the right to mount."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = (
        shutil.which("mount")
        and not subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(place)], capture_output=True
        ).returncode
    )
    if not mounted:
        pytest.skip("no right to mount a small disk: the limit on the size of files stands in for it")
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


@pytest.mark.skipif(not FULL, reason="a disk that is really full: XUNCHA_FULL=1")
def test_22_a_disk_that_is_really_full_loses_nothing_that_was_acknowledged(
    small_disk: Path, tmp_path: Path, figure: Figures
) -> None:
    chance = random.Random(26)
    vault = new_vault(tmp_path / "whole")
    session = session_on(vault)
    cases.on_site(session, codes=False)
    session.close()
    vault.close()
    key = slot_key(tmp_path / "whole")
    work = WORK.replace(
        "resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))",
        "ballast = Path(sys.argv[1]).parent / 'ballast'; room = shutil.disk_usage(ballast.parent).free - int(sys.argv[3])\n"
        "ballast.write_bytes(bytes(max(0, room)))",
    ).replace(
        "resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))", "ballast.unlink()"
    ).replace("import io,", "import shutil, io,")  # fmt: skip
    failures = acknowledged = 0
    for state in range(STATES):
        folder = small_disk / "vault"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(tmp_path / "whole", folder)
        said = [
            json.loads(" ".join(words)) for words in child(work, folder, key.hex(), chance.randrange(900_000))
        ]
        assert said[-1].get("after"), "unusable after room was made"
        with examined(folder, key) as held:
            there = everything(held)
        assert all("failed" in line or line["id"] in there for line in said), state
        failures += sum("failed" in line for line in said)
        acknowledged += sum("id" in line for line in said)
    told = f"{STATES} states, {failures} writes refused, {acknowledged} acknowledged, 0 lost"
    figure("22", "a small disk really full while saving", told, "no false success, 0 lost", seed=26)
    assert failures
