"""The text box of a part: headings of four levels stand out, a numbered line brings the next number, passages are marked.

It holds what is typed and nothing else.
"""

from __future__ import annotations

import re

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QFont,
    QInputMethodEvent,
    QKeyEvent,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QPlainTextEdit

from app.areas.reporting.model import CITATION, DIGITS, ordinal
from app.widgets import theme

_CHINESE = re.compile(r"^(\s*)([一二三四五六七八九十]{1,3})(、)(?!\d)")
_BRACKETED = re.compile(r"^(\s*（)([一二三四五六七八九十]{1,3})(）)")
_ARABIC = re.compile(r"^(\s*)(\d{1,3})([.．、])(?!\d)")
_INNER = re.compile(r"^(\s*（)(\d{1,3})(）)")
_NUMBERS = (_CHINESE, _BRACKETED, _ARABIC, _INNER)
_SHORT = 40


def level_of(line: str) -> int:
    """1 to 4 for a heading 一、 （一） 1. （1） that is short and no sentence, 0 for text."""
    if len(line.strip()) > _SHORT or line.rstrip().endswith(("。", "；", "：")):
        return 0
    return next((level for level, pattern in enumerate(_NUMBERS, 1) if pattern.match(line)), 0)


def next_number(line: str) -> str:
    """What the line after a numbered one begins with: 一、→ 二、, （一）→（二）, 1. → 2., （1）→（2）; "" without a number."""
    for pattern in _NUMBERS:
        if match := pattern.match(line):
            value = int(match[2]) if match[2].isdigit() else _value(match[2])
            following = str(value + 1) if match[2].isdigit() else ordinal(value + 1)
            return f"{match[1]}{following}{match[3]}"
    return ""


def _value(text: str) -> int:
    tens, ten, ones = text.partition("十")
    if not ten:
        return DIGITS.index(text) if text in DIGITS else 0
    return (DIGITS.index(tens) if tens else 1) * 10 + (DIGITS.index(ones) if ones else 0)


class WritingBox(QPlainTextEdit):
    """A plain text box in which 回车 after a numbered line writes the next number; 回车 on a bare number takes it away."""

    def __init__(self) -> None:
        super().__init__()
        self._given = ""

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """A number typed where one was just given takes its place."""
        given, text = self._given, event.commitString()
        if text:
            self._given = ""
        cursor = self.textCursor()
        if given and cursor.block().text() == given and any(pattern.match(text) for pattern in _NUMBERS):
            cursor.movePosition(QTextCursor.MoveOperation.StartOfBlock, QTextCursor.MoveMode.KeepAnchor)
            cursor.removeSelectedText()
        super().inputMethodEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """回车 alone numbers; everything else is as in any text box."""
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        cursor = self.textCursor()
        line = cursor.block().text()
        at_end = cursor.atBlockEnd() and not cursor.hasSelection()
        number = next_number(line)
        if (
            event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            or not (plain and at_end and number)
            or self.isReadOnly()
        ):
            super().keyPressEvent(event)
            return
        bare = any(match and match.end() == len(line.rstrip()) for match in (p.match(line) for p in _NUMBERS))
        if bare:
            cursor.movePosition(QTextCursor.MoveOperation.StartOfBlock, QTextCursor.MoveMode.KeepAnchor)
            cursor.removeSelectedText()
        else:
            cursor.insertText(f"\n{number}")
            self._given = number
        self.setTextCursor(cursor)
        self.ensureCursorVisible()


class Marks(QSyntaxHighlighter):
    """Headings stand out by level, the marks of working papers stand back, passages that name people or matters are underlined."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._named: tuple[str, ...] = ()

    def name(self, passages: tuple[str, ...]) -> None:
        """Mark these passages (点人点事)."""
        if passages != self._named:
            self._named = passages
            self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        """One paragraph."""
        if level := level_of(text):
            made = QTextCharFormat()
            made.setFontWeight(QFont.Weight.Bold if level < 3 else QFont.Weight.DemiBold)
            made.setForeground(theme.color("ink"))
            self.setFormat(0, len(text), made)
        for match in CITATION.finditer(text):
            made = QTextCharFormat()
            made.setForeground(theme.color("faint"))
            self.setFormat(match.start(), match.end() - match.start(), made)
        for passage in self._named:
            place = text.find(passage)
            if passage and place >= 0:
                made = QTextCharFormat()
                made.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DashUnderline)
                made.setForeground(theme.color("amber"))
                made.setToolTip("已登记为点人点事")
                self.setFormat(place, len(passage), made)
