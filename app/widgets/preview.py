"""Preview of our own papers: pages drawn off the UI thread, print, save as. Each of these is entered in the ledger first.

It must not build a paper; it is given the function that does.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.core.errors import KnownError
from app.core.fields import FileRef
from app.documents import raster
from app.documents.pdf import render_pdf
from app.widgets import dialogs, theme
from app.widgets.context import Context
from app.widgets.desk import Desk, Exposure, OwnDocx, PaperWanted
from app.widgets.pages import PagesView
from app.widgets.printing import PrintSheet, print_pdf
from app.widgets.rows import beside, button, holder, tool, words
from app.widgets.viewer import AttachmentViewer

if TYPE_CHECKING:
    from app.documents.paper import Paper
    from db.session import Session


class PaperPage(QWidget):
    """One paper, from building to print."""

    ready = Signal()
    title_changed = Signal(str)

    def __init__(self, desk: Desk, wanted: PaperWanted) -> None:
        super().__init__()
        self.desk = desk
        self.title = wanted.title
        self.pdf = b""
        self._wanted = wanted
        self._paper: Paper | None = None
        self._pages = PagesView()
        self._say = words("正在排版…", "lead")
        self._say.setContentsMargins(theme.EDGE, theme.EDGE, theme.EDGE, theme.EDGE)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._say)
        self._stack.addWidget(self._pages)
        self._buttons = [
            button("另存为 PDF", partial(self._on_save, "pdf"), icon_name="download"),
            button("另存为 DOCX", partial(self._on_save, "docx"), icon_name="file-text"),
            button("打印", self._on_print, icon_name="printer", role="main", hint="Ctrl+P"),
        ]
        if desk.hooks.docx is None:
            self._buttons[1].hide()
        self._own: OwnDocx | None = None
        self._look = button("查看模板文稿", self._on_look, icon_name="eye")
        self._look.hide()
        self._own_say = words("", "muted")
        self._own_say.setContentsMargins(theme.EDGE, theme.GRID, theme.EDGE, theme.GRID)
        self._own_say.hide()
        for each in self._buttons:
            each.setEnabled(False)
        row = beside(
            tool("返回（Esc）", "arrow-left", desk.back, name="返回"),
            words(wanted.title, "title"),
            None,
            self._look,
            *self._buttons,
        )
        row.setContentsMargins(theme.GAP, theme.GAP, theme.EDGE, theme.GAP)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(holder(row, "bar"))
        box.addWidget(self._own_say)
        box.addWidget(self._stack, 1)
        for keys in ("Ctrl+P", "Ctrl+Return"):
            QShortcut(QKeySequence(keys), self, self._on_print)
        desk.work.read(wanted.make, self._on_paper, failed=self._on_failed, owner=self)

    @property
    def pages(self) -> PagesView:
        """The pages shown."""
        return self._pages

    def show_context(self) -> None:
        """Nothing beside a preview."""
        self.desk.context_wanted.emit(Context(None))

    def _on_failed(self, error: object) -> None:
        self._say.setText("这份文书没有排成")
        self.desk.trouble.emit(error, self.window())

    def _on_paper(self, paper: Paper) -> None:
        self._paper = paper
        self.desk.work.compute(partial(_render, paper), self._on_pdf, failed=self._on_failed, owner=self)
        own = self.desk.hooks.own_docx
        if own is not None:
            records = self._wanted.records
            self.desk.work.read(
                lambda session: own(session, paper.name, records), self._on_own, owner=self, slot="own"
            )

    def _on_own(self, own: OwnDocx | None) -> None:
        self._own = own
        self._look.setVisible(own is not None)
        self._own_say.setVisible(own is not None)
        if own is not None:
            self._own_say.setText(
                f"另存为 DOCX 时用本单位的模板“{own.label}”；下面是内置版式，打印和 PDF 都用它。模板文稿只能看文字，版式请另存后查看。"
            )

    def _on_look(self) -> None:
        if self._own is not None:
            self.desk.work.compute(self._own.make, self._on_made, owner=self)

    def _on_made(self, content: bytes) -> None:
        viewer = AttachmentViewer(self.window(), FileRef("", "模板文稿.docx", len(content)), content)
        viewer.setWindowTitle("查看模板文稿")
        viewer.open()

    def _on_pdf(self, made: tuple[bytes, int]) -> None:
        self.pdf, count = made
        self._stack.setCurrentWidget(self._pages)
        self._pages.start(count, self._fetch)
        for each in self._buttons:
            each.setEnabled(self.desk.actor.may("paper.print"))
        self._pages.setFocus()
        self.ready.emit()

    def _fetch(self, index: int, dpi: int) -> None:
        self.desk.work.compute(
            partial(raster.page_image, self.pdf, index, dpi), partial(self._on_page, index, dpi), owner=self
        )

    def _on_page(self, index: int, dpi: int, page: tuple[int, int, int, bytes]) -> None:
        width, height, stride, pixels = page
        image = QImage(pixels, width, height, stride, QImage.Format.Format_ARGB32).copy()
        self._pages.show_page(index, dpi, image)

    def _on_print(self) -> None:
        if self.pdf and self._buttons[2].isEnabled():
            PrintSheet(self.window(), self._pages.count, self._print).open()

    def _print(self, printer: str, copies: int, two_sided: bool) -> None:
        exposure = Exposure("print", self.title, self._wanted.records, copies, target=printer)

        def entered(_number: str) -> None:
            print_pdf(self.desk, self, self.pdf, printer, copies, two_sided=two_sided)

        self.desk.work.write(partial(self._expose, exposure), entered, owner=self)

    def _on_save(self, kind: str) -> None:
        if not self.pdf:
            return
        name = f"文书-{datetime.now():%Y%m%d-%H%M}.{kind}"
        dialogs.pick_save(
            self.window(), f"另存为 {kind.upper()}（离开本库，记入台账）", name, partial(self._save, kind),
            kinds=f"{kind.upper()} (*.{kind})",
        )  # fmt: skip

    def _save(self, kind: str, target: str) -> None:
        exposure = Exposure(kind, self.title, self._wanted.records, target=target)
        own = self._own

        def write(session: Session, _progress: object, _cancelled: object) -> None:
            content = self.pdf
            if kind == "docx" and own is not None:
                content = own.make()
            elif kind == "docx" and self.desk.hooks.docx is not None and self._paper is not None:
                content = self.desk.hooks.docx(self._paper)
            self._expose(replace(exposure), session)
            try:
                Path(target).write_bytes(content)
            except OSError as error:
                raise KnownError(
                    "文件没有写成", kept="库内容没有变化", todo="请检查目标盘的空间和权限"
                ) from error

        self.desk.work.write_job(
            "正在另存…", write, lambda _none: self.desk.note("已另存，并已记入输出台账"), owner=self
        )

    def _expose(self, exposure: Exposure, session: Session) -> str:
        return self.desk.hooks.expose(session, exposure) if self.desk.hooks.expose is not None else ""


def _render(paper: Paper) -> tuple[bytes, int]:
    pdf = render_pdf(paper)
    return pdf, raster.pages(pdf)
