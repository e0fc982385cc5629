"""Shows an attachment inside the program, decoded by the child process. No plaintext ever goes to the disk."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QTextCharFormat, QTextCursor, QTextDocument, QTextTableFormat
from PySide6.QtWidgets import QDialog, QStackedWidget, QTextEdit, QVBoxLayout, QWidget

from app.core.errors import KnownError
from app.core.fields import FileRef
from app.core.records import Compartment
from app.tasks.decoder import MOST_BYTES, Decoder
from app.widgets import theme
from app.widgets.desk import Desk
from app.widgets.pages import PagesView
from app.widgets.rows import name_control, words

if TYPE_CHECKING:
    from db.session import Session


class AttachmentViewer(QDialog):
    """A window for one attachment. The window title says nothing of the case."""

    def __init__(self, parent: QWidget | None, ref: FileRef, content: bytes) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("查看附件")
        self.resize(theme.scaled(900), theme.scaled(680))
        self._pages = PagesView()
        self._text = QTextEdit()
        self._text.setReadOnly(True)
        name_control(self._text, "附件内容", name="attachment-text")
        self._say = words("正在打开…", "lead", wrap=True)
        self._say.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedWidget()
        for part in (self._say, self._pages, self._text):
            self._stack.addWidget(part)
        head = words(ref.name, "strong", wrap=True)
        head.setContentsMargins(theme.EDGE, theme.GAP, theme.EDGE, theme.GRID)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(head)
        box.addWidget(self._stack, 1)
        self._decoder = Decoder(ref.name, content, self)
        self._decoder.pages.connect(self._on_pages)
        self._decoder.blocks.connect(self._on_blocks)
        self._decoder.page.connect(self._pages.show_page)
        self._decoder.failed.connect(self._on_failed)
        self.finished.connect(lambda _result: self._decoder.stop())

    @property
    def text(self) -> str:
        """The text shown, "" when pages are shown."""
        return self._text.toPlainText()

    @property
    def pages(self) -> PagesView:
        """The pages."""
        return self._pages

    def closeEvent(self, event: QCloseEvent) -> None:
        """End the child with the window."""
        self._decoder.stop()
        super().closeEvent(event)

    def _on_pages(self, count: int) -> None:
        self._stack.setCurrentWidget(self._pages)
        self._pages.start(count, self._decoder.want_page)
        self._pages.setFocus()

    def _on_blocks(self, blocks: list[dict[str, Any]]) -> None:
        self._stack.setCurrentWidget(self._text)
        self._text.setDocument(document_of(blocks, self._text))
        self._text.setFocus()

    def _on_failed(self, text: str) -> None:
        self._say.setText(text)
        self._stack.setCurrentWidget(self._say)


def document_of(blocks: list[dict[str, Any]], parent: QTextEdit) -> QTextDocument:
    """Paragraphs and tables as a document, put in as plain text so that nothing in it is taken for markup."""
    made = QTextDocument(parent)
    made.setDefaultFont(theme.font(theme.TYPE_LEAD))
    made.setUndoRedoEnabled(False)
    cursor = QTextCursor(made)
    plain, strong = QTextCharFormat(), QTextCharFormat()
    strong.setFontWeight(700)
    look = QTextTableFormat()
    look.setCellPadding(4)
    look.setCellSpacing(0)
    look.setBorderCollapse(True)
    look.setBorderBrush(theme.color("edge"))
    for block in blocks:
        if "p" in block:
            cursor.insertText(block["p"], strong if block.get("level") else plain)
            cursor.insertBlock()
            continue
        rows = block["t"][:1000]
        wide = max((len(row) for row in rows), default=0)
        if not wide:
            continue
        table = cursor.insertTable(len(rows), wide, look)
        for y, row in enumerate(rows):
            for x, cell in enumerate(row):
                table.cellAt(y, x).firstCursorPosition().insertText(cell)
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.insertBlock()
    return made


def view_attachment(desk: Desk, owner: QWidget, ref: FileRef, compartment: Compartment) -> None:
    """Read the attachment on the reader and show it."""
    if ref.size > MOST_BYTES:
        desk.show_error(
            KnownError("附件太大，不能在程序内查看", kept="附件完好地存在库里", todo="可以另存后查看"),
            owner.window(),
        )
        return
    desk.work.read(
        partial(_content, ref=ref, compartment=compartment),
        lambda content: AttachmentViewer(owner.window(), ref, content).show(),
        owner=owner,
        slot="view",
    )


def _content(session: Session, *, ref: FileRef, compartment: Compartment) -> bytes:
    with session.open_attachment(ref, compartment) as source:
        return source.read()
