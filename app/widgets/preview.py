"""Preview of our own papers: pages drawn off the UI thread, find, print, save as. Each that leaves is entered in the ledger first.

It must not build a paper; it is given the function that does.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from app.core.errors import KnownError
from app.core.fields import FileRef
from app.core.roles import reason_against
from app.documents import raster
from app.documents.paper import GRADES, STARRED
from app.documents.pdf import RenderCancelled, count_pages, render_pdf
from app.documents.print_queue import Printing, chosen_pages
from app.tasks.faults import Cancelled
from app.tasks.work import Cancel, Progress
from app.widgets import dialogs, theme
from app.widgets.context import Context
from app.widgets.desk import Desk, Exposure, OwnDocx, PapersWanted, PaperWanted
from app.widgets.leaving import let_out
from app.widgets.pages import PagesView
from app.widgets.printing import ApprovalSheet, PrintSheet, print_pdf
from app.widgets.rows import barred, beside, button, holder, name_control, tool, words
from app.widgets.viewer import AttachmentViewer

if TYPE_CHECKING:
    from app.documents.paper import Paper
    from db.session import Session

    _Part = tuple[Paper, tuple[tuple[str, str], ...]]
    _Piece = tuple[list[_Part], list[str]]

PIECE = 20
"""Papers built in one call on the reader, so that other questions come between."""


class PaperPage(QWidget):
    """One paper, or one of each of many records, from building to print."""

    ready = Signal()
    title_changed = Signal(str)

    def __init__(self, desk: Desk, wanted: PaperWanted | PapersWanted) -> None:
        super().__init__()
        self.desk = desk
        self.title = wanted.title
        self.pdf = b""
        self._wanted = wanted
        self._papers: list[_Part] = []
        self._sheets: list[int] = []
        self._left_out: list[str] = []
        self._hits: tuple[tuple[int, float, float, float, float], ...] = ()
        self._hit = -1
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
        many = isinstance(wanted, PapersWanted)
        if desk.hooks.docx is None or many:
            self._buttons[1].hide()
        self._own: OwnDocx | None = None
        self._look = button("查看模板文稿", self._on_look, icon_name="eye")
        self._look.hide()
        self._own_say = words("", "muted")
        self._own_say.setContentsMargins(theme.EDGE, theme.GRID, theme.EDGE, theme.GRID)
        self._own_say.hide()
        for each in self._buttons:
            each.setEnabled(False)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._head())
        box.addWidget(self._own_say)
        box.addWidget(self._stack, 1)
        for keys in ("Ctrl+P", "Ctrl+Return"):
            QShortcut(QKeySequence(keys), self, self._on_print)
        QShortcut(QKeySequence("Ctrl+F"), self, self._find.setFocus)
        if isinstance(wanted, PapersWanted):
            self._build(wanted, 0)
        else:
            desk.work.read(wanted.make, self._on_paper, failed=self._on_failed, owner=self)

    @property
    def pages(self) -> PagesView:
        """The pages shown."""
        return self._pages

    @property
    def said(self) -> str:
        """What stands beside the field for finding: which hit of how many, or that some papers were left out."""
        return self._found.text()

    def show_context(self) -> None:
        """Nothing beside a preview."""
        self.desk.context_wanted.emit(Context(None))

    def _head(self) -> QWidget:
        self._find = QLineEdit()
        self._find.setPlaceholderText("在文书中查找")
        self._find.setClearButtonEnabled(True)
        self._find.setMaximumWidth(theme.scaled(160))
        name_control(self._find, "在文书中查找", name="find-text", help="Ctrl+F；回车到下一处")
        self._find.textChanged.connect(self._on_find)
        self._find.returnPressed.connect(self._on_next)
        self._found = words("", "muted")
        row = beside(
            tool("返回（Esc）", "arrow-left", self.desk.back, name="返回"),
            words(self.title, "title"),
            None,
            self._found,
            self._find,
            self._look,
            *self._buttons,
        )
        row.setContentsMargins(theme.GAP, theme.GAP, theme.EDGE, theme.GAP)
        return holder(row, "bar")

    # Building

    def _build(self, wanted: PapersWanted, start: int) -> None:
        """The next papers of many; leaving the page ends it."""
        self._say.setText(f"正在排版 {start:,} / {len(wanted.rows):,} 件…返回即停止")

        def read(session: Session) -> _Piece:
            made: list[_Part] = []
            left: list[str] = []
            for record in session.page(wanted.type_name, wanted.rows[start : start + PIECE]):
                try:
                    if wanted.offer.offered_for(record):
                        paper = wanted.offer.make(session, record.id)
                        made.append((paper, ((wanted.type_name, record.id),)))
                        continue
                    left.append(record.number or record.TYPE.label)
                except KnownError:
                    left.append(record.number or record.TYPE.label)
            return made, left

        self.desk.work.read(read, partial(self._on_piece, wanted, start), failed=self._on_failed, owner=self)

    def _on_piece(
        self,
        wanted: PapersWanted,
        start: int,
        piece: _Piece,
    ) -> None:
        self._papers += piece[0]
        self._left_out += piece[1]
        if start + PIECE < len(wanted.rows):
            self._build(wanted, start + PIECE)
            return
        if not self._papers:
            self._say.setText("所选的记录都不能印这种文书：内容还不齐，或者不适用")
            return
        if self._left_out:
            self._found.setText(f"{len(self._left_out)} 条内容不齐或不适用，没有印")
            self._found.setToolTip("、".join(self._left_out))
        self._draw()

    def _on_failed(self, error: object) -> None:
        if isinstance(error, Cancelled):
            self._say.setText("已停止排版。没有打印，没有另存，台账里也没有登记；返回后可以重新选择。")
            return
        self._say.setText("这份文书没有排成")
        self.desk.trouble.emit(error, self.window())

    def _on_paper(self, paper: Paper) -> None:
        records = self._wanted.records if isinstance(self._wanted, PaperWanted) else ()
        self._papers = [(paper, records)]
        self._draw()
        own = self.desk.hooks.own_docx
        if own is not None:
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

    def _draw(self) -> None:
        papers = tuple(paper for paper, _ in self._papers)
        if len(papers) == 1:
            self.desk.work.compute(partial(_render, papers), self._on_pdf, failed=self._on_failed, owner=self)
            return
        self._say.setText(f"正在排版 {len(papers):,} 件…")
        self.desk.work.job(
            "正在排版…", partial(_render_many, papers), self._on_pdf, failed=self._on_failed, owner=self
        )

    def _on_pdf(self, made: tuple[bytes, list[int]]) -> None:
        self.pdf, self._sheets = made
        self._stack.setCurrentWidget(self._pages)
        self._pages.start(sum(self._sheets), self._fetch)
        for each in self._buttons:
            each.setEnabled(True)
            barred(each, reason_against(self.desk.actor, "paper.print"))
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

    # Finding

    def _on_find(self, text: str) -> None:
        if self.pdf:
            self.desk.work.compute(
                partial(raster.find_text, self.pdf, text.strip()),
                self._on_found,
                owner=self,
                slot="find",
            )

    def _on_found(self, hits: tuple[tuple[int, float, float, float, float], ...]) -> None:
        self._hits, self._hit = hits, -1
        if hits:
            self._on_next()
            return
        self._pages.mark((), -1)
        self._found.setText("没有找到" if self._find.text().strip() else "")

    def _on_next(self) -> None:
        if self._hits:
            self._hit = (self._hit + 1) % len(self._hits)
            self._found.setText(f"第 {self._hit + 1} 处，共 {len(self._hits)} 处")
            self._pages.mark(self._hits, self._hit)

    # Leaving the program

    def _grade(self) -> str:
        """The highest 密级 printed on these papers when it asks for approval, else ""."""
        shown = [paper.secrecy.grade for paper, _ in self._papers if paper.secrecy]
        highest = max(shown, key=GRADES.index, default="")
        return highest if highest in STARRED else ""

    def _on_print(self) -> None:
        if self.pdf and self._buttons[2].isEnabled():
            PrintSheet(self.desk, self.window(), self._pages.count, self._print, grade=self._grade()).open()

    def _print(self, wanted: Printing) -> None:
        pages = chosen_pages(wanted.pages, self._pages.count)
        target = f"{wanted.printer}，第 {wanted.pages} 页" if wanted.pages else wanted.printer
        exposures = self._exposures("print", target, wanted.approved_by, wanted.copies, set(pages))

        def entered(_none: object) -> None:
            print_pdf(self.desk, self, self.pdf, self._pages.count, wanted)

        self.desk.work.write(partial(self._expose, exposures), entered, owner=self)

    def _on_save(self, kind: str) -> None:
        if not self.pdf:
            return
        if grade := self._grade():
            ApprovalSheet(self.window(), grade, partial(self._ask_where, kind)).open()
        else:
            self._ask_where(kind, "")

    def _ask_where(self, kind: str, approved_by: str) -> None:
        name = f"文书-{datetime.now():%Y%m%d-%H%M}.{kind}"
        dialogs.pick_save(
            self.window(), f"另存为 {kind.upper()}（离开本库，记入台账）", name, partial(self._save, kind, approved_by),
            kinds=f"{kind.upper()} (*.{kind})",
        )  # fmt: skip

    def _save(self, kind: str, approved_by: str, target: str) -> None:
        exposures = self._exposures(kind, target, approved_by, 1, None)
        own = self._own

        def write(session: Session, _progress: object, _cancelled: object) -> None:
            content = self.pdf
            if kind == "docx" and own is not None:
                content = own.make()
            elif kind == "docx" and self.desk.hooks.docx is not None and self._papers:
                content = self.desk.hooks.docx(self._papers[0][0])
            let_out(self.desk, session, content, *exposures)

        self.desk.work.write_job(
            "正在另存…", write, lambda _none: self.desk.note("已另存，并已记入输出台账"), owner=self
        )

    def _exposures(
        self, act: str, target: str, approved_by: str, copies: int, pages: set[int] | None
    ) -> tuple[Exposure, ...]:
        """An entry for every paper that goes out: with its own pages, among those chosen."""
        found, before = [], 0
        for (paper, records), sheets in zip(self._papers, self._sheets, strict=True):
            own = set(range(before + 1, before + sheets + 1))
            before += sheets
            count = len(own if pages is None else own & pages)
            grade = paper.secrecy.grade if paper.secrecy else ""
            if count:
                found.append(
                    Exposure(
                        act,
                        self.title,
                        records,
                        copies,
                        target=target,
                        sheets=count,
                        grade=grade,
                        approved_by=approved_by,
                    )
                )
        return tuple(found)

    def _expose(self, exposures: tuple[Exposure, ...], session: Session) -> None:
        if self.desk.hooks.expose is not None:
            for exposure in exposures:
                self.desk.hooks.expose(session, exposure)


def _render(papers: tuple[Paper, ...]) -> tuple[bytes, list[int]]:
    pdf = render_pdf(papers)
    return pdf, [raster.pages(pdf)] if len(papers) == 1 else [count_pages(paper) for paper in papers]


def _render_many(papers: tuple[Paper, ...], progress: Progress, cancelled: Cancel) -> tuple[bytes, list[int]]:
    sheets = []
    for paper in papers:
        if cancelled():
            raise Cancelled
        sheets.append(count_pages(paper))
    try:
        return render_pdf(papers, progress=progress, cancelled=cancelled), sheets
    except RenderCancelled as stopped:
        raise Cancelled from stopped
