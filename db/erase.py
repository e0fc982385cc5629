"""Destroy a vault so that it cannot be opened again: keys first, then ciphertext, backups, drafts. It must not ask whether.

Whether it may (a verified receipt, two persons) is decided by the close-out step above. Each step is durable, and after a
kill at any point a second call goes on where the first one stopped. The journal holds file names and sizes, no case text.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.core.errors import VaultError
from db import header
from db.durable import create_file, sync_folder, write_in_place
from db.layout import VaultPaths, is_vault
from db.lockfile import acquire
from db.places import backup_places
from db.residue import PlaceScanned, Trace, copies_of, scan, surroundings, trim_hint

_EDGE = 1 << 20


@dataclass(frozen=True)
class RemovedFile:
    """A file that was overwritten at both ends, emptied and removed: its path and former size in bytes."""

    path: str
    size: int


@dataclass(frozen=True)
class EraseReport:
    """What the certificate (清除确认书) says of the erasure.

    keys_destroyed: key slots overwritten, copies included. places_missing: backup places that were not in reach.
    """

    vault_id: str
    begun_at: datetime
    keys_destroyed: int
    files_removed: tuple[RemovedFile, ...]
    places_scanned: tuple[PlaceScanned, ...]
    places_missing: tuple[str, ...]
    not_covered: tuple[str, ...]

    @property
    def traces(self) -> int:
        """Hits of the scan; an erasure with any is not complete."""
        return sum(len(place.traces) for place in self.places_scanned)


def erase_vault(
    folder: Path,
    *,
    drafts: Sequence[Path] = (),
    scan_places: Sequence[Path] = (),
    copies_in: Sequence[Path] = (),
    canaries: Iterable[str] = (),
    sha256s: Iterable[str] = (),
    on_step: Callable[[str], None] | None = None,
) -> EraseReport:
    """Erase the vault in `folder`, its backups and `drafts` (files or folders of the program), then search for traces.

    The vault must be closed. on_step(name) is called before each step. Places on a stick that is not plugged in are named
    in the report. copies_in: looked through for copies of this vault made by hand. `finish_erasure` then removes the folder.
    Raises VaultError when it is in use or is no vault.
    """
    paths = VaultPaths(folder)
    step = on_step or (lambda _name: None)
    if not paths.erasing.exists() and not is_vault(folder):
        raise VaultError("这个文件夹里没有工作库，没有清除任何文件", todo="请重新选择要清除的工作库")
    lock = acquire(paths.lock)
    try:
        step("begin")
        journal = _Journal.begin(paths, drafts)
        step("keys")
        _destroy_keys(paths, journal, step)
        for path in _doomed(paths, journal):
            step(f"file {path.name}")
            _remove(path, journal, step)
        for place in (*(Path(p) for p in journal.places), paths.backups):
            _remove_empty_folders(place)
        missing = tuple(place for place in journal.places if not Path(place).parent.exists())
        step("trim")
        trimmed = trim_hint(folder)
        step("scan")
        scanned = scan([folder, *(p for p in scan_places if p.exists())], canaries, sha256s)
        scanned += _copies(bytes.fromhex(journal.vault_id), copies_in, [folder, *map(Path, journal.places)])
        report = EraseReport(
            journal.vault_id,
            journal.begun_at,
            journal.keys,
            tuple(journal.removed),
            scanned,
            missing,
            (
                *surroundings(folder),
                trimmed,
                *tuple(f"备份位置不在手边，其中备份未清除：{place}" for place in missing),
            ),
        )
    finally:
        lock.release()
    return report


def finish_erasure(folder: Path, *, on_step: Callable[[str], None] | None = None) -> None:
    """Remove the erasure's own journal and the empty folder, once the certificate stands elsewhere. Twice is harmless."""
    paths = VaultPaths(folder)
    step = on_step or (lambda _name: None)
    if not folder.exists():
        return
    left = [file.name for file in folder.rglob("*") if file.is_file()]
    if set(left) - {paths.erasing.name, paths.lock.name}:
        raise VaultError("清除还没有完成", todo="请先继续完成清除，再收尾")
    step("journal")
    paths.erasing.unlink(missing_ok=True)
    step("lock")
    paths.lock.unlink(missing_ok=True)
    _remove_empty_folders(folder)
    if folder.parent.exists():
        sync_folder(folder.parent)


class _Journal:
    """The lines of `erasing`: a first line with the plan, then one line for each thing done, each synced."""

    def __init__(self, path: Path, lines: list[dict[str, object]]) -> None:
        plan = lines[0]
        self._path = path
        self.vault_id = str(plan["vault"])
        self.begun_at = datetime.fromisoformat(str(plan["begun"]))
        self.places = [str(place) for place in _list(plan["places"])]
        self.drafts = [str(place) for place in _list(plan["drafts"])]
        self.headers: dict[str, int] = {}
        self.removed: list[RemovedFile] = []
        self._begun: set[str] = set()
        for line in lines[1:]:
            self._take(line)

    @staticmethod
    def begin(paths: VaultPaths, drafts: Sequence[Path]) -> _Journal:
        """Read the journal of an erasure that was cut short, or write the plan of a new one."""
        if paths.erasing.exists():
            lines = _lines(paths.erasing)
            if lines:
                return _Journal(paths.erasing, lines)
            paths.erasing.unlink()  # the plan itself was torn: nothing has been destroyed yet
        try:
            vault_id = header.read(paths.header).header.vault_id.hex()
        except VaultError:
            vault_id = ""
        plan: dict[str, object] = {
            "vault": vault_id,
            "begun": datetime.now().replace(microsecond=0).isoformat(),
            "places": [str(place.absolute()) for place in backup_places(paths)[1:]],
            "drafts": [str(place.absolute()) for place in drafts],
        }
        create_file(paths.erasing, json.dumps(plan, ensure_ascii=False).encode() + b"\n")
        return _Journal(paths.erasing, [plan])

    @property
    def keys(self) -> int:
        """Key slots destroyed so far, in the header and its copies."""
        return sum(self.headers.values())

    def note(self, **line: object) -> None:
        """Append one line, durable on return."""
        handle = os.open(self._path, os.O_WRONLY | os.O_APPEND)
        try:
            # The newline before ends a line that a kill has torn.
            os.write(handle, b"\n" + json.dumps(line, ensure_ascii=False).encode() + b"\n")
            os.fsync(handle)
        finally:
            os.close(handle)
        self._take(line)

    def has_begun(self, path: Path) -> bool:
        """True when an earlier run has already noted this file's size."""
        return str(path) in self._begun

    def _take(self, line: dict[str, object]) -> None:
        if "slots" in line:
            self.headers.setdefault(str(line["header"]), int(str(line["slots"])))
        if "file" in line and str(line["file"]) not in self._begun:
            self._begun.add(str(line["file"]))
            self.removed.append(RemovedFile(str(line["file"]), int(str(line["size"]))))


def _destroy_keys(paths: VaultPaths, journal: _Journal, step: Callable[[str], None]) -> None:
    copies = [paths.header, paths.header_mirror, *paths.backups.glob(f"*/{paths.header.name}")]
    copies += [folder / paths.header.name for folder in (paths.rekeying, paths.rekeyed)]
    copies += [Path(place) / paths.header.name for place in journal.places]
    for path in copies:
        if not path.exists():
            continue
        try:
            count = len(header.read(path).header.slots)
        except VaultError:
            count = 0  # already destroyed by a run that was cut short (then noted), or damaged before
        journal.note(header=str(path), slots=count)
        length = max(path.stat().st_size, 2 * header.REGION)
        step(f"random {path.name}")
        _overwrite(path, [(0, secrets.token_bytes(length))])
        step(f"zero {path.name}")
        _overwrite(path, [(0, bytes(length))])


def _doomed(paths: VaultPaths, journal: _Journal) -> list[Path]:
    """Every file to remove: what lies in the vault folder, in backup places, and the drafts. Links are not followed."""
    spared = {paths.erasing, paths.lock}
    roots = [paths.folder, *(Path(place) for place in (*journal.places, *journal.drafts))]
    found: list[Path] = []
    for root in roots:
        if root.is_file() or root.is_symlink():
            found.append(root)
            continue
        for folder, _, names in os.walk(root, followlinks=False):
            found += [Path(folder) / name for name in sorted(names)]
    return [path for path in dict.fromkeys(found) if path not in spared]


def _remove(path: Path, journal: _Journal, step: Callable[[str], None]) -> None:
    if path.is_symlink():
        path.unlink()
        return
    size = path.stat().st_size
    if not journal.has_begun(path):
        journal.note(file=str(path), size=size)
    if size <= 2 * _EDGE:
        pieces = [(0, secrets.token_bytes(size))]
    else:
        pieces = [(0, secrets.token_bytes(_EDGE)), (size - _EDGE, secrets.token_bytes(_EDGE))]
    step(f"overwrite {path.name}")
    os.chmod(path, 0o600)
    _overwrite(path, pieces)
    step(f"truncate {path.name}")
    handle = os.open(path, os.O_WRONLY | os.O_TRUNC)
    os.fsync(handle)
    os.close(handle)
    step(f"unlink {path.name}")
    path.unlink()
    sync_folder(path.parent)


def _overwrite(path: Path, pieces: list[tuple[int, bytes]]) -> None:
    for offset, content in pieces:
        write_in_place(path, offset, content)


def _copies(vault_id: bytes, near: Sequence[Path], apart: Sequence[Path]) -> tuple[PlaceScanned, ...]:
    """The places that were looked through for copies of the vault, each with those that were found."""
    if not vault_id:
        return ()
    places = []
    for place in near:
        found = copies_of(vault_id, [place], apart=apart)
        places.append(PlaceScanned(str(place), 0, 0, 0, tuple(Trace(str(path), "vault") for path in found)))
    return tuple(places)


def _remove_empty_folders(root: Path) -> None:
    for folder, _, _ in os.walk(root, topdown=False, followlinks=False):
        try:
            os.rmdir(folder)
        except OSError:
            continue


def _lines(path: Path) -> list[dict[str, object]]:
    """The whole lines; a torn last one was never acted upon."""
    found: list[dict[str, object]] = []
    for line in path.read_bytes().split(b"\n"):
        try:
            held = json.loads(line)
        except ValueError:
            continue
        if isinstance(held, dict):
            found.append(held)
    return found if found and "vault" in found[0] else []


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
