"""An export of the stand-alone rectification program (database.json + attachments/), asked of the limited child process.

It opens nothing itself and writes nothing to the disk; what the tables mean is app.exchange.standalone_rows' business.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.core.errors import KnownError
from app.exchange.child import answer, ask_child

MOST_BYTES = 200 << 20
BATCH_BYTES, BATCH_FILES = 48 << 20, 500
TODO = "请用单机版“打包导出”的原包，不要另外压缩或改动"


@dataclass(frozen=True)
class Package:
    """A zip that was judged harmless. files: name below attachments/ → (bytes, place in the zip); strange: other members."""

    tables: Mapping[str, Any]
    files: Mapping[str, tuple[int, int]]
    strange: tuple[str, ...]


def read_package(content: bytes) -> Package:
    """What is in the zip. Waits. KnownError says what is wrong with it; nothing has been read in then."""
    if len(content) > MOST_BYTES:
        raise KnownError(f"导出包超过 {MOST_BYTES >> 20} MB，不能读入", kept="库内容没有变化", todo=TODO)
    raw = json.loads(ask_child({"want": "standalone"}, content, kind="standalone", todo=TODO))
    files = {str(name): (int(size), int(place)) for name, size, place in raw["files"]}
    return Package(raw["tables"], files, tuple(str(name) for name in raw["strange"]))


def contents_of(content: bytes, package: Package, names: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """Attachments with their content, some at a time. Waits. KnownError when the zip is no longer what it was."""
    for batch in _batches(package, names):
        places = {package.files[name][1]: name for name in batch}
        came: set[str] = set()
        for header, payload in answer({"want": "standalone-files", "places": list(places)}, content):
            if header["kind"] == "file":
                name = places[int(header["place"])]
                came.add(name)
                yield name, payload
        if came != set(batch):
            raise KnownError("导出包里的附件没有读完", kept="库内容没有变化", todo=TODO)


def _batches(package: Package, names: Sequence[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    size = 0
    for name in dict.fromkeys(names):
        if batch and (size + package.files[name][0] > BATCH_BYTES or len(batch) >= BATCH_FILES):
            yield batch
            batch, size = [], 0
        batch.append(name)
        size += package.files[name][0]
    if batch:
        yield batch
