"""Asks how to print and prints: through the printing system where there is one, else as grey pictures through Qt.

It enters nothing in the ledger; whoever opens it does.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QMarginsF, QRectF
from PySide6.QtGui import QImage, QPageLayout, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QSpinBox, QWidget

from app.documents import raster
from app.documents.print_queue import Printing, chosen_pages, has_queues, lists_queues, queues, refused, send
from app.tasks.faults import Cancelled
from app.tasks.work import Cancel, Progress
from app.widgets.desk import Desk
from app.widgets.dialogs import Sheet
from app.widgets.rows import Row, name_control

PRINT_DPI = 300
Pictures = list[tuple[int, int, int, bytes]]


class ApprovalSheet(Sheet):
    """Asks who approved that a paper of this grade leaves the program; `then` gets the name."""

    def __init__(self, parent: QWidget, grade: str, then: Callable[[str], object]) -> None:
        super().__init__(parent, f"{grade}件，须经批准", sign="shield", tone="amber")
        self._then = then
        self._row = approval_row(grade)
        self.body.addWidget(self._row)
        self.foot("取消", self.reject)
        self.foot("继续", self._on_done, main=True)

    def _on_done(self) -> None:
        if name := approver(self._row):
            self.accept()
            self._then(name)


class PrintSheet(Sheet):
    """Printer, copies, two-sided, pages; for a paper of a secret grade also who approved it.

    It opens at once: a printing system that is slow to name its printers is asked by a worker.
    """

    def __init__(
        self, desk: Desk, parent: QWidget, pages: int, then: Callable[[Printing], object], *, grade: str = ""
    ) -> None:
        super().__init__(parent, f"打印（每份 {pages} 页）", sign="printer")
        self._then, self._count = then, pages
        self._printer = QComboBox()
        self._printer.setEnabled(False)
        self._copies = QSpinBox()
        self._copies.setRange(1, 200)
        self._sides = QCheckBox("双面打印")
        name_control(self._sides, "双面打印")
        self._sides.setChecked(True)
        self._range = QLineEdit()
        self._range.setPlaceholderText("全部")
        self._range_row = Row("页码范围", self._range, help="例如 1-3，5；空着为全部")
        self.body.addWidget(
            Row("打印机", self._printer, help="只列出本机已安装的打印机；涉密文书须用涉密打印机")
        )
        self.body.addWidget(Row("份数", self._copies))
        self.body.addWidget(self._range_row)
        self.body.addWidget(self._sides)
        self._approval = approval_row(grade) if grade else None
        if self._approval is not None:
            self.body.addWidget(self._approval)
        self.say("打印会记入输出台账；印坏的页请在台账该条“登记废页”。", "muted")
        self.foot("取消", self.reject)
        self._state = self.say("正在查找打印机…", "muted")
        self.foot("打印", self._on_done, main=True)
        if lists_queues():
            desk.work.compute(queues, self._on_printers, owner=self)
        else:
            usual, names = QPrinterInfo.defaultPrinterName(), QPrinterInfo.availablePrinterNames()
            self._on_printers(tuple(sorted(names, key=lambda name: name != usual)))

    def _on_printers(self, names: tuple[str, ...]) -> None:
        self._state.hide()
        self._printer.addItems(names)
        self._printer.setEnabled(bool(names))
        if not names:
            self.say("本机没有安装打印机，请先装好打印机，或另存为 PDF。", "problem")

    def _on_done(self) -> None:
        if not self._printer.count():
            return
        try:
            chosen_pages(self._range.text(), self._count)
        except ValueError as error:
            self._range_row.show_problem(str(error))
            self._range.setFocus()
            return
        self._range_row.show_problem("")
        approved = approver(self._approval) if self._approval is not None else ""
        if self._approval is not None and not approved:
            return
        wanted = Printing(
            self._printer.currentText(),
            self._copies.value(),
            self._sides.isChecked(),
            self._range.text().strip(),
            approved,
        )
        self.accept()
        self._then(wanted)


def approval_row(grade: str) -> Row:
    """The field for the name of who approved it."""
    return Row("批准人", QLineEdit(), required=True, help=f"{grade}文书打印、导出须经批准，批准人记入台账")


def approver(row: Row) -> str:
    """The name entered; where there is none, the row says so and "" is given."""
    line = row.control
    name = line.text().strip() if isinstance(line, QLineEdit) else ""
    row.show_problem("" if name else "请填写批准人")
    if not name:
        line.setFocus()
    return name


def print_pdf(desk: Desk, owner: QWidget, pdf: bytes, count: int, wanted: Printing) -> None:
    """Send the PDF of `count` pages to the printer in the background; errors are shown."""
    desk.work.job(
        "正在送打印机…",
        partial(hand_over, pdf, count, wanted),
        lambda _none: desk.note("已送打印机"),
        owner=owner,
    )


def hand_over(pdf: bytes, count: int, wanted: Printing, progress: Progress, cancelled: Cancel) -> None:
    """Give the PDF of `count` pages to the printer. Waits: for a worker. KnownError when it is not taken."""
    if has_queues():
        send(pdf, count, wanted)
    else:
        _through_qt(_pictures(pdf, chosen_pages(wanted.pages, count), progress, cancelled), wanted)


def _pictures(pdf: bytes, pages: tuple[int, ...], progress: Progress, cancelled: Cancel) -> Pictures:
    found = []
    for done, page in enumerate(pages):
        if cancelled():
            raise Cancelled
        found.append(raster.page_grey(pdf, page - 1, PRINT_DPI))
        progress(done + 1, len(pages))
    return found


def _through_qt(pictures: Pictures, wanted: Printing) -> None:
    # Painting on a QPrinter outside the UI thread is what Qt's threads page allows.
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPrinterName(wanted.printer)
    printer.setCopyCount(wanted.copies)
    printer.setDocName("xuncha")
    printer.setFullPage(True)
    printer.setPageMargins(QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Millimeter)
    duplex = QPrinter.DuplexMode
    printer.setDuplex(duplex.DuplexLongSide if wanted.two_sided else duplex.DuplexNone)
    painter = QPainter()
    for place, (width, height, stride, pixels) in enumerate(pictures):
        turned = QPageLayout.Orientation.Landscape if width > height else QPageLayout.Orientation.Portrait
        printer.setPageOrientation(turned)
        if place:
            printer.newPage()
        elif not painter.begin(printer):
            raise refused()
        image = QImage(pixels, width, height, stride, QImage.Format.Format_Grayscale8)
        painter.drawImage(QRectF(painter.viewport()), image)
    painter.end()
