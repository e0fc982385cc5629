"""What every part of a session stands on: the stores of the compartments, the actor, one transaction at a time.

It knows no lifecycle and no rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from app.core.errors import XunchaError
from app.core.records import Catalog, Compartment, RecordType
from app.core.roles import Actor
from db.connection import DatabaseError
from db.layout import DatabaseName
from db.store import Changes, Signed, Store, not_found


class Connected:
    """Connections of one thread to one unlocked vault."""

    def __init__(
        self,
        stores: Mapping[Compartment, Store],
        blob_conns: Mapping[Compartment, Any],
        blob_keys: Mapping[Compartment, bytes],
        catalog: Catalog,
        actor: Actor,
    ) -> None:
        self._stores = dict(stores)
        self._blob_conns = dict(blob_conns)
        self._blob_keys = dict(blob_keys)
        self._actor = actor
        self._depth = 0
        self._changes = Changes()
        self._afterwards: list[Callable[[], None]] = []
        self._gathered = Changes()
        self.catalog = catalog

    @property
    def actor(self) -> Actor:
        """Who is at the desk."""
        return self._actor

    def close(self) -> None:
        """Close every connection of this session."""
        for conn in {*(store.conn for store in self._stores.values()), *self._blob_conns.values()}:
            conn.close()

    def connections(self) -> tuple[tuple[DatabaseName, Any], ...]:
        """The databases that this session can read, by name."""
        found: list[tuple[DatabaseName, Any]] = [("records", self._records.conn)]
        found.append(("blobs", self._blob_conns[Compartment.RECORDS]))
        if Compartment.CLUES in self._stores:
            found.append(("clues", self._stores[Compartment.CLUES].conn))
        return tuple(found)

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Everything read inside is as of one moment of each database, whatever others write. For a reader, outside transactions."""
        begun: list[Any] = []
        try:
            for _name, conn in self.connections():
                conn.execute("BEGIN")
                begun.append(conn)
                conn.execute(
                    """SELECT count(*) FROM sqlite_master"""
                ).fetchone()  # the moment begins with the first read
            yield
        finally:
            for conn in begun:
                if conn.in_transaction:
                    conn.execute("ROLLBACK")

    @contextmanager
    def transaction(self) -> Iterator[Changes]:
        """All writes inside become one; an exception undoes them all. May be nested."""
        if self._depth:
            self._depth += 1
            try:
                yield self._changes
            finally:
                self._depth -= 1
            return
        self._changes = Changes()
        begun: list[Store] = []
        first: BaseException | None = None
        try:
            for store in self._stores.values():
                store.begin()
                begun.append(store)
            self._depth = 1
            yield self._changes
            # Clues first: what the records say of a clue must never be there without it.
            for store in reversed(begun):
                store.commit()
            self._gathered.touched |= self._changes.touched
        except BaseException as error:
            first = error
            for store in begun:
                try:
                    store.roll_back()
                except DatabaseError as another:
                    _note(first, another)
            raise
        finally:
            self._depth = 0
            self._do_afterwards(first)

    def _afterwards_or_now(self, what: Callable[[], None]) -> None:
        """Do `what` now, or once the open transaction has ended, however it ends."""
        if self._depth:
            self._afterwards.append(what)
        else:
            what()

    def _do_afterwards(self, first: BaseException | None) -> None:
        """Do all of it, whatever fails of it; the error that is raised is `first`, what went wrong before, where there is one."""
        waiting, self._afterwards = self._afterwards, []
        failed: Exception | None = None
        for what in waiting:
            try:
                what()
            except (DatabaseError, OSError, XunchaError) as error:
                if first is None:
                    first = failed = error
                else:
                    _note(first, error)
        if failed is not None:
            raise failed

    @contextmanager
    def gathering(self) -> Iterator[Changes]:
        """What all transactions inside have committed, for work that commits in pieces."""
        self._gathered = Changes()
        yield self._gathered

    @property
    def _records(self) -> Store:
        return self._stores[Compartment.RECORDS]

    def _store(self, kind: RecordType) -> Store:
        store = self._stores.get(kind.compartment)
        if store is None:
            raise not_found(kind)
        return store

    def signed(self) -> Signed:
        """The stamp of a write made now by who is at the desk."""
        return self._now()[1]

    def _now(self) -> tuple[datetime, Signed]:
        now = datetime.now().replace(microsecond=0)
        return now, Signed(now.isoformat(timespec="seconds"), self._actor.name)


def _note(first: BaseException, another: Exception) -> None:
    """Remember beside the first error that another followed; its kind only, for its text may hold case text."""
    first.add_note(f"and afterwards: {type(another).__name__}")
