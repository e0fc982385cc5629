"""While long work runs the system is asked not to sleep; the work goes on whatever it answers."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from app.core.awake import awake
from db.rekey import reencrypt
from tests.db.vault_kit import PASSWORD, open_vault, vault_copy

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="asks by another call there")


def put_on_path(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An executable of that name ahead of the system's own."""
    asked = folder / "systemd-inhibit"
    asked.write_text(f"#!{shutil.which('sh')}\n{script}\n", encoding="utf-8")
    asked.chmod(0o700)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


def test_the_request_stands_while_the_work_runs_and_ends_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told, ended = tmp_path / "told", tmp_path / "ended"
    os.mkfifo(told)
    put_on_path(tmp_path, f'echo "$*" > {told}; "$5"; : > {ended}', monkeypatch)

    def work() -> None:
        with awake("正在清除工作库"):
            said = told.read_text(encoding="utf-8")  # waits until the child has begun
            assert "--what=shutdown:sleep" in said
            assert "--why=正在清除工作库" in said
            assert not ended.exists()
            raise ValueError("work")

    with pytest.raises(ValueError, match="work"):
        work()
    assert ended.exists()


@pytest.mark.parametrize("script", ["exit 1", "exec sleep 60"])
def test_the_work_goes_on_when_the_system_refuses_or_hangs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    put_on_path(tmp_path, script, monkeypatch)
    done = []
    with awake("正在清除工作库"):
        done.append(True)
    monkeypatch.setenv("PATH", str(tmp_path / "nowhere"))
    with awake("正在清除工作库"):
        done.append(True)
    assert done == [True, True]


def test_a_vault_that_is_encrypted_anew_keeps_the_machine_awake(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = tmp_path / "told"
    put_on_path(tmp_path, f'echo "$*" >> {told}; cat; echo ended >> {told}', monkeypatch)
    paths, _ = vault_copy(tmp_path)
    reencrypt(open_vault(paths), PASSWORD)
    lines = told.read_text(encoding="utf-8").splitlines()
    assert "--why=正在全库重新加密" in lines[0]
    assert lines[1] == "ended"
