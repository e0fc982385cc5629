"""The page 操作日志: what was done and refused, newest first, for the auditor and for who leads. It shows no content."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QComboBox

from app.areas.secrecy.audit import MOST, Line, Wanted, audit
from app.core.errors import XunchaError
from app.core.roles import reason_against
from app.widgets.desk import Desk
from app.widgets.display import moment_text
from app.widgets.frame import WorkPage, empty, redraw
from app.widgets.lines import Lines
from app.widgets.rows import name_control, words


class JournalPage(WorkPage):
    """The page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk, "操作日志", "谁在什么时候办了什么、被拒绝了什么；一环扣一环，改不了", wide=True
        )
        self._which = QComboBox()
        for wanted in Wanted:
            self._which.addItem(wanted.value, wanted)
        name_control(self._which, "看哪一类")
        self._which.currentIndexChanged.connect(self._on_which)
        self.buttons.addWidget(self._which)
        self.refresh()

    def refresh(self) -> None:
        """Read anew."""
        why = reason_against(self.desk.actor, "journal.audit")
        if why:
            box = redraw(self.body)
            box.addWidget(empty("ban", "不能查看操作日志", f"为何不能：{why}"))
            box.addStretch(1)
            return
        wanted = Wanted(self._which.currentData())
        self.desk.work.read(
            partial(audit, wanted=wanted), self._on_lines, failed=self._on_failed, owner=self, slot="journal"
        )

    def _on_which(self, _place: int) -> None:
        self.refresh()

    def _on_failed(self, error: XunchaError) -> None:
        self.desk.show_error(error, self.window())

    def _on_lines(self, lines: tuple[Line, ...]) -> None:
        box = redraw(self.body)
        if not lines:
            box.addWidget(empty("history", "没有这一类的日志", "换一类再看。"))
        else:
            table = Lines(
                "操作日志",
                ("序号", "时间", "谁", "办了什么", "记录"),
                (72, 140, 110, 380, 240),
                grow=3,
            )
            for line in lines:
                table.add((str(line.seq), moment_text(line.at), line.who, line.what, line.subject))
            table.right(0)
            table.fill(box)
            if len(lines) == MOST:
                box.addWidget(words(f"只列最近 {MOST} 条。", "muted"))
        box.addStretch(1)
