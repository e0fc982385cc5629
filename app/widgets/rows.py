"""One call that gives a control its label, buddy, accessible name, object name, help and problem line.

It must not know any record. Every control a person can touch is made through here or `button()`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QMenu,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.widgets import theme
from app.widgets.icons import icon, icon_size

FAR = 400
"""So many widgets are looked at for one that takes the keyboard."""


class Row(QWidget):
    """Label above, control, then help and the problem, if any."""

    def __init__(
        self, label: str, control: QWidget, *, name: str = "", help: str = "", required: bool = False,
        focus: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self.control = control
        self.focus_on = focus or control
        self.label = words(label, "label")
        self.label.setBuddy(self.focus_on)
        name_control(self.focus_on, label, name=name, help=help, required=required)
        self.help: QLabel | None = None
        self.problem = QLabel()
        self.problem.setWordWrap(True)
        theme.mark(self.problem, role="problem")
        self.problem.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.GRID)
        star = words("*", "problem")
        star.setAccessibleName("必填")
        box.addLayout(
            beside(self.label, star, None, gap=theme.GRID) if required else beside(self.label, None)
        )
        box.addWidget(control)
        if help:
            self.help = QLabel(help)
            self.help.setWordWrap(True)
            theme.mark(self.help, role="muted")
            box.addWidget(self.help)
        box.addWidget(self.problem)
        self.advice = QLabel()
        self.advice.setWordWrap(True)
        theme.mark(self.advice, role="advice")
        self.advice.hide()
        box.addWidget(self.advice)
        box.addStretch(1)

    def show_advice(self, lines: Sequence[str]) -> None:
        """Put things worth a second look beside the control; () takes them away. They stop nothing."""
        self.advice.setText("\n".join(f"△ {line}" for line in lines))
        self.advice.setVisible(bool(lines))

    def show_help(self, text: str) -> None:
        """Change the help below the control; only where there was one from the beginning."""
        if self.help is not None:
            self.help.setText(text)
        self.focus_on.setToolTip(text)

    def show_problem(self, text: str) -> None:
        """Put `text` beside the control with a sign; "" takes it away."""
        self.problem.setText(f"✕ {text}" if text else "")
        self.problem.setVisible(bool(text))
        self.focus_on.setAccessibleDescription(text)
        # A control that was never wrong is left alone: the style sheet takes its time over each.
        if text or self.focus_on.property("wrong"):
            theme.mark(self.focus_on, wrong="yes" if text else "no")


def name_control(
    control: QWidget, label: str, *, name: str = "", help: str = "", required: bool = False
) -> None:
    """Give a control what a screen reader and a test need to find it."""
    control.setAccessibleName(label)
    control.setObjectName(name or label)
    control.setToolTip(help)
    control.setAccessibleDescription("。".join(part for part in ("必填" if required else "", help) if part))


def button(
    text: str, pressed: Callable[[], object], *, icon_name: str = "", role: str = "", hint: str = "", name: str = ""
) -> QPushButton:  # fmt: skip
    """A push button with everything it needs. role: "", main, quiet, link."""
    made = QPushButton(text)
    made.setAccessibleName(text)
    made.setObjectName(name or text)
    made.setAutoDefault(False)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    if role:
        made.setProperty("role", role)
    if icon_name:
        made.setIcon(
            icon(icon_name, "accent_text" if role == "main" else "link" if role == "link" else "muted")
        )
        made.setIconSize(icon_size())
    if hint:
        made.setToolTip(hint)
        made.setAccessibleDescription(hint)
    made.clicked.connect(lambda _checked=False: pressed())
    return made


def barred(made: QPushButton, why: str) -> QPushButton:
    """The same button, switched off with the reason as its hint; unchanged when there is none."""
    if why:
        made.setEnabled(False)
        made.setToolTip(f"为何不能：{why}")
        made.setAccessibleDescription(f"为何不能：{why}")
    return made


def barred_entry(menu: QMenu, made: QAction, why: str) -> None:
    """Switch an entry of a menu off with the reason as its hint; nothing when there is none."""
    if why:
        made.setEnabled(False)
        made.setToolTip(f"为何不能：{why}")
        menu.setToolTipsVisible(True)


def tool(
    text: str, icon_name: str, pressed: Callable[[], object] | None = None, *, name: str = ""
) -> QToolButton:
    """A small button that shows only its icon; `text` is its tooltip and accessible name."""
    made = QToolButton()
    made.setIcon(icon(icon_name))
    made.setIconSize(icon_size())
    made.setToolTip(text)
    made.setAccessibleName(text)
    made.setObjectName(name or text)
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    if pressed is not None:
        made.clicked.connect(lambda _checked=False: pressed())
    return made


def words(text: str, role: str = "", *, wrap: bool = False) -> QLabel:
    """A piece of plain text in one of the roles of the theme."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if role:
        made.setProperty("role", role)
    return made


def hairline(*, upright: bool = False) -> QFrame:
    """A line of one pixel."""
    made = QFrame()
    made.setProperty("role", "vline" if upright else "hairline")
    return made


def beside(*parts: QWidget | None, gap: int = theme.GAP) -> QHBoxLayout:
    """Widgets in a row; None is the place that stretches."""
    box = QHBoxLayout()
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(gap)
    for part in parts:
        if part is None:
            box.addStretch(1)
        else:
            box.addWidget(part)
    return box


def holder(layout: QLayout, role: str = "") -> QFrame:
    """A frame around a layout."""
    made = QFrame()
    if role:
        made.setProperty("role", role)
    made.setLayout(layout)
    made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
    return made


def focus_before(widget: QWidget) -> QWidget:
    """The nearest widget before `widget` in the order of Tab that takes the keyboard; itself when none does."""
    before = widget.previousInFocusChain()
    for _ in range(FAR):
        if before is None or before is widget:
            break
        if before.focusPolicy() & Qt.FocusPolicy.TabFocus:
            return before
        before = before.previousInFocusChain()
    return widget


def clear_layout(layout: QLayout) -> None:
    """Take everything out of a layout and let it go."""
    while layout.count():
        item = layout.itemAt(0)
        widget = item.widget() if item is not None else None
        if widget is not None:
            layout.removeWidget(widget)
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()
            continue
        taken = layout.takeAt(0)
        if taken is not None and (inner := taken.layout()) is not None:
            clear_layout(inner)
            inner.deleteLater()
