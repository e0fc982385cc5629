"""The filter of a list as values and as text, and the popup in which one is made. It must not run a query."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from app.core.fields import FieldSpec, Kind
from app.core.records import META_LABELS, RecordType
from app.widgets.dialogs import Sheet
from app.widgets.display import Names, shown
from app.widgets.inputs.base import Editor, Surroundings
from app.widgets.inputs.make import editor_for
from app.widgets.rows import Row
from db.query import Filter, Op
from db.rows import from_wire, to_wire

WORDS = {
    Op.EQ: "等于", Op.NE: "不等于", Op.CONTAINS: "包含", Op.GE: "不小于", Op.LE: "不大于", Op.IN: "是其中之一",
    Op.EMPTY: "未填写", Op.FILLED: "已填写",
}  # fmt: skip
DAY_WORDS = {Op.GE: "不早于", Op.LE: "不晚于", Op.EQ: "就在"}
BARE = (Op.EMPTY, Op.FILLED)
NAMED = 3
"""How many values a chip names before it counts the rest."""
STATE = FieldSpec("state", META_LABELS["state"], Kind.CHOICE)


def ops_for(spec: FieldSpec) -> tuple[Op, ...]:
    """The comparisons that make sense for a field."""
    match spec.kind:
        case Kind.TEXT | Kind.LONG_TEXT | Kind.PERSON:
            return (Op.CONTAINS, Op.EQ, Op.EMPTY, Op.FILLED)
        case Kind.NUMBER | Kind.MONEY | Kind.POINTS | Kind.DATE | Kind.MOMENT:
            return (Op.GE, Op.LE, Op.EQ, Op.EMPTY, Op.FILLED)
        case Kind.FLAG:
            return (Op.EQ,)
        case Kind.CHOICES | Kind.LINKS:
            return (Op.CONTAINS, Op.EMPTY, Op.FILLED)
        case Kind.FILES | Kind.SIGNATURES:
            return (Op.EMPTY, Op.FILLED)
        case _:
            return (Op.EQ, Op.NE, Op.EMPTY, Op.FILLED)


def filter_fields(kind: RecordType) -> tuple[FieldSpec, ...]:
    """What a list of `kind` can be filtered by."""
    state = (STATE,) if kind.lifecycle.transitions else ()
    return (*state, *(spec for spec in kind.fields if not spec.inner))


def spec_of(kind: RecordType, name: str) -> FieldSpec | None:
    """The field behind a filter; None when the type has it no more."""
    return next((spec for spec in filter_fields(kind) if spec.name == name), None)


def filter_text(kind: RecordType, held: Filter, names: Names) -> str:
    """The filter in words, for its chip."""
    spec = spec_of(kind, held.field)
    label = spec.label if spec else META_LABELS.get(held.field, held.field)
    if held.field == "id":
        return f"选出的 {len(held.value) if isinstance(held.value, tuple) else 1} 条"
    if held.op in BARE:
        return f"{label} {WORDS[held.op]}"
    if held.field == "state":
        values = held.value if isinstance(held.value, tuple) else (held.value,)
        text = "、".join(kind.lifecycle.state(str(value)).label for value in values)
    elif spec is not None:
        values = held.value if isinstance(held.value, tuple) else (held.value,)
        text = "、".join(shown(_single(spec), value, names) for value in values[:NAMED])
        if len(values) > NAMED:
            text += f" 等 {len(values)} 项"
    else:
        text = str(held.value)
    words = DAY_WORDS if spec is not None and spec.kind in (Kind.DATE, Kind.MOMENT) else WORDS
    joined = "：" if held.op in (Op.EQ, Op.IN) else f" {words.get(held.op, WORDS[held.op])} "
    return f"{label}{joined}{text}"


def linked_ids(kind: RecordType, filters: Sequence[Filter]) -> tuple[tuple[str, str], ...]:
    """(type name, id) of every linked record that the filters name and their chips will."""
    found: list[tuple[str, str]] = []
    for held in filters:
        spec = spec_of(kind, held.field)
        if spec is not None and spec.to and held.value:
            values = held.value if isinstance(held.value, tuple) else (held.value,)
            found.extend((spec.to, str(value)) for value in values[:NAMED])
    return tuple(found)


def _single(spec: FieldSpec) -> FieldSpec:
    """The same field as one value, for the many-valued kinds."""
    return replace(spec, kind={Kind.CHOICES: Kind.CHOICE, Kind.LINKS: Kind.LINK}.get(spec.kind, spec.kind))


def pack_filters(kind: RecordType, filters: Sequence[Filter]) -> list[list[Any]]:
    """Filters as plain JSON values, for the saved ones."""
    found = []
    for held in filters:
        spec = spec_of(kind, held.field)
        value: Any = held.value
        if isinstance(value, (date, datetime)) and spec is not None:
            value = to_wire(spec.kind, value)
        elif isinstance(value, tuple):
            value = list(value)
        found.append([held.field, held.op.value, value])
    return found


def unpack_filters(kind: RecordType, packed: Sequence[Sequence[Any]]) -> tuple[Filter, ...]:
    """Saved filters again; those of fields that are no more are left out."""
    found = []
    for name, op, value in packed:
        spec = spec_of(kind, name)
        if spec is None:
            continue
        if isinstance(value, list):
            value = tuple(value)
        elif spec.kind in (Kind.DATE, Kind.MOMENT, Kind.FLAG):
            value = from_wire(spec.kind, value)
        found.append(Filter(name, Op(op), value))
    return tuple(found)


def read_saved(kind: RecordType, text: str) -> dict[str, tuple[Filter, ...]]:
    """Saved filters by name; what cannot be read is left out."""
    try:
        return {str(name): unpack_filters(kind, packed) for name, packed in json.loads(text or "{}").items()}
    except (ValueError, AttributeError, TypeError):
        return {}


def write_saved(kind: RecordType, saved: dict[str, tuple[Filter, ...]]) -> str:
    """Saved filters as text for a setting."""
    return json.dumps({name: pack_filters(kind, held) for name, held in saved.items()}, ensure_ascii=False)


class FilterSheet(Sheet):
    """Field, comparison, value: one filter."""

    asks = False

    def __init__(
        self, parent: QWidget, kind: RecordType, around: Surroundings, then: Callable[[Filter], object]
    ) -> None:
        super().__init__(parent, "添加筛选条件", sign="filter")
        self._kind = kind
        self._around = around
        self._then = then
        self._specs = filter_fields(kind)
        self._editor: Editor | QComboBox | None = None
        self._field = QComboBox()
        self._field.setMaxVisibleItems(16)
        for spec in self._specs:
            self._field.addItem(spec.label, spec.name)
        self._op = QComboBox()
        self._place = QVBoxLayout()
        self._value_row: Row | None = None
        self.body.addWidget(Row("按哪一项", self._field))
        self.body.addWidget(Row("怎么比", self._op))
        self.body.addLayout(self._place)
        self._field.currentIndexChanged.connect(self._on_field)
        self._op.currentIndexChanged.connect(self._on_op)
        self.foot("取消", self.reject)
        self.foot("筛选", self._on_done, main=True)
        self._on_field(0)

    def choose_field(self, name: str) -> None:
        """Begin with this field."""
        self._field.setCurrentIndex(max(0, self._field.findData(name)))

    def _spec(self) -> FieldSpec:
        return self._specs[self._field.currentIndex()]

    def _on_field(self, _place: int) -> None:
        spec = self._spec()
        day = spec.kind in (Kind.DATE, Kind.MOMENT)
        self._op.blockSignals(True)
        self._op.clear()
        for op in ops_for(spec):
            self._op.addItem(DAY_WORDS.get(op, WORDS[op]) if day else WORDS[op], op)
        self._op.blockSignals(False)
        if self._value_row is not None:
            self._value_row.hide()
            self._value_row.setParent(None)
            self._value_row.deleteLater()
        if spec is STATE:
            box = QComboBox()
            for state in self._kind.lifecycle.states:
                box.addItem(state.label, state.code)
            self._editor = box
            self._value_row = Row("值", box)
        else:
            editor = editor_for(_single(spec), self._around)
            self._editor = editor
            self._value_row = Row("值", editor, focus=editor.focus_widget)
        self._place.addWidget(self._value_row)
        self._on_op(0)

    def _on_op(self, _place: int) -> None:
        if self._value_row is not None:
            self._value_row.setVisible(self._op.currentData() not in BARE)

    def _on_done(self) -> None:
        spec, op = self._spec(), Op(self._op.currentData())
        value: Any = None
        if op not in BARE:
            if isinstance(self._editor, QComboBox):
                value = self._editor.currentData()
            elif self._editor is not None:
                problem = self._editor.problem()
                value = self._editor.value()
                if (problem or spec.is_empty(value)) and self._value_row is not None:
                    self._value_row.show_problem(problem or "请填写要比较的值")
                    return
        self.accept()
        self._then(Filter(spec.name, op, value))
