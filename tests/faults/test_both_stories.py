"""Both stories on the real windows, played whole on a disk of their own under strace; then the raw disk is searched.

XUNCHA_FULL=1 only, for it takes a good while; XUNCHA_ROUNDS and XUNCHA_GROUPS shorten the year. Where a disk may not be mounted, the files take its place, and the figure says so.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.story.fieldwork import TALKS
from app.story.stage import PASSWORDS, password
from app.story.writing import PROBLEMS
from app.story.year.content import ROUNDS
from app.story.year.team import FIRST, SECOND
from tests.canary import found_in, new_canary, texts_in
from tests.faults.figures import Figures
from tests.faults.kernel_kit import FULL, TOP
from tests.faults.tracing import network, traced, written

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not FULL, reason="both stories whole: XUNCHA_FULL=1"),
]
ROUNDS_PLAYED, GROUPS_EACH = (
    int(os.environ.get(f"XUNCHA_{n}") or d) for n, d in (("ROUNDS", 2), ("GROUPS", 3))
)
STORIES = {
    "one": "import sys; from pathlib import Path; from app.story.play import play; sys.exit(play(Path(sys.argv[1])))",
    f"year, {ROUNDS_PLAYED} rounds of {GROUPS_EACH} groups": f"""
import sys; from pathlib import Path; from app.story.year.play import play
sys.exit(play(Path(sys.argv[1]), rounds={ROUNDS_PLAYED}, groups_each={GROUPS_EACH}))
""",
}
CHOSEN = ("screens", "papers", "stick")
"""What a person chose to have outside the vaults: pictures, exported papers, the stick."""
GIGABYTES = 6


@dataclass(frozen=True)
class Played:
    """What both stories left: their disk, the image under it, the lines of strace, the texts that may be nowhere."""

    disk: Path
    image: Path | None
    calls: dict[str, tuple[str, ...]]
    texts: tuple[str, ...]
    control: str
    in_files: tuple[tuple[Path, str, str], ...]
    in_chosen: frozenset[str]
    files: int


def mounted(image: Path, place: Path) -> bool:
    """Whether a fresh ext4 file system in `image` could be mounted at `place`."""
    tools = [shutil.which(name, path=f"{os.environ['PATH']}:/sbin:/usr/sbin") for name in ("mke2fs", "mount")]
    if None in tools:
        return False
    with image.open("wb") as file:
        file.truncate(GIGABYTES << 30)
    make = [str(tools[0]), "-q", "-F", "-t", "ext4", "-E", "nodiscard", str(image)]
    mount = [str(tools[1]), "-o", "loop,nodiscard", str(image), str(place)]
    return all(subprocess.run(command, capture_output=True).returncode == 0 for command in (make, mount))


def leave_removed(text: str, path: Path) -> None:
    """Let `text` stand on the disk in no file: written through to it, then removed, and nothing else written since."""
    with path.open("w", encoding="utf-8") as file:
        file.write(text * 20_000)
        file.flush()
        os.fsync(file.fileno())
    path.unlink()


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    top = tmp_path_factory.mktemp("stories")
    disk, image = top / "disk", top / "image"
    disk.mkdir()
    raw = mounted(image, disk)
    sites = [site for plan in ROUNDS[:ROUNDS_PLAYED] for site in plan.sites[:GROUPS_EACH]]
    texts = [talk.extract for talk in TALKS] + [problem.phenomenon for problem in PROBLEMS]
    texts += [trouble.phenomenon for site in sites for trouble in site.troubles] + [FIRST, SECOND]
    texts += [site.clue for site in sites if site.clue] + list(PASSWORDS.values())
    texts += [password(name) for site in sites for name in (site.leader, site.deputy)]
    control = new_canary()
    calls: dict[str, tuple[str, ...]] = {}
    try:
        for name, code in STORIES.items():
            for beside in ("tmp", "home"):
                (disk / name / beside).mkdir(parents=True)
            env = {
                **{key: value for key, value in os.environ.items() if not key.startswith("XDG_")},
                "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(TOP), "PYTHONDONTWRITEBYTECODE": "1",
                "TMPDIR": str(disk / name / "tmp"), "HOME": str(disk / name / "home"),
            }  # fmt: skip
            log = top / f"{len(calls)}.calls"
            command = traced(log, [sys.executable, "-c", code, str(disk / name / "play")])
            ran = subprocess.run(command, cwd=TOP, env=env, capture_output=True, text=True)
            assert ran.returncode == 0, ran.stdout[-3000:] + ran.stderr[-3000:]
            leave_removed(control, disk / name / "control")
            calls[name] = tuple(log.read_text("utf-8", "replace").splitlines()) if log.exists() else ()
        chosen = [disk / name / "play" / held for name in STORIES for held in CHOSEN]
        others = [
            path
            for name in STORIES
            for path in [*(disk / name).iterdir(), *(disk / name / "play").iterdir()]
            if path not in chosen and path.name != "play"
        ]
        in_files = tuple(found_in(texts, *others))
        in_chosen = frozenset(
            text for _, text, _ in found_in(texts, *(path for path in chosen if path.exists()))
        )
        files = sum(path.is_file() for path in disk.rglob("*"))
        subprocess.run(["sync"], check=False)
    finally:
        if raw:
            subprocess.run(["umount", str(disk)], check=True)
    yield Played(
        disk, image if raw else None, calls, tuple(texts), control, in_files, in_chosen, files
    )  # fmt: skip
    image.unlink(missing_ok=True)


def test_11_no_text_of_both_stories_stands_in_a_file_or_on_the_raw_disk(
    played: Played, figure: Figures
) -> None:
    told = f"{len(played.texts)} texts in {played.files} files: {len(played.in_files)} found"
    figure("11", "files of both stories", told, "0", passed=not played.in_files)
    assert played.in_files == ()
    if played.image is None:
        pytest.skip("no right to mount a disk: the files were searched, the raw disk was not")
    found = {text for text, _ in texts_in(played.image, [*played.texts, played.control])}
    assert played.control in found
    left = found - {played.control} - played.in_chosen
    told = f"{len(left)} found beyond {len(played.in_chosen)} in exports a person chose; a removed file's text hits"
    figure("11", "raw ext4 disk after both stories", told, "0, control hits", passed=not left)
    assert left == set()


def test_15_neither_story_opens_a_network_socket(played: Played, figure: Figures) -> None:
    if not all(played.calls.values()):
        pytest.skip("strace is not here or may not trace")
    for name, calls in played.calls.items():
        bad = network(calls)
        figure("15", f"story “{name}”", f"{len(bad)} in {len(calls)} system calls", "0", passed=not bad)
        assert bad == []


def test_16_neither_story_writes_outside_its_places(played: Played, figure: Figures) -> None:
    """Places: vaults, what a person chose, the list of vaults, the certificate folder, the session folder.

    The standard library tries whether it may write into the folder for temporary files; that file holds one word.
    """
    if not all(played.calls.values()):
        pytest.skip("strace is not here or may not trace")
    outside: dict[str, set[str]] = {}
    for name, calls in played.calls.items():
        top = played.disk / name
        places = (f"{top}/play", f"{top}/tmp/xuncha-session-", "/dev/", "/proc/self/")
        tried = re.compile(re.escape(f"{top}/tmp/") + "[a-z0-9_]{8}")
        outside[name] = {
            path for path in written(calls, TOP) if not path.startswith(places) and not tried.fullmatch(path)
        }
        told = f"{len(outside[name])}" + "".join(f" {path}" for path in sorted(outside[name])[:5])
        figure("16", f"story “{name}”", told, "0", passed=not outside[name])
    assert not any(outside.values()), outside
