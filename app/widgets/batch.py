"""Asks which paper to make of many rows of a list, and how many. It builds nothing."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QComboBox, QSpinBox, QWidget

from app.core.records import RecordType
from app.widgets.desk import Desk, PaperOffer
from app.widgets.dialogs import Sheet
from app.widgets.rows import Row

MOST = 2000
USUAL = 200
"""More than so many are made only when the number is raised by hand."""


class BatchSheet(Sheet):
    """One paper of each of these rows as a single PDF in the preview; each is entered in the ledger when it is printed."""

    def __init__(
        self,
        desk: Desk,
        parent: QWidget,
        kind: RecordType,
        offers: Sequence[PaperOffer],
        rows: Sequence[int],
        *,
        chosen: bool,
    ) -> None:
        super().__init__(parent, f"批量打印{kind.label}", sign="printer")
        self._offers = tuple(offers)
        self._paper = QComboBox()
        self._paper.addItems([offer.label for offer in offers])
        self._count = QSpinBox()
        self._count.setRange(1, max(1, min(MOST, len(rows))))
        self._count.setValue(min(len(rows), USUAL))
        self.body.addWidget(Row("文书", self._paper))
        which = f"所选 {len(rows):,} 条" if chosen else f"列表中的 {len(rows):,} 条（按现在的筛选和顺序）"
        self.body.addWidget(Row("印前几条", self._count, help=which))
        self.say("合成一个文件先预览，各件页码各自从 1 起；打印或另存时逐件记入输出台账。", "muted")
        self.foot("取消", self.reject)
        self.foot("排版预览", partial(self._on_done, desk, kind, tuple(rows)), main=True)

    def _on_done(self, desk: Desk, kind: RecordType, rows: tuple[int, ...]) -> None:
        self.accept()
        desk.print_papers(kind.name, rows[: self._count.value()], self._offers[self._paper.currentIndex()])
