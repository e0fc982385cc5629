"""The front door: it says its verbs, refuses unknown ones, and asks in one line for what it may not install.

It must not install anything here; the whole way from a bare system is tried by hand in a debootstrap root.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parents[2]
VERBS = ("story", "open", "verify", "notice", "papers", "bench", "soak", "faults", "test", "setup")
pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="./run is for sh; run.ps1 is its twin on Windows"
)


def _run(folder: Path, *arguments: str, path: str | None = None) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": path or os.environ["PATH"], "HOME": os.environ["HOME"], "LANG": "C.UTF-8"}
    return subprocess.run(
        [str(folder / "run"), *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_help_names_every_verb_that_the_script_knows() -> None:
    said = _run(TOP, "help")
    assert said.returncode == 0
    for verb in (*VERBS, "wheelhouse"):
        assert verb in said.stdout
    unknown = _run(TOP, "unheard-of")
    assert unknown.returncode == 2
    assert "用法" in unknown.stderr


def test_without_python_and_without_the_right_to_install_it_prints_the_one_line_to_type(
    tmp_path: Path,
) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in ("dirname", "mkdir", "cat", "cmp", "id"):
        (tools / name).symlink_to(shutil.which(name) or pytest.skip(f"no {name} on this machine"))
    (tools / "apt-get").write_text("#!/bin/sh\nexit 1\n")
    (tools / "id").unlink()
    (tools / "id").write_text("#!/bin/sh\necho 1000\n")
    for name in ("apt-get", "id"):
        (tools / name).chmod(0o755)
    shutil.copy(TOP / "run", tmp_path / "run")
    shutil.copy(TOP / "requirements.txt", tmp_path / "requirements.txt")
    said = _run(tmp_path, "setup", path=str(tools))
    assert said.returncode == 1
    assert "sudo apt-get install -y --no-install-recommends" in said.stderr
    assert "python3-venv" in said.stderr
    assert not (tmp_path / ".venv").exists()


def test_the_scripts_are_plain_posix_shell_and_may_be_executed() -> None:
    for name in ("run", ".ci/run", "packaging/build.sh"):
        script = TOP / name
        assert os.access(script, os.X_OK), name
        shell = (
            "bash" if "bash" in script.read_text("utf-8").splitlines()[0] else shutil.which("dash") or "sh"
        )
        subprocess.run([shell, "-n", str(script)], check=True)


def test_the_windows_twin_knows_the_same_verbs() -> None:
    text = (TOP / "run.ps1").read_text("utf-8-sig")
    for verb in VERBS:
        assert f"'{verb}'" in text
