"""Strips above a form: problems to go to, advice, a draft brought back, values that differ. They decide nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout

from app.core.errors import Problem
from app.widgets import theme
from app.widgets.icons import pixmap
from app.widgets.rows import beside, button, words


class Notice(QFrame):
    """A strip with a sign, a headline and lines below. role: notice, warn or stop."""

    def __init__(self, role: str, sign: str, headline: str) -> None:
        super().__init__()
        self.setProperty("role", role)
        tone = {"notice": "ink_text", "warn": "amber", "stop": "red"}[role]
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(theme.GAP + theme.GRID, theme.GAP, theme.GAP, theme.GAP)
        self._box.setSpacing(theme.GRID)
        mark = QLabel()
        mark.setPixmap(pixmap(sign, tone))
        self.setAccessibleName(headline)
        self.head = beside(mark, words(headline, "strong", wrap=True))
        self.head.setStretch(1, 1)
        self._box.addLayout(self.head)

    def line(self, text: str, pressed: Callable[[], object] | None = None) -> None:
        """A line of text, or one that can be pressed."""
        if pressed is None:
            self._box.addWidget(words(text, wrap=True))
        else:
            self._box.addLayout(beside(button(text, pressed, role="link"), None))

    def offer(self, text: str, pressed: Callable[[], object]) -> None:
        """A button at the right of the headline."""
        self.head.addWidget(button(text, pressed, role="quiet"))

    def choice(self, label: str, values: Sequence[tuple[str, Callable[[], object]]]) -> None:
        """A field and its differing values, each with a button that takes it."""
        self._box.addWidget(words(label, "strong"))
        for text, pressed in values:
            take = button("用这个", pressed)
            take.setAccessibleName(f"{label} 用 {text or '空白'}")
            row = beside(take, words(text or "（空白）", wrap=True))
            row.setStretch(1, 1)
            self._box.addLayout(row)


def problems_notice(problems: Sequence[Problem], go_to: Callable[[str], object]) -> Notice:
    """Everything that stops a save; each line goes to its field."""
    made = Notice("stop", "circle-x", f"有 {len(problems)} 处需要改正，改好后再保存")
    for problem in problems:
        made.line(problem.text, partial(go_to, problem.where) if problem.where else None)
    return made


def warnings_notice(warnings: Iterable[Problem], go_to: Callable[[str], object], *, more: int = 0) -> Notice:
    """Things worth a second look; they stop nothing. more: how many others stand beside their fields only."""
    made = Notice("warn", "triangle-alert", "请再看一看（不影响保存）")
    for warning in warnings:
        made.line(warning.text, partial(go_to, warning.where) if warning.where else None)
    if more:
        made.line(f"还有 {more} 处，写在各栏下方")
    return made


def draft_notice(at: datetime | None, drop: Callable[[], object], *, stale: bool) -> Notice:
    """A draft was brought back; `stale`: the record was changed after the draft was begun."""
    text = f"已恢复{f'{at:%m月%d日 %H:%M}' if at else '上次'}没有保存的内容"
    if stale:
        text += "；此后这条记录又改过，请核对后再保存"
    made = Notice("notice", "history", text)
    made.offer("放弃这些内容", drop)
    return made


def conflict_notice(
    rows: Sequence[tuple[str, Sequence[tuple[str, Any]]]],
    take: Callable[[str, Any], object],
    labels: dict[str, str],
) -> Notice:
    """两处不一致: for each (field, ((text, value), …)) the values, of which one is to be taken."""
    made = Notice("warn", "git-merge", "两处不一致，请选定一个")
    for name, values in rows:
        made.choice(labels[name], [(text, partial(take, name, value)) for text, value in values])
    return made
