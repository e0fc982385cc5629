"""What a form page reads in one go on the reader, and the three-way look at a stale save. No widgets here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from app.core.errors import KnownError
from app.core.fields import Kind
from app.core.records import Record, RecordType
from app.widgets.display import Names, gather, shown, title_of
from app.widgets.draft import Draft, draft_key, unpack

if TYPE_CHECKING:
    from app.core.deadline import DateNote
    from db.session import Conflict, Session

Dates = Callable[["Session", Record], "tuple[DateNote, ...]"]
"""Reads the deadlines of a record."""


@dataclass(frozen=True)
class FormLoad:
    """One record with what its form needs. fresh: it is not stored yet."""

    record: Record
    names: Names
    draft: Draft | None
    conflicts: tuple[Conflict, ...] = ()
    fresh: bool = False
    dates: tuple[DateNote, ...] = ()


def load_form(
    session: Session, kind: RecordType, id: str, preset: Mapping[str, Any], dates: Dates | None = None
) -> FormLoad:
    """The stored record, or an empty one with `preset` filled in; its names, draft, conflicts and deadlines."""
    draft = unpack(kind, session.draft(draft_key(kind.name, id)))
    if id:
        record = session.fetch(kind.name, id)
        conflicts = session.conflicts(record)
    else:
        record, conflicts = kind.cls(**preset), ()
    filled = replace(record, **draft.values) if draft else record
    names = gather(session, kind, (record, filled))
    titles = dict(names.titles)
    for conflict in conflicts:
        if kind.has(conflict.field) and (spec := kind.field(conflict.field)).kind in (Kind.LINK, Kind.LINKS):
            for value in conflict.values:
                for other in value if isinstance(value, tuple) else (value,):
                    if other and other not in titles:
                        titles[other] = title_of(session, spec.to, other)
    notes = dates(session, record) if dates is not None and id else ()
    return FormLoad(record, Names(names.codes, titles), draft, conflicts, fresh=not id, dates=notes)


@dataclass(frozen=True)
class Rebased:
    """A stale form against the newest record: what to put into the form, and the fields that both sides changed."""

    record: Record
    take: Mapping[str, Any]
    both: tuple[str, ...]


def rebase(base: Record, mine: Mapping[str, Any], newest: Record) -> Rebased:
    """Fields only they changed are taken; fields only I changed stay; fields both changed stay and are named."""
    take: dict[str, Any] = {}
    both = []
    for name, value in mine.items():
        before, theirs = getattr(base, name), getattr(newest, name)
        if theirs in (before, value):
            continue
        if value == before:
            take[name] = theirs
        else:
            both.append(name)
    return Rebased(newest, take, tuple(both))


def read_again(session: Session, kind: RecordType, id: str) -> FormLoad:
    """The newest state of a stored record, without its draft."""
    loaded = load_form(session, kind, id, {})
    if loaded.record.deleted:
        raise KnownError(
            f"这条{kind.label}已被移除", kept="您填写的内容都还在", todo="需要时先恢复它，再保存"
        )
    return replace(loaded, draft=None)


Rows = list[tuple[str, tuple[tuple[str, Any], ...]]]
"""For each field that differs: its name, and (text, value) for each value that can be taken."""


def conflict_rows(kind: RecordType, load: FormLoad) -> Rows:
    """The values between which a merge could not decide."""
    return [
        (
            conflict.field,
            tuple(
                (shown(kind.field(conflict.field), v, load.names) if kind.has(conflict.field) else str(v), v)
                for v in conflict.values
            ),
        )
        for conflict in load.conflicts
    ]


def both_rows(kind: RecordType, merged: Rebased, mine: Mapping[str, Any], names: Names) -> Rows:
    """My value and the stored one, of the fields that both sides changed."""
    return [
        (
            name,
            tuple((shown(kind.field(name), v, names), v) for v in (mine[name], getattr(merged.record, name))),
        )
        for name in merged.both
    ]
