"""Who wrote which field last, so that copies of a record can be joined without losing an edit. Pure; no SQL.

Each write gets a dot (replica, counter). A field holds the values of all writes that no later write has seen:
one value normally, several after concurrent edits, which is a conflict for the user to settle. Joining two states is
commutative, associative and idempotent, so any number of copies exchanged in any order come to the same state
(dotted version vector sets, Preguiça et al. 2012, per field with one context per record).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
Wire = str | int | float | None
"""A field value as a column stores it and a bundle carries it."""
Dot = tuple[str, int]
"""(replica, counter) of one write."""
Sibling = tuple[str, int, Wire]
"""(replica, counter, value) of one write."""


@dataclass(frozen=True, slots=True)
class Versioned:
    """The full state of one record: context `seen` (replica → counter), and the living writes of every field.

    shown: the value of every field; of several living ones the same on every copy. single: dot of the one living write,
    of the fields not written since `birth`; several: the writes of the fields that have more than one.
    """

    birth: Dot
    seen: Mapping[str, int]
    shown: Mapping[str, Wire]
    single: Mapping[str, Dot]
    several: Mapping[str, tuple[Sibling, ...]]

    @property
    def fields(self) -> dict[str, tuple[Sibling, ...]]:
        """The living writes of every field."""
        return {name: self.writes(name) for name in self.shown}

    def writes(self, name: str) -> tuple[Sibling, ...]:
        """The living writes of one field."""
        if name in self.several:
            return self.several[name]
        replica, counter = self.single.get(name, self.birth)
        return ((replica, counter, self.shown[name]),)

    def value(self, name: str) -> Wire:
        """The value shown for `name`."""
        return self.shown[name]

    def values(self) -> dict[str, Wire]:
        """The shown value of every field."""
        return dict(self.shown)

    def conflicts(self) -> tuple[str, ...]:
        """Names of the fields in which living writes differ."""
        return tuple(name for name, writes in self.several.items() if len({w[2] for w in writes}) > 1)


def born(replica: str, values: Mapping[str, Wire]) -> Versioned:
    """The state of a record just created on `replica`."""
    return Versioned((replica, 1), {replica: 1}, dict(values), {}, {})


def written(state: Versioned, replica: str, values: Mapping[str, Wire]) -> Versioned:
    """The state after `replica`, having seen `state`, wrote `values`."""
    counter = state.seen.get(replica, 0) + 1
    return Versioned(
        state.birth,
        {**state.seen, replica: counter},
        {**state.shown, **values},
        {**state.single, **dict.fromkeys(values, (replica, counter))},
        {name: writes for name, writes in state.several.items() if name not in values},
    )


def joined(mine: Versioned, theirs: Versioned) -> Versioned:
    """Both copies as one: a write lives on unless the other copy has seen it and dropped it."""
    if mine == theirs:
        return mine
    seen = dict(mine.seen)
    for replica, counter in theirs.seen.items():
        seen[replica] = max(counter, seen.get(replica, 0))
    fields: dict[str, tuple[Sibling, ...]] = {}
    held, came = mine.fields, theirs.fields
    for name in {**held, **came}:
        ours, others = held.get(name), came.get(name)
        if ours is None or others is None:
            # One side's program does not know the field yet: what the other holds stands.
            fields[name] = ours or others or ()
            continue
        living = {*_living(ours, others, theirs.seen), *_living(others, ours, mine.seen)}
        # Where each copy claims to have replaced what the other holds, the newest write stands.
        fields[name] = tuple(sorted(living, key=_age)) or (max(*ours, *others, key=_age),)
    return of_writes(mine.birth, seen, fields)


def _living(
    writes: Sequence[Sibling], others: Sequence[Sibling], seen: Mapping[str, int]
) -> Iterator[Sibling]:
    """Those of one copy's `writes` that the other copy has not seen, or holds too.

    A number that stands for two values, as when a folder was copied and both went on being used, is held by both.
    """
    dots = {write[:2] for write in others}
    return (write for write in writes if write[1] > seen.get(write[0], 0) or write[:2] in dots)


def _age(write: Sibling) -> tuple[int, str, str]:
    return write[1], write[0], repr(write[2])


def of_writes(birth: Dot, seen: Mapping[str, int], fields: Mapping[str, tuple[Sibling, ...]]) -> Versioned:
    """The state with these living writes; ValueError when a field has none."""
    shown, single, several = dict[str, Wire](), dict[str, Dot](), dict[str, tuple[Sibling, ...]]()
    for name, writes in fields.items():
        replica, counter, shown[name] = max(writes, key=_age)
        if len(writes) > 1:
            several[name] = writes
        elif (replica, counter) != birth:
            single[name] = replica, counter
    return Versioned(birth, seen, shown, single, several)


def fresh_dots(replica: str) -> str:
    """The packed form of `born`, without building it."""
    return f'{{"v":{{"{replica}":1}},"b":["{replica}",1]}}'


def pack(state: Versioned) -> str:
    """The `dots` column: everything of `state` that the value columns do not hold, as compact JSON."""
    if not state.single and not state.several:
        return _pack_born(state.birth, tuple(state.seen.items()))
    packed: dict[str, object] = {"v": dict(sorted(state.seen.items())), "b": state.birth}
    if state.single:
        packed["f"] = {name: state.single[name] for name in state.shown if name in state.single}
    if state.several:
        packed["s"] = {name: state.several[name] for name in state.shown if name in state.several}
    return _ENCODE(packed)


@lru_cache(maxsize=16)
def _pack_born(birth: Dot, seen: tuple[Dot, ...]) -> str:
    """The packed form of a state in which nothing was written since `birth`: one and the same for most of a bundle."""
    return _ENCODE({"v": dict(sorted(seen)), "b": birth})


@dataclass(frozen=True, slots=True)
class Dots:
    """A `dots` column, read. single: field → (replica, counter); several: field → its writes."""

    birth: Dot
    seen: Mapping[str, int]
    single: Mapping[str, Sequence[Any]]
    several: Mapping[str, Sequence[Sequence[Any]]]


def read_dots(dots: str) -> Dots:
    """What a `dots` column says."""
    packed = json.loads(dots)
    birth = (str(packed["b"][0]), int(packed["b"][1]))
    seen = {str(replica): int(count) for replica, count in packed["v"].items()}
    single, several = packed.get("f", {}), packed.get("s", {})
    if type(single) is not dict or type(several) is not dict:
        raise TypeError("dots")
    return Dots(birth, seen, single, several)


def unpack(dots: str | Dots, values: Mapping[str, Wire]) -> Versioned:
    """The full state from a `dots` column and the shown `values`."""
    read = read_dots(dots) if isinstance(dots, str) else dots
    if not read.single and not read.several:
        return Versioned(read.birth, read.seen, values, {}, {})
    single = {
        name: (str(replica), int(counter))
        for name, (replica, counter) in read.single.items()
        if name in values and name not in read.several
    }
    state = Versioned(read.birth, read.seen, values, single, {})
    if not read.several and read.birth not in single.values():
        return state
    several = {
        name: tuple((str(r), int(n), v) for r, n, v in read.several[name])
        for name in values
        if name in read.several
    }
    return of_writes(read.birth, read.seen, {**state.fields, **several})
