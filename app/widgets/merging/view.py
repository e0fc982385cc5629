"""A plan on the screen, to be decided before it is applied: the tree, then what both sides changed. It stores nothing."""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.records import Catalog
from app.widgets.frame import redraw, section
from app.widgets.lines import Lines
from app.widgets.merging.deciding import Answer, Key, Question, draw_questions
from app.widgets.merging.plan import ShownPlan, disputed, questions_of
from app.widgets.merging.tree import plan_lines
from app.widgets.notices import Notice
from app.widgets.rows import words

Chosen = MutableMapping[Key, tuple[str, Any]]
"""Field → (who, value) as a person chose; what is not in it is taken from the other side, or stays open."""


class PlanView(QWidget):
    """The view. `chosen` belongs to the page and is filled as a person decides."""

    def __init__(self, shown: ShownPlan, catalog: Catalog, chosen: Chosen) -> None:
        super().__init__()
        self._shown = shown
        self._catalog = catalog
        self._chosen = chosen
        self._lines: Lines | None = None
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._draw()

    def _draw(self) -> None:
        box = redraw(self._box)
        section(box, "接收后的变化", self._shown.said)
        if self._shown.changes:
            box.addWidget(
                words("只有对方改过的字段，双击这一行可以改为保留本机。接收之前什么都不变。", "muted")
            )
        self._lines = plan_lines(self._shown.groups, self._chosen)
        self._lines.opened.connect(self._on_keep)
        box.addWidget(self._lines)
        if self._shown.conflicts:
            strip = Notice("warn", "git-merge", f"有 {len(self._shown.conflicts)} 条记录两边改了同一处")
            strip.line("接收时不丢任何一边：现在就可以逐处或整类选定，没选定的接收后留在“待裁决”。")
            box.addWidget(strip)
            asked = questions_of(self._catalog, disputed(self._shown))
            draw_questions(box, asked, {key: who for key, (who, _) in self._chosen.items()}, self._on_choose)

    def _on_choose(self, pairs: Sequence[tuple[Question, Answer]]) -> None:
        for question, answer in pairs:
            self._chosen[question.key] = (answer.who, answer.value)
        self._draw()

    def _on_keep(self, key: object) -> None:
        """Keep the value here in a field where only the other side wrote; once more: take theirs."""
        item = self._lines.currentItem() if self._lines is not None else None
        if item is None or not isinstance(key, tuple):
            return
        place, value = key
        if self._chosen.pop(place, None) is None:
            self._chosen[place] = ("本机", value)
        item.setText(4, "本机" if place in self._chosen else "对方")
