"""The window 读回修改稿: an edited DOCX beside the text of the vault, paragraph by paragraph, each to be taken over or left.

Nothing is stored before 采用勾选的 is pressed. The window title says nothing of the case.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QFrame, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from app.areas.reporting.prose import REPORT, Prose
from app.areas.reporting.readback import (
    MOST_BYTES,
    Change,
    Edited,
    ReadBack,
    read_back,
    read_edited,
    taken,
)
from app.areas.reporting.versions import Piece
from app.core.errors import Refused
from app.documents.docx import render_docx
from app.widgets import dialogs, theme
from app.widgets.desk import Desk
from app.widgets.dialogs import Sheet
from app.widgets.field_sheet import active_window
from app.widgets.frame import read_file
from app.widgets.rows import beside, button, hairline, name_control, words

if TYPE_CHECKING:
    from app.core.records import Record
    from db.session import Session

Compare = Callable[["Session", str, Edited], ReadBack]
"""(session, id, what was read): compares an edited paper with the record of that id."""


def ask_back(prose: Prose, desk: Desk, ids: tuple[str, ...]) -> None:
    """Pick the edited paper of a record and show what changed."""
    pick(desk, ids[0], partial(compare_prose, prose))


def pick(desk: Desk, id: str, compare: Compare) -> None:
    """Pick the edited DOCX of a record and show what changed."""
    dialogs.pick_open(
        active_window(),
        "选择改过的 .docx",
        lambda names: read_file_back(desk, id, Path(names[0]), compare),
        kinds="Word 文稿 (*.docx)",
    )


def read_file_back(desk: Desk, id: str, path: Path, compare: Compare) -> None:
    """Read an edited DOCX in the child process, compare it with the record, and show the window."""

    def show(found: ReadBack) -> None:
        if not found.changes and not found.stray:
            dialogs.tell(active_window(), "修改稿和库里的文字相同", "没有需要采用的改动。")
        else:
            ReadBackSheet(desk, found).open()

    def read(edited: Edited) -> None:
        desk.work.read(lambda session: compare(session, id, edited), show)

    desk.work.compute(lambda: read_edited(read_file(path, MOST_BYTES)), read)


def compare_prose(prose: Prose, session: Session, id: str, edited: Edited) -> ReadBack:
    """A record against its edited paper; Refused while it is locked."""
    held = session.get(prose.record, id)
    open_to_change(held)
    return read_back(held, prose.plan(held), render_docx(prose.paper(session, id)), edited)


compare_report: Compare = partial(compare_prose, REPORT)
"""A report against its edited paper."""


def open_to_change(record: Record) -> None:
    """Refused when the record is locked in its state."""
    state = record.TYPE.lifecycle.state(record.state)
    if state.locked:
        raise Refused("现在不能读回修改稿", [f"已是“{state.label}”，先办理退回"], kept="库里的文字没有变化")


class ReadBackSheet(Sheet):
    """The changes, each with a box to tick; what belongs nowhere stands below them."""

    def __init__(self, desk: Desk, found: ReadBack) -> None:
        super().__init__(active_window(), "读回修改稿", sign="file-text")
        self.desk = desk
        self._found = found
        self.setMinimumSize(theme.scaled(1000), theme.scaled(600))
        count = len(found.changes)
        self.say(
            f"改动 {count} 处。左边是库里的，右边是修改稿；勾选要采用的，没有勾选的保持原样。底稿号标记会保留。"
            if count
            else "各部分的文字没有变化。",
            "body-muted",
        )
        self._boxes: list[QCheckBox] = []
        inner = QWidget()
        box = QVBoxLayout(inner)
        box.setSpacing(theme.GAP)
        chapter = None
        for place, change in enumerate(found.changes):
            if change.chapter != chapter:
                chapter = change.chapter
                box.addWidget(words(chapter or "引言", "section"))
            self._card(box, place, change)
        if found.stray:
            self._strays(box)
        box.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(inner)
        self.body.addWidget(area, 1)
        every = button("全部勾选", partial(self._tick, True))
        none = button("全部不勾", partial(self._tick, False))
        self._said = words("", "muted")
        self.body.addLayout(beside(every, none, None, self._said))
        self.foot("取消", self.reject)
        self.foot("采用勾选的", self._on_take, main=True)
        self._count()

    def _card(self, box: QVBoxLayout, place: int, change: Change) -> None:
        number = (
            f"第 {change.at + 1} 段"
            if change.before
            else f"第 {change.at + 1} 段之后"
            if change.at >= 0
            else "开头"
        )
        tick = QCheckBox(f"{change.word}　{number}")
        name_control(tick, f"采用第 {place + 1} 处：{change.word}")
        tick.toggled.connect(self._on_ticked)
        self._boxes.append(tick)
        box.addWidget(tick)
        sides = []
        for pieces, empty in ((change.beside.left, "（没有）"), (change.beside.right, "（删去）")):
            side = words("", wrap=True)
            side.setTextFormat(Qt.TextFormat.RichText)
            side.setText(_marked(pieces) or f"<i>{empty}</i>")
            side.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            side.setAlignment(Qt.AlignmentFlag.AlignTop)
            sides.append(side)
        row = beside(*sides)
        row.setStretch(0, 1)
        row.setStretch(1, 1)
        row.setSpacing(theme.EDGE)
        box.addLayout(row)
        box.addWidget(hairline())

    def _strays(self, box: QVBoxLayout) -> None:
        box.addWidget(words("没有归入任何部分的文字", "section"))
        box.addWidget(
            words(
                "修改稿里的标题、表格或新加的部分。不会写进库里，需要的请自己复制到合适的地方。",
                "muted",
                wrap=True,
            )
        )
        held = QPlainTextEdit("\n".join(self._found.stray))
        held.setReadOnly(True)
        held.setTabChangesFocus(True)
        held.setMinimumHeight(theme.scaled(120))
        name_control(held, "没有归入任何部分的文字")
        box.addWidget(held)

    def _tick(self, on: bool) -> None:
        for tick in self._boxes:
            tick.setChecked(on)

    def _on_ticked(self, _on: bool) -> None:
        self._count()

    def _chosen(self) -> list[int]:
        return [place for place, tick in enumerate(self._boxes) if tick.isChecked()]

    def _count(self) -> None:
        self._said.setText(f"已勾选 {len(self._chosen())} 处，共 {len(self._boxes)} 处")

    def _on_take(self) -> None:
        chosen = self._chosen()
        if not chosen:
            self._said.setText("还没有勾选；不采用就按“取消”")
            return
        record, texts = self._found.record, taken(self._found, chosen)
        self.accept()
        self.desk.work.write(
            partial(_store, record=record, texts=texts, count=len(chosen)),
            lambda _made: self.desk.note(f"已采用 {len(chosen)} 处修改，稿次里可以对照"),
        )


def _store(session: Session, *, record: Record, texts: Mapping[str, str], count: int) -> Record:
    given: dict[str, Any] = dict(texts)
    return session.save(replace(record, **given), note=f"采用修改稿 {count} 处")


def _marked(pieces: tuple[Piece, ...]) -> str:
    """A paragraph as rich text; colour never alone: what is gone is struck out, what is new underlined."""
    found = []
    for piece in pieces:
        text = escape(piece.text)
        if piece.mark == "gone":
            text = f'<s style="color:{theme.color("red").name()}">{text}</s>'
        elif piece.mark == "new":
            text = f'<u style="color:{theme.color("green").name()}">{text}</u>'
        found.append(text)
    return "".join(found)
