"""The full-text index inside the vault: any substring of Chinese, folded to simplified, newest first.

It indexes and finds; what a hit looks like on screen is decided from the record itself, so nothing is kept twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from app.core import hanzi
from app.core.fields import WRITTEN, Kind
from app.core.records import Record, RecordType
from db.versions import Wire

CONTEXT = 24
"""Characters shown on each side of a match."""


@dataclass(frozen=True)
class Hit:
    """A found record: where the words stand, and the text around them."""

    type: str
    id: str
    title: str
    field_label: str
    before: str
    match: str
    after: str


def body_of(kind: RecordType, values: Mapping[str, Wire]) -> str:
    """The text that is indexed for a record of these values: number, searchable fields, and initials of the names in it."""
    parts = [values["number"]]
    for name, is_person in _searched(kind):
        if value := values[name]:
            parts.append(value)
            if is_person:
                parts.append(hanzi.initials(str(value)))
    return hanzi.index_text("\n".join(map(str, parts)))


@cache
def _searched(kind: RecordType) -> tuple[tuple[str, bool], ...]:
    """The fields whose text is indexed, and which of them are persons' names."""
    return tuple(
        (spec.name, spec.kind is Kind.PERSON)
        for spec in kind.fields
        if spec.kind is Kind.PERSON or (spec.search and spec.kind in WRITTEN)
    )


def phrase(text: str) -> str:
    """The FTS5 query for what the user typed; a last word of letters or digits may be unfinished."""
    quoted = hanzi.query_phrase(text)
    return quoted + "*" if re.search('[a-z0-9]"$', quoted) else quoted


def add(conn: Any, type_name: str, bodies: Sequence[tuple[str, str]], part: str = "") -> None:
    """Index (record id, text) pairs of records of a type, or of the attachment `part`; the caller has dropped what stood before."""
    (last,) = conn.execute("""SELECT coalesce(max(doc), 0) FROM search_doc""").fetchone()
    numbered = [(doc, id, body) for doc, (id, body) in enumerate(bodies, last + 1)]
    conn.executemany(
        """INSERT INTO search_doc (doc, type, record, part) VALUES (?, ?, ?, ?)""",
        [(doc, type_name, id, part) for doc, id, _ in numbered],
    )
    conn.executemany(
        """INSERT INTO search_text (rowid, body) VALUES (?, ?)""", [(doc, body) for doc, _, body in numbered]
    )


def drop(conn: Any, id: str, part: str) -> None:
    """Take a record, or one attachment of it, out of the index."""
    rows = conn.execute("""SELECT doc FROM search_doc WHERE record = ? AND part = ?""", (id, part)).fetchall()
    for (doc,) in rows:
        conn.execute("""DELETE FROM search_text WHERE rowid = ?""", (doc,))
        conn.execute("""DELETE FROM search_doc WHERE doc = ?""", (doc,))


def find(conn: Any, text: str, limit: int) -> list[tuple[str, str, str]]:
    """(type, record id, SHA-256 of an attachment or "") of what holds `text`, newest first."""
    rows = conn.execute(
        """SELECT d.type, d.record, d.part FROM search_text t JOIN search_doc d ON d.doc = t.rowid
           WHERE t.body MATCH ? ORDER BY t.rowid DESC LIMIT ?""",
        (phrase(text), limit),
    )
    return [(str(r[0]), str(r[1]), str(r[2])) for r in rows]


MATCHING = """SELECT d.record FROM search_text t JOIN search_doc d ON d.doc = t.rowid
              WHERE t.body MATCH ? AND d.type = ?"""
"""Subquery with a query phrase and a type: ids of the records of it that hold the phrase, attachments included."""


def hit_in(record: Record, text: str, attachment: tuple[str, str] | None = None) -> Hit:
    """The hit in its context. attachment: (name, text) when the words stand in one of the record's files."""
    kind = record.TYPE
    if attachment is not None:
        return _hit(record, f"附件《{attachment[0]}》", attachment[1], text)
    for label, value in _places(record):
        if hanzi.fold(text) in hanzi.fold(value):
            return _hit(record, label, value, text)
    for spec in kind.fields:
        value = getattr(record, spec.name)
        if spec.kind is Kind.PERSON and value and hanzi.initials(value).startswith(hanzi.fold(text).strip()):
            return Hit(kind.name, record.id, record.title, spec.label, "", value, "")
    return Hit(kind.name, record.id, record.title, "", "", "", "")


def _places(record: Record) -> Iterable[tuple[str, str]]:
    yield "编号", record.number
    for spec in record.TYPE.fields:
        value = getattr(record, spec.name)
        if isinstance(value, str) and value and (spec.search or spec.kind is Kind.PERSON):
            yield spec.label, value


def _hit(record: Record, label: str, value: str, text: str) -> Hit:
    at = hanzi.fold(value).find(hanzi.fold(text))
    if at < 0:
        return Hit(record.TYPE.name, record.id, record.title, label, value[: 2 * CONTEXT], "", "")
    end = at + len(text)
    flat = value.replace("\n", " ")
    before = ("…" if at > CONTEXT else "") + flat[max(0, at - CONTEXT) : at]
    after = flat[end : end + CONTEXT] + ("…" if end + CONTEXT < len(flat) else "")
    return Hit(record.TYPE.name, record.id, record.title, label, before, flat[at:end], after)
