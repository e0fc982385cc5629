"""What lists of many types hold together: how many stand where, what links to a record, what they are called.

Only `linked` loads whole records.
"""

from __future__ import annotations

from collections.abc import Iterable

from app.core.fields import Kind
from app.core.records import Record
from db.connected import Connected
from db.query import Filter, Op, Query
from db.rows import codec

_AT_ONCE = 400
"""Ids asked for in one statement."""


class Overview(Connected):
    """The part of a session for looks over many types at once."""

    def states(self, queries: Iterable[Query]) -> dict[str, dict[str, int]]:
        """How many records stand in each state, by record type, of lists of different types; a state without any is left out."""
        asked = tuple(queries)
        found: dict[str, dict[str, int]] = {query.type: {} for query in asked}
        for query, state, count in self._tallies(asked, by_state=True):
            found[query.type][state] = count
        return found

    def linked(self, record: Record) -> tuple[Record, ...]:
        """Records that link to this one, oldest first within a type."""
        found: dict[str, Record] = {}
        for kind, spec in self.catalog.linking_to(record.TYPE.name):
            store = self._stores.get(kind.compartment)
            for other in store.where(kind, {spec.name: record.id}) if store else ():
                found[other.id] = other
        return tuple(found.values())

    def links_to(self, record: Record) -> tuple[tuple[Query, int], ...]:
        """The lists of what links to `record`, by type and field as they are declared, and how long each is; no empty one."""
        asked = tuple(
            Query(
                kind.name, (Filter(spec.name, Op.CONTAINS if spec.kind is Kind.LINKS else Op.EQ, record.id),)
            )
            for kind, spec in self.catalog.linking_to(record.TYPE.name)
        )
        counts = {query: count for query, _state, count in self._tallies(asked, by_state=False) if count}
        return tuple((query, counts[query]) for query in asked if query in counts)

    def titles(self, query: Query, limit: int = -1) -> list[tuple[str, str]]:
        """Id and title of the first `limit` of a list, in its order."""
        kind = self.catalog[query.type]
        store = self._stores.get(kind.compartment)
        if store is None:
            return []
        coded = codec(kind)
        found = []
        for id, *row in store.values(kind, query, ("id", *coded.titled_by), limit):
            found.append((str(id), coded.title(dict(zip(coded.titled_by, row, strict=True)))))
        return found

    def called(self, type_name: str, ids: Iterable[str]) -> dict[str, tuple[str, bool]]:
        """The title of each of these records, and whether it was removed; those that this user cannot see are left out."""
        found: dict[str, tuple[str, bool]] = {}
        asked = tuple(dict.fromkeys(ids))
        for removed in (False, True):
            left = tuple(id for id in asked if id not in found)
            for start in range(0, len(left), _AT_ONCE):
                some = (Filter("id", Op.IN, left[start : start + _AT_ONCE]),)
                titles = self.titles(Query(type_name, some, deleted=removed))
                found.update((id, (title, removed)) for id, title in titles)
        return found

    def _tallies(self, asked: tuple[Query, ...], *, by_state: bool) -> Iterable[tuple[Query, str, int]]:
        for compartment, store in self._stores.items():
            held = [q for q in asked if self.catalog[q.type].compartment is compartment]
            rows = store.tallies([(self.catalog[q.type], q) for q in held], by_state=by_state)
            yield from ((held[place], state, count) for place, state, count in rows)
