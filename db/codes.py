"""The code lists of a vault, read once for as long as nobody writes. Nothing here changes a list.

What stands in an open transaction is read but never remembered, for it may be taken back.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Code:
    """One line of an editable code list."""

    code: str
    label: str
    parent: str
    active: bool
    note: str


@dataclass(frozen=True)
class CodeList:
    """The lines of a list in their order, switched-off ones included, and what each code means."""

    items: tuple[Code, ...]
    labels: dict[str, str]


@dataclass
class CodeLists:
    """The lists as one connection sees them."""

    conn: Any
    _held: dict[str, CodeList] = field(default_factory=dict)
    _at: tuple[int, int] = (-1, -1)

    def of(self, name: str) -> CodeList:
        """The list of that name, empty when there is none."""
        if self.conn.in_transaction:
            return self._read(name)
        # The first number moves with what other connections commit, the second with what this one writes.
        at = (int(self.conn.execute("PRAGMA data_version").fetchone()[0]), int(self.conn.total_changes))
        if at != self._at:
            self._held, self._at = {}, at
        if name not in self._held:
            self._held[name] = self._read(name)
        return self._held[name]

    def _read(self, name: str) -> CodeList:
        rows = self.conn.execute(
            """SELECT code, label, parent, active, note FROM code_item
               WHERE list_name = ? AND deleted = 0 ORDER BY position, id""",
            (name,),
        )
        items = tuple(Code(row[0], row[1], row[2], bool(row[3]), row[4]) for row in rows)
        labels: dict[str, str] = {}
        for item in items:
            labels.setdefault(item.code, item.label)
        return CodeList(items, labels)
