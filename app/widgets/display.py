"""Values of fields as text: what lists, read-only forms and histories show. It must not build widgets or write.

`gather` runs on a worker with a session; `shown` is pure and may run anywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from app.core.fields import FieldSpec, FileRef, Kind, Signature
from app.core.points import points_text
from app.core.records import Record, RecordType

if TYPE_CHECKING:
    from db.codes import Code
    from db.session import Session


@dataclass(frozen=True)
class Names:
    """What codes and linked ids are called. codes: list name → lines; titles: record id → title."""

    codes: Mapping[str, tuple[Code, ...]] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)

    def code(self, list_name: str, code: str) -> str:
        """The label of a code; an unknown one as it is."""
        return next((line.label for line in self.codes.get(list_name, ()) if line.code == code), code)

    def title(self, id: str) -> str:
        """The title of a linked record; a sign when it is not here."""
        return self.titles.get(id, "（不在本库）")


def gather(session: Session, kind: RecordType, records: Iterable[Record]) -> Names:
    """The names needed to show `records` of `kind`."""
    codes = {spec.codes: session.codes(spec.codes) for spec in kind.fields if spec.codes}
    links = [spec for spec in kind.fields if spec.kind in (Kind.LINK, Kind.LINKS)]
    wanted = [
        (spec.to, id)
        for record in records
        for spec in links
        for value in (getattr(record, spec.name),)
        for id in (value if isinstance(value, tuple) else (value,))
        if id
    ]
    return Names(codes, titles_of(session, wanted=wanted))


def title_of(session: Session, type_name: str, id: str) -> str:
    """The title of one record; a plain phrase when this user cannot see it or it is not here."""
    return titles_of(session, wanted=((type_name, id),))[id]


def titles_of(session: Session, *, wanted: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The titles of (type name, id) pairs, by id; a plain phrase for what this user cannot see or is not here."""
    by_type: dict[str, list[str]] = {}
    for type_name, id in wanted:
        by_type.setdefault(type_name, []).append(id)
    titles: dict[str, str] = {}
    for type_name, ids in by_type.items():
        found = session.called(type_name, ids) if type_name in session.catalog else {}
        for id in ids:
            title, removed = found.get(id, ("（不在本库）", False))
            titles[id] = f"{title}（已移除）" if removed else title
    return titles


def shown(spec: FieldSpec, value: object, names: Names) -> str:
    """`value` of field `spec` as one piece of text, "" when it is empty."""
    match value:
        case None | "" | ():
            return ""
        case bool():
            return "是" if value else "否"
        case datetime():
            return f"{value:%Y-%m-%d %H:%M}"
        case date():
            return value.isoformat()
        case int() if spec.kind is Kind.MONEY:
            return money_text(value)
        case int() if spec.kind is Kind.POINTS:
            return points_text(value)
        case int():
            return f"{value} {spec.unit}".strip()
        case str() if spec.kind is Kind.CHOICE:
            return names.code(spec.codes, value)
        case str() if spec.told is not None:
            return spec.told(value)
        case str() if spec.kind is Kind.LINK:
            return names.title(value)
        case tuple():
            return "、".join(_item(spec, item, names) for item in value)
        case _:
            return str(value)


def _item(spec: FieldSpec, item: object, names: Names) -> str:
    match item:
        case FileRef():
            return item.name
        case Signature():
            on = f" {item.on.isoformat()}" if item.on else ""
            return f"{item.role} {item.name}{on}"
        case str() if spec.kind is Kind.CHOICES:
            return names.code(spec.codes, item)
        case str() if spec.kind is Kind.LINKS:
            return names.title(item)
        case _:
            return str(item)


def meta_shown(record: Record, name: str) -> str:
    """A meta value (number, state, created_at, …) of `record` as text."""
    value = getattr(record, name)
    if name == "state":
        return record.TYPE.lifecycle.state(record.state).label
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return "" if value is None else "是" if value is True else "否" if value is False else str(value)


def money_text(fen: int) -> str:
    """An amount in 分 as 元 with thousands and two decimals: 1,234.50."""
    sign = "-" if fen < 0 else ""
    whole, cents = divmod(abs(fen), 100)
    return f"{sign}{whole:,}.{cents:02}"


def size_text(size: int) -> str:
    """A number of bytes for people."""
    if size < 1024:
        return f"{size} 字节"
    if size < 1024**2:
        return f"{size / 1024:.0f} KB"
    return f"{size / 1024**2:.1f} MB"


def moment_text(when: datetime | None) -> str:
    """A moment to the minute, "" for none."""
    return f"{when:%Y-%m-%d %H:%M}" if when else ""
