"""A small form over some fields of a record type, for menu actions that ask a little before they act. It stores nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QApplication, QWidget

from app.core.fields import FieldSpec
from app.core.records import Record
from app.widgets import theme
from app.widgets.around import surroundings
from app.widgets.desk import Desk
from app.widgets.dialogs import Sheet
from app.widgets.display import Names, gather
from app.widgets.inputs.base import Editor
from app.widgets.inputs.make import editor_for
from app.widgets.rows import Row

if TYPE_CHECKING:
    from db.session import Session


class FieldSheet(Sheet):
    """Some fields of a record type as a small form. `then` gets their values; problems stand beside the fields."""

    def __init__(
        self, desk: Desk, title: str, record: Record, fields: Sequence[str], yes: str,
        then: Callable[[dict[str, Any]], object], *, names: Names, needs: Sequence[str] = (), text: str = "",
        more: Sequence[FieldSpec] = (), start: Mapping[str, Any] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(active_window(), title)
        self.setMinimumWidth(theme.scaled(520))
        if text:
            self.say(text, "body-muted")
        self._needs = tuple(needs)
        self._then = then
        self._editors: dict[str, Editor] = {}
        self._rows: dict[str, Row] = {}
        kind = record.TYPE
        around = surroundings(desk, kind, names, self, editable=True)
        for declared in (*(kind.field(name) for name in fields), *more):
            name = declared.name
            spec = replace(declared, required=name in needs, readonly=False)
            editor = editor_for(spec, around)
            editor.put(getattr(record, name) if name in fields else (start or {}).get(name, spec.empty))
            self._editors[name] = editor
            row = Row(
                spec.label,
                editor,
                name=name,
                help=spec.help,
                required=name in needs,
                focus=editor.focus_widget,
            )
            self._rows[name] = row
            self.body.addWidget(row)
        self.foot("取消", self.reject)
        self.foot(yes, self._on_done, main=True)

    def showEvent(self, event: Any) -> None:
        """The keyboard starts in the first field."""
        super().showEvent(event)
        next(iter(self._editors.values())).focus_widget.setFocus()

    def _on_done(self) -> None:
        bad = ""
        for name, editor in self._editors.items():
            spec = editor.spec
            problem = editor.problem()
            if not problem and spec.is_empty(editor.value()):
                problem = "请填写" if name in self._needs else ""
            elif not problem:
                problem = next((said for check in spec.checks if (said := check(editor.value()))), "")
            self._rows[name].show_problem(problem)
            bad = bad or (name if problem else "")
        if bad:
            self._editors[bad].focus_widget.setFocus()
            return
        values = {name: editor.value() for name, editor in self._editors.items()}
        self.accept()
        self._then(values)


def ask_fields(
    desk: Desk, title: str, make: Callable[[Session], Record], fields: Sequence[str], yes: str,
    then: Callable[[Record, dict[str, Any]], object], *, needs: Sequence[str] = (), text: str = "",
    more: Sequence[FieldSpec] = (), start: Callable[[Record], Mapping[str, Any]] | None = None,
) -> None:  # fmt: skip
    """Read (or make) a record on the reader, then open a FieldSheet over it; `then` gets both.

    more: fields that the record does not have, asked below its own; start: what those begin with.
    """

    def read(session: Session) -> tuple[Record, Names]:
        record = make(session)
        return record, gather(session, record.TYPE, (record,))

    def show(held: tuple[Record, Names]) -> None:
        record, names = held
        FieldSheet(
            desk,
            title,
            record,
            fields,
            yes,
            partial(then, record),
            names=names,
            needs=needs,
            text=text,
            more=more,
            start=start(record) if start else None,
        ).open()

    desk.work.read(read, show)


def active_window() -> QWidget | None:
    """The window that a dialog of a menu action belongs to."""
    return QApplication.activeWindow()
