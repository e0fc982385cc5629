"""Who wrote which field last, so that copies of a record can be joined without losing an edit. Pure; no SQL.

Each write gets a dot (replica, counter). A field holds the values of all writes that no later write has seen:
one value normally, several after concurrent edits, which is a conflict for the user to settle. Joining two states is
commutative, associative and idempotent, so any number of copies exchanged in any order come to the same state
(dotted version vector sets, Preguiça et al. 2012, per field with one context per record).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

Wire = str | int | float | None
"""A field value as a column stores it and a bundle carries it."""
Sibling = tuple[str, int, Wire]
"""(replica, counter, value) of one write."""


@dataclass(frozen=True)
class Versioned:
    """The full state of one record: context `seen` (replica → counter) and the living writes of every field."""

    birth: tuple[str, int]
    seen: Mapping[str, int]
    fields: Mapping[str, tuple[Sibling, ...]]

    def value(self, name: str) -> Wire:
        """The value shown for `name`: of several, the same one on every copy."""
        return max(self.fields[name], key=lambda s: (s[1], s[0]))[2]

    def values(self) -> dict[str, Wire]:
        """The shown value of every field."""
        return {name: self.value(name) for name in self.fields}

    def conflicts(self) -> tuple[str, ...]:
        """Names of the fields in which living writes differ."""
        return tuple(name for name, writes in self.fields.items() if len({w[2] for w in writes}) > 1)


def born(replica: str, values: Mapping[str, Wire]) -> Versioned:
    """The state of a record just created on `replica`."""
    fields = {name: ((replica, 1, value),) for name, value in values.items()}
    return Versioned((replica, 1), {replica: 1}, fields)


def written(state: Versioned, replica: str, values: Mapping[str, Wire]) -> Versioned:
    """The state after `replica`, having seen `state`, wrote `values`."""
    counter = state.seen.get(replica, 0) + 1
    fields = dict(state.fields)
    for name, value in values.items():
        fields[name] = ((replica, counter, value),)
    return Versioned(state.birth, {**state.seen, replica: counter}, fields)


def joined(mine: Versioned, theirs: Versioned) -> Versioned:
    """Both copies as one: a write lives on unless the other copy has seen it and dropped it."""
    seen = dict(mine.seen)
    for replica, counter in theirs.seen.items():
        seen[replica] = max(counter, seen.get(replica, 0))
    fields: dict[str, tuple[Sibling, ...]] = {}
    for name in {**mine.fields, **theirs.fields}:
        ours, others = mine.fields.get(name), theirs.fields.get(name)
        if ours is None or others is None:
            # One side's program does not know the field yet: what the other holds stands.
            fields[name] = ours or others or ()
            continue
        both = set(ours) & set(others)
        kept = {w for w in ours if w[1] > theirs.seen.get(w[0], 0)}
        came = {w for w in others if w[1] > mine.seen.get(w[0], 0)}
        fields[name] = tuple(sorted(both | kept | came, key=lambda w: (w[1], w[0])))
    return Versioned(mine.birth, seen, fields)


def fresh_dots(replica: str) -> str:
    """The packed form of `born`, without building it."""
    return f'{{"v":{{"{replica}":1}},"b":["{replica}",1]}}'


def pack(state: Versioned) -> str:
    """The `dots` column: everything of `state` that the value columns do not hold, as compact JSON."""
    single: dict[str, list[object]] = {}
    several: dict[str, list[list[object]]] = {}
    for name, writes in state.fields.items():
        if len(writes) > 1:
            several[name] = [list(write) for write in writes]
        elif writes and writes[0][:2] != state.birth:
            single[name] = list(writes[0][:2])
    packed: dict[str, object] = {"v": dict(sorted(state.seen.items())), "b": list(state.birth)}
    if single:
        packed["f"] = single
    if several:
        packed["s"] = several
    return json.dumps(packed, ensure_ascii=False, separators=(",", ":"))


def unpack(dots: str, values: Mapping[str, Wire]) -> Versioned:
    """The full state from a `dots` column and the shown `values`."""
    packed = json.loads(dots)
    birth = (str(packed["b"][0]), int(packed["b"][1]))
    single, several = packed.get("f", {}), packed.get("s", {})
    fields: dict[str, tuple[Sibling, ...]] = {}
    for name, value in values.items():
        if name in several:
            fields[name] = tuple((str(r), int(n), v) for r, n, v in several[name])
        else:
            replica, counter = single.get(name, birth)
            fields[name] = ((str(replica), int(counter), value),)
    return Versioned(birth, {str(r): int(n) for r, n in packed["v"].items()}, fields)
