"""The control for signature rows: role, name, day, opinion. It must not sign for anybody: a step of the lifecycle does."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from app.core.fields import FieldSpec, Signature
from app.widgets import parse, theme
from app.widgets.inputs.base import Editor, Surroundings
from app.widgets.rows import button, clear_layout, focus_before, tool, words

HEADS = ("角色", "姓名", "日期", "意见")


class SignaturesEditor(Editor):
    """A grid of rows; roles that the declaration names are offered as empty rows."""

    def __init__(self, spec: FieldSpec, around: Surroundings) -> None:
        super().__init__(spec, around)
        self._rows: list[tuple[QLineEdit, QLineEdit, QLineEdit, QLineEdit]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.GRID)
        for column, stretch in enumerate((2, 2, 2, 5, 0)):
            self._grid.setColumnStretch(column, stretch)
        self._add = button("添加一行", self._on_add, icon_name="plus", role="quiet")
        self._draw([Signature(role, "") for role in spec.roles])

    @property
    def focus_widget(self) -> QWidget:
        """The whole grid; the keyboard goes to its first line."""
        return self

    @property
    def wide(self) -> bool:
        """Four columns need room."""
        return True

    def value(self) -> Any:
        """Rows that have a name, a day or an opinion."""
        found = []
        for role, name, on, opinion in self._rows:
            made = Signature(
                role.text().strip(), name.text().strip(), parse.day(on.text())[0], opinion.text().strip()
            )
            if made.name or made.on or made.opinion:
                found.append(made)
        return tuple(found)

    def put(self, value: Any) -> None:
        """Show the rows, and an empty one for each declared role that has none."""
        held = list(value or ())
        missing = [Signature(role, "") for role in self.spec.roles if role not in {s.role for s in held}]
        self._draw([*held, *missing])

    def problem(self) -> str:
        """A day that cannot be read."""
        return next((p for row in self._rows if (p := parse.day(row[2].text())[1])), "")

    def _on_add(self) -> None:
        rows = [
            Signature(role.text(), name.text(), parse.day(on.text())[0], opinion.text())
            for role, name, on, opinion in self._rows
        ]
        self._draw([*rows, Signature("", "")])
        self._rows[-1][0].setFocus()

    def _order(self, before: QWidget) -> None:
        """Tab goes through the rows where they stand; lines made later would come after everything else."""
        for row in range(1, self._grid.rowCount()):
            for column in range(self._grid.columnCount()):
                item = self._grid.itemAtPosition(row, column)
                part = item.widget() if item is not None else None
                if part is not None and before.window() is part.window() and part is not before:
                    self.setTabOrder(before, part)
                    before = part

    def _draw(self, rows: list[Signature]) -> None:
        after = focus_before(self)
        self._grid.removeWidget(self._add)
        self._add.setParent(None)
        clear_layout(self._grid)
        self._rows = []
        for column, head in enumerate(HEADS):
            self._grid.addWidget(words(head, "label"), 0, column)
        for number, row in enumerate(rows, 1):
            texts = (row.role, row.name, row.on.isoformat() if row.on else "", row.opinion)
            lines = tuple(self._line(text, head, number) for text, head in zip(texts, HEADS, strict=True))
            for column, line in enumerate(lines):
                self._grid.addWidget(line, number, column)
            self._grid.addWidget(tool(f"移去第 {number} 行", "x", partial(self._remove, number)), number, 4)
            self._rows.append((lines[0], lines[1], lines[2], lines[3]))
        self._grid.addWidget(self._add, len(rows) + 1, 0, 1, 2)
        self._order(after)
        self.setFocusProxy(self._rows[0][0] if self._rows else self._add)

    def _line(self, text: str, head: str, number: int) -> QLineEdit:
        made = QLineEdit(text)
        made.setAccessibleName(f"{self.spec.label} 第 {number} 行 {head}")
        made.setObjectName(f"{self.spec.name}.{number}.{head}")
        if head == "日期":
            made.setPlaceholderText("2026-03-15")
        made.textEdited.connect(lambda _text: self.changed.emit())
        return made

    def _remove(self, number: int) -> None:
        kept = [
            Signature(role.text(), name.text(), parse.day(on.text())[0], opinion.text())
            for index, (role, name, on, opinion) in enumerate(self._rows, 1)
            if index != number
        ]
        self._draw(kept)
        self.changed.emit()
