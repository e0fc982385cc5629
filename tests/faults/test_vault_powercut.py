"""Simulated power cuts: every recorded write may be lost or torn at 512 bytes until its file was synced."""

from __future__ import annotations

import os
import random
import shutil
import struct
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlcipher3.dbapi2 import DatabaseError

from app.core.errors import VaultError
from db import header
from db.check import check_database
from db.connection import connect
from tests.db.vault_kit import FULL, LOGIN, PASSWORD, open_vault, vault_copy
from tests.faults.figures import Figures

TOP = Path(__file__).resolve().parents[2]
STATES = 5000 if FULL else 120
WORK = """
import os, sys
from pathlib import Path
from db.vault import Vault
folder = Path(sys.argv[1])
vault = Vault.unlock(folder, sys.argv[2], sys.argv[3])
conn = vault.connect("records", "writer")
conn.set_authorizer(None)
conn.execute("PRAGMA wal_autocheckpoint = 12").fetchall()
if sys.argv[4] == "careless":
    conn.execute("PRAGMA synchronous = OFF").fetchall()
ack = os.open(folder / "ack", os.O_WRONLY | os.O_CREAT)
for n in range(1, 61):
    conn.execute("BEGIN IMMEDIATE")
    conn.execute("INSERT INTO note (id, body) VALUES (?, ?)", (1000 + n, "新写入" * 50))
    conn.execute("UPDATE note SET body = body || '改' WHERE id = ?", (n % 300,))
    conn.execute("COMMIT")
    os.pwrite(ack, b"%08d" % n, 0)
    if n % 5 == 0:
        vault.set_anchor("records", n, bytes(32))
        os.pwrite(ack, b"%08d" % n, 8)
conn.close()
vault.close()
"""


@dataclass(frozen=True)
class Op:
    """One recorded call."""

    kind: str
    name: str
    offset: int
    content: bytes


@pytest.fixture(scope="module")
def recorder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    compiler = shutil.which("cc")
    if compiler is None or sys.platform != "linux":
        pytest.skip("the power-cut simulation needs Linux and a C compiler (cc)")
    built = tmp_path_factory.mktemp("recorder") / "recorder.so"
    source = Path(__file__).with_name("vault_write_recorder.c")
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", built, source, "-ldl"], check=True)
    return built


def record(place: Path, recorder: Path, how: str) -> tuple[dict[str, bytes], list[Op], bytes]:
    """Files before, calls in order, and the raw key of records."""
    paths, _ = vault_copy(place)
    vault = open_vault(paths)
    key = vault.database_key("records")
    vault.close()
    paths.lock.unlink()
    before = {file.name: file.read_bytes() for file in paths.folder.iterdir() if file.is_file()}
    log = place / "log"
    subprocess.run(
        [sys.executable, "-c", WORK, paths.folder, LOGIN, PASSWORD, how], check=True, cwd=TOP,
        env={**os.environ, "LD_PRELOAD": str(recorder), "RECORD_UNDER": str(paths.folder), "RECORD_TO": str(log)},
    )  # fmt: skip
    return before, parse(log.read_bytes()), key


def parse(log: bytes) -> list[Op]:
    ops, at = [], 0
    while at < len(log):
        kind, named = struct.unpack_from("=cI", log, at)
        name = log[at + 5 : at + 5 + named].decode()
        offset, length = struct.unpack_from("=qI", log, at + 5 + named)
        at += 17 + named
        ops.append(Op(kind.decode(), name, offset, log[at : at + length]))
        at += length
    return ops


def apply(files: dict[str, bytearray], op: Op, chance: random.Random | None) -> None:
    """Apply a call to the state; with `chance`, it may be lost, or some of its sectors only."""
    file = files.setdefault(op.name, bytearray())
    if op.kind == "T":
        if chance is None or chance.random() < 0.5:
            file[:] = file[: op.offset].ljust(op.offset, b"\0")
        return
    sectors = range(0, len(op.content), 512)
    fate = 1.0 if chance is None else chance.choice((0.0, 0.5, 1.0))
    for start in sectors:
        if chance is None or chance.random() < fate:
            part = op.content[start : start + 512]
            end = op.offset + start + len(part)
            file.extend(bytes(max(0, end - len(file))))
            file[op.offset + start : end] = part


def after_cut(
    before: dict[str, bytes], ops: list[Op], cut: int, chance: random.Random
) -> dict[str, bytearray]:
    """The files as they may be found when the power fails after `cut` calls."""
    synced = {op.name: n for n, op in enumerate(ops[:cut]) if op.kind == "S"}
    files = {name: bytearray(content) for name, content in before.items()}
    for n, op in enumerate(ops[:cut]):
        if op.kind != "S":
            apply(files, op, None if n < synced.get(op.name, -1) or op.name == "ack" else chance)
    return files


def judge(files: dict[str, bytearray], key: bytes, place: Path) -> str:
    """ "" when all that was acknowledged is there; else what is wrong."""
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    for name, content in files.items():
        if not name.endswith("-shm"):
            (place / name).write_bytes(content)
    acknowledged = bytes(files.get("ack", b"")).ljust(16, b"0")
    try:
        header.read(place / "vault.hdr")
        conn = connect(place / "records.vault", key, role="writer")
    except VaultError as error:
        return str(error)
    try:
        have = conn.execute("SELECT count(*) FROM note WHERE id > 1000").fetchone()[0]
        if have < int(acknowledged[:8]):
            return f"lost: {have} of {int(acknowledged[:8])}"
        problems = check_database(conn, "records")
        return problems[0].text if problems else ""
    except DatabaseError as error:
        return str(error)
    finally:
        conn.close()


def failures(place: Path, recorder: Path, how: str) -> list[str]:
    before, ops, key = record(place, recorder, how)
    assert {op.name for op in ops} >= {"records.vault", "records.vault-wal", "vault.hdr", "ack"}
    chance = random.Random(7)
    start = next(n for n, op in enumerate(ops) if op.name == "ack")
    found = []
    for _ in range(STATES):
        wrong = judge(after_cut(before, ops, chance.randrange(start, len(ops)), chance), key, place / "state")
        if wrong:
            found.append(wrong)
    return found


def test_02_no_power_cut_loses_an_acknowledged_commit_or_corrupts(
    tmp_path: Path, recorder: Path, figure: Figures
) -> None:
    wrong = failures(tmp_path, recorder, "careful")
    figure(
        "02",
        "states after a cut",
        f"{STATES}, {len(wrong)} lost or corrupt",
        "5,000, 0",
        seed=7,
        passed=not wrong,
    )
    assert wrong == []


def test_02_the_same_cuts_do_hurt_a_database_that_does_not_sync(
    tmp_path: Path, recorder: Path, figure: Figures
) -> None:
    wrong = failures(tmp_path, recorder, "careless")
    figure(
        "02",
        "control without syncing",
        f"{len(wrong)} of {STATES} lost or corrupt",
        "some",
        seed=7,
        passed=bool(wrong),
    )
    assert wrong


def test_02_the_header_holds_the_acknowledged_anchor_at_every_cut(tmp_path: Path, recorder: Path) -> None:
    before, ops, _ = record(tmp_path, recorder, "careful")
    chance = random.Random(9)
    first = header.decode(before["vault.hdr"][:4096]) or header.decode(before["vault.hdr"][4096:])
    assert first is not None
    file = tmp_path / "cut.hdr"
    for cut in range(len(ops)):
        files = after_cut(before, ops, cut, chance)
        file.write_bytes(files["vault.hdr"])
        anchors = int(bytes(files.get("ack", b"")).ljust(16, b"0")[8:]) // 5
        assert header.read(file).header.epoch >= first.epoch + anchors
