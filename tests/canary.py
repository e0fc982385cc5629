"""Canary strings: texts that must not be found in files. It must not decide which places are searched."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path

_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")
_SYLLABLES = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"
_BLOCK = 1 << 20


def new_canary() -> str:
    """A text that exists nowhere else: twelve Chinese characters, which no two runs share."""
    return "鸲鹆" + "".join(secrets.choice(_SYLLABLES) for _ in range(10))


def forms(text: str) -> dict[str, bytes]:
    """The bytes of `text` in each encoding that a program may leave it in."""
    return {name: text.encode(name) for name in _ENCODINGS}


def found_in(canaries: Iterable[str], *places: Path) -> Iterator[tuple[Path, str, str]]:
    """(file, canary, encoding) for each canary in each file under `places`; file names are searched too."""
    wanted = [(text, name, form) for text in canaries for name, form in forms(text).items()]
    overlap = max((len(form) for _, _, form in wanted), default=1) - 1
    for place in places:
        for path in [place, *place.rglob("*")] if place.is_dir() else [place]:
            yield from (
                (path, text, "name") for text, name, _ in wanted if name == "utf-8" and text in path.name
            )
            if path.is_file() and not path.is_symlink():
                yield from ((path, text, name) for text, name in _hits(path, wanted, overlap))


def _hits(path: Path, wanted: list[tuple[str, str, bytes]], overlap: int) -> set[tuple[str, str]]:
    hits: set[tuple[str, str]] = set()
    tail = b""
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            window = tail + block
            hits.update((text, name) for text, name, form in wanted if form in window)
            tail = window[-overlap:] if overlap else b""
    return hits
