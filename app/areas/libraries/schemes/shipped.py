"""The scoring schemes shipped with the program, put into a vault once. What a user changes there stays as it is."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from app.areas.libraries.schemes.model import Scheme, SchemeItem
from app.core.paths import RESOURCES
from db.session import Session


@dataclass(frozen=True)
class ShippedScheme:
    """A scheme as shipped, ready to be stored with its items."""

    scheme: Scheme
    items: tuple[SchemeItem, ...]


def scheme_id(kind: str, key: str = "default") -> str:
    """The id of a shipped scheme, the same in every vault."""
    return f"scheme.{kind}.{key}"


@cache
def shipped_schemes() -> tuple[ShippedScheme, ...]:
    """Every scheme in resources/schemes, by kind."""
    found = []
    for path in sorted((RESOURCES / "schemes").glob("*.json")):
        read = json.loads(path.read_text(encoding="utf-8"))
        found += [_shipped(str(read["kind"]), row) for row in read["schemes"]]
    return tuple(found)


def _shipped(kind: str, row: dict[str, Any]) -> ShippedScheme:
    made = Scheme(
        id=scheme_id(kind, row["key"]),
        name=row["name"],
        kind=kind,
        method=row["method"],
        full=_tenths(row["full"]),
        averaged=bool(row.get("averaged")),
        thresholds="\n".join(row["thresholds"]),
        note=row.get("note", ""),
    )
    lines = [(group["aspect"], item) for group in row["aspects"] for item in group["items"]]
    items = tuple(
        SchemeItem(
            id=f"{made.id}.{place:02}",
            scheme_id=made.id,
            position=place,
            aspect=aspect,
            content=item["content"],
            points=_tenths(item.get("points")),
            standard=item.get("standard", ""),
            evidence=item.get("evidence", ""),
        )
        for place, (aspect, item) in enumerate(lines, 1)
    )
    return ShippedScheme(made, items)


def _tenths(points: float | int | None) -> int | None:
    return None if points is None else round(points * 10)


def seed_schemes(session: Session) -> int:
    """Store the shipped schemes that the vault never had; returns how many. Removed ones do not come back."""
    added = 0
    with session.transaction():
        for shipped in shipped_schemes():
            if session.exists("scheme", shipped.scheme.id):
                continue
            session.seed(shipped.scheme)
            for item in shipped.items:
                session.seed(item)
            added += 1
    return added
