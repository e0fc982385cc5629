"""The dialog that shows what a certificate of erasure is worth, point by point, before anything is certified."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QWidget

from app.areas.closeout.certificate import MOST_BYTES, SHEET_MAGIC
from app.areas.closeout.holding.certifying import Judged, judge_code, judge_file
from app.core.errors import KnownError
from app.core.fields import FileRef
from app.tasks.decoder import extract_codes
from app.widgets import dialogs, theme
from app.widgets.frame import facts, read_file
from app.widgets.rows import name_control, words

if TYPE_CHECKING:
    from db.session import Session

KINDS = "清除确认书 (*.json *.pdf *.png *.jpg *.jpeg *.bmp *.tif *.tiff *.webp)"
PICTURE_LIMIT = 40 << 20


@dataclass(frozen=True)
class Looked:
    """A certificate that was looked at, and the file it stood in, which is kept with the close-out."""

    judged: Judged
    name: str
    content: bytes

    def keep(self, session: Session) -> tuple[FileRef, ...]:
        """Store the file as an attachment; outside a transaction."""
        return (session.attach(BytesIO(self.content), self.name),)


def look_at_certificate(session: Session, path: Path) -> Looked:
    """The certificate in a file of the program, or in the QR code on a picture or scan of its sheet. For a worker."""
    if path.suffix.lower() == ".json":
        content = read_file(path, MOST_BYTES)
        return Looked(judge_file(session, content), path.name, content)
    content = read_file(path, PICTURE_LIMIT)
    for code in extract_codes(path.name, content):
        text = code.decode("ascii", "replace")
        if text.startswith(SHEET_MAGIC):
            return Looked(judge_code(session, text), path.name, content)
    raise KnownError(
        "图上没有找到确认书的二维码",
        kept="没有登记零持有",
        todo="请拍正、拍清整个二维码，或改用组里交来的“清-….json”文件",
    )


class CertificateSheet(dialogs.Sheet):
    """`then` gets whether the signatures on paper were looked at."""

    def __init__(self, parent: QWidget | None, judged: Judged, then: Callable[[bool], object]) -> None:
        good = judged.certifiable
        super().__init__(
            parent,
            "核对清除确认书",
            sign="shield-check" if good else "triangle-alert",
            tone="ink" if good else "red",
        )
        self.setMinimumWidth(theme.scaled(620))
        self._then = then
        whose = judged.group or "来历不明"
        self.say(f"{judged.number}　{whose}" + ("" if good else "：不能登记零持有"), "strong")
        self.body.addWidget(
            facts((point.label, f"{'✓' if point.good else '✕'} {point.said}") for point in judged.points)
        )
        self.body.addWidget(
            words(
                "确认书证明：两人输了口令，这个包有本库回执，那个库的钥匙和列出的文件已销毁，登记在册的份逐份有着落。"
                "不证明别处没有副本：没登记的打印、拍照、自行拷走的，它不知道。",
                "muted",
                wrap=True,
            )
        )
        self._seen = QCheckBox("已核对纸面确认书上清除人、监督人两人的签字")
        name_control(self._seen, "已核对纸面确认书上清除人、监督人两人的签字")
        self._seen.setVisible(good and judged.on_paper)
        self.body.addWidget(self._seen)
        self.foot("关闭" if not good else "取消", self.reject)
        if good:
            self.foot("登记零持有", self._on_done, main=True)

    def _on_done(self) -> None:
        if self._seen.isVisible() and not self._seen.isChecked():
            self._seen.setFocus()
            return
        self.accept()
        self._then(self._seen.isChecked())
