"""Asks the vault for advice on a record while it is being typed, a moment after the last key. It decides nothing."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.errors import Problem
from app.core.records import Record
from app.widgets.desk import Desk
from app.widgets.form import FormView
from app.widgets.notices import warnings_notice
from app.widgets.rows import clear_layout

AFTER_MS = 500
MOST_LINES = 4


class Advice(QTimer):
    """The advice on the form of a page: beside each field, and in `strip` above the form once it is stored."""

    def __init__(self, desk: Desk, page: QWidget, form: Callable[[], FormView | None]) -> None:
        super().__init__(page)
        self._desk = desk
        self._form = form
        self.strip = QVBoxLayout()
        self.setSingleShot(True)
        self.setInterval(AFTER_MS)
        self.timeout.connect(self.now)

    def now(self) -> None:
        """Ask with what stands in the form."""
        self.stop()
        form = self._form()
        if form is None or not (form.kind.warners or form.kind.advisers):
            return
        record: Record = form.record()
        self._desk.work.read(
            lambda session: session.advice(record), self._on_advice, owner=self.parent(), slot="advice"
        )

    def _on_advice(self, found: tuple[Problem, ...]) -> None:
        form = self._form()
        clear_layout(self.strip)
        if form is None:
            return
        shown = [piece for piece in found if form.kind.has(piece.where)]
        form.show_advice(shown)
        if found and form.base.id:
            more = len(found) - MOST_LINES
            self.strip.addWidget(warnings_notice(found[:MOST_LINES], form.go_to, more=max(0, more)))
