"""Every page by keyboard, by name, and at small sizes: nothing unnamed, nothing cut."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTableView,
    QToolButton,
    QTreeWidget,
    QWidget,
)

from app.areas.fieldwork.model import TYPES as FIELDWORK
from app.areas.libraries.model import TYPES as LIBRARIES
from app.areas.preparation.model import TYPES as PREPARATION
from app.areas.workpapers.model import TYPES as WORKPAPERS
from app.widgets import theme
from tests.ui.desks import Opened, key

# Page after page is built here on purpose; stalls of one page at work are watched in test_form, test_list and the areas' tests.
pytestmark = pytest.mark.allow_stall

KINDS = [cls.TYPE.name for cls in (*PREPARATION, *FIELDWORK, *WORKPAPERS, *LIBRARIES)]
CONTROLS = (QAbstractButton, QLineEdit, QPlainTextEdit, QComboBox, QTableView, QTreeWidget)


def _unnamed(page: QWidget) -> list[str]:
    found = []
    for kind in CONTROLS:
        for widget in page.findChildren(kind):
            inside = isinstance(widget.parentWidget(), QLineEdit | QComboBox | QTableView) or (
                widget.objectName().startswith("qt_")
            )
            if (
                widget.isVisible()
                and not inside
                and not (widget.accessibleName() or getattr(widget, "text", str)())
            ):
                found.append(f"{type(widget).__name__} in {type(widget.parentWidget()).__name__}")
    return found


def _cut(page: QWidget) -> list[str]:
    """Labels and buttons that get less room than their text needs."""
    found = []
    for widget in [*page.findChildren(QLabel), *page.findChildren(QAbstractButton)]:
        text = widget.text()
        if not widget.isVisible() or not text or isinstance(widget.parentWidget(), QLineEdit):
            continue
        wraps = isinstance(widget, QLabel) and widget.wordWrap()
        need = widget.minimumSizeHint() if isinstance(widget, QToolButton) else widget.sizeHint()
        if not wraps and widget.width() + 1 < need.width():
            found.append(f"{text[:20]} is {widget.width()} wide, needs {need.width()}")
        if wraps and widget.height() + 1 < widget.heightForWidth(widget.width()):
            found.append(
                f"{text[:20]} is {widget.height()} high, needs {widget.heightForWidth(widget.width())}"
            )
        if not wraps and widget.height() + 1 < need.height() - 6:
            found.append(f"{text[:20]} is {widget.height()} high, needs {need.height()}")
    return found


def _every_page(desk: Opened) -> list[str]:
    wrong: list[str] = []
    for code in ("home", "help"):
        desk.window.open_page(code)
        desk.settle()
        wrong += [f"{code}: {text}" for text in (*_unnamed(desk.window), *_cut(desk.window))]
    for name in KINDS:
        desk.window.open_page(f"list:{name}")
        desk.settle()
        wrong += [f"list {name}: {text}" for text in (*_unnamed(desk.window), *_cut(desk.window))]
        desk.window.new_record(name, {})
        desk.settle()
        wrong += [f"form {name}: {text}" for text in (*_unnamed(desk.window), *_cut(desk.window))]
        desk.window.back()
        desk.settle()
    return wrong


def test_nothing_is_unnamed_or_cut_at_1366_by_768(desk: Opened) -> None:
    assert _every_page(desk) == []


@pytest.mark.slow
def test_nothing_is_unnamed_or_cut_at_150_per_cent(desk_on: Callable[..., Opened]) -> None:
    theme.set_type_scale(1.5)
    assert _every_page(desk_on(size=(1366, 768))) == []


def test_tab_reaches_every_field_of_a_form_and_nothing_twice(desk: Opened) -> None:
    desk.window.new_record("petition", {})
    desk.settle()
    wanted = {
        w.objectName()
        for w in (*desk.form.findChildren(QLineEdit), *desk.form.findChildren(QPlainTextEdit))
        if w.isVisible() and w.isEnabled() and not w.objectName().startswith("qt_")
    }
    seen: list[str] = []
    for _ in range(150):
        focus = QApplication.focusWidget()
        assert focus is not None
        seen.append(focus.objectName())
        if wanted <= set(seen):
            break
        key(desk.window, Qt.Key.Key_Tab)
    assert wanted <= set(seen), sorted(wanted - set(seen))
    fields = [name for name in seen if name in wanted]
    assert len(fields) == len(set(fields))


def test_the_window_can_be_walked_without_a_mouse(desk: Opened) -> None:
    tree = desk.window.navigator.tree
    tree.setFocus()
    for keys in (Qt.Key.Key_Down, Qt.Key.Key_Return):
        key(desk.window, keys)
    desk.settle()
    assert desk.window.page.title == "轮次"
    key(desk.window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    desk.settle()
    assert desk.form.kind.name == "round"
    key(desk.window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    desk.settle()
    assert "需要改正" in "".join(label.text() for label in desk.form.findChildren(QLabel))
    key(desk.window, Qt.Key.Key_Escape)
    desk.settle()
    key(desk.window, Qt.Key.Key_F1)
    desk.settle()
    assert desk.window.page.title == "帮助"


def test_window_titles_carry_no_case_text(desk: Opened) -> None:
    desk.window.new_record("unit", {"name": "中共青山县水务局党组"})
    desk.settle()
    for window in QApplication.topLevelWidgets():
        assert "水务" not in window.windowTitle()
