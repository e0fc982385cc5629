"""One record line or journal line of a bundle, understood and checked value by value before anything is done with it.

A sender who is known may still send anything; what is not just as this program writes it is refused. Nothing is written here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from typing import Any

from app.core.errors import BundleError
from app.core.fields import WRITTEN, FileRef, Kind
from app.core.records import Catalog, Compartment, RecordType
from db.rows import codec, from_wire, stamp, to_wire
from db.store import Signed
from db.versions import Dots, Versioned, Wire, read_dots, unpack

_NUMBERS = frozenset({Kind.NUMBER, Kind.MONEY, Kind.POINTS})
_LARGEST = 2**53
_KEPT = 64
"""How many version states a reader remembers."""
_ID = re.compile(r"[^\x00-\x1f\x7f]{1,200}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_WRONG = (ValueError, TypeError, IndexError, AttributeError, RecursionError, OverflowError)
_ENTRY = (int, str, str, str, str, str, str, int, str, str, str, str)
"""Types of a journal line's columns."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A record as a bundle brings it. made, moved: when and by whom it was made and last changed there."""

    kind: RecordType
    id: str
    state: Versioned
    made: Signed
    moved: Signed

    @property
    def type(self) -> str:
        """Name of the record type."""
        return self.kind.name


class Reader:
    """Reads the record lines of one bundle; what many of them say alike (who and when, which writes) is read once."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._dots: dict[str, Dots] = {}
        self._signed: dict[tuple[str, str], Signed] = {}

    def record(self, line: bytes) -> Incoming:
        """The record of one line. BundleError when the line is not understood, or holds what its type cannot hold."""
        try:
            raw = _decoded(line)
            kind = self._catalog[raw["t"]]
            empty = codec(kind).empty
            values: dict[str, Wire] = {**empty, **raw["x"]}
            if len(values) > len(empty):
                raise KeyError("field")
            state = unpack(self._read_dots(raw["d"]), values)
            id, (made, maker, moved, mover) = raw["i"], raw["m"]
            if type(id) is not str or not _ID.fullmatch(id):
                raise ValueError("id")
            _check(kind, state)
            return Incoming(kind, id, state, self._read_signed(made, maker), self._read_signed(moved, mover))
        except KeyError as missing:
            raise BundleError(
                "移交包里有本程序不认识的内容", kept="本机数据没有变化", todo="请先升级本程序再打开"
            ) from missing
        except _WRONG as wrong:
            raise misshapen() from wrong

    def _read_dots(self, text: str) -> Dots:
        read = self._dots.get(text)
        if read is None:
            read = read_dots(text)
            if len(self._dots) < _KEPT:
                self._dots[text] = read
        return read

    def _read_signed(self, at: str, who: str) -> Signed:
        signed = self._signed.get((at, who))
        if signed is None:
            if stamp(datetime.fromisoformat(at)) != at:
                raise ValueError("stamp")
            if type(who) is not str:
                raise ValueError("name")
            signed = self._signed[at, who] = Signed(at, who)
        return signed


def journal_line(line: bytes) -> tuple[str, int]:
    """Device and number of one journal entry of another vault. BundleError when it is not of the right form."""
    try:
        entry: Any = json.loads(line.decode("utf-8"))
        if type(entry) is not list or tuple(type(part) for part in entry) != _ENTRY:
            raise ValueError("columns")
        if not 0 < entry[0] < _LARGEST:
            raise ValueError("number")
        return str(entry[3]), int(entry[0])
    except _WRONG as wrong:
        raise misshapen() from wrong


def files_of(catalog: Catalog, lines: Iterable[bytes]) -> Iterator[tuple[Compartment, FileRef]]:
    """The attachments that record lines show, and where they belong. BundleError when they are not of the right form.

    What else is wrong with a line is for `record_line` to say.
    """
    for line in lines:
        try:
            raw = _decoded(line)
            if raw["t"] not in catalog:
                continue
            kind = catalog[raw["t"]]
            for name in _file_fields(kind):
                value = raw["x"].get(name, "[]")
                if value == "[]":
                    continue
                if not _is_written(Kind.FILES, value):
                    raise ValueError("files")
                for ref in from_wire(Kind.FILES, value):
                    yield kind.compartment, ref
        except (KeyError, *_WRONG) as wrong:
            raise misshapen() from wrong


@cache
def _file_fields(kind: RecordType) -> tuple[str, ...]:
    return tuple(spec.name for spec in kind.fields if spec.kind is Kind.FILES)


def misshapen() -> BundleError:
    """A line is not as this program writes it."""
    return BundleError("移交包里的记录格式不对", kept="本机数据没有变化", todo="请对方重新封装")


def _decoded(line: bytes) -> Mapping[str, Any]:
    raw = json.loads(line.decode("utf-8"))
    if type(raw) is not dict or type(raw["t"]) is not str or type(raw["x"]) is not dict:
        raise ValueError("line")
    if b"\\ud" in line or b"\\uD" in line:
        json.dumps(raw, ensure_ascii=False).encode("utf-8")  # half a character cannot be stored
    return raw


def _check(kind: RecordType, state: Versioned) -> None:
    """ValueError unless the state counts as this program does (every write seen, every field written) and its values fit."""
    seen, empty, fits = state.seen, codec(kind).empty, _fitting(kind)
    if not all(0 < count < _LARGEST for count in seen.values()):
        raise ValueError("seen")
    for replica, count in (state.birth, *state.single.values()):
        if not 0 < count <= seen.get(replica, 0):
            raise ValueError("count")
    for name, writes in state.several.items():
        for replica, count, value in writes:
            if not 0 < count <= seen.get(replica, 0):
                raise ValueError("count")
            if not fits[name](value):
                raise ValueError("value")
    for name, value in state.shown.items():
        if value is not empty[name] and not fits[name](value):
            raise ValueError("value")


@cache
def _fitting(kind: RecordType) -> Mapping[str, Callable[[Wire], bool]]:
    """For each versioned column whether a wire value is one that it writes."""
    fits: dict[str, Callable[[Wire], bool]] = {"number": _is_text, "state": _is_text, "deleted": _is_flag}
    for spec in kind.fields:
        if spec.kind in WRITTEN:
            fits[spec.name] = _is_text
        elif spec.kind in _NUMBERS:
            fits[spec.name] = _is_number
        else:
            fits[spec.name] = _is_flag if spec.kind is Kind.FLAG else partial(_is_written, spec.kind)
    return fits


def _is_text(value: Wire) -> bool:
    return type(value) is str


def _is_number(value: Wire) -> bool:
    return value is None or (type(value) is int and abs(value) < _LARGEST)


def _is_flag(value: Wire) -> bool:
    return type(value) is int and value in (0, 1)


def _is_written(kind: Kind, value: Wire) -> bool:
    """Whether `value` is just what a day, a moment or a list is written as."""
    if value is None or value == "[]":
        return (value is None) == (kind in (Kind.DATE, Kind.MOMENT))
    if type(value) is not str:
        return False
    read = from_wire(kind, value)
    return to_wire(kind, read) == value and (
        not isinstance(read, tuple) or all(_sound(kind, part) for part in read)
    )


def _sound(kind: Kind, part: Any) -> bool:
    if kind is Kind.FILES:
        texts, numbers = (part.sha256, part.name, part.media), (part.size, part.pages)
        return (
            all(type(text) is str for text in texts)
            and all(type(number) is int and 0 <= number < _LARGEST for number in numbers)
            and bool(_SHA256.fullmatch(part.sha256))
        )
    if kind is Kind.SIGNATURES:
        return all(type(text) is str for text in (part.role, part.name, part.opinion))
    return type(part) is str
