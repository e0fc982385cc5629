"""Bundles that have no name yet: a hidden file of this vault's own, named when it is whole, removed otherwise.

Nobody else's files are touched.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from app.bundle.contacts import own_identity
from app.bundle.refusals import refusal
from db.connection import DatabaseError
from db.durable import sync_folder
from db.session import Session

_FOLDERS, _MOST_FOLDERS = "sealed_into", 40


def working_path(session: Session, folder: Path) -> Path:
    """A hidden name of this vault's own in `folder` for a bundle that has no name yet; older ones of ours are removed."""
    sweep_leftovers(session, folder)
    _note_folder(session, folder)
    return folder / f".{_mark(session)}{secrets.token_hex(4)}.sealed"


def seal_folders(session: Session) -> tuple[Path, ...]:
    """The folders that this vault sealed bundles into, the newest last; some may be on a stick that is not plugged in."""
    return tuple(Path(place) for place in json.loads(session.setting(_FOLDERS, "[]")))


def _note_folder(session: Session, folder: Path) -> None:
    known = [str(path) for path in seal_folders(session)]
    place = str(folder.absolute())
    if place not in known:
        # A full disk refuses the sealing itself, in the user's words; the note alone is no reason to.
        with suppress(DatabaseError):
            session.set_setting(_FOLDERS, json.dumps([*known, place][-_MOST_FOLDERS:], ensure_ascii=False))


def sweep_leftovers(session: Session, folder: Path) -> int:
    """Remove what sealing by this vault left in `folder` when it was killed. Nobody else's files; how many they were.

    One process holds a vault, so that nothing of this vault's is being written while this runs.
    """
    ours = re.compile(rf"\.{_mark(session)}[0-9a-f]{{8}}\.sealed(\.[0-9a-f]{{8}}\.part)?")
    removed = 0
    with suppress(OSError):
        for path in folder.iterdir():
            if ours.fullmatch(path.name) and path.is_file() and not path.is_symlink():
                with suppress(OSError):
                    path.unlink()
                    removed += 1
    return removed


def _mark(session: Session) -> str:
    """Eight hex digits that only this vault puts on unfinished files; they tell nothing to others."""
    return hashlib.sha256(b"unfinished" + own_identity(session).sign_seed).hexdigest()[:8]


@contextmanager
def waiting_for(session: Session, path: Path) -> Iterator[Path]:
    """A hidden name beside `path`; what stands there is given its real name when the block ends well."""
    waiting = path if path.name.startswith(".") else working_path(session, path.parent)
    try:
        yield waiting
        try:
            os.replace(waiting, path)
            sync_folder(path.parent)
        except OSError:
            raise refusal("密封包没有放到指定的位置", "请换一个位置或介质后重新封装") from None
    except BaseException:
        with suppress(OSError):
            waiting.unlink(missing_ok=True)
        raise
