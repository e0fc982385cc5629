"""The page 制度流程登记: rules and processes in force, counted by kind, with those whose review is due.

It registers nothing itself: the form of 制度流程 does.
"""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from app.areas.libraries.handbook.rules import Register, due_filters, register
from app.widgets import theme
from app.widgets.desk import Desk
from app.widgets.frame import WorkPage, empty, redraw, section
from app.widgets.lines import Lines
from app.widgets.record_import import ask_table
from app.widgets.rows import button, words

RULES = "rules"


class RulesPage(WorkPage):
    """The page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk, "制度流程登记", "本县巡察工作的规章制度和工作流程，按种类计数", about="work_rule", wide=True
        )
        for each in (
            button("从表格导入…", partial(ask_table, desk, "work_rule"), icon_name="import"),
            button("登记制度流程", partial(desk.new_record, "work_rule"), icon_name="plus", role="main"),
        ):
            self.buttons.addWidget(each)
        self.watch("work_rule", "code_item")
        self.refresh()

    def refresh(self) -> None:
        """Read anew."""
        today = date.today()
        self.desk.work.read(
            lambda session: register(session, today=today), self._on_register, owner=self, slot="register"
        )

    def _on_register(self, held: Register) -> None:
        box = redraw(self.body)
        if not held.rows and not any(kind.ended for kind in held.kinds):
            first = button("登记第一件", partial(self.desk.new_record, "work_rule"), role="main")
            text = "把现行的制度和流程逐件登记，或者另存空白导入表，填好一次导入。"
            box.addWidget(empty("scale", "还没有登记制度流程", text, first))
            box.addStretch(1)
            return
        section(box, "现行有效", held.sentence)
        box.addWidget(self._counts(held))
        lines = Lines(
            "现行制度流程", ("名称", "种类", "方面", "文号", "印发日期", "下次清理"),
            (320, 90, 110, 170, 100, 100),
        )  # fmt: skip
        labels = {kind.code: kind.label for kind in held.kinds}
        for rule in held.rows:
            lines.add(
                (
                    rule.name,
                    labels.get(rule.kind, rule.kind),
                    held.subjects.get(rule.subject, rule.subject),
                    rule.doc_number,
                    rule.issued_on.isoformat() if rule.issued_on else "",
                    f"{rule.review_by}{' 已到期' if rule in held.due else ''}" if rule.review_by else "",
                ),
                rule.id,
            )
        lines.tight(5)
        lines.opened.connect(self._on_opened)
        lines.fill(box)
        box.addStretch(1)

    def _counts(self, held: Register) -> QWidget:
        made = QWidget()
        grid = QGridLayout(made)
        grid.setContentsMargins(0, theme.GRID, 0, theme.GAP)
        grid.setHorizontalSpacing(theme.EDGE * 2)
        for line, kind in enumerate(held.kinds):
            grid.addWidget(words(kind.label, "strong"), line, 0)
            for column, (label, count, in_force) in enumerate(
                (("现行", kind.in_force, True), ("已废止", kind.ended, False)), 1
            ):
                open_ = partial(self.desk.open_list, "work_rule", kind.filters(in_force=in_force))
                go = button(f"{label} {count} 件", open_, role="link")
                go.setAccessibleName(f"查看{kind.label}{label} {count} 件")
                grid.addWidget(go, line, column, Qt.AlignmentFlag.AlignLeft)
        if held.due:
            open_ = partial(self.desk.open_list, "work_rule", due_filters(date.today()))
            go = button(f"▲ 清理到期 {len(held.due)} 件", open_, role="link")
            grid.addWidget(go, 0, 3, Qt.AlignmentFlag.AlignLeft)
        grid.setColumnStretch(4, 1)
        return made

    def _on_opened(self, id: object) -> None:
        self.desk.open_record("work_rule", str(id))
