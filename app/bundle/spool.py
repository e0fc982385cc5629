"""Holds lines whose total size must be known before they are written out. No plaintext reaches the disk.

Up to 16 MiB stay in memory; beyond that they go to an unnamed temporary file, encrypted under a key that
exists only in this process.
"""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import IO

from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext, algorithms

from app.core.errors import BugError

MEMORY_LIMIT = 16 << 20
_BLOCK = 1 << 20


class LineSpool:
    """Lines go in once, come out once as chunks of at most about 1 MiB. Use as a context manager."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pending = bytearray()
        self._file: IO[bytes] | None = None
        self._cipher = Cipher(algorithms.ChaCha20(secrets.token_bytes(32), bytes(16)), mode=None)
        self._encryptor: CipherContext | None = None
        self.size = 0

    def __enter__(self) -> LineSpool:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        if self._file is not None:
            self._file.close()

    def extend(self, lines: Iterable[bytes]) -> None:
        """Take every line; a line without its newline gets one. A line may not hold another newline."""
        pending = self._pending
        for line in lines:
            body = line[:-1] if line.endswith(b"\n") else line
            if not body or b"\n" in body:
                raise BugError("SPOOL-1", "a record must be one line")
            pending += body
            pending += b"\n"
            self.size += len(body) + 1
            if len(pending) > (_BLOCK if self._file else MEMORY_LIMIT):
                self._spill()

    def chunks(self) -> Iterator[bytes]:
        """Everything that was taken, in order."""
        if self._file is not None:
            self._spill()
            decryptor = self._cipher.decryptor()
            self._file.seek(0)
            while block := self._file.read(_BLOCK):
                yield decryptor.update(block)
            return
        for start in range(0, len(self._pending), _BLOCK):
            yield bytes(self._pending[start : start + _BLOCK])

    def _spill(self) -> None:
        if self._file is None or self._encryptor is None:
            self._file = tempfile.TemporaryFile(dir=self._folder)  # noqa: SIM115  closed by __exit__
            self._encryptor = self._cipher.encryptor()
        self._file.write(self._encryptor.update(bytes(self._pending)))
        self._pending.clear()
