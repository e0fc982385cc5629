"""The vaults that were open on this machine, for the unlock screen. It opens none, and is light enough to load before it.

The list holds folders and the kind of each vault, and stands outside the vaults.
"""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

from app.core.errors import KnownError
from app.core.paths import PENDING_ERASURE, certificate_folder, data_folder
from app.shell.services import KnownVault
from db.durable import replace_file

_LIST = "vaults.json"
_MOST = 8
_KINDS = {"group": "巡察组库", "office": "巡察办库"}


def known_vaults() -> tuple[KnownVault, ...]:
    """Vaults opened before that are still there, last one first."""
    return tuple(
        KnownVault(path, f"{_KINDS.get(kind, '工作库')} · {path.name}", path == demo_folder())
        for path, kind in _read()
        if (path / "vault.hdr").exists()
    )


def remember(path: Path, kind: str) -> None:
    """Put a vault first in the list; a full disk is no reason to refuse the vault."""
    first = path.absolute()
    kept = [(first, kind), *(held for held in _read() if held[0] != first)][:_MOST]
    with suppress(OSError):
        text = json.dumps([[str(path), kind] for path, kind in kept], ensure_ascii=False)
        (data_folder() / _LIST).write_text(text, encoding="utf-8")


def forget(path: Path) -> None:
    """Take a vault off the list: it was erased, and nothing is to remember it. Twice is harmless."""
    held = _read()
    kept = [entry for entry in held if entry[0] != path.absolute()]
    if len(kept) != len(held):
        text = json.dumps([[str(other), kind] for other, kind in kept], ensure_ascii=False)
        replace_file(data_folder() / _LIST, text.encode())


def unfinished_erasure() -> Path | None:
    """A vault of the list whose erasure was cut short, so that it goes on before anything else is offered."""
    for path, _ in _read():
        if (certificate_folder(path) / PENDING_ERASURE).exists():
            return path
    return None


def demo_folder() -> Path:
    """Where the demonstration vault lies."""
    return data_folder() / "演示库"


def _read() -> list[tuple[Path, str]]:
    try:
        held = json.loads((data_folder() / _LIST).read_text(encoding="utf-8"))
        return [(Path(str(path)), str(kind)) for path, kind in held]
    except (OSError, ValueError, TypeError, KnownError):
        return []
