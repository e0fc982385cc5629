"""A form built from a declaration: sections, fields that show when they apply, problems beside them.

It holds what is typed and nothing else; loading, saving and steps are the page's.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QScrollArea, QVBoxLayout, QWidget

from app.core.errors import Problem
from app.core.fields import FieldSpec
from app.core.records import Record, RecordType
from app.tasks.work import Work
from app.widgets import theme
from app.widgets.draft import Draft
from app.widgets.inputs.base import Editor, Surroundings
from app.widgets.inputs.make import editor_for, is_wide, viewer_for
from app.widgets.rows import Row, hairline, words

TWO_COLUMNS_FROM = 620
BUILD_SECONDS = 0.02


def build_in_pieces(work: Work, owner: QWidget, form: FormView, then: Callable[[], object]) -> None:
    """Build `form` between the events of the window, a frame's time each; `work` counts as busy until it is whole."""
    work.engage(form)

    def go_on() -> None:
        if form.built:
            work.disengage(form)
            then()
        else:
            form.build(BUILD_SECONDS)
            QTimer.singleShot(0, form, go_on)

    # Without a parent the form would outlive its page when the page goes away first.
    form.setParent(owner)
    QTimer.singleShot(0, form, go_on)


class FormView(QWidget):
    """The fields of one record, editable or as the read-only twin. `edited` gives the field a person changed."""

    edited = Signal(str)

    def __init__(
        self, kind: RecordType, record: Record, around: Surroundings, *, readonly: bool = False
    ) -> None:
        super().__init__()
        self.kind = kind
        self.readonly = readonly
        self._base = record
        self._around = around
        self._editors: dict[str, Editor] = {}
        self._rows: dict[str, Row] = {}
        self._sections: list[tuple[QWidget, QGridLayout, tuple[FieldSpec, ...]]] = []
        self._columns = 0
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(theme.EDGE, theme.GAP, theme.EDGE, theme.EDGE * 2)
        self._outer.setSpacing(theme.EDGE)
        self.setMaximumWidth(theme.scaled(theme.FORM_WIDTH))
        self._steps = self._building()
        self.built = False

    def build(self, seconds: float | None = None) -> bool:
        """Go on building for about that long, or to the end; True when the form is whole.

        A large form takes more time than one frame of the screen allows, so the page builds it in pieces.
        """
        end = None if seconds is None else time.perf_counter() + seconds
        while not self.built:
            if next(self._steps, None) is None:
                self.built = True
            elif end is not None and time.perf_counter() > end:
                break
        return self.built

    def _building(self) -> Iterator[str]:
        for name, declared in self.kind.sections:
            specs = tuple(spec for spec in declared if not spec.inner)
            section, grid = self._section(name)
            for spec in specs:
                self._rows[spec.name] = self._row(spec)
                self._rows[spec.name].setParent(section)
                yield spec.name
            self._sections.append((section, grid, specs))
            self._outer.addWidget(section)
        self._outer.addStretch(1)
        for name, editor in self._editors.items():
            editor.put(getattr(self._base, name))
            yield name
        self._reflow()
        self.show_problems(())
        # Else the style sheet looks at every widget at once, when the form is shown.
        for widget in self.findChildren(QWidget):
            widget.ensurePolished()
            yield widget.objectName()

    @property
    def base(self) -> Record:
        """The record as it was read."""
        return self._base

    def record(self) -> Record:
        """The record with what stands in the form; fields that cannot be read keep what they had."""
        return replace(self._base, **self.values())

    def values(self) -> dict[str, Any]:
        """The value of each editable field."""
        return {
            name: editor.value() if not editor.problem() else getattr(self._base, name)
            for name, editor in self._editors.items()
        }

    def changed_fields(self) -> tuple[str, ...]:
        """Names of the fields that differ from the record as it was read."""
        return tuple(
            name
            for name, editor in self._editors.items()
            if editor.problem() or editor.value() != getattr(self._base, name)
        )

    def put(self, record: Record, around: Surroundings | None = None) -> None:
        """Show another state of the record; what was typed goes. `around`: with names for new values."""
        self._base = record
        if around is not None:
            self._around = around
            for editor in self._editors.values():
                editor.around = around
        for name, editor in self._editors.items():
            editor.put(getattr(record, name))
        self._reflow()
        self.show_problems(())

    def rebase(self, record: Record) -> None:
        """Take `record` as what was read, and keep what stands in the form."""
        self._base = record

    def put_values(self, values: Mapping[str, Any], typed: Mapping[str, str] | None = None) -> None:
        """Put values, and texts that could not be read, over what stands in the form."""
        for name, value in values.items():
            if name in self._editors:
                self._editors[name].put(value)
        for name, text in (typed or {}).items():
            if name in self._editors:
                self._editors[name].put_typed(text)
        self._reflow()

    def draft(self) -> Draft:
        """What differs from the record as it was read."""
        names = self.changed_fields()
        values = {n: self._editors[n].value() for n in names if not self._editors[n].problem()}
        typed = {n: text for n in names if (text := self._editors[n].typed())}
        return Draft(values, typed, self._base.rev)

    def problems(self) -> tuple[Problem, ...]:
        """What cannot be read, then what the declaration forbids, in the order of the form."""
        unread = {
            name: Problem(name, f"“{self.kind.field(name).label}”{problem}")
            for name, editor in self._editors.items()
            if (problem := editor.problem())
        }
        declared = [p for p in self.kind.problems(self.record()) if p.where not in unread]
        order = {spec.name: place for place, spec in enumerate(self.kind.fields)}
        return tuple(sorted([*unread.values(), *declared], key=lambda p: order.get(p.where, len(order))))

    def show_problems(self, problems: Iterable[Problem]) -> None:
        """Put each problem beside its field and take the others away."""
        held: dict[str, str] = {}
        for problem in problems:
            held.setdefault(problem.where, problem.text)
        for name, row in self._rows.items():
            row.show_problem(held.get(name, ""))

    def show_advice(self, advice: Iterable[Problem]) -> None:
        """Put each piece of advice beside its field and take the others away."""
        held: dict[str, list[str]] = {}
        for piece in advice:
            held.setdefault(piece.where, []).append(piece.text)
        for name, row in self._rows.items():
            row.show_advice(held.get(name, ()))

    def go_to(self, name: str) -> None:
        """Put the keyboard into a field and bring it into view."""
        row = self._rows.get(name)
        if row is None:
            return
        row.focus_on.setFocus(Qt.FocusReason.OtherFocusReason)
        area = self._area()
        if area is not None:
            area.ensureWidgetVisible(row, 0, theme.EDGE * 2)

    def first_field(self) -> str:
        """The first field that can be typed into, "" when there is none."""
        return next(iter(self._editors), "")

    def editor(self, name: str) -> Editor | None:
        """The control of a field, None when it is not editable."""
        return self._editors.get(name)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Two columns where there is room."""
        super().resizeEvent(event)
        if self.built and self._columns_for(event.size().width()) != self._columns:
            self._reflow()

    def _area(self) -> QScrollArea | None:
        above = self.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        return above

    def _section(self, name: str) -> tuple[QWidget, QGridLayout]:
        made = QWidget()
        box = QVBoxLayout(made)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.GAP)
        if name:
            box.addWidget(words(name, "section"))
            box.addWidget(hairline())
        grid = QGridLayout()
        grid.setContentsMargins(0, theme.GRID, 0, 0)
        grid.setHorizontalSpacing(theme.EDGE + theme.GAP)
        grid.setVerticalSpacing(theme.GAP + theme.GRID)
        box.addLayout(grid)
        return made, grid

    def _row(self, spec: FieldSpec) -> Row:
        if self.readonly or spec.readonly or (spec.told is not None and self._base.id):
            viewer = viewer_for(spec, getattr(self._base, spec.name), self._around)
            return Row(spec.label, viewer, name=spec.name)
        editor = editor_for(spec, self._around)
        editor.changed.connect(partial(self._on_edited, spec.name))
        self._editors[spec.name] = editor
        editor.setProperty("guarded", spec.name if spec.sensitivity == "guarded" else "")
        return Row(
            spec.label,
            editor,
            name=spec.name,
            help=spec.help,
            required=spec.required,
            focus=editor.focus_widget,
        )

    def _on_edited(self, name: str) -> None:
        if any(spec.show_if and spec.show_if[0] == name for spec in self.kind.fields):
            self._reflow()
        row = self._rows[name]
        editor = self._editors[name]
        if row.problem.text() and not editor.problem():
            row.show_problem("")
        self.edited.emit(name)

    def _columns_for(self, width: int) -> int:
        return 2 if width >= theme.scaled(TWO_COLUMNS_FROM) else 1

    def _reflow(self) -> None:
        """Lay the fields that apply into one or two columns; the others are hidden, never emptied."""
        record = self.record()
        self._columns = self._columns_for(self.width())
        for section, grid, specs in self._sections:
            line = column = shown = 0
            for spec in specs:
                row = self._rows[spec.name]
                # Not takeAt: PySide never frees what that gives back, and the item that stays behind keeps the
                # widget's size hints from being renewed in the next one.
                grid.removeWidget(row)
                applies = spec.shown(record) and not (
                    self.readonly and spec.is_empty(getattr(record, spec.name))
                )
                row.setVisible(applies)
                if not applies:
                    continue
                shown += 1
                wide = is_wide(spec) or self._columns == 1
                if wide and column:
                    line, column = line + 1, 0
                grid.addWidget(row, line, column, 1, 2 if wide and self._columns == 2 else 1)
                if wide or column + 1 == self._columns:
                    line, column = line + 1, 0
                else:
                    column += 1
            for place in range(2):
                grid.setColumnStretch(place, 1 if place < self._columns else 0)
                grid.setColumnMinimumWidth(place, 0)
            section.setVisible(shown > 0)
