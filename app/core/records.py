"""How a record type is declared: once, as a frozen dataclass; form, list, search, journal and exchange read it.

Nothing here stores or shows a record.
"""

from __future__ import annotations

import dataclasses
import string
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any, ClassVar, TypeVar, dataclass_transform

from app.core import fields
from app.core.errors import BugError, Problem
from app.core.fields import FieldSpec, Kind
from app.core.lifecycle import Lifecycle, Reader, State, StepRule
from app.core.roles import Actor


class Compartment(StrEnum):
    """Which encrypted database holds a record type."""

    RECORDS = "records"
    CLUES = "clues"


ALWAYS = Lifecycle(states=(State("kept", "在册"),))
"""The lifecycle of records that have none."""

Warner = Callable[[Any], Iterable[Problem]]
"""Looks at a whole record and yields things to think about; they never stop a save."""
Adviser = Callable[[Any, Reader | None], Iterable[Problem]]
"""A warner that may ask the vault, for rules that users edit; without a Reader it goes by what is shipped."""
Guard = Callable[[Any, Any, Actor], Iterable[str]]
"""Takes the record before (None: new), after, and who is at the desk; yields every reason why he may not change it so."""


@dataclass(frozen=True, kw_only=True)
class Record:
    """What every record has beside its own fields. `rev` is this vault's count of writes to it, 0 before the first."""

    TYPE: ClassVar[RecordType]

    id: str = ""
    number: str = ""
    state: str = ""
    rev: int = 0
    created_at: datetime | None = None
    created_by: str = ""
    updated_at: datetime | None = None
    updated_by: str = ""
    deleted: bool = False

    @property
    def title(self) -> str:
        """The record in one line, as lists and links show it."""
        return self.TYPE.title_of(self)


_NUMBERS = frozenset({Kind.NUMBER, Kind.MONEY, Kind.POINTS})
META = tuple(f.name for f in dataclasses.fields(Record))

META_LABELS = {
    "number": "编号",
    "state": "状态",
    "created_at": "建立时间",
    "created_by": "建立人",
    "updated_at": "修改时间",
    "updated_by": "修改人",
    "deleted": "移除",
}
"""Fields that every record has, in words."""


@dataclass(frozen=True, eq=False)
class RecordType:
    """One kind of record.

    name: code and table name; label: what users call it; area: the folder it lives in; pattern: numbering, e.g.
    "信访〔{year}〕{serial:03}号", assigned at creation, empty for none; heading: format string over the fields and
    {number}; warners, advisers: advice shown beside the form; checks: whole-record problems that stop a save; by_program: the
    program makes these as things happen, so lists offer no new one; group: the entry under which the navigation
    gathers this list with others, "" for an entry of its own; sorting: (field, descending) pairs by which its list
    begins, newest first when there are none; guards: who may change what, beyond the type's action; apart: the fields
    that tell records of one number apart in one line (to whom, about whom; "task_id.unit_id" goes on over links).
    """

    name: str
    label: str
    area: str
    cls: type[Record]
    fields: tuple[FieldSpec, ...]
    pattern: str = ""
    heading: str = "{number}"
    compartment: Compartment = Compartment.RECORDS
    lifecycle: Lifecycle = ALWAYS
    icon: str = "file-text"
    action: str = "record.write"
    warners: tuple[Warner, ...] = ()
    advisers: tuple[Adviser, ...] = ()
    checks: tuple[Warner, ...] = ()
    purpose: str = ""
    by_program: bool = False
    group: str = ""
    sorting: tuple[tuple[str, bool], ...] = ()
    guards: tuple[Guard, ...] = ()
    apart: tuple[str, ...] = ()

    def field(self, name: str) -> FieldSpec:
        """The declaration of field `name`; BugError when the type has none."""
        spec = self._by_name.get(name)
        if spec is None:
            raise BugError("R-FIELD", f"{self.name}.{name}")
        return spec

    def has(self, name: str) -> bool:
        """Whether the type declares a field `name`."""
        return name in self._by_name

    @cached_property
    def _by_name(self) -> Mapping[str, FieldSpec]:
        return {spec.name: spec for spec in self.fields}

    def label_of(self, name: str) -> str:
        """A field in the users' words, those that every record has included."""
        return self.field(name).label if self.has(name) else META_LABELS.get(name, "其他")

    @cached_property
    def _checked(self) -> tuple[FieldSpec, ...]:
        """The fields in which anything can be wrong by itself."""
        return tuple(spec for spec in self.fields if spec.required or spec.checks or spec.kind in _NUMBERS)

    @cached_property
    def sections(self) -> tuple[tuple[str, tuple[FieldSpec, ...]], ...]:
        """The fields by form section, in order of first use."""
        found: dict[str, list[FieldSpec]] = {}
        section = ""
        for spec in self.fields:
            section = spec.section or section
            found.setdefault(section, []).append(spec)
        return tuple((name, tuple(specs)) for name, specs in found.items())

    @cached_property
    def heading_fields(self) -> frozenset[str]:
        """Names of the fields that the heading is made of."""
        return frozenset(key for _, key, _, _ in string.Formatter().parse(self.heading) if key)

    def title_of(self, record: Record) -> str:
        """The heading filled from `record`."""
        return self.titled({key: getattr(record, key) for key in self.heading_fields}, record.number)

    def titled(self, values: Mapping[str, object], number: str) -> str:
        """The heading filled from the values of its fields; blanks are left out, never shown as None."""
        shown = {key: value if type(value) is str else _shown(value) for key, value in values.items()}
        return " ".join(self.heading.format_map(shown).split()) or number or self.label

    def problems(self, record: Record) -> tuple[Problem, ...]:
        """Everything that stops `record` from being saved, in the order of the form."""
        found = [problem for spec in self._checked if spec.shown(record) for problem in _check(spec, record)]
        found.extend(problem for check in self.checks for problem in check(record))
        return tuple(found)

    def reasons_against(self, before: Record | None, after: Record, actor: Actor) -> tuple[str, ...]:
        """Every reason why `actor` may not turn `before` (None: a new record) into `after`."""
        return tuple(reason for guard in self.guards for reason in guard(before, after, actor))

    def warnings(self, record: Record, reader: Reader | None = None) -> tuple[Problem, ...]:
        """Everything worth a second look, in the order of the declaration. reader: the vault that advisers may ask."""
        found = [problem for warner in self.warners for problem in warner(record)]
        found.extend(problem for adviser in self.advisers for problem in adviser(record, reader))
        return tuple(found)


def _shown(value: object) -> str:
    match value:
        case None | ():
            return ""
        case tuple():
            return "、".join(str(item) for item in value)
        case datetime():
            return value.strftime("%Y-%m-%d %H:%M")
        case _:
            return str(value)


def _check(spec: FieldSpec, record: Record) -> Iterator[Problem]:
    value = getattr(record, spec.name)
    if spec.is_empty(value):
        if spec.required:
            yield Problem(spec.name, f"“{spec.label}”必须填写")
        return
    if spec.kind in _NUMBERS and isinstance(value, int) and abs(value) >= 2**62:
        yield Problem(spec.name, f"“{spec.label}”的数太大")
    for check in spec.checks:
        if wrong := check(value):
            yield Problem(spec.name, f"“{spec.label}”{wrong}")


C = TypeVar("C", bound=type)


# Without field_specifiers a type checker takes what is assigned as the default, and every field has one.
@dataclass_transform(frozen_default=True, kw_only_default=True)
def record(name: str, label: str, *, area: str, number: str = "", **options: Any) -> Callable[[C], C]:
    """Make a class a record type. `options` are the remaining attributes of RecordType."""

    def declare(cls: C) -> C:
        made: Any = dataclass(frozen=True, kw_only=True)(cls)
        specs = tuple(
            fields.named(f.metadata[fields.SPEC], f.name)
            for f in dataclasses.fields(made)
            if fields.SPEC in f.metadata
        )
        made.TYPE = RecordType(
            name=name, label=label, area=area, cls=made, fields=specs, pattern=number, **options
        )
        return cls  # dataclass() without slots returns the class it was given

    return declare


class Catalog:
    """The record types that this program knows, by name; built by hand in the composition root.

    rules: (type name, step code) → what later areas demand of a step of an earlier one, which cannot know them.
    """

    def __init__(
        self,
        classes: Iterable[type[Record]],
        rules: Mapping[tuple[str, str], tuple[StepRule, ...]] | None = None,
    ) -> None:
        self._types: Mapping[str, RecordType] = {cls.TYPE.name: cls.TYPE for cls in classes}
        self._rules = dict(rules or {})

    def __iter__(self) -> Iterator[RecordType]:
        return iter(self._types.values())

    def __getitem__(self, name: str) -> RecordType:
        return self._types[name]

    def __contains__(self, name: object) -> bool:
        return name in self._types

    def step_rules(self, name: str, step: str) -> tuple[StepRule, ...]:
        """What later areas demand of step `step` of records of type `name`."""
        return self._rules.get((name, step), ())

    def linking_to(self, name: str) -> tuple[tuple[RecordType, FieldSpec], ...]:
        """Every (type, field) that links to records of type `name`."""
        return tuple(
            (kind, spec)
            for kind in self
            for spec in kind.fields
            if spec.kind in (Kind.LINK, Kind.LINKS) and spec.to == name
        )
