"""What a list asks for: type, filters, order, search phrase. It names fields only; the store turns it into SQL."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Op(StrEnum):
    """How a field is compared with the filter's value."""

    EQ = "eq"
    NE = "ne"
    CONTAINS = "contains"  # substring of a text; member of a many-valued field
    GE = "ge"
    LE = "le"
    IN = "in"  # value is a tuple
    EMPTY = "empty"
    FILLED = "filled"


@dataclass(frozen=True)
class Filter:
    """One condition on a declared field or on number, state, created_at, created_by, updated_at."""

    field: str
    op: Op
    value: object = None


@dataclass(frozen=True)
class Query:
    """A list of one record type. sort: (field, descending) pairs, empty for newest first; deleted: show the removed."""

    type: str
    filters: tuple[Filter, ...] = ()
    sort: tuple[tuple[str, bool], ...] = ()
    text: str = ""
    deleted: bool = False
