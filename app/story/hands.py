"""A person at the desk: finds by visible text, presses, types Chinese as an input method does, waits, takes screenshots.

It must not reach into private attributes; what it cannot find by text, a user could not find either.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QElapsedTimer, QEventLoop, QModelIndex, QPoint, Qt
from PySide6.QtGui import QAction, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTextEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from app.story.touch import commit, focus, items, plain, says

W = TypeVar("W", bound=QWidget)
PATIENCE = 40.0
"""Seconds to wait for anything before the story fails."""
TOOLTIP = Qt.WindowType.ToolTip
TYPED = (QLineEdit, QPlainTextEdit, QTextEdit)


class Lost(AssertionError):
    """The story did not find what it looked for; the message says what was there instead."""


class Hands:
    """Works on the topmost window. shots: folder for screenshots."""

    def __init__(self, shots: Path) -> None:
        self._shots = shots
        self._count = 0
        shots.mkdir(parents=True, exist_ok=True)

    # Looking

    @property
    def top(self) -> QWidget:
        """The window that would get the keys: a menu, else the newest dialog, else the main window."""
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        if (popup := app.activePopupWidget()) is not None:
            return popup
        if (modal := app.activeModalWidget()) is not None:
            return modal
        shown = [w for w in app.topLevelWidgets() if w.isVisible() and w.windowType() != TOOLTIP]
        dialogs = [w for w in shown if isinstance(w, QDialog)]
        if dialogs:
            return dialogs[-1]
        if not shown:
            raise Lost("没有打开的窗口")
        return shown[-1]

    def wait(self, what: str, ready: Callable[[], object], seconds: float = PATIENCE) -> None:
        """Let the program work until `ready()`; Lost after `seconds`."""
        clock = QElapsedTimer()
        clock.start()
        while not ready():
            if clock.elapsed() > seconds * 1000:
                self.shot("失败")
                raise Lost(f"等不到：{what}。屏幕上有：{self.words()[:1500]}")
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)
            time.sleep(0.005)

    def settle(self, milliseconds: int = 120) -> None:
        """Let what was begun come to rest."""
        clock = QElapsedTimer()
        clock.start()
        while clock.elapsed() < milliseconds:
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
            time.sleep(0.002)

    def words(self) -> str:
        """Every text shown in the topmost window, one a line."""
        labels = [w.text() for w in self._shown(QLabel)] + [b.text() for b in self._shown(QAbstractButton)]
        return "\n".join(text for text in labels if text)

    def sees(self, text: str) -> bool:
        """Whether a shown text holds `text`."""
        return text in self.words()

    def wait_for(self, text: str, seconds: float = PATIENCE) -> None:
        """Wait until `text` is shown."""
        self.wait(f"“{text}”", lambda: self.sees(text), seconds)

    def shot(self, name: str) -> Path:
        """A picture of the topmost window and, when that is a dialog, of the window below it."""
        self.settle()
        self._count += 1
        path = self._shots / f"{self._count:02}-{name}.png"
        window = self.top
        below = window.parentWidget() if isinstance(window, QDialog) else None
        owner = below.window() if below is not None else None
        if owner is not None:
            picture = owner.grab()
            spot = owner.mapFromGlobal(window.mapToGlobal(window.rect().topLeft()))
            painter = QPainter(picture)
            painter.setOpacity(0.35)
            painter.fillRect(picture.rect(), Qt.GlobalColor.black)
            painter.setOpacity(1)
            painter.drawPixmap(spot, window.grab())
            painter.end()
            picture.save(str(path))
        else:
            window.grab().save(str(path))
        return path

    # Doing

    def press(self, text: str) -> None:
        """Press the one button or menu entry that shows `text`, once it is there and enabled."""
        found: list[QAbstractButton | QAction] = []

        def ready() -> bool:
            found[:] = self._pressable(text)
            return len(found) == 1

        self.wait(f"按钮“{text}”", ready)
        target = found[0]
        if isinstance(target, QAction):
            target.trigger()
        else:
            QTest.mouseClick(target, Qt.MouseButton.LeftButton)
        self.settle()

    def open_menu(self, button: str, entry: str) -> None:
        """Press a button that opens a menu, and choose an entry of it."""
        found: list[QAbstractButton] = []

        def ready() -> bool:
            found[:] = [b for b in self._shown(QAbstractButton) if says(b, button) and b.isEnabled()]
            return len(found) == 1

        self.wait(f"菜单“{button}”", ready)
        menu = getattr(found[0], "menu", lambda: None)()
        if isinstance(menu, QMenu):
            menu.aboutToShow.emit()
            self.settle()
            actions = [a for a in menu.actions() if plain(a.text()) == plain(entry) and a.isEnabled()]
            if len(actions) != 1:
                raise Lost(f"菜单“{button}”里没有“{entry}”：{[a.text() for a in menu.actions()]}")
            actions[0].trigger()
            self.settle()
            return
        QTest.mouseClick(found[0], Qt.MouseButton.LeftButton)
        self.press(entry)

    def go(self, entry: str, under: str = "") -> None:
        """Choose an entry of the navigation."""
        found: list[tuple[QTreeWidget, QTreeWidgetItem]] = []

        def ready() -> bool:
            found[:] = [
                (tree, item)
                for tree in self._shown(QTreeWidget)
                for item in items(tree)
                if item.text(0) == entry and (not under or (item.parent() and item.parent().text(0) == under))
            ]
            return bool(found)

        self.wait(f"导航“{entry}”", ready)
        tree, item = found[0]
        if item.parent() is not None:
            item.parent().setExpanded(True)
        tree.scrollToItem(item)
        self.settle(40)
        QTest.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=tree.visualItemRect(item).center())
        self.settle()

    def go_to(self, *way: str) -> None:
        """Choose an entry of the navigation: area and entry, or area, group and the entry on the group's page."""
        self.go(way[1], way[0])
        if len(way) > 2:
            self.wait_for(way[2])
            self.press(way[2])

    def field(self, label: str) -> QWidget:
        """The one control that is called `label`."""
        found: list[QWidget] = []

        def ready() -> bool:
            found[:] = [
                w
                for w in self._shown(QWidget)
                if w.accessibleName() == label
                and w.focusPolicy() != Qt.FocusPolicy.NoFocus
                and isinstance(w, (*TYPED, QAbstractSpinBox, QComboBox, QCheckBox, QAbstractItemView))
            ]
            return len(found) == 1

        self.wait(f"栏目“{label}”（找到 {len(found)} 个）", ready)
        return found[0]

    def has_field(self, label: str) -> bool:
        """Whether a control called `label` is shown."""
        return any(w.accessibleName() == label for w in self._shown(QWidget) if isinstance(w, TYPED))

    def write(self, label: str, text: str) -> None:
        """Type over what stands in a text field."""
        widget = self.field(label)
        focus(widget)
        if isinstance(widget, QAbstractSpinBox):
            widget.selectAll()
            QTest.keyClicks(widget, text)
            QTest.keyClick(widget, Qt.Key.Key_Tab)
        else:
            if isinstance(widget, TYPED):
                widget.selectAll()
            commit(widget, text)
        self.settle(30)

    def choose(self, label: str, text: str) -> None:
        """Pick a line of a choice, a link or a list that opens below a field, by what it says."""
        widget = self.field(label)
        if isinstance(widget, QComboBox):
            place = widget.findText(text, Qt.MatchFlag.MatchContains)
            if place < 0:
                raise Lost(f"“{label}”里没有“{text}”：{[widget.itemText(n) for n in range(widget.count())]}")
            widget.setCurrentIndex(place)
            widget.activated.emit(place)
            self.settle(30)
            return
        assert isinstance(widget, QLineEdit)
        focus(widget)
        widget.selectAll()
        commit(widget, text)
        chosen: list[tuple[QAbstractItemView, QModelIndex]] = []

        def ready() -> bool:
            popup = QApplication.activePopupWidget()
            if not isinstance(popup, QAbstractItemView) or not popup.isVisible():
                return False
            model = popup.model()
            lines = [model.index(row, 0) for row in range(model.rowCount())]
            exact = [line for line in lines if str(line.data()) == text]
            chosen[:] = [(popup, line) for line in exact or lines if text in str(line.data())]
            return bool(chosen)

        self.wait(f"“{label}”里的“{text}”", ready)
        popup, line = chosen[0]
        popup.setCurrentIndex(line)
        QTest.keyClick(popup, Qt.Key.Key_Return)
        self.settle(60)

    def tick(self, label: str, *, on: bool = True) -> None:
        """Set a box to tick."""
        found: list[QCheckBox] = []

        def ready() -> bool:
            found[:] = [b for b in self._shown(QCheckBox) if b.text() == label or b.accessibleName() == label]
            return len(found) == 1

        self.wait(f"勾选“{label}”", ready)
        if found[0].isChecked() != on:
            found[0].click()
        self.settle(30)

    def fill(self, values: Mapping[str, object]) -> None:
        """Fill a form. Text is typed; True and False tick; ("选", …) chooses one or several lines."""
        for label, value in values.items():
            match value:
                case bool():
                    self.tick(label, on=value)
                case ("选", *texts):
                    for text in texts:
                        self.choose(label, str(text))
                case ("勾", *texts):
                    for text in texts:
                        self.tick(f"{label} {text}")
                case _:
                    self.write(label, str(value))

    def add_signature(self, label: str, name: str) -> None:
        """Write a name into the first free row of signature rows, adding a row where none is free; once is enough."""
        lines = [w for w in self._shown(QLineEdit) if w.accessibleName().startswith(f"{label} 第 ")]
        names = [w for w in lines if w.accessibleName().endswith("姓名")]
        if not names:
            raise Lost(f"没有“{label}”的签字行")
        if any(w.text() == name for w in names):
            return
        free = [w for w in names if not w.text()]
        if not free:
            around = names[0].parentWidget()
            adds = [b for b in around.findChildren(QAbstractButton) if says(b, "添加一行")] if around else []
            QTest.mouseClick(adds[0], Qt.MouseButton.LeftButton)
            self.settle()
            self.write(f"{label} 第 {len(names) + 1} 行 角色", label)
            self.write(f"{label} 第 {len(names) + 1} 行 姓名", name)
            return
        self.write(free[0].accessibleName(), name)

    def pick_file(self, path: Path) -> None:
        """Name a file or folder in the file dialog that is open."""
        self.wait("选择文件的对话框", lambda: isinstance(self.top, QFileDialog))
        dialog = self.top
        assert isinstance(dialog, QFileDialog)
        line = dialog.findChild(QLineEdit, "fileNameEdit")
        assert line is not None
        line.setText(str(path))
        QTest.keyClick(line, Qt.Key.Key_Return)
        self.wait("对话框关闭", lambda: not dialog.isVisible())
        self.settle()

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key in the topmost window."""
        QTest.keyClick(QApplication.focusWidget() or self.top, key, modifier)
        self.settle()

    def row(self, text: str) -> None:
        """Open the row of a list that shows `text`."""
        view, spot = self._clicked(text)
        QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
        self.settle()

    def select_row(self, text: str) -> None:
        """Choose the row of a list that shows `text`."""
        self._clicked(text)

    def check_row(self, text: str) -> None:
        """Tick the row of a list that shows `text`, with the space bar."""
        view, index = self._found_row(text)
        first = index.siblingAtColumn(0)
        view.setCurrentIndex(first)
        if Qt.CheckState(first.data(Qt.ItemDataRole.CheckStateRole)) != Qt.CheckState.Checked:
            QTest.keyClick(view, Qt.Key.Key_Space)
        self.settle()

    def _clicked(self, text: str) -> tuple[QAbstractItemView, QPoint]:
        view, index = self._found_row(text)
        view.scrollTo(index)
        self.settle(40)
        spot = view.visualRect(index).center()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
        self.settle()
        return view, spot

    def _found_row(self, text: str) -> tuple[QAbstractItemView, QModelIndex]:
        found: list[tuple[QAbstractItemView, QModelIndex]] = []

        def ready() -> bool:
            found[:] = list(self._rows(text))
            return bool(found)

        self.wait(f"列表里的“{text}”", ready)
        return found[0]

    def select_all(self, name: str) -> None:
        """Select every row of the list called `name`."""
        view = self.field(name)
        assert isinstance(view, QAbstractItemView)
        view.selectAll()
        self.settle()

    def _rows(self, text: str) -> Iterable[tuple[QAbstractItemView, QModelIndex]]:
        for view in self._shown(QAbstractItemView):
            model = view.model()
            if model is None or (isinstance(view, QTreeWidget) and view.accessibleName() == "导航"):
                continue
            for row in range(min(model.rowCount(), 400)):
                for column in range(model.columnCount()):
                    index = model.index(row, column)
                    if text in str(index.data() or "") and not (
                        hasattr(view, "isColumnHidden") and view.isColumnHidden(column)
                    ):
                        yield view, index

    def _pressable(self, text: str) -> list[QAbstractButton | QAction]:
        top = self.top
        if isinstance(top, QMenu):
            return [a for a in top.actions() if plain(a.text()) == plain(text) and a.isEnabled()]
        return [b for b in self._shown(QAbstractButton) if says(b, text) and b.isEnabled()]

    def _shown(self, kind: type[W]) -> list[W]:
        return [w for w in self.top.findChildren(kind) if w.isVisible()]
