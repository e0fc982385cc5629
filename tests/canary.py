"""Canary strings: texts that must not be found in files. It must not decide which places are searched."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path

_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")
_BEGINS = "鸲鹆"
_LENGTH = 12
_SYLLABLES = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"
_BLOCK = 1 << 20


def new_canary() -> str:
    """A text that exists nowhere else: twelve Chinese characters, which no two runs share."""
    return _BEGINS + "".join(secrets.choice(_SYLLABLES) for _ in range(_LENGTH - len(_BEGINS)))


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


def canaries_in(path: Path) -> set[tuple[str, str]]:
    """(text, encoding) of whatever looks like a canary in a large, sparse file such as the image of a disk."""
    found: set[tuple[str, str]] = set()
    for name, form in forms(_BEGINS).items():
        length = len("一".encode(name)) * _LENGTH
        for window in _windows(path, length):
            at = window.find(form)
            while at >= 0:
                if at + length <= len(window):
                    found.add((window[at : at + length].decode(name, "replace"), name))
                at = window.find(form, at + 1)
    return found


def texts_in(path: Path, texts: Iterable[str]) -> set[tuple[str, str]]:
    """(text, encoding) of each of `texts` that stands in a large, sparse file."""
    wanted = [(text, name, form) for text in texts for name, form in forms(text).items()]
    overlap = max(len(form) for _, _, form in wanted)
    return {
        (text, name) for window in _windows(path, overlap) for text, name, form in wanted if form in window
    }


def _windows(path: Path, overlap: int) -> Iterator[bytes]:
    """The written parts of a file in pieces; what may straddle two pieces stands at the end of the first of them, too."""
    with path.open("rb", buffering=0) as file:
        end, at = path.stat().st_size, 0
        while at < end:
            try:
                at = os.lseek(file.fileno(), at, os.SEEK_DATA)
            except OSError:  # nothing but holes to the end
                return
            hole = os.lseek(file.fileno(), at, os.SEEK_HOLE)
            while at < hole:
                file.seek(at)
                yield file.read(16 * _BLOCK + overlap)
                at += 16 * _BLOCK
            at = hole
