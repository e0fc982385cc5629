"""The folder of attachments beside a form that came back: which file belongs to which row. It stores nothing.

A name from a cell is only ever compared with the names that stand in the folder; it never becomes a path.
"""

from __future__ import annotations

import os
import stat
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from app.core.errors import KnownError, Problem
from app.exchange.record_table import parted

MOST_FILES = 2_000
PIECE = 1 << 20
IGNORED = ("thumbs.db", "desktop.ini", ".ds_store")
NAMES = ("附件", "{stem}附件", "{stem}-附件", "{stem}_附件")
"""What a folder beside the form may be called."""


@dataclass(frozen=True)
class Found:
    """One file of the folder."""

    name: str
    path: Path
    size: int


@dataclass(frozen=True)
class Folder:
    """A folder as it was looked at. odd: names of what is no plain file."""

    path: Path
    files: tuple[Found, ...]
    odd: tuple[str, ...]


@dataclass(frozen=True)
class Named:
    """What a row says about its files. where: sheet and line, as problems name them."""

    id: str
    mark: str
    where: str
    said: str


@dataclass(frozen=True)
class Assigned:
    """Files by record id; names that belong to no row; what is wrong."""

    files: dict[str, tuple[Found, ...]]
    unknown: tuple[str, ...]
    problems: tuple[Problem, ...]


def folder_beside(path: Path) -> Path | None:
    """The folder of attachments beside a form, None when there is none."""
    for name in NAMES:
        beside = path.parent / name.format(stem=path.stem)
        if beside.is_dir() and not beside.is_symlink():
            return beside
    return None


def look_in(path: Path) -> Folder:
    """What lies in a folder; links and folders in it are not followed. KnownError when it cannot be read."""
    files: list[Found] = []
    odd: list[str] = []
    try:
        with os.scandir(path) as entries:
            for entry in entries:
                if entry.name.casefold() in IGNORED or entry.name.startswith(("~$", "._")):
                    continue
                if entry.is_file(follow_symlinks=False):
                    files.append(
                        Found(entry.name, Path(entry.path), entry.stat(follow_symlinks=False).st_size)
                    )
                else:
                    odd.append(entry.name)
                if len(files) + len(odd) > MOST_FILES:
                    raise KnownError(
                        f"附件文件夹里超过 {MOST_FILES} 个文件",
                        kept="库内容没有变化",
                        todo="请确认选对了文件夹",
                    )
    except OSError as error:
        raise KnownError(
            "附件文件夹读不出来", kept="库内容没有变化", todo="请检查U盘或文件夹后重试"
        ) from error
    files.sort(key=lambda held: held.name)
    return Folder(path, tuple(files), tuple(sorted(odd)))


def assign(rows: Iterable[Named], folder: Folder | None) -> Assigned:
    """Files by what the cells name, then by names that begin with a row's mark (任3 会议记录.pdf)."""
    by_name: dict[str, list[Found]] = {}
    for held in folder.files if folder else ():
        by_name.setdefault(folded(held.name), []).append(held)
    files: dict[str, list[Found]] = {}
    problems: list[Problem] = []
    used: set[str] = set()
    rows = tuple(rows)
    for row in rows:
        for name in parted(row.said):
            found = by_name.get(folded(name), [])
            if len(found) == 1 and found[0].size:
                files.setdefault(row.id, []).append(found[0])
                used.add(found[0].name)
            else:
                problems.append(Problem(row.where, f"{row.where}：{_wrong(name, found, folder)}"))
    for held in folder.files if folder else ():
        owner = next((row for row in rows if _begins(held.name, row.mark)), None)
        if held.name not in used and owner is not None:
            used.add(held.name)
            if held.size:
                files.setdefault(owner.id, []).append(held)
            else:
                problems.append(Problem(owner.where, f"{owner.where}：附件“{held.name[:40]}”是空文件，请重新拷贝"))  # fmt: skip
    unknown = [held.name for held in folder.files if held.name not in used] if folder else []
    odd = [f"{name}（不是普通文件，没有读）" for name in folder.odd] if folder else []
    return Assigned({id: tuple(dict.fromkeys(held)) for id, held in files.items()}, (*unknown, *odd), tuple(problems))  # fmt: skip


def _wrong(name: str, found: list[Found], folder: Folder | None) -> str:
    shown = name[:40]
    if folder is None:
        return f"写了附件“{shown}”，表格旁边没有附件文件夹，请选附件文件夹，或把文件放进“附件”文件夹"
    if not found:
        return f"附件文件夹里没有“{shown}”，请补上文件，或改正文件名（连同后缀）"
    if len(found) > 1:
        return f"附件文件夹里有几个只差大小写的“{shown}”，请改成不同的名字"
    return f"附件“{shown}”是空文件，请重新拷贝"


def folded(name: str) -> str:
    """A file name in the spelling in which names are compared."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def _begins(name: str, mark: str) -> bool:
    return name.startswith(mark) and not name[len(mark) : len(mark) + 1].isdigit()


def pieces(held: Found) -> Iterator[bytes]:
    """The content, piece by piece; KnownError when it is no longer the plain file that was looked at."""
    try:
        handle = os.open(held.path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(handle, "rb") as source:
            facts = os.fstat(source.fileno())
            if not stat.S_ISREG(facts.st_mode) or facts.st_size != held.size:
                raise _changed()
            while piece := source.read(PIECE):
                yield piece
    except OSError as error:
        raise _changed() from error


def _changed() -> KnownError:
    return KnownError("附件在读取时变了或读不出来", kept="库内容没有变化", todo="请检查U盘，然后重新导入")
