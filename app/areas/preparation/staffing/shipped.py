"""The conditions and limits for staff shipped with the program, put into a vault once; a user's figures stay."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from app.areas.preparation.staffing.model import Condition, StaffLimit
from app.core.paths import RESOURCES
from db.session import Session


@cache
def _shipped() -> dict[str, Any]:
    read: dict[str, Any] = json.loads((RESOURCES / "staffing" / "defaults.json").read_text(encoding="utf-8"))
    return read


def condition_id(key: str) -> str:
    """The id of a shipped condition, the same in every vault."""
    return f"staff_condition.{key}"


def seed_staffing(session: Session) -> int:
    """Store the shipped conditions and limits that the vault never had; returns how many."""
    made = [
        Condition(
            id=condition_id(row["key"]),
            position=place,
            name=row["name"],
            content=row["content"],
            rule=row["rule"],
            value=row["value"],
            decisive=row["decisive"],
        )
        for place, row in enumerate(_shipped()["conditions"], 1)
    ]
    limits = [StaffLimit(id=f"staff_limit.{row['code']}", **row) for row in _shipped()["limits"]]
    fresh = [item for item in (*made, *limits) if not session.exists(item.TYPE.name, item.id)]
    with session.transaction():
        for item in fresh:
            session.seed(item)
    return len(fresh)


def limits_of(session: Session) -> dict[str, int]:
    """Every figure by its code: as shipped, unless the vault says otherwise."""
    found = {row["code"]: int(row["value"]) for row in _shipped()["limits"]}
    found.update({held.code: held.value for held in session.find(StaffLimit) if held.value is not None})
    return found
