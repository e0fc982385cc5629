"""What is left in the memory of the process that stands at the unlock screen after a lock: no text, no password, no key."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.areas.libraries.model import Unit
from app.areas.secrecy.model import Account
from app.catalog import seed_shipped
from db.opening import keep_anchors
from db.vault import DatabaseName
from tests.builders import PASSWORD, new_vault, session_on
from tests.canary import forms, new_canary
from tests.faults.figures import Figures
from tests.faults.kernel_kit import TOP

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="looks into /proc; Windows has its own branch"
)
LOGIN = "组长甲"
DATABASES: tuple[DatabaseName, ...] = ("records", "blobs", "clues")


def memory_of(pid: int) -> Iterator[bytes]:
    """The readable memory of a process, a mapping at a time."""
    maps = Path(f"/proc/{pid}/maps").read_text()
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        for begin, end in re.findall(r"^([0-9a-f]+)-([0-9a-f]+) r", maps, re.MULTILINE):
            try:
                memory.seek(int(begin, 16))
                yield memory.read(int(end, 16) - int(begin, 16))
            except (OSError, ValueError, OverflowError):  # a device or [vvar]
                continue


def found(pid: int, wanted: dict[str, bytes]) -> dict[str, int]:
    """How often each of `wanted` stands in the memory of `pid`."""
    counts = dict.fromkeys(wanted, 0)
    for content in memory_of(pid):
        for name, form in wanted.items():
            counts[name] += content.count(form)
    return counts


@pytest.mark.slow
def test_13_after_a_lock_no_text_no_password_and_no_key_is_in_the_memory(
    tmp_path: Path, figure: Figures
) -> None:
    vault = new_vault(tmp_path / "库")
    session = session_on(vault)
    seed_shipped(session)
    stored, typed = new_canary(), new_canary()
    unit = session.create(Unit(name=stored))
    session.create(
        Account(user_id=vault.user.user_id, login=LOGIN, name=LOGIN, roles=("leader",), clues=True)
    )
    keep_anchors(vault, session)
    session.close()
    wanted = {
        f"{what} {name}": form
        for what, text in (("stored", stored), ("typed", typed), ("password", PASSWORD))
        for name, form in forms(text).items()
    }
    for name in DATABASES:
        key = vault.database_key(name)
        wanted |= {f"key {name}": key[:32], f"key {name} as hex": key[:32].hex().encode()}
    wanted |= {"row seal key": vault.subkey("row-mac"), "journal key": vault.subkey("journal-head")}
    vault.close()
    home = {
        "HOME": str(tmp_path), "XUNCHA_HOME": str(tmp_path / "home"), "XDG_DATA_HOME": str(tmp_path),
        "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(TOP),
    }  # fmt: skip
    command = [sys.executable, "-m", "tests.faults.locked_desk", str(tmp_path / "库")]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=TOP, env={**os.environ, **home}
    ) as desk:
        assert desk.stdin is not None
        assert desk.stdout is not None
        told = {"login": LOGIN, "password": PASSWORD, "unit": unit.id, "typed": typed}
        desk.stdin.write(json.dumps(told) + "\n")
        desk.stdin.flush()
        assert desk.stdout.readline() == "unlocked\n"
        before = found(desk.pid, wanted)
        desk.stdin.write("\n")
        desk.stdin.flush()
        assert desk.stdout.readline() == "locked\n"
        after = found(desk.pid, wanted)
        desk.stdin.write("\n")
        desk.stdin.flush()
    assert desk.returncode == 0
    left = {name: count for name, count in after.items() if count}
    told_of = f"{sum(before.values())} copies while unlocked, {sum(left.values())} after the lock"
    figure("13", "texts, password, keys", told_of, "0 canaries, 0 keys", passed=not left)
    assert left == {}
    for what in ("stored", "typed", "key records"):  # the control: the same search finds them while unlocked
        assert any(count for name, count in before.items() if name.startswith(what)), (what, before)
