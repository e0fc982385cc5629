"""A group of the navigation: its lists and pages as rows to choose from, with how much each holds. It changes nothing."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app.widgets import theme
from app.widgets.desk import Desk
from app.widgets.frame import WorkPage
from app.widgets.icons import pixmap
from app.widgets.page import Entry
from app.widgets.rows import beside, button, hairline, words
from db.query import Query

if TYPE_CHECKING:
    from db.session import Session


class GroupPage(WorkPage):
    """The entries of one group."""

    def __init__(self, desk: Desk, title: str, entries: tuple[Entry, ...]) -> None:
        super().__init__(desk, title)
        self._entries = entries
        self._counts: dict[str, QLabel] = {}
        for entry in entries:
            self._add(entry)
        self.body.addStretch(1)
        self.watch(*(entry.type for entry in entries if entry.type))
        self.refresh()

    def refresh(self) -> None:
        """Count anew."""
        types = tuple(entry.type for entry in self._entries if entry.type)
        self.desk.work.read(partial(_counts, types=types), self._on_counts, owner=self, slot="counts")

    def _add(self, entry: Entry) -> None:
        sign = QLabel()
        sign.setPixmap(pixmap(entry.icon, "ink"))
        go = button(entry.label, partial(self.desk.open_page, entry.code), role="link")
        count = words("", "strong")
        count.setFont(theme.font(tabular=True))
        count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._counts[entry.type or entry.code] = count
        self.body.addLayout(beside(sign, go, None, count))
        if entry.purpose:
            under = words(entry.purpose, "muted", wrap=True)
            under.setContentsMargins(theme.EDGE + theme.GAP, 0, 0, 0)
            self.body.addWidget(under)
        self.body.addWidget(hairline())

    def _on_counts(self, counts: dict[str, int]) -> None:
        for name, count in counts.items():
            self._counts[name].setText(f"{count:,} 条")


def _counts(session: Session, *, types: tuple[str, ...]) -> dict[str, int]:
    return {name: session.count(Query(name)) for name in types}
