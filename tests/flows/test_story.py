"""The story on the real windows: one inspection from two empty laptops to holding nothing, and what it leaves behind."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest

from app.story.fieldwork import TALKS
from app.story.stage import PASSWORDS
from app.story.writing import PROBLEMS
from tests import canary

TOP = Path(__file__).resolve().parents[2]
LEFT = ("screens", "papers", "stick")
"""What a person chose to have outside the vaults: pictures, exported papers, the stick."""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """The story in a process of its own, under strace where it is there: (folder, what it said, the trace)."""
    folder = tmp_path_factory.mktemp("story")
    trace = folder / "trace"
    command = [sys.executable, "-m", "app", "story", "一轮", str(folder / "play")]
    if shutil.which("strace"):
        command = ["strace", "-f", "-qq", "-e", "trace=socket", "-o", str(trace), *command]
    env = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "TMPDIR": str(folder / "tmp"),
        "HOME": str(folder / "home"),
    }
    for name in ("tmp", "home"):
        (folder / name).mkdir()
    ran = subprocess.run(command, cwd=TOP, env=env, capture_output=True, text=True, timeout=900, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr[-4000:]
    return folder, ran.stdout, trace.read_text() if trace.exists() else ""


@pytest.mark.slow
def test_the_story_ends_with_the_quantities_of_its_source(told: tuple[Path, str, str]) -> None:
    said = told[1]
    for line in ("被巡察单位 3", "问题 16", "意见建议 13", "线索 5", "人才库 25"):
        assert re.search(rf"{line}$", said, re.MULTILINE), said


@pytest.mark.slow
def test_the_laptop_holds_nothing_but_the_certificate(told: tuple[Path, str, str]) -> None:
    left = [path for path in (told[0] / "play" / "group").rglob("*") if path.is_file()]
    assert sorted(path.suffix for path in left) == [".json", ".pdf"], left
    certificate = next((told[0] / "play" / "group").rglob("*.json"))
    held = json.loads(certificate.read_text(encoding="utf-8"))
    assert held["signature"]
    assert len(held["erased_by"]) == 2
    assert held["report"]["keys_destroyed"] > 0


@pytest.mark.slow
def test_every_paper_says_what_was_typed_once(told: tuple[Path, str, str]) -> None:
    papers = told[0] / "play" / "papers"
    wanted = {
        "组-谈话记录": [TALKS[2].subject],
        "组-问题底稿": [PROBLEMS[1].title],
        "组-巡察报告": [PROBLEMS[0].title, PROBLEMS[1].title],
        "组-反馈问题清单": ["财务管理不规范"],
        "组-问题线索移交清单": ["低保评议"],
        "办-零持有移交清单": ["涉密"],
        "清除确认书": ["清除"],
    }
    for name, texts in wanted.items():
        said = text_of(papers / f"{name}.pdf")
        for text in texts:
            assert text in said, (name, text)
        assert "None" not in said, name
    assert text_of(papers / "组-巡察报告.pdf").count("低保评议") == 0, "a clue stands in the report"


@pytest.mark.slow
def test_no_text_of_any_field_lies_outside_the_vaults(told: tuple[Path, str, str]) -> None:
    folder = told[0]
    texts = (
        [talk.extract for talk in TALKS]
        + [problem.phenomenon for problem in PROBLEMS]
        + list(PASSWORDS.values())
    )
    places = [folder / "tmp", folder / "home"]
    places += [path for path in (folder / "play").iterdir() if path.name not in LEFT]
    places += list((folder / "play" / "stick").glob("*.xcb"))
    assert list(canary.found_in(texts, *places)) == []
    control = folder / "tmp" / "control"
    control.write_bytes(texts[0].encode("utf-16-le"))
    assert list(canary.found_in(texts, control))


@pytest.mark.slow
def test_the_story_opens_no_network_socket(told: tuple[Path, str, str]) -> None:
    trace = told[2]
    if not trace:
        pytest.skip("strace is not on this machine")
    assert "AF_INET" not in trace


def text_of(path: Path) -> str:
    """All text of a PDF, without line breaks."""
    pdf = pypdfium2.PdfDocument(path)
    try:
        return (
            "".join(pdf[n].get_textpage().get_text_bounded() for n in range(len(pdf)))
            .replace("\r\n", "")
            .replace("\n", "")
        )
    finally:
        pdf.close()
