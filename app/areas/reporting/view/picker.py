"""The sheet from which a confirmed finding is taken into the report. It changes neither finding nor report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit, QWidget

from app.areas.workpapers.model import APPROVED, Finding, WorkingPaper
from app.widgets import theme
from app.widgets.dialogs import Sheet
from app.widgets.frame import ID, Lines
from app.widgets.rows import Row, words

if TYPE_CHECKING:
    from db.session import Session

CONFIRMED = ("confirmed", "papered")


@dataclass(frozen=True)
class Pick:
    """A confirmed finding. paper_id, paper_number: the signed working paper that lists it, "" while there is none."""

    finding: Finding
    focus: str
    paper_id: str = ""
    paper_number: str = ""


def read_picks(session: Session, *, task_id: str) -> tuple[Pick, ...]:
    """The confirmed findings of a task, those on signed papers first."""
    numbers: dict[str, WorkingPaper] = {}
    for paper in session.find(WorkingPaper, task_id=task_id):
        if paper.state in APPROVED:
            numbers.update(dict.fromkeys(paper.finding_ids, paper))
    found = []
    for finding in session.find(Finding, task_id=task_id):
        if finding.state in CONFIRMED:
            held = numbers.get(finding.id)
            focus = session.code_label("focus", finding.focus)
            found.append(Pick(finding, focus, held.id if held else "", held.formal_number if held else ""))
    return tuple(sorted(found, key=lambda pick: (not pick.paper_number, pick.paper_number)))


class FindingSheet(Sheet):
    """Find and pick one. used: texts of the report, so that what is there already is marked."""

    def __init__(
        self, parent: QWidget | None, picks: Sequence[Pick], used: str, then: Callable[[Pick], object]
    ) -> None:
        super().__init__(parent, "插入已认定的问题", sign="file-plus")
        self.setMinimumWidth(theme.scaled(760))
        self._then = then
        self.say("插在光标所在行之后，自动编序号；有审签底稿的带上底稿号。", "body-muted")
        self._find = QLineEdit()
        self._find.setClearButtonEnabled(True)
        self._find.textChanged.connect(self._on_find)
        self.body.addWidget(Row("查找", self._find))
        self._lines = Lines("已认定的问题", ("问题", "聚焦", "底稿", ""), (280, 200, 176, 84), most=10)
        for pick in picks:
            there = (pick.paper_number and pick.paper_number in used) or pick.finding.title in used
            self._lines.add(
                (
                    pick.finding.title,
                    pick.focus,
                    pick.paper_number or "还没有审签",
                    "已在报告" if there else "",
                ),
                pick,
            )
        self._lines.setCurrentItem(self._lines.every()[0])
        self._lines.opened.connect(self._on_opened)
        self._lines.fit()
        self.body.addWidget(self._lines)
        self._none = words("没有符合的问题，换一个词。", "muted")
        self._none.hide()
        self.body.addWidget(self._none)
        self.foot("取消", self.reject)
        self.foot("插入", self._on_done, main=True)
        self._find.setFocus()

    def _on_find(self, text: str) -> None:
        shown = []
        for item in self._lines.every():
            fits = text.strip() in "".join(item.text(place) for place in range(3))
            item.setHidden(not fits)
            if fits:
                shown.append(item)
        self._none.setVisible(not shown)
        if shown:
            self._lines.setCurrentItem(shown[0])

    def _on_opened(self, pick: object) -> None:
        if isinstance(pick, Pick):
            self.accept()
            self._then(pick)

    def _on_done(self) -> None:
        item = self._lines.currentItem()
        if item is not None and not item.isHidden():
            self._on_opened(item.data(0, ID))
