"""A BagIt validator of the tests' own, written from RFC 8493 and held against the public suite. It shares no code with the product."""

from __future__ import annotations

import codecs
import hashlib
import re
import unicodedata
from pathlib import Path
from urllib.parse import unquote

_VERSION = re.compile(r"BagIt-Version: (\d+)\.(\d+)[ \t]*")
_ENCODING = re.compile(r"Tag-File-Character-Encoding: (\S+)[ \t]*")
_LINE = re.compile(r"([0-9A-Fa-f]+)[ \t]+\*?(.+)")
_FETCH = re.compile(r"\S+[ \t]+(?:\d+|-)[ \t]+(.+)")


def problems(bag: Path) -> list[str]:
    """Everything by which `bag` is no valid bag."""
    try:
        version, encoding = _declared(bag)
    except ValueError as wrong:
        return [str(wrong)]
    found: list[str] = []
    if version < (1, 0) and not (bag / "bag-info.txt").exists() and not (bag / "package-info.txt").exists():
        found += ["no bag-info.txt"] if version >= (0, 97) else []
    payload = {
        _same(path.relative_to(bag).as_posix()) for path in (bag / "data").rglob("*") if path.is_file()
    }
    manifests = sorted(bag.glob("manifest-*.txt"))
    if not manifests or not (bag / "data").is_dir():
        found.append("no payload manifest or no payload")
    for manifest in manifests:
        listed = _checked(bag, manifest, encoding, version, found)
        if payload - {_same(name) for name in listed}:
            found.append(f"files that {manifest.name} does not list")
        found += [f"outside data: {name}" for name in listed if not name.startswith("data/")]
    for manifest in bag.glob("tagmanifest-*.txt"):
        _checked(bag, manifest, encoding, version, found)
    if (bag / "fetch.txt").exists():
        for line in (bag / "fetch.txt").read_text(encoding).splitlines():
            match = _FETCH.fullmatch(line)
            if line.strip() and (match is None or not _inside(unquote(match[1]))):
                found.append(f"fetch: {line}")
    return found


def _declared(bag: Path) -> tuple[tuple[int, int], str]:
    try:
        raw = (bag / "bagit.txt").read_bytes()
    except OSError:
        raise ValueError("no bagit.txt") from None
    if raw.startswith(codecs.BOM_UTF8):
        raise ValueError("bagit.txt begins with a byte order mark")
    lines = raw.decode("utf-8").splitlines()
    version = _VERSION.fullmatch(lines[0]) if lines else None
    encoding = _ENCODING.fullmatch(lines[1]) if len(lines) == 2 else None
    if version is None or encoding is None:
        raise ValueError("bagit.txt is malformed")
    return (int(version[1]), int(version[2])), encoding[1]


def _checked(
    bag: Path, manifest: Path, encoding: str, version: tuple[int, int], found: list[str]
) -> dict[str, str]:
    """Name → digest of a manifest whose every file was hashed; what is wrong goes into `found`."""
    algorithm = manifest.stem.partition("-")[2]
    listed: dict[str, str] = {}
    for line in manifest.read_text(encoding).splitlines():
        if not line.strip():
            continue
        match = _LINE.fullmatch(line)
        if match is None:
            found.append(f"{manifest.name}: {line}")
            continue
        name = re.sub("%0A|%0D|%25", lambda m: unquote(m[0]), match[2], flags=re.IGNORECASE)
        name = name.removeprefix("./")
        if name in listed and (version >= (1, 0) or listed[name] != match[1].lower()):
            found.append(f"{manifest.name} lists {name} twice")
        listed[name] = match[1].lower()
        path = _path(bag, name)
        if not _inside(name) or path is None:
            found.append(f"{manifest.name}: {name} is missing or outside")
        elif hashlib.new(algorithm, path.read_bytes()).hexdigest() != match[1].lower():
            found.append(f"{manifest.name}: {name} differs")
    return listed


def _same(name: str) -> str:
    return unicodedata.normalize("NFC", name)


def _inside(name: str) -> bool:
    return not (name.startswith(("/", "~")) or ".." in Path(name).parts or re.match(r"[A-Za-z]:|\\", name))


def _path(bag: Path, name: str) -> Path | None:
    if (bag / name).is_file():
        return bag / name
    alike = [p for p in bag.rglob("*") if _same(p.relative_to(bag).as_posix()) == _same(name) and p.is_file()]
    return alike[0] if alike else None
