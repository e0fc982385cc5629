"""Writes that survive a power cut: write in place, sync, sync the folder. It must not decide what is written or why."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

_END = 1 << 20


def sync_folder(folder: Path) -> None:
    """Make creations, renames and removals in `folder` durable. Windows offers no such call and needs none."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_in_place(path: Path, offset: int, content: bytes) -> None:
    """Overwrite bytes of an existing file at `offset`, durable on return.

    In place on purpose: write-temporary-and-rename would leave the old content in free blocks.
    """
    handle = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
    try:
        os.lseek(handle, offset, os.SEEK_SET)
        view = memoryview(content)
        while view:
            view = view[os.write(handle, view) :]
        os.fsync(handle)
    finally:
        os.close(handle)


def create_file(path: Path, content: bytes) -> None:
    """Create a private file that must not exist yet (FileExistsError otherwise), durable on return."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    try:
        view = memoryview(content)
        while view:
            view = view[os.write(handle, view) :]
        os.fsync(handle)
    finally:
        os.close(handle)
    sync_folder(path.parent)


def replace_file(path: Path, content: bytes) -> None:
    """Replace a small file that holds no secret by rename, durable on return; never for keys."""
    temporary = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    create_file(temporary, content)
    os.replace(temporary, path)
    sync_folder(path.parent)


def sync_file(path: Path) -> None:
    """Make the present content of a file durable."""
    handle = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def wipe(path: Path) -> None:
    """Overwrite both ends of a file, empty it and remove it, durable on return. Nothing happens when it is not there."""
    if not path.exists():
        return
    size = path.stat().st_size
    os.chmod(path, 0o600)
    if size <= 2 * _END:
        write_in_place(path, 0, secrets.token_bytes(size))
    else:
        for at in (0, size - _END):
            write_in_place(path, at, secrets.token_bytes(_END))
    handle = os.open(path, os.O_WRONLY | os.O_TRUNC)
    os.fsync(handle)
    os.close(handle)
    path.unlink()
    sync_folder(path.parent)
