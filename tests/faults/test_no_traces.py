"""A whole run leaves no plaintext in any file it writes, writes nowhere else, and opens no network socket."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.canary import forms, found_in, new_canary
from tests.faults.figures import Figures
from tests.faults.kernel_kit import TOP

WRITES = "openat,open,creat,mkdir,mkdirat,mknod,mknodat,rename,renameat,renameat2,link,linkat,symlink,symlinkat,truncate"
TRACER = ("strace", "-f", "--seccomp-bpf", "-s", "4096", "-e", f"trace=%network,{WRITES}")
_CALL = re.compile(r"^(?:\d+ +)?(?P<name>\w+)\((?P<arguments>.*)\) += (?P<result>-?\d+)")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')


@dataclass(frozen=True)
class Run:
    """A finished run: its folder, its canaries, what was found while its files were open, the lines of strace."""

    top: Path
    canaries: tuple[str, ...]
    while_open: tuple[tuple[Path, str, str], ...]
    calls: tuple[str, ...] | None


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    top = tmp_path_factory.mktemp("run")
    for name in ("home", "tmp"):
        (top / name).mkdir()
    log = tmp_path_factory.mktemp("strace") / "calls"
    traced = shutil.which("strace") is not None and _can_trace()
    command = [
        *((*TRACER, "-o", str(log)) if traced else ()),
        sys.executable,
        "-B",
        "-m",
        "tests.faults.whole_run",
        str(top),
    ]
    home = {name: str(top / "home") for name in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA")}
    home |= {f"XDG_{name}_HOME": str(top / "home") for name in ("CONFIG", "DATA", "CACHE", "STATE")}
    home |= {name: str(top / "tmp") for name in ("TMPDIR", "TEMP", "TMP")}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8", cwd=TOP,
        env={**os.environ, **home, "PYTHONPATH": str(TOP), "PYTHONIOENCODING": "utf-8"},
    ) as child:  # fmt: skip
        assert child.stdout is not None
        line = child.stdout.readline()
        canaries = tuple(json.loads(line)) if line else ()
        seen = tuple(hits(canaries, top))
        child.communicate("\n")
    assert child.returncode == 0
    calls = tuple(log.read_text("utf-8", "replace").splitlines()) if traced else None
    return Run(top, canaries, seen, calls)


def hits(canaries: Sequence[str], top: Path) -> Iterator[tuple[Path, str, str]]:
    """What found_in finds, quickly: first the two characters that begin every canary, then all of them where these stand."""
    begun = {path for path, _, _ in found_in([text[:2] for text in canaries[:1]], top)}
    for path in sorted(begun):
        yield from found_in(canaries, path)


def _can_trace() -> bool:
    return subprocess.run(["strace", "-o", os.devnull, "true"], capture_output=True).returncode == 0


def test_11_no_text_of_any_field_stands_in_any_file(run: Run, figure: Figures) -> None:
    assert len(run.canaries) > 300
    written = [path for path in run.top.rglob("*") if path.is_file()]
    assert {path.name for path in written} >= {
        "records.vault",
        "blobs.vault",
        "clues.vault",
        "0001.xcb",
        "backup.json",
    }
    assert run.while_open == ()
    found = list(hits(run.canaries, run.top))
    figure(
        "11",
        "canaries in files",
        f"{len(run.canaries)} looked for in {len(written)} files: {len(found) + len(run.while_open)} found",
        "0",
        passed=not found,
    )
    assert found == []


def test_11_the_same_search_finds_a_text_that_is_there(run: Run, tmp_path: Path) -> None:
    text = new_canary()
    for name, form in forms(text).items():
        (tmp_path / name).write_bytes(os.urandom((1 << 20) - 7) + form + os.urandom(99))
    (tmp_path / f"{text}.txt").touch()
    assert {(path.name, how) for path, _, how in hits([*run.canaries, text], tmp_path)} == {
        *((name, name) for name in forms(text)),
        (f"{text}.txt", "name"),
    }


def test_15_no_network_socket_is_opened(run: Run, figure: Figures) -> None:
    if run.calls is None:
        pytest.skip("strace is not here or may not trace")
    bad = [line for line in run.calls if "AF_INET" in line or "AF_NETLINK" in line or "AF_PACKET" in line]
    figure("15", "network sockets", f"{len(bad)} in {len(run.calls)} system calls", "0", passed=not bad)
    assert bad == []
    assert any("openat(" in line for line in run.calls)


def test_15_the_same_trace_shows_a_network_socket_where_one_is_opened(run: Run, tmp_path: Path) -> None:
    if run.calls is None:
        pytest.skip("strace is not here or may not trace")
    code = "import socket; socket.socket(socket.AF_INET).close()"
    log = tmp_path / "calls"
    subprocess.run([*TRACER, "-o", str(log), sys.executable, "-c", code], check=True)
    assert "AF_INET" in log.read_text("utf-8")


def test_16_nothing_is_written_outside_the_vaults_and_the_chosen_places(run: Run, figure: Figures) -> None:
    if run.calls is None:
        pytest.skip("strace is not here or may not trace")
    chosen = {"group", "office", "bundles", "stick", "chosen"}
    outside = {
        path
        for path in _written(run.calls)
        if not path.startswith("/dev/")
        and not (
            path.startswith(f"{run.top}/")
            and path.removeprefix(f"{run.top}/").split("/")[0].split(".")[0] in chosen
        )
    }
    figure("16", "paths written outside", len(outside), "0", passed=not outside)
    assert outside == set()
    assert list((run.top / "home").iterdir()) == []
    assert list((run.top / "tmp").iterdir()) == []


def _written(calls: tuple[str, ...]) -> Iterator[str]:
    """Absolute paths of everything that was created, opened for writing, renamed or linked, with success."""
    for line in calls:
        call = _CALL.match(line)
        if call is None or int(call["result"]) < 0:
            continue
        if call["name"] in ("open", "openat") and not re.search(
            "O_WRONLY|O_RDWR|O_CREAT|O_TRUNC", call["arguments"]
        ):
            continue
        if call["name"] not in WRITES.split(","):
            continue
        for quoted in _QUOTED.findall(call["arguments"]):
            path = quoted.encode().decode("unicode_escape").encode("latin-1").decode("utf-8", "replace")
            yield os.path.normpath(TOP / path)
