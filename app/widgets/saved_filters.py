"""The menu of a list's saved filters (常用筛选): use one, keep the current ones under a name, forget one.

It holds filters and their names; what is shown is the list's.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QMenu, QWidget

from app.core.records import RecordType
from app.widgets import dialogs
from app.widgets.desk import Desk
from app.widgets.filters import read_saved, write_saved
from db.query import Filter

Filters = tuple[Filter, ...]


class SavedFilters(QMenu):
    """The menu. now: the filters in force; narrow: called with those of a name that is chosen."""

    def __init__(
        self, desk: Desk, kind: RecordType, page: QWidget, now: Callable[[], Filters], narrow: Callable[[Filters], None]
    ) -> None:  # fmt: skip
        super().__init__(page)
        self._desk, self._kind, self._page = desk, kind, page
        self._now, self._narrow = now, narrow
        self._saved: dict[str, Filters] = {}
        self.aboutToShow.connect(self._fill)

    @property
    def key(self) -> str:
        """The setting in which they are kept."""
        return f"filters.{self._kind.name}"

    def take(self, text: str) -> None:
        """The setting as it was read."""
        self._saved = read_saved(self._kind, text)

    def _fill(self) -> None:
        self.clear()
        for name, filters in self._saved.items():
            self.addAction(name, partial(self._narrow, filters))
        if not self._saved:
            self.addAction("还没有保存过筛选").setEnabled(False)
        self.addSeparator()
        keep = self.addAction("保存当前筛选…", self._on_keep)
        keep.setEnabled(bool(self._now()))
        if self._saved:
            drop = self.addMenu("删除常用筛选")
            for name in self._saved:
                drop.addAction(name, partial(self._on_forget, name))

    def _on_keep(self) -> None:
        def keep(name: str) -> None:
            self._saved[name] = self._now()
            self._write()
            self._desk.note(f"已保存常用筛选“{name}”")

        dialogs.ask_text(self._page.window(), "保存当前筛选", "名称", "保存", keep, long=False)

    def _on_forget(self, name: str) -> None:
        self._saved.pop(name, None)
        self._write()

    def _write(self) -> None:
        text = write_saved(self._kind, self._saved)
        self._desk.work.write(lambda session: session.set_setting(self.key, text))
