"""Prints a finished PDF: through the printing system where there is one, else as pictures through Qt.

The PDF goes to the printing system on a pipe; it must never lie on the disk as a file of ours.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QMarginsF, QRectF
from PySide6.QtGui import QImage, QPageLayout, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from PySide6.QtWidgets import QCheckBox, QComboBox, QSpinBox, QWidget

from app.core.errors import KnownError
from app.documents import raster
from app.tasks.faults import Cancelled
from app.tasks.work import Cancel, Progress
from app.widgets.desk import Desk
from app.widgets.dialogs import Sheet
from app.widgets.rows import Row, name_control

PRINT_DPI = 300
WAIT_SECONDS = 60


class PrintSheet(Sheet):
    """Printer, copies, two-sided."""

    def __init__(self, parent: QWidget, pages: int, then: Callable[[str, int, bool], object]) -> None:
        super().__init__(parent, f"打印（每份 {pages} 页）", sign="printer")
        self._then = then
        self._printer = QComboBox()
        self._printer.addItems(QPrinterInfo.availablePrinterNames())
        usual = self._printer.findText(QPrinterInfo.defaultPrinterName())
        self._printer.setCurrentIndex(max(0, usual))
        self._copies = QSpinBox()
        self._copies.setRange(1, 200)
        self._sides = QCheckBox("双面打印")
        name_control(self._sides, "双面打印")
        self._sides.setChecked(True)
        self.body.addWidget(
            Row("打印机", self._printer, help="只列出本机已安装的打印机；涉密文书须用涉密打印机")
        )
        self.body.addWidget(Row("份数", self._copies))
        self.body.addWidget(self._sides)
        self.say("打印会记入输出台账。", "muted")
        self.foot("取消", self.reject)
        self.foot("打印", self._on_done, main=True)
        if not self._printer.count():
            self.say("本机没有安装打印机，请先装好打印机，或另存为 PDF。", "problem")

    def _on_done(self) -> None:
        if self._printer.count():
            self.accept()
            self._then(self._printer.currentText(), self._copies.value(), self._sides.isChecked())


def print_pdf(desk: Desk, owner: QWidget, pdf: bytes, printer: str, copies: int, *, two_sided: bool) -> None:
    """Send the PDF to the printer in the background; errors are shown."""
    if shutil.which("lp"):
        send = partial(_through_lp, pdf, printer, copies, two_sided)
        desk.work.job("正在送打印机…", send, lambda _none: desk.note("已送打印机"), owner=owner)
        return
    desk.work.job(
        "正在准备打印…",
        partial(_pictures, pdf),
        lambda pictures: _through_qt(desk, pictures, printer, copies, two_sided=two_sided),
        owner=owner,
    )


def _through_lp(
    pdf: bytes, printer: str, copies: int, two_sided: bool, _progress: Progress, _cancelled: Cancel
) -> None:
    sides = "two-sided-long-edge" if two_sided else "one-sided"
    command = ["lp", "-s", "-d", printer, "-n", str(copies), "-t", "xuncha", "-o", f"sides={sides}", "-"]
    try:
        done = subprocess.run(
            command,
            input=pdf,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=WAIT_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _refused() from error
    if done.returncode:
        raise _refused()


def _refused() -> KnownError:
    return KnownError(
        "打印机没有接收这份文书", kept="文书没有变化", todo="请检查打印机是否开机、联机、有纸后重试"
    )


def _pictures(pdf: bytes, progress: Progress, cancelled: Cancel) -> list[tuple[int, int, int, bytes]]:
    count = raster.pages(pdf)
    found = []
    for index in range(count):
        if cancelled():
            raise Cancelled
        found.append(raster.page_image(pdf, index, PRINT_DPI))
        progress(index + 1, count)
    return found


def _through_qt(
    desk: Desk, pictures: list[tuple[int, int, int, bytes]], name: str, copies: int, *, two_sided: bool
) -> None:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPrinterName(name)
    printer.setCopyCount(copies)
    printer.setDocName("xuncha")
    printer.setFullPage(True)
    printer.setPageMargins(QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Millimeter)
    printer.setDuplex(QPrinter.DuplexMode.DuplexLongSide if two_sided else QPrinter.DuplexMode.DuplexNone)
    painter = QPainter()
    if not painter.begin(printer):
        desk.show_error(_refused())
        return
    for place, (width, height, stride, pixels) in enumerate(pictures):
        if place:
            printer.newPage()
        image = QImage(pixels, width, height, stride, QImage.Format.Format_ARGB32)
        painter.drawImage(QRectF(painter.viewport()), image)
    painter.end()
    desk.note("已送打印机")
