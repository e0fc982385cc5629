"""Where backups of a vault lie: its own folder, and noted places outside. It must not make, read or judge a backup."""

from __future__ import annotations

import json
import re
from pathlib import Path

from db.durable import replace_file
from db.layout import VaultPaths

_REGISTRY = "places.json"
_OUTSIDE = re.compile(r"xuncha-[0-9a-f]{12}")


def backup_places(paths: VaultPaths) -> list[Path]:
    """Every folder that holds or held backups of this vault; some may be on a stick that is not plugged in."""
    # The list is not sealed: whatever it names, only folders that look like ours are ever read or erased.
    noted = (Path(place) for place in _registered(paths))
    return [
        paths.backups,
        *(place for place in noted if place.is_absolute() and _OUTSIDE.fullmatch(place.name)),
    ]


def note_place(paths: VaultPaths, place: Path) -> None:
    """Remember a place outside, so that close-out destroys what lies there, too."""
    known = _registered(paths)
    if str(place.absolute()) not in known:
        replace_file(
            paths.folder / _REGISTRY, json.dumps([*known, str(place.absolute())], ensure_ascii=False).encode()
        )


def _registered(paths: VaultPaths) -> list[str]:
    try:
        held = json.loads((paths.folder / _REGISTRY).read_bytes())
    except (OSError, ValueError):
        return []
    return [str(place) for place in held] if isinstance(held, list) else []
