"""Pages of other files bound into a paper's PDF, asked of the limited child process. For workers; it decodes nothing itself.

A page is taken over as it looks, with its vectors; what is active in the file (scripts, links, forms) stays behind.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from app.core.errors import KnownError
from app.exchange.child import ask_child

MOST_BYTES = 100 << 20
"""Of all files that are bound into one paper."""
BINDABLE = ("pdf", "png", "jpg", "jpeg", "bmp", "gif", "tif", "tiff", "webp")
_TODO = "请换成没有口令、能正常打开的 PDF 或图片，或把它移出会议材料后另行发放"

Sizes = tuple[tuple[float, float], ...]
"""Width and height of every page; points for a PDF, pixels for a picture."""


@dataclass(frozen=True)
class Leaf:
    """One page of a file on a free page of the paper. slot, page: from 0; cover: page that is laid over both, -1 for none.

    box: left, foot, width and height of the room for it, points from the lower left corner.
    """

    slot: int
    file: int
    page: int
    cover: int
    box: tuple[float, float, float, float]


def bindable(name: str) -> bool:
    """Whether a file of this name is made of pages."""
    return name.rpartition(".")[2].lower() in BINDABLE


def leaf_sizes(files: Sequence[tuple[str, bytes]]) -> tuple[Sizes, ...]:
    """The pages of every file (name, content). Waits. KnownError says which file cannot be read, by its place."""
    _refuse_many(files)
    if not files:
        return ()
    head = {"want": "leaves", "names": [name for name, _ in files], "sizes": [len(held) for _, held in files]}
    content = b"".join(held for _, held in files)
    found = json.loads(ask_child(head, content, kind="leaves", todo=_TODO))
    return tuple(tuple((float(wide), float(high)) for wide, high in pages) for pages in found)


def bind(pack: bytes, covers: bytes, files: Sequence[tuple[str, bytes]], leaves: Sequence[Leaf]) -> bytes:
    """`pack` with a page of another file on every leaf's slot and a page of `covers` over it; equal bytes for equal input.

    Waits. KnownError as for leaf_sizes.
    """
    _refuse_many(files)
    rows = [[leaf.slot, leaf.file, leaf.page, leaf.cover, *leaf.box] for leaf in leaves]
    parts = [json.dumps(rows).encode(), pack, covers, *(held for _, held in files)]
    head = {"want": "bind", "names": [name for name, _ in files], "sizes": [len(part) for part in parts]}
    return ask_child(head, b"".join(parts), kind="bound", todo=_TODO)


def _refuse_many(files: Sequence[tuple[str, bytes]]) -> None:
    if sum(len(held) for _, held in files) > MOST_BYTES:
        raise KnownError(
            f"会议材料的附件合计超过 {MOST_BYTES >> 20} MB，不能合订", kept="没有编份号，也没有登记台账",
            todo="请把扫描件压缩后重新附上，或另行发放",
        )  # fmt: skip
