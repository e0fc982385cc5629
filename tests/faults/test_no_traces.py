"""A whole run leaves no plaintext in any file it writes, writes nowhere else, and opens no network socket."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.canary import canaries_in, forms, found_in, new_canary
from tests.faults.figures import Figures
from tests.faults.kernel_kit import TOP
from tests.faults.tracing import network, traced, written


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
    command = traced(log, [sys.executable, "-B", "-m", "tests.faults.whole_run", str(top)])
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
    calls = tuple(log.read_text("utf-8", "replace").splitlines()) if log.exists() else None
    return Run(top, canaries, seen, calls)


def hits(canaries: Sequence[str], top: Path) -> Iterator[tuple[Path, str, str]]:
    """What found_in finds, quickly: first the two characters that begin every canary, then all of them where these stand."""
    begun = {path for path, _, _ in found_in([text[:2] for text in canaries[:1]], top)}
    for path in sorted(begun):
        yield from found_in(canaries, path)


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


def test_11_a_disk_image_with_the_run_on_it_shows_no_text_and_a_removed_file_shows(
    run: Run, tmp_path: Path, figure: Figures
) -> None:
    """The image is made of the files as they are left; only test_both_stories.py has one that was worked on."""
    make, debug = (
        shutil.which(name, path=f"{os.environ['PATH']}:/sbin:/usr/sbin") for name in ("mke2fs", "debugfs")
    )
    if make is None or debug is None:
        pytest.skip("mke2fs and debugfs (e2fsprogs) are not here")
    image, control = tmp_path / "disk", tmp_path / "control"
    text = new_canary()
    control.write_bytes(b"".join(forms(text).values()) * 400)
    made = [make, "-q", "-F", "-t", "ext4", "-d", str(run.top), str(image), "256M"]
    subprocess.run(made, check=True, capture_output=True)
    for request in (f"write {control} control", "rm control"):
        subprocess.run([debug, "-w", "-R", request, str(image)], check=True, capture_output=True)
    found = canaries_in(image)
    others = {held for held, _ in found} - {text}
    figure("11", "an ext4 image of the run", f"{len(others)} found, a removed file shows", "0, control hits")
    assert found == {(text, name) for name in forms(text)}


def test_15_no_network_socket_is_opened(run: Run, figure: Figures) -> None:
    if run.calls is None:
        pytest.skip("strace is not here or may not trace")
    bad = network(run.calls)
    figure("15", "network sockets", f"{len(bad)} in {len(run.calls)} system calls", "0", passed=not bad)
    assert bad == []
    assert any("openat(" in line for line in run.calls)


def test_15_the_same_trace_shows_a_network_socket_where_one_is_opened(run: Run, tmp_path: Path) -> None:
    if run.calls is None:
        pytest.skip("strace is not here or may not trace")
    code = "import socket; socket.socket(socket.AF_INET).close()"
    log = tmp_path / "calls"
    subprocess.run(traced(log, [sys.executable, "-c", code]), check=True)
    assert network(log.read_text("utf-8").splitlines())


def test_16_nothing_is_written_outside_the_vaults_and_the_chosen_places(run: Run, figure: Figures) -> None:
    if run.calls is None:
        pytest.skip("strace is not here or may not trace")
    chosen = {"group", "office", "bundles", "stick", "chosen"}
    outside = {
        path
        for path in written(run.calls, TOP)
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
