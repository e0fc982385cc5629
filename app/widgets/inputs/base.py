"""What every field control offers, and what it may ask of its surroundings. It must not reach for a session itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.core.fields import FieldSpec, FileRef
from app.widgets.display import Names


@dataclass(frozen=True)
class Option:
    """One line to pick: its key (code or id), label, and a note beside it."""

    key: str
    label: str
    note: str = ""


Look = Callable[[str, str, Callable[[tuple[Option, ...]], None]], None]
"""look(type name, text, then): records whose words match, brought to `then` on the UI thread."""


@dataclass(frozen=True)
class Surroundings:
    """What field controls may use. Absent functions switch the matching button off.

    look: records of a type; people: names used so far; attach: store files, then called with their references;
    view, save_as: open or save one attachment; open: go to a linked record; make: make one, then called with its id.
    """

    names: Names = field(default_factory=Names)
    look: Look | None = None
    people: Callable[[str, Callable[[tuple[Option, ...]], None]], None] | None = None
    attach: Callable[[list[str], Callable[[tuple[FileRef, ...]], None]], None] | None = None
    pick_files: Callable[[Callable[[list[str]], None]], None] | None = None
    view: Callable[[FileRef], None] | None = None
    save_as: Callable[[FileRef], None] | None = None
    open: Callable[[str, str], None] | None = None
    copied: Callable[[FieldSpec], None] | None = None


class Editor(QWidget):
    """The control of one field. `changed` comes with every change a person makes, not with `put`."""

    changed = Signal()

    def __init__(self, spec: FieldSpec, around: Surroundings) -> None:
        super().__init__()
        self.spec = spec
        self.around = around

    @property
    def focus_widget(self) -> QWidget:
        """The widget that gets the keyboard and the accessible name."""
        return self

    @property
    def wide(self) -> bool:
        """Whether the control takes the whole width of the form."""
        return False

    def value(self) -> Any:
        """The value as the record holds it; for text that cannot be read, the last good or empty value."""
        raise NotImplementedError

    def put(self, value: Any) -> None:
        """Show `value`."""
        raise NotImplementedError

    def problem(self) -> str:
        """What is wrong with the text as typed, "" when it can be read."""
        return ""

    def typed(self) -> str:
        """The text as typed, when it could not be read as a value; kept in drafts. "" otherwise."""
        return ""

    def put_typed(self, text: str) -> None:
        """Show text that could not be read, from a draft."""
