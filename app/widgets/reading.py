"""Chapters of a manual or handbook, their search, and the text view that sets them in the theme's type.

It opens nothing outside itself: no link, no picture, no file beside the chapters.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QUrl
from PySide6.QtGui import (
    QFont,
    QResizeEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFragment,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
)
from PySide6.QtWidgets import QApplication, QTextBrowser, QTextEdit

from app.core.paths import RESOURCES
from app.widgets import theme
from app.widgets.rows import name_control

FOLDER = RESOURCES / "manual"
TEXT_WIDTH = 760
LINE_PERCENT = 122
HIT_FROM_TOP = 0.3


@dataclass(frozen=True)
class Chapter:
    """One text of a manual. number: what its name begins with; plain: its text as it is shown, for the search."""

    number: str
    title: str
    markdown: str
    plain: str


@dataclass(frozen=True)
class Hit:
    """Where a text was found: index of the chapter, and place in its plain text."""

    chapter: int
    start: int


@cache
def chapters(folder: Path = FOLDER) -> tuple[Chapter, ...]:
    """The manual, in the order of its files."""
    return tuple(_chapter(path) for path in sorted(folder.glob("*.md")))


def _chapter(path: Path) -> Chapter:
    markdown = path.read_text("utf-8")
    return chapter_of(path.stem[:2], markdown, path.stem)


def chapter_of(number: str, markdown: str, otherwise: str = "") -> Chapter:
    """A chapter from its text; its title is the first heading, `otherwise` when there is none."""
    title = next((line[2:].strip() for line in markdown.splitlines() if line.startswith("# ")), otherwise)
    shown = QTextDocument()
    shown.setMarkdown(markdown)
    return Chapter(number, title, markdown, shown.toPlainText())


def find(text: str, among: tuple[Chapter, ...]) -> tuple[Hit, ...]:
    """Every place of `text`, any substring of one character or more, upper and lower case alike."""
    wanted = text.lower()
    return tuple(
        Hit(n, at) for n, chapter in enumerate(among) for at in _places(wanted, chapter.plain.lower())
    )


def _places(wanted: str, text: str) -> Iterator[int]:
    at = text.find(wanted) if wanted else -1
    while at >= 0:
        yield at
        at = text.find(wanted, at + len(wanted))


class Reader(QTextBrowser):
    """Shows one chapter in a column of readable width."""

    def __init__(self) -> None:
        super().__init__()
        self._set: QTextDocument | None = None
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.setStyleSheet("QTextBrowser { border: none; padding: 0; }")
        name_control(self, "手册正文")

    def loadResource(self, type: int, name: QUrl | str) -> object:
        """Nothing is fetched, whatever a text names."""
        return QByteArray()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the column."""
        edge = theme.EDGE * 2
        free = self.width() - self.verticalScrollBar().sizeHint().width() - edge
        right = max(edge, free - theme.scaled(TEXT_WIDTH))
        if self.viewportMargins().right() != right:
            self.setViewportMargins(edge, 0, right, 0)
        super().resizeEvent(event)

    def show_chapter(self, chapter: Chapter) -> None:
        """Set the text in the theme's type."""
        # Set apart from the view: in it, every change of a format would lay the text out anew, a third of a second.
        made, old = QTextDocument(self), self._set
        made.setDefaultFont(theme.font(theme.TYPE_LEAD))
        made.setMarkdown(chapter.markdown)
        _set_type(made)
        self.setDocument(made)
        self._set = made
        if old is not None:
            old.deleteLater()

    def show_hits(self, starts: list[int], length: int, current: int | None) -> None:
        """Mark the hits of this chapter; the current one stands out and is brought into view."""
        marks = []
        for start in starts:
            cursor = QTextCursor(self.document())
            cursor.setPosition(start)
            cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
            mark = QTextEdit.ExtraSelection()
            look = QTextCharFormat()
            look.setBackground(theme.color("accent" if start == current else "ink_soft"))
            look.setForeground(theme.color("accent_text" if start == current else "ink_text"))
            mark.cursor, mark.format = cursor, look  # type: ignore[attr-defined]  # stubs leave its fields out
            marks.append(mark)
        self.setExtraSelections(marks)
        if current is not None:
            cursor = self.textCursor()
            cursor.setPosition(current)
            self.setTextCursor(cursor)
            below = self.cursorRect().top() - int(self.viewport().height() * HIT_FROM_TOP)
            self.verticalScrollBar().setValue(self.verticalScrollBar().value() + below)


def _set_type(document: QTextDocument) -> None:
    """Sizes, spacing and colours of the theme over what Markdown says about the structure."""
    document.setDocumentMargin(theme.EDGE)
    block = document.begin()
    while block.isValid():
        _set_block(block)
        block = block.next()
    for frame in document.rootFrame().childFrames():
        if isinstance(frame, QTextTable):
            _set_table(frame)


def _set_block(block: QTextBlock) -> None:
    level = block.blockFormat().headingLevel()
    cell = QTextCursor(block).currentTable() is not None
    shape = QTextBlockFormat()
    shape.setLineHeight(
        100 if cell or level else LINE_PERCENT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
    )
    shape.setTopMargin({0: 0, 1: 0, 2: theme.EDGE + theme.GAP}.get(level, theme.EDGE))
    shape.setBottomMargin(theme.GAP + theme.GRID if level == 1 else theme.GRID if cell else theme.GAP)
    cursor = QTextCursor(block)
    cursor.mergeBlockFormat(shape)
    cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
    look = QTextCharFormat()
    if level:
        size = theme.TYPE_HERO if level == 1 else theme.TYPE_TITLE
        look.setFont(theme.font(size, strong=True))
        look.setForeground(theme.color("text" if level == 1 else "ink"))
        cursor.setCharFormat(look)  # merged, Markdown's own enlargement of headings would stay
        return
    look.setForeground(theme.color("text"))
    cursor.mergeCharFormat(look)
    for piece in _pieces(block):
        if piece.charFormat().fontFixedPitch():
            _set_command(block, piece.position(), piece.length())


def _pieces(block: QTextBlock) -> Iterator[QTextFragment]:
    at = block.begin()
    while not at.atEnd():
        yield at.fragment()
        at += 1


def _set_command(block: QTextBlock, start: int, length: int) -> None:
    """A command or a key: the interface face on a grey ground, which holds Chinese as well."""
    cursor = QTextCursor(block)
    cursor.setPosition(start)
    cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
    look = QTextCharFormat()
    look.setFontFamilies([QApplication.font().family()])
    look.setFontWeight(QFont.Weight.Normal)
    look.setBackground(theme.color("grey_soft"))
    cursor.mergeCharFormat(look)


def _set_table(table: QTextTable) -> None:
    shape = table.format()
    shape.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
    shape.setCellPadding(theme.GAP)
    shape.setCellSpacing(0)
    shape.setBorder(1)
    shape.setBorderCollapse(True)
    shape.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    shape.setBorderBrush(theme.color("line"))
    shape.setTopMargin(theme.GAP)
    shape.setBottomMargin(theme.EDGE)
    table.setFormat(shape)
    for column in range(table.columns()):
        cell = table.cellAt(0, column)
        ground = cell.format()
        ground.setBackground(theme.color("raised"))
        cell.setFormat(ground)
