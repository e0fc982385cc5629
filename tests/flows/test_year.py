"""The year on the real windows: rounds, groups, laptops brought together, what the office makes of it, and what is left.

XUNCHA_FULL=1 plays the whole year and watches for network sockets, XUNCHA_YEAR=1 one round of two groups; the gate has no
room for it beside the first story.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.story.stage import password
from app.story.year.content import ROUNDS
from app.story.year.team import FIRST, SECOND
from tests import canary
from tests.flows.test_story import text_of

TOP = Path(__file__).resolve().parents[2]
FULL = os.environ.get("XUNCHA_FULL") == "1"
pytestmark = pytest.mark.skipif(
    not (FULL or os.environ.get("XUNCHA_YEAR")), reason="minutes: XUNCHA_YEAR=1 or XUNCHA_FULL=1"
)
ROUNDS_PLAYED, GROUPS_EACH = (2, 3) if FULL else (1, 2)
PLAY = f"""
import sys
from pathlib import Path
from app.story.year.play import play
sys.exit(play(Path(sys.argv[1]), rounds={ROUNDS_PLAYED}, groups_each={GROUPS_EACH}))
"""
SITES = [site for plan in ROUNDS[:ROUNDS_PLAYED] for site in plan.sites[:GROUPS_EACH]]
Told = tuple[Path, str, str]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """The year in a process of its own, under strace when it is played whole: (folder, what it said, the trace)."""
    folder = tmp_path_factory.mktemp("year")
    trace = folder / "trace"
    command = [sys.executable, "-c", PLAY, str(folder / "play")]
    if FULL and shutil.which("strace"):
        command = ["strace", "-f", "-qq", "-e", "trace=socket", "-o", str(trace), *command]
    env = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "TMPDIR": str(folder / "tmp"),
        "HOME": str(folder / "home"),
    }
    for name in ("tmp", "home"):
        (folder / name).mkdir()
    ran = subprocess.run(command, cwd=TOP, env=env, capture_output=True, text=True, timeout=1100, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr[-4000:]
    return folder, ran.stdout, trace.read_text() if trace.exists() else ""


@pytest.mark.slow
def test_the_year_counts_what_was_put_in(told: Told) -> None:
    said = told[1]
    assert "应为" not in said
    problems = [
        sum(len(site.troubles) for site in plan.sites[:GROUPS_EACH]) for plan in ROUNDS[:ROUNDS_PLAYED]
    ]
    for plan, count in zip(ROUNDS, problems, strict=False):
        assert re.search(rf"{plan.name} 反馈问题 {count}$", said, re.MULTILINE), said
    assert f"双反馈完成 {len(SITES)}" in said
    assert "没有收回的会议材料 0" in said


@pytest.mark.slow
def test_what_two_members_wrote_at_once_is_kept_both_ways(told: Told) -> None:
    assert "汇合中丢失的内容 ()" in told[1]
    paper = text_of(told[0] / "play" / "papers" / "问题底稿.pdf")
    for words in (FIRST, SECOND):
        assert words in paper


@pytest.mark.slow
def test_the_groups_laptops_hold_nothing_but_certificates(told: Told) -> None:
    left = [path for path in (told[0] / "play" / "groups").rglob("*") if path.is_file()]
    laptops = len(SITES) + 2
    assert sorted(path.suffix for path in left) == [".json"] * laptops + [".pdf"] * laptops
    assert {path.parent.name for path in left} == {"清除确认书"}


@pytest.mark.slow
def test_the_papers_of_the_year_say_what_was_put_in(told: Told) -> None:
    papers = told[0] / "play" / "papers"
    site = ROUNDS[0].sites[0]
    wanted = {
        "问题底稿": [site.troubles[0].title],
        "巡察报告": [trouble.title for trouble in site.troubles],
        "评审通报": [site.unit],
        "会议材料发放登记": ["未收回0份"],
        "整改公开稿": [site.unit],
        "满意度测评结果": ["合格"],
    }
    for name, texts in wanted.items():
        said = text_of(papers / f"{name}.pdf")
        for text in texts:
            assert text in said, (name, text)
        assert "None" not in said, name
        assert site.clue not in said, name


@pytest.mark.slow
def test_no_text_of_the_year_lies_outside_the_vaults(told: Told) -> None:
    folder = told[0]
    texts = [trouble.phenomenon for site in SITES for trouble in site.troubles]
    texts += [site.clue for site in SITES if site.clue] + [FIRST, SECOND]
    texts += [password(name) for site in SITES for name in (site.leader, site.deputy)]
    places = [folder / "tmp", folder / "home"]
    places += [path for path in (folder / "play").iterdir() if path.name not in ("screens", "papers")]
    assert list(canary.found_in(texts, *places)) == []
    control = folder / "tmp" / "control"
    control.write_bytes(texts[0].encode("utf-16-le"))
    assert list(canary.found_in(texts, control))


@pytest.mark.slow
@pytest.mark.skipif(not FULL, reason="XUNCHA_FULL=1 plays the whole year under strace")
def test_the_year_opens_no_network_socket(told: Told) -> None:
    if not told[2]:
        pytest.skip("strace is not on this machine")
    assert "AF_INET" not in told[2]
