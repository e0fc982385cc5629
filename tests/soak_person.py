"""Somebody at the real window who does one thing after another at random, until killed: `python -m tests.soak_person VAULT SEED`.

Login and password come as one JSON line. What is typed is told before it is saved, and again when the window says that it
is saved; nothing is asked of the vault but through the window.
"""

from __future__ import annotations

import json
import os
import random
import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTreeWidget,
)

from app import main
from app.core.fields import Kind
from app.shell import entry
from app.shell.entry import Shell
from app.shell.window import MainWindow
from app.story.hands import Hands, Lost
from app.story.touch import commit, focus, items
from app.widgets.form_page import FormPage
from app.widgets.inputs.base import Editor
from app.widgets.list_page import ListPage

PATIENCE = 170.0
"""Seconds that unlocking may take on a busy machine."""
TOO_BUSY = 75
"""Exit status: the machine was too busy even so."""
WORDS = (
    "经查阅台账发现个别支出未附依据；有群众反映集体鱼塘发包没有公示。约谈3人，核对凭证12份，已要求说明情况。"
)


def say(**what: object) -> None:
    """Tell the parent, at once."""
    os.write(1, json.dumps(what, ensure_ascii=False).encode() + b"\n")


class Person:
    """Knows the window only; `chance` decides."""

    def __init__(self, shell: Shell, hands: Hands, chance: random.Random) -> None:
        self.shell, self.hands, self.chance = shell, hands, chance
        self.count = 0

    @property
    def window(self) -> MainWindow:
        """The window that is open."""
        assert self.shell.window is not None
        return self.shell.window

    def unlock(self, login: str, password: str) -> None:
        """Through the gate."""
        self.hands.fill({"登录名": login, "口令": password})
        self.hands.press("解锁")
        self.hands.wait("窗口", lambda: self.shell.window is not None and self.window.work.idle, PATIENCE)
        say(event="unlocked")

    def act(self) -> None:
        """One thing, whatever is possible now; a thing that turns out impossible is left alone."""
        self.close_dialogs()
        page = self.window.page
        choices = [self.go_somewhere, self.go_somewhere, self.search]
        if isinstance(page, ListPage):
            choices += [self.open_row, self.open_row, self.new, self.filter]
        if isinstance(page, FormPage):
            choices += [self.write, self.write, self.write, self.write, self.back]
        what = self.chance.choice(choices)
        try:
            what()
            self.rest()
        except Lost:
            say(event="lost", what=what.__name__)

    def rest(self) -> None:
        """Let the program come to rest, as a person waits for the page."""
        self.hands.settle(self.chance.choice((20, 60, 200)))
        self.hands.wait("空闲", lambda: self.window.work.idle, 30)

    def go_somewhere(self) -> None:
        """An entry of the navigation."""
        tree = next(w for w in self.window.findChildren(QTreeWidget) if w.accessibleName() == "导航")
        item = self.chance.choice(list(items(tree)))
        if item.parent() is not None:
            item.parent().setExpanded(True)
        tree.scrollToItem(item)
        self.hands.settle(30)
        place = tree.visualItemRect(item).center()
        QTest.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=place)

    def open_row(self) -> None:
        """A row of the list."""
        views = [w for w in self.window.page.findChildren(QAbstractItemView) if w.isVisible() and w.model()]
        views = [view for view in views if view.model().rowCount()]
        if not views:
            return
        view = self.chance.choice(views)
        index = view.model().index(self.chance.randrange(min(40, view.model().rowCount())), 1)
        view.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)
        self.hands.settle(40)
        spot = view.visualRect(index).center()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
        QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)

    def new(self) -> None:
        """A new record, by the key."""
        QTest.keyClick(self.window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)

    def filter(self) -> None:
        """Type into the list's own search, where there is one."""
        lines = [w for w in self.window.page.findChildren(QLineEdit) if w.isVisible() and w.isEnabled()]
        if lines:
            line = self.chance.choice(lines)
            focus(line)
            line.selectAll()
            commit(line, self.chance.choice(("鱼塘", "支出", "")) or " ")

    def search(self) -> None:
        """The search over everything."""
        QTest.keyClick(self.window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
        self.hands.settle(100)
        focused = QApplication.focusWidget()
        if isinstance(focused, QLineEdit):
            commit(focused, self.chance.choice(("台账", "鱼塘", "报销", "约谈")))
            self.hands.settle(200)

    def back(self) -> None:
        """Leave the form; what is half typed is kept as a draft."""
        QTest.keyClick(self.window, Qt.Key.Key_Escape)

    def write(self) -> None:
        """Type into one text field, or into all required ones of a new record, and save."""
        page = self.window.page
        assert isinstance(page, FormPage)
        editors = [
            editor
            for editor in page.findChildren(Editor)
            if editor.isVisible()
            and editor.spec.kind in (Kind.TEXT, Kind.LONG_TEXT, Kind.PERSON)
            and isinstance(editor.focus_widget, QLineEdit | QPlainTextEdit)
            and editor.focus_widget.isEnabled()
            and not editor.focus_widget.isReadOnly()
        ]
        if not editors:
            return
        chosen = [e for e in editors if e.spec.required] if not page.id else []
        self.count += 1
        for editor in chosen or [self.chance.choice(editors)]:
            begin = self.chance.randrange(len(WORDS) - 12)
            text = f"{WORDS[begin : begin + self.chance.randrange(2, 12)]}{self.count}-{self.chance.randrange(10**6)}"
            field = editor.focus_widget
            assert isinstance(field, QLineEdit | QPlainTextEdit)
            focus(field)
            field.selectAll()
            commit(field, text)
            self.hands.settle(self.chance.choice((5, 20, 80)))
            typed = editor.value()
            say(event="typed", type=page.kind.name, id=page.id, field=editor.spec.name, text=typed)
        if self.chance.random() < 0.15:
            return  # left half typed
        QTest.keyClick(self.window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
        self.hands.settle(30)
        self.hands.wait("保存", lambda: self.window.work.idle, 30)
        foot = next(w for w in self.window.findChildren(QLabel) if w.accessibleName() == "提示")
        if page.id and not page.dirty and "已保存" in foot.text():
            for editor in page.findChildren(Editor):
                if editor.spec.kind in (Kind.TEXT, Kind.LONG_TEXT, Kind.PERSON):
                    say(
                        event="saved",
                        type=page.kind.name,
                        id=page.id,
                        field=editor.spec.name,
                        text=editor.value(),
                    )
            say(event="acknowledged")
        else:
            say(event="not saved")

    def close_dialogs(self) -> None:
        """Whatever stands in the way is sent away with Escape."""
        for _ in range(5):
            popup = QApplication.activePopupWidget()
            shown = [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()]
            if popup is None and not shown:
                return
            QTest.keyClick(popup or shown[-1], Qt.Key.Key_Escape)
            self.hands.settle(60)
        for dialog in shown:
            dialog.reject()


def live(vault: Path, seed: int) -> None:
    """Unlock and go on for ever."""
    heard = b""
    while not heard.endswith(b"\n"):
        heard += os.read(0, 1)
    told = json.loads(heard)
    entry.prepare()
    shell = Shell(main.doors(), vault)
    shell.show()
    person = Person(shell, Hands(vault.parent / "shots"), random.Random(seed))
    person.hands.settle(300)
    try:
        person.unlock(told["login"], told["password"])
    except Lost:
        sys.exit(TOO_BUSY)
    while True:
        person.act()


if __name__ == "__main__":
    live(Path(sys.argv[1]), int(sys.argv[2]))
