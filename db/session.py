"""One thread's view of an unlocked vault: read, write, move and find records by the rules that they declare.

A session is never used from two threads at once, and it never decides how anything looks.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from hashlib import sha256
from typing import Any, Literal, TypeVar

from app.core.errors import BugError, InputProblems, KnownError, Problem, Refused
from app.core.fields import Kind, Signature
from app.core.ids import new_id
from app.core.lifecycle import Transition, reasons_against
from app.core.records import Compartment, Record, RecordType
from db import search
from db.attachments import Attachments
from db.connection import Connection
from db.journal import Entry, FieldChange, Head, parsed_changes
from db.keeping import Keeping
from db.noting import Noting
from db.overview import Overview
from db.query import Query
from db.rows import Row, codec, to_wire
from db.search import Hit
from db.store import Store, not_found
from db.versions import Wire, unpack, written

R = TypeVar("R", bound=Record)
Mode = Literal["writer", "reader"]
SEEDER = "seed"
"""Stands for the program itself as the writer of shipped records."""
SHIPPED = "随程序提供"
"""The same in the users' words."""


class Stale(KnownError):
    """The record was changed elsewhere since it was read."""


@dataclass(frozen=True)
class Conflict:
    """A field that two vaults wrote without knowing of each other; `values` are the living values, newest last."""

    field: str
    label: str
    values: tuple[Any, ...]


class Session(Attachments, Keeping, Noting, Overview):
    """Satisfies lifecycle.Reader. Opened by db.opening.open_session; `close` gives its connections back."""

    @property
    def can_clues(self) -> bool:
        """Whether this user's key opens the compartment of clues."""
        return Compartment.CLUES in self._stores

    def close(self) -> None:
        """Close every connection of this session."""
        for conn in self._connections:
            conn.close()

    def interrupt(self) -> None:
        """End the query that runs on any connection of this session with DatabaseError; from any thread."""
        for conn in self._connections:
            conn.interrupt()

    @property
    def _connections(self) -> set[Connection]:
        return {*(store.conn for store in tuple(self._stores.values())), *tuple(self._blob_conns.values())}

    # Reading

    def get(self, cls: type[R], id: str) -> R:
        """The record, removed ones included; KnownError when it is not here."""
        return self._row(cls.TYPE, id).record  # type: ignore[return-value]  # rows of cls.TYPE hold cls

    def fetch(self, type_name: str, id: str) -> Record:
        """The record of a type known by name."""
        return self._row(self.catalog[type_name], id).record

    def exists(self, type_name: str, id: str) -> bool:
        """Whether this user sees such a record, removed or not."""
        kind = self.catalog[type_name]
        store = self._stores.get(kind.compartment)
        return store is not None and bool(id) and store.find_row(kind, id) is not None

    def find(self, cls: type[R], **equals: object) -> tuple[R, ...]:
        """Records, not removed, whose fields equal the given values (LINKS and CHOICES: contain), oldest first."""
        store = self._stores.get(cls.TYPE.compartment)
        return tuple(store.where(cls.TYPE, equals)) if store else ()  # type: ignore[arg-type]  # rows hold cls

    def rows(self, query: Query) -> array[int]:
        """Row numbers of a list, in its order."""
        kind = self.catalog[query.type]
        store = self._stores.get(kind.compartment)
        return store.rows(kind, query) if store else array("q")

    def count(self, query: Query) -> int:
        """How many records a list has."""
        kind = self.catalog[query.type]
        store = self._stores.get(kind.compartment)
        return store.count(kind, query) if store else 0

    def tally(self, query: Query, *by: str, amount: str = "", blank: int = 0) -> dict[tuple[Wire, ...], int]:
        """Counts of a list by the stored values of the fields `by` (LINKS and CHOICES: by each member), nothing loaded.

        amount: the field to be summed instead, where an empty one counts `blank`. Without `by` the one key is ().
        """
        kind = self.catalog[query.type]
        store = self._stores.get(kind.compartment)
        return store.tally(kind, query, by, amount, blank) if store else {}

    def values(self, query: Query, *names: str, limit: int = -1) -> list[tuple[Wire, ...]]:
        """The stored values of some fields of a list (of its first `limit`), in its order; no record is loaded."""
        kind = self.catalog[query.type]
        store = self._stores.get(kind.compartment)
        return store.values(kind, query, names, limit) if store else []

    def some(self, query: Query, limit: int) -> tuple[Record, ...]:
        """The first `limit` records of a list, in its order."""
        kind = self.catalog[query.type]
        store = self._stores.get(kind.compartment)
        return store.some(kind, query, limit) if store else ()

    def page(self, type_name: str, rows: Sequence[int]) -> tuple[Record, ...]:
        """The records with these row numbers, in this order."""
        kind = self.catalog[type_name]
        store = self._stores.get(kind.compartment)
        return store.page(kind, rows) if store else ()

    def row_of(self, record: Record) -> int:
        """The row number of a stored record."""
        return self._row(record.TYPE, record.id).row

    def history(self, record: Record) -> tuple[Entry, ...]:
        """What happened to the record, newest first, with every field before and after."""
        kind = record.TYPE
        entries = []
        for seq, at, who, device, op, type_, id, rev, note, changes in self._store(kind).journal.entries(
            record.id
        ):
            fields = tuple(self._field_change(kind, *pair) for pair in parsed_changes(changes).items())
            entries.append(
                Entry(seq, datetime.fromisoformat(at), who, device, op, type_, id, rev, note, fields)
            )
        return tuple(entries)

    def conflicts(self, record: Record) -> tuple[Conflict, ...]:
        """The fields in which copies of the record differ and nobody has decided yet."""
        row = self._row(record.TYPE, record.id)
        coded = codec(record.TYPE)
        state = unpack(row.dots, coded.wire(row.record))
        found = []
        for name in state.conflicts():
            values = dict.fromkeys(write[2] for write in state.writes(name))
            label = record.TYPE.label_of(name)
            found.append(Conflict(name, label, tuple(coded.decode(name, value) for value in values)))
        return tuple(found)

    def search(self, text: str, limit: int = 60) -> tuple[Hit, ...]:
        """What holds `text`, newest first: records, and records whose attachments hold it."""
        hits: dict[tuple[str, str], Hit] = {}
        for store in self._stores.values():
            for type_name, id, part in search.find(store.conn, text, limit):
                row = store.find_row(self.catalog[type_name], id) if type_name in self.catalog else None
                if row is None or (type_name, id + part) in hits:
                    continue
                file = store.conn.execute(
                    """SELECT name, body FROM attachment_text WHERE sha256 = ?""", (part,)
                ).fetchone()
                hits[type_name, id + part] = search.hit_in(
                    row.record, text, (file[0], file[1]) if file else None
                )
        return tuple(hits.values())[:limit]

    def head(self, compartment: Compartment = Compartment.RECORDS) -> Head:
        """The newest journal entry of a compartment, the anchor that bundles and sheets carry."""
        return self._stores[compartment].journal.head()

    def store(self, compartment: Compartment) -> Store | None:
        """The store of a compartment, for merging and checking; None when this user has no key to it."""
        return self._stores.get(compartment)

    # Writing

    def create(self, record: R, *, note: str = "") -> R:
        """Store a new record; id, number, state and who made it are filled in. InputProblems lists all that is wrong."""
        kind = record.TYPE
        self.allow(kind.action, f"不能新建{kind.label}")
        self.require_guards(None, record)
        store = self._store(kind)
        self._check(record)
        with self.transaction():
            now, signed = self._now()
            made = replace(
                record,
                id=record.id or new_id(),
                number=record.number or (self.number(kind.pattern, kind.compartment) if kind.pattern else ""),
                state=record.state or kind.lifecycle.initial,
                rev=1,
                created_at=now,
                created_by=self._actor.name,
                updated_at=now,
                updated_by=self._actor.name,
            )
            store.insert(made, signed, note=note)
            self._touch(made)
        return made

    def seed(self, record: R) -> R:
        """Store a shipped record (a code, a checklist line) whose fixed `id` makes it the same in every vault."""
        with self.transaction():
            now, signed = self._now()
            made = replace(
                record,
                state=record.state or record.TYPE.lifecycle.initial,
                rev=1,
                created_at=now,
                created_by=SHIPPED,
                updated_at=now,
                updated_by=SHIPPED,
            )
            self._store(record.TYPE).insert(made, signed, replica=SEEDER)
            self._touch(made)
        return made

    def renew(self, record: Record, *names: str) -> bool:
        """Bring these fields of a stored shipped record to what is shipped now, each only where nobody has written it since.

        Says whether any was brought. Vaults that are brought to the same come to the same state.
        """
        kind = record.TYPE
        row, store = self._row(kind, record.id), self._store(kind)
        held, shipped = codec(kind).wire(row.record), codec(kind).wire(record)
        state = unpack(row.dots, held)
        ours = {n for n in names if all(write[0].split(".")[0] == SEEDER for write in state.fields[n])}
        changes = {n: shipped[n] for n in names if n in ours and shipped[n] != held[n]}
        if not changes or row.record.deleted:
            return False
        # A name by content: one counter for all programs would give different writes the same dot.
        by = f"{SEEDER}.{sha256(repr(sorted(changes.items())).encode()).hexdigest()[:16]}"
        with self.transaction():
            signed = replace(self.signed(), who=SHIPPED)
            changed = {n: (held[n], value) for n, value in changes.items()}
            store.put_state(row, written(state, by, changes), changed, signed, op="save", note="随程序更新")
            self._touch(row.record)
        return True

    def save(self, record: R, *, note: str = "") -> R:
        """Store what changed in the declared fields of `record`. Stale when it was changed elsewhere meanwhile."""
        kind = record.TYPE
        self.allow(kind.action, f"不能修改{kind.label}")
        row = self._row(kind, record.id)
        state = kind.lifecycle.state(row.record.state)
        if state.locked:
            raise Refused(
                f"这条{kind.label}不能修改", [f"它已处于“{state.label}”状态"], todo="需要修改时，先退回"
            )
        if row.record.rev != record.rev:
            raise Stale(f"这条{kind.label}刚在别处改过", kept="您填写的内容都还在", todo="请核对后再保存")
        self.require_guards(row.record, record)
        self._check(record)
        changes = {spec.name: to_wire(spec.kind, getattr(record, spec.name)) for spec in kind.fields}
        return self._write(row, changes, "save", note)  # type: ignore[return-value]  # the row is of an R

    def why_not(self, record: Record, step: str) -> tuple[str, ...]:
        """Every reason why `step` cannot be taken now; empty when it can."""
        kind = record.TYPE
        more = self.catalog.step_rules(kind.name, step)
        return reasons_against(kind.lifecycle.transition(step), record, self, more)

    def advice(self, record: Record) -> tuple[Problem, ...]:
        """Everything worth a second look in `record` as it stands, stored or not; nothing of it stops a save."""
        return record.TYPE.warnings(record, self)

    def move(self, record: R, step: str, *, reason: str = "", opinion: str = "") -> R:
        """Take a step of the lifecycle. Refused, with every reason, when it cannot be taken; that too is journalled."""
        kind = record.TYPE
        taken = kind.lifecycle.transition(step)
        row = self._row(kind, record.id)
        reasons = list(self.why_not(row.record, step))
        if taken.reason and not reason.strip():
            reasons.append("须写明原因")
        if reasons:
            noted = self.note_refusal(f"未能{taken.label}：" + "；".join(reasons), record)
            raise Refused(f"现在不能“{taken.label}”", reasons, kept="已填写的内容都还在", noted=noted)
        with self.transaction():
            changes = self._step_changes(row.record, taken, opinion or reason)
            moved = self._write(row, changes, "move", reason or opinion or taken.label)
            for effect in taken.effects:
                effect(moved, self, reason or opinion)
            # An effect may have written the record itself once more.
            return self._row(kind, moved.id).record if taken.effects else moved  # type: ignore[return-value]  # the row is of an R

    def delete(self, record: R, reason: str) -> R:
        """Take the record out of all lists, with a reason; it can be restored until close-out."""
        self.allow("record.delete", f"不能移除{record.TYPE.label}")
        if not reason.strip():
            raise Refused(f"不能移除{record.TYPE.label}", ["须写明原因"])
        row = self._row(record.TYPE, record.id)
        state = record.TYPE.lifecycle.state(row.record.state)
        if state.locked:
            raise Refused(f"这条{record.TYPE.label}不能移除", [f"它已处于“{state.label}”状态"])
        # Every field is written anew, so that an edit made elsewhere meanwhile surfaces as a conflict.
        changes = {**codec(record.TYPE).wire(row.record), "deleted": 1}
        return self._write(row, changes, "delete", reason)  # type: ignore[return-value]  # the row is of an R

    def restore(self, record: R) -> R:
        """Bring a removed record back."""
        self.allow("record.delete", f"不能恢复{record.TYPE.label}")
        return self._write(self._row(record.TYPE, record.id), {"deleted": 0}, "restore", "")  # type: ignore[return-value]  # the row is of an R

    def undo(self, record: R) -> R:
        """Take back the newest change of the record, as a new change; a step of the lifecycle is not undone so."""
        self.allow(record.TYPE.action, f"不能修改{record.TYPE.label}")
        entries = self.history(record)
        newest = entries[0] if entries else None
        if newest is None or newest.op not in ("save", "undo", "settle", "delete", "restore"):
            raise Refused("没有可以撤销的修改", ["最近一次是新建或流转，只能按流程退回"])
        before = {change.field: change.before for change in newest.changes}
        kind = record.TYPE
        changes = {n: to_wire(kind.field(n).kind, v) if kind.has(n) else v for n, v in before.items()}
        if "deleted" in changes:
            changes["deleted"] = int(bool(changes["deleted"]))
        note = f"撤销{newest.at:%m-%d %H:%M}的修改"
        row = self._row(kind, record.id)
        values = {**codec(kind).wire(row.record), **changes}
        self.require_guards(row.record, codec(kind).after(row.record, values, changes, row.record.rev))
        return self._write(row, changes, "undo", note)  # type: ignore[return-value]  # the row is of an R

    def settle(self, record: R, field: str, value: object) -> R:
        """Decide a conflict: `value` stands, whatever it was on either side."""
        kind = record.TYPE
        self.allow(kind.action, f"不能修改{kind.label}")
        wire: Wire = to_wire(kind.field(field).kind, value) if kind.has(field) else str(value)
        if field == "deleted":
            wire = int(bool(value))
        row = self._row(kind, record.id)
        with self.transaction():
            store = self._store(kind)
            shown = codec(kind).wire(row.record)
            state = written(unpack(row.dots, shown), store.replica, {field: wire})
            store.put_state(row, state, {field: (shown[field], wire)}, self.signed(), op="settle")
            self._touch(row.record)
        return self.get(type(record), record.id)

    # Inside

    def _row(self, kind: RecordType, id: str) -> Row:
        row = self._store(kind).find_row(kind, id)
        if row is None:
            raise not_found(kind)
        return row

    def _check(self, record: Record) -> None:
        problems = record.TYPE.problems(record)
        if problems:
            raise InputProblems(f"这份{record.TYPE.label}还不能保存", problems)

    def _touch(self, record: Record) -> None:
        self._changes.touched.add((record.TYPE.name, record.id))

    def _write(self, row: Row, changes: Mapping[str, Any], op: str, note: str) -> Record:
        kind = row.record.TYPE
        with self.transaction():
            _, signed = self._now()
            before = codec(kind).wire(row.record)
            kept = changes if op == "delete" else {n: v for n, v in changes.items() if before[n] != v}
            self._store(kind).update(row, kept, signed, op=op, note=note)
            self._touch(row.record)
        return self._row(kind, row.record.id).record

    def _step_changes(self, record: Record, step: Transition, opinion: str) -> dict[str, Any]:
        changes: dict[str, Any] = {"state": step.target}
        for name, pattern in step.number:
            if not getattr(record, name):
                changes[name] = self.number(pattern, record.TYPE.compartment)
        if step.signs:
            name, role = step.signs
            spec = record.TYPE.field(name)
            if spec.kind is not Kind.SIGNATURES:
                raise BugError("R-SIGNS", f"{record.TYPE.name}.{name}")
            signed = Signature(role, self._actor.name, date.today(), opinion)
            changes[name] = to_wire(spec.kind, (*getattr(record, name), signed))
        return changes

    def _field_change(self, kind: RecordType, name: str, pair: tuple[Any, Any]) -> FieldChange:
        try:
            decode = partial(codec(kind).decode, name)
            return FieldChange(name, decode(pair[0]), decode(pair[1]))
        except (BugError, ValueError):
            # A field that a newer program wrote: shown as stored rather than hidden.
            return FieldChange(name, *pair)
