"""What stands between the head of a form and its fields: problems, differing values, a draft brought back, its dates.

It draws and asks back; what is done about any of it is the page's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QVBoxLayout

from app.core.errors import Problem
from app.core.records import RecordType
from app.widgets import theme
from app.widgets.due import dates_strip
from app.widgets.form_load import FormLoad, Rows, conflict_rows
from app.widgets.notices import conflict_notice, draft_notice, problems_notice
from app.widgets.rows import clear_layout

if TYPE_CHECKING:
    from app.widgets.form import FormView

Take = Callable[[str, Any], object]
"""Called with a field and the value that was chosen for it."""


class FormNotices(QVBoxLayout):
    """The strips of one form page."""

    def __init__(self, kind: RecordType) -> None:
        super().__init__()
        self._kind = kind
        self.setContentsMargins(theme.EDGE, theme.GAP, theme.EDGE, 0)
        self.setSpacing(theme.GRID)

    def drop(self) -> None:
        """Take everything away."""
        clear_layout(self)

    def show_conflicts(self, load: FormLoad, settle: Take) -> None:
        """Values between which a merge could not decide, if there are any."""
        if load.conflicts:
            labels = {conflict.field: conflict.label for conflict in load.conflicts}
            self.addWidget(conflict_notice(conflict_rows(self._kind, load), settle, labels))

    def show_both(self, rows: Rows, take: Take) -> None:
        """Only this: my values beside those that were stored meanwhile; nothing when `rows` is empty."""
        self.drop()
        if rows:
            labels = {name: self._kind.field(name).label for name, _ in rows}
            self.addWidget(conflict_notice(rows, take, labels))

    def show_draft(self, load: FormLoad, drop: Callable[[], object]) -> None:
        """A draft was brought back."""
        if load.draft is not None:
            stale = not load.fresh and load.draft.rev != load.record.rev
            self.addWidget(draft_notice(load.draft.at, drop, stale=stale))

    def show_dates(self, load: FormLoad) -> None:
        """The deadlines of the record, if it has any."""
        if (dates := dates_strip(load.dates)) is not None:
            self.addWidget(dates)

    def show_problems(self, problems: tuple[Problem, ...], form: FormView) -> None:
        """Only this: what stops a save, here and beside the fields, with the keyboard in the first."""
        self.drop()
        form.show_problems(problems)
        self.addWidget(problems_notice(problems, form.go_to))
        first = next((p.where for p in problems if p.where), "")
        if first:
            form.go_to(first)
