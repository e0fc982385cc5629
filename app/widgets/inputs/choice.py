"""Controls for one or several codes, one or several links, and a person's name. They must not fetch by themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QCheckBox, QLayout, QLayoutItem, QToolButton, QVBoxLayout, QWidget

from app.core.fields import FieldSpec, Kind
from app.widgets import theme
from app.widgets.icons import icon, icon_size
from app.widgets.inputs.base import Editor, Option, Surroundings
from app.widgets.inputs.pick import PickLine, matching
from app.widgets.rows import beside, clear_layout, focus_before, tool

FEW = 8
LEAST_WIDTH = 120
CHIP_WIDTH = 360


class Flow(QLayout):
    """Puts widgets side by side and begins a new line when the width is used up."""

    def __init__(self, gap: int = theme.GRID) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        """Take an item."""
        self._items.append(item)
        self.invalidate()

    def count(self) -> int:
        """How many items."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """The item there."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # type: ignore[override]  # Qt returns null past the end
        """Give the item back."""
        if not 0 <= index < len(self._items):
            return None
        self.invalidate()
        return self._items.pop(index)

    def hasHeightForWidth(self) -> bool:
        """The height depends on the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """How high all lines are at `width`."""
        return self._place(QRect(0, 0, width, 0), moving=False)

    def setGeometry(self, rect: QRect) -> None:
        """Place the items."""
        super().setGeometry(rect)
        self._place(rect, moving=True)

    def sizeHint(self) -> QSize:
        """As small as may be."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        """One line; a wide item gives way, so that no line is wider than its form."""
        size = QSize()
        for item in self._shown():
            size = size.expandedTo(item.sizeHint())
        return QSize(min(size.width(), theme.scaled(LEAST_WIDTH)), size.height())

    def _place(self, rect: QRect, *, moving: bool) -> int:
        x, y, line = rect.x(), rect.y(), 0
        for item in self._shown():
            hint = item.sizeHint()
            hint.setWidth(min(hint.width(), max(rect.width(), theme.scaled(LEAST_WIDTH))))
            if x > rect.x() and x + hint.width() > rect.right() + 1:
                x, y, line = rect.x(), y + line + self._gap, 0
            if moving:
                item.setGeometry(QRect(QPoint(x, y), hint))
            x += hint.width() + self._gap * 2
            line = max(line, hint.height())
        return y + line - rect.y()

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]


def code_options(spec: FieldSpec, around: Surroundings, *, keep: tuple[str, ...] = ()) -> tuple[Option, ...]:
    """The lines of the field's code list that are switched on, and those in `keep`."""
    return tuple(
        Option(line.code, line.label)
        for line in around.names.codes.get(spec.codes, ())
        if line.active or line.code in keep
    )


class ChoiceEditor(Editor):
    """One code of a list."""

    def __init__(self, spec: FieldSpec, around: Surroundings) -> None:
        super().__init__(spec, around)
        self._options = code_options(spec, around)
        self.line = PickLine(lambda text, then: then(matching(self._options, text)), hint="请选择")
        self.setLayout(beside(self.line))
        self.line.picked.connect(lambda _option: self.changed.emit())
        self.line.cleared.connect(self.changed)

    @property
    def focus_widget(self) -> QWidget:
        """The line."""
        return self.line

    def value(self) -> Any:
        """The code held."""
        return self.line.held.key if self.line.held else ""

    def put(self, value: Any) -> None:
        """Show the label of the code."""
        self._options = code_options(self.spec, self.around, keep=(value,))
        label = self.around.names.code(self.spec.codes, value)
        self.line.hold(Option(value, label) if value else None)


class LinkEditor(Editor):
    """One linked record, found by its words; it can be opened or made from here."""

    def __init__(self, spec: FieldSpec, around: Surroundings) -> None:
        super().__init__(spec, around)
        self.line = PickLine(self._ask)
        self._go = tool("打开所选", "external-link", self._on_go)
        self._go.setEnabled(False)
        self.setLayout(beside(self.line, self._go, gap=theme.GRID))
        if around.open is None:
            self._go.hide()
        self.line.picked.connect(lambda _option: self._on_change())
        self.line.cleared.connect(self._on_change)

    @property
    def focus_widget(self) -> QWidget:
        """The line."""
        return self.line

    def value(self) -> Any:
        """The id held."""
        return self.line.held.key if self.line.held else ""

    def put(self, value: Any) -> None:
        """Show the title of the record."""
        self.line.hold(Option(value, self.around.names.title(value)) if value else None)
        self._go.setEnabled(bool(value))

    def _ask(self, text: str, then: Callable[[tuple[Option, ...]], None]) -> None:
        if self.around.look is not None:
            self.around.look(self.spec.to, text, then)

    def _on_change(self) -> None:
        self._go.setEnabled(bool(self.value()))
        self.changed.emit()

    def _on_go(self) -> None:
        if self.around.open is not None and self.value():
            self.around.open(self.spec.to, self.value())


class PersonEditor(Editor):
    """A name, free, with names used before offered by pinyin initials."""

    def __init__(self, spec: FieldSpec, around: Surroundings) -> None:
        super().__init__(spec, around)
        self.line = PickLine(self._ask, free=True, hint="姓名，或拼音首字母")
        self.setLayout(beside(self.line))
        self.line.textEdited.connect(lambda _text: self.changed.emit())
        self.line.picked.connect(lambda _option: self.changed.emit())

    @property
    def focus_widget(self) -> QWidget:
        """The line."""
        return self.line

    def value(self) -> Any:
        """The name as written."""
        return self.line.text().strip()

    def put(self, value: Any) -> None:
        """Show the name."""
        self.line.setText(value or "")

    def _ask(self, text: str, then: Callable[[tuple[Option, ...]], None]) -> None:
        if self.around.people is not None:
            self.around.people(text, then)


class ManyEditor(Editor):
    """Several codes or several linked records: chips that can be taken away, and a line to add more.

    A short code list is shown whole, as boxes to tick.
    """

    def __init__(self, spec: FieldSpec, around: Surroundings) -> None:
        super().__init__(spec, around)
        self._keys: list[str] = []
        self._labels: dict[str, str] = {}
        self._options = code_options(spec, around) if spec.kind is Kind.CHOICES else ()
        self._boxes: dict[str, QCheckBox] = {}
        self.line = PickLine(self._ask, hint="输入以添加")
        self.line.picked.connect(self._on_picked)
        self._chips = Flow()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.GRID)
        if 0 < len(self._options) <= FEW:
            self.line.hide()
            for option in self._options:
                self._add_box(option)
            self.setFocusProxy(next(iter(self._boxes.values())))
        box.addLayout(self._chips)
        box.addWidget(self.line)

    @property
    def focus_widget(self) -> QWidget:
        """The line; with boxes the whole, whose keyboard goes to the first box."""
        return self if self._boxes else self.line

    @property
    def wide(self) -> bool:
        """Many values need room."""
        return True

    def value(self) -> Any:
        """The keys in the order in which they were chosen."""
        return tuple(self._keys)

    def put(self, value: Any) -> None:
        """Show the keys."""
        self._keys = list(value or ())
        names = self.around.names
        for key in self._keys:
            self._labels[key] = (
                names.code(self.spec.codes, key) if self.spec.kind is Kind.CHOICES else names.title(key)
            )
        if self._boxes:
            for key in self._keys:
                if key not in self._boxes:
                    self._add_box(Option(key, self._labels[key]))
            for key, box in self._boxes.items():
                box.setChecked(key in self._keys)
        else:
            self._draw()

    def _ask(self, text: str, then: Callable[[tuple[Option, ...]], None]) -> None:
        def offer(options: tuple[Option, ...]) -> None:
            then(tuple(option for option in options if option.key not in self._keys))

        if self.spec.kind is Kind.CHOICES:
            offer(matching(self._options, text))
        elif self.around.look is not None:
            self.around.look(self.spec.to, text, offer)

    def _on_picked(self, option: Option) -> None:
        self.line.hold(None)
        if option.key not in self._keys:
            self._keys.append(option.key)
            self._labels[option.key] = option.label
            self._draw()
            self.changed.emit()

    def _add_box(self, option: Option) -> None:
        box = QCheckBox(option.label)
        box.setAccessibleName(f"{self.spec.label} {option.label}")
        box.setObjectName(f"{self.spec.name}.{option.key}")
        box.clicked.connect(lambda on=False, key=option.key: self._on_ticked(key, on))
        self._boxes[option.key] = box
        self._chips.addWidget(box)

    def _on_ticked(self, key: str, on: bool) -> None:
        if on and key not in self._keys:
            self._keys.append(key)
        elif not on and key in self._keys:
            self._keys.remove(key)
        self.changed.emit()

    def _draw(self) -> None:
        clear_layout(self._chips)
        before = focus_before(self.line)
        for key in self._keys:
            chip = self._chip(key)
            self._chips.addWidget(chip)
            if before.window() is self.window():
                self.setTabOrder(before, chip)
            before = chip
        if self._keys:
            self.setTabOrder(before, self.line)
        self.updateGeometry()

    def _chip(self, key: str) -> QToolButton:
        chip = QToolButton()
        chip.setProperty("role", "chip")
        text = self._labels.get(key, key)
        room = theme.scaled(CHIP_WIDTH)
        chip.setText(chip.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room))
        chip.setToolTip(text if chip.text() != text else "")
        chip.setIcon(icon("x", "ink_text"))
        chip.setIconSize(icon_size())
        chip.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        chip.setAccessibleName(f"移去 {text}")
        chip.setObjectName(f"{self.spec.name}.{key}")
        chip.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        chip.clicked.connect(lambda _on=False: self._on_removed(key))
        return chip

    def _on_removed(self, key: str) -> None:
        self._keys.remove(key)
        self._draw()
        self.changed.emit()
