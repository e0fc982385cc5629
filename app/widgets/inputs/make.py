"""Picks the control, or the read-only twin, for a field. An unknown kind is shown as text, never a crash."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from app.core.fields import FieldSpec, Kind, Sensitivity
from app.widgets import theme
from app.widgets.display import shown
from app.widgets.inputs.base import Editor, Surroundings
from app.widgets.inputs.choice import ChoiceEditor, Flow, LinkEditor, ManyEditor, PersonEditor
from app.widgets.inputs.files import FilesEditor, file_row
from app.widgets.inputs.signing import HEADS, SignaturesEditor
from app.widgets.inputs.text import (
    DayEditor,
    FlagEditor,
    LineEditor,
    LongTextEditor,
    money_editor,
    number_editor,
    points_editor,
)
from app.widgets.rows import button, name_control, words

OPEN = "—"
_UNITS = {Kind.MONEY: " 元", Kind.POINTS: " 分"}
_WIDE = frozenset({Kind.LONG_TEXT, Kind.CHOICES, Kind.LINKS, Kind.FILES, Kind.SIGNATURES})
_MAKERS: dict[Kind, Any] = {
    Kind.TEXT: LineEditor,
    Kind.LONG_TEXT: LongTextEditor,
    Kind.NUMBER: number_editor,
    Kind.MONEY: money_editor,
    Kind.POINTS: points_editor,
    Kind.DATE: DayEditor,
    Kind.MOMENT: DayEditor,
    Kind.FLAG: FlagEditor,
    Kind.CHOICE: ChoiceEditor,
    Kind.CHOICES: ManyEditor,
    Kind.LINK: LinkEditor,
    Kind.LINKS: ManyEditor,
    Kind.PERSON: PersonEditor,
    Kind.FILES: FilesEditor,
    Kind.SIGNATURES: SignaturesEditor,
}


def editor_for(spec: FieldSpec, around: Surroundings) -> Editor:
    """The control for `spec`, named for screen readers and tests."""
    made: Editor = _MAKERS.get(spec.kind, LineEditor)(spec, around)
    name_control(made.focus_widget, spec.label, name=spec.name, help=spec.help, required=spec.required)
    return made


def is_wide(spec: FieldSpec) -> bool:
    """Whether the field takes the whole width of the form."""
    return spec.kind in _WIDE


def viewer_for(spec: FieldSpec, value: object, around: Surroundings) -> QWidget:
    """The read-only twin: selectable text, links that open, files that can be viewed, signatures as a table."""
    match spec.kind:
        case Kind.LINK | Kind.LINKS if value and around.open is not None:
            return _links(spec, value if isinstance(value, tuple) else (value,), around)
        case Kind.FILES if isinstance(value, tuple) and value:
            return _files(value, around)
        case Kind.SIGNATURES if isinstance(value, tuple) and value:
            return _signatures(value)
        case _:
            return _text(spec, value, around)


def _text(spec: FieldSpec, value: object, around: Surroundings) -> QLabel:
    text = shown(spec, value, around.names)
    if spec.kind in _UNITS and text:
        text += _UNITS[spec.kind]
    made = words(text or OPEN, "value", wrap=True)
    made.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    made.setIndent(0)
    made.setAccessibleName(f"{spec.label} {text or '未填写'}")
    made.setObjectName(spec.name)
    if spec.kind in (Kind.NUMBER, Kind.MONEY, Kind.POINTS, Kind.DATE, Kind.MOMENT):
        made.setFont(theme.font(tabular=True))
    if spec.sensitivity is Sensitivity.GUARDED:
        made.setProperty("guarded", spec.name)
    return made


def _links(spec: FieldSpec, ids: tuple[Any, ...], around: Surroundings) -> QWidget:
    flow = Flow(gap=2)
    made = QWidget()
    made.setLayout(flow)
    open_record = around.open or (lambda _type, _id: None)
    for id in ids:
        title = around.names.title(str(id))
        go = button(title, partial(open_record, spec.to, str(id)), role="link")
        go.setAccessibleName(f"{spec.label} {title}")
        flow.addWidget(go)
    return made


def _files(refs: tuple[Any, ...], around: Surroundings) -> QWidget:
    made = QFrame()
    box = QVBoxLayout(made)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(0)
    for ref in refs:
        box.addWidget(file_row(ref, around))
    return made


def _signatures(rows: tuple[Any, ...]) -> QWidget:
    made = QWidget()
    grid = QGridLayout(made)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(theme.EDGE)
    for column, head in enumerate(HEADS):
        grid.addWidget(words(head, "label"), 0, column)
    for number, row in enumerate(rows, 1):
        texts = (row.role, row.name, row.on.isoformat() if row.on else OPEN, row.opinion or OPEN)
        for column, text in enumerate(texts):
            grid.addWidget(words(text, wrap=column == 3), number, column)
    grid.setColumnStretch(3, 1)
    return made
