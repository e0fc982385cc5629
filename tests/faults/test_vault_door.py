"""Wrong passwords: the waiting time persists, and nobody learns whether a user exists."""

from __future__ import annotations

import json
import os
import statistics
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from db import backoff
from db.backoff import TooSoon
from db.vault import Vault, WrongPassword
from tests.db.vault_kit import LOGIN, PASSWORD, open_vault, vault_copy
from tests.faults.figures import Figures

TRIES = 15 if os.environ.get("XUNCHA_FULL") == "1" else 1


def test_17_wrong_password_and_unknown_user_are_the_same_to_the_caller(
    tmp_path: Path, figure: Figures
) -> None:
    """The message is the same, and so is the work: one derivation, then a try of every slot."""
    paths, _ = vault_copy(tmp_path)
    messages = []
    took: dict[str, list[float]] = {LOGIN: [], "没有这个人": []}
    for login, password in [(LOGIN, "Wrong-Pass-123"), ("没有这个人", PASSWORD)] * TRIES:
        begun = time.perf_counter()
        with pytest.raises(WrongPassword) as caught:
            Vault.unlock(paths.folder, login, password)
        took[login].append(time.perf_counter() - begun)
        messages.append((str(caught.value), caught.value.wait_seconds))
        paths.backoff.unlink()
    known, unknown = (statistics.median(each) for each in took.values())
    told = f"{len(messages)} tries: one message, medians {known * 1000:.0f} and {unknown * 1000:.0f} ms"
    figure("17", "known and unknown user", told, "no user oracle", passed=len(set(messages)) == 1)
    assert len(set(messages)) == 1
    assert TRIES < 5 or abs(known - unknown) < 0.25 * known


def test_17_waiting_time_doubles_survives_a_restart_and_counts_a_killed_try(
    tmp_path: Path, figure: Figures
) -> None:
    file = tmp_path / "wait"
    now = datetime.now().astimezone()
    delays = []
    for _ in range(9):
        delays.append(backoff.count_try(file, now))
        with pytest.raises(TooSoon):
            backoff.require_waited(file, now)
        now += timedelta(seconds=delays[-1])
        backoff.require_waited(file, now)
    figure("17", "waiting seconds", ", ".join(map(str, delays)), "1, 2, 4 … 60, persists")
    assert delays == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    with pytest.raises(TooSoon) as caught:
        backoff.require_waited(file, now - timedelta(days=400))
    assert caught.value.wait_seconds == 60


def test_17_a_try_during_the_waiting_time_is_refused_even_with_the_right_password(tmp_path: Path) -> None:
    paths, _ = vault_copy(tmp_path)
    with pytest.raises(WrongPassword):
        Vault.unlock(paths.folder, LOGIN, "Wrong-Pass-123")
    held = json.loads(paths.backoff.read_bytes())
    paths.backoff.write_text(json.dumps({**held, "failures": 7}))
    with pytest.raises(TooSoon, match="秒后再试"):
        open_vault(paths)
    paths.backoff.write_text(json.dumps({"failures": 7, "last": "2020-01-01T00:00:00+00:00"}))
    open_vault(paths).close()
    assert not paths.backoff.exists()
