"""The columns that a record type needs, written once for migrations and for the test that compares both.

This module prints SQL for people to put into a migration; it never changes a database.
"""

from __future__ import annotations

from app.core.fields import Kind
from app.core.records import RecordType

COLUMN: dict[Kind, str] = {
    Kind.TEXT: "TEXT NOT NULL DEFAULT ''",
    Kind.LONG_TEXT: "TEXT NOT NULL DEFAULT ''",
    Kind.NUMBER: "INTEGER",
    Kind.MONEY: "INTEGER",
    Kind.POINTS: "INTEGER",
    Kind.DATE: "TEXT",
    Kind.MOMENT: "TEXT",
    Kind.FLAG: "INTEGER NOT NULL DEFAULT 0",
    Kind.CHOICE: "TEXT NOT NULL DEFAULT ''",
    Kind.CHOICES: "TEXT NOT NULL DEFAULT '[]'",
    Kind.LINK: "TEXT NOT NULL DEFAULT ''",
    Kind.LINKS: "TEXT NOT NULL DEFAULT '[]'",
    Kind.PERSON: "TEXT NOT NULL DEFAULT ''",
    Kind.FILES: "TEXT NOT NULL DEFAULT '[]'",
    Kind.SIGNATURES: "TEXT NOT NULL DEFAULT '[]'",
}

FIXED = (
    ("row", "INTEGER PRIMARY KEY"),
    ("id", "TEXT NOT NULL UNIQUE"),
    ("number", "TEXT NOT NULL DEFAULT ''"),
    ("state", "TEXT NOT NULL"),
    ("rev", "INTEGER NOT NULL"),
    ("created_at", "TEXT NOT NULL"),
    ("created_by", "TEXT NOT NULL"),
    ("updated_at", "TEXT NOT NULL"),
    ("updated_by", "TEXT NOT NULL"),
    ("deleted", "INTEGER NOT NULL DEFAULT 0"),
    ("dots", "TEXT NOT NULL"),
    ("mac", "BLOB NOT NULL"),
)
"""Columns that every record table has; `dots` is the version state that db/versions.py describes."""


def columns(kind: RecordType) -> tuple[tuple[str, str], ...]:
    """(name, SQL type) of every column of `kind`, in order."""
    return FIXED + tuple((spec.name, COLUMN[spec.kind]) for spec in kind.fields)


def table_sql(kind: RecordType) -> str:
    """CREATE TABLE and indexes for `kind`: by link fields, for lists that follow links; and a narrow one that lists all."""
    body = ",\n".join(f"    {name} {sql}" for name, sql in columns(kind))
    indexes = "".join(
        f"CREATE INDEX {kind.name}_{spec.name} ON {kind.name}({spec.name});\n"
        for spec in kind.fields
        if spec.kind is Kind.LINK
    )
    listing = f"CREATE INDEX {kind.name}_listed ON {kind.name}(deleted);\n"
    return f"-- {kind.label}\nCREATE TABLE {kind.name} (\n{body}\n) STRICT;\n{listing}{indexes}"


def add_column_sql(kind: RecordType, name: str) -> str:
    """The one line of SQL that a new field needs. It stays empty in rows that were there, or their seals would not hold."""
    return f"ALTER TABLE {kind.name} ADD COLUMN {name} {COLUMN[kind.field(name).kind]};\n"
