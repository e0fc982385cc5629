"""The kinds of field that a record can have, and how one field is declared.

A field knows its label, kind and rules; it must not know how it is stored or drawn.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

SPEC = "xuncha.field"


class Kind(StrEnum):
    """What a field holds; the Python type of its value stands beside each."""

    TEXT = "text"  # str, one line
    LONG_TEXT = "long_text"  # str, paragraphs
    NUMBER = "number"  # int | None
    MONEY = "money"  # int | None, in 分
    POINTS = "points"  # int | None, in tenths of a point (分)
    DATE = "date"  # datetime.date | None
    MOMENT = "moment"  # datetime.datetime | None, local time without zone, to the minute
    FLAG = "flag"  # bool
    CHOICE = "choice"  # str: a code of an editable list, "" when open
    CHOICES = "choices"  # tuple[str, ...] of codes
    LINK = "link"  # str: id of another record, "" when open
    LINKS = "links"  # tuple[str, ...] of ids
    PERSON = "person"  # str: a person's name as written; searched by pinyin initials too
    FILES = "files"  # tuple[FileRef, ...]
    SIGNATURES = "signatures"  # tuple[Signature, ...]


class Sensitivity(StrEnum):
    """How closely a field is held. Copying, exporting or printing a guarded field is an exposure in the ledger."""

    PLAIN = "plain"
    GUARDED = "guarded"


@dataclass(frozen=True)
class FileRef:
    """An attachment: `sha256` names its content in every vault alike; `pages` is 0 where pages mean nothing."""

    sha256: str
    name: str
    size: int
    media: str = "application/octet-stream"
    pages: int = 0


@dataclass(frozen=True)
class Signature:
    """One signature row: in which role, who, when, with what opinion (意见)."""

    role: str
    name: str
    on: date | None = None
    opinion: str = ""


WRITTEN = frozenset({Kind.TEXT, Kind.LONG_TEXT, Kind.PERSON, Kind.CHOICE, Kind.LINK})
"""The kinds whose value is any text."""
Value = (
    str | int | bool | date | datetime | tuple[str, ...] | tuple[FileRef, ...] | tuple[Signature, ...] | None
)
Check = Callable[[Any], str | None]
"""A check of one filled value: None when it is good, else what is wrong in the user's words."""


@dataclass(frozen=True)
class FieldSpec:
    """The declaration of one field. `show_if` is (field name, values for which this field is shown).

    told: what readers see in place of a text that is a name inside the program; inner: the program's own, in no form,
    list or filter.
    """

    name: str
    label: str
    kind: Kind
    help: str = ""
    required: bool = False
    codes: str = ""
    to: str = ""
    section: str = ""
    sensitivity: Sensitivity = Sensitivity.PLAIN
    search: bool = False
    listed: bool = False
    show_if: tuple[str, tuple[str, ...]] | None = None
    checks: tuple[Check, ...] = ()
    unit: str = ""
    roles: tuple[str, ...] = ()
    readonly: bool = False
    told: Callable[[str], str] | None = None
    inner: bool = False

    @property
    def empty(self) -> Value:
        """The value of this field when nothing was entered."""
        return EMPTY[self.kind]

    def is_empty(self, value: object) -> bool:
        """Whether `value` counts as not filled in."""
        return value is None or value == () or (isinstance(value, str) and not value.strip())

    def shown(self, record: object) -> bool:
        """Whether the field applies to `record`, by its `show_if`."""
        if self.show_if is None:
            return True
        other, values = self.show_if
        held = getattr(record, other)
        if isinstance(held, bool):
            return ("1" if held else "0") in values
        return any(item in values for item in held) if isinstance(held, tuple) else held in values


EMPTY: dict[Kind, Value] = {
    Kind.TEXT: "",
    Kind.LONG_TEXT: "",
    Kind.NUMBER: None,
    Kind.MONEY: None,
    Kind.POINTS: None,
    Kind.DATE: None,
    Kind.MOMENT: None,
    Kind.FLAG: False,
    Kind.CHOICE: "",
    Kind.CHOICES: (),
    Kind.LINK: "",
    Kind.LINKS: (),
    Kind.PERSON: "",
    Kind.FILES: (),
    Kind.SIGNATURES: (),
}


def _declare(kind: Kind, label: str, default: object, options: dict[str, Any]) -> Any:
    spec = FieldSpec(name="", label=label, kind=kind, **options)
    return field(default=EMPTY[kind] if default is None else default, metadata={SPEC: spec})


def text(label: str, *, default: str = "", **options: Any) -> Any:
    """One line of text. `options` are the attributes of FieldSpec, here and below."""
    return _declare(Kind.TEXT, label, default, options)


def long_text(label: str, *, default: str = "", **options: Any) -> Any:
    """Paragraphs of text."""
    return _declare(Kind.LONG_TEXT, label, default, options)


def number(label: str, *, default: int | None = None, **options: Any) -> Any:
    """A whole number, None when open."""
    return _declare(Kind.NUMBER, label, default, options)


def money(label: str, **options: Any) -> Any:
    """An amount in 分 (integer), None when open; shown in 元."""
    return _declare(Kind.MONEY, label, None, options)


def tenths(label: str, *, default: int | None = None, **options: Any) -> Any:
    """Points (分值) in tenths (integer), None when open; shown with one decimal."""
    return _declare(Kind.POINTS, label, default, options)


def day(label: str, **options: Any) -> Any:
    """A calendar day."""
    return _declare(Kind.DATE, label, None, options)


def moment(label: str, **options: Any) -> Any:
    """A day and time, to the minute, local."""
    return _declare(Kind.MOMENT, label, None, options)


def flag(label: str, *, default: bool = False, **options: Any) -> Any:
    """Yes or no."""
    return _declare(Kind.FLAG, label, default, options)


def choice(label: str, *, codes: str, default: str = "", **options: Any) -> Any:
    """One code of the editable list `codes`."""
    return _declare(Kind.CHOICE, label, default, {"codes": codes, **options})


def choices(label: str, *, codes: str, **options: Any) -> Any:
    """Several codes of the editable list `codes`."""
    return _declare(Kind.CHOICES, label, None, {"codes": codes, **options})


def link(label: str, *, to: str, **options: Any) -> Any:
    """One record of type `to`."""
    return _declare(Kind.LINK, label, None, {"to": to, **options})


def links(label: str, *, to: str, **options: Any) -> Any:
    """Several records of type `to`."""
    return _declare(Kind.LINKS, label, None, {"to": to, **options})


def person(label: str, *, default: str = "", **options: Any) -> Any:
    """A person's name as written."""
    return _declare(Kind.PERSON, label, default, options)


def files(label: str, **options: Any) -> Any:
    """Attachments."""
    return _declare(Kind.FILES, label, None, options)


def signatures(label: str, *, roles: tuple[str, ...], **options: Any) -> Any:
    """Signature rows for the given roles."""
    return _declare(Kind.SIGNATURES, label, None, {"roles": roles, **options})


def named(spec: FieldSpec, name: str) -> FieldSpec:
    """The same declaration under the attribute name that the class gave it."""
    return replace(spec, name=name)
