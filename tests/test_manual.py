"""The manual and the window use the same words: every button, page, list and message that the manual quotes is there.

It reads the program's texts; whether a button does what the manual says is for the tests of its page.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parents[1]
MANUAL = TOP / "resources" / "manual"
LISTS = TOP / "resources" / "codes"
NOT_OF_THE_WINDOW = {"demo", "story"}
QUOTED = re.compile(r"“([^”]+)”")
TITLED = re.compile(r"《([^》]+)》")
LEAST_FIXED = 2
"""A text put together at run time counts only with so many characters of its own."""

LEAST_PART = 6
"""A message may be quoted in part, with so many characters or more; a button with its … never."""
SPEECH = frozenset({"管理不规范", "见账册", "另有材料", "单晓喆"})
"""What the manual quotes from people and papers rather than from the window."""


@cache
def _texts() -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """Every text written in the program, and the shape of those put together at run time."""
    whole: set[str] = set()
    shapes: set[str] = set()
    for path in (*(TOP / "app").rglob("*.py"), *(TOP / "db").rglob("*.py")):
        if path.relative_to(TOP).parts[1] not in NOT_OF_THE_WINDOW:
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    whole.add(node.value)
                elif isinstance(node, ast.JoinedStr):
                    shapes.update(_shape(node))
    for path in LISTS.glob("*.json"):
        held = json.loads(path.read_text("utf-8"))
        whole |= {held["label"], *(item["label"] for item in held["items"])}
    return frozenset(whole), tuple(re.compile(shape) for shape in shapes)


def _shape(node: ast.JoinedStr) -> Iterator[str]:
    fixed = [part.value if isinstance(part, ast.Constant) else None for part in node.values]
    if sum(len(str(part)) for part in fixed if part) >= LEAST_FIXED and any(
        "一" <= char <= "鿿" for part in fixed if part for char in str(part)
    ):
        yield "".join(".+" if part is None else re.escape(str(part)) for part in fixed)


def _shown(words: str) -> bool:
    whole, shapes = _texts()
    if words in whole or any(shape.fullmatch(words) for shape in shapes):
        return True
    return len(words) >= LEAST_PART and any(words in text for text in whole if not text.endswith("…"))


@pytest.mark.parametrize("chapter", sorted(MANUAL.glob("*.md")), ids=lambda path: path.stem[:2])
def test_every_button_and_page_the_manual_names_is_in_the_window(chapter: Path) -> None:
    quoted = {words for words in QUOTED.findall(chapter.read_text("utf-8")) if words not in SPEECH}
    missing = sorted(words for words in quoted if not _shown(words))
    assert not missing, f"{chapter.name} names what the window does not show: {missing}"


@pytest.mark.parametrize("chapter", sorted(MANUAL.glob("*.md")), ids=lambda path: path.stem[:2])
def test_every_chapter_the_manual_points_to_is_there(chapter: Path) -> None:
    titles = {path.read_text("utf-8").splitlines()[0].removeprefix("# ") for path in MANUAL.glob("*.md")}
    named = set(TITLED.findall(chapter.read_text("utf-8")))
    handbooks = {book for book in named if "手册" in book}
    assert named - handbooks <= titles, named - handbooks - titles


def test_the_quoted_speech_is_still_in_the_manual() -> None:
    every = "".join(path.read_text("utf-8") for path in MANUAL.glob("*.md"))
    assert {words for words in SPEECH if f"“{words}”" not in every} == set()
