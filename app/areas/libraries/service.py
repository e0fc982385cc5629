"""Fill and read the libraries: code lists for a new vault, and the guide texts shipped with the program.

Shipped files are only read here; what a user changes lives in the vault.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache

from app.areas.libraries.model import CodeItem
from app.core.paths import RESOURCES
from db.session import Session


@dataclass(frozen=True)
class ShippedList:
    """A code list as shipped: `items` are ready to be stored, in order."""

    name: str
    label: str
    items: tuple[CodeItem, ...]


@dataclass(frozen=True)
class Guide:
    """What a step asks (做什么、谁做、标准、时限), shown beside the form."""

    what: str
    who: str
    standard: str
    limit: str


def code_id(list_name: str, code: str) -> str:
    """The id of a shipped code item, the same in every vault, so that vaults merge without doubles."""
    return f"code.{list_name}.{code}"


@cache
def shipped_lists() -> tuple[ShippedList, ...]:
    """Every code list in resources/codes, by name."""
    found = []
    for path in sorted((RESOURCES / "codes").glob("*.json")):
        read = json.loads(path.read_text(encoding="utf-8"))
        name = str(read["list"])
        items = tuple(
            CodeItem(
                id=code_id(name, item["code"]),
                list_name=name,
                code=item["code"],
                label=item["label"],
                parent=item.get("parent", ""),
                note=item.get("note", ""),
                position=place,
            )
            for place, item in enumerate(read["items"], 1)
        )
        found.append(ShippedList(name, str(read["label"]), items))
    return tuple(found)


def seed_codes(session: Session) -> int:
    """Store the shipped code items that the vault does not have yet; returns how many were added.

    Items that a user renamed or switched off are left as they are, so it can run after every upgrade.
    """
    added = 0
    with session.transaction():
        for shipped in shipped_lists():
            for item in shipped.items:
                if not session.exists("code_item", item.id):
                    session.seed(item)
                    added += 1
    return added


@cache
def guide_for(type_name: str) -> Guide | None:
    """The guide of a record type, None when none is shipped."""
    path = RESOURCES / "guides" / f"{type_name}.json"
    if not path.is_file():
        return None
    read = json.loads(path.read_text(encoding="utf-8"))
    return Guide(read["what"], read["who"], read["standard"], read["limit"])
