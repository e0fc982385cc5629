"""Put a vault that was encrypted anew in the place of the old one, and destroy the old. It needs no key and asks nothing.

The copy counts from the moment it lies complete under its name; a power cut at any point is made good by calling again.
"""

from __future__ import annotations

import os
import secrets
import shutil
from pathlib import Path

from db.durable import sync_folder, wipe, write_in_place
from db.header import REGION
from db.layout import DATABASES, VaultPaths
from db.places import backup_places


def finish_rekey(paths: VaultPaths) -> bool:
    """Finish what a re-encryption began: True when the new files are in place of the old now, False when none counted.

    Under the vault's lock, before its header is read. Keys first, then databases, then the backups under the old keys.
    """
    if paths.rekeying.exists():  # never counted, and nobody holds a key to it
        shutil.rmtree(paths.rekeying, ignore_errors=True)
    if not paths.rekeyed.exists():
        return False
    fresh = VaultPaths(paths.rekeyed)
    for place in backup_places(paths):
        _destroy_slots(place / paths.header.name)
    if fresh.header.exists():
        _destroy_slots(paths.header)
        _exchange(fresh.header, paths.header)
    for name in DATABASES:
        if fresh.database(name).exists():
            old = paths.database(name)
            for suffix in ("-wal", "-shm", ""):
                _wipe_in_place(old.with_name(old.name + suffix), keep=not suffix)
            _exchange(fresh.database(name), old)
    for place in backup_places(paths):
        _wipe_below(place)
    shutil.rmtree(paths.rekeyed)
    sync_folder(paths.folder)
    return True


def _destroy_slots(path: Path) -> None:
    if path.exists():
        length = max(path.stat().st_size, 2 * REGION)
        write_in_place(path, 0, secrets.token_bytes(length))
        write_in_place(path, 0, bytes(length))


def _wipe_in_place(path: Path, *, keep: bool) -> None:
    """Destroy the content; keep: leave an empty file under the name, which the new one then replaces."""
    wipe(path)
    if keep:
        path.touch(mode=0o600)


def _exchange(fresh: Path, old: Path) -> None:
    os.replace(fresh, old)
    sync_folder(fresh.parent)
    sync_folder(old.parent)


def _wipe_below(place: Path) -> None:
    if not place.is_dir():
        return
    for folder, _, names in os.walk(place, topdown=False, followlinks=False):
        for name in names:
            wipe(Path(folder) / name)
        if Path(folder) != place:
            os.rmdir(folder)
