"""The page 稿次对照: two versions of a report side by side, what was taken out and put in marked by colour and line.

The versions are worked back from the report's history; nothing can be changed here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker
from PySide6.QtGui import QTextCharFormat, QTextCursor, QTextFrameFormat, QTextLength, QTextTableFormat
from PySide6.QtWidgets import QCheckBox, QComboBox, QTextEdit, QVBoxLayout, QWidget

from app.areas.reporting.prose import REPORT, Prose
from app.areas.reporting.versions import Beside, Piece, Version, counted, side_by_side, versions
from app.core.records import Record
from app.widgets import theme
from app.widgets.aim import go_to, has_aim, remember, remembered, take_aim
from app.widgets.desk import Desk
from app.widgets.frame import TaskBox, empty, redraw
from app.widgets.rows import beside, button, holder, name_control, words

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from db.session import Session

COMPARE = REPORT.compare


@dataclass(frozen=True)
class Held:
    """A text with its versions, newest first."""

    record: Record
    versions: tuple[Version, ...]


def read_versions(session: Session, id: str, prose: Prose = REPORT) -> Held:
    """The versions of a report, or of another text."""
    held = session.get(prose.record, id)
    return Held(held, versions(session, held, (*prose.also, *prose.names)))


class ComparePage(QWidget):
    """The page. It begins with the report that was aimed at, else with the one shown last."""

    def __init__(self, desk: Desk, prose: Prose = REPORT) -> None:
        super().__init__()
        self.desk, self._prose = desk, prose
        self.title = "稿次对照"
        self._held: Held | None = None
        self._box = TaskBox(desk, prose.name)
        name_control(self._box, "报告" if prose is REPORT else prose.label)
        self._box.chosen.connect(self._on_chosen)
        self._left, self._right = QComboBox(), QComboBox()
        for each, name in ((self._left, "左边的稿次"), (self._right, "右边的稿次")):
            name_control(each, name)
            each.setMinimumWidth(theme.scaled(250))
            each.activated.connect(self._on_picked)
        self._only = QCheckBox("只看改动")
        name_control(self._only, "只看改动")
        self._only.toggled.connect(self._on_only)
        self._said = words("", "muted")
        self._open = button("在提纲里编写", self._on_open, icon_name="pencil", role="main")
        head = beside(words("稿次对照", "title"), None, self._box, self._open)
        head.setContentsMargins(theme.EDGE, theme.GAP, theme.EDGE, theme.GAP)
        self._pick = QWidget()
        pick = beside(self._left, words("→", "muted"), self._right, self._only, self._said, None)
        pick.setContentsMargins(theme.EDGE, theme.GAP, theme.EDGE, theme.GAP)
        self._pick.setLayout(pick)
        self._text = QTextEdit()
        self._text.setReadOnly(True)
        self._text.setFrameShape(QTextEdit.Shape.NoFrame)
        name_control(self._text, "两稿对照")
        self._nothing = QWidget()
        self._nothing_box = QVBoxLayout(self._nothing)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(holder(head, "bar"))
        box.addWidget(self._pick)
        box.addWidget(self._text, 1)
        box.addWidget(self._nothing, 1)
        desk.scheme_changed.connect(self._draw)
        self.refresh()

    def refresh(self) -> None:
        """Read anew."""
        self._box.ask()

    def showEvent(self, event: QShowEvent) -> None:
        """Another report may be wanted since the page was last shown."""
        super().showEvent(event)
        if has_aim(self.desk, self._prose.compare):
            self.refresh()

    def _on_chosen(self, id: str) -> None:
        wanted = take_aim(self.desk, self._prose.compare) or (
            "" if self._held else remembered(self.desk, self._prose.compare)
        )
        if wanted:
            self._box.choose(wanted)
            id = self._box.id
        self._box.setVisible(bool(id))
        if not id:
            self._held = None
            self._draw()
            return
        remember(self.desk, self._prose.compare, id)
        self.desk.work.read(
            partial(read_versions, id=id, prose=self._prose), self._on_held, owner=self, slot="versions"
        )

    def _on_held(self, held: Held) -> None:
        self._held = held
        for box, place in ((self._left, 1), (self._right, 0)):
            with QSignalBlocker(box):
                box.clear()
                box.addItems([version.label for version in held.versions])
                box.setCurrentIndex(min(place, len(held.versions) - 1))
        self._draw()

    def _on_picked(self, _place: int) -> None:
        self._draw()

    def _on_only(self, _on: bool) -> None:
        self._draw()

    def _on_open(self) -> None:
        if self._held is not None:
            go_to(self.desk, self._prose.page, self._held.record.id)

    # Drawing

    def _draw(self) -> None:
        held = self._held
        enough = held is not None and len(held.versions) > 1
        self._pick.setVisible(enough)
        self._text.setVisible(enough)
        self._open.setVisible(held is not None)
        self._nothing.setVisible(not enough)
        box = redraw(self._nothing_box)
        if held is None or not enough:
            noun = "报告" if self._prose is REPORT else self._prose.label
            title = f"还没有{noun}" if held is None else f"这份{noun}还只有一稿"
            text = "每次修改和每次流转（征求意见、送审、退回）都会留下一稿；有了两稿，就能左右对照改了什么。"
            box.addWidget(empty("columns-3", title, text))
            box.addStretch(1)
            return
        old, new = (held.versions[max(0, box.currentIndex())] for box in (self._left, self._right))
        self._text.clear()
        cursor = self._text.textCursor()
        put = gone = 0
        for name in (*self._prose.also, *self._prose.names):
            rows = side_by_side(old.texts[name], new.texts[name])
            more, less = counted(rows)
            put, gone = put + more, gone + less
            shown = [row for row in rows if not (self._only.isChecked() and row.same)]
            if shown:
                self._section(cursor, self._prose.record.TYPE.field(name).label, shown)
        self._said.setText(f"增 {put} 字，删 {gone} 字" if put or gone else "两稿文字相同")
        self._text.moveCursor(QTextCursor.MoveOperation.Start)

    def _section(self, cursor: QTextCursor, label: str, rows: list[Beside]) -> None:
        cursor.movePosition(QTextCursor.MoveOperation.End)
        head = QTextCharFormat()
        head.setFont(theme.font(theme.TYPE_LEAD, strong=True))
        head.setForeground(theme.color("ink"))
        cursor.insertText(label, head)
        made = QTextTableFormat()
        made.setCellPadding(theme.scaled(6))
        made.setCellSpacing(0)
        made.setBorder(1)
        made.setBorderBrush(theme.color("line"))
        made.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        made.setBorderCollapse(True)
        made.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
        half = QTextLength(QTextLength.Type.PercentageLength, 50)
        made.setColumnWidthConstraints([half, half])
        table = cursor.insertTable(len(rows), 2, made)
        for place, row in enumerate(rows):
            for column, pieces in enumerate((row.left, row.right)):
                _write(table.cellAt(place, column).firstCursorPosition(), pieces)
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.insertBlock()


def _write(cursor: QTextCursor, pieces: tuple[Piece, ...]) -> None:
    for piece in pieces:
        made = QTextCharFormat()
        made.setFont(theme.font())
        made.setForeground(theme.color("text"))
        if piece.mark == "gone":
            made.setForeground(theme.color("red"))
            made.setFontStrikeOut(True)
        elif piece.mark == "new":
            made.setForeground(theme.color("green"))
            made.setFontUnderline(True)
        cursor.insertText(piece.text, made)
