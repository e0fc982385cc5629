"""Versions of a report or another text as its journal kept them, and what changed between two of them.

Nothing is stored here: every text is worked back from the entries of the record's history.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import TYPE_CHECKING, Protocol

from app.areas.reporting.model import without_citations

if TYPE_CHECKING:
    from app.core.records import Record
    from db.journal import Entry

TEXTS = ("title", "basics", "overall", "problems", "causes", "suggestions", "other")
"""Fields of a report that versions are compared by."""
_ALIKE = 0.35  # below this likeness a paragraph counts as written anew
_MOST = 40


class History(Protocol):
    """What versions are read from; db.session.Session satisfies it."""

    def history(self, record: Record) -> tuple[Entry, ...]:
        """What happened to the record, newest first."""
        ...


@dataclass(frozen=True)
class Version:
    """A text as it stood once. at: until when; None while it stands so now."""

    label: str
    at: datetime | None
    who: str
    texts: dict[str, str]


@dataclass(frozen=True)
class Piece:
    """A stretch of a paragraph. mark: "" kept, "gone" taken out, "new" put in."""

    text: str
    mark: str = ""


@dataclass(frozen=True)
class Beside:
    """One paragraph of each side; empty where the other side has no counterpart."""

    left: tuple[Piece, ...]
    right: tuple[Piece, ...]

    @property
    def same(self) -> bool:
        """Whether nothing changed in it."""
        return not any(piece.mark for piece in (*self.left, *self.right))


def versions(source: History, report: Record, names: tuple[str, ...] = TEXTS) -> tuple[Version, ...]:
    """The record now, then as it stood before each step (稿次) and each rewriting of a text, newest first."""

    def stage(state: str) -> str:
        return report.TYPE.lifecycle.state(state).label

    label = stage(report.state)
    values: dict[str, object] = {name: getattr(report, name) for name in names}
    found = [Version(f"{label}（现在）", None, report.updated_by, _texts(values))]
    state = report.state
    for entry in source.history(report):
        changed = {change.field: change.before for change in entry.changes}
        if entry.op == "move" and "state" in changed:
            state = str(changed["state"])
            words = f"{stage(state)}（{entry.at:%m-%d %H:%M} {entry.note[:12]}时）"
            found.append(Version(words, entry.at, entry.who, _texts(values)))
        rewritten = [name for name in names if name in changed]
        if not rewritten or entry.op == "create":
            continue
        values.update({name: changed[name] for name in rewritten})
        words = f"{stage(state)}（{entry.at:%m-%d %H:%M} 修改前）"
        found.append(Version(words, entry.at, entry.who, _texts(values)))
    return tuple(found[:_MOST])


def _texts(values: dict[str, object]) -> dict[str, str]:
    return {name: without_citations(str(value or "")) for name, value in values.items()}


def side_by_side(before: str, after: str) -> tuple[Beside, ...]:
    """Both texts paragraph by paragraph, what was taken out marked left and what was put in marked right."""
    old, new = before.splitlines(), after.splitlines()
    found: list[Beside] = []
    for op, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if op == "equal":
            found += [Beside((Piece(line),), (Piece(line),)) for line in old[a:b]]
        else:
            found += [compared(left, right) for left, right in zip_longest(old[a:b], new[c:d])]
    return tuple(found)


def compared(left: str | None, right: str | None) -> Beside:
    """One paragraph of each side with its marks; None where a side has none. Too unlike, it counts as written anew."""
    if left is None or right is None:
        return Beside(_whole(left, "gone"), _whole(right, "new"))
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    if matcher.ratio() < _ALIKE:
        return Beside(_whole(left, "gone"), _whole(right, "new"))
    olds: list[Piece] = []
    news: list[Piece] = []
    for op, a, b, c, d in matcher.get_opcodes():
        mark = "" if op == "equal" else "gone"
        if a < b:
            olds.append(Piece(left[a:b], mark))
        if c < d:
            news.append(Piece(right[c:d], "new" if mark else ""))
    return Beside(tuple(olds), tuple(news))


def _whole(text: str | None, mark: str) -> tuple[Piece, ...]:
    return (Piece(text, mark),) if text else ()


def counted(rows: Sequence[Beside]) -> tuple[int, int]:
    """(characters put in, characters taken out)."""
    new = sum(len(piece.text) for row in rows for piece in row.right if piece.mark)
    gone = sum(len(piece.text) for row in rows for piece in row.left if piece.mark)
    return new, gone
