"""The 归档范围 shipped with the program and the one record of archive settings, put into a vault once; a user's rows stay."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from app.areas.closeout.archive.model import ArchiveRule, ArchiveSetting
from app.core.paths import RESOURCES
from db.session import Session

SETTING = "archive_setting.own"


@cache
def shipped_rules() -> tuple[dict[str, Any], ...]:
    """Every shipped row as fields of ArchiveRule, in the order of the work."""
    read = json.loads((RESOURCES / "archive" / "rules.json").read_text(encoding="utf-8"))
    return tuple(read["rows"])


def seed_archive(session: Session) -> int:
    """Store the shipped rows and empty settings that the vault never had; returns how many."""
    rules = [
        ArchiveRule(id=f"archive_rule.{row['source']}.{row['papers'].split()[0]}", position=place, **row)
        for place, row in enumerate(shipped_rules(), 1)
    ]
    fresh = [
        item for item in (*rules, ArchiveSetting(id=SETTING)) if not session.exists(item.TYPE.name, item.id)
    ]
    with session.transaction():
        for item in fresh:
            session.seed(item)
    return len(fresh)


def archive_setting(session: Session) -> ArchiveSetting:
    """The settings of this vault; defaults where they were never stored."""
    held = session.find(ArchiveSetting)
    return held[0] if held else ArchiveSetting(id=SETTING)
