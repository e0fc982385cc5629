"""The reviewers' comments beside a text that people write: quoted passage, opinion, and what became of it.

Comments are settled by the service; the panel shows them, leads to the passage and asks.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from app.areas.reporting.prose import Prose
from app.areas.reporting.review.model import ReportComment
from app.areas.reporting.review.service import comment_on, comments_of, settle_comment
from app.core.records import Record
from app.widgets import dialogs, theme
from app.widgets.desk import Desk
from app.widgets.frame import ask_fields, redraw
from app.widgets.rows import beside, button, hairline, words

WIDTH = 260
NAMED = 12


class CommentPanel(QWidget):
    """`sought(part, quoted)` when the passage of a comment is to be shown; `wanted()` when a new one is to be made."""

    sought = Signal(str, str)
    wanted = Signal()

    def __init__(self, desk: Desk, prose: Prose) -> None:
        super().__init__()
        self.desk, self._prose = desk, prose
        self._held: Record | None = None
        self._head = words("批注", "section")
        self.new = button(
            "加批注…", self.wanted.emit, icon_name="message-square", hint="先在正文里选中要批注的文字"
        )
        inner = QWidget()
        self._box = QVBoxLayout(inner)
        self._box.setContentsMargins(0, 0, theme.GAP, 0)
        self._box.setSpacing(theme.GRID)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(inner)
        box = QVBoxLayout(self)
        box.setContentsMargins(theme.GAP, theme.GAP, theme.EDGE, theme.GAP)
        box.setSpacing(theme.GAP)
        box.addLayout(beside(self._head, None, self.new))
        box.addWidget(area, 1)
        self.setMinimumWidth(theme.scaled(220))
        desk.work.changed.connect(self._on_changed)

    def show_for(self, held: Record | None) -> None:
        """Show the comments on a text."""
        self._held = held
        if held is not None:
            read = partial(comments_of, id=held.id, about=held.TYPE.name)
            self.desk.work.read(read, self._on_comments, owner=self, slot="comments")

    def ask(self, part: str, quoted: str) -> None:
        """Ask for a comment on a passage and store it."""
        held = self._held
        if held is None:
            return

        def store(record: Record, values: dict[str, Any]) -> None:
            made = replace(record, **values)
            self.desk.work.write(
                lambda session: session.create(made), lambda _made: self.desk.note("已加批注"), owner=self
            )

        ask_fields(
            self.desk,
            "加批注",
            partial(comment_on, held=held, part=part, quoted=quoted),
            ("quoted", "comment", "noted_by"),
            "加上",
            store,
            needs=("comment",),
            text=f"批注在“{held.TYPE.field(part).label}”里。全部处理完，这份文稿才能审定。",
        )

    def _on_changed(self, changes: object) -> None:
        touched: set[tuple[str, str]] = getattr(changes, "touched", set())
        if self._held is not None and any(name == "report_comment" for name, _ in touched):
            self.show_for(self._held)

    def _on_comments(self, found: tuple[ReportComment, ...]) -> None:
        left = sum(held.state == "open" for held in found)
        self._head.setText(f"批注 {left} 条待处理" if left else "批注")
        box = redraw(self._box)
        if not found:
            box.addWidget(
                words("审阅人的意见显示在这里，逐条处理。选中正文里的一段，点“加批注…”。", "muted", wrap=True)
            )
        for held in found:
            self._card(box, held)
        box.addStretch(1)

    def _card(self, box: QVBoxLayout, held: ReportComment) -> None:
        state = held.TYPE.lifecycle.state(held.state).label
        when = f"{held.noted_on:%m-%d}" if held.noted_on else ""
        kind = self._prose.record.TYPE
        part = kind.field(held.part).label if kind.has(held.part) else held.part
        sign = "○" if held.state == "open" else "●"
        box.addWidget(words(f"{sign} {state}　{part}　{held.noted_by} {when}".strip(), "muted", wrap=True))
        if held.quoted:
            box.addWidget(words(f"“{held.quoted}”", "body-muted", wrap=True))
        box.addWidget(words(held.comment, "strong" if held.state == "open" else "", wrap=True))
        if held.answer:
            box.addWidget(words(f"处理：{held.answer}", "muted", wrap=True))
        row = (
            [button("定位", partial(self.sought.emit, held.part, held.quoted), role="link")]
            if held.quoted
            else []
        )
        if held.state == "open":
            row.append(button("采纳", partial(self._settle, held, True, ""), role="link"))
            row.append(button("不采纳…", partial(self._refuse, held), role="link"))
        for each in row:
            each.setAccessibleName(f"{each.text()} {held.comment[:NAMED]}")
        if row:
            box.addLayout(beside(*row, None))
        box.addWidget(hairline())

    def _refuse(self, held: ReportComment) -> None:
        dialogs.ask_text(
            self.window(), "不采纳这条批注", "理由", "不采纳", partial(self._settle, held, False)
        )

    def _settle(self, held: ReportComment, adopted: bool, answer: str) -> None:
        self.desk.work.write(
            lambda session: settle_comment(
                session, session.get(ReportComment, held.id), adopted=adopted, answer=answer
            ),
            lambda _made: self.desk.note("已采纳" if adopted else "已登记不采纳的理由"),
            owner=self,
        )
