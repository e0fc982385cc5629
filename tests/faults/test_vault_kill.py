"""Killed processes: commits, locks, password changes, attachments, backups and erasure at every step."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.core.errors import VaultError
from db.blobs import sweep_orphans
from db.check import check_database, full_check
from db.connection import BLOB_PAGE_SIZE, connect, open_connections
from db.erase import erase_vault, finish_erasure
from db.vault import Vault, WrongPassword
from tests.db.vault_kit import FULL, LOGIN, PASSWORD, open_vault, vault_copy
from tests.faults.figures import Figures

TOP = Path(__file__).resolve().parents[2]
CYCLES = 1000 if FULL else 20
WRITER = """
import io, os, sys
from pathlib import Path
from db.blobs import put_blob
from db.connection import BLOB_PAGE_SIZE, connect
folder = Path(sys.argv[1])
conn = connect(folder / "records.vault", bytes.fromhex(sys.argv[2]), role="writer")
blobs = connect(folder / "blobs.vault", bytes.fromhex(sys.argv[3]), role="writer", page_size=BLOB_PAGE_SIZE)
start = conn.execute("SELECT max(id) FROM note").fetchone()[0]
print("ready", flush=True)
for n in range(start + 1, start + 100000):
    conn.execute("BEGIN IMMEDIATE")
    conn.execute("INSERT INTO note (id, body) VALUES (?, ?)", (n, "崩溃测试" * 40))
    conn.execute("COMMIT")
    print(n, flush=True)
    if n % 7 == 0:
        put_blob(blobs, io.BytesIO(os.urandom(300_000)), address_key=bytes(32))
"""
HOLDER = """
import sys
from pathlib import Path
from db.vault import Vault
vault = Vault.unlock(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
print("ready", flush=True)
sys.stdin.read()
"""


def start(code: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=TOP,
    )


def test_01_kill_9_loses_no_acknowledged_commit_and_leaves_sound_files(
    tmp_path: Path, figure: Figures
) -> None:
    paths, _ = vault_copy(tmp_path)
    vault = open_vault(paths)
    records, blobs = vault.database_key("records"), vault.database_key("blobs")
    vault.close()
    chance = random.Random(3)
    for _ in range(CYCLES):
        child = start(WRITER, paths.folder, records.hex(), blobs.hex())
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        time.sleep(chance.uniform(0.0, 0.06))
        os.kill(child.pid, signal.SIGKILL)
        acknowledged = [int(line) for line in child.communicate()[0].splitlines() if line.strip()]
        conn = connect(paths.records, records, role="writer")
        have, count = conn.execute("SELECT max(id), count(*) FROM note").fetchone()
        assert have >= max(acknowledged, default=0)
        assert count == have + 1
        assert check_database(conn, "records") == []
        conn.close()
        conn = connect(paths.blobs, blobs, role="writer", page_size=BLOB_PAGE_SIZE)
        sweep_orphans(conn, set())
        assert conn.execute("SELECT count(*) FROM blob_piece").fetchone()[0] == 0
        conn.close()
    vault = open_vault(paths)
    assert full_check(vault) == ()
    vault.close()
    figure(
        "01",
        "kills of a bare writer",
        f"{CYCLES} cycles, 0 commits lost, 0 errors of integrity",
        "1,000 cycles",
        seed=3,
    )


def test_23_a_killed_holder_of_the_lock_is_no_obstacle_and_a_living_one_is(
    tmp_path: Path, figure: Figures
) -> None:
    paths, _ = vault_copy(tmp_path)
    child = start(HOLDER, paths.folder, LOGIN, PASSWORD)
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    with pytest.raises(VaultError, match="另一个窗口"):
        open_vault(paths)
    child.kill()
    child.communicate()
    open_vault(paths).close()
    figure("23", "second instance; lock of a killed one", "refused; opened at once", "refused; recovered")


KILL_AT = """
import os, signal, sys
from pathlib import Path
import db.durable, db.header
target, count = int(sys.argv[4]), 0
real = os.fsync
def fsync(handle):
    global count
    count += 1
    if count == target:
        os.kill(os.getpid(), signal.SIGKILL)
    real(handle)
from db.vault import Vault
vault = Vault.unlock(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
os.fsync = fsync
vault.set_password(vault.user.user_id, "Gao-Shan5-Xinglu")
print("changed", flush=True)
"""


def test_01_a_kill_during_a_password_change_leaves_exactly_one_password(tmp_path: Path) -> None:
    for target in (1, 2, 3, 99):
        place = tmp_path / str(target)
        place.mkdir()
        paths, _ = vault_copy(place)
        child = start(KILL_AT, paths.folder, LOGIN, PASSWORD, target)
        said = child.communicate()[0]
        opened = []
        for password in (PASSWORD, "Gao-Shan5-Xinglu"):
            paths.backoff.unlink(missing_ok=True)
            try:
                Vault.unlock(paths.folder, LOGIN, password).close()
            except WrongPassword:
                continue
            opened.append(password)
        assert len(opened) == 1
        if said:
            assert opened == ["Gao-Shan5-Xinglu"]


ERASER = """
import os, signal, sys
from pathlib import Path
from db.erase import erase_vault, finish_erasure
target, count = int(sys.argv[2]), 0
def step(name):
    global count
    count += 1
    if count == target:
        print(name, flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
erase_vault(Path(sys.argv[1]), drafts=[Path(sys.argv[3])], on_step=step)
finish_erasure(Path(sys.argv[1]), on_step=step)
"""


def test_03_an_erasure_killed_at_any_step_is_finished_by_the_next_run(
    tmp_path: Path, figure: Figures
) -> None:
    steps, target, reports = [], 1, []
    while True:
        place = tmp_path / str(target)
        (place / "drafts").mkdir(parents=True)
        (place / "drafts" / "a.tmp").write_bytes(b"draft")
        paths, _ = vault_copy(place)
        child = start(ERASER, paths.folder, target, place / "drafts")
        name = child.communicate()[0].strip()
        if child.returncode == 0:
            break
        assert child.returncode == -signal.SIGKILL
        steps.append(name)
        if paths.folder.exists() and (paths.erasing.exists() or paths.header.exists()):
            report = erase_vault(paths.folder, drafts=[place / "drafts"])
            reports.append((report.keys_destroyed, len(report.files_removed)))
        finish_erasure(paths.folder)
        assert not [file for file in place.rglob("*") if file.is_file()]
        target += 1 if FULL or len(steps) < 12 else 4
    figure(
        "03",
        "erasure killed",
        f"at {len(steps)} steps, each finished by the next run",
        "every prefix resumes",
    )
    assert len(steps) >= 12
    assert set(reports) == {reports[0]}
    assert open_connections() == 0
