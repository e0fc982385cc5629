"""The page 对比: groups, units, tasks or rounds side by side; every number opens its records."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QTreeWidgetItem

from app.areas.insight.comparison import BY, Comparison, Line, compare
from app.areas.insight.figures import BY_CODE
from app.areas.insight.papers import compare_columns, compare_rows, comparison_paper
from app.areas.insight.view.choosing import ScopePage
from app.areas.insight.view.reading import Wanted
from app.exchange.tables import SheetColumn
from app.widgets import theme
from app.widgets.charts import Bar, BarChart, Part
from app.widgets.desk import Desk
from app.widgets.frame import empty, redraw, rest, section
from app.widgets.lines import Lines
from app.widgets.rows import button, name_control, words

if TYPE_CHECKING:
    from app.documents.paper import Paper
    from db.session import Session

MOST = 60
MOST_BARS = 12
WIDTH, WIDE = 62, 80


def read_comparison(session: Session, *, wanted: Wanted, by: str) -> Comparison:
    """The comparison of a scope."""
    return compare(session, wanted.scope(session), by)


class ComparePage(ScopePage):
    """The page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk, "对比", "同一口径并排看，按反馈问题从多到少；双击一个数看背后的记录", about="task"
        )
        self._by = QComboBox()
        name_control(self._by, "怎么分")
        for code, label in BY.items():
            self._by.addItem(label, code)
        self._by.activated.connect(self._on_by)
        self.buttons.insertWidget(0, self._by)
        self._held: Comparison | None = None
        self.watch("task", *(count.type for count in BY_CODE.values()))
        self.refresh()

    def read(self, any_round: bool) -> None:
        """Count."""
        if not any_round:
            box = redraw(self.body)
            go = button("去新建巡察任务", partial(self.desk.new_record, "task"), role="main")
            box.addWidget(empty("list-checks", "还没有巡察任务", "建立轮次和任务以后，这里并排比较。", go))
            box.addStretch(1)
            return
        read = partial(read_comparison, wanted=self.wanted, by=str(self._by.currentData()))
        self.desk.work.read(read, self._on_held, owner=self, slot="compared")

    def table(self, session: Session) -> tuple[str, Sequence[SheetColumn], Iterable[Sequence[object]]]:
        """Every line, not only those shown."""
        held = read_comparison(session, wanted=self.wanted, by=str(self._by.currentData()))
        return "对比表", compare_columns(held), compare_rows(held)

    def paper(self, session: Session) -> Paper:
        """对比表."""
        return comparison_paper(session, self.wanted.scope(session), str(self._by.currentData()))

    def _on_by(self, _place: int) -> None:
        self.refresh()

    def _on_held(self, held: Comparison) -> None:
        self._held = held
        box = redraw(self.body)
        heads = [column.title for column in compare_columns(held)]
        widths = [WIDE if len(head) > 3 else WIDTH for head in heads[1:-1]]
        lines = Lines("对比", heads, [200, *widths, WIDE], most=18)
        for line in held.lines[:MOST]:
            self._add(lines, line)
        self._add(lines, held.total)
        lines.right(*range(1, len(heads)))
        lines.itemDoubleClicked.connect(self._on_cell)
        lines.fit()
        section(box, BY[held.by], f"{len(held.lines)} 行；完成率＝已完成÷应整改，基本完成不计入")
        box.addWidget(lines)
        rest(box, len(held.lines) - MOST, "行", "合计已计入，导出表格可看全部")
        section(box, "整改任务", held.total.rate.formula)
        rated = [line for line in held.lines if line.rate.total]
        if rated:
            chart = BarChart("整改任务", [_bar(line, held) for line in rated[:MOST_BARS]], " 项")
            chart.pressed.connect(self.open_behind)
            box.addWidget(chart)
        else:
            box.addWidget(words("还没有整改任务。", "body-muted"))
        box.addStretch(1)

    def _add(self, lines: Lines, line: Line) -> None:
        percent = f"{line.rate.percent:.2f}%" if line.rate.percent is not None else "—"
        item = lines.add((line.label, *map(str, line.values), percent), line.key or None)
        item.setToolTip(len(line.values) + 1, line.rate.formula)
        if not line.key:
            for column in range(item.columnCount()):
                item.setFont(column, theme.font(strong=True, tabular=True))

    def _on_cell(self, item: QTreeWidgetItem, column: int) -> None:
        held = self._held
        if held is None or not 0 < column <= len(held.columns) + 1:
            return
        key = str(item.data(0, 0x0100) or "")
        line = next((one for one in held.lines if one.key == key), held.total)
        code = held.columns[column - 1] if column <= len(held.columns) else "due_tasks"
        behind = held.behind(line, code)
        self.open_behind(behind)


def _bar(line: Line, held: Comparison) -> Bar:
    rate = line.rate
    parts = (Part("已完成", rate.done), Part("基本完成", rate.mostly), Part("正在推进", rate.doing))
    return Bar(line.label, rate.total, held.behind(line, "due_tasks"), parts)
